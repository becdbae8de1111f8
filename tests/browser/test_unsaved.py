"""A page of the admin on which something was typed asks before it is left; a save leaves without a question."""

import pytest
from django.urls import reverse

from programme.models import Session
from tests import seed
from tests.factories import ConferenceFactory, OrganiserFactory, SlotFactory, TrackFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def asked(page, live_server):
    """Sign in, and note each question of the browser, which is answered by staying."""
    cookie = seed.browser_of(OrganiserFactory(username="anna")).cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": cookie, "url": live_server.url}])
    found = []
    page.on("dialog", lambda dialog: (found.append(dialog.type), dialog.dismiss()))
    return found


def test_page_of_a_session_asks_before_typed_text_is_lost(page, live_server, asked):
    session = SlotFactory().session
    TrackFactory(conference=session.conference)
    address = live_server.url + reverse("admin:programme_session_change", args=[session.pk])
    home = page.locator(".breadcrumbs a").first
    page.goto(address)
    page.locator("#id_title_0").click()
    home.click()
    page.wait_for_url(lambda url: url != address, timeout=30_000)
    assert asked == []
    page.goto(address)
    page.locator("#id_title_0").fill("Neuer Titel")
    home.click()
    page.wait_for_timeout(500)
    assert (asked, page.url) == (["beforeunload"], address)
    page.locator(".submit-row [name=_save]").click()
    page.locator(".messagelist .success").wait_for(timeout=30_000)
    assert (asked, str(Session.objects.get().title)) == (["beforeunload"], "Neuer Titel")


def test_page_that_says_what_a_conference_lacks_asks_nothing_where_nothing_was_typed(page, live_server, asked):
    conference = ConferenceFactory(published_at=None, contact_email="")
    address = live_server.url + reverse("admin:programme_conference_change", args=[conference.pk])
    page.goto(address)
    assert page.locator(".untold-note").count() == 1
    page.locator("#id_title_0").click()
    page.locator(".breadcrumbs a").first.click()
    page.wait_for_url(lambda url: url != address, timeout=30_000)
    assert asked == []


def test_list_with_fields_asks_too(page, live_server, asked):
    SlotFactory()
    page.goto(f"{live_server.url}/admin/programme/session/edit/")
    page.locator("[name=form-0-internal_note]").fill("Beamer")
    page.locator(".breadcrumbs a").first.click()
    page.wait_for_timeout(500)
    assert asked == ["beforeunload"]
