"""Each rule that never breaks, broken once with the database's own guard taken away: a check that finds nothing proves
nothing."""

import datetime
import re

import pytest
import time_machine
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone, translation

from programme import actions as programme_actions
from programme.models import Pool, Session, Slot
from registration import actions
from registration.invariants import INVARIANTS, breaks
from registration.models import Registration
from registration.tasks import report_broken_rules
from tests.factories import (
    AppearanceFactory,
    AttendeeFactory,
    FollowUpPoolFactory,
    OrganiserFactory,
    RegistrationFactory,
    RoomFactory,
    SessionFactory,
    SlotFactory,
    SubmissionFactory,
)
from tests.registration import leftovers
from tests.registration.steps import register_and_confirm, statuses
from tests.registration.untrue_mails import (
    cancel_and_tell_twice,
    facts,
    promote_in_silence,
    remind_of_a_place_given_back,
    remind_twice,
    tell,
    tell_of_a_promotion_that_is_none,
)
from womconf.mail.actions import send
from womconf.mail.models import Message

HANG_SECONDS = 0.2
pytestmark = [pytest.mark.django_db, pytest.mark.breaks_invariants]


def without(sql):
    """Take a guard of the database away until the end of the test."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(sql)


def without_trigger(table, name):
    with connection.cursor() as cursor:
        named = "SELECT tgname FROM pg_trigger WHERE tgrelid = %s::regclass AND tgname LIKE %s"
        cursor.execute(named, [table, f"pgtrigger_{name}_%"])
        trigger = cursor.fetchone()[0]
    without(f'ALTER TABLE {table} DISABLE TRIGGER "{trigger}"')


def message(**changes):
    return Message.objects.create(
        **{"key": "one", "kind": "x", "to": "x@example.org", "language": "de", "subject": "x", "text": "x", **changes}
    )


def oversell():
    without("ALTER TABLE programme_pool DROP CONSTRAINT pool_never_oversold")
    RegistrationFactory.create_batch(2, session=SessionFactory(capacity=1))


def overbook_without_need():
    Pool.objects.filter(session=SessionFactory(capacity=5)).update(overbooked_by=1)


def miscount():
    Pool.objects.filter(session=SessionFactory()).update(taken=1)


def lose_pool():
    Pool.objects.filter(session=SessionFactory()).delete()


def divide_places_by_halves():
    Pool.objects.create(session=SessionFactory(), mode="online")


def sit_elsewhere():
    registration = RegistrationFactory()
    without_trigger("registration_registration", "registration_a_session_of_its_pool")
    other = SessionFactory(conference=registration.session.conference)
    Registration.objects.filter(pk=registration.pk).update(session=other)


def attend_only_the_follow_up():
    pool = FollowUpPoolFactory()
    RegistrationFactory(session=pool.session, pool=pool, slot=pool.slot)


def register_twice():
    without("DROP INDEX registration_one_per_person")
    first = RegistrationFactory()
    RegistrationFactory(session=first.session, attendee=first.attendee)


def leave_a_place_free():
    RegistrationFactory(session=SessionFactory(capacity=1), status="waiting")


def jump_the_queue():
    session = SessionFactory(capacity=1)
    RegistrationFactory(session=session, status="waiting")
    second = RegistrationFactory(session=session, status="waiting")
    later = timezone.now() + datetime.timedelta(seconds=1)
    Registration.objects.filter(pk=second.pk).update(status="confirmed", status_at=later)
    Message.objects.create(**facts("moved-up", second), created_at=later)


def confirm_by_halves():
    form = SubmissionFactory(confirmed_at=timezone.now())
    RegistrationFactory(
        session__conference=form.attendee.conference,
        attendee=form.attendee,
        submission=form,
        status="pending",
        held_until=timezone.now(),
    )


def confirm_a_form_of_nobody():
    SubmissionFactory(confirmed_at=timezone.now(), attendee__email_confirmed_at=None)


def take_the_form_of_somebody_else():
    form = SubmissionFactory()
    RegistrationFactory(session__conference=form.attendee.conference, submission=form)


def keep_people_in_a_cancelled_session():
    registration = RegistrationFactory()
    Session.objects.filter(pk=registration.session_id).update(status="cancelled")


def bring_back():
    without_trigger("registration_registration", "registration_legal_steps")
    registration = RegistrationFactory(status="cancelled")
    Registration.objects.filter(pk=registration.pk).update(status="confirmed")


def change_without_history():
    without_trigger("registration_registration", "update_update")
    Registration.objects.filter(pk=RegistrationFactory().pk).update(status_at=timezone.now())


def skip_a_step_of_the_history():
    registration = RegistrationFactory(status="waiting")
    Registration.objects.filter(pk=registration.pk).update(status="confirmed")
    registration.events.filter(status="confirmed").delete()
    Registration.objects.filter(pk=registration.pk).update(status="cancelled")
    tell("cancelled", registration)


def write_history_twice():
    [event] = RegistrationFactory().events.all()
    event.pk = None
    event.pgh_label = "update"
    event.save(force_insert=True)


def announce_without_history():
    without_trigger("programme_session", "update_update")
    Session.objects.filter(pk=SessionFactory(status="draft").pk).update(status="confirmed")


def share_a_room():
    without("ALTER TABLE programme_slot DROP CONSTRAINT slot_no_room_overlap")
    room = RoomFactory()
    for _slot in range(2):
        SlotFactory(session__conference=room.conference, room=room)


def leave_a_room():
    Slot.objects.filter(pk=SlotFactory().pk).update(holds_room=False)


def confirm_over_a_request():
    appearance = AppearanceFactory(status="requested")
    Session.objects.filter(pk=appearance.session_id).update(status="confirmed")


def cross_conferences():
    without_trigger("registration_registration", "registration_same_conference")
    RegistrationFactory(attendee=AttendeeFactory())


def confirm_an_unknown_address():
    RegistrationFactory(attendee__email_confirmed_at=None)


def write_without_a_key():
    message(key="")


def send_without_an_attempt():
    without("ALTER TABLE mail_message DROP CONSTRAINT message_sent_after_an_attempt")
    message(status="sent")


def be_in_two_places():
    first = SlotFactory(session__conference__overlaps="refuse")
    registration = RegistrationFactory(session=first.session)
    second = SlotFactory(session__conference=first.conference)
    RegistrationFactory(session=second.session, attendee=registration.attendee)
    Session.objects.update(changed_at=timezone.now() - datetime.timedelta(days=1))


def hang():
    """Leave a transaction open for as long as HANG_SECONDS, in a connection of its own."""
    other = connection.copy()
    other.connect()
    other.set_autocommit(False)
    with other.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_sleep(%s)", [1.5 * HANG_SECONDS])
    return other.close


def keep_back_what_is_not_there():
    without("ALTER TABLE programme_pool DROP CONSTRAINT pool_kept_back_are_some_of_them")
    Pool.objects.filter(session=SessionFactory()).update(kept_back=1)


def be_present_without_a_mark():
    RegistrationFactory(attended_at=timezone.now())


BREAKS = {
    "more places taken than a session has (1)": oversell,
    "overbooked although there is room (1)": overbook_without_need,
    "counter of places differs from the registrations (1)": miscount,
    "session without a pool of places (1)": lose_pool,
    "one pool of places for all beside others for each mode (1)": divide_places_by_halves,
    "registration of another session or follow-up than its places (1)": sit_elsewhere,
    "person twice in a session (2)": register_twice,
    "in a follow-up, but not in its session (2)": attend_only_the_follow_up,
    "free place although somebody waits who confirmed (3)": leave_a_place_free,
    "somebody moved up before one who came first (3)": jump_the_queue,
    "two confirmed sessions at the same time where that is refused (I12)": be_in_two_places,
    "places kept back that are not there": keep_back_what_is_not_there,
    "transaction that hangs (14)": hang,
    "place still held by a form that was confirmed (3)": confirm_by_halves,
    "form confirmed for an address that is not (3)": confirm_a_form_of_nobody,
    "form of another person than its registration": take_the_form_of_somebody_else,
    "live registration in a cancelled session (state)": keep_people_in_a_cancelled_session,
    "illegal step of a registration (I6)": bring_back,
    "registration whose last step is not in its history (I6)": change_without_history,
    "registration with more or fewer steps in its history than it took (I6)": skip_a_step_of_the_history,
    "registration with the same entry twice in its history (I6)": write_history_twice,
    "status of a session or of a speaker that is not in its history (I6)": announce_without_history,
    "two slots in one room at one time (6)": share_a_room,
    "slot of a cancelled session that holds its room, or the other way round (6)": leave_a_room,
    "session confirmed by the program while a speaker is still requested (state)": confirm_over_a_request,
    "row that points into two conferences": cross_conferences,
    "confirmed registration of an address that nobody confirmed (3)": confirm_an_unknown_address,
    "nobody was told of a place that was given or taken away (I7)": promote_in_silence,
    "somebody was told twice of the same (I7)": cancel_and_tell_twice,
    "somebody was reminded twice of the same start (I7)": remind_twice,
    "somebody was reminded of a place that they had given back (I9)": remind_of_a_place_given_back,
    "somebody was told of what did not happen (I9)": tell_of_a_promotion_that_is_none,
    "mail that does not say whom it is to or about, and would outlive them (I13)": leftovers.name_nobody_in_a_mail,
    "history or memory of somebody who is not there any more (I13)": leftovers.keep_history,
    "entry of the admin's log that names somebody (I13)": leftovers.name_somebody,
    "mail without a key that names its occasion (4)": write_without_a_key,
    "mail being sent without a lease, or sent without an attempt (4)": send_without_an_attempt,
    "presence that the newest mark does not say (I15)": be_present_without_a_mark,
}


def test_every_rule_has_a_test():
    assert list(BREAKS) == list(INVARIANTS)


@pytest.mark.parametrize(("name", "break_it"), BREAKS.items(), ids=[act.__name__ for act in BREAKS.values()])
def test_break_is_found_and_nothing_else(name, break_it):
    assert breaks(stop_hours=settings.WAITING_LIST_STOP_HOURS) == {}
    cleaning_up = break_it()
    assert list(breaks(stop_hours=settings.WAITING_LIST_STOP_HOURS, hang_seconds=HANG_SECONDS)) == [name]
    if cleaning_up:
        cleaning_up()


def test_command_prints_each_break_and_fails(capsys):
    miscount()
    with pytest.raises(CommandError, match=f"1 of {len(INVARIANTS)} rules are broken"):
        call_command("check_invariants")
    pool = Pool.objects.get()
    assert capsys.readouterr().out == f"BREAK: counter of places differs from the registrations (1): {pool.pk}\n"


def test_command_says_when_nothing_is_broken(capsys):
    call_command("check_invariants")
    assert capsys.readouterr().out == f"No break: {len(INVARIANTS)} rules hold.\n"


def test_broken_rules_are_reported_to_the_organisers_once_a_day(mailoutbox):
    """The whole way: by the clock, into the mail that leaves, in the organisers' language."""
    OrganiserFactory(email="Organiser@Example.org")
    OrganiserFactory(email="organiser@exam\u200bple.org")
    OrganiserFactory(email="gone@example.org", is_active=False)
    OrganiserFactory(email="")
    with time_machine.travel("2027-05-03T04:17Z") as clock:
        miscount()
        lose_pool()
        for _night in range(2):
            report_broken_rules(timestamp=0)
            for message in Message.objects.filter(status="queued"):
                send(message.pk)
        [mail] = mailoutbox
        clock.shift(datetime.timedelta(days=1))
        report_broken_rules(timestamp=0)
    assert Message.objects.filter(to="organiser@example.org").count() == Message.objects.count() == 2
    assert mail.to == ["organiser@example.org"]
    assert mail.subject == "womconf: Bitte lassen Sie das prüfen"
    [miscounted] = Pool.objects.values_list("pk", flat=True)
    [without_pool] = Session.objects.filter(pools=None).values_list("pk", flat=True)
    assert f"* Zähler der Plätze weicht von den Anmeldungen ab (1): {miscounted}\n" in mail.body
    assert f"* Veranstaltung ohne Plätze (1): {without_pool}\n" in mail.body
    assert "manage.py check_invariants" in mail.body
    assert "docs/rules.md" in mail.body


def test_rules_are_named_in_german():
    with translation.override("de"):
        assert [name for name in INVARIANTS if translation.gettext(name) == name] == []


def test_every_proof_that_the_page_of_rules_names_is_there():
    page = (settings.BASE_DIR / "docs/rules.md").read_text()
    tests = "".join(path.read_text() for path in (settings.BASE_DIR / "tests").rglob("test_*.py"))
    assert [name for name in re.findall(r"`(test_\w+)`", page) if f"def {name}(" not in tests] == []
    assert re.findall(r"^\| (I\d+) \|", page, re.MULTILINE) == [f"I{number}" for number in range(1, 16)]


def test_nobody_is_written_to_while_all_rules_hold():
    OrganiserFactory()
    RegistrationFactory()
    assert actions.report_broken_rules() == {}
    assert not Message.objects.exists()


def test_no_alarm_over_whoever_comes_from_the_list_of_the_other_mode():
    session = SessionFactory()
    programme_actions.make_hybrid(session, on_site=0, online=0)
    came_first = register_and_confirm(session)
    register_and_confirm(pools=[session.online_pool], email="second@example.org")
    programme_actions.set_capacity(session.online_pool, capacity=1)
    actions.switch(came_first.registrations.get(), session.online_pool)
    assert statuses(session) == [("erika", "waiting"), ("second", "confirmed")]
    assert breaks(stop_hours=settings.WAITING_LIST_STOP_HOURS) == {}


def test_no_alarm_over_whoever_had_another_session_until_it_was_moved():
    wanted = SlotFactory(session__capacity=0).session
    other = SlotFactory(session__conference=wanted.conference)
    register_and_confirm(other.session)
    for email in ("erika@example.org", "second@example.org"):
        register_and_confirm(wanted, email=email)
    programme_actions.set_capacity(wanted.pool, capacity=1)
    assert statuses(wanted) == [("erika", "waiting"), ("second", "confirmed")]
    programme_actions.move_slot(other, starts_at=other.ends_at, ends_at=None, room=None)
    assert breaks(stop_hours=settings.WAITING_LIST_STOP_HOURS) == {}


def test_no_alarm_over_two_sessions_one_of_which_was_moved_while_people_confirmed():
    """What counts is when it was moved, not when the transaction that moved it began."""
    first = SlotFactory(session__conference__overlaps="refuse")
    second = SlotFactory(session__conference=first.conference, starts_at=first.ends_at)
    register_and_confirm(first.session, second.session)
    programme_actions.move_slot(second, starts_at=first.starts_at, ends_at=None, room=None)
    assert Registration.objects.colliding().count() == 2
    assert breaks(stop_hours=settings.WAITING_LIST_STOP_HOURS) == {}
