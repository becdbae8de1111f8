"""Going back, as people's browsers do it: the page comes from the back/forward cache, with what was typed into it."""

import pytest

from registration.models import Attendee, Registration
from tests.factories import SlotFactory
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
    page.get_by_role("button", name="Meine Seite schließen").click()
    page.wait_for_url("**/left/")
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
    page.get_by_role("link", name=str(session.title)).click()
    page.wait_for_url("**/sessions/**")
    page.go_back(wait_until="commit")
    page.locator("body:not([hidden])").wait_for()
    assert name.input_value() == "Anna Neu"
