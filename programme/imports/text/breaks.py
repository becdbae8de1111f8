"""Breaks: at a time of their own, or when what came last ends („anschließend Pause“)."""

from dataclasses import replace

from django.utils.text import Truncator

from programme.imports.draft import NAME_LENGTH, DraftSlot
from programme.imports.text import pauses
from programme.imports.text.ends import Endless
from programme.imports.text.lines import Kind
from programme.imports.text.parts import NEXT

MAX_LINE = 60


def is_break_alone(part, following):
    """Whether a line of its own, with or without „anschließend“, is a break."""
    is_before_start = following is None or following.is_start
    is_item = part.line.kind is Kind.ITEM
    if not (is_before_start or is_item or (part.line.opens and following.line.opens)):
        return False
    return len(part.text) <= MAX_LINE and pauses.is_break(_without_next(part.text))


def _without_next(text):
    follows = NEXT.match(text)
    return text[follows.end() :] if follows else text


class Breaks:
    """Adds breaks to a draft. `endless`: those of which the text gives no end."""

    def __init__(self, draft, sessions, days):
        self.draft = draft
        self.sessions = sessions
        self.days = days
        self.endless = []

    def add(self, title, room, spans):
        """Note a break at each of the times, once; False: one of them has no place on a day."""
        for times, line, written in spans:
            placed = self.days.placed(times, line, written)
            if placed is None:
                return False
            title = Truncator(title).chars(NAME_LENGTH)
            slot = DraftSlot("break", *placed, room=room, title=title, line=line.number, is_open=times.is_open)
            again = [found for found in self.draft.breaks[-5:] if _is_same(found, slot)]
            if again:  # in every column of a table: in no room of its own
                self.draft.breaks[self.draft.breaks.index(again[0])] = replace(again[0], room="")
            else:
                self._append(slot, line, is_open=placed[1] is not None or times.is_open)
        return True

    def add_next(self, head, line):
        """Note a break without a time from when what came last ends. False: it is none, or that end is not known."""
        title, start = _without_next(head.title), self.end_of_last
        if start is None or not (head.is_break or pauses.is_break(title)):
            return False
        slot = DraftSlot("break", start, room=head.room, title=Truncator(title).chars(NAME_LENGTH), line=line.number)
        self._append(slot, line)
        return True

    def _append(self, slot, line, *, is_open=False):
        if not is_open:
            self.endless.append(Endless(self.draft.breaks, len(self.draft.breaks), line))
        self.draft.breaks.append(slot)

    @property
    def end_of_last(self):
        """When the last session or break ends, or None."""
        slots = [*self.draft.breaks[-1:], *(self.sessions[-1].draft.slots[:1] if self.sessions else [])]
        last = max(slots, key=lambda slot: slot.line, default=None)
        return last.ends_at if last else None


def _is_same(one, other):
    return (one.starts_at, one.ends_at, one.title) == (other.starts_at, other.ends_at, other.title)
