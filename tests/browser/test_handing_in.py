"""A speaker hands in what is missing, on a phone; an organiser takes it over."""

import re

import pytest
from django.utils import translation
from playwright.sync_api import expect

from programme.models import Consent, Picture, Session
from programme.speaker_letters import speaker_link
from tests.browser.conftest import PHONE
from tests.factories import AppearanceFactory, SlotFactory
from tests.programme.pictures import photo, saved

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def asked():
    slot = SlotFactory(session__abstract={"de": "Eine alte Geschichte"}, session__title={"de": "Sprache im Amt"})
    return AppearanceFactory(session=slot.session, status="requested", speaker__name="Rosa Keller")


def test_speaker_hands_in_and_the_organiser_takes_it_over(page, site, organiser, asked):
    with translation.override("de"):
        link = speaker_link(asked.speaker)
    page.set_viewport_size(PHONE)
    page.goto(f"{site}{link.path}?key={link.token}")

    page.locator("summary", has_text="Nur zu einem anderen Termin").click()
    page.get_by_label("Wann könnten Sie?").fill("Dienstag ab 14 Uhr")
    page.get_by_role("button", name="Um anderen Termin bitten").click()
    expect(page.locator("article .notice")).to_contain_text("Dienstag ab 14 Uhr")

    page.get_by_role("link", name="Beschreibung, Materialien, Technik").click()
    page.get_by_label("Deutsch").first.fill("Eine neue Geschichte")
    page.get_by_label("Technik").fill("HDMI")
    page.get_by_role("button", name="Einreichen").click()
    expect(page.locator("[role=status]")).to_contain_text("Vielen Dank, es ist angekommen.")

    page.get_by_role("link", name="Profil und Bild ändern").click()
    page.set_input_files("[name=picture]", {"name": "ich.jpg", "mimeType": "image/jpeg", "buffer": saved(photo())})
    page.get_by_role("button", name="Speichern").click()
    page.get_by_role("link", name="Profil und Bild ändern").click()
    expect(page.get_by_alt_text("Das Bild, das jetzt gezeigt wird")).to_have_js_property("naturalWidth", 480)
    page.get_by_role("link", name="Zurück").click()
    page.get_by_role("button", name=re.compile("Ich willige ein.*Fotos")).click()
    expect(page.get_by_role("button", name=re.compile("Ich widerrufe.*Fotos"))).to_be_visible()
    assert (Picture.objects.count(), Consent.objects.valid().get().kind) == (1, "photo")

    page.set_viewport_size({"width": 1280, "height": 900})
    page.goto(f"{site}/admin/")
    expect(page.locator("#content")).to_contain_text("1 Referent:in bittet um einen anderen Termin.")
    wish = page.locator("[data-todo=speakers-other-time]")
    expect(wish.get_by_role("link", name="Rosa Keller")).to_be_visible()
    page.locator("[data-todo=texts-proposed]").get_by_role("link", name="Ansehen").click()
    page.locator("#result_list tbody th a").click()
    expect(page.locator("del")).to_contain_text("alte")
    expect(page.locator("ins")).to_contain_text("neue")
    page.get_by_role("button", name="Diesen Text übernehmen").click()
    expect(page.locator(".messagelist")).to_contain_text("So steht es ab jetzt bei der Veranstaltung.")
    assert str(Session.objects.get().abstract) == "Eine neue Geschichte"
