"""Organisers who want one room for the same time, at the same moment: one gets it, the others are told."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from functools import partial

import pytest
from django.db import OperationalError, connection

from programme import actions
from programme.exceptions import RoomIsTaken
from programme.models import Session, Slot
from tests.factories import RoomFactory, SessionFactory, SlotFactory
from tests.races.test_seats import at_once, wait_until_somebody_waits_for_a_lock

pytestmark = pytest.mark.django_db(transaction=True)

SESSIONS = 12


@pytest.fixture
def sessions():
    return SessionFactory.create_batch(SESSIONS, conference=SessionFactory().conference)


@pytest.fixture
def room(sessions):
    return RoomFactory(conference=sessions[0].conference)


@pytest.mark.parametrize("round_number", range(5))
def test_room_that_many_move_to_at_once_goes_to_one(sessions, room, round_number):
    slots = [SlotFactory(session=session) for session in sessions]
    times = {"starts_at": slots[0].starts_at, "ends_at": slots[0].ends_at}
    results = at_once([partial(actions.move_slot, slot, room=room, **times) for slot in slots])
    assert sorted(type(result).__name__ for result in results) == ["RoomIsTaken"] * (SESSIONS - 1) + ["Slot"]
    assert Slot.objects.filter(room=room).count() == 1


@pytest.mark.parametrize("round_number", range(5))
def test_room_that_many_take_back_at_once_goes_to_one(sessions, room, round_number):
    Session.objects.filter(pk__in=[session.pk for session in sessions]).update(status="cancelled")
    for session in sessions:
        SlotFactory(session=session, room=room)
    results = at_once([partial(actions.reinstate_session, session) for session in sessions])
    refusals = [result for result in results if isinstance(result, Exception)]
    assert {type(refusal) for refusal in refusals} == {RoomIsTaken}
    assert Session.objects.filter(status="confirmed", slots__room=room).count() == SESSIONS - len(refusals) == 1


def test_room_that_two_take_at_the_very_same_moment_is_refused_in_words(sessions, room):
    """Each has entered its slot before it looks for others, so each waits for the other: PostgreSQL ends one of them.

    Somebody at a terminal makes the moment last: their slot is entered now and checked at the end.
    """
    first, second, before = (SlotFactory(session=session) for session in sessions[:3])
    Slot.objects.filter(pk=before.pk).update(room=room)
    other = connection.copy()
    other.connect()
    other.set_autocommit(False)
    with closing(other), other.cursor() as psql, ThreadPoolExecutor(1) as pool:
        psql.execute("SET CONSTRAINTS slot_no_room_overlap DEFERRED")
        psql.execute("UPDATE programme_slot SET room_id = %s WHERE id = %s", [room.pk, first.pk])
        psql.execute("UPDATE programme_slot SET room_id = NULL WHERE id = %s", [before.pk])
        times = {"starts_at": second.starts_at, "ends_at": second.ends_at}
        result = pool.submit(at_once, [partial(actions.move_slot, second, room=room, **times)])
        wait_until_somebody_waits_for_a_lock()
        other.commit()
        [refusal] = result.result()
    assert isinstance(refusal, RoomIsTaken)
    assert isinstance(refusal.__cause__, OperationalError), "there was no deadlock: this test is blind"
    assert Slot.objects.get(room=room) == first
