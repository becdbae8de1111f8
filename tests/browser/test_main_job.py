"""The main job, end to end, as people do it: a text becomes a programme, people register, a speaker answers."""

import re

import pytest
from django.conf import settings
from playwright.sync_api import expect

from programme.models import Conference, Speaker
from registration.emails import personal_link
from registration.models import Registration
from tests.browser.conftest import PHONE, give_up
from tests.factories import RegistrationFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

TEXT = (settings.BASE_DIR / "programme/demo/programme.de.md").read_text()


def import_and_publish(page, site):
    page.goto(f"{site}/admin/programme/conference/import/")
    page.fill("[name=content]", TEXT)
    page.click("[name=preview]")
    expect(page.locator("#content-main")).to_contain_text("Das Thüringen-Paradox")
    page.click("[name=apply]")
    page.goto(f"{site}/admin/programme/conference/")
    Conference.objects.update(contact_email="team@example.org")
    choose(page, "publish")


def choose(page, action):
    """Tick the first row of an admin list and run an action on it."""
    page.locator("input.action-select").first.check()
    page.select_option("[name=action]", action)
    page.click("button[name=index]")


def session_code(page, title):
    return page.locator("article[data-session]", has_text=title).get_attribute("data-session")


def test_from_the_organisers_text_to_a_registration_and_a_speakers_answer(page, site, organiser, mailbox):
    import_and_publish(page, site)
    assert Conference.objects.get().is_public
    home = f"{site}/{Conference.objects.get().slug}/"

    # Somebody registers for two sessions on a phone, confirms, and cancels one.
    page.set_viewport_size(PHONE)
    page.goto(home)
    first, second = session_code(page, "Thüringen-Paradox"), session_code(page, "Verwaltungen neu denken")
    page.goto(f"{home}register/?session={first}")
    page.locator("details", has=page.locator(f"#id_sessions_{second}")).locator("summary").click()
    page.check(f"#id_sessions_{second}")
    page.fill("[name=name]", "Erika Muster")
    page.fill("[name=email]", "erika@example.org")
    page.check("[name=privacy]")
    page.locator("main form button").last.click()
    page.wait_for_url(re.compile("/register/done/"))
    subject, link = mailbox("erika@example.org")
    assert subject == "Bitte bestätigen Sie Ihre Anmeldung zu „WOM-Online Konferenz“"
    page.goto(link)
    page.get_by_role("button", name="Anmeldung bestätigen").click()
    expect(page.locator("[data-registration][data-status=confirmed]")).to_have_count(2)
    give_up(page.locator(f"[data-registration={first}]"))
    expect(page.locator("[data-registration][data-status=confirmed]")).to_have_count(1)
    statuses = dict(Registration.objects.values_list("session__code", "status"))
    assert statuses == {first: "cancelled", second: "confirmed"}
    assert mailbox("erika@example.org")[0].startswith("Abgemeldet: „")

    # The organiser asks the speaker, who agrees; „angefragt“ is gone at the next request.
    Speaker.objects.filter(name="M. Behr").update(email="behr@example.org")
    page.set_viewport_size({"width": 1280, "height": 900})
    page.goto(f"{site}/admin/programme/appearance/?status__exact=requested")
    choose(page, "ask")
    page.get_by_role("button", name="Per E-Mail anfragen").click()
    page.goto(mailbox("behr@example.org")[1])
    page.get_by_role("button", name="Ja, ich sage zu").click()
    page.goto(home)
    expect(page.locator(f"article#{first}")).to_have_attribute("data-status", "confirmed")
    expect(page.locator("main")).not_to_contain_text("angefragt")
    assert "angefragt" not in page.request.get(f"{home}calendar.ics").text()


def test_keyboard_alone_is_enough_to_register_and_cancel(page, site, organiser, mailbox):
    import_and_publish(page, site)
    page.goto(f"{site}/{Conference.objects.get().slug}/register/")
    reach(page, "input[name=sessions]").press("Space")
    reach(page, "[name=name]").press_sequentially("Erika Muster")
    reach(page, "[name=email]").press_sequentially("erika@example.org")
    reach(page, "[name=privacy]").press("Space")
    reach(page, "main form button").press("Enter")
    page.wait_for_url(re.compile("/register/done/"))
    page.goto(mailbox("erika@example.org")[1])
    reach(page, "form[action$='/me/confirm/'] button").press("Enter")
    expect(page.locator("[data-registration][data-status=confirmed]")).to_have_count(1)
    reach(page, ".asks-first summary").press("Enter")
    reach(page, ".asks-first button").press("Enter")
    expect(page.locator("[data-registration][data-status=confirmed]")).to_have_count(0)


def test_who_is_asked_may_keep_the_place(page, site, mailbox):
    attendee = RegistrationFactory().attendee
    page.goto(f"{site}{personal_link(attendee).url.removeprefix(settings.BASE_URL)}")
    page.locator("summary", has_text="Abmelden").click()
    page.get_by_role("link", name="Behalten").click()
    expect(page.locator("summary", has_text="Abmelden")).to_be_focused()
    expect(page.get_by_role("link", name="Behalten")).to_be_hidden()
    assert Registration.objects.get().status == "confirmed"


def reach(page, selector):
    """Press Tab until the focus is where the selector says; where it never comes, nobody gets without a mouse."""
    for _press in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return page.locator(":focus")
    pytest.fail(f"{selector} cannot be reached with the keyboard")


def test_registration_works_without_javascript(browser, site, mailbox):
    from tests.factories import SlotFactory

    session = SlotFactory().session
    context = browser.new_context(java_script_enabled=False, locale="de-DE")
    page = context.new_page()
    page.goto(f"{site}{session.get_absolute_url()}")
    page.locator(f"a[href$='session={session.code}']").click()
    page.fill("[name=name]", "Erika Muster")
    page.fill("[name=email]", "erika@example.org")
    page.check("[name=privacy]")
    page.locator("main form button").last.click()
    page.goto(mailbox("erika@example.org")[1])
    page.locator("form[action$='/me/confirm/'] button").click()
    assert Registration.objects.get().status == "confirmed"
    page.locator("summary", has_text="Abmelden").click()
    page.get_by_role("link", name="Behalten").click()
    expect(page.get_by_role("link", name="Behalten")).to_be_hidden()
    give_up(page)
    assert Registration.objects.get().status == "cancelled"
    context.close()
