"""Other people's programs read our calendar entries: three parsers, a calendar server and a calendar program.

Sessions in the nights in which the clock is changed: moved, put into another room, cancelled.
"""

import datetime
from zoneinfo import ZoneInfo

import icalendar
import pytest
import vobject
from ical.calendar_stream import IcsCalendarStream

from programme.actions import cancel_session, tell_changes
from tests.caldav import calendar_server
from tests.factories import ConferenceFactory, OrganiserFactory, RoomFactory, SlotFactory
from tests.mail.writing import work
from tests.registration.steps import register_and_confirm
from womconf.mail.models import Message
from womconf.mail.rendering import build

pytestmark = pytest.mark.django_db
BERLIN = ZoneInfo("Europe/Berlin")
HOUR = datetime.timedelta(hours=1)

# The clock goes from 2:00 to 3:00, and from 3:00 back to 2:00.
NIGHTS = [datetime.date(2027, 3, 28), datetime.date(2027, 10, 31)]


def moments_by_icalendar(content):
    [event] = icalendar.Calendar.from_ical(content).walk("VEVENT")
    return event["dtstart"].dt, event["dtend"].dt


def moments_by_vobject(content):
    event = vobject.readOne(content).vevent
    return event.dtstart.value, event.dtend.value


def moments_by_ical(content):
    [event] = IcsCalendarStream.calendar_from_ics(content).events
    return event.dtstart, event.dtend


def in_utc(moments):
    return tuple(moment.astimezone(datetime.UTC) for moment in moments)


def entries():
    """Return the calendars of all mails that have left, in their order, as a mail program gets them."""
    found = []
    for message in Message.objects.filter(status="sent").order_by("pk"):
        parts = [part for part in build(message).message().walk() if part.get_content_type() == "text/calendar"]
        found += [parts[0].get_content()] if parts else []
    return found


@pytest.mark.parametrize("night", NIGHTS)
@pytest.mark.parametrize("is_swapped", [False, True])
def test_calendars_end_in_the_right_state_across_the_change_of_the_clock(tmp_path, night, is_swapped):
    conference = ConferenceFactory(
        slug="forum", starts_on=night, ends_on=night, time_zone="Europe/Berlin", contact_email="office@example.org"
    )
    start = datetime.datetime.combine(night, datetime.time(1, 30), BERLIN)
    end = (start.astimezone(datetime.UTC) + HOUR).astimezone(BERLIN)
    slot = SlotFactory(session__conference=conference, session__title={"de": "Nachts"}, starts_at=start, ends_at=end)
    register_and_confirm(slot.session)
    work()
    [invitation] = entries()
    expected = start.astimezone(datetime.UTC), end.astimezone(datetime.UTC)
    for parse in (moments_by_icalendar, moments_by_vobject, moments_by_ical):
        assert in_utc(parse(invitation)) == expected, parse.__name__
    # Moved by an hour, into another room
    slot.starts_at, slot.ends_at = (moment + HOUR for moment in expected)
    slot.room = RoomFactory(conference=conference, name={"de": "Turm"})
    slot.save()
    tell_changes(conference)
    work()
    [_invitation, change] = entries()
    for parse in (moments_by_icalendar, moments_by_vobject, moments_by_ical):
        assert in_utc(parse(change)) == (expected[0] + HOUR, expected[1] + HOUR), parse.__name__
    with calendar_server(tmp_path) as server:
        for content in [change, invitation] if is_swapped else [invitation, change]:
            server.take(content)
        moment = datetime.timedelta(minutes=1)
        assert server.found_between(expected[0] + HOUR - moment, expected[0] + HOUR + moment) == 1
        assert server.found_between(expected[0], expected[0] + moment) == 0
        local = [(moment_ + HOUR).astimezone(BERLIN).strftime("%Y-%m-%d %H:%M") for moment_ in expected]
        assert server.listed_by_khal(night, "Europe/Berlin") == [f"{local[0]} {local[1]} Nachts"]
        cancel_session(slot.session, by=OrganiserFactory())
        work()
        server.take(entries()[-1])
        assert server.found_between(expected[0] - 24 * HOUR, expected[1] + 24 * HOUR) == 0
        assert server.listed_by_khal(night, "Europe/Berlin") == []
