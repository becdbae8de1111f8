"""The programme as a table, and what somebody notes on it, in a real browser."""

import datetime

import pytest
from playwright.sync_api import expect

from programme.models import Session
from tests.factories import ConferenceFactory, RoomFactory, SessionFactory, SlotFactory
from tests.programme.pages.reading import at

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

NARROW, WIDE = {"width": 360, "height": 740}, {"width": 1280, "height": 800}
LONG = "Donaudampfschifffahrtsgesellschaft" * 9


@pytest.fixture
def forum():
    """Five rooms; {hour: codes of the sessions that begin then}."""
    day = datetime.date(2027, 5, 3)
    conference = ConferenceFactory(
        slug="forum", starts_on=day, ends_on=day, languages=["de", "ar"], title={"de": "Forum"}
    )
    rooms = [RoomFactory(conference=conference, name={"de": f"Raum {n}"}, position=n) for n in range(5)]
    codes = {}
    titles = ["Ankommen", LONG, "مرحبا بكم في المكتب", "<b>Fett</b> 🎉", "Wege"]
    for hour, minutes in ((9, 60), (10, 90), (14, 45)):
        start = at(hour, conference=conference)
        sessions = [SessionFactory(conference=conference, title={"de": title}) for title in titles]
        for session, room in zip(sessions, rooms, strict=True):
            SlotFactory(
                session=session, room=room, starts_at=start, ends_at=start + datetime.timedelta(minutes=minutes)
            )
        codes[hour] = [session.code for session in sessions]
    return codes


@pytest.fixture
def programme(page, live_server, forum):
    page.set_viewport_size(WIDE)
    page.goto(f"{live_server.url}/forum/")
    return page


def box(page, code):
    return page.locator(f"[id='{code}']").locator("xpath=ancestor::td").bounding_box()


def noted(page):
    return sorted(element.get_attribute("value") for element in page.locator("[form=choice]:checked").all())


def test_rooms_stand_side_by_side_and_longer_ones_are_taller(programme, forum):
    nine = [box(programme, code) for code in forum[9]]
    assert len({place["y"] for place in nine}) == 1
    assert [place["x"] for place in nine] == sorted(place["x"] for place in nine)
    assert all(box(programme, code)["x"] == place["x"] for code, place in zip(forum[14], nine, strict=True))
    heights = [box(programme, forum[hour][0])["height"] for hour in (14, 9, 10)]
    assert heights == sorted(heights)


@pytest.mark.parametrize("size", [NARROW, {"width": 768, "height": 900}, {"width": 1000, "height": 700}, WIDE])
def test_nothing_runs_out_of_the_page_or_of_its_place(programme, size):
    programme.set_viewport_size(size)
    assert programme.evaluate("document.documentElement.scrollWidth") <= size["width"]
    outside = """
        [...document.querySelectorAll("td .session")].filter((session) =>
            session.scrollWidth > session.parentElement.clientWidth + 1).map((session) => session.innerText)
    """
    assert programme.evaluate(outside) == []


@pytest.mark.parametrize("direction", ["ltr", "rtl"])
def test_with_more_rooms_than_fit_the_table_scrolls_inside_its_frame(programme, forum, direction):
    conference = Session.objects.get(code=forum[9][0]).conference
    for number in range(5, 14):
        room = RoomFactory(conference=conference, name={"de": f"Raum {number}"}, position=number)
        SlotFactory(session=SessionFactory(conference=conference), room=room, starts_at=at(9, conference=conference))
    programme.reload()
    programme.evaluate(f"document.documentElement.dir = '{direction}'")
    page, frame = (
        programme.evaluate(f"[{element}.scrollWidth, {element}.clientWidth, {element}.scrollHeight]")
        for element in ("document.documentElement", "document.querySelector('.grid-frame')")
    )
    assert page[0] == page[1]
    assert frame[0] > frame[1]
    assert page[2] < 2 * WIDE["height"] < frame[2]


def test_on_a_phone_it_is_a_list_in_the_order_of_time(programme, forum):
    programme.set_viewport_size(NARROW)
    tops = [programme.locator(f"[id='{code}']").bounding_box()["y"] for hour in (9, 10, 14) for code in forum[hour]]
    assert tops == sorted(set(tops))
    assert not programme.get_by_role("columnheader", name="Raum 1").is_visible()
    assert programme.locator(".session .where").first.is_visible()


def test_day_and_rooms_stay_in_view(programme):
    programme.mouse.wheel(0, 600)
    programme.wait_for_function("scrollY > 300")
    heading, head = programme.locator(".day h2").bounding_box(), programme.locator("thead th").nth(1).bounding_box()
    assert abs(heading["y"]) <= 1
    assert heading["y"] + heading["height"] - 4 <= head["y"] <= heading["y"] + heading["height"] + 4


def test_what_is_noted_stands_in_the_address_and_stays(programme, live_server, forum):
    first, second = forum[9][0], forum[14][0]
    assert not programme.locator(".choice-bar").is_visible()
    programme.locator(f"[id='{first}'] .note").click()
    programme.locator(f"[id='{second}'] .note").click()
    assert programme.locator(".choice-bar button").inner_text() == "Meine Auswahl (2)"
    assert programme.url.endswith(f"/forum/?session={first}&session={second}")
    programme.reload()
    assert noted(programme) == sorted([first, second])
    programme.locator(".views a", has_text="Liste").click()
    programme.wait_for_url("**view=list**")
    assert noted(programme) == sorted([first, second])
    programme.go_back()
    assert noted(programme) == sorted([first, second])
    programme.locator(".choice-bar button").click()
    assert programme.url == f"{live_server.url}/forum/choice/?session={first}&session={second}"
    programme.get_by_role("link", name="Für diese Veranstaltungen anmelden").click()
    ticked = programme.locator("[name=sessions]:checked")
    assert sorted(element.get_attribute("value") for element in ticked.all()) == sorted([first, second])


def test_what_was_unticked_before_going_away_is_not_noted_on_coming_back(programme, forum):
    programme.locator(f"[id='{forum[9][0]}'] .note").click()
    programme.locator(f"[id='{forum[9][0]}'] .note").click()
    programme.goto("about:blank")
    programme.go_back()
    assert noted(programme) == []
    assert "session=" not in programme.url


@pytest.fixture
def without_scripts(browser, live_server, forum):
    context = browser.new_context(java_script_enabled=False, viewport=WIDE)
    page = context.new_page()
    page.goto(f"{live_server.url}/forum/")
    yield page
    context.close()


def test_back_keeps_what_was_noted_since(programme, forum):
    """On the programme, then on the page of a session, and back: the usual way on a telephone."""
    first, second = forum[9][0], forum[10][4]
    programme.locator(f"[id='{first}'] .note").click()
    programme.locator(f"[id='{second}'] h3 a").click()
    programme.wait_for_url(f"**/sessions/{second}/**")
    programme.locator("label.note").click()
    programme.go_back(wait_until="commit")
    expect(programme.locator("[data-count]")).to_have_text(" (2)")
    assert noted(programme) == sorted([first, second])
    for part in ("Referent:innen", "Deutsch", "English"):
        for link in programme.get_by_role("link", name=part).all():
            assert f"session={second}" in link.get_attribute("href")
    programme.locator(f"[id='{first}'] .note").click()  # taken back: Forward does not bring it back either
    programme.go_forward(wait_until="commit")
    programme.wait_for_url(f"**/sessions/{second}/**", wait_until="commit")
    expect(programme.locator("[data-count]")).to_have_text(" (1)")
    assert noted(programme) == [second]


def test_a_browser_that_refuses_storage_carries_the_choice_all_the_same(page, live_server, forum):
    page.add_init_script("Object.defineProperty(window, 'sessionStorage', {get() { throw new Error('refused'); }})")
    page.set_viewport_size(WIDE)
    page.goto(f"{live_server.url}/forum/")
    page.locator(f"[id='{forum[9][0]}'] .note").click()
    page.get_by_role("link", name="Referent:innen").click()
    page.wait_for_url(f"**/speakers/?session={forum[9][0]}")
    assert "Meine Auswahl (1)" in page.locator(".choice-bar").inner_text()


def test_a_choice_needs_no_scripts(without_scripts, forum):
    page, code = without_scripts, forum[10][1]
    page.locator(f"[id='{code}'] .note").click()
    page.locator(".choice-bar button").click()
    assert page.url.endswith(f"/forum/choice/?session={code}")
    page.get_by_role("link", name="Zurück zum Programm").click()
    page.wait_for_url(f"**/forum/?session={code}")
    assert noted(page) == [code]
    page.locator(".views a", has_text="Liste").click()
    page.wait_for_url("**view=list**")
    assert noted(page) == [code]


def test_the_keyboard_reaches_and_notes_a_session(programme, forum):
    programme.locator(f"[id='{forum[9][0]}'] input").focus()
    programme.keyboard.press("Space")
    assert noted(programme) == [forum[9][0]]
    assert programme.evaluate("getComputedStyle(document.activeElement).outlineStyle") != "none"
