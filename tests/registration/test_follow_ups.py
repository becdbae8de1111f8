"""Follow-ups with places of their own: a talk in private after a session, for those who attend it."""

import pytest
from django.db import IntegrityError, transaction

from programme.models import Seats
from registration import actions
from registration.exceptions import FollowUpAlone, SessionNotBookable
from registration.models import Registration
from tests.factories import FollowUpSeatsFactory, RegistrationFactory, SlotFactory
from tests.registration.steps import HOLD, after, register, register_and_confirm

pytestmark = pytest.mark.django_db


@pytest.fixture
def talk():
    return FollowUpSeatsFactory(capacity=1)


def what(attendee):
    """Return [(whether it is the follow-up, status)] in the order in which they came."""
    rows = Registration.objects.filter(attendee=attendee).order_by("pk")
    return [(row.slot_id is not None, row.status) for row in rows]


def test_follow_up_is_booked_with_its_session(talk):
    attendee = register_and_confirm(talk.session, pools=[talk])
    assert what(attendee) == [(False, "confirmed"), (True, "confirmed")]
    assert list(Seats.objects.order_by("pk").values_list("taken", flat=True)) == [1, 1]


def test_follow_up_has_a_waiting_list_of_its_own(talk):
    register_and_confirm(talk.session, pools=[talk])
    second = register_and_confirm(talk.session, pools=[talk], email="second@example.org")
    assert what(second) == [(False, "confirmed"), (True, "waiting")]


def test_follow_up_can_be_added_later(talk):
    attendee = register_and_confirm(talk.session)
    register(pools=[talk], email=attendee.email)
    assert what(attendee) == [(False, "confirmed"), (True, "pending")]


def test_follow_up_alone_is_refused(talk):
    with pytest.raises(FollowUpAlone):
        register(pools=[talk])
    assert not Registration.objects.exists()


def test_two_places_for_the_same_session_are_refused(talk):
    Seats.objects.filter(pk=talk.session.seats.pk).update(mode="on_site")
    online = Seats.objects.create(session=talk.session, mode="online")
    with pytest.raises(SessionNotBookable):
        register(talk.session, pools=[online])


def test_who_leaves_the_session_leaves_its_follow_up_to_the_next_one(talk):
    first = register_and_confirm(talk.session, pools=[talk])
    second = register_and_confirm(talk.session, pools=[talk], email="second@example.org")
    actions.cancel(first.registrations.get(slot=None))
    assert what(first) == [(False, "cancelled"), (True, "cancelled")]
    assert what(second) == [(False, "confirmed"), (True, "confirmed")]


def test_who_leaves_the_follow_up_keeps_the_session(talk):
    attendee = register_and_confirm(talk.session, pools=[talk])
    actions.cancel(attendee.registrations.get(slot=talk.slot))
    assert what(attendee) == [(False, "confirmed"), (True, "cancelled")]


def test_follow_up_waited_for_ends_with_the_seat_that_was_held_in_vain(talk):
    register_and_confirm(talk.session, pools=[talk], email="first@example.org")
    late = register(talk.session, pools=[talk]).attendee
    after(HOLD)
    actions.promote(talk.session)
    assert what(late) == [(False, "expired"), (True, "expired")]


def test_who_confirms_late_gets_both_back(talk):
    late = register(talk.session, pools=[talk]).attendee
    after(HOLD)
    actions.promote(talk.session)
    actions.confirm(late)
    assert what(late)[2:] == [(False, "confirmed"), (True, "confirmed")]


def test_cancelled_session_ends_its_follow_ups_and_writes_one_mail(talk):
    attendee = register_and_confirm(talk.session, pools=[talk])
    actions.withdraw_session(talk.session)
    assert what(attendee) == [(False, "cancelled"), (True, "cancelled")]


def test_places_of_a_slot_that_is_no_follow_up_are_refused():
    slot = SlotFactory()
    with pytest.raises(IntegrityError), transaction.atomic():
        Seats.objects.create(session=slot.session, slot=slot)


def test_registration_follows_its_places_whatever_else_is_said(talk):
    elsewhere = RegistrationFactory(session__conference=talk.session.conference)
    Registration.objects.filter(pk=elsewhere.pk).update(seats=talk)
    elsewhere.refresh_from_db()
    assert (elsewhere.session, elsewhere.slot) == (talk.session, talk.slot)
    elsewhere.delete()
