"""A speaker hands in slides on a phone, without scripts; an organiser shows them, and everybody can download them."""

import pytest
from django.utils import translation
from playwright.sync_api import expect

from programme.models import SessionFile
from programme.speaker_letters import speaker_link
from tests.browser.conftest import PHONE
from tests.factories import AppearanceFactory, SlotFactory
from tests.programme.files import PDF, office

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def agreed():
    session = SlotFactory(session__title={"de": "Sprache im Amt"}).session
    return AppearanceFactory(session=session, speaker__name="Rosa Keller")


@pytest.fixture
def phone(browser, site):
    """A page of a narrow telephone that runs no scripts."""
    context = browser.new_context(viewport=PHONE, java_script_enabled=False, locale="de")
    yield context.new_page()
    context.close()


def test_slides_go_from_a_phone_without_scripts_into_the_programme(page, phone, site, organiser, agreed):
    with translation.override("de"):
        link = speaker_link(agreed.speaker)
    phone.goto(f"{site}{link.path}?key={link.token}")
    phone.get_by_role("link", name="Folien und Materialien").click()
    sent = {"name": "brief.html", "mimeType": "application/pdf", "buffer": b"<html>"}
    phone.get_by_label("Datei").set_input_files(sent)
    phone.get_by_label("Name").fill("Folien zum Mitnehmen")
    phone.get_by_role("button", name="Einreichen").click()
    expect(phone.locator(".error-summary")).to_contain_text("Dateien dieser Art nehmen wir nicht an.")
    phone.get_by_label("Datei").set_input_files({**sent, "buffer": PDF})
    phone.get_by_role("button", name="Einreichen").click()
    expect(phone.locator("[role=status]")).to_contain_text("Vielen Dank, Ihre Datei ist da.")
    phone.get_by_label("Datei").set_input_files({**sent, "name": "Handzettel.docx", "buffer": office("docx")})
    phone.get_by_role("button", name="Einreichen").click()
    card = phone.locator(".card", has_text="Handzettel")
    card.get_by_role("button", name="Löschen").click()
    expect(phone.locator("[role=status]")).to_contain_text("Ihre Datei ist gelöscht.")
    expect(phone.locator("main .card")).to_have_count(1)
    phone.get_by_role("link", name="Zurück").click()
    expect(phone.locator("article")).to_contain_text("noch nicht im Programm")

    page.set_viewport_size({"width": 1280, "height": 900})
    page.goto(f"{site}/admin/")
    item = page.locator("[data-todo=files-not-shown]")
    expect(item).to_contain_text("1 Datei, die eine Referent:in eingereicht hat, steht noch nicht im Programm")
    item.get_by_role("link", name="Sprache im Amt").click()
    tick = page.locator("#id_files-0-is_shown")
    expect(tick).to_be_visible()  # though it is folded
    tick.check()
    page.get_by_role("button", name="Speichern", exact=True).last.click()
    assert SessionFile.objects.get().is_shown
    page.goto(f"{site}/admin/")
    expect(page.locator("[data-todo=files-not-shown]")).to_have_count(0)

    page.goto(f"{site}{agreed.session.get_absolute_url()}")
    with page.expect_download() as download:
        page.get_by_role("link", name="Folien zum Mitnehmen (PDF, ").click()
    assert download.value.suggested_filename == "Folien zum Mitnehmen.pdf"
