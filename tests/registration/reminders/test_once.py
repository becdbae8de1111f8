"""A reminder is neither doubled nor lost, whatever happens between the moment, the mail and the session."""

import threading

import pytest
import time_machine
from django.db import connections, transaction

from programme import actions as programme_actions
from programme.models import Room, Session, Slot
from programme.telling import untold
from registration import actions
from registration.models import Attendee, Registration, ToldToAttendee
from tests.factories import ConferenceFactory, OrganiserFactory
from tests.mail.writing import work
from tests.registration.reminding import DAY, EARLIER, EVENING, HOUR, MINUTE, TEN, newest, place, round_at, slot_at
from womconf import failpoints
from womconf.mail import actions as mail_actions
from womconf.mail.models import Message
from womconf.mail.transport import mailers_from_url

pytestmark = pytest.mark.django_db


def move(slot, period):
    Slot.objects.filter(pk=slot.pk).update(starts_at=slot.starts_at + period, ends_at=slot.ends_at + period)


def noted(clock, moment=EVENING):
    """Let a round come whose mails have not left yet."""
    clock.move_to(moment)
    return programme_actions.remind()


# Moved


def test_session_that_is_moved_to_another_day_is_reminded_of_before_that_day(clock, slot):
    erika = place(slot).attendee
    move(slot, DAY)
    assert round_at(clock, EVENING) == []
    assert round_at(clock, EVENING + DAY) == [("evening", erika.email)]


def test_session_that_is_moved_after_its_reminder_gets_another_one_for_the_new_day(clock, slot):
    erika = place(slot).attendee
    round_at(clock, EVENING)
    move(slot, DAY)
    programme_actions.tell_changes(slot.conference)
    assert round_at(clock, EVENING + HOUR) == [("changes", erika.email)]
    assert round_at(clock, EVENING + DAY) == [("evening", erika.email)]
    assert round_at(clock, EVENING + DAY + HOUR) == []


def test_mail_that_tells_of_a_move_after_the_new_evening_is_the_reminder(clock, slot):
    move(slot, DAY)
    slot.refresh_from_db()
    erika = place(slot).attendee
    move(slot, -DAY)
    clock.move_to(EVENING + HOUR)
    programme_actions.tell_changes(slot.conference)
    assert round_at(clock, EVENING + HOUR) == [("changes", erika.email)]
    assert round_at(clock, EVENING + 2 * HOUR) == []


def test_other_session_that_comes_to_that_day_later_is_reminded_of_alone(clock, conference, slot):
    erika = place(slot).attendee
    other = slot_at(conference, TEN + DAY, title="Später")
    place(other, attendee=erika)
    round_at(clock, EVENING)
    move(other, -DAY + 2 * HOUR)
    assert round_at(clock, EVENING + HOUR) == [("evening", erika.email)]
    assert newest().subject == "Morgen: „Später“ um 12:00 Uhr"
    assert round_at(clock, EVENING + 2 * HOUR) == []


def test_session_that_moves_between_the_round_and_the_mail_is_told_as_it_is_then(clock, slot):
    place(slot)
    noted(clock)
    move(slot, HOUR)
    work()
    assert (newest().subject, newest().status) == ("Morgen: „Amt“ um 11:00 Uhr", "sent")
    assert [round_at(clock, EVENING + n * HOUR) for n in (0, 1)] == [[], []]
    assert untold(slot.conference) == []


def test_session_that_moves_away_between_the_round_and_the_mail_is_reminded_of_on_its_new_day(clock, slot):
    erika = place(slot).attendee
    noted(clock)
    move(slot, DAY)
    assert round_at(clock, EVENING) == []
    assert round_at(clock, EVENING + DAY) == [("evening", erika.email)]


def test_new_time_that_is_planned_to_be_told_later_is_not_told_by_a_reminder(clock, slot):
    erika = place(slot).attendee
    round_at(clock, EVENING)
    move(slot, HOUR)
    clock.move_to(EVENING + HOUR)
    assert programme_actions.tell_changes(slot.conference, at=EVENING + 3 * HOUR) == 1
    assert round_at(clock, EVENING + 2 * HOUR) == []
    assert round_at(clock, EVENING + 3 * HOUR) == [("changes", erika.email)]
    assert round_at(clock, EVENING + 4 * HOUR) == []


def test_what_was_changed_a_moment_ago_is_not_reminded_of_yet(clock, conference):
    erika = place(slot_at(conference, changed_at=EVENING - MINUTE)).attendee
    assert round_at(clock, EVENING) == []
    assert round_at(clock, EVENING + 5 * MINUTE) == [("evening", erika.email)]


def test_what_begins_at_once_is_reminded_of_at_once(clock, conference):
    erika = place(slot_at(conference, kind="online", changed_at=TEN - 9 * MINUTE)).attendee
    assert round_at(clock, TEN - 8 * MINUTE) == [("soon", erika.email)]


# What they do not know


def test_reminder_says_what_is_new_and_counts_as_telling_it(clock, slot):
    registration = place(slot)
    move(slot, HOUR)
    assert round_at(clock, EVENING) == [("evening", registration.attendee.email)]
    mail = newest()
    assert "  bisher: Mittwoch, 15. September 2027, 10:00 – 11:00 Uhr" in mail.text
    assert "  jetzt: Mittwoch, 15. September 2027, 11:00 – 12:00 Uhr" in mail.text
    [entry] = mail.attachments
    assert "METHOD:REQUEST" in entry["content"]
    assert (untold(slot.conference), ToldToAttendee.objects.get().message) == ([], mail)
    assert programme_actions.tell_changes(slot.conference) == 0


def test_reminder_of_what_they_know_brings_no_entry_for_the_calendar(clock, slot):
    place(slot)
    round_at(clock, EVENING)
    assert newest().attachments == []


def test_mail_of_changes_that_is_to_leave_later_has_nothing_left_to_say(clock, slot):
    place(slot)
    move(slot, HOUR)
    programme_actions.tell_changes(slot.conference, at=EVENING + HOUR)
    assert [kind for kind, _to in round_at(clock, EVENING)] == ["evening"]
    assert round_at(clock, EVENING + HOUR) == []
    assert Message.objects.get(kind="changes").status == "cancelled"


def test_mail_that_is_about_to_leave_goes_first_and_the_reminder_follows_if_it_is_still_due(clock, conference, slot):
    erika = place(slot).attendee
    other = slot_at(conference, TEN + 2 * HOUR, title="Später")
    place(other, attendee=erika)
    clock.move_to(EVENING)
    move(slot, HOUR)
    programme_actions.tell_changes(conference)
    assert round_at(clock, EVENING) == [("changes", erika.email)]
    assert round_at(clock, EVENING + MINUTE) == [("evening", erika.email)]
    assert newest().subject == "Morgen: „Später“ um 12:00 Uhr"


def test_what_was_to_be_that_day_and_is_not_any_more_stands_in_it_too(clock, conference, slot):
    erika = place(slot).attendee
    for days, title in ((0, "Fällt auf Freitag"), (5, "Weit weg")):
        other = slot_at(conference, TEN + days * DAY + 2 * HOUR, title=title)
        place(other, attendee=erika)
        move(other, 2 * DAY)
    round_at(clock, EVENING)
    text = newest().text
    assert "Außerdem hat sich etwas geändert:\n\n* Fällt auf Freitag\n  bisher: " in text
    assert "Weit weg" not in text
    assert [change.title for change in untold(conference)] == ["Weit weg"]


# Given back


def test_whoever_gives_the_place_back_before_the_mail_leaves_gets_none(clock, slot):
    registration = place(slot)
    noted(clock)
    actions.cancel(registration)
    assert [kind for kind, _to in round_at(clock, EVENING)] == ["cancelled"]
    assert Message.objects.get(kind="evening").status == "cancelled"


def test_session_that_is_cancelled_before_the_mail_leaves_is_not_reminded_of(clock, slot):
    place(slot)
    noted(clock)
    programme_actions.cancel_session(slot.session, by=OrganiserFactory())
    assert [kind for kind, _to in round_at(clock, EVENING)] == ["session-cancelled"]


def test_only_what_is_left_is_reminded_of(clock, conference, slot):
    registration = place(slot)
    place(slot_at(conference, TEN + 2 * HOUR, title="Später"), attendee=registration.attendee)
    noted(clock)
    actions.cancel(registration)
    round_at(clock, EVENING)
    assert Message.objects.get(kind="evening").subject == "Morgen: „Später“ um 12:00 Uhr"


def test_whoever_moves_up_that_evening_has_the_facts_in_that_mail(clock, slot):
    slot.session.pools.update(capacity=1)
    having, waits = place(slot), place(slot, status="waiting")
    round_at(clock, EVENING)
    actions.cancel(having)
    sent = round_at(clock, EVENING + HOUR)
    assert ("moved-up", waits.attendee.email) in sent
    assert round_at(clock, EVENING + 2 * HOUR) == []


def test_whoever_changes_to_online_that_evening_is_not_reminded_once_more(clock, conference):
    slot = slot_at(conference, kind=Room.Kind.HYBRID)
    programme_actions.make_hybrid(slot.session, on_site=5, online=5, by=OrganiserFactory())
    on_site, online = Session.objects.get().own_pools
    registration = place(slot, pool=on_site)
    round_at(clock, EVENING)
    actions.switch(Registration.objects.get(pk=registration.pk), online)
    assert [kind for kind, _to in round_at(clock, EVENING + HOUR)] == ["everything"]
    assert [kind for kind, _to in round_at(clock, TEN - 30 * MINUTE)] == ["soon"]


# Of one mail


def test_organiser_who_takes_the_mail_back_is_obeyed(clock, slot):
    place(slot)
    noted(clock)
    mail_actions.cancel(newest())
    assert [round_at(clock, EVENING + n * MINUTE) for n in (0, 1)] == [[], []]


def test_mail_that_was_given_up_is_not_tried_again_under_another_name(clock, slot):
    place(slot)
    round_at(clock, EVENING)
    Message.objects.filter(kind="evening").update(status="failed", last_error="550")
    assert round_at(clock, EVENING + MINUTE) == []


def test_mail_that_waits_for_the_mail_server_goes_to_a_new_address(clock, slot, settings):
    settings.MAILERS = mailers_from_url("smtp://127.0.0.1:9/?starttls=0")
    erika = place(slot).attendee
    Message.objects.all().delete()
    noted(clock)
    work()
    assert (newest().status, newest().is_written) == ("queued", True)
    actions.ask_for_address(erika, email="neu@example.org")
    actions.change_address(erika, version=Attendee.objects.get().address_version)
    message = Message.objects.get(kind="evening")
    assert not message.is_written
    mail_actions.write(message)
    assert (message.to, message.subject) == ("neu@example.org", "Morgen: „Amt“ um 10:00 Uhr")


@pytest.mark.django_db(transaction=True)
def test_two_rounds_at_once_write_one_mail_to_each():
    """The second one begins before the first one has committed, when less is left to remind of."""
    with time_machine.travel(EARLIER, tick=False) as clock:
        conference = ConferenceFactory(starts_on=TEN.date(), ends_on=TEN.date(), venue={"de": "Rathaus"})
        registration = place(slot_at(conference))
        place(slot_at(conference, TEN + 2 * HOUR), attendee=registration.attendee)
        clock.move_to(EVENING)
        has_begun, may_end, counts = threading.Event(), threading.Event(), []

        def first_round():
            with transaction.atomic():
                counts.append(programme_actions.remind())
                has_begun.set()
                may_end.wait(20)
            connections.close_all()

        thread = threading.Thread(target=first_round)
        thread.start()
        has_begun.wait(20)
        actions.cancel(registration)
        work()
        counts.append(programme_actions.remind())
        may_end.set()
        thread.join()
        counts.append(programme_actions.remind())
    assert (counts, Message.objects.filter(kind="evening").count()) == ([1, 0, 0], 1)


class Killed(BaseException):
    """What nobody catches."""


@pytest.mark.parametrize("moment", ["before DATA", "before it is noted"])
def test_worker_that_is_killed_while_it_sends_leaves_one_reminder(clock, slot, monkeypatch, moment):
    def kill():
        raise Killed

    erika = place(slot).attendee
    noted(clock)
    message = newest()
    with monkeypatch.context() as patch:
        patch.setitem(failpoints._armed, moment, kill)
        with pytest.raises(Killed):
            mail_actions.send(message.pk)
    message.refresh_from_db()
    assert (message.status, message.is_written) == ("sending", True)
    assert round_at(clock, EVENING + MINUTE) == []
    clock.move_to(EVENING + 6 * MINUTE)
    again = mail_actions.send(message.pk)
    assert (again.status, again.to, again.text) == ("sent", erika.email, message.text)
    assert round_at(clock, EVENING + HOUR) == []
