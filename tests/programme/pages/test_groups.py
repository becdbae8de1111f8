"""Pages of hosts, rooms and tracks, and what takes place around a session."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from programme.groups import PARALLEL_SHOWN
from tests.browsers import opened
from tests.factories import (
    AppearanceFactory,
    ConferenceFactory,
    FollowUpPoolFactory,
    OrganisationFactory,
    RoomFactory,
    SessionFactory,
    SlotFactory,
    SpeakerFactory,
    TrackFactory,
)
from tests.programme.pages.reading import DAY, ask, at, get, place

pytestmark = pytest.mark.django_db
NEXT_DAY = DAY + datetime.timedelta(days=1)


@pytest.fixture
def things(conference):
    """A host, a room and a track, with the field of a session or slot that names each."""
    return {
        "host": OrganisationFactory(conference=conference, name="Verein"),
        "room": RoomFactory(conference=conference, name={"de": "Saal"}, kind="on_site"),
        "track": TrackFactory(conference=conference, name={"de": "Strang"}),
    }


KINDS = pytest.mark.parametrize("kind", ["host", "room", "track"])


def cards(page):
    return [card.text for card in page.all("li") if "card" in (card.get("class") or "")]


# Hosts, rooms, tracks


@KINDS
def test_page_lists_its_sessions_in_order_of_time(client, conference, things, kind):
    other_room = RoomFactory(conference=conference, name={"de": "Küche"})
    room = things["room"] if kind == "room" else other_room
    of_them = {} if kind == "room" else {kind: things[kind]}
    place(conference, 9, day=NEXT_DAY, title={"de": "Zweiter Tag"}, room=room, **of_them)
    place(conference, 14, title={"de": "Nachmittag"}, room=room, status="requested", **of_them)
    place(conference, 10, title={"de": "Morgen"}, room=room, capacity=1, **of_them)
    place(conference, 10, title={"de": "Anderswo"})
    place(conference, 11, title={"de": "Entwurf"}, room=room, status="draft", **of_them)
    where = "" if kind == "room" else " · Küche"
    assert cards(get(client, things[kind].get_absolute_url())) == [
        f"Montag, 3. Mai 2027 · 10:00 – 11:00 Uhr{where} Morgen wenige Plätze",
        f"Montag, 3. Mai 2027 · 14:00 – 15:00 Uhr{where} Nachmittag angefragt",
        f"Dienstag, 4. Mai 2027 · 09:00 – 10:00 Uhr{where} Zweiter Tag",
    ]


@KINDS
def test_thing_that_has_nothing_public_is_not_found(client, conference, things, kind):
    address = things[kind].get_absolute_url()
    slot = SlotFactory(
        session=SessionFactory(conference=conference, track=things["track"], host=things["host"]), room=things["room"]
    )
    ask(slot.session, "N. Nein", status="declined")
    assert client.get(address).status_code == 200
    type(slot.session).objects.update(status="draft")
    assert client.get(address).status_code == 404
    assert cards(get(client, f"/forum/{kind}s/")) == []


@KINDS
def test_code_that_is_not_of_this_conference_is_not_found(client, conference, things, kind):
    other = ConferenceFactory(slug="other")
    foreign = {
        "host": OrganisationFactory(conference=other),
        "room": RoomFactory(conference=other),
        "track": TrackFactory(conference=other),
    }
    SlotFactory(
        session=SessionFactory(conference=other, host=foreign["host"], track=foreign["track"]), room=foreign["room"]
    )
    assert client.get(foreign[kind].get_absolute_url()).status_code == 200
    for code in (foreign[kind].code, "bcdfghjk", "verein", str(things[kind].pk), things[kind].code.upper(), "x" * 300):
        assert client.get(f"/forum/{kind}s/{code}/").status_code == 404
    for code in ("a b", "ä", "%00", "a/b", ".."):
        assert client.get(f"/forum/{kind}s/{code}/").status_code in {400, 404}


@KINDS
def test_names_that_are_pages_or_markup_or_alike_lead_where_they_should(client, conference, things, kind):
    names = ["speakers", "hosts", "<b>fett</b>", "x" * 100, "قاعة", "🎉", "Saal ", "..", "{{ 7|add:7 }}"]
    made = {
        "host": lambda name: OrganisationFactory(conference=conference, name=name),
        "room": lambda name: RoomFactory(conference=conference, name={"de": name}),
        "track": lambda name: TrackFactory(conference=conference, name={"de": name}),
    }[kind]
    for hour, name in enumerate(names):
        thing = made(name)
        slot = {"room": thing} if kind == "room" else {kind: thing}
        place(conference, 8 + hour, **slot)
        page = get(client, thing.get_absolute_url())
        assert page.one("h1").text == name.strip()
    headings = [heading.text for heading in get(client, f"/forum/{kind}s/").all("h2")]
    assert sorted(headings) == sorted(name.strip() for name in names)


def test_host_shows_its_people_with_what_they_do(client, conference, things):
    session = place(conference, 10, title={"de": "Runde"})
    speaker = SpeakerFactory(conference=conference, name="Ada Busch", organisation=things["host"], position="Leitung")
    AppearanceFactory(session=session, speaker=speaker, status="requested")
    things["host"].website, things["host"].description = "https://verein.example/", {"de": "Wir *helfen*."}
    things["host"].save()
    page = get(client, things["host"].get_absolute_url())
    assert cards(page) == ["AB Ada Busch Leitung Runde angefragt"]
    assert page.one("a", href="https://verein.example/")["rel"] == "nofollow noopener noreferrer"
    assert page.one(class_="prose").one("em").text == "helfen"
    assert cards(get(client, "/forum/hosts/")) == ["Verein 1 Referent:in"]


def test_room_tells_the_way_and_who_can_enter(client, conference, things):
    place(conference, 10, room=things["room"])
    room = things["room"]
    room.directions, room.access = {"de": "# Vom Bahnhof\n\nLinie 3"}, {"ar": "مصعد"}
    room.save()
    conference.venue = {"de": "Stadthalle"}
    conference.save()
    page = get(client, room.get_absolute_url())
    headings = [heading.text for heading in page.all("h2", "h3")]
    assert headings[:3] == ["Der Weg dorthin", "Vom Bahnhof", "Barrierefreiheit"]
    assert page.all(class_="prose")[1]["dir"] == "rtl"
    assert "vor Ort Stadthalle" in page.one("main").text
    assert cards(get(client, "/forum/rooms/")) == [
        "Saal vor Ort · mit Wegbeschreibung · mit Angaben zur Barrierefreiheit"
    ]


def test_room_lists_follow_ups_and_breaks(client, conference, things):
    session = place(conference, 10, title={"de": "Vortrag"})
    FollowUpPoolFactory(session=session, slot__room=things["room"], slot__title={"de": "Gespräch"})
    SlotFactory(
        session=None, conference=conference, kind="break", room=things["room"], starts_at=at(9), title={"de": "Kaffee"}
    )
    headings = [heading.text for heading in get(client, things["room"].get_absolute_url()).all("h3")]
    assert headings == ["Kaffee", "Gespräch: Vortrag"]


def test_room_online_has_no_way_whoever_wrote_it(client, conference, things):
    """Rule 8: what is typed there by mistake is the link."""
    room, secret = things["room"], "https://video.example/j/4711"
    place(conference, 10, room=room)
    room.directions = {"de": secret}
    room.save()
    assert secret in get(client, room.get_absolute_url()).one("main").text
    with pytest.raises(ValidationError) as refusal:
        type(room)(conference=conference, name={"de": "Netz"}, kind="online", directions={"de": secret}).full_clean()
    assert list(refusal.value.message_dict) == ["directions"]
    type(room).objects.update(kind="online")
    for path in (room.get_absolute_url(), "/forum/rooms/", "/forum/"):
        assert secret not in client.get(path).text
    type(room)(conference=conference, name={"de": "Netz"}, kind="online", access={"de": "Untertitel"}).full_clean()


def test_foot_leads_to_what_there_is(client, conference, things):
    def foot():
        return [link.text for link in get(client, "/forum/").one("footer").all("a")]

    assert foot() == []
    place(conference, 10, room=things["room"])
    assert foot() == ["Räume und Wege"]
    place(conference, 11, track=things["track"], host=things["host"])
    assert foot() == ["Themenstränge", "Räume und Wege", "Organisationen"]


# Around a session


def around(client, session):
    """Return what the page of a session names before it, after it, and at the same time."""
    page = get(client, session.get_absolute_url())
    before, after = ([part.one("a").text for part in page.all("p", class_=name)] for name in ("before", "after"))
    return before, after, [item.text for section in page.all("section", class_="beside") for item in section.all("li")]


def test_session_names_what_is_before_and_after_and_at_the_same_time(client, conference):
    left, right = (RoomFactory(conference=conference, name={"de": name}, position=1) for name in ("Links", "Rechts"))
    front = RoomFactory(conference=conference, name={"de": "Vorn"}, position=0)
    late = place(conference, 12, title={"de": "Spät"}, room=front)
    second = place(conference, 10, title={"de": "Zwei"}, room=right)
    first = place(conference, 10, 121, title={"de": "Eins"}, room=left)
    early = place(conference, 9, title={"de": "Früh"}, room=front, status="requested")
    cancelled = place(conference, 10, title={"de": "Aus"}, room=front, status="cancelled")
    later = SessionFactory(conference=conference, title={"de": "Irgendwann"})
    SessionFactory(conference=conference, status="draft")
    assert around(client, early) == ([], ["Eins"], [])
    assert around(client, cancelled) == (
        ["Früh"],
        ["Spät"],
        ["10:00 – 12:01 Uhr · Links Eins", "10:00 – 11:00 Uhr · Rechts Zwei"],
    )
    assert around(client, first) == (
        ["Früh"],
        ["Spät"],
        ["10:00 – 11:00 Uhr · Rechts Zwei", "12:00 – 13:00 Uhr · Vorn Spät"],
    )
    assert around(client, second) == (["Früh"], ["Spät"], ["10:00 – 12:01 Uhr · Links Eins"])
    assert around(client, late) == (["Zwei"], [], ["10:00 – 12:01 Uhr · Links Eins"])
    assert around(client, later) == ([], [], [])


def test_before_and_after_is_what_takes_place_in_the_same_room(client, conference):
    left, right = (RoomFactory(conference=conference, name={"de": name}) for name in ("Links", "Rechts"))
    for hour in (9, 10, 11):
        for room in (left, right):
            place(conference, hour, title={"de": f"{room} {hour}"}, room=room)
    middle = conference.sessions.get(title__icontains="Rechts 10")
    assert around(client, middle)[:2] == (["Rechts 9"], ["Rechts 11"])


def test_session_without_an_end_is_beside_what_runs_when_it_begins(client, conference):
    open_end = place(conference, 10, None, title={"de": "Offen"})
    runs = place(conference, 9, 90, title={"de": "Läuft"})
    place(conference, 11, title={"de": "Danach"})
    assert around(client, open_end)[2] == ["09:00 – 10:30 Uhr Läuft"]
    assert around(client, runs)[2] == ["ab 10:00 Uhr Offen"]


def test_session_at_two_times_is_in_the_line_once_and_beside_both(client, conference):
    twice = place(conference, 10, title={"de": "Zweimal"})
    SlotFactory(session=twice, starts_at=at(14), ends_at=at(15))
    at_two = place(conference, 14, title={"de": "Um zwei"})
    assert around(client, twice) == ([], ["Um zwei"], ["14:00 – 15:00 Uhr Um zwei"])
    assert around(client, at_two) == (["Zweimal"], [], ["14:00 – 15:00 Uhr Zweimal"])


def test_many_parallel_sessions_are_counted_not_listed(client, conference):
    session = place(conference, 10)
    for _ in range(PARALLEL_SHOWN + 3):
        place(conference, 10)
    page = get(client, session.get_absolute_url())
    assert len(around(client, session)[2]) == PARALLEL_SHOWN
    assert page.one("section", class_="beside").one("p").text == "3 weitere im Programm"


@KINDS
def test_admin_leads_to_the_page_where_there_is_one(admin_client, conference, things, kind):
    thing = things[kind]
    change = reverse(f"admin:programme_{thing._meta.model_name}_change", args=[thing.pk])
    assert "viewsitelink" not in admin_client.get(change).text
    place(conference, 10, room=things["room"], host=things["host"], track=things["track"])
    assert f'href="{thing.get_absolute_url()}" class="viewsitelink"' in admin_client.get(change).text


def test_admin_refuses_the_way_to_a_room_online_and_keeps_what_was_typed(admin_client, things):
    page = reverse("admin:programme_room_change", args=[things["room"].pk])
    form = opened(admin_client, page) | {"kind": "online", "directions_0": "https://video.example/j/1"}
    response = admin_client.post(page, form)
    assert response.status_code == 200
    assert "Was hier steht, ist öffentlich" in response.text
    assert "https://video.example/j/1" in response.text
