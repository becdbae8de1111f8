"""What nobody may see, and answers that any cache may keep."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from programme.models import Slot
from tests import markup
from tests.factories import (
    AppearanceFactory,
    ConferenceFactory,
    OrganisationFactory,
    OrganiserFactory,
    RoomFactory,
    SessionFactory,
    SlotFactory,
    SpeakerFactory,
    TrackFactory,
)
from tests.programme.pages.reading import ask, at, place, programme, titles

pytestmark = pytest.mark.django_db

TEXTS = ["programme.csv", "programme.md"]  # exports that are text


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
        "programme.csv",
        "programme.xlsx",
        "programme.md",
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
    for path in ("", f"sessions/{session.code}/", "speakers/", f"speakers/{speaker.code}/", "calendar.ics", *TEXTS):
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


# Answers that any cache may keep


def public_addresses(conference):
    session = place(conference, 10)
    speaker = ask(session, "A. Ja").speaker
    paths = ["", "speakers/", f"speakers/{speaker.code}/", "hosts/", "rooms/", "tracks/", "calendar.ics"]
    paths += ["programme.xlsx", *TEXTS]
    paths += [f"sessions/{session.code}/", f"sessions/{session.code}/calendar.ics"]
    return [f"{prefix}/forum/{path}" for prefix in ("", "/en") for path in paths]


def test_public_pages_set_no_cookie_and_are_the_same_for_everybody(client, admin_client, conference):
    admin_client.cookies["messages"] = "x"
    for address in public_addresses(conference):
        response = client.get(address)
        assert response.status_code == 200
        assert response.cookies == {}
        assert "Cookie" not in response.get("Vary", "")
        assert response["Cache-Control"] == "public, max-age=0, s-maxage=2, must-revalidate"
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


ROWS = ["conference", "track", "organisation", "room", "picture", "speaker", "slot", "pool", "appearance"]
ROWS += ["sessionfile", "session"]


PAGES = ["", "?q=Referentin", "speakers/", "calendar.ics", "sessions/{code}/", "hosts/", "rooms/", "tracks/"]


@pytest.mark.parametrize(
    "path", [*PAGES, *TEXTS, "programme.xlsx", "hosts/{host}/", "rooms/{room}/", "tracks/{track}/"]
)
def test_thirty_sessions_cost_no_more_queries_than_one(client, conference, path):
    """Every page reads the same rows, each table once."""
    for number in (1, 29):
        for _ in range(number):
            session = add_with_everything(conference)
        codes = {"host": session.host.code, "room": session.main_slot.room.code, "track": session.track.code}
        address = f"/forum/{path.format(code=session.code, **codes)}"
        with CaptureQueriesContext(connection) as captured:
            assert client.get(address).status_code == 200
        statements = [re.search(r'^SELECT .*? FROM "programme_(\w+)"', query["sql"]) for query in captured]
        assert [statement[1] for statement in statements if statement] == ROWS


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
    return session


def test_organisers_see_a_public_page_like_everybody(client, conference):
    SessionFactory(conference=conference, status="draft", title={"de": "Entwurf"})
    client.force_login(OrganiserFactory())
    assert "Entwurf" not in programme(client).text
