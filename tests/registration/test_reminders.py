"""Who is reminded of what, when, and once."""

import datetime
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.conf import settings
from django.utils import timezone

from programme import actions as programme_actions
from programme.models import Conference, Part, Room, Session, Slot
from programme.telling import untold
from registration import actions
from registration.emails import join_link
from registration.models import Attendee, Registration, ToldToAttendee
from tests.factories import (
    AttendeeFactory,
    ConferenceFactory,
    FollowUpPoolFactory,
    OrganiserFactory,
    RegistrationFactory,
    RoomFactory,
    SessionFactory,
    SlotFactory,
)
from tests.mail.writing import work
from tests.registration.steps import register, register_and_confirm
from womconf.mail.models import Message

pytestmark = pytest.mark.django_db
BERLIN = ZoneInfo("Europe/Berlin")
MINUTE, HOUR, DAY = datetime.timedelta(minutes=1), datetime.timedelta(hours=1), datetime.timedelta(days=1)
TEN = datetime.datetime(2027, 9, 15, 10, tzinfo=BERLIN)
EVENING = datetime.datetime(2027, 9, 14, 18, tzinfo=BERLIN)
EARLIER = EVENING - 10 * DAY


@pytest.fixture
def clock():
    """Somebody's clock, ten days before the conference; tests move it on."""
    with time_machine.travel(EARLIER, tick=False) as clock:
        yield clock


@pytest.fixture
def conference(clock):
    return ConferenceFactory(
        starts_on=TEN.date(), ends_on=TEN.date() + DAY, venue={"de": "Rathaus"}, contact_email="office@example.org"
    )


def slot_at(conference, starts_at=TEN, kind=Room.Kind.ON_SITE, title="Amt", **facts):
    room = RoomFactory(conference=conference, kind=kind)
    ends_at = starts_at + HOUR
    return SlotFactory(
        session__conference=conference,
        session__title={"de": title},
        starts_at=starts_at,
        ends_at=ends_at,
        room=room,
        **facts,
    )


@pytest.fixture
def slot(conference):
    return slot_at(conference)


@pytest.fixture
def online(conference):
    return slot_at(conference, kind=Room.Kind.ONLINE)


def place(slot, **facts):
    """Return the registration of somebody who was told of it long before."""
    registration = RegistrationFactory(session=slot.session, **facts)
    from registration import emails

    emails.tell_registered([registration])
    work()
    return registration


def round_at(clock, moment):
    """Let a round of the worker come, and its mails leave. Return [(kind, to)] of what is new."""
    clock.move_to(moment)
    last = Message.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    programme_actions.remind()
    work()
    new = Message.objects.filter(pk__gt=last).exclude(status="cancelled").order_by("pk")
    return [(mail.kind, mail.to) for mail in new]


def test_somebody_with_a_place_is_reminded_in_the_evening_before_and_once(clock, slot):
    registration = place(slot)
    assert round_at(clock, EVENING - MINUTE) == []
    assert round_at(clock, EVENING) == [("evening", registration.attendee.email)]
    assert [round_at(clock, EVENING + n * HOUR) for n in (0, 1, 15)] == [[], [], []]
    print(Message.objects.latest("pk").subject, Message.objects.latest("pk").text, Message.objects.latest("pk").status)
    assert 0
