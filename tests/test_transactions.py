"""How every action runs. What it is for is shown with real locks in tests/races."""

import contextlib
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import OperationalError, connection, transaction

from womconf import transactions
from womconf.waiting_room import JAM_SECONDS, WaitingRoom

pytestmark = pytest.mark.django_db(transaction=True)


class Busy(Exception):
    pass


transition = transactions.transition(Busy)


def failing(times, error=OperationalError):
    """An action that fails so often before it works, and its attempts."""
    attempts = []

    @transition
    def act():
        attempts.append(connection.in_atomic_block)
        if len(attempts) <= times:
            raise error
        return "done"

    return act, attempts


def test_deadlock_is_tried_again():
    act, attempts = failing(transactions.TRIES - 1)
    assert act() == "done"
    assert attempts == [True] * transactions.TRIES


def test_what_fails_each_time_is_busy():
    act, attempts = failing(transactions.TRIES)
    with pytest.raises(Busy):
        act()
    assert len(attempts) == transactions.TRIES


def test_deadlock_of_an_action_within_another_is_tried_again_from_the_start_of_the_outer_one():
    act, attempts = failing(1)
    begun = []

    @transition
    def outer():
        begun.append(1)
        return act()

    assert outer() == "done"
    assert (len(begun), len(attempts)) == (2, 2)


def test_within_a_transaction_of_somebody_else_nothing_is_tried_again():
    act, attempts = failing(1)
    with transaction.atomic(), pytest.raises(Busy):
        act()
    assert len(attempts) == 1


def test_refusal_of_its_own_is_not_tried_again():
    act, attempts = failing(1, error=Busy)
    with pytest.raises(Busy):
        act()
    assert len(attempts) == 1


def test_nothing_waits_for_long_in_it_and_all_is_as_before_afterwards():
    def timeouts():
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT current_setting('lock_timeout'), current_setting('statement_timeout'),"
                " current_setting('synchronous_commit')"
            )
            return cursor.fetchone()

    before = timeouts()
    assert transition(timeouts)() == ("3s", "10s", "off")
    assert timeouts() == before != ("3s", "10s", "off")


# The waiting room


def test_room_lets_half_wait_others_as_long_as_it_moves_and_nobody_in_a_jam():
    room = WaitingRoom(2)
    with room.place() as first, room.place() as second:
        began = time.monotonic()
        with room.place() as third:  # nothing moves
            assert (first, second, third) == (True, True, False)
        assert time.monotonic() - began == pytest.approx(JAM_SECONDS, abs=0.2)
        began = time.monotonic()
        with room.place() as fourth:
            assert not fourth
        assert time.monotonic() - began < JAM_SECONDS / 2, "it is known by now"


def test_who_waited_in_vain_does_not_make_others_wait():
    room = WaitingRoom(2)
    with room.place():
        with contextlib.suppress(OperationalError), room.place():
            with room.place() as third:
                assert not third
            raise OperationalError
        assert room.is_jammed
        with room.place() as quick:
            assert quick
        assert room.is_jammed, "what was quick in a jam had nothing to wait for"
    assert not room.is_jammed, "nobody is in it"


def test_a_queue_that_moves_is_no_jam():
    room, passed = WaitingRoom(2), []

    def pass_through(number):
        with room.place() as place:
            time.sleep(0.05)
            passed.append(place)

    with ThreadPoolExecutor(16) as pool:
        list(pool.map(pass_through, range(64)))
    assert passed == [True] * 64
