"""Breaks: at a time of their own, or when what came last ends („anschließend Pause“)."""

from dataclasses import replace
from datetime import timedelta

from django.utils.text import Truncator

from programme.imports.draft import NAME_LENGTH, DraftSlot
from programme.imports.text import pauses
from programme.imports.text.ends import Endless
from programme.imports.text.heads import take_apart
from programme.imports.text.lines import Kind
from programme.imports.text.parts import NEXT

MAX_LINE = 60


def _stands_alone(part, following):
    """Whether a line begins something of its own, and is no part of the text around it."""
    is_before_start = following is None or following.is_start
    return is_before_start or part.line.kind is Kind.ITEM or (part.line.opens and following.line.opens)


def _without_next(text):
    follows = NEXT.match(text)
    return text[follows.end() :] if follows else text


class Breaks:
    """Adds breaks to a draft. `endless`: those of which the text gives no end."""

    def __init__(self, draft, sessions, days, questions):
        self.draft = draft
        self.sessions = sessions
        self.days = days
        self.questions = questions
        self.endless = []

    def add(self, title, room, spans, line):
        """Note a break at each of the times, once; False: one of them has no place on a day, or it is a session.

        The organiser is asked about what is more than a break.
        """
        if (
            not pauses.is_sure(title)
            and self.questions.ask("break", title, ("break", "session"), "break", line) != "break"
        ):
            return False
        for times, source, written in spans:
            placed = self.days.placed(times, source, written)
            if placed is None:
                return False
            title = Truncator(title).chars(NAME_LENGTH)
            slot = DraftSlot("break", *placed, room=room, title=title, line=source.number, is_open=times.is_open)
            again = [found for found in self.draft.breaks[-5:] if _is_same(found, slot)]
            if again:  # in every column of a table: in no room of its own
                self.draft.breaks[self.draft.breaks.index(again[0])] = replace(again[0], room="")
            else:
                self._append(slot, source, is_open=placed[1] is not None or times.is_open)
        return True

    def take_line(self, part, following):
        """Note a break that stands below a session, „anschließend Pause“, „Mittagspause 12-13 Uhr“; False: it is none.

        A pause in the time of the session above is a part of that session.
        """
        head = take_apart(_without_next(part.text)) if len(part.text) <= MAX_LINE else None
        if head is None or not head.is_break or not pauses.is_sure(head.title):
            return False
        if not head.times:
            return _stands_alone(part, following) and self.add_next(head, part.line)
        is_certain = all(times.is_explicit for times in head.times) and not head.has_day
        if not is_certain or self._is_inside_last(head.times[0]):
            return False
        return self.add(head.title, head.room, [(times, part.line, part.text) for times in head.times], part.line)

    def _is_inside_last(self, times):
        """Whether a time lies within the session above, or before it."""
        slots = self.sessions[-1].draft.slots[:1] if self.sessions else []
        if not slots:
            return True
        starts = slots[0].starts_at.hour * 60 + slots[0].starts_at.minute
        lasts = (slots[0].ends_at - slots[0].starts_at) // timedelta(minutes=1) if slots[0].ends_at else 1
        return times.starts < starts + lasts

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
