"""What every importer hands over: a draft of a programme and a report for the organiser.

An importer (text, table, frab …) turns bytes into these objects and does nothing else; one shared writer puts a draft
into the database. Times are naive and local: the draft names the zone once, and no importer knows the database's UTC.
"""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal

from django.utils.functional import Promise

# The longest that the database holds. An importer moves what is longer to where there is room, and says so.
TITLE_LENGTH = 300
NAME_LENGTH = 200  # people, organisations; titles of conferences and breaks
TEXT_LENGTH = 20_000
SHORT_NAME_LENGTH = 100  # rooms, tracks
LABEL_LENGTH = 60  # formats, degrees
TARGET_GROUP_LENGTH = 120
MATERIALS_LENGTH = 300
ADDRESS_LENGTH = 500  # of the materials


@dataclass(frozen=True, slots=True)
class DraftSlot:
    """When and where something takes place. `ends_at` None: the end is open. `capacity`: of a follow-up alone.

    `is_open`: the source itself says so; else it gives no end. `is_room_of_day`: the room stands beside the day only.
    """

    kind: Literal["main", "follow_up", "break"]
    starts_at: datetime
    ends_at: datetime | None = None
    room: str = ""
    title: str = ""
    capacity: int | None = None
    line: int | None = None
    is_open: bool = False
    is_room_of_day: bool = False


@dataclass(frozen=True, slots=True)
class DraftAppearance:
    """One person in one session: `position` is what they are („Oberbürgermeister“), `affiliation` where they belong.

    `name`: empty while it is not known („Senatorin N.N.“).
    """

    name: str
    degree: str = ""
    position: str = ""
    affiliation: str = ""
    role: Literal["speaker", "moderation", "panel", "interpreter"] = "speaker"
    status: Literal["confirmed", "requested", "declined"] = "confirmed"
    line: int | None = None

    @property
    def details(self):
        """What stands of the person beside their name."""
        return ", ".join(filter(None, [self.position, self.affiliation]))


NOBODY = DraftAppearance("")  # „N.N.“, of whom nothing else is known


@dataclass(slots=True)
class DraftSession:
    """One thing to attend.

    `abstract` is Markdown. `language` is a code, or empty where the text does not say (then the programme's holds).
    `interpreted_into`: codes of languages; `aids`: "captions", "sign_language", "easy_language".
    `slots`: the main one first; none at all means that the time follows.
    `is_requested`: the text says so of the session itself (a bare „(angefragt)“, „N.N.“), not of one of its people;
    `open_people`: those whose names are not known yet („N.N.“), with what is known of them.
    `access_link`: of its video conference; in no public text, and in no message.
    `is_hybrid`: people come to its room or join online, as they like; `capacity` are its places on site then, and
    `online_capacity` those online, None where the text gives them no number.
    `note`: what only organisers read; None where the source never has any, so that the one that is stored stays.
    `line`: the line of the source in which its title stands, counted from 1.
    """

    title: str
    abstract: str = ""
    format: str = ""
    language: str = ""
    interpreted_into: tuple[str, ...] = ()
    aids: tuple[str, ...] = ()
    target_group: str = ""
    materials: str = ""
    materials_url: str = ""
    access_link: str = field(default="", repr=False)
    is_hybrid: bool = False
    note: str | None = None
    host: str = ""
    track: str = ""
    capacity: int | None = None
    online_capacity: int | None = None
    is_cancelled: bool = False
    is_requested: bool = False
    slots: list[DraftSlot] = field(default_factory=list)
    appearances: list[DraftAppearance] = field(default_factory=list)
    open_people: list[DraftAppearance] = field(default_factory=list)
    line: int | None = None

    @property
    def has_nobody(self):
        """Whether somebody is still to be found."""
        return bool(self.open_people)

    @property
    def status(self):
        """The status that the text gives the session: it is requested as long as one of its people is."""
        if self.is_cancelled:
            return "cancelled"
        is_open = self.is_requested or any(appearance.status == "requested" for appearance in self.appearances)
        return "requested" if is_open else "confirmed"

    @property
    def said_status(self):
        """What the text says of the session itself; "" for nothing."""
        return "cancelled" if self.is_cancelled else "requested" if self.is_requested else ""

    @said_status.setter
    def said_status(self, status):
        self.is_cancelled, self.is_requested = status == "cancelled", status == "requested"


@dataclass(frozen=True, slots=True)
class DraftDay:
    """A day that the source names by a line of its own, with the words beside it („online“, „Bürgerhaus Nord“).

    `unread`: those of them that are no fact of the programme; `written`: the line, where the description has it.
    """

    day: date
    words: str = ""
    unread: str = ""
    written: str = ""


@dataclass(slots=True)
class DraftProgramme:
    """One conference with its sessions and breaks. `starts_on` None: the source names no date.

    `venue`: the place as written; `mode`: "on_site", "online", "hybrid", or empty where the source does not say.
    `has_other_languages`: a text that has not been translated into `language` may stand in another one.
    `is_complete`: there is nothing of what the source leaves out; else it says nothing about it.
    `days`: those that the source names, in its order; nothing of them is stored.
    """

    title: str = ""
    theme: str = ""
    description: str = ""
    venue: str = ""
    mode: str = ""
    starts_on: date | None = None
    ends_on: date | None = None
    time_zone: str = "Europe/Berlin"
    language: str = "de"
    has_other_languages: bool = False
    is_complete: bool = field(default=False, compare=False)
    days: list[DraftDay] = field(default_factory=list, compare=False)
    sessions: list[DraftSession] = field(default_factory=list)
    breaks: list[DraftSlot] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class ReportEntry:
    """One remark for the organiser. `code` is stable, for programs; `message` is translated when it is shown."""

    level: Literal["info", "warning", "error"]
    code: str
    message: str | Promise
    line: int | None = None


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer to a question: `value` is stable, for programs; `label` is for people."""

    value: str
    label: str | Promise


@dataclass(frozen=True, slots=True)
class Question:
    """Something that the reader took by a weak sign, for the organiser to answer.

    `key` names the question by its kind and its words, not by its line number, so that an answer outlives an edit
    elsewhere; equal questions (the same words in the same role) have one key. `guess` is the value that holds while
    nobody answers. `quote` is the whole line as written; `session_line` the line of the session's title that it
    concerns, or None. `known`: the guess is what was "answered" in an earlier import of this conference, or what is
    "stored" there; else empty.
    """

    key: str
    code: str  # "person", "host", "place", "end", "split", "turns" …
    text: str | Promise  # „Ist „Erste Hilfe“ eine Person?“
    quote: str
    choices: tuple[Choice, ...]
    guess: str
    line: int | None = None
    session_line: int | None = None
    known: Literal["", "answered", "stored"] = ""


@dataclass(slots=True)
class Report:
    """What an importer has to say, in the order of the lines. With an error there is no draft.

    `unused`: (line number, words) of the source that the programme does not show. `about_document`: those of the
    entries that are about the document, not about its text.
    """

    entries: list[ReportEntry] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)
    unused: list[tuple[int, str]] = field(default_factory=list)
    about_document: list[ReportEntry] = field(default_factory=list)

    def info(self, code, message, line=None):
        self.entries.append(ReportEntry("info", code, message, line))

    def warning(self, code, message, line=None):
        self.entries.append(ReportEntry("warning", code, message, line))

    def error(self, code, message, line=None):
        self.entries.append(ReportEntry("error", code, message, line))

    def sort(self):
        """Bring everything into the order of the lines, what is about the whole document first; say nothing twice."""
        said = {}
        for entry in self.entries:
            said.setdefault((entry.code, entry.line, str(entry.message)), entry)
        self.entries = sorted(said.values(), key=lambda entry: entry.line or 0)
        self.questions.sort(key=lambda question: question.line or 0)
        self.unused = sorted(set(self.unused))

    @property
    def warnings(self):
        return [entry for entry in self.entries if entry.level == "warning"]

    @property
    def errors(self):
        return [entry for entry in self.entries if entry.level == "error"]

    @property
    def has_errors(self):
        return any(entry.level == "error" for entry in self.entries)
