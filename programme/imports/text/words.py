"""Words of a text: which language they are, and whether one of them was lost on the way into the draft."""

import re
from collections import Counter

from programme.imports.text import labels, numerals
from programme.imports.text.dates import MONTHS, WEEKDAYS
from programme.imports.text.enumerations import without_marks
from programme.imports.text.functions import words_beside
from programme.imports.text.lines import BULLET, Kind, plain
from programme.imports.text.lists import words_in

WORD = re.compile(r"[^\W_]+")
HOURS = re.compile(r"(\d{1,2})h(\d\d)")
GERMAN = frozenset(
    [
        "der",
        "die",
        "das",
        "und",
        "für",
        "mit",
        "von",
        "im",
        "ist",
        "uhr",
        "wir",
        "ein",
        "eine",
        "zu",
        "zur",
        "zum",
        "nicht",
        "auf",
        "den",
        "dem",
        "des",
        "sie",
        "wie",
    ]
)
ENGLISH = frozenset(
    [
        "the",
        "and",
        "for",
        "with",
        "of",
        "is",
        "we",
        "a",
        "to",
        "from",
        "on",
        "this",
        "are",
        "how",
        "at",
        "by",
        "our",
        "you",
        "your",
    ]
)


def language_of(text):
    """Return "de" or "en", by the small words of the text."""
    words = Counter(WORD.findall(text[:100_000].lower()))
    german, english = (sum(words[word] for word in known) for known in (GERMAN, ENGLISH))
    return "en" if english > german else "de"


# Words that the draft keeps as a fact: a time, a status, a role, a language; they need not stand in it as words.
KEPT_AS_FACTS = frozenset(MONTHS) | frozenset(WEEKDAYS) | words_in("kept_as_facts")


class Ledger:
    """Compares the words of the source with those that the draft and the report hold."""

    def __init__(self, draft, report, understood=""):
        self.words = set()
        self.numbers = set()
        for text in (understood, *_texts(draft)):
            self.words.update(word.casefold() for word in WORD.findall(text))
        for entry in report.entries:
            self.words.update(word.casefold() for word in WORD.findall(str(entry.message)))
        for moment in _moments(draft):
            self.numbers.update((moment.year, moment.year % 100, moment.month, moment.day))
            self.numbers.update(
                (getattr(moment, "hour", 0), getattr(moment, "hour", 0) % 12, getattr(moment, "minute", 0))
            )
        self.numbers.update(session.capacity for session in draft.sessions)
        self.numbers.update(session.online_capacity for session in draft.sessions)
        self.numbers.update(slot.capacity for session in draft.sessions for slot in session.slots)
        self.numbers.update((12, 24))

    def lacks(self, line):
        """Whether a word or number of the line is neither kept as it is nor as a fact."""
        known = labels.words_of_labels(plain(line.text)) if ":" in line.text else []
        known = known or [cell for cell in line.cells if labels.read_column(cell)]
        excused = {word.casefold() for text in known for word in WORD.findall(text)}
        raw = BULLET.sub("", line.raw.lstrip(), count=1) if line.kind is Kind.ITEM else line.raw
        return any(not self._has(word.casefold(), excused) for word in WORD.findall(without_marks(raw)))

    def _has(self, word, excused):
        if word in self.words or word in KEPT_AS_FACTS or word in excused:
            return True
        if word.isdecimal():
            return len(word) <= 4 and int(word) in self.numbers
        if day := numerals.day_of_month(word):
            return day in self.numbers
        if match := HOURS.fullmatch(word):
            return {int(match[1]), int(match[2])} <= self.numbers
        digits = word.rstrip("abcdefghijklmnopqrstuvwxyz")
        return (
            digits.isdecimal()
            and len(digits) <= 4
            and int(digits) in self.numbers
            and word[len(digits) :] in KEPT_AS_FACTS
        )


def _texts(draft):
    yield from (draft.title, draft.theme, draft.description, draft.venue, draft.time_zone)
    for slot in draft.breaks:
        yield from (slot.title, slot.room)
    for session in draft.sessions:
        yield from (session.title, session.abstract, session.format, session.host, session.track)
        yield session.note or ""
        yield from (session.target_group, session.materials, session.materials_url)
        for slot in session.slots:
            yield from (slot.title, slot.room)
        for person in session.appearances:
            yield from (person.name, person.degree, person.details)
            if person.position and person.affiliation:
                yield " ".join(words_beside(person.affiliation))


def _moments(draft):
    yield from filter(None, (draft.starts_on, draft.ends_on))
    for slots in (draft.breaks, *(session.slots for session in draft.sessions)):
        for slot in slots:
            yield from filter(None, (slot.starts_at, slot.ends_at))
