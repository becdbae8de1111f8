"""The way into an online session in people's calendars: in mails, files and feeds, and never in the database."""

import datetime

import pytest
import vobject
from icalendar import Calendar

from programme import actions as programme_actions
from programme.models import Room, Session
from registration import actions
from registration.emails import feed_link, join_link, personal_link
from tests.factories import FollowUpPoolFactory, OrganiserFactory, RoomFactory, SlotFactory
from tests.mail.writing import written
from tests.registration.steps import register_and_confirm
from tests.seed import browser_with
from tests.traces import tables_with
from tests.visitor import Visitor
from womconf.mail.actions import send
from womconf.mail.models import Message
from womconf.mail.rendering import PLACEHOLDER, build

pytestmark = pytest.mark.django_db

WORDS = "Zugang zur Online-Veranstaltung"


def session_in(kind, **facts):
    slot = SlotFactory(session__conference__venue={"de": "Rathaus"}, session__conference__contact_email="a@b.example")
    slot.room = RoomFactory(conference=slot.conference, kind=kind)
    slot.save()
    return slot.session


def attached(message):
    """Return the calendars that leave with a mail, as their bytes are in it; what is both shown and attached once."""
    parts = [part for part in build(message).message().walk() if part.get_content_type() == "text/calendar"]
    return b"".join(part.get_payload(decode=True) for part in parts if part.get_filename())


def ways_in(content):
    """Return what each event names as the way in: in the property for it, and at the end of its text."""
    found = []
    events = [event for each in Calendar.from_ical(content, multiple=True) for event in each.walk("VEVENT")]
    for event in events:
        properties = [conference.uri for conference in event.conferences]
        last = ["", *str(event.get("description", "")).splitlines()][-1]
        found.append((properties, last))
    return found


def both(attendee, session):
    url = join_link(attendee, session).url
    return [url], f"{WORDS}: {url}"


def test_mail_has_the_way_in_and_the_database_has_not():
    session = session_in(Room.Kind.ONLINE)
    attendee = register_and_confirm(session)
    message = written(kind="registered")
    message.save()
    assert ways_in(attached(message)) == [both(attendee, session)]
    token = join_link(attendee, session).token
    for secret in (token, token.split("~")[1], personal_link(attendee).token):
        assert tables_with(secret) == set()


def test_lines_are_as_long_as_calendars_may_have_them():
    session = session_in(Room.Kind.ONLINE)
    register_and_confirm(session)
    lines = attached(written(kind="registered")).splitlines()
    assert (max(map(len, lines)) <= 75, len(lines) > 20) == (True, True)


def test_another_parser_reads_the_same():
    session = session_in(Room.Kind.ONLINE)
    attendee = register_and_confirm(session)
    event = vobject.readOne(attached(written(kind="registered")).decode()).vevent
    url = join_link(attendee, session).url
    assert event.conference.value == url
    assert event.conference.params == {"FEATURE": ["VIDEO"], "LABEL": [WORDS], "VALUE": ["URI"]}
    assert event.description.value.endswith(url)
    assert event.url.value.endswith(f"/sessions/{session.code}/")


def test_feed_and_file_name_the_same_as_the_mail():
    session = session_in(Room.Kind.ONLINE)
    attendee = register_and_confirm(session)
    link = feed_link(attendee)
    feed = Visitor().get(link.path, {"key": link.token}).content
    file = browser_with(personal_link(attendee)).get("/me/calendar.ics").content
    expected = [both(attendee, session)]
    assert [ways_in(content) for content in (feed, file)] == [expected, expected]


@pytest.mark.parametrize("kind", [Room.Kind.ON_SITE, Room.Kind.ONLINE, Room.Kind.HYBRID])
def test_only_what_is_online_has_a_way_in(kind):
    session = session_in(kind)
    register_and_confirm(session)
    [(properties, _last)] = ways_in(attached(written(kind="registered")))
    assert bool(properties) == (kind != Room.Kind.ON_SITE)


def test_of_a_hybrid_session_those_online_have_it():
    session = session_in(Room.Kind.HYBRID)
    programme_actions.make_hybrid(session, on_site=5, online=5, by=OrganiserFactory())
    session = Session.objects.get(pk=session.pk)
    found = {}
    for pool in session.own_pools:
        attendee = register_and_confirm(pools=[pool], email=f"{pool.mode}@example.org")
        browser = browser_with(personal_link(attendee))
        [(properties, _last)] = ways_in(browser.get("/me/calendar.ics").content)
        found[pool.mode] = bool(properties), "/me/join/" in browser.get("/me/").text
    assert found == {"on_site": (False, False), "online": (True, True)}


def test_cancelled_session_has_none():
    session = session_in(Room.Kind.ONLINE)
    register_and_confirm(session)
    for message in Message.objects.all():
        send(message.pk)
    programme_actions.cancel_session(session, by=OrganiserFactory())
    [(properties, _last)] = ways_in(attached(written(kind="session-cancelled")))
    assert properties == []


def test_several_sessions_and_a_follow_up_have_each_their_own():
    one = session_in(Room.Kind.ONLINE)
    other = SlotFactory(
        session__conference=one.conference,
        starts_at=one.slots.get().ends_at + datetime.timedelta(hours=1),
        room=one.slots.get().room,
    ).session
    pool = FollowUpPoolFactory(session=one)
    pool.slot.room = one.slots.first().room
    pool.slot.save()
    attendee = register_and_confirm(one, other, pools=[pool])
    content = attached(written(kind="registered"))
    urls = [properties[0] for properties, _last in ways_in(content)]
    assert sorted(urls) == sorted([join_link(attendee, one).url] * 2 + [join_link(attendee, other).url])


def test_title_brings_no_link_into_a_calendar():
    """Whatever characters it has: placeholders of a mail are ours alone."""
    session = session_in(Room.Kind.ONLINE)
    session.title = {"de": "Titel \ue0000\ue001 und \ue0001\ue001"}
    session.save()
    attendee = register_and_confirm(session)
    content = attached(written(kind="registered")).decode()
    assert Calendar.from_ical(content).walk("VEVENT")[0]["summary"] == "Titel 0 und 1"
    assert personal_link(attendee).token not in content
    assert PLACEHOLDER.search(content) is None


def test_revoked_link_is_not_put_into_what_is_written_later():
    session = session_in(Room.Kind.ONLINE)
    attendee = register_and_confirm(session)
    actions.ask_for_address(attendee, email="neu@example.org")
    attendee.refresh_from_db()
    attendee = actions.change_address(attendee, version=attendee.address_version)
    everything = Message.objects.get(kind="everything")
    assert ways_in(attached(written(pk=everything.pk))) == [both(attendee, session)]
    assert attendee.link_version == 2
