"""What people, organisers and the clock do at random in one small conference.

Each act looks up what a page would have found, and returns the call that the page would make: so that others can come
between the two.
"""

import datetime
import uuid
from functools import partial

from django.contrib.auth import get_user_model
from django.db import transaction
from django.utils import timezone

from programme import actions as programme_actions
from programme.models import Conference, Seats, Slot
from registration import actions
from registration.models import Attendee, Registration

ADDRESSES = [f"person{number}@example.org" for number in range(10)]
CAPACITIES = [0, 1, 2, 3, 5, None]
# Begun, too late for the waiting list to be promoted, and long before.
STARTS = [datetime.timedelta(hours=-1), datetime.timedelta(hours=3), *map(datetime.timedelta, range(30, 34))]
HOUR = datetime.timedelta(hours=1)


class World:
    """A conference as a page has read it: what is decided upon is read again by the action."""

    def __init__(self, pk):
        self.conference = Conference.objects.get(pk=pk)
        self.sessions = list(self.conference.sessions.select_related("conference").prefetch_related("pools"))
        self.pools = list(Seats.objects.filter(session__in=self.sessions).select_related("session"))
        self.slots = list(Slot.objects.filter(session__in=self.sessions).select_related("session"))
        self.rooms = list(self.conference.rooms.all())
        self.organiser = get_user_model().objects.get()
        self.before = {"attendees": self.attendees, "registrations": self.registrations}

    @property
    def attendees(self):
        return list(Attendee.objects.filter(conference=self.conference).select_related("conference").order_by("pk"))

    @property
    def registrations(self):
        of_this_conference = Registration.objects.filter(attendee__conference=self.conference)
        return list(of_this_conference.select_related("attendee__conference").order_by("pk"))

    def choose(self, chance, what):
        """Choose one of what there is now, or of what there was: a page may have been open for a while."""
        return chance.choice((chance.random() < 0.5 and getattr(self, what)) or self.before[what])


def register(world, chance):
    sessions = chance.sample(world.sessions, chance.randint(1, len(world.sessions)))
    follow_ups = [pool for pool in world.pools if pool.slot_id and chance.random() < 0.3]
    pools = [session.seats for session in sessions] + follow_ups
    # Half of them press twice, or send a form that somebody else has sent before.
    key = uuid.UUID(int=chance.randrange(8) if chance.random() < 0.5 else chance.getrandbits(128))
    return partial(
        actions.register,
        world.conference,
        name="Erika Muster",
        email=chance.choice(ADDRESSES),
        pools=pools,
        key=key,
        language=chance.choice(["de", "en"]),
        privacy_version="0" * 64,
    )


def confirm(world, chance):
    return partial(actions.confirm, world.choose(chance, "attendees"))


def cancel(world, chance):
    """One registration, or all of a person; by themselves, or by an organiser. Some press again on what is over."""
    registration = world.choose(chance, "registrations")
    by = chance.choice([None, world.organiser])
    if chance.random() < 0.2:
        return partial(actions.cancel_all, registration.attendee, by=by)
    return partial(actions.cancel, registration, by=by)


def erase(world, chance):
    return partial(actions.erase, world.choose(chance, "attendees"))


def expire_overdue(world, chance):
    """Now and then all seats that are held have been held too long."""
    if chance.random() < 0.3:
        pending = Registration.objects.filter(status=Registration.Status.PENDING)
        with transaction.atomic():  # those that nobody is at: this is the clock, it stands in nobody's way
            held = list(pending.select_for_update(skip_locked=True).values_list("pk", flat=True))
            pending.filter(pk__in=held).update(held_until=timezone.now())
    return actions.expire_overdue


def promote(world, chance):
    return partial(actions.promote, chance.choice(world.sessions))


def set_capacity(world, chance):
    return partial(
        programme_actions.set_capacity,
        chance.choice(world.pools),
        capacity=chance.choice(CAPACITIES),
        by=world.organiser,
    )


def cancel_session(world, chance):
    """Or take that back, else there would soon be nothing left to race for."""
    act = chance.choice([programme_actions.cancel_session, programme_actions.reinstate_session])
    return partial(act, chance.choice(world.sessions), by=world.organiser)


def move_slot(world, chance):
    starts_at = timezone.now() + chance.choice(STARTS)
    return partial(
        programme_actions.move_slot,
        chance.choice(world.slots),
        starts_at=starts_at,
        ends_at=chance.choice([None, starts_at + HOUR]),
        room=chance.choice([None, *world.rooms]),
        by=world.organiser,
    )


ACTS = {
    act.__name__: act
    for act in [
        register,
        confirm,
        cancel,
        expire_overdue,
        promote,
        set_capacity,
        cancel_session,
        move_slot,
        erase,
    ]
}
