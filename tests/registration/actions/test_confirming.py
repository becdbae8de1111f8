"""confirm: what a form asked for becomes theirs."""

import datetime

import pytest

from programme import actions as programme_actions
from registration import actions, emails
from registration.actions.people import UNCONFIRMED_KEPT
from registration.models import Registration
from tests.factories import OrganiserFactory, RegistrationFactory, SessionFactory, SlotFactory, SubmissionFactory
from tests.mail.writing import written
from tests.registration.steps import HOLD, after, mails, register, register_and_confirm, statuses

pytestmark = pytest.mark.django_db

WEEK_AGO = UNCONFIRMED_KEPT + datetime.timedelta(minutes=1)


def test_confirm_turns_everything_pending_into_places_and_tells_it_once():
    first = SessionFactory()
    second = SessionFactory(conference=first.conference)
    attendee = register(first, second).attendee
    actions.confirm(attendee)
    actions.confirm(attendee)
    assert statuses(first) == statuses(second) == [("erika", "confirmed")]
    assert mails() == [("confirm", "erika@example.org"), ("registered", "erika@example.org")]


def test_confirm_attaches_the_calendar_of_the_sessions():
    session = SlotFactory().session
    actions.confirm(register(session).attendee)
    [calendar] = written(kind="registered").attachments
    assert calendar["content"].count("BEGIN:VEVENT") == 1
    assert session.code in calendar["content"]


def test_confirm_makes_a_waiting_person_eligible_and_says_the_place():
    session = SessionFactory(capacity=0)
    RegistrationFactory(session=session, status="waiting")
    attendee = register(session, language="en").attendee
    actions.confirm(attendee)
    assert ": number 2\n" in written(kind="registered").text


def test_confirm_after_the_hold_keeps_a_place_that_nobody_took():
    session = SessionFactory(capacity=1)
    attendee = register(session).attendee
    after(2 * HOLD)
    actions.confirm(attendee)
    assert statuses(session) == [("erika", "expired"), ("erika", "confirmed")]


def test_confirm_after_the_hold_waits_where_somebody_else_has_the_place():
    session = SessionFactory(capacity=1)
    attendee = register(session).attendee
    after(2 * HOLD)
    other = register(session, email="other@example.org").attendee
    actions.confirm(other)
    actions.confirm(attendee)
    assert statuses(session) == [("erika", "expired"), ("erika", "waiting"), ("other", "confirmed")]


def test_who_confirms_late_waits_at_the_place_of_the_form():
    session = SessionFactory(capacity=1)
    late = register(session, email="late@example.org").attendee
    after(2 * HOLD)
    actions.confirm(register(session, email="quick@example.org").attendee)
    actions.confirm(register(session, email="third@example.org").attendee)
    actions.confirm(late)
    waiting = Registration.objects.waiting().filter(session=session)
    assert [registration.attendee.email for registration in waiting] == ["late@example.org", "third@example.org"]


def test_confirm_after_the_hold_stays_behind_who_came_before_and_waits():
    session = SessionFactory(capacity=1)
    programme_actions.stop_waiting_list(session, by=OrganiserFactory())
    RegistrationFactory(session=session, status="waiting", attendee__email="first@example.org")
    submission = SubmissionFactory(
        attendee__conference=session.conference, attendee__email="late@example.org", attendee__email_confirmed_at=None
    )
    RegistrationFactory(session=session, attendee=submission.attendee, submission=submission, status="expired")
    actions.confirm(submission.attendee)
    assert statuses(session) == [("first", "waiting"), ("late", "expired"), ("late", "waiting")]


def test_confirm_after_the_hold_goes_before_who_came_later_and_waits():
    session = SessionFactory(capacity=1)
    late = register(session, email="late@example.org").attendee
    register_and_confirm(session, email="second@example.org")
    after(2 * HOLD)
    actions.confirm(late)
    assert statuses(session) == [("late", "expired"), ("late", "confirmed"), ("second", "waiting")]


@pytest.mark.parametrize("change", [{"status": "cancelled"}, {"status": "draft"}])
def test_confirm_after_the_hold_gives_nothing_in_a_session_that_is_no_more(change):
    session = SessionFactory()
    attendee = register(session).attendee
    after(2 * HOLD)
    actions.expire_overdue()
    type(session).objects.update(**change)
    assert actions.confirm(attendee) == []
    assert (statuses(session), mails()) == ([("erika", "expired")], [("confirm", "erika@example.org")])


def test_confirm_after_cancelling_gives_nothing_back():
    session = SessionFactory()
    attendee = register(session).attendee
    actions.cancel_all(attendee)
    actions.confirm(attendee)
    assert (statuses(session), mails()) == ([("erika", "cancelled")], [("confirm", "erika@example.org")])


def test_confirm_that_moves_the_same_person_up_tells_it_once():
    session = SessionFactory(capacity=1)
    register(session, email="slow@example.org")
    attendee = register(session).attendee
    after(2 * HOLD)
    actions.confirm(attendee)
    assert statuses(session) == [("slow", "expired"), ("erika", "confirmed")]
    assert [kind for kind, to in mails() if to == attendee.email] == ["confirm", "registered"]
    assert written(kind="registered").subject.startswith("Angemeldet: ")


def test_confirm_of_a_second_form_tells_only_what_is_new():
    first = SessionFactory(title={"de": "Eins"})
    second = SessionFactory(conference=first.conference, title={"de": "Zwei"}, capacity=0)
    attendee = register_and_confirm(first)
    register(second)
    actions.confirm(attendee)
    text = written(kind="registered").text
    assert ("Zwei: an 1. Stelle" in text, "Eins" in text) == (True, False)


def test_confirm_rolls_back_when_its_mail_cannot_be_written(monkeypatch):
    attendee = register(SessionFactory()).attendee
    monkeypatch.setattr(emails, "tell_registered", lambda registrations: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        actions.confirm(attendee)
    attendee.refresh_from_db()
    assert (attendee.email_confirmed_at, Registration.objects.get().status) == (None, "pending")
