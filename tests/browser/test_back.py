"""Going back, as people's browsers do it: the page comes from the back/forward cache, with what was typed into it."""

import contextlib

import pytest
from playwright.sync_api import Error

from programme.models import Conference, Room
from registration.exceptions import Busy
from registration.models import Attendee, Registration
from registration.views import form as form_views
from tests.factories import ConferenceFactory, OrganiserFactory, RoomFactory, SlotFactory
from tests.registration.steps import register_and_confirm

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def fill(page, name, email):
    page.get_by_label("Ihr Name").fill(name)
    page.get_by_label("Ihre E-Mail-Adresse").fill(email)


def send(page):
    page.locator("main form button:not(.quiet)").last.click()
    page.wait_for_url("**/done/*")


def test_next_person_on_a_page_that_came_back_is_registered(page, site):
    """Once, "Noch ein Schritt" stood there, and Gustav was nowhere."""
    session = SlotFactory().session
    page.goto(f"{site}/{session.conference.slug}/register/?session={session.code}")
    fill(page, "Frieda", "frieda@example.org")
    page.locator("[name=privacy]").check()
    send(page)
    page.go_back(wait_until="commit")
    fill(page, "Gustav", "gustav@example.org")
    assert page.locator("[name=privacy]").is_checked()  # it is the page of before, with its old key
    send(page)
    assert list(Attendee.objects.order_by("pk").values_list("name", flat=True)) == ["Frieda", "Gustav"]
    assert Registration.objects.count() == 2


def test_going_back_after_closing_the_page_shows_nothing_of_the_person(page, site, mailbox):
    session = SlotFactory().session
    register_and_confirm(session, name="Anna Geheim", email="anna@example.org")
    _subject, link = mailbox("anna@example.org")
    page.goto(f"{site}/{session.conference.slug}/")
    page.goto(link)
    assert page.get_by_text("Anna Geheim").count()
    page.get_by_role("button", name="Seite auf diesem Gerät schließen").click()
    page.wait_for_url("**/left/*")
    page.go_back(wait_until="commit")
    page.get_by_text("Den Link noch einmal senden lassen").wait_for()
    assert page.get_by_text("Anna Geheim").count() == 0


def test_going_back_to_the_own_page_keeps_what_was_typed(page, site, mailbox):
    session = SlotFactory().session
    register_and_confirm(session, name="Anna", email="anna@example.org")
    _subject, link = mailbox("anna@example.org")
    page.goto(link)
    page.get_by_text("Meinen Namen berichtigen").click()
    name = page.get_by_role("textbox", name="Name", exact=True)
    name.fill("Anna Neu")
    page.get_by_role("link", name=str(session.title), exact=True).click()
    page.wait_for_url("**/sessions/**")
    page.go_back(wait_until="commit")
    page.locator("body:not([hidden])").wait_for()
    assert name.input_value() == "Anna Neu"


def test_going_back_after_a_form_that_was_sent_back_shows_it_as_it_was_typed(page, site):
    """The browser showed an error of its own (ERR_CACHE_MISS) instead, and everything was lost."""
    session = SlotFactory().session
    page.goto(f"{site}/{session.conference.slug}/register/?session={session.code}")
    fill(page, "Frieda", "frieda@example.org")
    page.get_by_label("Organisation (freiwillig)").fill("Stadtbücherei")
    page.locator("main form button").last.click()
    page.locator("#error-summary").wait_for()
    page.locator("[name=privacy]").check()
    send(page)
    page.go_back(wait_until="commit")
    assert page.get_by_label("Organisation (freiwillig)").input_value() == "Stadtbücherei"
    fill(page, "Gustav", "gustav@example.org")
    send(page)
    assert list(Attendee.objects.order_by("pk").values_list("name", flat=True)) == ["Frieda", "Gustav"]


def test_going_back_from_the_mailbox_page_shows_the_address_that_was_typed(page, site):
    page.goto(f"{site}/me/link/")
    page.get_by_label("Ihre E-Mail-Adresse").fill("anna@example")
    page.locator("main form button").last.click()
    page.locator("[aria-invalid=true]").wait_for()
    page.get_by_label("Ihre E-Mail-Adresse").fill("anna@example.org")
    page.locator("main form button").last.click()
    page.get_by_text("Wenn wir diese Adresse kennen").wait_for()
    page.go_back(wait_until="commit")
    assert page.get_by_label("Ihre E-Mail-Adresse").input_value().startswith("anna@example")


TOO_LONG = "Sehr " * 40


def open_and_send_back(page, link):
    """Type a name on the personal page that is refused there."""
    page.goto(link)
    page.get_by_text("Meinen Namen berichtigen").click()
    name = page.get_by_role("textbox", name="Name", exact=True)
    name.evaluate("field => field.removeAttribute('maxlength')")
    name.fill(TOO_LONG)
    page.locator("form[action$='/name/'] button").click()
    page.locator("#error-summary").wait_for()


def test_going_back_to_the_own_page_that_was_sent_back_keeps_what_was_typed(page, site, mailbox):
    session = SlotFactory().session
    register_and_confirm(session, name="Anna", email="anna@example.org")
    open_and_send_back(page, mailbox("anna@example.org")[1])
    page.get_by_role("link", name=str(session.title), exact=True).click()
    page.wait_for_url("**/sessions/**")
    page.go_back(wait_until="commit")
    page.locator("body:not([hidden])").wait_for()
    assert page.get_by_role("textbox", name="Name", exact=True).input_value().strip() == TOO_LONG.strip()


def test_what_was_sent_back_is_not_shown_once_the_page_is_closed(page, site, mailbox):
    register_and_confirm(SlotFactory().session, name="Anna Geheim", email="anna@example.org")
    open_and_send_back(page, mailbox("anna@example.org")[1])
    page.get_by_role("button", name="Seite auf diesem Gerät schließen").click()
    page.wait_for_url("**/left/*")
    with contextlib.suppress(Error):  # the browser's own page
        page.go_back(wait_until="commit")
    page.wait_for_timeout(300)
    assert page.get_by_text("Anna Geheim").count() == 0


def test_what_was_sent_back_is_not_shown_to_whoever_opens_their_link_next(page, site, mailbox):
    for name in ("anna", "bernd"):
        register_and_confirm(SlotFactory().session, name=f"{name} Geheim", email=f"{name}@example.org")
    links = [mailbox(f"{name}@example.org")[1] for name in ("anna", "bernd")]
    open_and_send_back(page, links[0])
    page.goto(links[1])
    with contextlib.suppress(Error):
        page.go_back(wait_until="commit")
    page.wait_for_timeout(300)
    assert page.get_by_text("anna Geheim").count() == 0


def test_going_back_after_a_form_that_met_a_rush_shows_it_as_it_was_typed(page, site, monkeypatch):
    session = SlotFactory().session
    page.goto(f"{site}/{session.conference.slug}/register/?session={session.code}")
    fill(page, "Frieda", "frieda@example.org")
    page.locator("[name=privacy]").check()
    with monkeypatch.context() as rush:
        rush.setattr(form_views, "_register", refuse)
        page.locator("main form button").last.click()
        page.locator("#error-summary").wait_for()
    send(page)
    page.go_back(wait_until="commit")
    assert page.get_by_label("Ihr Name").input_value() == "Frieda"


def refuse(*args):
    raise Busy


# Organisers


def press(page, button):
    """Press a button and wait for the page that answers."""
    with page.expect_navigation():
        button.click()


def test_going_back_to_a_page_of_the_admin_that_was_sent_back_shows_what_was_typed(page, site, organiser):
    ConferenceFactory()
    page.goto(f"{site}/admin/programme/room/add/")
    page.fill("[name=capacity]", "77")
    press(page, page.locator("[name=_save]").first)
    page.locator(".errornote").wait_for()
    page.fill("[name=name_0]", "Saal")
    press(page, page.locator("[name=_save]").first)
    page.locator(".messagelist").wait_for()
    page.go_back(wait_until="commit")
    page.locator(".errornote").wait_for()
    assert page.locator("[name=capacity]").input_value() == "77"
    assert Room.objects.count() == 1


@pytest.mark.parametrize(
    ("action", "again"), [("cancel", "1 Veranstaltung fällt aus."), ("delete_selected", "schon gelöscht")]
)
def test_going_back_to_a_question_shows_it_and_an_answer_once_more_does_no_harm(page, site, organiser, action, again):
    thing = SlotFactory().session if action == "cancel" else RoomFactory()
    page.goto(f"{site}/admin/programme/{thing._meta.model_name}/")
    page.locator("input.action-select").first.check()
    page.select_option("select[name=action]", action)
    press(page, page.locator("[name=index]").first)
    question = page.title()
    press(page, page.locator("#content form [type=submit]"))
    page.go_back(wait_until="commit")
    page.locator("#content form [type=submit]").wait_for()
    assert page.title() == question
    press(page, page.locator("#content form [type=submit]"))
    assert again in page.locator(".messagelist").inner_text()


def test_going_back_after_signing_out_shows_nothing_of_what_was_typed(page, site, organiser):
    ConferenceFactory()
    page.goto(f"{site}/admin/programme/room/add/")
    page.fill("[name=capacity]", "77")
    press(page, page.locator("[name=_save]").first)
    page.locator(".errornote").wait_for()
    press(page, page.locator("#logout-form button"))
    with contextlib.suppress(Error):  # the browser's own page
        page.go_back(wait_until="commit")
    page.wait_for_timeout(300)
    assert page.locator("[name=capacity]").count() == 0


PASSWORD = "a long enough secret"


def test_going_back_to_a_login_that_failed_shows_the_login(page, site):
    user = OrganiserFactory(username="organiser")
    user.set_password(PASSWORD)
    user.save()
    page.goto(f"{site}/admin/")
    page.fill("[name=login]", "organiser")
    page.fill("[name=password]", "wrong")
    press(page, page.locator("main form button").first)
    page.fill("[name=password]", PASSWORD)
    press(page, page.locator("main form button").first)
    page.wait_for_url("**/admin/")
    page.go_back(wait_until="commit")
    page.locator("[name=login]").wait_for()
    assert page.locator("[name=password]").input_value() == ""


def test_going_back_to_a_password_that_was_refused_shows_the_empty_form(page, site, organiser):
    page.goto(f"{site}/accounts/password/change/")
    for old in ("wrong", PASSWORD):
        page.fill("[name=oldpassword]", old)
        page.fill("[name=password1]", "zwei Pferde im Wald")
        page.fill("[name=password2]", "zwei Pferde im Wald")
        press(page, page.locator("main form button").first)
    page.go_back(wait_until="commit")
    page.locator("[name=oldpassword]").wait_for()
    assert page.locator("[name=oldpassword]").input_value() == ""


TEXT = "# Tagung am 3. Mai 2027\n\n## 9-10 Uhr: Neue Wege\n\n## 10-11 Uhr: Lesen\n"


def test_import_can_go_back_at_every_step(page, site, organiser):
    page.goto(f"{site}/admin/programme/conference/import/")
    page.fill("[name=content]", TEXT)
    press(page, page.locator("[name=preview]").last)
    page.locator(".coming-row").first.wait_for()
    at = page.url
    page.go_back(wait_until="commit")
    page.locator("[name=document]").wait_for()
    assert page.locator(".coming-row").count() == 0
    page.go_forward(wait_until="commit")
    page.locator(".coming-row").first.wait_for()
    page.fill("[name=content]", TEXT.replace("Lesen", "Schreiben"))
    press(page, page.locator("[name=preview]").last)
    page.reload()
    assert page.locator(".coming-row", has_text="Schreiben").count() == 1
    press(page, page.get_by_role("button", name="So importieren"))
    page.locator(".messagelist").wait_for()
    page.go_back(wait_until="commit")
    page.wait_for_url(at)
    page.locator("#content").wait_for()
    page.reload()
    page.get_by_text("Dieser Text wurde am").wait_for()
    page.get_by_role("link", name="Veranstaltungen: Tagung").click()
    page.wait_for_url("**/programme/session/**")
    page.go_back(wait_until="commit")
    page.get_by_text("Dieser Text wurde am").wait_for()
    assert Conference.objects.get().sessions.count() == 2


def test_import_that_could_not_read_a_document_can_go_back_to_saying_so(page, site, organiser):
    page.goto(f"{site}/admin/programme/conference/import/")
    page.set_input_files("[name=document]", {"name": "a.pdf", "mimeType": "", "buffer": b"%PDF-1.7"})
    press(page, page.locator("[name=preview]"))
    page.get_by_text("PDF").first.wait_for()
    page.fill("[name=content]", TEXT)
    press(page, page.locator("[name=preview]").last)
    page.locator(".coming-row").first.wait_for()
    page.go_back(wait_until="commit")
    page.get_by_text("PDF").first.wait_for()
