"""The interface is kept as the pages are, and no answer on the way loses what it says to other sites."""

import pytest
from django.test import Client

from programme.models import Session
from tests import factories
from tests.kept.test_pages import get, statements_of
from tests.mail.workers import wait_for
from womconf.kept.store import store

SESSIONS = "/api/v1/conferences/tagung/sessions/"


@pytest.fixture
def session(keeping):
    speaker = factories.SpeakerFactory(conference=factories.ConferenceFactory(slug="tagung"))
    slot = factories.SlotFactory(session__conference=speaker.conference, session__title={"de": "Alte Wege"})
    factories.AppearanceFactory(session=slot.session, speaker=speaker)
    return slot.session


@pytest.mark.parametrize("list_", ["", "sessions/", "sessions/?page=1", "breaks/", "speakers/", "rooms/", "tracks/"])
def test_second_reader_costs_no_statement(session, list_):
    assert wait_for(lambda: statements_of(f"/api/v1/conferences/tagung/{list_}") == 0)


@pytest.mark.parametrize("path", ["/api/v1/", "/api/v1/openapi.json", "/api/v1/conferences/"])
def test_nor_does_the_second_reader_of_what_concerns_all_conferences(session, path):
    assert wait_for(lambda: statements_of(path) == 0)


def test_a_change_is_in_the_next_answer(session, keeping):
    assert "Alte Wege" in get(SESSIONS).text
    Session.objects.update(title={"de": "Neue Wege"})
    keeping()
    assert "Neue Wege" in get(SESSIONS).text


def test_junk_in_the_address_makes_no_second_copy(session):
    assert wait_for(lambda: statements_of(SESSIONS) == 0)
    before = set(store._entries)
    for query in (
        "utm=1",
        "page=",
        "page[]=1",
        "page=0",
        "page=01",
        "page=%EF%BC%91",
        "page=1&page=1&page=2",
        "page=7",
    ):
        assert get(f"{SESSIONS}?{query}").status_code in {200, 400, 404}
    assert set(store._entries) == before


@pytest.mark.parametrize("method", ["get", "head"])
@pytest.mark.parametrize("encoding", ["", "gzip", "br"])
@pytest.mark.parametrize("is_known", [False, True])
def test_each_answer_may_be_read_from_elsewhere(session, method, encoding, is_known):
    etag = get(SESSIONS, accept_encoding=encoding)["ETag"]
    headers = {"accept-encoding": encoding, "if-none-match": etag if is_known else '"other"'}
    response = getattr(Client(headers={**headers, "origin": "https://elsewhere.example"}), method)(SESSIONS)
    assert response.status_code == (304 if is_known else 200)
    assert response["Access-Control-Allow-Origin"] == "*"
    assert response["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert "Access-Control-Allow-Credentials" not in response.headers


def test_link_to_the_next_page_is_kept(session, monkeypatch):
    monkeypatch.setattr("programme.exports.api.answers.PAGE_SIZE", 1)
    factories.SessionFactory(conference=session.conference)
    assert wait_for(lambda: statements_of(SESSIONS) == 0)
    assert get(SESSIONS)["Link"].endswith('?page=2>; rel="next"')
