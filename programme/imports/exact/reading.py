"""From the Markdown of this program to the draft, line by line. What is not understood is told, and stays as text."""

import re
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time
from typing import Any

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from programme.imports.draft import DraftAppearance, DraftProgramme, DraftSession, DraftSlot, Report
from programme.imports.exact import facts
from programme.imports.exact.escaping import unescaped, unescaped_line
from womconf.quotes import in_quotes_lazy

MAX_ENTRIES = 5_000
BEGINNING = re.compile(r"\s*---\nwomconf: (\d{1,4})[ \t]*\n---(?:\n|$)")
HEADING = re.compile(r"(#{1,3})(?:\s+(.*))?$")
DAY = re.compile(r"\d{4}-\d\d-\d\d")
CLOCK = r"\d\d:\d\d(?::\d\d(?:\.\d{1,6})?)?"
TIME = re.compile(
    rf"(?P<start>{CLOCK})\s?[–-]\s?(?:(?P<open>{'|'.join(facts.OPEN)})|(?:(?P<day>{DAY.pattern}) )?(?P<end>{CLOCK}))"
)
TITLE_BEHIND_TIME = re.compile(r":(?:\s+(.*))?$")
FACT = re.compile(r"(?P<indent>\s*)- (?P<line>.+)$")
UNKNOWN = re.compile(r"[^\W\d_][\w /-]{1,30}:(?:\s|$)")


def is_exact(text):
    return BEGINNING.match(text) is not None


def read(text):
    """Return (DraftProgramme or None, Report) for a text that is_exact; never raises."""
    report = Report()
    beginning = BEGINNING.match(text)
    if int(beginning[1]) != facts.VERSION:
        message = _("This file was written by a newer version of this program, which this one cannot read.")
        report.error("newer_version", message, 2)
        return None, report
    reader = _Reader(report)
    for number, line in enumerate(text.split("\n")[beginning[0].count("\n") :], beginning[0].count("\n") + 1):
        reader.take(number, line)
    draft = reader.finished()
    if len(draft.sessions) > MAX_ENTRIES:
        message = _("This text has {count} times and titles. A programme has at most {limit}.")
        report.error("too_many_sessions", format_lazy(message, count=len(draft.sessions), limit=MAX_ENTRIES))
        return None, report
    report.sort()
    return draft, report


class Labels:
    """The words of some facts: `find` returns what a line names, and its value."""

    def __init__(self, *tables):
        self._by_word = {word.casefold(): meaning for words, meaning in tables for word in words}
        longest_first = sorted(self._by_word, key=len, reverse=True)
        self._label = re.compile(rf"({'|'.join(map(re.escape, longest_first))}):(?:\s+(.*))?$", re.IGNORECASE)

    def find(self, line):
        """Return (meaning, value) of a line "Label: value", or None."""
        match = self._label.match(line)
        return (self._by_word[match[1].casefold()], (match[2] or "").strip()) if match else None


def _of(table):
    return [(fact.words, fact) for fact in table]


CONFERENCE = Labels(*_of(facts.CONFERENCE))
ENTRY = Labels(
    *_of(facts.SESSION),
    *_of(facts.SLOT),
    *((words, ("role", role)) for role, words in facts.ROLES.items()),
    *((words, ("slot", kind)) for kind, words in facts.SLOTS.items()),
    (facts.BREAK[0], ("break", facts.BREAK[1])),
)
PERSON = Labels(*_of(facts.PERSON))
SLOT = Labels(*_of(facts.SLOT))


@dataclass
class _Part:
    """What stands under one heading. `values` are its facts, `lines` its text. A time or a person is one, too."""

    labels: Labels
    line: int
    values: dict = field(default_factory=dict)
    lines: list = field(default_factory=list)
    times: Any = None
    title: str = ""
    kind: str = ""  # of a time, the role of a person, "break"
    parts: list = field(default_factory=list)  # people and further times

    @property
    def text(self):
        return "\n".join(self.lines).strip()


class _Reader:
    def __init__(self, report):
        self.report = report
        self.conference = self.current = _Part(CONFERENCE, 1)
        self.entries = []
        self.day = None
        self.has_title = False

    def take(self, number, line):
        if heading := HEADING.match(line):
            level, text = len(heading[1]), unescaped((heading[2] or "").strip())
            if level == 1 and not self.has_title:
                self.has_title, self.conference.title = True, text
                return
            if level == 2:
                self._take_day(number, text)
                return
            if level == 3:
                self._take_entry(number, text)
                return
        part = self.current
        if not part.lines:
            if not line.strip() or ((fact := FACT.match(line)) and self._take_fact(number, fact)):
                return
            if fact and UNKNOWN.match(fact["line"]):
                self._warn(
                    "unknown_fact", _("“{line}” names no fact that is known here. It stands in the text."), line, number
                )
        part.lines.append(unescaped_line(line, is_first=not part.lines))

    def _warn(self, code, message, line, number):
        self.report.warning(code, format_lazy(message, line=in_quotes_lazy(line.strip())), number)

    # Headings

    def _take_day(self, number, text):
        found = DAY.search(text)
        try:
            self.day = date.fromisoformat(found[0]) if found else None
        except ValueError:
            self.day = None
            self._warn("no_day", _("There is no day “{line}”. What stands below it has no time."), text, number)
        self.current = self.conference  # whose text is what stands below a heading that is of no session
        if self.conference.lines:
            self.conference.lines.append("")

    def _take_entry(self, number, text):
        self.current = part = _Part(ENTRY, number)
        self.entries.append(part)
        part.title = text
        match = TIME.match(text) if self.day else None
        title = TITLE_BEHIND_TIME.match(text, match.end()) if match else None
        if title:
            times = self._times(self.day, match)
            if times:
                part.times, part.title = times, (title[1] or "").strip()
                return
        if self.day:
            self._warn("no_time", _("“{line}” has no time, such as “09:00–10:30: Title”."), text, number)

    def _times(self, day, match):
        """Return (start, end or None) on a day, None for a time that no clock shows."""
        try:
            starts_at = datetime.combine(day, time.fromisoformat(match["start"]))
            if match["open"]:
                return starts_at, None
            last = date.fromisoformat(match["day"]) if match["day"] else day
            return starts_at, datetime.combine(last, time.fromisoformat(match["end"]))
        except ValueError:
            return None

    # Facts

    def _take_fact(self, number, match):
        """Take up a line "- Label: value"; return whether it is one."""
        part = self.current
        if match["indent"] and part.parts:
            part = part.parts[-1]
        found = part.labels.find(match["line"])
        if found is None:
            return False
        meaning, value = found
        value = unescaped(value)
        try:
            if isinstance(meaning, facts.Fact):
                part.values[meaning.attribute] = meaning.kind.read(value)
            else:
                self._take_part(part, number, meaning, value)
        except ValueError:
            self._warn(
                "fact_not_understood", _("“{line}” was not understood. It stands in the text."), match[0], number
            )
            return False
        return True

    def _take_part(self, entry, number, meaning, value):
        what, kind = meaning
        if what == "break":
            entry.kind = kind.read(value)
        elif what == "role":
            entry.parts.append(_Part(PERSON, number, title=value, kind=kind))
        else:
            day, _space, rest = value.partition(" ")
            match = TIME.fullmatch(rest)
            times = self._times(date.fromisoformat(day), match) if match else None
            if times is None:
                raise ValueError(value)
            entry.parts.append(_Part(SLOT, number, times=times, kind=kind))

    # The draft

    def finished(self):
        conference = self.conference
        draft = DraftProgramme(title=conference.title, description=conference.text, has_other_languages=True)
        draft.is_complete = True
        for name, value in conference.values.items():
            setattr(draft, name, value)
        for entry in self.entries:
            if entry.kind == "break" and entry.times:
                draft.breaks.append(self._break(entry))
            else:
                draft.sessions.append(self._session(entry, draft.language))
        days = [slot.starts_at.date() for session in draft.sessions for slot in session.slots]
        days += [slot.starts_at.date() for slot in draft.breaks]
        draft.starts_on = draft.starts_on or min(days, default=None)
        draft.ends_on = draft.ends_on or max(days, default=draft.starts_on)
        return draft

    def _break(self, entry):
        if entry.text or entry.parts or entry.values.keys() - {"room"}:
            message = _("Only its time, its title and its room are kept of the break “{line}”.")
            self._warn("only_a_break", message, entry.title, entry.line)
            self.report.unused += [(entry.line, line) for line in entry.lines if line.strip()]
        return _slot("break", entry, title=entry.title)

    def _session(self, entry, language):
        draft = DraftSession(title=entry.title, abstract=entry.text, line=entry.line)
        of_slot = {fact.attribute for fact in facts.SLOT}
        for name, value in entry.values.items():
            if name not in of_slot:
                setattr(draft, name, value)
        if entry.times:
            draft.slots.append(_slot("main", entry))
        elif of_slot & entry.values.keys():
            draft.note = _in_note(entry.values, language)
            message = _("“{line}” has no time yet. Until it has one, its room stands in its internal note.")
            self._warn("room_without_time", message, entry.title, entry.line)
        for part in entry.parts:
            if part.labels is SLOT:
                draft.slots.append(_slot(part.kind, part))
            elif part.title:
                draft.appearances.append(
                    DraftAppearance(name=part.title, role=part.kind, line=part.line, **part.values)
                )
        return draft


def _in_note(values, language):
    """Return in words what only a time could hold."""
    found = (fact for fact in facts.SLOT if fact.attribute in values)
    return "\n".join(f"{facts.in_words(fact.words, language)}: {values[fact.attribute]}" for fact in found)


def _slot(kind, part, **more):
    starts_at, ends_at = part.times
    values = {fact.attribute: part.values[fact.attribute] for fact in facts.SLOT if fact.attribute in part.values}
    return replace(DraftSlot(kind, starts_at, ends_at, line=part.line), **values | more)
