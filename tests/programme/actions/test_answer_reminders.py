"""Speakers are reminded to answer by the clock: some days before their day, once each, and never after an answer."""

import datetime

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.utils import timezone

from programme import actions
from programme.models import Appearance, Conference
from tests.factories import AppearanceFactory, ConferenceFactory, SessionFactory, SlotFactory
from tests.mail.writing import work
from tests.programme.actions.seen import mails
from womconf.mail.models import Message

pytestmark = pytest.mark.django_db
DAY = datetime.date(2027, 3, 15)  # until which they are to answer; at 8 in Berlin it is 7 in UTC


@pytest.fixture
def asked():
    """Somebody who was asked on 1 March 2027, for a session in May, and is to answer until the 15th."""
    conference = ConferenceFactory(starts_on=datetime.date(2027, 5, 3))
    session = SlotFactory(session__conference=conference, session__status="requested").session
    asked_at = datetime.datetime(2027, 3, 1, 12, tzinfo=datetime.UTC)
    return AppearanceFactory(session=session, status="requested", asked_at=asked_at, answer_by=DAY)


def reminded_at(*moments):
    """Let the clock strike at each moment; return those at which reminders were written."""
    return [moment for moment in moments if strike(moment)]


def strike(moment):
    with time_machine.travel(moment, tick=False):
        return actions.remind_to_answer()


def test_reminders_leave_seven_and_two_days_before_at_eight_and_each_once(asked):
    days = [f"2027-03-{day:02}T{time}Z" for day in range(2, 20) for time in ("06:50", "07:00", "07:10", "22:00")]
    assert reminded_at(*days) == ["2027-03-08T07:00Z", "2027-03-13T07:00Z"]
    assert mails() == [("remind-speaker", asked.speaker.email)] * 2


def test_the_clock_strikes_eight_in_the_zone_of_the_conference(asked):
    Conference.objects.update(time_zone="America/New_York")
    assert reminded_at("2027-03-08T12:50Z", "2027-03-08T13:00Z") == ["2027-03-08T13:00Z"]


def test_a_worker_that_was_away_makes_up_for_it_by_one(asked):
    assert reminded_at("2027-03-14T10:00Z", "2027-03-14T10:10Z") == ["2027-03-14T10:00Z"]


def test_nobody_is_reminded_once_the_day_is_over(asked):
    assert reminded_at("2027-03-15T22:59Z") == ["2027-03-15T22:59Z"]
    Appearance.objects.update(asked_at=datetime.datetime(2027, 3, 1, tzinfo=datetime.UTC))
    assert reminded_at("2027-03-15T23:00Z") == []


@pytest.mark.parametrize(
    ("change", "reminded"),
    [
        ({}, True),
        ({"status": "confirmed"}, False),
        ({"status": "declined"}, False),
        ({"status": "withdrawn"}, False),
        ({"asked_at": None}, False),
        ({"answer_by": None}, False),
        ({"other_time_at": timezone.now(), "status_note": "Dienstag"}, False),
        ({"asked_at": datetime.datetime(2027, 3, 7, 12, tzinfo=datetime.UTC)}, False),  # the day before
    ],
)
def test_only_who_was_asked_some_time_ago_and_has_said_nothing_is_reminded(asked, change, reminded):
    Appearance.objects.update(**change)
    assert bool(strike("2027-03-08T08:00Z")) == reminded


def test_nobody_is_reminded_of_what_is_cancelled_has_begun_or_without_an_address(asked):
    others = [AppearanceFactory(status="requested", asked_at=asked.asked_at, answer_by=DAY) for _ in range(3)]
    [cancelled, begun, silent] = others
    actions.cancel_session(cancelled.session)
    SlotFactory(session=begun.session, starts_at=datetime.datetime(2027, 3, 8, 6, tzinfo=datetime.UTC), ends_at=None)
    type(silent.speaker).objects.filter(pk=silent.speaker_id).update(email="")
    assert strike("2027-03-08T08:00Z") == 1
    assert mails() == [("remind-speaker", asked.speaker.email)]


@pytest.mark.parametrize(("days", "moments"), [([], []), ([3, 2], ["2027-03-12T07:00Z", "2027-03-13T07:00Z"])])
def test_the_conference_says_when(asked, days, moments):
    Conference.objects.update(answer_reminders=days)
    assert reminded_at(*(f"2027-03-{day:02}T07:00Z" for day in range(2, 16))) == moments


def test_a_reminder_by_hand_counts_and_repeats_the_words_of_the_organiser(asked, organiser):
    with time_machine.travel("2027-03-07T18:00Z", tick=False):
        actions.request_speaker(asked, by=organiser, words="Sie haben uns in Erfurt begeistert.")
    assert reminded_at("2027-03-08T07:00Z", "2027-03-13T07:00Z") == ["2027-03-13T07:00Z"]
    with time_machine.travel("2027-03-13T07:01Z", tick=False):
        work()
    texts = Message.objects.filter(kind="remind-speaker", status="sent").values_list("text", flat=True)
    assert ["Sie haben uns in Erfurt begeistert." in text for text in texts] == [True, True]
    assert "Bitte antworten Sie bis Montag, 15. März 2027." in texts[1]


def test_an_answer_that_comes_first_is_thanked_for_and_no_reminder_is_written(asked):
    strike("2027-03-08T07:00Z")
    with time_machine.travel("2027-03-08T07:01Z", tick=False):
        actions.decline_appearance(asked)
        work()
    assert list(Message.objects.filter(status="sent").values_list("kind", flat=True)) == ["speaker-receipt"]


def also_asked(asked, **facts):
    """Ask the same person for another session."""
    session = SlotFactory(session__conference=asked.session.conference, session__status="requested").session
    facts = {"asked_at": asked.asked_at, "answer_by": DAY, **facts}
    return AppearanceFactory(session=session, speaker=asked.speaker, status="requested", **facts)


def test_whoever_is_silent_about_two_sessions_gets_one_reminder_of_both(asked):
    other = also_asked(asked)
    days = [f"2027-03-{day:02}T{time}Z" for day in range(2, 20) for time in ("06:50", "07:00", "07:10")]
    assert reminded_at(*days) == ["2027-03-08T07:00Z", "2027-03-13T07:00Z"]
    assert mails() == [("remind-speaker", asked.speaker.email)] * 2
    assert set(Appearance.objects.values_list("asked_at", flat=True)) == {
        datetime.datetime(2027, 3, 13, 7, tzinfo=datetime.UTC)
    }
    with time_machine.travel("2027-03-13T07:01Z", tick=False):
        work()
    for message in Message.objects.all():
        assert [str(each.session) in message.text for each in (asked, other)] == [True, True]


def test_reminder_names_only_those_whose_day_it_is_and_that_are_still_silent(asked):
    other, later = also_asked(asked), also_asked(asked, answer_by=DAY + datetime.timedelta(days=3))
    assert strike("2027-03-08T07:00Z") == 1
    with time_machine.travel("2027-03-08T07:01Z", tick=False):
        actions.decline_appearance(other)
        work()
    reminder = Message.objects.get(kind="remind-speaker")
    assert [str(each.session) in reminder.text for each in (asked, other, later)] == [True, False, False]


def test_it_takes_as_many_statements_for_many_as_for_one(asked, django_assert_num_queries):
    with django_assert_num_queries(6):
        assert strike("2027-03-08T07:00Z") == 1
    for _number in range(9):
        session = SessionFactory(conference=asked.session.conference, status="requested")
        AppearanceFactory(session=session, status="requested", asked_at=asked.asked_at, answer_by=DAY)
    with django_assert_num_queries(6):
        assert strike("2027-03-09T07:00Z") == 9


@pytest.mark.parametrize("days", [[0], [61], [1, 2, 3, 4, 5, 6]])
def test_database_takes_no_other_days(days):
    conference = ConferenceFactory()
    with pytest.raises(IntegrityError, match="conference_answer_reminders_in_days"), transaction.atomic():
        Conference.objects.filter(pk=conference.pk).update(answer_reminders=days)
