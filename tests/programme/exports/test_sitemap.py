"""The sitemap, as a search engine reads it."""

import re
from urllib.robotparser import RobotFileParser

import pytest
from defusedxml import ElementTree
from django.conf import settings
from django.test import Client

from programme import sitemaps
from programme.models import Conference
from tests import markup
from tests.factories import ConferenceFactory, SessionFactory
from tests.programme.exports import everything

pytestmark = pytest.mark.django_db

NAMES = {"map": "http://www.sitemaps.org/schemas/sitemap/0.9", "xhtml": "http://www.w3.org/1999/xhtml"}


def pages():
    """Return {address: {language: address}} as the sitemap has it."""
    root = ElementTree.fromstring(Client().get("/sitemap.xml").content)
    assert root.tag == f"{{{NAMES['map']}}}urlset"
    found = {}
    for url in root.findall("map:url", NAMES):
        links = url.findall("xhtml:link", NAMES)
        address = url.findtext("map:loc", namespaces=NAMES)
        assert address not in found
        found[address] = {link.get("hreflang"): link.get("href") for link in links}
    return found


def test_each_page_is_there_and_calls_itself_so():
    everything.everything(), everything.empty()
    SessionFactory(conference__published_at=None)
    found = pages()
    assert len(found) > 40
    robots = RobotFileParser()
    robots.parse(Client().get("/robots.txt").text.splitlines())
    assert robots.site_maps() == [f"{settings.BASE_URL}/sitemap.xml"]
    for address, others in found.items():
        path = address.removeprefix(settings.BASE_URL)
        response = Client().get(path)
        assert response.status_code == 200, path
        links = markup.parse(response.text).all("link")
        assert [link["href"] for link in links if link.get("rel") == "canonical"] == [address] or path in {"/", "/en/"}
        assert {link["hreflang"]: link["href"] for link in links if link.get("hreflang")} == others
        assert address in others.values()
        assert others["x-default"] == others["de"]
        assert all(other in found for other in others.values())
        assert robots.can_fetch("Googlebot", path)


def test_all_public_pages_are_there_and_no_other():
    conference = everything.everything()
    found = [address.removeprefix(settings.BASE_URL) for address in pages()]
    shown = {session.get_absolute_url() for session in conference.sessions.public()}
    assert shown <= set(found)
    (draft,) = set(conference.sessions.all()) - set(conference.sessions.public())
    assert draft.get_absolute_url() not in found
    (speaker, _asked, gone) = conference.speakers.order_by("pk")
    assert speaker.get_absolute_url() in found
    assert gone.get_absolute_url() not in found
    assert [path for path in found if re.search(r"\.\w+$", path)] == []


def test_one_conference_needs_no_list_and_none_no_page():
    assert pages() == {}
    ConferenceFactory(slug="eine")
    assert f"{settings.BASE_URL}/" not in pages()
    ConferenceFactory(slug="andere")
    assert f"{settings.BASE_URL}/en/" in pages()
    Conference.objects.update(published_at=None)
    assert pages() == {}


def test_address_with_the_name_of_a_language_in_it_stays_as_it_is():
    session = SessionFactory()
    session.code = "de"
    session.save()
    assert f"{settings.BASE_URL}{session.get_absolute_url()}" in pages()
    assert pages()[f"{settings.BASE_URL}{session.get_absolute_url()}"]["x-default"].endswith("/sessions/de/")


def test_origin_is_that_of_the_settings(settings):
    ConferenceFactory(slug="eine")
    settings.ALLOWED_HOSTS = ["*"]
    settings.BASE_URL = "https://tag.example"
    text = Client().get("/sitemap.xml", headers={"host": "evil.example"}).text
    assert "https://tag.example/eine/" in text
    assert "evil" not in text


def test_file_has_no_more_addresses_than_a_search_engine_reads(monkeypatch):
    monkeypatch.setattr(sitemaps, "MOST_ADDRESSES", 7)
    SessionFactory.create_batch(3, conference=ConferenceFactory())
    ConferenceFactory(starts_on="2020-01-01", ends_on="2020-01-01", slug="alt")
    found = pages()
    assert len(found) == 6  # three pages, in both languages
    assert [address for address in found if "/alt/" in address] == []
