"""What an import would do, or has done, in the words of organisers."""

from collections import Counter
from dataclasses import dataclass, field
from enum import StrEnum

from django.utils.functional import Promise

from programme.imports.draft import DraftProgramme, DraftSession, DraftSlot, Report

EXCERPT_LENGTH = 160


class Action(StrEnum):
    """What becomes of one object of the text."""

    CREATED = "created"
    CHANGED = "changed"
    KEPT = "kept"  # text and database have both changed: an organiser's edit stays
    EDITED = "edited"  # only the database has changed: it stays as well
    GONE = "gone"  # no longer in the text, or with `fields` these facts of it: stays
    REMOVED = "removed"  # deleted here since the last import: not made again


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field, for people. Of an edit that stays `old` is what stays and `new` what the text says."""

    label: str | Promise
    old: str
    new: str

    @property
    def excerpts(self):
        """Return (old, new), long texts cut to where they begin to differ."""
        start = next((n for n, (a, b) in enumerate(zip(self.old, self.new, strict=False)) if a != b), 0)
        start = 0 if max(len(self.old), len(self.new)) <= EXCERPT_LENGTH else max(0, start - EXCERPT_LENGTH // 4)
        return _excerpt(self.old, start), _excerpt(self.new, start)


def _excerpt(text, start):
    end = start + EXCERPT_LENGTH
    return ("…" if start else "") + text[start:end] + ("…" if text[end:] else "")


@dataclass(frozen=True, slots=True)
class Change:
    """One object and what becomes of it.

    `is_part`: it comes with something else that is created, such as the slot of a new session, and needs no line of
    its own. `line`: where the text speaks of it.
    """

    action: Action
    kind: str
    label: str | Promise
    name: str
    line: int | None = None
    fields: tuple[FieldChange, ...] = ()
    detail: str = ""
    is_part: bool = False


@dataclass(frozen=True, slots=True)
class Coming:
    """A session or break of the text, `said`, as it will stand in the programme: `is_now`, with its `status`.

    All moments are naive, on the clock of the conference.
    """

    said: DraftSession | DraftSlot
    is_now: DraftSession | DraftSlot
    status: str = ""


@dataclass(slots=True)
class Changes:
    """The whole of an import. `report` holds the writer's own remarks; the parser's stand in the parser's report.

    `fingerprint` is equal for equal writes: what was previewed can be compared with what is about to be applied.
    `sessions`, `breaks`: those of the text as they will stand; `conference`: its facts likewise. `beside`: how many
    sessions of the programme the text does not have. `in_the_way`: the names of people who would have two sessions at
    once at the new times. `homeless`: lines of the text that would stand nowhere, because the conference keeps the
    description that it has.
    """

    slug: str
    title: str
    is_new_conference: bool
    entries: list[Change] = field(default_factory=list)
    unchanged: Counter = field(default_factory=Counter)
    report: Report = field(default_factory=Report)
    fingerprint: str = ""
    sessions: list[Coming] = field(default_factory=list)
    breaks: list[Coming] = field(default_factory=list)
    conference: DraftProgramme | None = None
    beside: int = 0
    in_the_way: list[str] = field(default_factory=list)
    homeless: list[str] = field(default_factory=list)

    def of(self, action):
        return [change for change in self.entries if change.action == action]

    @property
    def created(self):
        return [change for change in self.of(Action.CREATED) if not change.is_part]

    @property
    def changed(self):
        return self.of(Action.CHANGED)

    @property
    def kept(self):
        return self.of(Action.KEPT)

    @property
    def gone(self):
        return self.of(Action.GONE)

    @property
    def removed(self):
        return self.of(Action.REMOVED)

    @property
    def is_empty(self):
        """Whether the programme is as the text says, or stays as an organiser wants it: nothing is written."""
        return not (self.of(Action.CREATED) or self.of(Action.CHANGED))
