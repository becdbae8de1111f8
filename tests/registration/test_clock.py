"""A web server whose clock is wrong, or is set right in the middle: the database's clock decides, for every process."""

import datetime

import pytest
import time_machine
from django.utils import timezone

from registration import actions
from registration.exceptions import RegistrationClosed
from registration.models import Registration
from tests.factories import ConferenceFactory, SlotFactory
from tests.registration.steps import HOLD, open_own_page, register, statuses

pytestmark = pytest.mark.django_db

MINUTE = datetime.timedelta(minutes=1)
WRONG = [datetime.timedelta(hours=hours) for hours in (-24, -1, 1, 24)]


@pytest.fixture(params=WRONG, ids=str)
def wrong(request):
    """A clock that is wrong by so much for what happens within it."""
    return lambda: time_machine.travel(timezone.now() + request.param)


def test_place_is_held_as_long_as_ever_and_the_order_stays(wrong):
    session = SlotFactory(session__capacity=1).session
    began = timezone.now()
    register(session)
    with wrong():
        register(session, email="second@example.org")
        actions.expire_overdue()
    register(session, email="third@example.org")
    actions.expire_overdue()
    assert statuses(session) == [("erika", "pending"), ("second", "waiting"), ("third", "waiting")]
    other = SlotFactory(session__capacity=1).session
    with wrong():
        register(other)
    held = Registration.objects.get(session=other).held_until
    assert began + HOLD <= held <= timezone.now() + HOLD


def test_place_that_was_held_long_enough_is_free_for_the_next(wrong):
    session = SlotFactory(session__capacity=1).session
    register(session)
    Registration.objects.update(held_until=timezone.now() - MINUTE)
    with wrong():
        register(session, email="second@example.org")
    assert statuses(session) == [("erika", "expired"), ("second", "pending")]


def test_registration_closes_when_it_closes(wrong):
    now = timezone.now()
    closed = SlotFactory(session__conference=ConferenceFactory(registration_closes_at=now - MINUTE)).session
    open_still = SlotFactory(session__conference=ConferenceFactory(registration_closes_at=now + MINUTE)).session
    with wrong():
        register(open_still)
        with pytest.raises(RegistrationClosed):
            register(closed)


def test_personal_link_opens_under_any_clock(client, wrong):
    attendee = register(SlotFactory().session).attendee
    with wrong():
        open_own_page(client, attendee)
        assert client.get("/me/").status_code == 200
        actions.confirm(attendee)
    assert attendee.registrations.get().status == "confirmed"
