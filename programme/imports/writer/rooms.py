"""Who gets a room when several want it at once: a room holds one slot at a time.

The database refuses the second one (slot_no_room_overlap). An import finds it beforehand, writes it without a room and
says so: nothing is lost, and nobody is moved who has the room already.
"""

from bisect import insort
from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from itertools import chain
from typing import Any

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from programme.imports.writer.items import Item
from programme.models import Session
from programme.periods import taken_until
from womconf.quotes import in_quotes_lazy


@dataclass(frozen=True, slots=True)
class Place:
    """A slot and the time for which it takes a room. `is_settled`: it does so already, and stays."""

    slot: Any
    room: Any
    starts_at: datetime
    ends_at: datetime | None
    is_settled: bool = False

    @property
    def period(self):
        return self.starts_at, taken_until(self.starts_at, self.ends_at)


def refused_places(places):
    """Return [(place that cannot have its room, place that has it)].

    Settled ones keep their room, then the first in the given order gets it. O(n log n).
    """
    refused = []
    taken = defaultdict(list)
    for place in sorted(places, key=lambda place: not place.is_settled):
        if holder := _overlapping(taken[place.room], place):
            refused.append((place, holder))
        else:
            insort(taken[place.room], place, key=lambda held: held.period)
    return refused


def _overlapping(held, place):
    """Return one of the places, which do not overlap each other and are in order, that overlaps this one."""
    starts_at, ends_at = place.period
    low, high = 0, len(held)
    while low < high:
        middle = (low + high) // 2
        if held[middle].period[1] <= starts_at:
            low = middle + 1
        else:
            high = middle
    return held[low] if low < len(held) and held[low].period[0] < ends_at else None


def settle_rooms(stored, items, timetable):
    """Take the room from those slots that cannot have it; return the items of slots that had none so far."""
    item_by_slot = {id(item.row): item for item in chain(items["slot"], items["break"])}
    further = []
    for place, holder in refused_places(_places(stored, items, item_by_slot)):
        slot = place.slot
        if id(slot) not in item_by_slot:
            item_by_slot[id(slot)] = _untold_item(slot, timetable)
            further.append(item_by_slot[id(slot)])
        _warn(item_by_slot[id(slot)], holder.slot, item_by_slot.get(id(holder.slot)), timetable)
        item_by_slot[id(slot)].overrule(timetable.room_field, "")
    return further


def _places(stored, items, item_by_slot):
    """Return what takes a room after the import: stored slots, then those of the text in its order."""
    sessions = {id(item.row): item for item in items["session"]}
    touched = chain(items["slot"], items["break"])
    untouched = (slot for slot in stored.slots.values() if id(slot) not in item_by_slot)
    for slot, item in chain(((slot, None) for slot in untouched), ((item.row, item) for item in touched)):
        session = sessions.get(id(slot.session)) if slot.session else None
        if slot.room is None or _status(session, slot) == Session.Status.CANCELLED:
            continue
        is_settled = slot.holds_room and not (item and (item.is_new or {"period", "room"} & item.outcome.write.keys()))
        yield Place(slot, id(slot.room), slot.starts_at, slot.ends_at, is_settled)


def _status(session_item, slot):
    """Return the status of a slot's session after the import; None for a break."""
    if session_item:
        return session_item.now("status")
    return slot.session.status if slot.session else None


def _untold_item(slot, timetable):
    """Make an item of a slot of which the text says nothing: its session takes place again, its room is taken."""
    item = Item("slot", slot, name=f"{slot.session}, {slot}", fields=timetable.fields["slot"], wanted={})
    item.need()
    return item


def _warn(item, holder, holder_item, timetable):
    """Say at the line of a slot why it has no room, and what has it."""
    room, line = str(holder.room), holder_item.line if holder_item else None
    taken = format_lazy(_("{room} is taken at that time"), room=room)
    if holder.ends_at:
        until = f"{holder.ends_at.astimezone(timetable.zone):%H:%M}"
        taken = format_lazy(_("{room} is taken until {time}"), room=room, time=until)
    by = format_lazy(_("line {line}"), line=line) if line else str(holder.session or holder.title)
    message = _("“{name}” comes into the programme without a room: {taken} ({by}).")
    timetable.report.warning(
        "room_taken", format_lazy(message, name=in_quotes_lazy(item.name), taken=taken, by=by), item.line
    )
