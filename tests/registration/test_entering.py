"""What organisers do for people: enter them by telephone, keep places back, stop a waiting list, make one of two."""

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from programme import actions as programme_actions
from programme.exceptions import NotThatManyPlaces
from programme.models import Pool
from registration import actions
from registration.actions.people import UNCONFIRMED_KEPT
from registration.exceptions import MergeTheOtherWayRound, NotTheSamePerson, Overlapping, SessionNotBookable
from registration.models import Attendee, Registration
from tests.factories import (
    AttendeeFactory,
    ConferenceFactory,
    OrganiserFactory,
    RegistrationFactory,
    SessionFactory,
    SlotFactory,
    SubmissionFactory,
)
from tests.mail.writing import written
from tests.registration.steps import HOLD, after, mails, register, statuses
from womconf.mail.models import Message

pytestmark = pytest.mark.django_db


@pytest.fixture
def organiser():
    return OrganiserFactory()


def enter(*sessions, by, email="phone@example.org", **changes):
    person = {"name": "Frau Telefon", "email": email, "language": "de", "pools": [s.pool for s in sessions]}
    return actions.add(sessions[0].conference, by=by, **{**person, **changes})


def test_add_confirms_at_once_and_sends_the_link(organiser):
    session = SessionFactory(capacity=1)
    [registration] = enter(session, by=organiser)
    assert (registration.status, registration.status_by) == ("confirmed", organiser)
    assert mails() == [("everything", "phone@example.org")]
    assert str(session.title.localize("de")) in written().text


def test_add_of_somebody_without_an_address_writes_to_nobody(organiser):
    session = SessionFactory()
    for _person in range(2):
        enter(session, by=organiser, email="")
    assert Attendee.objects.filter(email="").count() == 2
    actions.cancel(Registration.objects.first(), by=organiser)
    programme_actions.cancel_session(session, by=organiser)
    assert mails() == []


def test_add_takes_a_place_that_is_kept_back_only_where_no_other_is_free(organiser):
    session = SessionFactory(capacity=2)
    programme_actions.keep_back(session.pool, count=1, by=organiser)
    enter(session, by=organiser, email="first@example.org")
    assert Pool.objects.get().kept_back == 1
    enter(session, by=organiser, email="second@example.org")
    assert (Pool.objects.get().kept_back, Pool.objects.get().taken) == (0, 2)
    enter(session, by=organiser, email="third@example.org")
    assert statuses(session) == [("first", "confirmed"), ("second", "confirmed"), ("third", "waiting")]


def test_add_confirms_what_somebody_has_already(organiser):
    session = SessionFactory(capacity=1)
    register(session, email="phone@example.org")
    enter(session, by=organiser)
    assert statuses(session) == [("phone", "confirmed")]


def test_add_gives_a_waiting_person_a_place_that_was_kept_back(organiser):
    session = SessionFactory(capacity=1)
    programme_actions.keep_back(session.pool, count=1, by=organiser)
    RegistrationFactory(session=session, attendee__email="first@example.org", status="waiting")
    RegistrationFactory(session=session, attendee__email="phone@example.org", status="waiting")
    enter(session, by=organiser, for_owner=True)
    assert statuses(session) == [("first", "waiting"), ("phone", "confirmed")]


def test_add_refuses_a_cancelled_session_as_a_whole(organiser):
    open_one = SessionFactory()
    cancelled = SessionFactory(conference=open_one.conference, status="cancelled")
    with pytest.raises(SessionNotBookable, match=str(cancelled.title.localize("de"))):
        enter(open_one, cancelled, by=organiser)
    assert not Attendee.objects.exists()


def test_add_passes_by_what_is_meant_for_the_form(organiser):
    session = SessionFactory(access_code="geheim", conference__registration_closes_at="2020-01-01T00:00Z")
    enter(session, by=organiser)
    assert statuses(session) == [("phone", "confirmed")]


def test_add_into_an_overlap_is_refused_where_overlaps_are(organiser):
    slot = SlotFactory(session__conference__overlaps="refuse")
    other = SlotFactory(session__conference=slot.conference).session
    enter(slot.session, by=organiser)
    with pytest.raises(Overlapping):
        enter(other, by=organiser)
    assert statuses(other) == []


def test_add_leaves_nothing_behind_when_its_mail_cannot_be_noted(organiser, monkeypatch):
    monkeypatch.setattr("registration.emails.tell_everything", lambda attendee: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        enter(SessionFactory(), by=organiser)
    assert (Attendee.objects.count(), Registration.objects.count()) == (0, 0)


def test_places_kept_back_are_free_for_nobody_who_registers(organiser):
    session = SessionFactory(capacity=2)
    programme_actions.keep_back(session.pool, count=1, by=organiser)
    register(session, email="first@example.org")
    register(session, email="second@example.org")
    assert statuses(session) == [("first", "pending"), ("second", "waiting")]
    assert session.pools.get().word == "waiting_list"


def test_places_no_longer_kept_back_go_to_the_waiting_list(organiser):
    session = SessionFactory(capacity=1)
    programme_actions.keep_back(session.pool, count=1, by=organiser)
    waiting = RegistrationFactory(session=session, status="waiting")
    programme_actions.keep_back(session.pool, count=0, by=organiser)
    waiting.refresh_from_db()
    assert waiting.status == "confirmed"


@pytest.mark.parametrize(("capacity", "count"), [(1, 2), (None, 1), (0, 1)])
def test_no_more_places_are_kept_back_than_there_are(organiser, capacity, count):
    session = SessionFactory(capacity=capacity)
    with pytest.raises(NotThatManyPlaces):
        programme_actions.keep_back(session.pool, count=count, by=organiser)
    with pytest.raises(IntegrityError, match="pool_kept_back_are_some_of_them"), transaction.atomic():
        Pool.objects.update(kept_back=count)


def test_smaller_capacity_keeps_back_no_more_than_there_are(organiser):
    session = SessionFactory(capacity=5)
    programme_actions.keep_back(session.pool, count=4, by=organiser)
    assert programme_actions.set_capacity(session.pool, capacity=2).kept_back == 2
    assert programme_actions.set_capacity(session.pool, capacity=None).kept_back == 0


def test_stopped_waiting_list_moves_nobody_up_until_it_goes_on(organiser):
    session = SessionFactory(capacity=1)
    holder = RegistrationFactory(session=session)
    RegistrationFactory(session=session, status="waiting", attendee__email="waits@example.org")
    programme_actions.stop_waiting_list(session, by=organiser)
    actions.cancel(holder)
    actions.expire_overdue()
    register(session, email="late@example.org")
    assert statuses(session)[1:] == [("waits", "waiting"), ("late", "waiting")]
    assert session.pools.get().paused_by == organiser
    programme_actions.resume_waiting_list(session, by=organiser)
    assert statuses(session)[1:] == [("waits", "confirmed"), ("late", "waiting")]


def test_merge_keeps_the_better_place_in_each_session_and_frees_the_other(organiser):
    conference = ConferenceFactory()
    first, second = (SessionFactory(conference=conference, capacity=capacity) for capacity in (2, 1))
    kept, other = AttendeeFactory.create_batch(2, conference=conference)
    RegistrationFactory(session=second)
    waits = [RegistrationFactory(session=second, attendee=person, status="waiting") for person in (other, kept)]
    RegistrationFactory(session=first, attendee=kept)
    RegistrationFactory(session=first, attendee=other)
    stranger = RegistrationFactory(session=first, status="waiting")
    SubmissionFactory(attendee=other)
    actions.merge(kept, other, by=organiser)
    assert not Attendee.objects.filter(pk=other.pk).exists()
    live = kept.registrations.live().order_by("session_id")
    assert [(row.session, row.status) for row in live] == [(first, "confirmed"), (second, "waiting")]
    assert live[1].pk == waits[0].pk  # the earlier one
    stranger.refresh_from_db()
    assert (stranger.status, kept.submissions.count()) == ("confirmed", 1)


def test_merge_deletes_the_one_who_goes_with_all_that_was_written_to_them(organiser):
    """It may have been another address, under another name; `kept` gets one mail that says everything."""
    conference = ConferenceFactory()
    kept, other = AttendeeFactory.create_batch(2, conference=conference)
    actions.cancel_all(RegistrationFactory(session__conference=conference, attendee=other).attendee)
    assert [mail.to for mail in Message.objects.all()] == [other.email]
    actions.merge(kept, other, by=organiser)
    assert [(mail.kind, mail.to) for mail in Message.objects.all()] == [("everything", kept.email)]


def test_merge_never_trusts_an_address_more_than_before(organiser):
    conference = ConferenceFactory()
    kept = AttendeeFactory(conference=conference, email_confirmed_at=None)
    other = AttendeeFactory(conference=conference)
    with pytest.raises(MergeTheOtherWayRound):
        actions.merge(kept, other, by=organiser)
    with pytest.raises(NotTheSamePerson):
        actions.merge(other, AttendeeFactory(), by=organiser)
    with pytest.raises(NotTheSamePerson):
        actions.merge(other, other, by=organiser)
    assert Attendee.objects.count() == 3


@pytest.mark.parametrize(("capacity", "status"), [(1, "confirmed"), (0, "waiting")])
def test_whom_an_organiser_enters_stays_although_they_never_confirm_their_form(organiser, capacity, status):
    session = SessionFactory(capacity=capacity)
    form = register(session)
    enter(session, by=organiser, email=form.attendee.email)
    form.sent_at = timezone.now() - UNCONFIRMED_KEPT - HOLD
    form.save()
    actions.forget_unconfirmed()
    assert statuses(session) == [("erika", status)]
    programme_actions.set_capacity(session.pool, capacity=1)
    assert statuses(session) == [("erika", "confirmed")]


def test_two_sessions_that_were_moved_to_one_time_are_no_reason_to_refuse_a_third(organiser):
    conference = ConferenceFactory(overlaps="refuse")
    first, second, third = SessionFactory.create_batch(3, conference=conference)
    enter(first, second, by=organiser)
    for session in (first, second):
        SlotFactory(session=session)
    enter(third, by=organiser)
    assert statuses(third) == [("phone", "confirmed")]
    SlotFactory(session=third)
    with pytest.raises(Overlapping):
        enter(second, third, by=organiser, email="another@example.org")


def test_merge_confirms_what_one_of_the_two_has_confirmed(organiser):
    """Else the place would end with its hold, or with the form, and the place on the list was given up for it."""
    session = SessionFactory(capacity=1)
    held = register(session).attendee
    waits = RegistrationFactory(session=session, status="waiting").attendee
    held.email_confirmed_at = timezone.now()
    held.save()
    actions.merge(held, waits, by=organiser)
    after(HOLD)
    actions.expire_overdue()
    assert statuses(session) == [("erika", "confirmed"), ("erika", "cancelled")]
    assert mails()[-1] == ("everything", "erika@example.org")
