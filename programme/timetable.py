"""The programme as people read it: days, then times, then what happens at that time. Sessions in, days out."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta

from programme.models import Slot

MORNING = time(6)  # what ends before belongs to the evening before
MAX_DAYS = 31  # on which one slot is named


@dataclass
class Entry:
    """One thing on the timetable. A session that meets several times is told in full the first time only."""

    slot: Slot
    session: object = None
    is_first: bool = True


@dataclass
class Moment:
    """All that starts at the same time; `entries` stand side by side."""

    starts_at: object
    entries: list[Entry] = field(default_factory=list)


@dataclass
class Day:
    """`moments` is what begins on it, `running` what began on an earlier day and goes on."""

    date: object
    moments: list[Moment] = field(default_factory=list)
    running: list[Entry] = field(default_factory=list)


def days(sessions, breaks, zone):
    """Return the Days of a programme, in the conference's zone, ordered by time, then room.

    `sessions` have their slots and rooms fetched (SessionQuerySet.with_programme). A session without a main slot is in
    none of them: see `without_time`. Follow-ups stand inside their session, not here.
    """
    entries = [Entry(slot) for slot in breaks]
    for session in sessions:
        meetings = [slot for slot in session.slots.all() if slot.kind == Slot.Kind.MAIN]
        entries += [Entry(slot, session, is_first=index == 0) for index, slot in enumerate(meetings)]
    # Keyed by the moment in UTC: in the night when the clock is set back, 02:30 comes twice.
    moments = defaultdict(lambda: defaultdict(list))
    running = defaultdict(list)
    for entry in sorted(entries, key=_order):
        starts_at = entry.slot.starts_at
        first, *later = days_of(entry.slot, zone)
        moments[first][starts_at].append(entry)
        for date in later if entry.session else ():
            running[date].append(entry)
    return [
        Day(
            date,
            [Moment(starts_at.astimezone(zone), entries) for starts_at, entries in moments[date].items()],
            running[date],
        )
        for date in sorted({*moments, *running})
    ]


def days_of(slot, zone):
    """Return the days on which a slot takes place, where the conference is; a night belongs to the day before."""
    first = slot.starts_at.astimezone(zone).date()
    if slot.ends_at is None:
        return [first]
    days = [first + timedelta(days=number) for number in range(MAX_DAYS)]
    return [first, *(day for day in days[1:] if slot.ends_at > datetime.combine(day, MORNING, zone))]


def in_order_of_time(sessions):
    """Return sessions as somebody attends them: by the start of their main slot, those without a time at the end."""
    slots = {session.pk: session.main_slot for session in sessions}
    return sorted(sessions, key=lambda s: (slots[s.pk] is None, slots[s.pk] and slots[s.pk].starts_at, s.pk))


def without_time(sessions):
    return [session for session in sessions if session.main_slot is None]


def _order(entry):
    room = entry.slot.room
    return entry.slot.starts_at, (room.position, room.pk) if room else (0, 0), entry.slot.pk
