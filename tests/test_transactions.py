"""How every action runs. What it is for is shown with real locks in tests/races."""

import pytest
from django.db import OperationalError, connection, transaction

from womconf import transactions

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
