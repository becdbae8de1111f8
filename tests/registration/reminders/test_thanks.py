"""Who is thanked for what, the day after."""

import datetime

import pytest
from django.core.exceptions import ValidationError

from programme import actions as programme_actions
from programme.models import Conference, Session, Slot
from registration import actions
from registration.models import Attendee, Registration
from tests.factories import (
    AttendeeFactory,
    ConferenceFactory,
    OrganiserFactory,
    RegistrationFactory,
    SessionFileFactory,
    SubmissionFactory,
)
from tests.mail.writing import work
from tests.registration.reminding import DAY, HOUR, MINUTE, TEN, newest, place, slot_at
from womconf.mail.models import Message
from womconf.mail.rendering import build

pytestmark = pytest.mark.django_db

NINE = TEN + DAY - HOUR  # the morning after


@pytest.fixture
def conference(clock):
    return ConferenceFactory(
        starts_on=TEN.date(), ends_on=TEN.date() + DAY, thanks_time=datetime.time(9), reminder_time=None
    )


def thanked_at(clock, moment):
    """Let a round of the worker come, and what it noted leave. Return [address] of whom was thanked."""
    clock.move_to(moment)
    before = set(Message.objects.values_list("pk", flat=True))
    actions.thank()
    work()
    new = Message.objects.exclude(pk__in=before).filter(kind="thanks", status="sent").order_by("pk")
    return [message.to for message in new]


def test_whoever_had_a_place_is_thanked_the_next_morning_and_once(clock, slot):
    erika = place(slot).attendee
    Session.objects.update(
        materials={"de": "Folien"}, materials_url="https://files.example/a", recording_url="https://video.example/b"
    )
    assert thanked_at(clock, NINE - MINUTE) == []
    assert thanked_at(clock, NINE) == [erika.email]
    assert [thanked_at(clock, NINE + hours * HOUR) for hours in (0, 1, 23)] == [[], [], []]
    mail = newest()
    assert mail.subject == "Danke für Ihre Teilnahme: „Amt“"
    assert "Folien https://files.example/a" in mail.text
    assert "https://video.example/b" in mail.text
    headers = build(mail)
    assert headers.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


def test_mail_leads_to_the_files_that_are_shown(clock, slot, settings):
    place(slot)
    SessionFileFactory(session=slot.session, name="Noch nicht")
    shown = SessionFileFactory(session=slot.session, name="Handzettel & mehr", is_shown=True)
    assert len(thanked_at(clock, NINE)) == 1
    mail, address = newest(), f"{settings.BASE_URL}{shown.get_absolute_url()}"
    assert f"  Handzettel & mehr: {address}\n" in mail.text
    assert f'<a href="{address}"><bdi>Handzettel &amp; mehr</bdi> (PDF, ' in mail.html
    assert "Noch nicht" not in mail.text + mail.html


def test_one_mail_a_person_and_day_with_all_sessions_in_the_order_in_which_they_ended(clock, conference, slot):
    erika = place(slot).attendee
    for hours, title in ((3, "Später"), (-1, "Früher"), (24, "Übermorgen")):
        place(slot_at(conference, TEN + hours * HOUR, title=title), attendee=erika)
    assert thanked_at(clock, NINE) == [erika.email]
    assert [line for line in newest().text.splitlines() if line.startswith("* ")] == ["* Früher", "* Amt", "* Später"]
    assert thanked_at(clock, NINE + DAY) == [erika.email]
    assert [line for line in newest().text.splitlines() if line.startswith("* ")] == ["* Übermorgen"]


def test_night_belongs_to_the_day_before_it(clock, conference):
    erika = place(slot_at(conference, TEN + 16 * HOUR)).attendee  # ends at three
    assert thanked_at(clock, NINE) == [erika.email]


def test_session_of_two_days_is_thanked_for_when_the_last_one_is_over(clock, conference, slot):
    Slot.objects.create(conference=conference, session=slot.session, starts_at=TEN + DAY, ends_at=TEN + DAY + HOUR)
    erika = place(slot).attendee
    assert thanked_at(clock, NINE) == []
    assert thanked_at(clock, NINE + DAY) == [erika.email]


def test_worker_that_stood_still_thanks_within_a_day_and_not_later(clock, slot):
    erika = place(slot).attendee
    assert thanked_at(clock, NINE + DAY) == []
    assert thanked_at(clock, NINE + DAY - MINUTE) == [erika.email]


def test_mail_that_could_not_leave_for_days_does_not_leave_any_more(clock, slot):
    place(slot)
    clock.move_to(NINE)
    assert actions.thank() == 1
    clock.move_to(NINE + 2 * DAY)
    work()
    assert newest().status == "cancelled"


NOBODY = {
    "the organisers have not switched it on": lambda slot: Conference.objects.update(thanks_time=None),
    "they do without": lambda slot: Attendee.objects.update(wants_reminders=False),
    "they have no address": lambda slot: Attendee.objects.update(email=""),
    "the session is a draft": lambda slot: Session.objects.update(status="draft"),
    "the session was cancelled": lambda slot: programme_actions.cancel_session(slot.session, by=OrganiserFactory()),
    "the conference is hidden": lambda slot: Conference.objects.update(published_at=None, published_by=None),
    "they gave the place back": lambda slot: actions.cancel_all(Attendee.objects.get(), by=OrganiserFactory()),
    "it has no time": lambda slot: Slot.objects.all().delete(),
    "it is a rehearsal": lambda slot: Conference.objects.update(created_at=NINE + 5 * DAY),
}


@pytest.mark.parametrize("reason", NOBODY)
def test_nobody_is_thanked_if(clock, slot, reason):
    place(slot)
    NOBODY[reason](slot)
    assert thanked_at(clock, NINE) == []


def test_who_waited_or_never_confirmed_is_not_thanked(clock, slot):
    slot.session.pools.update(capacity=0)
    place(slot, status="waiting")
    attendee = AttendeeFactory(conference=slot.conference)
    form = SubmissionFactory(attendee=attendee)
    RegistrationFactory(session=slot.session, attendee=attendee, submission=form, status="waiting")
    assert thanked_at(clock, NINE) == []


def test_where_presence_is_known_only_those_are_thanked_who_were_there(clock, slot):
    there, _absent = place(slot), place(slot)
    clock.move_to(TEN)
    actions.mark_present(there, how="list", by=OrganiserFactory())
    assert thanked_at(clock, NINE) == [there.attendee.email]


def test_mail_names_the_certificate_of_those_who_get_one(clock, conference, slot):
    there = place(slot)
    clock.move_to(TEN)
    actions.mark_present(there, how="list", by=OrganiserFactory())
    place(slot_at(conference, TEN + 3 * HOUR))  # where nobody has noted who was there
    assert len(thanked_at(clock, NINE)) == 2
    said = {mail.to: "Teilnahmebescheinigung" in mail.text for mail in Message.objects.filter(kind="thanks")}
    assert sorted(said.values()) == [False, True]
    assert said[there.attendee.email]


def test_what_has_changed_until_the_mail_leaves_counts(clock, slot):
    place(slot)
    clock.move_to(NINE)
    assert actions.thank() == 1
    actions.cancel(Registration.objects.get(), by=OrganiserFactory())
    work()
    assert Message.objects.get(kind="thanks").status == "cancelled"


def test_mail_asks_how_it_was_where_the_conference_does(clock, slot):
    Conference.objects.update(asks_feedback=True)
    place(slot)
    thanked_at(clock, NINE)
    assert "Wie war es?" in newest().text


@pytest.mark.parametrize("time", [datetime.time(5, 59), datetime.time(22, 1)])
def test_thanks_leave_by_day(conference, time):
    conference.thanks_time = time
    with pytest.raises(ValidationError, match="22:00"):
        conference.full_clean()
