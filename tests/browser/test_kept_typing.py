"""Whoever changes the language of a page finds there what they have typed, and nothing of it stays stored."""

import pytest
from playwright.sync_api import expect

from programme.speaker_letters import speaker_link
from registration.emails import personal_link
from tests.factories import AppearanceFactory, QuestionFactory, RegistrationFactory, SlotFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
STORED = "JSON.stringify({...sessionStorage, ...localStorage})"


@pytest.fixture
def session():
    return SlotFactory(session__title={"de": "Sprache im Amt"}).session


def change_language(page, name):
    page.locator(".languages a", has_text=name).click()
    page.locator(".languages span", has_text=name).wait_for()


def nothing_typed_is_stored(page):
    return "typed" not in page.evaluate(STORED)


def test_registration_form_takes_the_choice_and_what_was_typed_along(page, site, session):
    question = QuestionFactory(conference=session.conference, session=session)
    page.goto(f"{site}/{session.conference.slug}/register/")
    page.locator("[name=sessions]").check()
    page.get_by_label("Ihr Name").fill("Erika „Muster“")
    page.locator(f"[name=question_{question.pk}]").fill("Zwei\nZeilen")
    page.locator("details:has([name=colleague_name]) > summary").click()
    page.locator("[name=colleague_name]").fill("Bernd")
    page.locator("[name=privacy]").check()
    page.locator("[name=language]").select_option("de")
    key = page.locator("[name=key]").input_value()
    change_language(page, "English")
    expect(page.get_by_label("Your name")).to_have_value("Erika „Muster“")
    assert page.locator("[name=sessions]").is_checked()
    assert page.locator("[name=privacy]").is_checked()
    expect(page.locator(f"[name=question_{question.pk}]")).to_have_value("Zwei\nZeilen")
    expect(page.locator("[name=colleague_name]")).to_be_visible()
    assert page.locator("[name=key]").input_value() != key
    assert nothing_typed_is_stored(page)
    change_language(page, "Deutsch")
    expect(page.get_by_label("Ihr Name")).to_have_value("Erika „Muster“")
    page.goto(f"{site}/en/{session.conference.slug}/register/")
    expect(page.get_by_label("Your name")).to_have_value("")


def test_form_that_came_back_takes_along_what_was_sent(page, site, session):
    page.goto(f"{site}/{session.conference.slug}/register/?session={session.code}")
    page.get_by_label("Ihr Name").fill("Erika")
    page.locator("main form button").last.click()
    page.locator("#error-summary").wait_for()
    change_language(page, "English")
    expect(page.get_by_label("Your name")).to_have_value("Erika")
    assert page.locator("[name=sessions]").is_checked()


def test_page_on_which_nothing_was_typed_stores_nothing(page, site, session):
    page.goto(f"{site}/{session.conference.slug}/register/?session={session.code}")
    page.add_init_script("Storage.prototype.setItem = () => { document.title = 'stored'; }")
    page.reload()
    page.evaluate("addEventListener('click', (event) => event.preventDefault())")
    page.locator(".languages a").click()
    assert page.title() != "stored"
    page.get_by_label("Ihr Name").fill("Erika")
    page.locator(".languages a").click()
    assert page.title() == "stored"


def test_switch_works_where_storage_is_refused(page, site, session):
    page.add_init_script("Object.defineProperty(window, 'sessionStorage', { get() { throw new Error('no'); } })")
    faults = []
    page.on("pageerror", lambda fault: faults.append(str(fault)))
    page.goto(f"{site}/{session.conference.slug}/register/")
    page.get_by_label("Ihr Name").fill("Erika")
    change_language(page, "English")
    assert (page.get_by_label("Your name").input_value(), faults) == ("", [])


def test_speakers_page_takes_texts_along_but_not_to_another_person(page, site, session):
    rosa, other = (AppearanceFactory(session=session, status="confirmed").speaker for _person in range(2))
    page.goto(f"{site}{speaker_link(rosa).path}?key={speaker_link(rosa).token}")
    page.goto(f"{site}/speaker/session/{session.code}/")
    page.locator("[name=abstract_0]").fill("Ein neuer Text")
    page.locator("[name=technical_needs]").fill("HDMI")
    change_language(page, "English")
    expect(page.locator("[name=abstract_0]")).to_have_value("Ein neuer Text")
    expect(page.locator("[name=technical_needs]")).to_have_value("HDMI")
    assert page.locator("[name=initial-abstract_0]").input_value() == ""
    assert nothing_typed_is_stored(page)
    second = page.context.new_page()
    second.goto(f"{site}{speaker_link(other).path}?key={speaker_link(other).token}")
    change_language(page, "Deutsch")
    expect(page.locator("[name=technical_needs]")).to_have_value("")
    assert nothing_typed_is_stored(page)


def test_answer_to_a_form_of_the_own_page_leads_to_that_page_in_the_other_language(page, site, session):
    attendee = RegistrationFactory(session=session).attendee
    page.goto(f"{site}{personal_link(attendee).path}?key={personal_link(attendee).token}")
    page.locator("summary", has_text="E-Mail-Adresse ändern").click()
    page.locator("[name=new_email]").fill("erika@")
    page.locator("form", has=page.locator("[name=new_email]")).get_by_role("button").click()
    page.locator("#error-summary").wait_for()
    change_language(page, "English")
    assert page.url == f"{site}/en/me/"
    expect(page.locator("[name=new_email]")).to_be_visible()
    expect(page.locator("[name=new_email]")).to_have_value("erika@")
    assert nothing_typed_is_stored(page)
