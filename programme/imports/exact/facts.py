"""Which facts the Markdown of this program has, in which words. One fact is one line in one of these tables.

The export takes a fact from the rows (`source`), the import puts it into the draft (`attribute`).
"""

import zoneinfo
from collections.abc import Callable
from datetime import date
from typing import Any, NamedTuple

from django.conf import settings
from django.core.exceptions import ValidationError

from programme.meeting_links import validate_no_meeting_link
from programme.validators import validate_single_line, validate_web_address

VERSION = 1
MARK = f"---\nwomconf: {VERSION}\n---"


class Text:
    """A value that is written as it is. `write` returns "" for nothing to say; `read` raises ValueError."""

    def write(self, value, _language):
        return value or ""

    def read(self, text):
        return text


class Number(Text):
    def write(self, value, _language):
        return "" if value is None else str(value)

    def read(self, text):
        return int(text)


class Day(Text):
    def write(self, value, _language):
        return value.isoformat() if value else ""

    def read(self, text):
        return date.fromisoformat(text)


class OneOf(Text):
    """A value out of those that `values` returns."""

    def __init__(self, values):
        self.values = values

    def read(self, text):
        if text not in self.values():
            raise ValueError(text)
        return text


class Words(Text):
    """A value that has a word in German and one in English; what has none is not written."""

    def __init__(self, words):
        self.words = words
        self.by_word = {word.casefold(): value for value, both in words.items() for word in both}

    def write(self, value, language):
        return in_words(self.words[value], language) if value in self.words else ""

    def read(self, text):
        try:
            return self.by_word[text.casefold()]
        except KeyError:
            raise ValueError(text) from None


class Several(Text):
    """Several values of one kind, with commas between them."""

    def __init__(self, kind):
        self.kind = kind

    def write(self, values, language):
        return ", ".join(self.kind.write(value, language) for value in values)

    def read(self, text):
        return tuple(dict.fromkeys(self.kind.read(part.strip()) for part in text.split(",")))


class WebAddress(Text):
    def read(self, text):
        try:
            validate_web_address(text)
            validate_single_line(text)
            validate_no_meeting_link(text)
        except ValidationError:
            raise ValueError(text) from None
        return text


LANGUAGE = OneOf(lambda: dict(settings.CONTENT_LANGUAGES))


class Fact(NamedTuple):
    """`source(row, text)` returns its value; `text` makes one text of a translated one.

    `is_internal`: only organisers get it, because no public page shows it.
    """

    attribute: str
    words: tuple[str, str]  # German, English
    source: Callable[[Any, Callable], Any]
    kind: Text = Text()
    is_internal: bool = False


def in_words(words, language):
    """Return the German word of the two for German, the English one for any other language."""
    return words[0] if language.split("-")[0] == "de" else words[1]


def _said_status(session):
    """Return the status of a session where the answers of its people do not say it.

    That an organiser has confirmed it in spite of an open answer only an organiser can say, no text.
    """
    is_open = any(appearance.is_requested for appearance in session.fetched("appearances"))
    return "" if session.status == "confirmed" or (session.is_requested and is_open) else session.status


CONFERENCE = [
    Fact("theme", ("Rahmenthema", "Theme"), lambda row, text: text(row.theme)),
    Fact("venue", ("Ort", "Venue"), lambda row, text: text(row.venue)),
    Fact("starts_on", ("Erster Tag", "First day"), lambda row, text: row.starts_on, Day()),
    Fact("ends_on", ("Letzter Tag", "Last day"), lambda row, text: row.ends_on, Day()),
    Fact("time_zone", ("Zeitzone", "Time zone"), lambda row, text: row.time_zone, OneOf(zoneinfo.available_timezones)),
    Fact("language", ("Sprache", "Language"), lambda row, text: text.language, LANGUAGE),
]
SESSION = [
    Fact("host", ("Veranstalter:in", "Host"), lambda row, text: row.host.name if row.host else ""),
    Fact("track", ("Themenstrang", "Track"), lambda row, text: text(row.track.name) if row.track else ""),
    Fact("format", ("Format", "Format"), lambda row, text: text(row.format)),
    Fact("language", ("Sprache", "Language"), lambda row, text: row.language, LANGUAGE),
    Fact(
        "interpreted_into",
        ("Dolmetschung", "Interpretation"),
        lambda row, text: sorted(row.interpreted_into),
        Several(LANGUAGE),
    ),
    Fact(
        "aids",
        ("Barrierefreiheit", "Accessibility"),
        lambda row, text: row.aids,
        Several(
            Words(
                {
                    "captions": ("Untertitel", "captions"),
                    "easy_language": ("Leichte Sprache", "easy language"),
                    "sign_language": ("Gebärdensprache", "sign language"),
                }
            )
        ),
    ),
    Fact("target_group", ("Zielgruppe", "Target group"), lambda row, text: text(row.target_group)),
    Fact("materials", ("Materialien", "Materials"), lambda row, text: text(row.materials)),
    Fact(
        "materials_url", ("Adresse der Materialien", "Materials at"), lambda row, text: row.materials_url, WebAddress()
    ),
    Fact("capacity", ("Plätze", "Places"), lambda row, text: row.pool.capacity, Number(), is_internal=True),
    Fact(
        "said_status",
        ("Status", "Status"),
        lambda row, text: _said_status(row),
        Words({"requested": ("angefragt", "requested"), "cancelled": ("abgesagt", "cancelled")}),
    ),
]
SLOT = [
    Fact("room", ("Raum", "Room"), lambda row, text: text(row.room.name) if row.room else ""),
    Fact("title", ("Bezeichnung", "Name"), lambda row, text: text(row.title)),
]
PERSON = [
    Fact("degree", ("Akademischer Titel", "Academic title"), lambda row, text: row.speaker.degree),
    Fact("position", ("Funktion", "Function"), lambda row, text: row.speaker.position),
    Fact(
        "affiliation",
        ("Organisation", "Organisation"),
        lambda row, text: row.speaker.organisation.name if row.speaker.organisation else "",
    ),
    Fact(
        "status",
        ("Status", "Status"),
        lambda row, text: row.status,
        Words({"requested": ("angefragt", "requested"), "declined": ("abgesagt", "declined")}),
    ),
]
ROLES = {
    "speaker": ("Referent:in", "Speaker"),
    "panel": ("Podium", "Panel"),
    "moderation": ("Moderation", "Chair"),
    "interpreter": ("Dolmetscher:in", "Interpreter"),
}
# What takes place at further times than the one in the heading.
SLOTS = {"main": ("Weiterer Termin", "Also on"), "follow_up": ("Anschluss", "Follow-up")}
BREAK = ("Art", "Kind"), Words({"break": ("Pause", "break")})
OPEN = ("offen", "open")
