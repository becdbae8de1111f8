import datetime

import pytest
from django.utils import translation

from programme import schedule_checks
from programme.actions import set_capacity
from programme.models import Session
from tests.factories import (
    AppearanceFactory,
    ConferenceFactory,
    OrganisationFactory,
    RoomFactory,
    SessionFactory,
    SlotFactory,
    SpeakerFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def conference():
    return ConferenceFactory(starts_on=datetime.date(2027, 5, 3), ends_on=datetime.date(2027, 5, 4))


def slot(conference, start="10:00", end="11:00", day="2027-05-03", session=None, **facts):
    """A slot of a (new) session, in local time."""
    session = session or SessionFactory(conference=conference)
    return SlotFactory(
        session=session, starts_at=_at(day, start, conference), ends_at=_at(day, end, conference), **facts
    )


def _at(day, clock, conference):
    return clock and datetime.datetime.fromisoformat(f"{day}T{clock}").replace(tzinfo=conference.zone)


def warnings(conference):
    with translation.override("en"):
        found = schedule_checks.check(Session.objects.filter(conference=conference).with_programme().order_by("pk"))
    return [(warning.code, [session.pk for session in warning.sessions]) for warning in found]


def test_good_timetable_has_no_warnings(conference):
    first, second = slot(conference), slot(conference, "11:00", "12:00", room=RoomFactory(conference=conference))
    speaker = SpeakerFactory(conference=conference)
    for one in (first, second):
        AppearanceFactory(session=one.session, speaker=speaker)
    assert warnings(conference) == []


def test_session_without_a_slot(conference):
    session = SessionFactory(conference=conference)
    assert warnings(conference) == [("no_slot", [session.pk])]


@pytest.mark.parametrize(("begins", "found"), [("10:30", True), ("09:00", True), ("11:00", False), ("15:00", False)])
def test_follow_up_that_begins_before_its_session_is_over(conference, begins, found):
    session = slot(conference).session
    slot(conference, begins, None, session=session, kind="follow_up")
    assert warnings(conference) == ([("follow_up_too_early", [session.pk])] if found else [])


def test_session_with_nothing_but_a_follow_up_has_no_time(conference):
    session = slot(conference, kind="follow_up").session
    assert warnings(conference) == [("no_slot", [session.pk])]


@pytest.mark.parametrize(
    ("day", "start", "is_outside"),
    [
        ("2027-05-02", "23:30", True),
        ("2027-05-03", "00:00", False),
        ("2027-05-04", "23:59", False),
        ("2027-05-05", "00:00", True),
    ],
)
def test_day_outside_the_conference_is_told_by_its_own_zone(conference, day, start, is_outside):
    session = slot(conference, start, None, day=day).session
    assert warnings(conference) == ([("outside", [session.pk])] if is_outside else [])


@pytest.mark.parametrize(("capacity", "is_too_many"), [(None, True), (31, True), (30, False)])
def test_more_places_than_the_room_has(conference, capacity, is_too_many):
    session = SessionFactory(conference=conference, capacity=capacity)
    room = RoomFactory(conference=conference, capacity=30)
    slot(conference, session=session, room=room)
    slot(conference, "11:00", "12:00", session=session, room=room)
    set_capacity(session.pool, capacity=capacity)  # without a number it took that of the room
    assert warnings(conference) == ([("room_too_small", [session.pk])] if is_too_many else [])


@pytest.mark.parametrize(
    ("one", "other", "is_double"),
    [
        (("10:00", "11:00"), ("10:30", "11:30"), True),
        (("10:00", "11:00"), ("11:00", "12:00"), False),
        (("10:00", "12:00"), ("10:30", "11:00"), True),
        (("10:00", None), ("10:00", None), True),
        (("10:00", None), ("10:00", "11:00"), True),
        (("10:00", None), ("10:30", "11:00"), False),  # an open end is no end
        (("10:30", None), ("10:00", "11:00"), True),
    ],
)
def test_speaker_in_two_places_at_once(conference, one, other, is_double):
    speaker = SpeakerFactory(conference=conference)
    sessions = [slot(conference, *times).session for times in (one, other)]
    for session, status in zip(sessions, ["confirmed", "requested"], strict=True):
        AppearanceFactory(session=session, speaker=speaker, status=status)
    expected = [("double_booked", [session.pk for session in sessions])] if is_double else []
    assert warnings(conference) == expected


def test_speaker_who_declined_is_in_one_place_only(conference):
    speaker = SpeakerFactory(conference=conference)
    AppearanceFactory(session=slot(conference).session, speaker=speaker)
    AppearanceFactory(session=slot(conference).session, speaker=speaker, status="declined")
    assert warnings(conference) == []


def test_requested_session_that_everybody_declined(conference):
    session = slot(conference).session
    AppearanceFactory(session=session, status="declined")
    session.status = "requested"
    session.save()
    assert warnings(conference) == [("nobody", [session.pk])]
    session.host = OrganisationFactory(conference=conference)
    session.save()
    assert warnings(conference) == []


def test_cancelled_sessions_have_no_warnings(conference):
    speaker = SpeakerFactory(conference=conference)
    AppearanceFactory(session=slot(conference).session, speaker=speaker)
    cancelled = slot(conference).session
    cancelled.status = "cancelled"
    cancelled.save()
    AppearanceFactory(session=cancelled, speaker=speaker)
    SessionFactory(conference=conference, status="cancelled")
    assert warnings(conference) == []


def test_sentences_name_what_they_are_about(conference):
    session = SessionFactory(conference=conference, title={"en": "Opening"}, capacity=9)
    slot(
        conference,
        session=session,
        day="2027-06-01",
        room=RoomFactory(conference=conference, name={"en": "Hall"}, capacity=5),
    )
    with translation.override("en"):
        found = schedule_checks.by_session(Session.objects.with_programme())[session.pk]
    assert [warning.sentence for warning in found] == [
        "“Opening” takes place on 01/06/2027, outside the days of the conference.",
        "“Opening” has more places than its room Hall (5).",
    ]


def test_sessions_sharing_speakers_are_those_of_the_people_shown(conference):
    session, shared, other, left = (slot(conference).session for _n in range(4))
    speaker = SpeakerFactory(conference=conference)
    for one, status in ((session, "confirmed"), (shared, "requested"), (left, "declined")):
        AppearanceFactory(session=one, speaker=speaker, status=status)
    AppearanceFactory(session=other)
    assert list(Session.objects.sharing_speakers_with([session])) == [shared]
