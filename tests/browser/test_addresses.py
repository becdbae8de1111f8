"""What a browser makes of an address before we see it."""

import pytest

from programme.models import Conference
from registration.models import Attendee
from tests.factories import SlotFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_browser_sends_the_address_that_was_typed(page, site):
    """Chromium makes strasse.example of it in <input type="email">, and takes out what cannot be seen."""
    session = SlotFactory().session
    page.goto(f"{site}/{session.conference.slug}/register/?session={session.code}")
    page.fill("[name=name]", "Anna")
    page.check("[name=privacy]")
    page.fill("[name=email]", "Anna@exam\u200bple.net")
    page.locator("main form button").last.click()
    assert "U+200B" in page.locator("#id_email_error").inner_text()
    page.fill("[name=email]", "Anna@Straße.example")
    page.locator("main form button").last.click()
    page.wait_for_url("**/done/**")
    assert Attendee.objects.get().email == "anna@xn--strae-oqa.example"


def test_browser_of_an_organiser_does_so_too(page, site, organiser):
    conference = SlotFactory().conference
    page.goto(f"{site}/admin/programme/conference/{conference.pk}/change/")
    page.fill("[name=contact_email]", "buero@Straße.example")
    page.click(".submit-row [name=_save]")
    page.wait_for_url("**/admin/?conference=*")
    assert Conference.objects.get().contact_email == "buero@xn--strae-oqa.example"
