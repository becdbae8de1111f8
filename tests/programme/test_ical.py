"""Calendars, read back with a parser that is not the one that wrote them."""

import datetime

import pytest
import vobject
from django.test import override_settings
from django.urls import reverse

from programme.exports import ical
from programme.models import Session, Slot
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

HOUR = datetime.timedelta(hours=1)


@pytest.fixture(autouse=True)
def address():
    with override_settings(BASE_URL="https://events.example.org:8443"):
        yield


def written(*sessions, language="de"):
    sessions = list(Session.objects.filter(pk__in=[session.pk for session in sessions]).with_programme().order_by("pk"))
    return ical.calendar(sessions, conference=sessions[0].conference, language=language, is_feed=True)


def read(content):
    return vobject.readOne(content.decode())


def events(*sessions, language="de"):
    return read(written(*sessions, language=language)).vevent_list


def test_event_holds_what_the_programme_says():
    conference = ConferenceFactory(slug="forum", title={"de": "Forum Öffnung"})
    session = SlotFactory(
        session__conference=conference,
        session__title={"de": "Das Thüringen-Paradox"},
        session__host=OrganisationFactory(conference=conference, name="IQ Netzwerk"),
        room=RoomFactory(conference=conference, name={"de": "Großer Saal"}),
        starts_at=datetime.datetime(2027, 5, 3, 8, tzinfo=datetime.UTC),
    ).session
    AppearanceFactory(session=session, speaker=SpeakerFactory(conference=conference, name="S. Huber", degree="Dr."))

    calendar = read(written(session))
    slot = session.slots.get()

    assert calendar.prodid.value == "-//womconf//womconf//EN"
    assert calendar.x_wr_calname.value == "Forum Öffnung"
    [event] = calendar.vevent_list
    assert event.uid.value == f"{slot.uid}@events.example.org"
    assert slot.uid.startswith(f"{session.code}-")
    assert event.summary.value == "Das Thüringen-Paradox"
    assert event.dtstart.value == datetime.datetime(2027, 5, 3, 8, tzinfo=datetime.UTC)
    assert event.dtend.value == datetime.datetime(2027, 5, 3, 9, tzinfo=datetime.UTC)
    assert event.location.value == "Großer Saal"
    assert event.status.value == "CONFIRMED"
    assert event.url.value == f"https://events.example.org:8443/forum/sessions/{session.code}/"
    assert event.description.value == "Forum Öffnung\nDr. S. Huber\nIQ Netzwerk"
    assert event.dtstamp.value == slot.changed_at.replace(microsecond=0)
    assert event.sequence.value == str(slot.revision)


def test_house_that_is_called_like_the_room_is_named_once():
    room = RoomFactory(
        kind="on_site", name={"de": "Haus der Vereine"}, conference__venue={"de": "Haus der Vereine, Lindenstraße 4"}
    )
    slot = SlotFactory(room=room, session__conference=room.conference)
    [event] = events(slot.session)
    assert event.location.value == "Haus der Vereine, Lindenstraße 4"


def test_requested_is_said_of_the_session_and_of_the_one_person_whom_it_concerns():
    session = SlotFactory(session__status="requested", session__title={"de": "Ausblick"}).session
    AppearanceFactory(session=session, speaker=SpeakerFactory(conference=session.conference, name="A. Ja"), position=1)
    AppearanceFactory(
        session=session,
        speaker=SpeakerFactory(conference=session.conference, name="M. Behr"),
        status="requested",
        position=2,
    )
    [event] = events(session)
    assert event.status.value == "TENTATIVE"
    assert event.summary.value == "Ausblick (angefragt)"
    assert event.description.value.splitlines()[1] == "A. Ja, M. Behr (angefragt)"


def test_cancelled_session_stays_as_cancelled():
    [event] = events(SlotFactory(session__status="cancelled", session__title={"de": "Ausblick"}).session)
    assert event.status.value == "CANCELLED"
    assert event.summary.value == "fällt aus: Ausblick"


def test_who_declined_is_not_named():
    appearance = AppearanceFactory(session=SlotFactory().session, status="declined")
    assert appearance.speaker.name not in written(appearance.session).decode()


def test_texts_come_in_the_language_that_is_asked_for():
    session = SlotFactory(session__status="requested", session__title={"de": "Ausblick", "en": "Outlook"}).session
    [event] = events(session, language="en")
    assert event.summary.value == "Outlook (requested)"
    assert event.url.value == f"https://events.example.org:8443/en/{session.conference.slug}/sessions/{session.code}/"


def test_open_end_is_no_end():
    [event] = events(SlotFactory(ends_at=None).session)
    assert "dtend" not in event.contents
    assert "duration" not in event.contents


def test_follow_up_is_an_event_of_its_own():
    slot = SlotFactory(session__title={"de": "Webtalk"})
    talk = SlotFactory(session=slot.session, kind="follow_up", title={"de": "Gespräch"}, starts_at=slot.ends_at)
    later = SlotFactory(session=slot.session, kind="follow_up", starts_at=slot.ends_at + HOUR)
    found = {event.uid.value.split("@")[0]: event.summary.value for event in events(slot.session)}
    assert found == {
        slot.uid: "Webtalk",
        talk.uid: "Gespräch: Webtalk",
        later.uid: "Im Anschluss: Webtalk",
    }


def test_equal_sessions_give_equal_bytes():
    session = SlotFactory().session
    assert written(session) == written(session)


# T22: what the standard asks for


def test_lines_are_folded_at_75_octets_and_end_with_crlf():
    session = SlotFactory(session__title={"de": "Zusammenhänge verstehen, " * 10 + "ء" * 40}).session
    content = written(session)
    lines = content.split(b"\r\n")
    assert lines[-1] == b""
    assert b"\n" not in content.replace(b"\r\n", b"")
    assert max(map(len, lines)) <= 75
    assert all(line.decode() is not None for line in lines)  # no character is cut in two
    assert read(content).vevent.summary.value == str(session.title)


@pytest.mark.parametrize("title", ["Recht, Sprache; Zugang", r"Pfad C:\neu", "BEGIN:VEVENT", 'Das „Ob“ und das "Wie"'])
def test_special_characters_are_text(title):
    conference = ConferenceFactory(title={"de": title})
    session = SlotFactory(
        session__conference=conference,
        session__title={"de": title},
        room=RoomFactory(conference=conference, name={"de": title}),
    ).session
    calendar = read(written(session))
    assert len(calendar.vevent_list) == 1
    assert calendar.vevent.summary.value == title
    assert calendar.vevent.location.value == title
    escaped = title.replace("\\", "\\\\").replace(",", "\\,").replace(";", "\\;")
    assert f"\r\nNAME:{escaped}\r\n" in written(session).decode()
    assert f"\r\nX-WR-CALNAME:{escaped}\r\n" in written(session).decode()


def test_zone_has_its_full_name_and_its_rules():
    content = written(SlotFactory().session).decode()
    assert content.count("BEGIN:VTIMEZONE") == 1
    assert "TZID:Europe/Berlin" in content
    assert "DTSTART;TZID=Europe/Berlin:" in content
    assert len(content) < 3000  # the changes of the clock near the conference, not those until 2038


SPRING = datetime.datetime(2027, 3, 27, 23, tzinfo=datetime.UTC)
AUTUMN = datetime.datetime(2027, 10, 30, 22, tzinfo=datetime.UTC)


@pytest.mark.parametrize("night", [SPRING, AUTUMN], ids=["spring", "autumn"])
def test_in_nights_when_the_clock_is_changed_every_moment_is_the_right_one(night):
    """F7: 45 minutes from every half hour of the night, in summer time, in winter time, and across the change."""
    starts = [night + n * datetime.timedelta(minutes=30) for n in range(10)]
    conference = ConferenceFactory(starts_on=night.date(), ends_on=night.date() + datetime.timedelta(days=1))
    sessions = [
        SlotFactory(
            session__conference=conference, starts_at=start, ends_at=start + datetime.timedelta(minutes=45)
        ).session
        for start in starts
    ]
    found = [(event.dtstart.value, event.dtend.value) for event in events(*sessions)]
    assert [(start.astimezone(datetime.UTC), end.astimezone(datetime.UTC)) for start, end in found] == [
        (start, start + datetime.timedelta(minutes=45)) for start in starts
    ]


# The feeds


def test_feed_holds_the_public_sessions_of_its_conference(client):
    conference = ConferenceFactory()
    shown = [SlotFactory(session__conference=conference, session__status=s).session for s in ("confirmed", "cancelled")]
    SlotFactory(session__conference=conference, session__status="draft")
    SlotFactory()
    response = client.get(reverse("programme:conference-calendar", args=[conference.slug]))
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    assert response["Content-Disposition"] == f'inline; filename="{conference.slug}.ics"'
    uids = {event.uid.value.split("@")[0] for event in read(response.content).vevent_list}
    assert uids == {session.slots.get().uid for session in shown}


def test_feed_of_one_session_holds_it_alone(client):
    slot = SlotFactory()
    SlotFactory(session__conference=slot.conference)
    content = client.get(reverse("programme:session-calendar", args=[slot.conference.slug, slot.session.code])).content
    assert [event.uid.value.split("@")[0] for event in read(content).vevent_list] == [slot.uid]


def test_feed_without_times_is_a_calendar_without_events(client):
    session = SessionFactory()
    content = client.get(reverse("programme:conference-calendar", args=[session.conference.slug])).content
    assert "vevent" not in read(content).contents


def test_feed_comes_once_until_something_changes(client):
    slot = SlotFactory()
    address = reverse("programme:conference-calendar", args=[slot.conference.slug])
    first = client.get(address)
    assert client.get(address, headers={"If-None-Match": first["ETag"]}).status_code == 304
    Slot.objects.update(ends_at=slot.ends_at + HOUR)
    assert client.get(address, headers={"If-None-Match": first["ETag"]}).status_code == 200


def test_feed_speaks_the_language_of_its_address(client):
    slot = SlotFactory(session__title={"de": "Ausblick", "en": "Outlook"})
    content = client.get(f"/en/{slot.conference.slug}/calendar.ics").content
    assert read(content).vevent.summary.value == "Outlook"


def test_only_what_people_subscribe_to_has_a_name(client):
    """A file with a name is opened as a calendar of its own."""
    session = SlotFactory().session
    feed = client.get(reverse("programme:conference-calendar", args=[session.conference.slug])).text
    file = client.get(reverse("programme:session-calendar", args=[session.conference.slug, session.code])).text
    names = ["\r\nNAME:", "\r\nX-WR-CALNAME:"]
    assert [[name in calendar for name in names] for calendar in (feed, file)] == [[True] * 2, [False] * 2]


@pytest.mark.parametrize("zone", ["Europe/Berlin", "UTC", "Asia/Kolkata", "America/New_York", "Pacific/Kiritimati"])
def test_calendar_without_sessions_has_a_component(zone):
    content = ical.calendar([], conference=ConferenceFactory(time_zone=zone), is_feed=True)
    assert [component.name for component in read(content).components()] == ["VTIMEZONE"]
