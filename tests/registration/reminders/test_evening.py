"""Who is reminded of what, and when."""

import datetime

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from programme import actions as programme_actions
from programme.models import Conference, Room, Session, Slot
from programme.telling import next_moment, reminders
from registration import actions
from registration.emails import join_link
from registration.models import Attendee, Submission
from tests.factories import (
    AttendeeFactory,
    ConferenceFactory,
    FollowUpPoolFactory,
    OrganiserFactory,
    RegistrationFactory,
    SessionFileFactory,
    SubmissionFactory,
)
from tests.registration.reminding import (
    BERLIN,
    DAY,
    EARLIER,
    EVENING,
    HOUR,
    MINUTE,
    TEN,
    newest,
    place,
    round_at,
    slot_at,
)
from tests.registration.steps import register_and_confirm
from womconf.mail.models import Message
from womconf.mail.rendering import build

pytestmark = pytest.mark.django_db


@pytest.fixture
def online(conference):
    return slot_at(conference, kind=Room.Kind.ONLINE)


# In the evening before


def test_whoever_has_a_place_is_reminded_in_the_evening_before_and_once(clock, slot):
    erika = place(slot).attendee
    assert round_at(clock, EVENING - MINUTE) == []
    assert round_at(clock, EVENING) == [("evening", erika.email)]
    assert [round_at(clock, EVENING + hours * HOUR) for hours in (0, 1, 15)] == [[], [], []]
    assert newest().subject == "Morgen: „Amt“ um 10:00 Uhr"


def test_all_sessions_of_the_next_day_are_one_mail_in_the_order_of_time(clock, conference, slot):
    erika = place(slot).attendee
    for hours, title in ((3, "Später"), (-1, "Früher"), (24, "Übermorgen")):
        place(slot_at(conference, TEN + hours * HOUR, title=title), attendee=erika)
    assert round_at(clock, EVENING) == [("evening", erika.email)]
    assert newest().subject == "Morgen: 3 Veranstaltungen ab 09:00 Uhr"
    assert [line for line in newest().text.splitlines() if line.startswith("* ")] == ["* Früher", "* Amt", "* Später"]
    assert round_at(clock, EVENING + DAY) == [("evening", erika.email)]
    assert newest().subject == "Morgen: „Übermorgen“ um 10:00 Uhr"


@pytest.mark.parametrize(
    ("day", "evening"),
    [
        ("2027-03-28", "2027-03-27T17:00Z"),  # the clocks are put forward in the night
        ("2027-03-29", "2027-03-28T16:00Z"),
        ("2027-10-31", "2027-10-30T16:00Z"),  # and back
        ("2027-11-01", "2027-10-31T17:00Z"),
    ],
)
@pytest.mark.parametrize("hour", [0, 3, 10])
def test_the_evening_before_is_six_o_clock_on_the_clock_of_the_conference(day, evening, hour):
    first = datetime.date.fromisoformat(day)
    evening = datetime.datetime.fromisoformat(evening)
    with time_machine.travel(evening - 3 * DAY, tick=False) as clock:
        conference = ConferenceFactory(starts_on=first, ends_on=first, venue={"de": "Rathaus"})
        place(slot_at(conference, datetime.datetime.combine(first, datetime.time(hour), BERLIN)))
        assert round_at(clock, evening - MINUTE) == []
        assert len(round_at(clock, evening)) == 1


def test_organisers_choose_the_hour(clock, slot):
    Conference.objects.update(reminder_time=datetime.time(21, 30))
    place(slot)
    assert round_at(clock, EVENING + 3 * HOUR) == []
    assert len(round_at(clock, EVENING + 3.5 * HOUR)) == 1


NOBODY = {
    "the organisers have switched it off": lambda slot: Conference.objects.update(reminder_time=None),
    "they have switched it off": lambda slot: Attendee.objects.update(wants_reminders=False),
    "they have no address": lambda slot: Attendee.objects.update(email=""),
    "the session is a draft": lambda slot: Session.objects.update(status="draft"),
    "the session is cancelled": lambda slot: programme_actions.cancel_session(slot.session, by=OrganiserFactory()),
    "the conference is hidden": lambda slot: Conference.objects.update(published_at=None, published_by=None),
    "they gave the place back": lambda slot: actions.cancel_all(Attendee.objects.get()),
    "it has begun": lambda slot: Slot.objects.update(starts_at=EVENING - MINUTE),
    "it has no time": lambda slot: Slot.objects.all().delete(),
}


@pytest.mark.parametrize("reason", NOBODY)
def test_nobody_is_reminded_if(clock, slot, reason):
    place(slot)
    NOBODY[reason](slot)
    assert "evening" not in [kind for kind, _to in round_at(clock, EVENING)]


def test_whoever_waits_or_has_not_confirmed_is_not_reminded(clock, slot):
    slot.session.pools.update(capacity=0)
    place(slot, status="waiting")
    attendee = AttendeeFactory(conference=slot.conference)
    form = SubmissionFactory(attendee=attendee)
    RegistrationFactory(session=slot.session, attendee=attendee, submission=form, status="waiting")
    assert round_at(clock, EVENING) == []


@pytest.mark.breaks_invariants
def test_place_of_a_form_that_is_not_confirmed_is_nobodys_yet(clock, slot):
    registration = place(slot)
    form = SubmissionFactory(attendee=registration.attendee)
    type(registration).objects.update(submission=form)
    assert round_at(clock, EVENING) == []
    Submission.objects.update(confirmed_at=EVENING)
    assert len(round_at(clock, EVENING)) == 1


def test_follow_up_with_places_of_its_own_is_for_those_who_took_one(clock, slot):
    pool = FollowUpPoolFactory(session=slot.session)
    without, having = place(slot).attendee, place(slot).attendee
    place(slot, attendee=having, pool=pool)
    round_at(clock, EVENING)
    number = {mail.to: mail.text.count("* ") for mail in Message.objects.filter(kind="evening")}
    assert number == {without.email: 1, having.email: 2}


def test_in_a_rehearsal_nothing_is_tomorrow(clock):
    day = EARLIER.date() - 100 * DAY
    conference = ConferenceFactory(starts_on=day, ends_on=day)
    place(slot_at(conference, datetime.datetime.combine(day, datetime.time(10), BERLIN)))
    assert (conference.is_rehearsal, round_at(clock, EVENING)) == (True, [])


def test_mail_is_in_the_language_of_its_reader(clock, slot):
    place(slot, attendee__language="en")
    round_at(clock, EVENING)
    assert newest().subject == "Tomorrow: “Office” at 10:00"


def test_how_to_get_there_and_materials_stand_in_it(clock, slot):
    slot.room.directions, slot.room.access = {"de": "Eingang **Hof**"}, {"de": "- Aufzug\n- leiser Raum"}
    slot.room.save()
    Session.objects.update(materials={"de": "Bitte einen Bescheid mitbringen."}, materials_url="https://a.example/b")
    file = SessionFileFactory(session=slot.session, is_shown=True)
    place(slot)
    round_at(clock, EVENING)
    lines = [line.strip() for line in newest().text.splitlines()]
    assert f"Folien: {file.web_address}" in lines
    assert f'href="{file.web_address}"' in newest().html
    assert "Der Weg dorthin: Eingang Hof" in lines
    assert "Barrierefreiheit: Aufzug · leiser Raum" in lines
    assert "Materialien: Bitte einen Bescheid mitbringen. https://a.example/b" in lines


# Shortly before an online session


def test_online_session_is_reminded_of_half_an_hour_before_with_the_way_in(clock, online):
    erika = place(online).attendee
    round_at(clock, EVENING)
    assert join_link(erika, online.session).url in build(newest()).body
    assert round_at(clock, TEN - 31 * MINUTE) == []
    assert round_at(clock, TEN - 30 * MINUTE) == [("soon", erika.email)]
    assert [round_at(clock, TEN - minutes * MINUTE) for minutes in (30, 29, 1)] == [[], [], []]
    assert newest().subject == "In 30 Minuten: „Amt“"
    assert f"Ihr Zugang, offen ab 09:50 Uhr: {join_link(erika, online.session).url}\n" in build(newest()).body


def test_session_on_site_is_reminded_of_in_the_evening_alone(clock, slot):
    place(slot)
    round_at(clock, EVENING)
    assert round_at(clock, TEN - 30 * MINUTE) == []


def test_of_a_hybrid_session_those_online_are_reminded_twice(clock, conference):
    slot = slot_at(conference, kind=Room.Kind.HYBRID)
    programme_actions.make_hybrid(slot.session, on_site=5, online=5, by=OrganiserFactory())
    pools = Session.objects.get().own_pools
    people = {pool.mode: place(slot, pool=pool).attendee.email for pool in pools}
    round_at(clock, EVENING)
    assert round_at(clock, TEN - 30 * MINUTE) == [("soon", people["online"])]


def test_organisers_choose_the_minutes(clock, online):
    Conference.objects.update(reminder_minutes=5)
    place(online)
    round_at(clock, EVENING)
    assert [round_at(clock, TEN - minutes * MINUTE) for minutes in (30, 6)] == [[], []]
    assert len(round_at(clock, TEN - 5 * MINUTE)) == 1


def test_without_minutes_there_is_none(clock, online):
    Conference.objects.update(reminder_minutes=0)
    place(online)
    round_at(clock, EVENING)
    assert [round_at(clock, TEN - minutes * MINUTE) for minutes in (30, 1)] == [[], []]


# Late


@pytest.mark.parametrize(
    ("moment", "subject"),
    [
        (EVENING + 4 * HOUR, "Morgen: „Amt“ um 10:00 Uhr"),
        (TEN - 2 * HOUR, "Heute: „Amt“ um 10:00 Uhr"),
        (TEN - MINUTE, "Heute: „Amt“ um 10:00 Uhr"),
    ],
)
def test_worker_that_stood_still_reminds_late_as_long_as_it_has_not_begun(clock, slot, moment, subject):
    place(slot)
    assert len(round_at(clock, moment)) == 1
    assert newest().subject == subject


def test_what_has_begun_is_not_reminded_of(clock, slot):
    place(slot)
    assert round_at(clock, TEN) == []


def test_mail_that_was_held_until_it_began_is_not_sent(clock, slot):
    place(slot)
    clock.move_to(EVENING)
    programme_actions.remind()
    clock.move_to(TEN)
    assert (round_at(clock, TEN), newest().status) == ([], "cancelled")


def test_after_a_late_reminder_with_the_way_in_there_is_no_second_one(clock, online):
    place(online)
    assert len(round_at(clock, TEN - 20 * MINUTE)) == 1
    assert round_at(clock, TEN - 19 * MINUTE) == []


def test_whoever_registers_after_that_evening_has_the_facts_in_the_mail_that_confirms_it(clock, conference, slot):
    clock.move_to(EVENING + HOUR)
    register_and_confirm(slot.session)
    assert [kind for kind, _to in round_at(clock, EVENING + HOUR)] == ["registered"]
    assert [round_at(clock, EVENING + 2 * HOUR), round_at(clock, TEN - MINUTE)] == [[], []]


def test_whoever_registers_in_the_last_minutes_has_the_way_in_at_once(clock, online):
    clock.move_to(TEN - 20 * MINUTE)
    erika = register_and_confirm(online.session)
    assert [kind for kind, _to in round_at(clock, TEN - 20 * MINUTE)] == ["registered"]
    words = "Zugang zur Online-Veranstaltung, offen ab 10 Minuten vor Beginn: "
    assert f"{words}{join_link(erika, online.session).url}\n" in build(newest()).body
    assert round_at(clock, TEN - 10 * MINUTE) == []


def test_whoever_registers_between_the_two_moments_gets_the_second_one(clock, online):
    clock.move_to(EVENING + HOUR)
    register_and_confirm(online.session)
    round_at(clock, EVENING + HOUR)
    assert [kind for kind, _to in round_at(clock, TEN - 30 * MINUTE)] == ["soon"]


def test_mail_of_changes_in_the_last_minutes_takes_no_reminder_away(clock, online):
    """Its text has no way in."""
    erika = place(online).attendee
    round_at(clock, EVENING)
    clock.move_to(TEN - 30 * MINUTE)
    Session.objects.update(title={"de": "Anders"})
    programme_actions.tell_changes(online.conference)
    assert round_at(clock, TEN - 30 * MINUTE) == [("changes", erika.email)]
    assert round_at(clock, TEN - 29 * MINUTE) == [("soon", erika.email)]


# How many, and what it costs


def test_a_round_writes_to_so_many_people_and_the_next_one_to_the_others(clock, slot, monkeypatch):
    monkeypatch.setattr(reminders, "NUMBER", 2)
    people = [place(slot).attendee.email for _ in range(3)]
    found = [[to for _kind, to in round_at(clock, EVENING + n * MINUTE)] for n in range(3)]
    assert found == [people[:2], people[2:], []]


def test_evening_lets_everything_else_go_first(clock, online):
    place(online)
    round_at(clock, EVENING)
    round_at(clock, TEN - 30 * MINUTE)
    found = dict(Message.objects.filter(kind__in=["evening", "soon"]).values_list("kind", "priority"))
    assert found == {"evening": Message.Priority.BULK, "soon": Message.Priority.NORMAL}
    assert Message.Priority.BULK < Message.Priority.NORMAL < Message.Priority.CONFIRMATION


@pytest.mark.parametrize("number", [1, 30])
def test_many_cost_no_more_statements_than_one(clock, slot, number):
    for _ in range(number):
        RegistrationFactory(session=slot.session, attendee=AttendeeFactory(conference=slot.conference))
    clock.move_to(EVENING)
    with CaptureQueriesContext(connection) as captured:
        assert programme_actions.remind() == number
    assert len(captured) <= 45


def test_a_round_without_anything_to_come_costs_a_statement_each(clock, slot):
    with CaptureQueriesContext(connection) as captured:
        programme_actions.remind()
    assert len([each for each in captured if "advisory" not in each["sql"] and "SELECT" in each["sql"]]) <= 5


def test_organisers_read_when_the_next_ones_leave_and_to_how_many(clock, anna, conference, slot, online):
    page = f"/admin/programme/conference/{conference.pk}/change/"
    assert "Es stehen keine an." in anna.get(page).text
    erika = place(slot).attendee
    place(online, attendee=erika)
    place(online)
    assert "14. September 2027 18:00, an 2 Personen" in anna.get(page).text
    clock.move_to(EVENING + MINUTE)
    at, [[_audience, count]] = next_moment(conference)
    assert (at, count) == (TEN - 30 * MINUTE, 2)


@pytest.mark.parametrize("time", [datetime.time(9), datetime.time(11, 59), datetime.time(22, 1)])
def test_evening_is_no_morning(conference, time):
    conference.reminder_time = time
    with pytest.raises(ValidationError, match="Die Erinnerung am Vorabend geht zwischen 12:00 und 22:00 Uhr hinaus"):
        conference.full_clean()
