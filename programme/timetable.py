"""The programme as people read it: days, then times, then what happens at that time. Sessions in, days out."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date as Date
from datetime import datetime, timedelta

from programme.models import Slot
from programme.periods import MORNING, taken_until

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

    starts_at: datetime
    entries: list[Entry] = field(default_factory=list)


@dataclass
class Day:
    """`moments` is what begins on it, `running` what began on an earlier day and goes on."""

    date: Date
    moments: list[Moment] = field(default_factory=list)
    running: list[Entry] = field(default_factory=list)

    @property
    def entries(self):
        return [entry for moment in self.moments for entry in moment.entries]


def days(sessions, breaks, zone):
    """Return the Days of a programme, in the conference's zone, ordered by time, then room.

    `sessions` have their slots and rooms fetched (SessionQuerySet.with_programme). A session without a main slot is in
    none of them: see `without_time`. Follow-ups stand inside their session, not here.
    """
    entries = [Entry(slot) for slot in breaks]
    for session in sessions:
        meetings = [slot for slot in session.fetched("slots") if slot.kind == Slot.Kind.MAIN]
        entries += [Entry(slot, session, is_first=index == 0) for index, slot in enumerate(meetings)]
    # Keyed by the moment in UTC: in the night when the clock is set back, 02:30 comes twice.
    moments = defaultdict(lambda: defaultdict(list))
    running = defaultdict(list)
    for entry in sorted(entries, key=lambda entry: by_time_and_room(entry.slot)):
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
    if slot.ends_at is None or slot.ends_at - slot.starts_at < timedelta(hours=5):
        return [first]  # not even one that ends in the night reaches the next morning
    days = [first + timedelta(days=number) for number in range(MAX_DAYS)]
    return [first, *(day for day in days[1:] if slot.ends_at > datetime.combine(day, MORNING, zone))]


def in_order_of_time(sessions):
    """Return sessions as somebody attends them: by the start of their main slot, those without a time at the end."""
    slots = {session.pk: session.main_slot for session in sessions}
    return sorted(sessions, key=lambda s: (slots[s.pk] is None, slots[s.pk] and slots[s.pk].starts_at, s.pk))


def without_time(sessions):
    return [session for session in sessions if session.main_slot is None]


def alone(day):
    """Return a Day as it stands by itself: what meets on several days is told in full on this one."""
    told = set()
    for entry in day.entries:
        entry.is_first = entry.session is None or entry.session.pk not in told
        told.add(entry.session and entry.session.pk)
    return day


def now_and_next(days, now):
    """Return what goes on now, and the Moment of what begins next on the same day (None: nothing more does).

    Both are of today, where the conference is. What is cancelled is neither.
    """
    going_on, following = [], None
    for day in days:
        for entry in [*day.running, *day.entries]:
            if entry.session and not entry.session.is_cancelled and _goes_on(entry.slot, now):
                going_on.append(entry)
        for moment in day.moments:
            is_today = moment.starts_at.date() == now.astimezone(moment.starts_at.tzinfo).date()
            entries = [entry for entry in moment.entries if entry.session and not entry.session.is_cancelled]
            if following is None and is_today and moment.starts_at > now and entries:
                following = Moment(moment.starts_at, entries)
    return list({entry.slot.pk: entry for entry in going_on}.values()), following


def _goes_on(slot, now):
    return slot.starts_at <= now < taken_until(slot.starts_at, slot.ends_at)


def by_time_and_room(slot):
    """Return what orders slots: the time, then the room as organisers have ordered rooms."""
    return slot.starts_at, (slot.room.position, slot.room.pk) if slot.room else (0, 0), slot.pk
