"""How many places there are, and when a session takes place."""

import datetime

import pytest
from django.db import IntegrityError

from programme import actions, signals
from programme.exceptions import AnotherConference, EndsBeforeStart, PlacesAreTaken, RoomIsTaken
from programme.models import Pool, Slot
from tests.factories import (
    ConferenceFactory,
    FollowUpPoolFactory,
    RegistrationFactory,
    RoomFactory,
    SessionFactory,
    SlotFactory,
)
from tests.programme.actions.seen import signals_of, status

pytestmark = pytest.mark.django_db


# set_capacity


def test_more_places_go_to_the_waiting_list_in_order(organiser):
    session = SessionFactory(capacity=1)
    RegistrationFactory(session=session)
    first, second = RegistrationFactory.create_batch(2, session=session, status="waiting")
    pool = actions.set_capacity(session.pool, capacity=2, by=organiser)
    assert (pool.capacity, pool.overbooked_by) == (2, 0)
    assert [status(row)[0] for row in (first, second)] == ["confirmed", "waiting"]


def test_fewer_places_than_taken_let_everybody_keep_theirs(organiser):
    session = SessionFactory(capacity=3)
    holders = RegistrationFactory.create_batch(3, session=session)
    actions.set_capacity(session.pool, capacity=1, by=organiser)
    pool = Pool.objects.get(session=session)
    assert (pool.capacity, pool.taken, pool.overbooked_by) == (1, 3, 2)
    assert {status(row)[0] for row in holders} == {"confirmed"}


def test_no_limit_ends_overbooking_and_the_waiting_list(organiser):
    session = SessionFactory(capacity=2)
    RegistrationFactory.create_batch(2, session=session)
    waiting = RegistrationFactory(session=session, status="waiting")
    actions.set_capacity(session.pool, capacity=1, by=organiser)
    actions.set_capacity(session.pool, capacity=None, by=organiser)
    pool = Pool.objects.get(session=session)
    assert (pool.capacity, pool.taken, pool.overbooked_by) == (None, 3, 0)
    assert status(waiting)[0] == "confirmed"


def test_follow_up_capacity_raised_goes_to_those_who_wait(organiser):
    pool = FollowUpPoolFactory(capacity=1)
    same = signals_of(
        signals.capacity_changed, lambda: actions.set_follow_up_capacity(pool.slot, capacity=2, by=organiser)
    )
    assert same == [(pool.session, organiser)]


def test_follow_up_places_that_somebody_had_stay(organiser):
    pool = FollowUpPoolFactory(capacity=1)
    attendee = RegistrationFactory(session=pool.session).attendee
    RegistrationFactory(session=pool.session, pool=pool, attendee=attendee, status="cancelled")
    with pytest.raises(PlacesAreTaken):
        actions.set_follow_up_capacity(pool.slot, capacity=None, by=organiser)


def test_same_capacity_again_states_nothing(organiser):
    session = SessionFactory(capacity=2)
    assert (
        signals_of(signals.capacity_changed, lambda: actions.set_capacity(session.pool, capacity=2, by=organiser)) == []
    )
    assert signals_of(
        signals.capacity_changed, lambda: actions.set_capacity(session.pool, capacity=5, by=organiser)
    ) == [(session, organiser)]


# move_slot


def test_move_slot_moves_and_states_it_once(organiser):
    slot = SlotFactory()
    there = {"starts_at": slot.starts_at, "ends_at": None, "room": RoomFactory(conference=slot.conference)}
    heard = signals_of(signals.slot_moved, lambda: actions.move_slot(slot, **there, by=organiser))
    slot.refresh_from_db()
    assert {"starts_at": slot.starts_at, "ends_at": slot.ends_at, "room": slot.room} == there
    assert heard == [(slot.session, organiser)]
    assert signals_of(signals.slot_moved, lambda: actions.move_slot(slot, **there, by=organiser)) == []


def test_move_slot_of_a_break_concerns_no_session(organiser):
    slot = SlotFactory(session=None, conference=ConferenceFactory(), kind="break")
    later = slot.starts_at + datetime.timedelta(hours=1)
    act = lambda: actions.move_slot(slot, starts_at=later, ends_at=None, room=None, by=organiser)  # noqa: E731
    assert signals_of(signals.slot_moved, act) == [(None, organiser)]


def test_move_slot_refuses_a_room_that_is_taken(organiser):
    taken = SlotFactory(room=(room := RoomFactory()), session__conference=room.conference)
    slot = SlotFactory(session__conference=room.conference)
    with pytest.raises(RoomIsTaken):
        actions.move_slot(slot, starts_at=taken.starts_at, ends_at=taken.ends_at, room=room, by=organiser)
    assert Slot.objects.get(pk=slot.pk).room is None


def test_move_slot_refuses_an_end_before_the_start(organiser):
    slot = SlotFactory()
    with pytest.raises(EndsBeforeStart):
        actions.move_slot(slot, starts_at=slot.starts_at, ends_at=slot.starts_at, room=None, by=organiser)
    assert Slot.objects.get(pk=slot.pk).ends_at == slot.ends_at


def test_move_slot_refuses_a_room_of_another_conference(organiser):
    slot = SlotFactory()
    with pytest.raises(AnotherConference):
        actions.move_slot(slot, starts_at=slot.starts_at, ends_at=slot.ends_at, room=RoomFactory(), by=organiser)


def test_move_slot_passes_on_what_is_no_rule_of_ours(organiser):
    slot = SlotFactory()
    with pytest.raises(IntegrityError):
        actions.move_slot(slot, starts_at=None, ends_at=None, room=None, by=organiser)
