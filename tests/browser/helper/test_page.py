"""A helper's phone at a door: marks made without a network arrive later, none lost, none twice."""

import re

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from registration import actions, emails
from registration.models import Attendee, Mark, Registration
from tests.browser.conftest import PHONE
from tests.browser.helper.conftest import (
    NAMES,
    PEOPLE,
    all_sent,
    enter,
    mark,
    open_list,
    present,
    row,
    take_back,
    waiting,
)
from tests.browser.looking import check, each_look
from tests.factories import RegistrationFactory, SlotFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_marks_made_without_a_network_arrive_later_each_once(phone, line, session):
    open_list(phone, session)
    mark(phone, NAMES[0])
    all_sent(phone)
    assert present() == {NAMES[0]}
    line.cut()
    for name in NAMES[1:4]:
        mark(phone, name)
    expect(waiting(phone)).to_have_text("3 Vermerke warten auf das Netz.")
    expect(phone.locator("[data-count]")).to_have_text(f"4 von {PEOPLE} da")
    phone.reload()
    expect(waiting(phone)).to_have_text("3 Vermerke warten auf das Netz.")
    expect(row(phone, NAMES[2])).to_have_attribute("data-here", "")
    mark(phone, NAMES[4])
    phone.get_by_text("Jemand ohne Anmeldung").click()
    phone.get_by_label("Name", exact=True).fill("Walk In")
    phone.get_by_role("button", name="Eintragen").click()
    expect(waiting(phone)).to_have_text("5 Vermerke warten auf das Netz.")
    assert present() == {NAMES[0]}
    gone = Registration.objects.get(attendee__name=NAMES[3])
    actions.cancel(gone)
    line.mend()
    phone.evaluate("dispatchEvent(new Event('online'))")
    all_sent(phone)
    assert present() == {*NAMES[:3], NAMES[4], "Walk In"}
    assert Mark.objects.count() == 5
    expect(phone.locator("[data-refusal]")).to_have_text(re.compile(f"{NAMES[3]} ist hier nicht mehr angemeldet"))
    phone.reload()  # it stays until it was read, and says at another door which one is meant
    expect(phone.locator("[data-refusal]")).not_to_contain_text(str(session.title))
    phone.get_by_role("link", name="Andere Tür").click()
    expect(phone.locator("[data-refusal]")).to_have_text(re.compile(f"{session.title}: {NAMES[3]} ist hier nicht"))
    phone.locator("[data-refusal]").get_by_role("button", name="Gelesen").click()
    expect(phone.locator("[data-refusal]")).to_have_count(0)


@pytest.mark.soak
def test_marks_of_ten_minutes_without_a_network_arrive_by_themselves(phone, line, session):
    """Nobody touches the phone when the network is back, and nothing tells the browser that it is."""
    open_list(phone, session)
    line.cut()
    names = [*NAMES, *(f"Person {number:02}" for number in range(len(NAMES), 10))]
    for name in names:
        mark(phone, name)
        phone.wait_for_timeout(60_000)
    expect(waiting(phone)).to_have_text("10 Vermerke warten auf das Netz.")
    assert present() == set()
    line.mend()
    expect(waiting(phone)).to_be_hidden(timeout=120_000)
    assert (present(), Mark.objects.count()) == (set(names), 10)


def test_mark_whose_answer_was_lost_is_sent_again_and_counts_once(phone, session):
    open_list(phone, session)
    lost = []

    def lose(route):
        if len(lost) < 3:
            lost.append(route.fetch().status)
            route.abort()
        else:
            route.continue_()

    phone.context.route("**/helper/marks/", lose)
    mark(phone, NAMES[0])
    all_sent(phone)
    assert (lost, Mark.objects.count(), present()) == ([200, 200, 200], 1, {NAMES[0]})


def test_two_phones_mark_the_same_people_and_each_is_there_once(phone, line, session, browser, link):
    open_list(phone, session)
    context = browser.new_context(viewport=PHONE, locale="de-DE")
    other = context.new_page()
    opened = emails.helper_link(link)
    other.goto(f"http://localhost:{line.port}{opened.path}?key={opened.token}")
    open_list(other, session)
    for name in NAMES:
        mark(phone, name)
        mark(other, name)
    for each in (phone, other):
        all_sent(each)
    assert present() == set(NAMES)
    expect(phone.locator("[data-refusal]")).to_have_count(0)
    context.close()


def test_search_narrows_while_typing_and_a_code_marks(phone, session):
    open_list(phone, session)
    field = phone.get_by_label("Name oder Code")
    field.press_sequentially("celik")
    expect(phone.locator("[data-list] li:visible")).to_have_count(1)
    mark(phone, NAMES[1])
    field.fill("niemand so")
    expect(phone.get_by_text("Auf dieser Liste passt niemand.")).to_be_visible()
    code = Attendee.objects.get(name=NAMES[5]).checkin_code
    field.fill(f"https://conf.example/c/{code}/")
    field.press("Enter")
    expect(phone.locator("[data-last]")).to_have_text(f"✓ {NAMES[5]}")
    all_sent(phone)
    hows = dict(Mark.objects.values_list("registration__attendee__name", "how"))
    assert hows == {NAMES[1]: "search", NAMES[5]: "code"}


def test_double_tap_marks_and_takes_nothing_back(phone, session):
    open_list(phone, session)
    row(phone, NAMES[0]).locator("button").dblclick()
    all_sent(phone)
    assert present() == {NAMES[0]}
    phone.wait_for_timeout(800)
    row(phone, NAMES[0]).get_by_role("button", name="Zurücknehmen").press("Enter")
    all_sent(phone)
    assert present() == set()


def test_link_that_was_revoked_keeps_the_marks_and_says_what_to_do(phone, session, link):
    open_list(phone, session)
    actions.revoke_helper_link(link)
    mark(phone, NAMES[0])
    expect(waiting(phone)).to_have_text(re.compile("^Nicht gesendete Vermerke: 1. Ihr Link gilt nicht mehr"))
    assert not Mark.objects.exists()
    phone.reload()
    expect(phone.get_by_text("haben diesen Link widerrufen")).to_be_visible()
    pages = "(await (await caches.open('helper')).keys()).filter(({ url }) => !url.includes('/static/')).length"
    phone.wait_for_function(f"async () => !{pages}")


def test_end_asks_while_marks_wait_and_leaves_nothing_on_the_phone(phone, line, session):
    open_list(phone, session)
    line.cut()
    mark(phone, NAMES[0])
    phone.get_by_role("button", name="Seite auf diesem Telefon schließen").click()
    expect(phone.get_by_role("alert")).to_contain_text("gingen verloren")
    line.mend()
    phone.get_by_role("button", name="Seite auf diesem Telefon schließen").click()
    phone.wait_for_url("**/me/left/")
    kept = "[...Object.keys(localStorage).filter((key) => key.includes(':')), ...await caches.keys()]"
    assert phone.evaluate(f"(async () => {kept})()") == []


def test_everything_works_without_script(browser, line, link, session):
    context = browser.new_context(viewport=PHONE, locale="de-DE", java_script_enabled=False)
    page = context.new_page()
    opened = emails.helper_link(link)
    page.goto(f"http://localhost:{line.port}{opened.path}?key={opened.token}")
    page.get_by_role("link", name=re.compile(str(session.title))).click()
    page.get_by_label("Name oder Code").fill("ziegler")
    page.get_by_role("button", name="Suche").click()
    mark(page, "Zoe Ziegler")
    expect(row(page, "Zoe Ziegler").get_by_role("button", name="Zurücknehmen")).to_be_visible()
    assert present() == {"Zoe Ziegler"}
    context.close()


def test_list_of_two_thousand_is_searched_and_marked_at_once(phone, session):
    people = [
        Attendee(conference=session.conference, name=f"Gast {n}", email_confirmed_at=timezone.now())
        for n in range(2000)
    ]
    pool = session.pool
    rows = [
        Registration(attendee=each, session=session, pool=pool, status="confirmed")
        for each in Attendee.objects.bulk_create(people)
    ]
    Registration.objects.bulk_create(rows)
    open_list(phone, session)
    phone.get_by_label("Name oder Code").fill("gast 1999")
    expect(phone.locator("[data-list] li:visible")).to_have_count(1)
    mark(phone, "Gast 1999")
    all_sent(phone)
    assert present() == {"Gast 1999"}


def test_list_that_was_not_opened_before_says_so_without_a_network(phone, line, session):
    other = SlotFactory(session__conference=session.conference, starts_at=timezone.now()).session
    phone.reload()
    expect(phone.locator("html[data-survives]")).to_be_attached(timeout=20_000)
    line.cut()
    phone.get_by_role("link", name=re.compile(str(other.title))).click()
    expect(phone.get_by_role("heading", name="Kein Netz")).to_be_visible()
    phone.go_back()
    expect(phone.get_by_role("link", name=re.compile(str(session.title)))).to_be_visible()


@each_look
def test_axe_finds_nothing_and_no_page_scrolls_sideways(phone, session, looks):
    long = RegistrationFactory(session=session, attendee__name="x" * 120, attendee__organisation="y" * 200)
    root = phone.url.partition("/helper/")[0]
    code = long.attendee.checkin_code
    here = f"/helper/?session={session.code}"
    pages = ["/helper/", here, f"{here}&q=x", f"/c/{code}/", f"/helper/?code={'A' * 16}"]
    assert check(phone, root, pages, looks) == {}


def test_walk_in_is_taken_back_at_once_with_a_network_and_without(phone, line, session):
    open_list(phone, session)
    enter(phone, "Frau Spontan")
    all_sent(phone)
    assert present() == {"Frau Spontan"}
    take_back(phone, "Frau Spontan")
    expect(row(phone, "Frau Spontan").get_by_role("button", name="Da")).to_be_visible()
    all_sent(phone)
    assert present() == set()
    line.cut()
    enter(phone, "Herr Irrtum")
    expect(waiting(phone)).to_be_visible()
    take_back(phone, "Herr Irrtum")
    line.mend()
    phone.evaluate("dispatchEvent(new Event('online'))")
    all_sent(phone)
    assert present() == set()


def test_walk_in_whose_answer_was_lost_is_taken_back_after_a_reload_too(phone, session):
    open_list(phone, session)
    received = []

    def lose(route):
        received.append(route.fetch().status)
        route.abort()

    phone.context.route("**/helper/marks/", lose)
    enter(phone, "Frau Spontan")
    expect(row(phone, "Frau Spontan")).to_have_attribute("data-waits", "")
    while not received:
        phone.wait_for_timeout(50)
    take_back(phone, "Frau Spontan")
    expect(row(phone, "Frau Spontan")).to_have_count(0)
    phone.context.unroute("**/helper/marks/")
    phone.reload()
    all_sent(phone)
    assert (received[0], present()) == (200, set())


def test_walk_in_that_waits_is_marked_as_waiting_as_long_as_it_does(phone, line, session):
    open_list(phone, session)
    line.cut()
    enter(phone, "Herr Später")
    mark(phone, NAMES[0])  # looks at all marks once more
    expect(row(phone, "Herr Später")).to_have_attribute("data-waits", "")
    line.mend()
    phone.evaluate("dispatchEvent(new Event('online'))")
    all_sent(phone)
    assert present() == {"Herr Später", NAMES[0]}


def test_what_was_said_last_does_not_cover_the_form_for_the_next_one(phone, session):
    open_list(phone, session)
    enter(phone, "Frau Spontan")
    said = phone.locator("[data-last]")
    expect(said).to_be_visible()
    all_sent(phone)
    field, bar = phone.get_by_label("Name", exact=True).bounding_box(), said.bounding_box()
    assert field["y"] >= 0
    assert field["y"] + field["height"] <= bar["y"]


def test_scanning_without_a_camera_says_so(phone, session):
    phone.add_init_script("window.BarcodeDetector ??= class {}")  # where the browser reads codes at all
    open_list(phone, session)
    phone.get_by_role("button", name="Codes scannen").click()
    expect(phone.locator("[data-no-camera]")).to_contain_text("Hier lässt sich keine Kamera benutzen")


def test_scanning_says_so_too_where_the_browser_never_answers(phone, session):
    never = "navigator.mediaDevices.getUserMedia = () => new Promise(() => {})"
    phone.add_init_script(f"window.BarcodeDetector ??= class {{}}; {never}")
    open_list(phone, session)
    phone.get_by_role("button", name="Codes scannen").click()
    expect(phone.locator("[data-no-camera]")).to_be_visible(timeout=15_000)
