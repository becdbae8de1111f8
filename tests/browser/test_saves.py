"""An organiser at a change page in a real browser: by hand, with the keyboard, and with a colleague beside them."""

import re

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from programme.models import Session
from tests import seed
from tests.browser.conftest import PHONE
from tests.factories import (
    ConferenceFactory,
    OrganiserFactory,
    RoomFactory,
    SessionFactory,
    SlotFactory,
    SpeakerFactory,
)

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def signed_in(page, live_server):
    cookie = seed.browser_of(OrganiserFactory(username="anna")).cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": cookie, "url": live_server.url}])
    return page


def change_page(live_server, row):
    return live_server.url + reverse(f"admin:programme_{row._meta.model_name}_change", args=[row.pk])


def test_new_session_is_saved_with_its_time(signed_in, live_server):
    conference = ConferenceFactory()
    RoomFactory(conference=conference, name={"de": "Saal 1"})
    page = signed_in
    page.goto(live_server.url + reverse("admin:programme_session_add"))
    page.locator("#id_title_0").fill("Neue Wege")
    page.locator("#slots-group .add-row a").click()
    for name, value in [("starts_at_0", "03.05.2027"), ("starts_at_1", "10:00"), ("ends_at_0", "03.05.2027")]:
        page.locator(f"#id_slots-0-{name}").fill(value)
    page.locator("#id_slots-0-ends_at_1").fill("11:00")
    page.locator(".submit-row [name=_save]").click()
    page.locator(".messagelist .success").wait_for()
    slot = Session.objects.get().slots.get()
    assert f"{slot.starts_at.astimezone(conference.zone):%d.%m.%Y %H:%M}" == "03.05.2027 10:00"


@pytest.mark.parametrize("has_script", [True, False])
@pytest.mark.parametrize(
    ("factory", "column"), [(SessionFactory, "title"), (SpeakerFactory, "name"), (ConferenceFactory, "host_name")]
)
def test_enter_saves(browser, live_server, factory, column, has_script):
    row = factory()
    field = "#id_title_0" if column == "title" else f"#id_{column}"
    context = browser.new_context(locale="de-DE", java_script_enabled=has_script)
    cookie = seed.browser_of(OrganiserFactory()).cookies["sessionid"].value
    context.add_cookies([{"name": "sessionid", "value": cookie, "url": live_server.url}])
    page = context.new_page()
    page.goto(change_page(live_server, row))
    page.locator(field).fill("Mit Enter")
    page.locator(field).press("Enter")
    page.locator(".messagelist .success").wait_for()
    assert str(getattr(type(row).objects.get(pk=row.pk), column)) == "Mit Enter"
    context.close()


def test_enter_in_a_row_of_an_inline_saves(signed_in, live_server):
    slot = SlotFactory(ends_at=None)
    signed_in.goto(change_page(live_server, slot.session))
    signed_in.locator("#id_slots-0-title_0").fill("Auftakt")
    signed_in.locator("#id_slots-0-title_0").press("Enter")
    signed_in.locator(".messagelist .success").wait_for()
    slot.refresh_from_db()
    assert str(slot.title) == "Auftakt"


def test_action_with_unsaved_changes_is_refused_and_the_text_stays(signed_in, live_server):
    session = SessionFactory(status="draft")
    signed_in.goto(change_page(live_server, session))
    signed_in.locator("summary", has_text="Text").click()
    signed_in.locator("#id_abstract_0").fill("Ein langer Text.")
    signed_in.locator("select[name=CHANGE_FORM-action]").select_option("confirm")
    signed_in.locator("button[name=index]").click()
    assert "Bitte speichern Sie sie zuerst" in signed_in.locator(".errorlist.nonfield").inner_text()
    expect(signed_in.locator("#id_abstract_0")).to_be_visible()
    assert signed_in.locator("#id_abstract_0").input_value() == "Ein langer Text."
    assert Session.objects.get().status == "draft"
    signed_in.locator(".submit-row [name=_save]").click()
    signed_in.locator(".messagelist .success").wait_for()
    assert str(Session.objects.get().abstract) == "Ein langer Text."


def test_page_that_nobody_touched_is_no_change_for_an_action(signed_in, live_server):
    """What the browser makes of line breaks, dates and boxes is no change."""
    text = 'Erste Zeile\r\nZweite Zeile\n\n- Punkt <b> & "Zitat"\n'
    slot = SlotFactory(session__status="draft", session__abstract={"de": text, "en": text})
    signed_in.goto(change_page(live_server, slot.session))
    signed_in.locator("select[name=CHANGE_FORM-action]").select_option("confirm")
    signed_in.locator("button[name=index]").click()
    signed_in.locator(".messagelist .success").wait_for()
    assert Session.objects.get().status == "confirmed"


@pytest.mark.parametrize("size", [{"width": 1280, "height": 900}, PHONE])
def test_two_organisers_at_one_page_see_both_versions(signed_in, browser, live_server, size, tmp_path_factory):
    slot = SlotFactory(session__abstract={"de": "Wir sprechen über Vielfalt."}, ends_at=None)
    page = signed_in
    page.set_viewport_size(size)
    page.goto(change_page(live_server, slot.session))
    page.locator("#id_title_0").fill("Vielfalt im Amt")
    page.locator("summary", has_text="Text").click()
    page.locator("#id_abstract_0").fill("Wir sprechen über Vielfalt im Amt.\nMit Übungen.")
    _another_organiser_saves(browser, live_server, slot.session)
    page.locator(".submit-row [name=_save]").click()
    refusal = page.locator(".errorlist.nonfield")
    refusal.wait_for()
    assert "Es wurde noch nichts gespeichert" in refusal.inner_text()
    assert "Plätze" in refusal.inner_text()
    theirs = page.locator(".field-abstract .theirs")
    assert re.search(r"Bernd Beispiel hat dies inzwischen geändert \(.*\)", theirs.inner_text())
    assert "Wir sprechen über Sprache.\nMit Beispielen." in theirs.inner_text()
    assert page.locator("#id_title_0").input_value() == "Vielfalt im Amt"
    assert page.locator("#id_capacity").input_value() == "50"
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.screenshot(path=tmp_path_factory.getbasetemp() / f"both-{size['width']}.png", full_page=True)
    page.locator(".submit-row [name=_save]").click()
    page.locator(".messagelist .success").wait_for()
    session = Session.objects.get()
    assert (str(session.title), session.pool.capacity) == ("Vielfalt im Amt", 50)
    assert str(session.abstract) == "Wir sprechen über Vielfalt im Amt.\r\nMit Übungen."


def _another_organiser_saves(browser, live_server, session):
    bernd = OrganiserFactory(username="bernd", first_name="Bernd", last_name="Beispiel")
    context = browser.new_context(locale="de-DE")
    cookie = seed.browser_of(bernd).cookies["sessionid"].value
    context.add_cookies([{"name": "sessionid", "value": cookie, "url": live_server.url}])
    page = context.new_page()
    page.goto(change_page(live_server, session))
    page.locator("summary", has_text="Text").click()
    page.locator("#id_abstract_0").fill("Wir sprechen über Sprache.\nMit Beispielen.")
    page.locator("#id_capacity").fill("50")
    page.locator("#slots-group .add-row a").click()
    page.locator("#id_slots-1-starts_at_0").fill("03.05.2027")
    page.locator("#id_slots-1-starts_at_1").fill("16:00")
    page.locator(".submit-row [name=_save]").click()
    page.locator(".messagelist .success").wait_for()
    context.close()
