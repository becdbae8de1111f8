"""The way into an online session: when it is open, and for whom. Rows in, a Way out; it writes nothing.

Each person has an address of their own (docs/decisions/0023). What it leads to is looked up when they press the button.
"""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import StrEnum

from django.utils import timezone

from programme.models import AccessLink, Appearance, Slot
from programme.periods import MORNING
from womconf.sealed import Sealed

STAYS_OPEN = timedelta(minutes=30)  # after the end: people come back whose line was cut


class State(StrEnum):
    """What the page behind somebody's address says."""

    OPEN = "open"
    BEFORE = "before"
    OVER = "over"
    CANCELLED = "cancelled"
    NO_TIME = "no_time"
    ON_SITE = "on_site"
    NO_LINK = "no_link"
    UNREADABLE = "unreadable"
    # Of people who registered
    NO_PLACE = "no_place"
    WAITING = "waiting"
    UNCONFIRMED = "unconfirmed"
    # Of speakers
    NO_PART = "no_part"
    UNANSWERED = "unanswered"


@dataclass(frozen=True)
class Entrance:
    """When one may go in for a slot; in a rehearsal it never closes."""

    slot: Slot
    opens_at: datetime
    closes_at: datetime | None

    @property
    def is_open(self):
        return self.state(timezone.now()) == State.OPEN

    def state(self, now):
        if now < self.opens_at:
            return State.BEFORE
        return State.OPEN if self.closes_at is None or now < self.closes_at else State.OVER


@dataclass(frozen=True)
class Way:
    """Whether somebody may go in now, or why not; `link` is there in the state OPEN alone."""

    state: State
    entrance: Entrance | None = None
    link: Sealed | None = None

    @property
    def is_open(self):
        return self.state == State.OPEN


def entrance(slots, conference, *, minutes, now=None):
    """Return the Entrance to show of somebody's online slots: what is going on, else what comes, else the last one.

    `minutes`: how long before the start it opens. None where there is no slot.
    """
    now = now or timezone.now()
    entrances = [_entrance(slot, conference, minutes) for slot in sorted(slots, key=_order)]
    to_come = [each for each in entrances if each.state(now) != State.OVER]
    going_on = [each for each in to_come if each.opens_at <= now and not _has_ended(each.slot, now)]
    return next(iter([*going_on, *to_come, *entrances[-1:]]), None)


def entrance_to_come(slots, conference, *, minutes, now=None):
    """Return the Entrance that a personal page leads to: None where there is nothing online, or it is over."""
    now = now or timezone.now()
    found = entrance(slots, conference, minutes=minutes, now=now)
    return found if found and found.state(now) != State.OVER else None


def _order(slot):
    return slot.starts_at, slot.pk


def _has_ended(slot, now):
    return slot.ends_at is not None and slot.ends_at <= now


def _entrance(slot, conference, minutes):
    opens_at = slot.starts_at - timedelta(minutes=minutes)
    if conference.is_rehearsal:
        return Entrance(slot, opens_at, None)
    return Entrance(slot, opens_at, (slot.ends_at or _next_morning(slot, conference.zone)) + STAYS_OPEN)


def _next_morning(slot, zone):
    """Nobody knows when an open end is; the next morning it is over."""
    day = slot.starts_at.astimezone(zone).date() + timedelta(days=1)
    return datetime.combine(day, time(MORNING.hour), zone)


def way_in(session, slots, *, minutes, now=None):
    """Return the Way of somebody who takes part in these slots of a session online."""
    now = now or timezone.now()
    if session.is_cancelled:
        return Way(State.CANCELLED)
    found = entrance(slots, session.conference, minutes=minutes, now=now)
    if found is None:
        return Way(State.ON_SITE if session.fetched("slots") else State.NO_TIME)
    if (state := found.state(now)) != State.OPEN:
        return Way(state, found)
    link = AccessLink.objects.that_counts_for(found.slot)
    if link is None:
        return Way(State.NO_LINK, found)
    return Way(State.OPEN, found, link.address) if link.is_readable else Way(State.UNREADABLE, found)


def way_of_speaker(speaker, session, *, now=None):
    """Return the Way of a speaker: open earlier, as soon as they have agreed to take part."""
    statuses = set(speaker.appearances.filter(session=session).values_list("status", flat=True))
    if Appearance.Status.CONFIRMED in statuses:
        return way_in(session, session.online_slots, minutes=session.conference.join_minutes_speakers, now=now)
    if session.is_cancelled:
        return Way(State.CANCELLED)
    return Way(State.UNANSWERED if Appearance.Status.REQUESTED in statuses else State.NO_PART)
