"""Places given back, run out and given to those who wait."""

import datetime

import pytest
from django.conf import settings
from django.utils import timezone

from programme import actions as programme_actions
from programme.models import Pool
from registration import actions, emails
from registration.actions import places
from registration.actions.people import UNCONFIRMED_KEPT
from registration.exceptions import Busy
from registration.models import Registration
from tests.factories import OrganiserFactory, RegistrationFactory, SessionFactory, SlotFactory
from tests.mail.writing import written
from tests.registration.steps import HOLD, after, mails, register, register_and_confirm, statuses
from womconf.mail.actions import send
from womconf.mail.models import Message

pytestmark = pytest.mark.django_db

WEEK_AGO = UNCONFIRMED_KEPT + datetime.timedelta(minutes=1)


# cancel, expire, promote


def test_cancel_gives_the_place_to_the_first_who_waits_and_tells_both():
    session = SessionFactory(capacity=1)
    leaving = RegistrationFactory(session=session, attendee__email="leaving@example.org")
    RegistrationFactory(session=session, attendee__email="first@example.org", status="waiting")
    RegistrationFactory(session=session, attendee__email="second@example.org", status="waiting")
    actions.cancel(leaving)
    assert statuses(session) == [("leaving", "cancelled"), ("first", "confirmed"), ("second", "waiting")]
    assert sorted(mails()) == [("cancelled", "leaving@example.org"), ("moved-up", "first@example.org")]


def test_cancel_twice_changes_nothing_and_never_puts_back_on_the_list():
    registration = RegistrationFactory()
    actions.cancel(registration)
    actions.cancel(registration)
    assert (Registration.objects.get().status, len(mails())) == ("cancelled", 1)


def test_cancel_by_an_organiser_says_who():
    organiser = OrganiserFactory()
    registration = RegistrationFactory()
    actions.cancel(registration, by=organiser)
    registration.refresh_from_db()
    assert registration.status_by == organiser


def test_cancel_all_makes_one_mail():
    first = RegistrationFactory()
    RegistrationFactory(attendee=first.attendee, session__conference=first.session.conference)
    actions.cancel_all(first.attendee)
    assert set(Registration.objects.values_list("status", flat=True)) == {"cancelled"}
    assert len(mails()) == 1


def test_cancel_rolls_back_with_the_promotion(monkeypatch):
    session = SessionFactory(capacity=1)
    leaving = RegistrationFactory(session=session)
    RegistrationFactory(session=session, status="waiting")
    monkeypatch.setattr(emails, "tell_moved_up", lambda registrations: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        actions.cancel(leaving)
    assert [status for _name, status in statuses(session)] == ["confirmed", "waiting"]


@pytest.mark.parametrize("act", [actions.promote, lambda session: actions.expire_overdue()], ids=["promote", "expire"])
def test_moving_up_is_undone_when_it_cannot_be_told(monkeypatch, act):
    session = SessionFactory(capacity=1)
    register(session, email="slow@example.org")
    RegistrationFactory(session=session, attendee__email="waits@example.org", status="waiting")
    after(2 * HOLD)
    monkeypatch.setattr(emails, "tell_moved_up", lambda registrations: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        act(session)
    assert statuses(session) == [("slow", "pending"), ("waits", "waiting")]
    monkeypatch.undo()
    act(session)
    assert statuses(session) == [("slow", "expired"), ("waits", "confirmed")]


def test_cancel_all_rolls_back_as_a_whole(monkeypatch):
    first = RegistrationFactory()
    RegistrationFactory(attendee=first.attendee, session__conference=first.session.conference)
    monkeypatch.setattr(emails, "tell_cancelled", lambda registrations: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        actions.cancel_all(first.attendee)
    assert set(Registration.objects.values_list("status", flat=True)) == {"confirmed"}


def test_who_moves_up_in_two_sessions_at_once_gets_one_mail():
    slot = SlotFactory(session__capacity=1)
    one = slot.session
    two = SlotFactory(session__conference=one.conference, session__capacity=1, starts_at=slot.ends_at).session
    leaving = RegistrationFactory(session=one).attendee
    RegistrationFactory(session=two, attendee=leaving)
    happy = RegistrationFactory(session=one, status="waiting").attendee
    RegistrationFactory(session=two, attendee=happy, status="waiting")
    actions.cancel_all(leaving)
    mail = written(kind="moved-up")
    assert (mail.to, len(mail.attachments)) == (happy.email, 2)


def test_place_that_ran_out_goes_to_who_waits_and_not_to_the_next_form():
    session = SessionFactory(capacity=1)
    register(session, email="slow@example.org")
    register_and_confirm(session, email="waits@example.org")
    after(2 * HOLD)
    register(session, email="new@example.org")
    assert statuses(session) == [("slow", "expired"), ("waits", "confirmed"), ("new", "waiting")]


def test_expire_fills_what_became_free_without_any_action():
    """A conference was hidden for a while, an hour was changed by psql: nothing of ours ran."""
    session = SessionFactory(capacity=0)
    RegistrationFactory(session=session, attendee__email="waits@example.org", status="waiting")
    Pool.objects.filter(session=session).update(capacity=1)
    actions.expire_overdue()
    assert statuses(session) == [("waits", "confirmed")]


def test_expire_goes_on_where_one_session_cannot_be_had(monkeypatch):
    busy, other = SessionFactory(capacity=1), SessionFactory(capacity=1)
    for session in (busy, other):
        register(session)
    after(2 * HOLD)
    promote = actions.promote

    def promote_unless_busy(session):
        if session == busy:
            raise Busy
        return promote(session)

    monkeypatch.setattr(places, "promote", promote_unless_busy)
    actions.expire_overdue()
    assert (statuses(busy), statuses(other)) == ([("erika", "pending")], [("erika", "expired")])


def test_nobody_moves_up_whose_address_is_not_confirmed():
    session = SessionFactory(capacity=1)
    leaving = RegistrationFactory(session=session)
    RegistrationFactory(session=session, status="waiting", attendee__email_confirmed_at=None)
    second = RegistrationFactory(session=session, status="waiting")
    actions.cancel(leaving)
    second.refresh_from_db()
    assert second.status == "confirmed"


def test_expire_gives_overdue_places_to_the_waiting_list():
    session = SessionFactory(capacity=1)
    register(session, email="slow@example.org")
    RegistrationFactory(session=session, attendee__email="waits@example.org", status="waiting")
    actions.expire_overdue()
    assert statuses(session) == [("slow", "pending"), ("waits", "waiting")]
    after(HOLD + datetime.timedelta(seconds=1))
    actions.expire_overdue()
    assert statuses(session) == [("slow", "expired"), ("waits", "confirmed")]


def test_overdue_place_is_free_for_the_next_form_without_any_job():
    session = SessionFactory(capacity=1)
    register(session, email="slow@example.org")
    after(2 * HOLD)
    register(session)
    assert statuses(session) == [("slow", "expired"), ("erika", "pending")]


def test_nobody_moves_up_so_late_that_they_would_not_notice():
    session = SessionFactory(capacity=1)
    hours = settings.WAITING_LIST_STOP_HOURS
    slot = SlotFactory(session=session, starts_at=timezone.now() + datetime.timedelta(hours=hours), ends_at=None)
    leaving = RegistrationFactory(session=session)
    waiting = RegistrationFactory(session=session, status="waiting")
    actions.cancel(leaving)
    waiting.refresh_from_db()
    assert waiting.status == "waiting"
    type(slot).objects.update(starts_at=timezone.now() + datetime.timedelta(hours=hours, minutes=1))
    actions.promote(session)
    waiting.refresh_from_db()
    assert waiting.status == "confirmed"


# what happens in the programme


def test_more_places_let_the_waiting_list_move_up_in_order():
    session = SessionFactory(capacity=0)
    RegistrationFactory.create_batch(3, session=session, status="waiting")
    programme_actions.set_capacity(session.pool, capacity=2)
    assert [status for _name, status in statuses(session)] == ["confirmed", "confirmed", "waiting"]


def test_no_limit_lets_everybody_move_up():
    session = SessionFactory(capacity=0)
    RegistrationFactory.create_batch(3, session=session, status="waiting")
    programme_actions.set_capacity(session.pool, capacity=None)
    assert {status for _name, status in statuses(session)} == {"confirmed"}


def test_fewer_places_than_taken_throw_nobody_out_and_let_nobody_move_up():
    session = SessionFactory(capacity=3)
    people = RegistrationFactory.create_batch(3, session=session)
    RegistrationFactory(session=session, status="waiting")
    programme_actions.set_capacity(session.pool, capacity=2)
    actions.cancel(people[0])
    assert [status for _name, status in statuses(session)] == ["cancelled", "confirmed", "confirmed", "waiting"]
    pool = Pool.objects.get(session=session)
    assert (pool.taken, pool.capacity, pool.overbooked_by) == (2, 2, 0)


def test_cancelled_session_ends_every_registration_and_tells_confirmed_addresses():
    session = SessionFactory(capacity=1)
    RegistrationFactory(session=session, attendee__email="in@example.org")
    RegistrationFactory(session=session, attendee__email="waits@example.org", status="waiting")
    register(SessionFactory(conference=session.conference), session, email="unknown@example.org")
    Message.objects.all().delete()
    programme_actions.cancel_session(session)
    assert {status for _name, status in statuses(session)} == {"cancelled"}
    assert mails() == [("session-cancelled", "in@example.org"), ("session-cancelled", "waits@example.org")]


def test_cancelling_a_session_is_undone_when_somebody_cannot_be_told(monkeypatch):
    registration = RegistrationFactory()
    monkeypatch.setattr(emails, "tell_session_cancelled", lambda registration: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        programme_actions.cancel_session(registration.session)
    registration.session.refresh_from_db()
    assert registration.session.status == "confirmed"


def test_cancelled_session_takes_itself_out_of_calendars():
    session = SlotFactory(session__conference__contact_email="office@example.org").session
    registration = RegistrationFactory(session=session)
    emails.tell_registered([registration])
    send(Message.objects.get().pk)
    programme_actions.cancel_session(registration.session)
    [calendar] = written(kind="session-cancelled").attachments
    assert ("METHOD:CANCEL" in calendar["content"], "SEQUENCE:0" in calendar["content"]) == (True, False)


def test_session_that_is_moved_away_lets_people_move_up_again():
    session = SessionFactory(capacity=1)
    slot = SlotFactory(session=session, starts_at=timezone.now() + datetime.timedelta(hours=1), ends_at=None)
    leaving = RegistrationFactory(session=session, attendee__email="leaving@example.org")
    RegistrationFactory(session=session, status="waiting", attendee__email="waits@example.org")
    actions.cancel(leaving)
    assert statuses(session) == [("leaving", "cancelled"), ("waits", "waiting")]
    later = timezone.now() + datetime.timedelta(days=3)
    programme_actions.move_slot(slot, starts_at=later, ends_at=None, room=None)
    assert statuses(session) == [("leaving", "cancelled"), ("waits", "confirmed")]
