"""The form in a real browser says at once, while somebody ticks, which sessions take place at the same time."""

import datetime

import pytest
from playwright.sync_api import expect

from programme.models import Conference
from tests.browser.conftest import PHONE
from tests.factories import ConferenceFactory, FollowUpPoolFactory, SlotFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def form(page, site):
    """The form of a conference: „Eins“ until twelve with places in a follow-up at three, „Zwei“ and „Drei“."""
    conference = ConferenceFactory()

    def session(title, start, end):
        first = datetime.datetime.combine(conference.starts_on, datetime.time(), conference.zone)
        starts_at, ends_at = (first + datetime.timedelta(hours=hour) for hour in (start, end))
        title = {"de": title, "en": title}
        slot = SlotFactory(session__conference=conference, session__title=title, starts_at=starts_at, ends_at=ends_at)
        return slot.session

    FollowUpPoolFactory(session=session("Eins", 10, 12))
    session("Zwei", 11, 13)
    session("Drei", 15, 16)
    page.set_viewport_size(PHONE)
    page.set_default_timeout(5000)
    page.goto(f"{site}/{conference.slug}/register/")
    return page


def pairs(form):
    return [" ".join(text.split()) for text in form.locator("#overlaps li").all_inner_texts()]


def test_overlap_is_said_while_somebody_ticks_and_goes_with_the_tick(form):
    block = form.locator("#overlaps")
    form.get_by_label("Eins").check()
    expect(block).to_be_hidden()
    form.get_by_label("Zwei").check()
    expect(block).to_be_visible()
    [pair] = pairs(form)
    assert [words in pair for words in ("Eins", "10:00 – 12:00 Uhr", "Zwei", "11:00 – 13:00 Uhr")] == [True] * 4
    expect(form.get_by_role("status")).to_contain_text("überschneiden sich")
    expect(form.locator("li", has=form.get_by_label("Zwei"))).to_contain_text("gleichzeitig: Eins, 10:00 – 12:00 Uhr")
    form.get_by_label("Zwei").uncheck()
    expect(block).to_be_hidden()
    assert form.locator(".at-once").count() == 0


def test_follow_up_counts_when_it_is_ticked(form):
    form.get_by_label("Eins").check()
    form.get_by_label("Drei").check()
    expect(form.locator("#overlaps")).to_be_hidden()
    form.locator("[name=follow_ups]").check()
    expect(form.locator("#overlaps")).to_be_visible()


def test_consent_counts_for_the_pairs_that_stood_there(form):
    form.get_by_label("Eins").check()
    form.get_by_label("Zwei").check()
    meant = form.get_by_label("trotzdem alle")
    meant.check()
    form.get_by_label("Drei").check()
    assert meant.is_checked()
    form.locator("[name=follow_ups]").check()
    assert (len(pairs(form)), meant.is_checked()) == (2, False)


def test_where_only_one_is_allowed_nothing_is_to_tick(form):
    Conference.objects.update(overlaps="refuse")
    form.reload()
    form.get_by_label("Eins").check()
    form.get_by_label("Zwei").check()
    expect(form.locator("#overlaps")).to_contain_text("Bitte wählen Sie jeweils eine.")
    assert form.get_by_label("trotzdem alle").count() == 0
