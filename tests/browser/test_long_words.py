"""A name or a title that is one long word breaks rather than make a page wider than the screen."""

import pytest

from programme.models import Slot
from registration import emails
from registration.emails.personal_links import personal_link
from tests.browser.conftest import PHONE
from tests.factories import RegistrationFactory, SlotFactory
from tests.mail.writing import work

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
WIDE = {"width": 1280, "height": 800}


@pytest.fixture
def registration():
    """Of somebody with a long name, who does not know when a session with a long title is now."""
    slot = SlotFactory(session__title={"de": "W" * 180, "en": "M" * 180})
    registration = RegistrationFactory(session=slot.session, attendee__name="N" * 120)
    SlotFactory(session__conference=slot.conference, session__title={"de": "O" * 180}, starts_at=slot.ends_at)
    emails.tell_registered([registration])
    work()
    Slot.objects.filter(pk=slot.pk).update(starts_at=slot.ends_at, ends_at=None)
    return registration


def is_too_wide(page):
    return page.evaluate("document.documentElement.scrollWidth > innerWidth")


@pytest.mark.parametrize("size", [PHONE, WIDE], ids=["phone", "wide"])
def test_long_words_break(page, site, organiser, registration, size):
    session = registration.session
    page.set_viewport_size(size)
    addresses = [
        f"/admin/programme/conference/{session.conference_id}/untold/",
        f"/admin/programme/session/{session.pk}/change/",
        personal_link(registration.attendee).url.removeprefix(site),
    ]
    found = []
    for address in addresses:
        page.goto(f"{site}{address}")
        found += [address] if is_too_wide(page) else []
    page.goto(f"{site}/admin/programme/session/{session.pk}/change/")
    page.locator("select[name=CHANGE_FORM-action]").select_option("cancel")
    page.get_by_role("button", name="Ausführen").click()
    page.wait_for_selector(".ask-first")
    assert (found, is_too_wide(page)) == ([], False)
