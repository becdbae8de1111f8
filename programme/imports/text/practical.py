"""What people need to know before they come, beside a title: what it costs, how to register, how long it lasts.

None of it has a field but the length: it stands in the description, and in no title.
"""

import re
from dataclasses import dataclass

from programme.imports.text import notes

_SUM = r"(?:(?:€|EUR)\s?\d{1,4}(?:[.,]\d\d)?|\d{1,4}(?:[.,]\d\d|,[-–—]+)?\s?(?:€|Euros?|EUR)(?!\w))"
_FEE = (
    r"(?:(?:teilnahme|teilnehmer|material|un|tagungs|kurs|workshop)?-?(?:kosten|gebühr|gebühren|beitrag|kostenbeitrag)"
    r"|eintritt|preis|spende|fee|price|costs?|admission)"
)
_EACH = r"(?:(?:pro|je|p\.|per|inkl\.|zzgl\.|für|incl\.)\s?\w+\.?)"
_FREE = (
    r"(?:kostenlos|kostenfrei|gebührenfrei|entgeltfrei|eintritt\s(?:ist\s)?frei|freier\seintritt|auf\sspendenbasis"
    rf"|{_FEE}\s?:\s?(?:keine?|frei)|(?:teilnahme|participation)\s(?:ist\s|is\s)?(?:kostenlos|kostenfrei|frei|free)"
    r"|free\sof\scharge|free\sadmission|free\sentry)"
)
COSTS = re.compile(
    rf"(?:ermäßigt:?\s|erm\.\s|reduced\s)?(?:{_FEE}\s?:?\s|mit\s)?(?:ca\.\s|nur\s|je\s)?{_SUM}(?:\s{_EACH}){{0,2}}(?:\s{_FEE})?"
    rf"(?:\s?\([^()]{{1,40}}\))?|{_FREE}",
    re.IGNORECASE,
)
REGISTRATION = re.compile(
    r"(?:(?:bitte\s|nur\s)?(?:mit|nach|um|ohne|keine)?\s?(?:vorherige[r]?\s|verbindliche[r]?\s)?(?:vor)?anmeldung"
    r"(?:\s(?:ist\s)?(?:erforderlich|notwendig|nötig|nicht\snötig|nicht\serforderlich|erwünscht|erbeten|möglich|bis\s[\w\s.:]{1,30}))"
    r"|(?:bitte\s)?(?:nur\s)?(?:mit|nach|um|ohne|keine)\s(?:vorherige[r]?\s)?(?:vor)?anmeldung"
    r"|(?:mit\s)?warteliste(?:\smöglich)?|ausgebucht|fully\sbooked|registration\s(?:is\s)?required)",
    re.IGNORECASE,
)
ADMISSION = re.compile(
    r"(?:einlass|türöffnung|doors(?:\sopen)?)\s?:?\s(?:ab\s|um\s|from\s|at\s)?\d.{0,40}"
    r"|(?:treffpunkt|treff|meeting\spoint)\s?:?\s.{1,60}(?<!\.)",
    re.IGNORECASE,
)
MOVED = re.compile(
    r"(?:(?:wird|wurde|ist)\s)?(?:verschoben|verlegt|postponed|moved)\s(?:auf|in|nach|to)\s.{1,60}|neuer\s(?:termin|ort|raum)\s?:?\s.{1,60}",
    re.IGNORECASE,
)
NOT_ITS_TIME = re.compile(
    r"\b(?:bis(?:\szum)?|until|by|(?:verschoben|verlegt|moved)\s(?:auf|to)(?:\sden)?|neuer\stermin:?|einlass:?(?:\sab)?|türöffnung:?"
    r"|treffpunkt:?(?:\sum)?|doors(?:\sopen)?(?:\sat)?)\s$",
    re.IGNORECASE,
)
AT_LEAST = re.compile(rf"(?:mind\.|mindestens|min\.|at\sleast)\s?\d{{1,4}}(?:\s{notes.PEOPLE})?", re.IGNORECASE)
SPAN = re.compile(rf"\d{{1,4}}\s?(?:[-–]|bis|to)\s?\d{{1,4}}\s{notes.PEOPLE}", re.IGNORECASE)
FLOOR = re.compile(
    r"(?:im\s)?(?:\d{1,2}\.\s?(?:OG|UG|Obergeschoss|Untergeschoss|Stock|Stockwerk|Etage)|EG|Erdgeschoss|Dachgeschoss)"
)
_ABOUT = r"(?:ca\.\s?|circa\s|etwa\s|ungefähr\s|about\s)?"
DURATION = re.compile(
    rf"(?:(?:dauer|länge|duration)\s?:?\s)?{_ABOUT}(?:(?P<minutes>\d{{1,3}})\s?(?:min(?:uten|utes|s)?\b\.?)"
    r"|(?P<hours>\d(?:[.,]5)?)\s?(?:h\b|std\b\.?|stunden?\b|hours?\b))",
    re.IGNORECASE,
)


ALL = (COSTS, REGISTRATION, ADMISSION, MOVED, AT_LEAST, SPAN, FLOOR)


@dataclass(frozen=True, slots=True)
class Duration:
    """How long something lasts, in minutes, with the words that say it."""

    minutes: int
    words: str


def is_practical(text):
    """„Kosten 5 Euro“, „Eintritt frei“, „Anmeldung erforderlich“, „mind. 5 Personen“, „2. OG“."""
    text = text.strip(" \t,;:–—-*")
    text = text[1:-1] if text[:1] == "(" and text[-1:] == ")" else text
    return any(pattern.fullmatch(text) for pattern in ALL)


def says_moved(text):
    """„verschoben auf 19.2.“, „verlegt in Saal 3“: the time or the room before it may hold no longer."""
    return MOVED.fullmatch(text) is not None


def duration(text):
    """Return the Duration of „90 Min.“, „Dauer: 2 Stunden“, or None."""
    text = text.strip(" \t,;:–—-*()[]")
    match = DURATION.fullmatch(text)
    return _duration(match) if match else None


def duration_first(text):
    """Return (Duration, end) of „Dauer ca. 90 Min.: Konzert“, or None."""
    match = DURATION.match(text)
    if not match or text[match.end() : match.end() + 1] not in {":", ","} or not (found := _duration(match)):
        return None
    return found, match.end() + 1


def _duration(match):
    minutes = int(match["minutes"]) if match["minutes"] else round(float(match["hours"].replace(",", ".")) * 60)
    return Duration(minutes, match[0]) if minutes else None
