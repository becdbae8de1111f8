"""Where the timetable of organisers opens."""

import datetime

import pytest
from playwright.sync_api import expect

from tests.factories import OrganiserFactory, SlotFactory
from tests.seed import browser_of

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_day_that_begins_in_the_evening_opens_where_it_begins(page, site):
    slot = SlotFactory(starts_at=datetime.datetime(2027, 5, 3, 19, tzinfo=datetime.UTC))
    cookie = browser_of(OrganiserFactory()).cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": cookie, "url": site}])
    page.set_viewport_size({"width": 1280, "height": 800})
    page.goto(f"{site}/admin/programme/conference/{slot.conference_id}/timetable/?day=2027-05-03")
    expect(page.locator("article.card")).to_be_in_viewport()
    assert page.locator(".timetable-frame").evaluate("frame => frame.scrollTop") > 0
