"""Saying how it was, on a narrow screen, by keyboard alone."""

import datetime

import pytest
from django.utils import timezone

from registration import emails
from registration.models import Feedback
from tests.browser.looking import TARGET_SIZE, violations
from tests.browser.test_public_pages import NARROW
from tests.factories import ConferenceFactory, RegistrationFactory, SlotFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def registration():
    conference = ConferenceFactory(asks_feedback=True, starts_on=timezone.localdate())
    slot = SlotFactory(
        session__conference=conference,
        session__title={"de": "Grundstücksverkehrsgenehmigungszuständigkeiten"},
        starts_at=timezone.now() - datetime.timedelta(hours=2),
    )
    return RegistrationFactory(session=slot.session, status="confirmed")


def test_feedback_is_given_by_keyboard_on_a_narrow_screen(page, site, registration):
    page.set_viewport_size(NARROW)
    page.goto(emails.personal_link(registration.attendee).url)
    summary = page.locator("summary", has_text="Sagen, wie es war")
    summary.focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")  # to the text, past the choice that nobody has made
    form = page.locator("form[action$='/me/feedback/']")
    page.keyboard.type("Die Beispiele")
    form.locator("button").focus()
    page.keyboard.press("Enter")

    summary_of_errors = page.locator(".error-summary")
    summary_of_errors.wait_for()
    assert form.get_by_label("Was war gut?").input_value() == "Die Beispiele"
    assert violations(page, TARGET_SIZE) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    summary_of_errors.locator("a").first.focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Space")
    page.keyboard.press("ArrowDown")
    form.locator("button").focus()
    page.keyboard.press("Enter")

    page.locator(".notice.success").wait_for()
    assert not page.locator("form[action$='/me/feedback/']").count()
    assert list(Feedback.objects.values_list("rating", "good")) == [(4, "Die Beispiele")]
