"""Starts without an end: the next start is offered as the end of each, with one question for all."""

from bisect import bisect_right
from dataclasses import dataclass, replace
from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from programme.imports.draft import DraftSlot
from programme.imports.text.lines import Line

# Nobody means that a talk in the morning lasts until the concert in the evening.
MAX_ASSUMED = timedelta(hours=6)


@dataclass(frozen=True, slots=True)
class Endless:
    """A slot of which the text gives only the start: `slots[index]`."""

    slots: list[DraftSlot]
    index: int
    line: Line

    @property
    def slot(self):
        return self.slots[self.index]


def assume_ends(draft, endless, questions):
    """Let each of them last until the next start of its day, if the organiser does not say otherwise."""
    waiting = [found for found in endless if found.slot.ends_at is None]
    starts = sorted({slot.starts_at for slot in _all_slots(draft)})
    known = [(found, end) for found in waiting if (end := _next(found.slot.starts_at, starts)) is not None]
    is_assumed = False
    if known:
        first = min((found for found, _end in known), key=lambda found: found.line.number)
        is_assumed = questions.ask("end", "", ("next", "open"), "next", first.line) == "next"
    for found, end in known:
        found.slots[found.index] = replace(found.slot, ends_at=end if is_assumed else None, is_open=not is_assumed)
        if is_assumed:
            message = _("No end is given; the next start is assumed.")
            questions.report.info("end_assumed", message, found.line.number)
    for found in waiting:
        if found.slot.ends_at is None and found.slot.kind != "break":
            questions.report.info("no_end", _("No end is given; it counts as open."), found.line.number)


def _all_slots(draft):
    yield from draft.breaks
    for session in draft.sessions:
        yield from session.slots


def _next(start, starts):
    position = bisect_right(starts, start)
    if position == len(starts) or starts[position].date() != start.date() or starts[position] - start > MAX_ASSUMED:
        return None
    return starts[position]
