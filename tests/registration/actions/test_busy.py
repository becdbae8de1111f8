"""An action that the database keeps waiting."""

import datetime

import pytest
from django.db import OperationalError, transaction

from registration.actions.people import UNCONFIRMED_KEPT
from registration.actions.transitions import transition
from registration.exceptions import Busy

pytestmark = pytest.mark.django_db

WEEK_AGO = UNCONFIRMED_KEPT + datetime.timedelta(minutes=1)


def stumble(times):
    """Return an action that meets a deadlock so many times, and how often it was tried."""
    tries = []

    @transition
    def act():
        tries.append(None)
        if len(tries) <= times:
            raise OperationalError("deadlock detected")
        return "done"

    return act, tries


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("times", [0, 1, 2])
def test_deadlock_is_tried_again(times):
    act, tries = stumble(times)
    assert (act(), len(tries)) == ("done", times + 1)


@pytest.mark.django_db(transaction=True)
def test_after_three_tries_it_is_busy():
    act, tries = stumble(5)
    with pytest.raises(Busy):
        act()
    assert len(tries) == 3


def test_within_a_transaction_of_somebody_else_it_is_busy_at_once():
    act, tries = stumble(5)
    with transaction.atomic(), pytest.raises(Busy):
        act()
    assert len(tries) == 1
