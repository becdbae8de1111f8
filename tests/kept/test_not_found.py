"""A page that is not there: said within the conference in whose addresses it was looked for, and cheaply."""

import pytest
from django.db import connection
from django.db.utils import OperationalError
from django.test import Client
from django.test.utils import CaptureQueriesContext

from programme.models import Conference
from tests import markup
from tests.factories import ConferenceFactory
from womconf.kept.store import store


@pytest.fixture
def conference(keeping):
    conference = ConferenceFactory(slug="forum")
    keeping()
    return conference


def main_link(response):
    assert response.status_code == 404
    return markup.parse(response.text).one("main").one("a")["href"]


@pytest.mark.parametrize("path", ["forum/sessions/unknown/", "forum/speakers/unknown/", "forum/nothing/here/"])
@pytest.mark.parametrize("prefix", ["/", "/en/"])
def test_in_a_conference_it_leads_to_the_programme(conference, prefix, path):
    response = Client().get(f"{prefix}{path}")
    assert main_link(response) == f"{prefix}forum/"
    page = markup.parse(response.text)
    assert page.one(class_="brand")["href"] == f"{prefix}forum/"
    assert page.one(class_="site-nav").all("a")[0]["href"] == f"{prefix}forum/"


@pytest.mark.parametrize(
    "path", ["/nothing/", "/hidden/sessions/x/", "/en/x/", "/admin.php", "/%00/x", "/%FC/x", "/static/x"]
)
def test_elsewhere_it_leads_to_the_conferences(conference, path):
    ConferenceFactory(slug="hidden", published_at=None)
    assert main_link(Client().get(path)) == ("/en/" if path.startswith("/en/") else "/")


def test_conference_that_is_hidden_meanwhile_is_not_named(conference, keeping):
    Client().get("/forum/")
    assert main_link(Client().get("/forum/nothing/here/")) == "/forum/"
    Conference.objects.update(published_at=None)
    keeping()
    assert main_link(Client().get("/forum/nothing/here/")) == "/"


@pytest.mark.parametrize(("path", "statements"), [("/forum/nothing/here/", 0), ("/junk/nothing/here/", 1)])
def test_it_asks_the_database_hardly_anything_and_nothing_is_kept_for_it(conference, path, statements):
    Client().get("/forum/")
    kept = set(store._entries)
    with CaptureQueriesContext(connection) as asked:
        Client().get(path)
    assert len([each for each in asked if each["sql"].startswith("SELECT")]) == statements
    assert set(store._entries) == kept


def test_it_is_said_while_the_database_is_away(conference, monkeypatch):
    def away(*_args):
        raise OperationalError

    monkeypatch.setattr(type(Conference.objects.all()), "public", away)
    assert main_link(Client().get("/junk/nothing/here/")) == "/"
