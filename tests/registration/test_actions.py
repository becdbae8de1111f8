import datetime
import uuid

import pytest
from django.conf import settings
from django.db import OperationalError, transaction
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from programme import actions as programme_actions
from programme.models import Seats, Session
from registration import actions, emails, tasks
from registration.actions import places, registering
from registration.actions.people import SEND_LINKS_TASK, UNCONFIRMED_KEPT
from registration.actions.transitions import transition
from registration.exceptions import Busy, NothingChosen, RegistrationClosed, SessionNotBookable
from registration.models import Attendee, Registration, Submission
from tests.factories import (
    AttendeeFactory,
    ConferenceFactory,
    OrganiserFactory,
    RegistrationFactory,
    SessionFactory,
    SlotFactory,
    SpeakerFactory,
    SubmissionFactory,
)
from tests.mail.writing import written
from tests.registration.steps import HOLD, after, mails, register, register_and_confirm, statuses
from womconf.limits.models import Count
from womconf.mail.models import Message

pytestmark = pytest.mark.django_db

WEEK_AGO = UNCONFIRMED_KEPT + datetime.timedelta(minutes=1)


# register


def test_register_holds_a_seat_in_every_chosen_session_and_asks_by_one_mail():
    first = SessionFactory(capacity=1)
    second = SessionFactory(conference=first.conference)
    register(first, second)
    assert statuses(first) == statuses(second) == [("erika", "pending")]
    assert mails() == [("confirm", "erika@example.org")]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("has_address", [True, False])
def test_public_code_that_somebody_has_already_is_drawn_again(monkeypatch, has_address):
    """Two of 200,000 people draw the same one with a chance of a tenth: fifty rushes of 5,000 met it once."""
    session, drawn = SessionFactory(), iter(["bcdfghjk", "bcdfghjk", "mnpqrstv"])
    monkeypatch.setattr(registering, "new_code", lambda: next(drawn))
    monkeypatch.setattr(Attendee._meta.get_field("code"), "_get_default", lambda: next(drawn))
    register(session)
    if has_address:
        register(session, email="other@example.org")
    else:
        person = {"name": "Anna", "email": "", "language": "de"}
        actions.add(session.conference, pools=[session.seats], by=OrganiserFactory(), **person)
    assert list(Attendee.objects.order_by("pk").values_list("code", flat=True)) == ["bcdfghjk", "mnpqrstv"]


def test_register_holds_the_seat_for_an_hour():
    session = SessionFactory()
    before = timezone.now()
    register(session)
    assert before + HOLD <= Registration.objects.get().held_until <= timezone.now() + HOLD


def test_register_puts_on_the_waiting_list_where_a_session_is_full():
    full = SessionFactory(capacity=0)
    free = SessionFactory(conference=full.conference, capacity=1)
    register(full, free)
    assert (statuses(full), statuses(free)) == ([("erika", "waiting")], [("erika", "pending")])


def test_register_does_not_pass_by_those_who_wait():
    """Where a free place is theirs: an organiser has stopped the list, to give it away themselves."""
    session = SessionFactory(capacity=1)
    programme_actions.stop_waiting_list(session, by=OrganiserFactory())
    RegistrationFactory(session=session, status="waiting", attendee__email="first@example.org")
    register(session)
    assert statuses(session) == [("first", "waiting"), ("erika", "waiting")]


def test_register_twice_with_one_key_changes_nothing():
    session = SessionFactory()
    key = uuid.uuid4()
    first = register(session, key=key)
    again = register(session, key=key)
    assert again == first
    assert (Attendee.objects.count(), Registration.objects.count(), Message.objects.count()) == (1, 1, 1)


def test_register_again_for_the_same_session_keeps_the_first_place():
    session = SessionFactory()
    register(session)
    register(session)
    assert statuses(session) == [("erika", "pending")]


def test_register_finds_the_person_by_address():
    session = SessionFactory()
    register(session)
    register(session, name="Erika Anders")
    assert Attendee.objects.count() == 1


def test_register_does_not_rename_a_person_whose_address_is_confirmed():
    attendee = AttendeeFactory(name="Erika Muster")
    session = SessionFactory(conference=attendee.conference)
    register(session, email=attendee.email, name="Somebody Else", organisation="Elsewhere")
    attendee.refresh_from_db()
    assert (attendee.name, attendee.organisation) == ("Erika Muster", "")


def test_register_needs_a_session():
    with pytest.raises(NothingChosen):
        register()


def test_register_is_refused_while_registration_is_closed():
    session = SessionFactory(conference__registration_closes_at=timezone.now())
    with pytest.raises(RegistrationClosed):
        register(session)


@pytest.mark.parametrize("status", ["draft", "cancelled"])
def test_register_refuses_sessions_that_cannot_be_booked_and_books_no_other(status):
    session = SessionFactory(status=status)
    other = SessionFactory(conference=session.conference)
    with pytest.raises(SessionNotBookable):
        register(other, session)
    assert not Attendee.objects.exists()


def test_register_refuses_a_session_of_another_conference():
    with pytest.raises(SessionNotBookable):
        register(SessionFactory(), SessionFactory())


def test_register_refuses_a_session_that_was_deleted_meanwhile():
    session = SessionFactory()
    pool = SessionFactory(conference=session.conference).seats
    Session.objects.filter(pk=pool.session_id).delete()
    with pytest.raises(SessionNotBookable):
        register(session, pools=[pool])


def test_register_refuses_what_is_over():
    session = SlotFactory(starts_at=timezone.now() - datetime.timedelta(hours=2)).session
    with pytest.raises(SessionNotBookable):
        register(session)


def test_nothing_is_over_in_a_conference_that_was_over_when_it_was_entered():
    past = datetime.date(2020, 9, 15)
    session = SlotFactory(
        session__conference__starts_on=past, session__conference__ends_on=past, session__capacity=1
    ).session
    first = register(session, email="first@example.org").attendee
    second = register(session, email="second@example.org").attendee
    actions.confirm(first)
    actions.confirm(second)
    actions.cancel_all(first)
    assert statuses(session) == [("first", "cancelled"), ("second", "confirmed")]


def test_register_lists_what_this_form_asks_for_with_the_places_on_the_list():
    first = SlotFactory(session__title={"en": "First"}).session
    second = SlotFactory(session__conference=first.conference, session__title={"en": "Second"}).session
    full = SessionFactory(conference=first.conference, title={"en": "Full"}, capacity=0)
    register(first, language="en")
    Count.objects.all().delete()
    register(second, full, language="en")
    text = written().text
    assert [line for line in text.splitlines() if line.startswith("*")] == [
        "* Second",
        "* Full: number 1 on the waiting list",
    ]


def test_register_for_nothing_new_sends_the_link():
    session = SessionFactory()
    register_and_confirm(session)
    register(session)
    assert [kind for kind, _to in mails()] == ["confirm", "registered", "confirm"]
    assert written().subject.startswith("Ihr persönlicher Link")


def test_register_for_a_hundred_sessions_in_one_form():
    conference = ConferenceFactory()
    sessions = SessionFactory.create_batch(100, conference=conference)
    attendee = register_and_confirm(*sessions)
    actions.cancel_all(attendee)
    assert [kind for kind, _to in mails()] == ["confirm", "registered", "cancelled"]
    assert set(Registration.objects.values_list("status", flat=True)) == {"cancelled"}


def test_mail_to_an_unconfirmed_address_has_nothing_that_was_typed():
    session = SessionFactory()
    register(session, name="Win a prize at https://evil.example", organisation="Evil Ltd")
    mail = written()
    assert not [text for text in (mail.subject, mail.text, mail.html) if "evil" in text.lower()]


def test_register_leaves_nothing_behind_when_its_mail_cannot_be_written(monkeypatch):
    monkeypatch.setattr(emails, "ask_to_confirm", lambda attendee, key: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        register(SessionFactory(capacity=1))
    assert (Attendee.objects.count(), Submission.objects.count(), Seats.objects.get().taken) == (0, 0, 0)


# who is not waited for


def test_stranger_who_types_a_confirmed_address_moves_nobody_up():
    """The owner's other registrations have been confirmed; this one has not."""
    session = SessionFactory(capacity=1)
    leaving = RegistrationFactory(session=session)
    victim = AttendeeFactory(conference=session.conference, email="victim@example.org")
    register(session, email=victim.email)
    second = register_and_confirm(session, email="second@example.org")
    actions.cancel(leaving)
    assert statuses(session)[1:] == [("victim", "waiting"), ("second", "confirmed")]
    actions.cancel_all(second)
    actions.confirm(victim)
    assert statuses(session)[1:] == [("victim", "confirmed"), ("second", "cancelled")]


# an action that the database keeps waiting


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


# confirm


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
    assert "number 2 on the waiting list" in written(kind="registered").text


def test_confirm_after_the_hold_keeps_a_seat_that_nobody_took():
    session = SessionFactory(capacity=1)
    attendee = register(session).attendee
    after(2 * HOLD)
    actions.confirm(attendee)
    assert statuses(session) == [("erika", "expired"), ("erika", "confirmed")]


def test_confirm_after_the_hold_waits_where_somebody_else_has_the_seat():
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
    assert written(kind="registered").subject.startswith("Sie sind angemeldet")


def test_confirm_of_a_second_form_tells_only_what_is_new():
    first = SessionFactory(title={"de": "Eins"})
    second = SessionFactory(conference=first.conference, title={"de": "Zwei"}, capacity=0)
    attendee = register_and_confirm(first)
    register(second)
    actions.confirm(attendee)
    text = written(kind="registered").text
    assert ("Zwei: an 1. Stelle der Warteliste" in text, "Eins" in text) == (True, False)


def test_confirm_rolls_back_when_its_mail_cannot_be_written(monkeypatch):
    attendee = register(SessionFactory()).attendee
    monkeypatch.setattr(emails, "tell_registered", lambda registrations: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        actions.confirm(attendee)
    attendee.refresh_from_db()
    assert (attendee.email_confirmed_at, Registration.objects.get().status) == (None, "pending")


# cancel, expire, promote


def test_cancel_gives_the_seat_to_the_first_who_waits_and_tells_both():
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
    assert (mail.to, mail.attachments[0]["content"].count("BEGIN:VEVENT")) == (happy.email, 2)


def test_seat_that_ran_out_goes_to_who_waits_and_not_to_the_next_form():
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
    Seats.objects.filter(session=session).update(capacity=1)
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


def test_expire_gives_overdue_seats_to_the_waiting_list():
    session = SessionFactory(capacity=1)
    register(session, email="slow@example.org")
    RegistrationFactory(session=session, attendee__email="waits@example.org", status="waiting")
    actions.expire_overdue()
    assert statuses(session) == [("slow", "pending"), ("waits", "waiting")]
    after(HOLD + datetime.timedelta(seconds=1))
    actions.expire_overdue()
    assert statuses(session) == [("slow", "expired"), ("waits", "confirmed")]


def test_overdue_seat_is_free_for_the_next_form_without_any_job():
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
    programme_actions.set_capacity(session.seats, capacity=2)
    assert [status for _name, status in statuses(session)] == ["confirmed", "confirmed", "waiting"]


def test_no_limit_lets_everybody_move_up():
    session = SessionFactory(capacity=0)
    RegistrationFactory.create_batch(3, session=session, status="waiting")
    programme_actions.set_capacity(session.seats, capacity=None)
    assert {status for _name, status in statuses(session)} == {"confirmed"}


def test_fewer_places_than_taken_throw_nobody_out_and_let_nobody_move_up():
    session = SessionFactory(capacity=3)
    people = RegistrationFactory.create_batch(3, session=session)
    RegistrationFactory(session=session, status="waiting")
    programme_actions.set_capacity(session.seats, capacity=2)
    actions.cancel(people[0])
    assert [status for _name, status in statuses(session)] == ["cancelled", "confirmed", "confirmed", "waiting"]
    seats = Seats.objects.get(session=session)
    assert (seats.taken, seats.capacity, seats.overbooked_by) == (2, 2, 0)


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
    registration = RegistrationFactory(session=SlotFactory().session)
    programme_actions.cancel_session(registration.session)
    [calendar] = written(kind="session-cancelled").attachments
    assert ("STATUS:CANCELLED" in calendar["content"], "SEQUENCE:0" in calendar["content"]) == (True, False)


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


# lost links


def test_asking_for_links_is_the_same_job_for_known_and_unknown_addresses():
    attendee = AttendeeFactory()
    speaker = SpeakerFactory(email=attendee.email)
    actions.ask_for_links(attendee.email)
    actions.ask_for_links("nobody@example.org")
    jobs = ProcrastinateJob.objects.filter(task_name=SEND_LINKS_TASK).order_by("id")
    known, unknown = [job.args for job in jobs]
    assert known == {"attendees": [attendee.pk], "speakers": [speaker.pk]}
    assert unknown == {"attendees": [], "speakers": []}


def test_link_is_sent_to_a_speaker_who_lost_it():
    speaker = SpeakerFactory()
    for _press in range(2):
        tasks.send_links(attendees=[], speakers=[speaker.pk])
    assert mails() == [("speaker", speaker.email)]


def test_link_is_sent_for_every_conference_that_knows_the_address():
    people = [AttendeeFactory(email="erika@example.org") for _conference in range(2)]
    tasks.send_links(attendees=[person.pk for person in people])
    codes = [written(pk=mail.pk).links[0]["code"] for mail in Message.objects.order_by("pk")]
    assert codes == [person.code for person in people]


# forgetting


def test_who_never_confirms_is_forgotten_after_a_week():
    session = SessionFactory(capacity=1)
    attendee = register(session).attendee
    actions.send_links([attendee.pk])
    Attendee.objects.update(created_at=timezone.now() - WEEK_AGO)
    assert actions.forget_unconfirmed() == 0
    attendee.submissions.update(sent_at=timezone.now() - WEEK_AGO)
    assert actions.forget_unconfirmed() == 1
    assert (Attendee.objects.count(), Message.objects.count(), Seats.objects.get().taken) == (0, 0, 0)


def test_who_confirmed_is_not_forgotten():
    attendee = register_and_confirm(SessionFactory())
    Attendee.objects.update(created_at=timezone.now() - WEEK_AGO)
    attendee.submissions.update(sent_at=timezone.now() - WEEK_AGO)
    assert actions.forget_unconfirmed() == 0
    assert Registration.objects.get().status == "confirmed"


def test_form_of_a_stranger_is_forgotten_and_the_person_stays():
    session = SessionFactory(capacity=0)
    attendee = RegistrationFactory(session__conference=session.conference).attendee
    submission = register(session, email=attendee.email)
    Submission.objects.filter(pk=submission.pk).update(sent_at=timezone.now() - WEEK_AGO)
    assert actions.forget_unconfirmed() == 0
    assert (statuses(session), Submission.objects.count(), Message.objects.count()) == ([], 0, 0)
    assert attendee.registrations.get().status == "confirmed"


def test_seat_of_a_forgotten_form_goes_to_who_waits(settings):
    settings.SEAT_HOLD_MINUTES = 60 * 24 * 30
    session = SessionFactory(capacity=1)
    register(session, email="slow@example.org")
    register_and_confirm(session, email="waits@example.org")
    Submission.objects.filter(confirmed_at__isnull=True).update(sent_at=timezone.now() - WEEK_AGO)
    actions.forget_unconfirmed()
    assert statuses(session) == [("waits", "confirmed")]


def test_forgetting_is_undone_when_who_moves_up_cannot_be_told(monkeypatch, settings):
    settings.SEAT_HOLD_MINUTES = 60 * 24 * 30
    session = SessionFactory(capacity=1)
    register(session, email="slow@example.org")
    register_and_confirm(session, email="waits@example.org")
    Submission.objects.filter(confirmed_at__isnull=True).update(sent_at=timezone.now() - WEEK_AGO)
    monkeypatch.setattr(emails, "tell_moved_up", lambda registrations: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        actions.forget_unconfirmed()
    assert statuses(session) == [("slow", "pending"), ("waits", "waiting")]
