"""The public pages, as visitors and other programs read them."""

import datetime
import re

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from programme.models import Seats, Slot
from tests import markup
from tests.factories import (
    AppearanceFactory,
    ConferenceFactory,
    OrganisationFactory,
    OrganiserFactory,
    RegistrationFactory,
    RoomFactory,
    SessionFactory,
    SlotFactory,
    SpeakerFactory,
    TrackFactory,
)

pytestmark = pytest.mark.django_db

DAY = datetime.date(2027, 5, 3)


@pytest.fixture
def conference():
    return ConferenceFactory(
        slug="forum", starts_on=DAY, ends_on=DAY + datetime.timedelta(days=1), languages=["de", "en"]
    )


def at(hour, minute=0, *, day=DAY, conference=None):
    return datetime.datetime.combine(day, datetime.time(hour, minute), (conference or ConferenceFactory.build()).zone)


def place(conference, hour, minutes=60, *, day=DAY, room=None, **session):
    """Return a session that takes place at this hour."""
    start = at(hour, day=day, conference=conference)
    end = start + datetime.timedelta(minutes=minutes) if minutes else None
    slot = SlotFactory(
        session=SessionFactory(conference=conference, **session), starts_at=start, ends_at=end, room=room
    )
    return slot.session


def ask(session, name, **appearance):
    return AppearanceFactory(
        session=session, speaker=SpeakerFactory(conference=session.conference, name=name), **appearance
    )


def get(client, path, **query):
    response = client.get(path, query)
    assert response.status_code == 200
    return markup.parse(response.content.decode())


def programme(client, prefix="", **query):
    return get(client, f"{prefix}/forum/", **query)


def article(page, session):
    return page.one("article", id=session.code)


def titles(page):
    return [heading.text for heading in page.all("h4")]


def has_german_alone(text):
    return {"de": text}


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
    assert [day.get("href") for day in page.one(class_="day-nav").all("a")] == ["#day-2027-05-03", "#day-2027-05-04"]


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
    assert again.one("a")["href"] == f"#{session.code}"
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
    Seats.objects.filter(session=session).update(capacity=capacity)
    RegistrationFactory.create_batch(taken, session=session)
    found = article(programme(Client()), session)
    assert [seats.text for seats in found.all(class_="seats")] == word
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
        assert [script.get("src") for script in page.all("script")] in ([], ["/static/js/own-time.js"])


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


# Filters


@pytest.fixture
def large(conference):
    """A programme that is large enough for filters: {title: session}."""
    law, practice = (TrackFactory(conference=conference, name=name) for name in ({"de": "Recht"}, {"de": "Praxis"}))
    sessions = [place(conference, 10, title={"de": f"Füllung {n}"}) for n in range(10)]
    sessions += [
        place(conference, 9, title={"de": "Bescheide"}, track=law, format={"de": "Vortrag"}, language="de"),
        place(conference, 9, title={"de": "Ankommen"}, track=practice, format={"de": "Kurs", "en": "Class"}),
        place(
            conference,
            9,
            day=DAY + datetime.timedelta(days=1),
            title={"de": "Straße"},
            abstract={"de": "Von Ärmeln", "ar": "مكاتب"},
            language="ar",
            host=OrganisationFactory(conference=conference, name="Caritas"),
        ),
    ]
    ask(sessions[-1], "Łukasz Żak")
    return {str(session.title): session for session in sessions}


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({"track": "Recht"}, ["Bescheide"]),
        ({"format": "Kurs"}, ["Ankommen"]),
        ({"language": "ar"}, ["Straße"]),
        ({"day": "2027-05-04"}, ["Straße"]),
        ({"q": "STRASSE"}, ["Straße"]),
        ({"q": "ärmeln"}, ["Straße"]),
        ({"q": "مكاتب"}, ["Straße"]),
        ({"q": "żak"}, ["Straße"]),
        ({"q": "caritas strasse"}, ["Straße"]),
        ({"q": "bescheide strasse"}, []),
        ({"track": "Recht", "language": "ar"}, []),
    ],
)
def test_filter_narrows_the_programme(client, large, query, expected):
    assert titles(programme(client, **query)) == expected


def test_filter_is_kept_and_can_be_undone(client, large):
    page = programme(client, track="Recht", q="Bescheide")
    form = page.one("form")
    assert form.one("input")["value"] == "Bescheide"
    assert "selected" in form.one("option", value="Recht").attributes
    assert form.one("a")["href"] == "/forum/"
    assert "1 Veranstaltung gefunden" in page.text


def test_filter_holds_in_every_language(client, large):
    page = programme(client, prefix="/en", format="Kurs")
    assert titles(page) == ["Ankommen"]
    assert page.one("option", value="Kurs").text == "Class"
    assert page.one(class_="languages").one("a")["href"] == "/forum/?format=Kurs"


@pytest.mark.parametrize(
    "query",
    [
        {"track": "999"},
        {"day": "gestern"},
        {"language": "xx"},
        {"q": "\0"},
        {"order_by": "conference__owner__password"},
        {"track": ["Recht", "nichts"]},
    ],
)
def test_filter_that_makes_no_sense_is_ignored(client, large, query):
    assert len(titles(programme(client, **query))) == len(large)


def test_filter_that_fits_nothing_says_so(client, large):
    assert programme(client, q="Quanten").one(class_="notice").text == "Nichts im Programm passt zu diesen Filtern."


def test_filter_is_offered_to_large_programmes_only(client, conference):
    for _ in range(11):
        place(conference, 9)
    assert programme(client).all("form") == []
    place(conference, 9)
    assert [field["name"] for field in programme(client).one("form").all("input", "select")] == ["q"]


# The other pages


def test_session_page_tells_all(client, conference):
    session = place(
        conference,
        10,
        90,
        status="requested",
        title={"de": "Leichte Sprache"},
        abstract={"de": "Ein *kurzer* Text.\n\n# Inhalt"},
        host=OrganisationFactory(conference=conference, name="IQ", website="https://iq.example/"),
        room=RoomFactory(conference=conference, name={"de": "Saal"}, kind="hybrid"),
    )
    ask(session, "M. Behr", status="requested")
    page = get(client, f"/forum/sessions/{session.code}/")
    assert page.one("title").text == f"Leichte Sprache – {conference.title}"
    assert page.one("h1").text == "Leichte Sprache"
    assert page.one("article")["data-status"] == "requested"
    assert [time["datetime"] for time in page.all("time")] == ["2027-05-03T10:00+02:00", "2027-05-03T11:30+02:00"]
    assert page.one("aside").text == (
        "Auf einen Blick Wann Montag, 3. Mai 2027 10:00 – 11:30 Uhr Saal (vor Ort und online) "
        "Mitteleuropäische Sommerzeit (Europe/Berlin, UTC+2) Wer M. Behr angefragt Träger IQ "
        "Für diese Veranstaltung anmelden In meinen Kalender"
    )
    assert page.one("a", href="https://iq.example/")["rel"] == "nofollow noopener noreferrer"
    assert page.one(class_="prose").one("em").text == "kurzer"
    assert page.one(class_="prose").one("h2").text == "Inhalt"


def test_session_page_of_a_cancelled_one_offers_nothing(client, conference):
    session = place(conference, 10, status="cancelled")
    page = get(client, f"/forum/sessions/{session.code}/")
    assert page.one("h1").one("s").text == str(session.title)
    assert page.one(class_="notice").text == "Diese Veranstaltung fällt aus."
    assert "register" not in " ".join(link["href"] for link in page.one("main").all("a"))


def test_speakers_are_in_order_of_their_family_names(client, conference):
    session = place(conference, 10)
    for name in ("Ida Zett", "Åsa Öztürk", "Jonas Ärmel", "Bea Arm", "Ada Busch"):
        ask(session, name)
    page = get(client, "/forum/speakers/")
    assert [heading.text for heading in page.all("h2")] == [
        "Bea Arm",
        "Jonas Ärmel",
        "Ada Busch",
        "Åsa Öztürk",
        "Ida Zett",
    ]


def test_speakers_who_are_asked_are_shown_with_the_word(client, conference):
    session = place(conference, 10, title={"de": "Runde"})
    ask(session, "M. Behr", status="requested")
    ask(session, "N. Nein", status="declined")
    ask(SessionFactory(conference=conference, status="draft"), "E. Entwurf")
    page = get(client, "/forum/speakers/")
    assert [heading.text for heading in page.all("h2")] == ["M. Behr"]
    assert page.one(class_="speakers").text == "M. Behr Runde angefragt"


def test_speaker_page_tells_what_is_public(client, conference):
    session = place(conference, 10, title={"de": "Runde"}, status="cancelled")
    speaker = SpeakerFactory(
        conference=conference,
        name="Amina Öztürk",
        degree="Dr.",
        position="Leiterin",
        organisation=OrganisationFactory(conference=conference, name="Uni"),
        biography={"de": "Forscht."},
        email="amina@secret.example",
        phone="0361-4711",
        internal_note="heikel",
        website="https://amina.example/",
    )
    AppearanceFactory(session=session, speaker=speaker)
    AppearanceFactory(
        session=SessionFactory(conference=conference, title={"de": "Geheim"}, status="draft"), speaker=speaker
    )
    page = get(client, f"/forum/speakers/{speaker.code}/")
    assert page.one("h1").text == "Dr. Amina Öztürk"
    assert page.one(class_="theme").text == "Leiterin, Uni"
    assert page.one(class_="prose").text == "Forscht."
    assert page.one("h3").text == "Runde"
    assert page.one(class_="card").one(class_="status").text == "fällt aus"
    for secret in ("amina@secret.example", "amina@", "0361-4711", "heikel", "Geheim"):
        assert secret not in page.text


def test_start_page_leads_to_the_only_conference(client, conference):
    ConferenceFactory(published_at=None)
    assert client.get("/").headers["Location"] == "/forum/"
    assert client.get("/en/").headers["Location"] == "/en/forum/"


def test_start_page_lists_several_conferences(client):
    today = timezone.localdate()
    for slug, days in [("past", -40), ("older", -400), ("far", 90), ("next", 0)]:
        day = today + datetime.timedelta(days=days)
        ConferenceFactory(slug=slug, title={"de": slug}, starts_on=day, ends_on=day)
    ConferenceFactory(title={"de": "geheim"}, published_at=None)
    page = get(client, "/")
    assert [heading.text for heading in page.all("h2", "h3")] == [
        "Demnächst",
        "next",
        "far",
        "Vergangene",
        "past",
        "older",
    ]


def test_start_page_without_a_conference_says_so(client):
    assert get(client, "/").one(class_="notice").text == "Es gibt noch keine öffentliche Konferenz."


# What nobody may see


@pytest.mark.parametrize("path", ["sessions/{session.code}/", "sessions/{session.code}/calendar.ics"])
def test_draft_is_not_found(client, conference, path):
    session = place(conference, 10)
    address = "/forum/" + path.format(session=session)
    assert client.get(address).status_code == 200
    type(session).objects.update(status="draft")
    assert client.get(address).status_code == 404
    assert titles(programme(client)) == []


@pytest.mark.parametrize(
    "path",
    [
        "",
        "sessions/{session.code}/",
        "speakers/",
        "speakers/{speaker.code}/",
        "calendar.ics",
        "sessions/{session.code}/calendar.ics",
    ],
)
def test_conference_that_is_not_public_is_not_found_even_by_organisers(admin_client, conference, path):
    session = place(conference, 10)
    speaker = ask(session, "A. Ja").speaker
    address = "/forum/" + path.format(session=session, speaker=speaker)
    assert admin_client.get(address).status_code == 200
    conference.published_at = None
    conference.save()
    assert admin_client.get(address).status_code == 404


@pytest.mark.parametrize(
    "path", ["sessions/{session.code}/", "speakers/{speaker.code}/", "sessions/{session.code}/calendar.ics"]
)
def test_code_of_another_conference_is_not_found(client, conference, path):
    """T07"""
    session = place(ConferenceFactory(slug="other"), 10)
    path = path.format(session=session, speaker=ask(session, "A. Ja").speaker)
    assert client.get(f"/other/{path}").status_code == 200
    assert client.get(f"/forum/{path}").status_code == 404


def test_speaker_of_nothing_public_is_not_found(client, conference):
    declined = ask(place(conference, 10), "N. Nein", status="declined").speaker
    draft = ask(SessionFactory(conference=conference, status="draft"), "E. Entwurf").speaker
    for speaker in (declined, draft):
        assert client.get(f"/forum/speakers/{speaker.code}/").status_code == 404


def test_no_address_number_or_key_of_a_person_is_on_any_public_page(client, conference):
    """T14, and no primary key in an address (T08)."""
    session = place(conference, 10, track=TrackFactory(conference=conference), room=RoomFactory(conference=conference))
    conference.contact_email = "team@secret.example"
    conference.save()
    speaker = ask(session, "A. Ja").speaker
    for path in ("", f"sessions/{session.code}/", "speakers/", f"speakers/{speaker.code}/", "calendar.ics"):
        text = client.get(f"/forum/{path}").content.decode()
        assert speaker.name in text
        assert "@secret.example" not in text
        assert speaker.email.split("@")[0] not in text
        assert re.findall(r'href="[^"]*(?:=|/)\d+(?:/|&|")', text) == []


def test_not_found_page_is_in_the_design_and_the_language(client):
    response = client.get("/en/nothing/here/")
    page = markup.parse(response.content.decode())
    assert response.status_code == 404
    assert page.one("html")["lang"] == "en"
    assert page.one("h1").text == "Not found"
    assert page.one(class_="languages").one("a")["href"] == "/"


# Languages


def test_switch_leads_to_the_same_page_in_the_other_language(client, conference):
    session = place(conference, 10, title={"de": "Ausblick", "en": "Outlook"})
    german = get(client, f"/forum/sessions/{session.code}/")
    link = german.one(class_="languages").one("a")
    assert (link["hreflang"], link["lang"], link.text) == ("en", "en", "English")
    english = get(client, link["href"])
    assert (german.one("html")["lang"], german.one("h1").text) == ("de", "Ausblick")
    assert (english.one("html")["lang"], english.one("h1").text) == ("en", "Outlook")
    assert english.one(class_="languages").one("a")["href"] == f"/forum/sessions/{session.code}/"


def test_browser_and_cookie_do_not_choose_the_language(client, conference):
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    response = client.get("/forum/", headers={"Accept-Language": "en"})
    assert response["Content-Language"] == "de"
    assert client.get("/", headers={"Accept-Language": "en"}).headers["Location"] == "/forum/"


def test_english_page_is_english(client, conference):
    session = place(conference, 10, status="requested", title={"en": "Outlook"})
    page = programme(client, prefix="/en")
    assert page.all("h2")[0].text == "Monday, 3 May 2027"
    assert article(page, session).one(class_="status").text == "requested"
    assert page.one(class_="zone").text == "All times: Central European Summer Time (Europe/Berlin, UTC+2)"


def test_text_in_another_language_is_marked_and_mentioned(client, conference):
    """WCAG 3.1.2; Arabic runs from right to left."""
    session = place(conference, 10, title={"ar": "حقوق"}, abstract={"ar": "نص"})
    place(conference, 10, title={"de": "Ausblick"})
    page = programme(client)
    title = article(page, session).one("h4").one("span")
    assert (title["lang"], title["dir"], title.text) == ("ar", "rtl", "حقوق")
    assert "Einige Texte gibt es nur in einer anderen Sprache: Arabisch." in page.text
    detail = get(client, f"/forum/sessions/{session.code}/")
    prose = detail.one(class_="prose")
    assert (prose["lang"], prose["dir"]) == ("ar", "rtl")
    assert "Diesen Text gibt es nur in dieser Sprache: Arabisch." in detail.text


def test_text_in_the_language_of_the_page_is_not_marked(client, conference):
    session = place(conference, 10, title={"de": "Ausblick", "en": "Outlook"})
    page = programme(client)
    assert article(page, session).one("h4").all("span") == []
    assert "anderen Sprache" not in page.text


# Answers that any cache may keep


def public_addresses(conference):
    session = place(conference, 10)
    speaker = ask(session, "A. Ja").speaker
    paths = ["", "speakers/", f"speakers/{speaker.code}/", "calendar.ics"]
    paths += [f"sessions/{session.code}/", f"sessions/{session.code}/calendar.ics"]
    return [f"{prefix}/forum/{path}" for prefix in ("", "/en") for path in paths]


def test_public_pages_set_no_cookie_and_are_the_same_for_everybody(client, admin_client, conference):
    admin_client.cookies["messages"] = "x"
    for address in public_addresses(conference):
        response = client.get(address)
        assert response.status_code == 200
        assert response.cookies == {}
        assert "Cookie" not in response.get("Vary", "")
        assert response["Cache-Control"] == "public, no-cache"
        assert admin_client.get(address).content == response.content
        assert admin_client.get(address).get("Vary") == response.get("Vary")


def test_public_pages_come_once_until_something_changes(client, conference):
    for address in public_addresses(conference):
        etag = client.get(address)["ETag"]
        assert client.get(address, headers={"If-None-Match": etag}).status_code == 304
    Slot.objects.update(starts_at=at(8, conference=conference))
    assert client.get("/forum/", headers={"If-None-Match": client.get("/forum/")["ETag"]}).status_code == 304
    assert client.get(address, headers={"If-None-Match": etag}).status_code == 200


def test_public_pages_only_answer_questions(client, conference):
    for address in public_addresses(conference):
        assert client.head(address).status_code == 200
        assert client.post(address).status_code == 405


@pytest.mark.parametrize(
    ("path", "queries"),
    [
        ("", ["conference", "session", "seats", "slot", "appearance", "slot"]),  # the second time: breaks
        ("?q=Referentin", ["conference", "session", "seats", "slot", "appearance", "slot"]),
        ("speakers/", ["conference", "speaker", "appearance", "slot", "room"]),
        ("calendar.ics", ["conference", "session", "seats", "slot", "appearance"]),
    ],
)
def test_thirty_sessions_cost_no_more_queries_than_one(client, conference, path, queries):
    for number in (1, 29):
        for _ in range(number):
            add_with_everything(conference)
        with CaptureQueriesContext(connection) as captured:
            client.get(f"/forum/{path}")
        statements = [re.search(r'^SELECT .*? FROM "programme_(\w+)"', query["sql"]) for query in captured]
        assert [statement[1] for statement in statements if statement] == queries


def add_with_everything(conference):
    session = place(
        conference,
        10,
        track=TrackFactory(conference=conference),
        host=OrganisationFactory(conference=conference),
        room=RoomFactory(conference=conference),
    )
    SlotFactory(session=session, kind="follow_up", room=RoomFactory(conference=conference))
    for name in ("A. Ja", "B. Doch"):
        speaker = SpeakerFactory(
            conference=conference, name=name, organisation=OrganisationFactory(conference=conference)
        )
        AppearanceFactory(session=session, speaker=speaker)


def test_organisers_see_a_public_page_like_everybody(client, conference):
    SessionFactory(conference=conference, status="draft", title={"de": "Entwurf"})
    client.force_login(OrganiserFactory())
    assert "Entwurf" not in programme(client).text


# The style sheet

CSS = (settings.BASE_DIR / "static/css/site.css").read_text()


def test_style_sheet_is_small():
    assert len(CSS.encode()) < 30_000


def test_style_sheet_serves_both_directions_of_writing():
    """Sides are named by the text (inline-start), not by the screen (left)."""
    physical = (
        r"(?:margin|padding|border|inset)-(?:left|right)|^\s*(?:left|right)\s*:|(?:text-align|float):\s*(?:left|right)"
    )
    assert re.findall(physical, CSS, re.MULTILINE) == []


def colours(block):
    return dict(re.findall(r"--([\w-]+):\s*(#[0-9a-f]{6});", block))


def luminance(colour):
    """WCAG 2.2, relative luminance."""
    channels = [int(colour[position : position + 2], 16) / 255 for position in (1, 3, 5)]
    linear = [value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4 for value in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one, other):
    lighter, darker = sorted([luminance(one), luminance(other)], reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_colours_have_contrast(scheme):
    """WCAG 1.4.3 (text, 4.5) and 1.4.11 (edges of fields and marks, 3)."""
    light, dark = re.findall(r":root \{(.*?)\n\s*\}", CSS, re.DOTALL)[:2]
    palette = colours(light) | (colours(dark) if scheme == "dark" else {})
    pairs = [
        (ink, ground) for ink in ("ink", "soft", "accent", "amber", "red", "green") for ground in ("paper", "card")
    ]
    pairs += [("ink", f"{wash}-wash") for wash in ("accent", "amber", "red", "green")]
    pairs += [("soft", "accent-wash"), ("amber", "amber-wash"), ("amber", "accent-wash"), ("red", "red-wash")]
    pairs += [("red", "accent-wash"), ("accent", "accent-wash"), ("accent-ink", "accent"), ("band", "band-ink")]
    pairs += [(ink, ground) for ink in ("band-ink", "band-soft") for ground in ("band", "band-weave")]
    weak = {pair: contrast(palette[pair[0]], palette[pair[1]]) for pair in pairs}
    assert {pair: ratio for pair, ratio in weak.items() if ratio < 4.5} == {}
    assert min(contrast(palette["edge"], palette[ground]) for ground in ("paper", "card")) >= 3


@pytest.mark.parametrize("prefix", ["", "/en"])
def test_head_of_every_page_is_text_and_names_one_address(client, prefix):
    """A title takes text only: of a text in another language, too."""
    session = SlotFactory(session__title={"de": "Öffnung & mehr"}, session__conference__title={"de": "Tag <1>"}).session
    speaker = AppearanceFactory(session=session).speaker
    pages = [reverse(f"programme:{name}", args=[session.conference.slug]) for name in ("programme", "speaker-list")]
    pages += [session.get_absolute_url(), speaker.get_absolute_url()]
    pages += [reverse("registration:register", args=[session.conference.slug])]
    for page in pages:
        head = client.get(f"{prefix}{page}?session={session.code}").text.partition("</head>")[0]
        [title] = re.findall(r"<title>(.*?)</title>", head, re.DOTALL)
        [description] = re.findall(r'<meta name="description" content="([^"]*)">', head)
        assert "<" not in title + description
        assert "&lt;span" not in title + description
        assert "Tag &lt;1&gt;" in description
        assert re.findall(r'<link rel="canonical" href="([^"]*)">', head) == [f"{settings.BASE_URL}{prefix}{page}"]


def test_page_for_one_person_names_no_address_for_search_engines(client):
    assert "canonical" not in client.get("/me/").text
