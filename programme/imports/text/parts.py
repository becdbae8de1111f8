"""Step 3: a line and the part it plays in the text; first by what stands in it alone."""

import re
from dataclasses import dataclass, replace
from enum import StrEnum

from programme.imports.draft import SHORT_NAME_LENGTH
from programme.imports.text import labels, notes, numerals, organisations, rooms, whole_days
from programme.imports.text.heads import MAX_HEAD, take_apart
from programme.imports.text.lines import Kind, Line, plain
from programme.imports.text.people import read_people
from programme.imports.text.remarks import ROLES, Head


class Role(StrEnum):
    MAIL = "mail"  # From, To, Subject above a letter
    LETTER = "letter"  # salutation, regards and signature
    DAY = "day"
    FRAME = "frame"  # the day and place of it all
    TIME = "time"  # stands alone; belongs to the title below
    LATE_TIME = "late_time"  # belongs to the title above
    STRAY_TIME = "stray_time"  # belongs to no title
    TITLE = "title"  # of a session, with or without its time
    MEMBER = "member"  # title of a session that takes place at the time of its group
    GROUP_TIME = "group_time"  # below the title of its group, which took it
    GROUP = "group"  # „13–14 Uhr: Parallele Workshops“
    HEADING = "heading"  # undecided
    SECTION = "section"  # heading of something that is no session
    TRACK = "track"
    ROOM = "room"
    LABEL = "label"
    TABLE = "table"
    END = "end"  # a rule after which no session comes
    TEXT = "text"


@dataclass(slots=True)
class Part:
    """One line with its part. `head`: the line taken apart, where it is more than text; `label`: (field, value)."""

    line: Line
    text: str
    role: Role
    head: Head | None = None
    label: tuple[str, str] | None = None

    @property
    def is_start(self):
        """Whether the programme goes on here, with a session or a row of a table."""
        return self.role in {Role.TITLE, Role.MEMBER, Role.GROUP, Role.TIME, Role.TABLE}

    @property
    def times(self):
        return self.head.times if self.head else []


def first_heading(parts):
    return next((index for index, part in enumerate(parts) if part.line.is_title_like and not part.label), None)


def first_start(parts):
    return next((index for index, part in enumerate(parts) if part.is_start), len(parts))


def last_start(parts):
    return max((index for index, part in enumerate(parts) if part.is_start), default=-1)


# What stands in a line

# How lines begin or end that may hold a day or a time; all others are text without a closer look.
BEGINNING = re.compile(
    r"[(\[]?(?:\d|~~|(?:am|ab|von|vom|um|from|at|on|between|zwischen|gegen|ca\.|starting)\s+\W?\w"
    r"|(?:etwa|ungefähr|circa|vorauss|around|about|approx)\w*\.?\s+\w"
    rf"|(?:halb|viertel|dreiviertel|half|quarter)\s|(?:{numerals.pattern(numerals.HOURS)})\s(?:Uhr|bis|to|o.clock)\b"
    rf"|(?:{numerals.pattern(numerals.DAYS_OF_MONTH)})[nr]?\s"
    r"|(?:Mo|Di|Mi|Do|Fr|Sa|So|Tu|We|Th|Su)\w{0,8}[\s,.:]"
    r"|(?:Mo|Di|Mi|Do|Fr|Sa|So|Tu|We|Th|Su)\w{2,8}$|(?:Tag|Day|Konferenztag|\w{5,7}er)\s|First|Second|Third"
    r"|(?:vormittag|nachmittag|abend|morgen)s?\W"
    r"|abgesagt|entfällt|cancel|noon|midday|midnight|Mittag|Mitternacht|Beginn|Jan|Feb|Mar|Apr|May"
    r"|Jun|Jul|Aug|Sep|Oct|Nov|Dec)",
    re.IGNORECASE,
)
ENDING = re.compile(
    r"\d(?:\s?(?:Uhr|h|[ap]\.?m\.?))?[)\]]?$|(?:end|offen|Uhr|am|pm|noon|midnight|Mittag"
    r"|Mitternacht|(?:morgen|mittag|abend|nacht)s)[)\]]?$",
    re.IGNORECASE,
)
# „Lesen lernen, 10 Uhr, Eva Horn“
MIDDLE = re.compile(
    r"[,;|(]\s?(?:(?:um|ab|von|ca\.|gegen)\s)?\d{1,2}(?:[.:]\d\d)?(?:\s?(?:[-–]|bis)\s?\d|\s?Uhr|(?<=:\d\d)\s?[,;|)])"
    r"|\d\sUhr\s(?:im|in|am|auf|vor|bei|beim)\s(?-i:(?:der\s|dem\s)?[A-ZÄÖÜ])"
)
CONTACT = re.compile(
    r"@|\b(?:Tel|Fax|Telefon|Phone|Mobil|Sprechzeiten|Öffnungszeiten|geöffnet)\b|www\.|https?:", re.IGNORECASE
)
PROSE = re.compile(
    r"(?:ist|sind|war|waren|wird|werden|wurde|treffen|trifft|beginnt|beginnen|startet|starten|geht"
    r"|gehen|findet|finden|haben|hat|können|kann"
    r"|laden|lädt|möchten|wollen|is|are|was|will|we|wir|can|starts|begins|there|es|gibt|besteht"
    r"|stehen|steht|sowie|und|oder|nach|vor|in)\b"
)
VERB = re.compile(
    r"\b(?:ist|sind|war|wird|werden|gibt|hat|haben|kann|können|findet|finden|steht|stehen|treffen|is|are|will"
    r"|möglich|geplant|vorhanden)\b"
)
FOLLOW_UP = re.compile(
    r"(?:im\s(?:direkten\s|unmittelbaren\s)?anschluss|anschließend|danach|direkt\snach"
    r"|nach\sde[mrn]|afterwards|following|followed|after\sthe|subsequently)\b",
    re.IGNORECASE,
)
NEXT = re.compile(
    r"(?:(?:im\s(?:direkten\s|unmittelbaren\s)?anschluss|anschließend|anschl\.|danach|afterwards"
    r"|followed\sby|then)(?:\s?:|\s-|\s–)?)\s+(?=\S)",
    re.IGNORECASE,
)
ROUGH_WORDS = re.compile(
    r"(?P<rough>(?:am\s(?:frühen\s|späten\s)?)?(?:vormittags?|nachmittags?|abends?|mittags?)|(?:am\s)?morgens"
    r"|am\smorgen|ganztags|ganztägig|den\sganzen\stag|all\sday|(?:uhr)?zeit\s(?:ist\s|wird\s)?(?:noch\s)?(?:offen|folgt|unklar|bekannt\s?gegeben)|(?:in\sthe\s)?(?:morning|afternoon|evening)s?)",
    re.IGNORECASE,
)
ROUGH = re.compile(rf"{ROUGH_WORDS.pattern}(?:\s?:|\s?[–—|]|\s-{{1,2}}|\t|\s{{3,}})\s*(?=\S)", re.IGNORECASE)
HOW = re.compile(
    r"(?:nur\s|rein\s|ganz\s|only\s)?(?:online|hybrid|digital|virtuell|virtual(?:ly)?|in\spräsenz|vor\sort)\b",
    re.IGNORECASE,
)
MAX_PLAIN_TITLE = 160
MAX_DAY_LINE = 120
LONG_LINE = 40
HOURS = re.compile(r"\d{1,2}(?:[.:]\d\d)?(?:\s?(?:[-–—]|bis)\s?\d{1,2}(?:[.:]\d\d)?)?")  # behind a label
RUNS_ON = re.compile(
    r"(?:\b(?:um|ab|bis|von|vom|gegen|am|den|der|die|zum|zur|und|oder|ca\.|at|from|until|till|by"
    r"|the|to|and|or|on|around)|,)$"
)
LABELS_OF_HEADINGS = frozenset(
    {"theme", "conference", "time", "date", "zone", "moderation", "title", "room", "speaker"}
)


SPAN = re.compile(r"(?:bis|to|until|till|[-–—])\s+", re.IGNORECASE)


def _take_span(head, text):
    """„Freitag, 12.3., 13 Uhr bis Samstag, 13.3., 15 Uhr“ is the frame of it all, in which no session is named."""
    joint = SPAN.match(head.title) if head.dates and head.times and head.begins_with_when else None
    last = take_apart(head.title[joint.end() :]) if joint else None
    if last is None or last.dates is None or last.title:
        return
    first = replace(head.dates.first, year=head.dates.first.year or last.dates.last.year)
    head.dates = replace(head.dates, first=first, last=last.dates.last)
    head.times, head.title, head.when = [], "", [text]


def classify(line, previous):
    if line.kind in {Kind.HEADER, Kind.ROW}:
        return Part(line, line.raw, Role.TABLE)
    if len(line.text) > MAX_HEAD and not line.is_title_like:
        return _long(line)
    text = plain(line.text)
    if part := _labelled(line, text):
        return part
    if line.is_title_like:
        return _titled(line, text)
    return _roughly_timed(line, text, previous) or _plain(line, text, previous)


def _long(line):
    """A line that is too long for a title begins a session only if it begins with a time; all of it is kept."""
    if line.kind is Kind.TEXT and BEGINNING.match(line.text[:40]):
        head = take_apart(line.text[:MAX_HEAD])
        if head.begins_with_when and head.times and head.times[0].is_explicit and not PROSE.match(head.title):
            return Part(line, line.text, Role.TITLE, Head(times=head.times, when=head.when, title=plain(line.text)))
    return Part(line, line.text, Role.TEXT)


def _labelled(line, text):
    label = labels.read_label(text)
    if label is None or not label[1]:
        return None
    field, value = label
    if line.is_title_like and field not in LABELS_OF_HEADINGS:
        return None
    value = labels.split_labels(value)[0]
    if field in ROLES and not (read_people(value, is_labelled=True) or organisations.is_organisation(value)):
        return None  # „Podium: Wie weiter?“ is a title
    if field in {"time", "date"}:
        head = take_apart(f"{value} Uhr" if field == "time" and HOURS.fullmatch(value) else value)
        if head.title or not (head.times or head.has_day):
            return None
        return Part(line, text, Role.TIME if head.times else Role.DAY, head, label)
    return Part(line, text, Role.LABEL, label=label)


def _titled(line, text):
    if notes.is_track(text):
        return Part(line, text, Role.TRACK)
    if rooms.read(text) and rooms.is_certain(text):
        return Part(line, text, Role.ROOM)
    head = take_apart(line.text)
    _take_span(head, text)
    if head.times:
        return Part(line, text, Role.TITLE if head.title else Role.TIME, head)
    if head.has_day and (head.begins_with_when or not head.title):
        return Part(line, text, Role.DAY, head)
    return Part(line, text, Role.HEADING, head)


def _roughly_timed(line, text, previous):
    """„vormittags: Sprechstunde“ begins a session of the day, without a time; None: it is something else."""
    is_possible = line.opens or line.kind is Kind.ITEM or (previous is not None and previous.role is Role.DAY)
    if not is_possible:
        return None
    match = ROUGH.match(line.text) or ROUGH.match(text)  # with its gaps, or without its marks
    rough, rest = (match["rough"], match.string[match.end() :]) if match else whole_days.take_words(text) or ("", "")
    written, rest = rest, plain(rest)
    if not rest or rest[0].islower() or len(rest) > MAX_PLAIN_TITLE or _is_prose(rest, text) or PROSE.match(rest):
        return None
    head = take_apart(written)
    if head.times or head.has_day or not head.title:
        return None
    head.rough = rough
    return Part(line, text, Role.TITLE, head)


def _plain(line, text, previous):
    if not (BEGINNING.match(text) or ENDING.search(text[-40:]) or MIDDLE.search(text[:MAX_PLAIN_TITLE])):
        return Part(line, text, Role.TEXT)
    head = take_apart(line.text)
    _take_span(head, text)
    if head.times:
        role = _role_of_timed(line, text, head, previous)
    elif _begins_day(head, text):
        role = Role.DAY
    else:
        role = Role.TEXT
    return Part(line, text, role, head if role is not Role.TEXT else None)


def _role_of_timed(line, text, head, previous):
    if _is_wrapped(line, previous) and all(times.ends is None for times in head.times):
        return Role.TEXT
    is_place = head.after_when == "," or (head.after_when == "·" and rooms.is_certain(head.title))
    if is_place and _may_be_title(previous, line):
        _take_place(head)
    if not head.title:
        return Role.TIME
    if FOLLOW_UP.match(head.title) or FOLLOW_UP.match(text):
        return Role.TEXT
    if head.begins_with_when:
        return Role.TEXT if PROSE.match(head.title) else Role.TITLE
    if CONTACT.search(text):
        return Role.TEXT
    is_alone = line.opens or line.kind is Kind.ITEM or _is_like(previous)
    is_alone = is_alone and len(text) <= MAX_PLAIN_TITLE and (head.times[0].is_explicit or bool(head.people))
    return Role.TITLE if is_alone and not _is_prose(head.title, text) else Role.TEXT


def _is_like(previous):
    """Whether the line before is a session with its time behind its title: then this one with a time is another."""
    return (
        previous is not None
        and previous.role is Role.TITLE
        and bool(previous.times)
        and not previous.head.begins_with_when
    )


def _may_be_title(previous, line):
    """Whether the line directly above may be the title of a time with its place: „Lesung“, then „19 Uhr, Markt 1“."""
    if previous is None or line.number - previous.line.number > 2:
        return False
    if previous.role is Role.HEADING:
        return True
    return (
        not line.opens and previous.role is Role.TEXT and previous.line.opens and len(previous.text) <= MAX_PLAIN_TITLE
    )


def _take_place(head):
    place = ", ".join(filter(None, [head.title, head.room]))
    if len(place) <= SHORT_NAME_LENGTH:
        head.room, head.title = place, ""


def _is_prose(title, text):
    return title[:1].islower() or (text.endswith((".", ",", ";", ":", "!")) and len(title.split()) > 4)


def _begins_day(head, text):
    is_possible = head.has_day and head.begins_with_when and len(text) <= MAX_DAY_LINE
    is_how = HOW.match(head.title) or ROUGH_WORDS.fullmatch(head.title)  # „Mittwoch, 17. Februar, nachmittags“
    return is_possible and (is_how is not None or not _is_prose(head.title, text))


def _is_wrapped(line, previous):
    """Whether the line before runs on into this one, as in a letter with short lines: „… treffen wir uns um“."""
    return (
        previous is not None
        and not line.opens
        and previous.role is Role.TEXT
        and len(previous.text) >= LONG_LINE
        and RUNS_ON.search(previous.text[-20:]) is not None
    )
