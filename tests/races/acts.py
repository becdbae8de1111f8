"""What people, organisers and the clock do at random in one small conference.

Each act looks up what a page would have found, and returns the call that the page would make: so that others can come
between the two. That returns [] where it was in vain: somebody else was quicker, or there was nothing to do.
"""

import datetime
import uuid
from functools import partial

from django.contrib.auth import get_user_model
from django.db import connection
from django.utils import timezone

from programme import actions as programme_actions
from programme.models import Conference, Pool, Session, Slot
from registration import actions
from registration.models import Attendee, HelperLink, Registration

ADDRESSES = [f"person{number}@example.org" for number in range(40)]
CAPACITIES = [0, 1, 3, 5, 8, None]
# Begun, too late for the waiting list to be promoted, and long before.
STARTS = [datetime.timedelta(hours=-1), datetime.timedelta(hours=3), *map(datetime.timedelta, range(30, 34))]
HOUR = datetime.timedelta(hours=1)
LATER = """
    UPDATE registration_registration SET held_until = now() WHERE id = (
        SELECT id FROM registration_registration
        WHERE session_id = ANY(%s) AND status = 'pending' AND held_until > now()
        ORDER BY random() LIMIT 1 FOR UPDATE SKIP LOCKED)
"""


class World:
    """A conference as a page has read it: what is decided upon is read again by the action."""

    def __init__(self, pk):
        self.conference = Conference.objects.get(pk=pk)
        self.sessions = list(self.conference.sessions.select_related("conference").prefetch_related("pools"))
        self.pools = list(Pool.objects.filter(session__in=self.sessions).select_related("session"))
        self.slots = list(Slot.objects.filter(session__in=self.sessions).select_related("session"))
        self.rooms = list(self.conference.rooms.all())
        self.organiser = get_user_model().objects.get()
        self.link = HelperLink.objects.get(conference=self.conference)
        self.attendees = Attendee.objects.filter(conference=self.conference).select_related("conference")
        self.registrations = Registration.objects.filter(attendee__conference=self.conference).select_related(
            "attendee__conference"
        )
        self.before = {Attendee: list(self.attendees), Registration: list(self.registrations)}

    def choose(self, chance, rows):
        """Choose one of what there is now, or of what there was: a page may have been open for a while."""
        if chance.random() < 0.8 and (row := rows.order_by("?").first()):
            return row
        return chance.choice(self.before[rows.model])


def register(world, chance):
    return partial(actions.register, world.conference, **form(world, chance), email=chance.choice(ADDRESSES))


def register_with_colleague(world, chance):
    one, other = chance.sample(ADDRESSES, 2)
    colleague = {"name": "Alex Muster", "email": other}
    given = form(world, chance)
    return partial(actions.register_with_colleague, world.conference, **given, email=one, colleague=colleague)


def form(world, chance):
    # Some press twice, or send a form that somebody else has sent before.
    key = uuid.UUID(int=chance.randrange(8) if chance.random() < 0.2 else chance.getrandbits(128))
    return {
        "name": "Erika Muster",
        "pools": some_pools(world, chance),
        "key": key,
        "language": chance.choice(["de", "en"]),
        "privacy_version": "0" * 64,
    }


def some_pools(world, chance):
    """Choose from some sessions, on site or online, and from some of their follow-ups."""
    sessions = chance.sample(world.sessions, chance.randint(1, len(world.sessions)))
    follow_ups = [pool for pool in world.pools if pool.slot_id and pool.session in sessions and chance.random() < 0.3]
    return [chance.choice(session.own_pools) for session in sessions] + follow_ups


def add(world, chance):
    """By telephone; for_owner: some have an address that somebody else has confirmed."""
    return partial(
        actions.add,
        world.conference,
        name="Erika Muster",
        email=chance.choice(["", *ADDRESSES]),
        pools=some_pools(world, chance),
        language="de",
        by=world.organiser,
        for_owner=chance.random() < 0.8,
    )


def confirm(world, chance):
    asked = world.attendees.filter(submissions__confirmed_at=None, submissions__isnull=False)
    return partial(actions.confirm, world.choose(chance, asked))


def cancel(world, chance):
    """One registration, or all of a person; by themselves, or by an organiser. Some press again on what is over."""
    registration = world.choose(chance, world.registrations.live())
    by = chance.choice([None, world.organiser])
    if chance.random() < 0.2:
        return partial(actions.cancel_all, registration.attendee, by=by)
    return partial(actions.cancel, registration, by=by)


def switch(world, chance):
    """To the other places of a session that has some online; some press where they are already."""
    hybrid = next(session for session in world.sessions if session.online_pool)
    registration = world.choose(chance, world.registrations.live().filter(session=hybrid))
    return partial(actions.switch, registration, chance.choice(hybrid.own_pools))


def take_free_place(world, chance):
    session = chance.choice(world.sessions)
    let_an_hour_pass([session])
    registration = world.choose(chance, world.registrations.waiting().filter(session=session))
    return partial(actions.take_free_place, registration)


def give_place(world, chance):
    session = chance.choice(world.sessions)
    let_an_hour_pass([session])
    registration = world.choose(chance, world.registrations.waiting().filter(session=session))
    return partial(actions.give_place, registration, by=world.organiser)


def mark_present(world, chance):
    """At the door, on a list, or taken back; some mark who waits, or has cancelled."""
    registration = world.choose(chance, world.registrations)
    key = uuid.UUID(int=chance.getrandbits(128))
    act = actions.unmark_present if chance.random() < 0.2 else actions.mark_present
    who = chance.choice([{"by": world.organiser}, {"link": world.link}])
    return partial(act, registration, how="list", key=key, **who)


def add_walk_in(world, chance):
    """Without an address as helpers do it, or as organisers do, who may have room for one more."""
    session = chance.choice(world.sessions)
    key = uuid.UUID(int=chance.randrange(8) if chance.random() < 0.2 else chance.getrandbits(128))
    more = {"email": chance.choice(["", *ADDRESSES]), "for_owner": True, "one_more": chance.random() < 0.5}
    more = {**more, "by": world.organiser} if chance.random() < 0.5 else {"link": world.link}
    walk_in = {"pools": [chance.choice(session.own_pools)], "name": "Erika Muster", "key": key}
    return partial(actions.add_walk_in, world.conference, **walk_in, **more)


def change_address(world, chance):
    """Ask at a new address, and open the link in the mail that went there."""
    attendee = world.choose(chance, world.attendees)

    def press():
        asked = actions.ask_for_address(attendee, email=chance.choice(ADDRESSES))
        return actions.change_address(attendee, version=asked.address_version)

    return press


def merge(world, chance):
    one, other = world.choose(chance, world.attendees), world.choose(chance, world.attendees)
    return partial(actions.merge, one, other, by=world.organiser)


def erase(world, chance):
    attendee = world.choose(chance, world.attendees)

    def press():
        is_there = world.attendees.filter(pk=attendee.pk).exists()
        actions.erase(attendee)
        return is_there or []

    return press


def expire_overdue(world, chance):
    let_an_hour_pass(world.sessions)

    def by_the_clock():
        is_overdue = world.registrations.overdue(timezone.now()).exists()
        actions.expire_overdue()
        return is_overdue or []

    return by_the_clock


def promote(world, chance):
    session = chance.choice(world.sessions)
    let_an_hour_pass([session])
    return partial(actions.promote, session)


def let_an_hour_pass(sessions):
    """For one of the places that are held, if nobody is at it: this is the clock, it stands in nobody's way."""
    with connection.cursor() as cursor:
        cursor.execute(LATER, [[session.pk for session in sessions]])


def set_capacity(world, chance):
    return partial(
        programme_actions.set_capacity,
        chance.choice(world.pools),
        capacity=chance.choice(CAPACITIES),
        by=world.organiser,
    )


def cancel_session(world, chance):
    """Or take that back, else there would soon be nothing left to race for."""
    session = chance.choice(world.sessions)
    is_cancelled = Session.objects.filter(pk=session.pk, status=Session.Status.CANCELLED).exists()
    act = programme_actions.reinstate_session if is_cancelled else programme_actions.cancel_session
    return partial(act, session, by=world.organiser)


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
        register_with_colleague,
        add,
        confirm,
        cancel,
        switch,
        take_free_place,
        give_place,
        mark_present,
        add_walk_in,
        expire_overdue,
        promote,
        set_capacity,
        cancel_session,
        move_slot,
        change_address,
        merge,
        erase,
    ]
}
