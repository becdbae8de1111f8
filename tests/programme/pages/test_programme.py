"""The programme: what outside programs may rely on."""

import datetime

import pytest
from django.test import Client
from django.urls import reverse

from programme.models import Pool
from tests.factories import (
    ConferenceFactory,
    OrganisationFactory,
    RegistrationFactory,
    RoomFactory,
    SessionFactory,
    SlotFactory,
    TrackFactory,
)
from tests.programme.pages.reading import DAY, article, ask, at, get, place, programme, titles

pytestmark = pytest.mark.django_db


# The programme: what outside programs may rely on


def test_article_carries_the_marks_of_its_session(client, conference):
    session = place(conference, 10, 90, title={"de": "Leichte Sprache"})
    found = article(programme(client), session)
    assert (found["data-session"], found["data-status"]) == (session.code, "confirmed")
    assert [time["datetime"] for time in found.all("time")] == ["2027-05-03T10:00+02:00", "2027-05-03T11:30+02:00"]
    link = found.one("h4").one("a")
    assert (link["href"], link.text) == (f"/forum/sessions/{session.code}/", "Leichte Sprache")
    assert found.one(class_="status").text == "bestätigt"


def test_requested_stands_beside_the_one_person_whom_it_concerns(client, conference):
    session = place(conference, 9, status="requested")
    ask(session, "A. Ja", position=1)
    ask(session, "M. Behr", status="requested", position=2)
    ask(session, "N. Nein", status="declined", position=3)
    ask(session, "W. Weg", status="withdrawn", position=4)
    found = article(programme(client), session)
    assert found["data-status"] == "requested"
    assert [person.text for person in found.one(class_="people").all("li")] == ["A. Ja", "M. Behr angefragt"]
    assert found.one(class_="status").text == "angefragt"


def test_role_is_named_unless_somebody_simply_speaks(client, conference):
    session = place(conference, 9)
    ask(session, "A. Wort", position=1)
    ask(session, "B. Runde", role="moderation", position=2)
    people = article(programme(client), session).one(class_="people")
    assert [person.text for person in people.all("li")] == ["A. Wort", "Moderation: B. Runde"]


def test_cancelled_session_stays_struck_through_and_cannot_be_booked(client, conference):
    session = place(conference, 9, status="cancelled", title={"de": "Ausblick"})
    page = programme(client)
    assert article(page, session).one("h4").one("s").text == "Ausblick"
    assert article(page, session).one(class_="status").text == "fällt aus"
    assert article(page, session).all("a", class_="book") == []


def test_follow_up_stands_inside_its_session(client, conference):
    session = place(conference, 13, 120)
    start = at(15, conference=conference)
    SlotFactory(
        session=session,
        kind="follow_up",
        title={"de": "Persönliches Gespräch"},
        starts_at=start,
        ends_at=start + datetime.timedelta(minutes=20),
    )
    page = programme(client)
    assert article(page, session).one(class_="follow-up").text == "15:00 – 15:20 Uhr Persönliches Gespräch"
    assert len(page.all("article")) == 1
    assert [moment.text for moment in page.all("h3")] == ["13:00"]


def test_facts_name_format_track_language_host_and_room(client, conference):
    session = place(
        conference,
        10,
        format={"de": "Workshop"},
        language="ar",
        track=TrackFactory(conference=conference, name={"de": "Praxis"}),
        host=OrganisationFactory(conference=conference, name="IQ Netzwerk"),
        room=RoomFactory(conference=conference, name={"de": "Großer Saal"}),
    )
    found = article(programme(client), session)
    assert found.one(class_="facts").text.startswith("bestätigt Workshop Praxis Sprache: Arabisch")
    assert found.one(class_="host").text == "IQ Netzwerk"
    assert found.one(class_="where").text == "Großer Saal"


def test_days_times_and_rooms_are_in_order(client, conference):
    second, first = (RoomFactory(conference=conference, position=position) for position in (2, 1))
    place(conference, 14, title={"de": "C"}, room=second)
    place(conference, 9, day=DAY + datetime.timedelta(days=1), title={"de": "D"})
    place(conference, 14, title={"de": "B"}, room=first)
    place(conference, 10, title={"de": "A"})
    page = programme(client)
    assert [day.text for day in page.all("h2")] == ["Montag, 3. Mai 2027", "Dienstag, 4. Mai 2027"]
    assert [moment.text for moment in page.all("h3")] == ["10:00", "14:00", "09:00"]
    assert titles(page) == ["A", "B", "C", "D"]
    addresses = [day.get("href") for day in page.one(class_="day-nav").all("a")]
    assert addresses == ["/forum/", "/forum/?day=2027-05-03", "/forum/?day=2027-05-04"]


def test_sessions_at_the_same_time_stand_side_by_side(client, conference):
    one, other = (place(conference, 10) for _ in range(2))
    place(conference, 12)
    [beside, alone] = programme(client).all(class_="parallel")
    assert {found["id"] for found in beside.all("article")} == {one.code, other.code}
    assert len(alone.all("article")) == 1


def test_break_stands_between_the_sessions(client, conference):
    place(conference, 9)
    place(conference, 13)
    SlotFactory(
        session=None,
        conference=conference,
        kind="break",
        title={"de": "Mittagspause"},
        starts_at=at(12, conference=conference),
    )
    page = programme(client)
    assert [moment.text for moment in page.all("h3")] == ["09:00", "12:00", "13:00"]
    assert page.one(class_="break").one("strong").text == "Mittagspause"
    assert page.one(class_="break").all("time")[1]["datetime"] == "2027-05-03T13:00+02:00"


def test_session_without_slot_stands_at_the_end(client, conference):
    later = SessionFactory(conference=conference, title={"de": "Rundgang"}, status="requested")
    place(conference, 9, title={"de": "Erstes"})
    page = programme(client)
    assert [day.text for day in page.all("h2")] == ["Montag, 3. Mai 2027", "Zeit folgt"]
    assert titles(page) == ["Erstes", "Rundgang"]
    assert article(page, later).all("time") == []


def test_open_end_has_no_end(client, conference):
    session = place(conference, 19, None)
    found = article(programme(client), session).one(class_="when")
    assert [time.text for time in found.all("time")] == ["19:00"]
    assert found.text == "ab 19:00 Uhr Ende offen"


def test_session_past_midnight_names_the_day_of_its_end(client, conference):
    late = place(conference, 23, 120)
    to_midnight = place(conference, 23, 60)
    page = programme(client)
    assert article(page, late).one(class_="span").text == "23:00 – 01:00 Uhr (Di, 4. Mai)"
    assert article(page, to_midnight).one(class_="span").text == "23:00 – 00:00 Uhr"


def test_session_that_meets_again_is_told_in_full_once(client, conference):
    session = place(conference, 9, title={"de": "Sprachkurs"})
    SlotFactory(session=session, starts_at=at(9, day=DAY + datetime.timedelta(days=1), conference=conference))
    page = programme(client)
    assert len(page.all("article")) == 1
    again = page.one(class_="continued")
    assert again.one("a")["href"] == session.get_absolute_url()
    assert again.one("a").text == "Sprachkurs"


@pytest.mark.parametrize(
    ("capacity", "taken", "word", "link"),
    [
        (None, 0, [], "Anmelden"),
        (20, 5, [], "Anmelden"),
        (20, 17, ["wenige Plätze"], "Anmelden"),
        (20, 20, ["ausgebucht, mit Warteliste"], "Auf die Warteliste"),
    ],
)
def test_places_are_said_in_words(conference, capacity, taken, word, link):
    session = place(conference, 10, title={"de": "Kurs"})
    Pool.objects.filter(session=session).update(capacity=capacity)
    RegistrationFactory.create_batch(taken, session=session)
    found = article(programme(Client()), session)
    assert [places.text for places in found.all(class_="places")] == word
    assert found.one("a", class_="book").text == f"{link}: Kurs"
    assert found.one("a", class_="book")["href"] == f"/forum/register/?session={session.code}"


def test_registration_that_is_closed_is_not_offered(client, conference):
    session = place(conference, 10)
    address = reverse("registration:register", args=["forum"])
    assert [link.text for link in programme(client).one("main").all("a", href=address)] == ["Zur Anmeldung"]
    conference.registration_closes_at = at(0, conference=conference) - datetime.timedelta(days=9000)
    conference.save()
    page = programme(client)
    assert page.one("main").all("a", href=address) == []
    assert article(page, session).all("a", class_="book") == []


def test_empty_programme_says_so(client, conference):
    assert programme(client).one(class_="notice").text == "Das Programm folgt in Kürze."


def test_texts_are_text(client, conference):
    """T04 in short: the payload is there, and only as text."""
    evil = "<script>alert(1)</script>"
    session = place(
        conference,
        10,
        title={"de": evil},
        abstract={"de": evil},
        format={"de": evil},
        track=TrackFactory(conference=conference, name={"de": evil}),
        host=OrganisationFactory(conference=conference, name=evil),
        room=RoomFactory(conference=conference, name={"de": evil}),
    )
    speaker = ask(session, evil).speaker
    for path in ("", f"sessions/{session.code}/", "speakers/", f"speakers/{speaker.code}/"):
        page = get(client, f"/forum/{path}")
        assert evil in page.text
        scripts = [script.get("src") or script["type"] for script in page.all("script")]
        assert set(scripts) <= {"/static/js/programme.js", "application/ld+json"}
        assert len(set(scripts)) == len(scripts)


# Zones


def test_zone_is_named_once(client, conference):
    place(conference, 9)
    place(conference, 9, day=DAY + datetime.timedelta(days=1))
    zone = programme(client).one(class_="zone")
    assert zone.text == "Alle Zeiten: Mitteleuropäische Sommerzeit (Europe/Berlin, UTC+2)"
    assert zone["data-zone"] == "Europe/Berlin"


def test_zone_is_named_again_where_the_clock_is_changed(client):
    conference = ConferenceFactory(
        slug="forum", starts_on=datetime.date(2027, 10, 30), ends_on=datetime.date(2027, 10, 31)
    )
    for day in (30, 31):
        place(conference, 12, day=datetime.date(2027, 10, day))
    assert [zone.text for zone in programme(client).all(class_="zone")] == [
        "Alle Zeiten: Mitteleuropäische Sommerzeit (Europe/Berlin, UTC+2)",
        "Ab diesem Tag: Mitteleuropäische Zeit (Europe/Berlin, UTC+1)",
    ]


def test_zone_without_a_name_is_named_by_its_place(client, conference):
    conference.time_zone = "Asia/Kathmandu"
    conference.save()
    session = place(conference, 9)
    page = programme(client)
    assert page.one(class_="zone").text == "Alle Zeiten: Asia/Kathmandu (UTC+5:45)"
    assert article(page, session).all("time")[0]["datetime"] == "2027-05-03T09:00+05:45"


def test_hour_that_comes_twice_is_told_apart(client):
    """F7: on 31 October 2027 the clock shows 02:30 in Berlin twice."""
    night = datetime.datetime(2027, 10, 31, 0, 30, tzinfo=datetime.UTC)
    conference = ConferenceFactory(slug="forum", starts_on=night.date(), ends_on=night.date())
    first, second = (
        SlotFactory(session__conference=conference, starts_at=start, ends_at=start + datetime.timedelta(minutes=30))
        for start in (night, night + datetime.timedelta(hours=1))
    )
    page = programme(client)
    assert len(page.all(class_="parallel")) == 2
    times = [article(page, slot.session).one(class_="span").text for slot in (first, second)]
    assert times == ["02:30 (UTC+2) – 02:00 (UTC+1) Uhr", "02:30 (UTC+1) – 03:00 Uhr"]
    start = article(page, second.session).all("time")[0]
    assert start["datetime"] == "2027-10-31T02:30+01:00"
