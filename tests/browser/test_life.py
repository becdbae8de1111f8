"""From the opening of registration to a person who has left again, on the pages and by the words that people read."""

import datetime
import re
from urllib.parse import urljoin

import pytest
from django.conf import settings
from django.utils import timezone
from icalendar import Calendar
from playwright.sync_api import expect

from programme.models import Conference
from tests.browser.conftest import PHONE, give_up

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

NEXT_YEAR = timezone.localdate().year + 1
DEMONSTRATION = (settings.BASE_DIR / "programme/demo/programme.de.md").read_text()
TEXT = DEMONSTRATION.replace("Dienstag 15.09.2020", f"15.09.{NEXT_YEAR}")
SMALL, OPEN, RESTRICTED = "Das Thüringen-Paradox", "Willkommenskultur in Thüringer Kommunen", "Verwaltungen neu denken"


@pytest.fixture
def office(page, site, organiser):
    """The organiser's window, with a programme that was imported and is public."""
    page.set_default_timeout(5000)
    page.get_by_role("link", name="Konferenzen").first.click()
    page.get_by_role("link", name="Programm importieren").click()
    page.get_by_label("Text").last.fill(TEXT)
    page.get_by_role("button", name="Vorschau").click()
    page.get_by_role("button", name="Importieren").click()
    go(page, "Konferenzen", "WOM-Online Konferenz")
    Conference.objects.update(contact_email="team@example.org")
    page.get_by_label("Aktion").select_option("Veröffentlichen")
    page.get_by_role("button", name="Ausführen").click()
    return page


@pytest.fixture
def phone(browser, site):
    """Windows of people on small telephones, each with nothing that another one left behind."""
    contexts = []

    def open_at(address):
        contexts.append(browser.new_context(viewport=PHONE, locale="de-DE"))
        page = contexts[-1].new_page()
        page.set_default_timeout(5000)
        page.goto(address)
        return page

    yield open_at
    for context in contexts:
        context.close()


def go(page, plural, one=None):
    page.goto(urljoin(page.url, "/admin/"))
    page.get_by_role("link", name=plural, exact=True).first.click()
    if one:
        page.get_by_role("rowheader").get_by_role("link", name=one).click()


def save(page):
    page.get_by_role("button", name="Speichern", exact=True).click()
    expect(page.get_by_text(re.compile("erfolgreich (geändert|hinzugefügt)"))).to_be_visible()


def places(page):
    """What the list of sessions says about places, by the beginning of their titles."""
    go(page, "Veranstaltungen")
    rows = {title: page.get_by_role("row").filter(has_text=title) for title in (SMALL, OPEN, RESTRICTED)}
    return [row.locator(".field-places a").inner_text() for row in rows.values()]


def open_registration(page):
    go(page, "Konferenzen", "WOM-Online Konferenz")
    yesterday = timezone.localdate() - datetime.timedelta(days=1)
    opens = page.get_by_role("group", name="Anmeldung öffnet")
    opens.get_by_label("Datum").fill(f"{yesterday:%d.%m.%Y}")
    opens.get_by_label("Zeit").fill("08:00")
    notice = page.get_by_role("group", name="Datenschutzhinweis")
    notice.get_by_label("Deutsch").fill("Ihre Angaben sind **vier Wochen** später gelöscht.")
    save(page)


def decide_on_places(page):
    go(page, "Räume")
    page.get_by_role("link", name="Raum hinzufügen").click()
    page.get_by_role("group", name="Name").get_by_label("Deutsch").fill("Saal Weimar")
    page.get_by_label("Plätze").fill("30")
    save(page)
    go(page, "Veranstaltungen", OPEN)
    page.locator(".field-room .select2-selection").first.click()
    page.keyboard.type("Weimar")
    page.get_by_role("option", name="Saal Weimar").click()
    save(page)
    go(page, "Veranstaltungen", SMALL)
    page.get_by_label("Plätze:", exact=True).fill("2")
    page.get_by_label("Zurückgehalten").fill("1")
    save(page)
    go(page, "Veranstaltungen", RESTRICTED)
    page.locator("summary", has_text="Anmeldung").click()
    page.get_by_label("Zugangscode").fill("Rostock")
    save(page)


def ask_about_lunch(page):
    go(page, "Fragen")
    page.get_by_role("link", name="Frage hinzufügen").click()
    page.get_by_role("group", name="Frage").get_by_label("Deutsch").fill("Essen Sie mit?")
    page.get_by_label("Art der Antwort").select_option("Auswahl (eine Antwort)")
    page.get_by_label("Muss beantwortet werden").check()
    for number, answer in enumerate(["Ja, gern", "Nein"]):
        page.get_by_role("button", name="Mögliche Antwort hinzufügen").click()
        page.get_by_label("Deutsch").nth(2 + number).fill(answer)
    save(page)


def register(page, *titles, name, email, code="", lunch="Nein"):
    page.get_by_role("link", name="Zur Anmeldung").click()
    for title in titles:
        page.get_by_role("checkbox", name=title).check()
    if code:
        page.get_by_label("Zugangscode").fill(code)
    page.get_by_label("Ihr Name").fill(name)
    page.get_by_label("Ihre E-Mail-Adresse").fill(email)
    page.get_by_label(lunch).check()
    page.get_by_label("Ich bin einverstanden, dass meine Angaben").check()
    page.get_by_role("button", name="Anmelden").click()
    expect(page.get_by_role("heading", name="Bitte sehen Sie in Ihr Postfach")).to_be_visible()


def confirm(page, link):
    page.goto(link)
    page.get_by_role("button", name="Anmeldung bestätigen").click()
    expect(page.get_by_role("status")).to_contain_text("Vielen Dank.")


def mine(page, title):
    return page.get_by_role("listitem").filter(has=page.get_by_role("heading", name=title))


def test_registration_from_its_opening_to_the_last_correction(office, phone, site, mailbox):  # noqa: PLR0915
    # The organiser opens registration.
    open_registration(office)
    decide_on_places(office)
    ask_about_lunch(office)
    assert places(office) == ["0 von 2 belegt, 1 zurückgehalten", "0 von 30 belegt", "0 belegt, Plätze unbegrenzt"]

    # Erika forgets something, chooses two sessions, and confirms.
    erika = phone(site)
    erika.get_by_role("link", name="Zur Anmeldung").click()
    expect(erika.get_by_text("Ihre Angaben sind vier Wochen später gelöscht.")).to_be_visible()
    erika.get_by_role("button", name="Anmelden").click()
    expect(erika.get_by_role("alert")).to_be_focused()
    expect(erika.get_by_role("alert").get_by_role("link", name="Essen Sie mit? Bitte beantworten.")).to_be_visible()
    erika.goto(site)
    register(erika, SMALL, OPEN, name="Erika Muster", email="erika@example.org", lunch="Ja, gern")
    subject, link = mailbox("erika@example.org")
    assert subject == "Bitte bestätigen Sie Ihre Anmeldung zu „WOM-Online Konferenz“"
    confirm(erika, link)
    assert mailbox("erika@example.org")[0] == "Angemeldet zu 2 Veranstaltungen: WOM-Online Konferenz"

    # Both are in her calendar.
    with erika.expect_download() as download:
        erika.get_by_role("link", name="Kalender").click()
    events = Calendar.from_ical(download.value.path().read_bytes()).events
    days = {(event.start.year, event.start.hour) for event in events}
    assert days == {(NEXT_YEAR, 9), (NEXT_YEAR, 10)}

    # Ben finds one full; the place that was kept back is for somebody on the telephone.
    ben = phone(site)
    full = ben.get_by_role("article").filter(has_text=SMALL)
    expect(full).to_contain_text("ausgebucht, mit Warteliste")
    expect(full.get_by_role("link", name="Auf die Warteliste")).to_be_visible()
    register(ben, SMALL, RESTRICTED, code="Rostock", name="Ben Beispiel", email="ben@example.org")
    confirm(ben, mailbox("ben@example.org")[1])
    expect(mine(ben, SMALL)).to_contain_text("An 1. Stelle der Warteliste")
    expect(mine(ben, RESTRICTED)).to_contain_text("angemeldet")
    go(office, "Teilnehmer:innen")
    office.get_by_role("link", name="Teilnehmer:in hinzufügen").click()
    office.get_by_label("Name").fill("Tilda Telefon")
    office.get_by_label(SMALL).check()
    save(office)
    assert places(office)[0] == "2 von 2 belegt"

    # More places: Ben moves up by himself, is told, and gives the place back, and is asked before.
    go(office, "Veranstaltungen", SMALL)
    office.get_by_label("Plätze:", exact=True).fill("3")
    save(office)
    assert mailbox("ben@example.org")[0] == "Ein Platz ist frei geworden: „Das Thüringen-Paradox“"
    ben.goto(mailbox("ben@example.org")[1])
    expect(mine(ben, SMALL)).to_contain_text("angemeldet")
    give_up(mine(ben, SMALL))
    expect(ben.get_by_role("status")).to_contain_text("Der Platz ist nun für andere frei.")
    expect(mine(ben, SMALL)).to_contain_text("abgemeldet")
    assert places(office) == ["2 von 3 belegt", "1 von 30 belegt", "1 belegt, Plätze unbegrenzt"]

    # Erika leaves one session, corrects her name, and moves to another address.
    give_up(mine(erika, OPEN))
    expect(mine(erika, OPEN)).to_contain_text("abgemeldet")
    expect(mine(erika, SMALL)).to_contain_text("angemeldet")
    erika.get_by_text("Meinen Namen berichtigen").click()
    erika.get_by_label("Name").fill("Erika Mustermann")
    erika.get_by_role("button", name="Speichern").first.click()
    expect(erika.get_by_text("Erika Mustermann · erika@example.org")).to_be_visible()
    erika.get_by_text("E-Mail-Adresse ändern").click()
    erika.get_by_label("Neue E-Mail-Adresse").fill("neu@example.org")
    erika.get_by_role("button", name="Speichern").last.click()
    expect(erika.get_by_role("status")).to_contain_text("Bitte sehen Sie im Postfach von neu@example.org nach")
    erika.goto(mailbox("neu@example.org")[1])
    erika.get_by_role("button", name="Ja, das ist meine neue Adresse").click()
    expect(erika.get_by_text("Erika Mustermann · neu@example.org")).to_be_visible()
    assert mailbox("neu@example.org")[0] == "Angemeldet: „Das Thüringen-Paradox“"

    # She has it sent again, takes her data home, and goes; nothing of her stays.
    erika.get_by_text("E-Mail noch einmal schicken").click()
    erika.get_by_role("button", name="Schicken").click()
    expect(erika.get_by_role("status")).to_contain_text("Wir schicken Ihnen die E-Mail jetzt.")
    erika.get_by_text("Meine Daten herunterladen").click()
    with erika.expect_download() as download:
        erika.get_by_role("link", name="Herunterladen").click()
    assert '"Ja, gern"' in download.value.path().read_text()
    erika.get_by_text("Meine Daten löschen").click()
    erika.get_by_label("Ja, löschen Sie alles über mich.").check()
    erika.get_by_role("button", name="Alles löschen").click()
    expect(erika.get_by_role("heading", name="Ihre Daten sind gelöscht")).to_be_visible()
    go(office, "Teilnehmer:innen")
    expect(office.get_by_role("main")).to_contain_text("Ben Beispiel")
    expect(office.get_by_role("main")).not_to_contain_text("Erika")
    assert places(office)[0] == "1 von 3 belegt"
