"""The timetable in a real browser: under a mouse, a finger and a keyboard, and in front of two organisers at once."""

import datetime

import pytest
from playwright.sync_api import expect

from programme.models import Session, Slot
from tests.factories import (
    AppearanceFactory,
    ConferenceFactory,
    OrganiserFactory,
    RegistrationFactory,
    RoomFactory,
    SessionFactory,
    SlotFactory,
    SpeakerFactory,
)
from tests.seed import browser_of

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

WIDE, TABLET = {"width": 1280, "height": 1300}, {"width": 820, "height": 1180}
HOUR = datetime.timedelta(hours=1)
HALL, YARD = "Saal", "Hof"


@pytest.fixture
def conference():
    day = datetime.date(2027, 5, 3)
    conference = ConferenceFactory(starts_on=day, ends_on=day + datetime.timedelta(days=1), languages=["de"])
    for position, name in enumerate((HALL, YARD)):
        RoomFactory(conference=conference, name={"de": name}, position=position)
    return conference


@pytest.fixture
def slot(conference):
    """“Beginn”, from 10:00 to 11:00 in the hall."""
    hall = conference.rooms.get(position=0)
    return SlotFactory(session__conference=conference, session__title={"de": "Beginn"}, room=hall)


@pytest.fixture
def address(site, slot):
    return f"{site}/admin/programme/conference/{slot.conference_id}/timetable/"


def signed_in(page, site, name):
    cookie = browser_of(OrganiserFactory(username=name)).cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": cookie, "url": site}])
    page.set_viewport_size(WIDE)
    return page


@pytest.fixture
def grid(page, site, address):
    signed_in(page, site, "anna").goto(address)
    return page


@pytest.fixture
def bernd(browser, site, address):
    """The page of another organiser, in a browser of their own."""
    context = browser.new_context(locale="de-DE")
    signed_in(context.new_page(), site, "bernd").goto(address)
    yield context.pages[0]
    context.close()


def said(page):
    return page.locator("#timetable-said")


def card(page, name):
    return page.locator("article.card", has_text=name).first


def place(page, clock, room):
    """Return the point of the window at which a time stands in a room."""
    row = page.locator("table.timetable tbody tr").filter(has=page.get_by_role("rowheader", name=clock, exact=True))
    across, down = page.get_by_role("columnheader", name=room, exact=True).bounding_box(), row.bounding_box()
    return across["x"] + across["width"] / 2, down["y"] + 3


def hold(page, name):
    """Press the mouse on what stands at the upper end of a card: there is its start."""
    page.mouse.move(*upper_end(page, name))
    page.mouse.down()


def drag(page, name, clock, room):
    hold(page, name)
    page.mouse.move(*place(page, clock, room), steps=8)


def drag_to_side(page, name):
    hold(page, name)
    side = page.locator(".side").bounding_box()
    page.mouse.move(side["x"] + 40, side["y"] + 20, steps=8)


def upper_end(page, name):
    box = card(page, name).bounding_box()
    return box["x"] + box["width"] - 20, box["y"] + 3


def stands(slot):
    """Return start, end and room as they are stored."""
    slot = Slot.objects.select_related("room", "conference").get(pk=slot.pk)
    clock = [f"{moment.astimezone(slot.conference.zone):%H:%M}" for moment in (slot.starts_at, slot.ends_at)]
    return *clock, slot.room and str(slot.room)


def let_go(page):
    page.mouse.up()
    saved(page)


def undo(page, name):
    page.get_by_role("button", name=f"Rückgängig: {name}").click()
    saved(page)


def saved(page):
    """Wait until the page shows what the server has stored."""
    expect(page.locator("#timetable[data-saving]")).to_have_count(0)
    expect(said(page)).not_to_have_text("Wird gespeichert …")


def test_card_is_dragged_to_another_time_and_room_and_numbers_are_said_on_the_way(grid, slot):
    other = SlotFactory(session__conference=slot.conference, starts_at=slot.starts_at + 3 * HOUR)
    attendee = RegistrationFactory(session=slot.session).attendee
    RegistrationFactory(session=other.session, attendee=attendee)
    speaker = SpeakerFactory(conference=slot.conference)
    for each in (slot, other):
        AppearanceFactory(session=each.session, speaker=speaker)
    grid.reload()
    drag(grid, "Beginn", "13:00", YARD)
    expect(grid.locator(".ghost")).to_have_text("13:00 – 14:00")
    expect(said(grid)).to_contain_text("13:00 – 14:00, Hof.")
    expect(said(grid)).to_contain_text("hätte 1 Person zwei Veranstaltungen gleichzeitig")
    expect(said(grid)).to_contain_text("1 Referent:in ist dann in einer anderen Veranstaltung: ")
    assert stands(slot) == ("10:00", "11:00", HALL)
    let_go(grid)
    assert stands(slot) == ("13:00", "14:00", YARD)
    expect(said(grid)).to_contain_text("„Beginn“: Montag, 3. Mai 2027, 13:00 – 14:00 Uhr, Hof.")
    expect(grid.locator(".ghost")).to_have_count(0)


def test_drop_that_was_too_quick_for_the_numbers_is_asked_about(grid, slot):
    other = SlotFactory(session__conference=slot.conference, starts_at=slot.starts_at + 3 * HOUR)
    RegistrationFactory(session=other.session, attendee=RegistrationFactory(session=slot.session).attendee)
    grid.route("**/numbers/**", lambda route: route.abort())
    grid.reload()
    drag(grid, "Beginn", "13:00", YARD)
    grid.mouse.up()
    dialog = grid.get_by_role("dialog")
    expect(dialog).to_contain_text("hätte 1 Person zwei Veranstaltungen gleichzeitig")
    assert stands(slot)[0] == "10:00"
    dialog.get_by_label("Trotzdem verlegen").check()
    dialog.get_by_role("button", name="Speichern").click()
    saved(grid)
    expect(dialog).to_have_count(0)
    assert stands(slot) == ("13:00", "14:00", YARD)


def test_lower_edge_makes_a_card_longer(grid, slot):
    box = card(grid, "Beginn").locator(".edge").bounding_box()
    grid.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    grid.mouse.down()
    grid.mouse.move(*place(grid, "13:00", HALL), steps=8)
    expect(grid.locator(".ghost")).to_have_text("10:00 – 13:00")
    let_go(grid)
    assert stands(slot) == ("10:00", "13:00", HALL)


def test_escape_and_dropping_at_the_same_place_or_beside_the_table_change_nothing(grid, slot):
    drag(grid, "Beginn", "13:00", YARD)
    grid.keyboard.press("Escape")
    expect(said(grid)).to_have_text("Zurückgelegt. Es wurde nichts verschoben.")
    grid.mouse.up()
    drag(grid, "Beginn", "13:00", YARD)
    grid.mouse.move(*upper_end(grid, "Beginn"), steps=4)
    grid.mouse.up()
    drag(grid, "Beginn", "13:00", YARD)
    grid.mouse.move(5, 500, steps=4)
    grid.mouse.up()
    expect(grid.locator(".ghost")).to_have_count(0)
    assert stands(slot) == ("10:00", "11:00", HALL)


def test_title_is_still_a_link(grid, slot):
    card(grid, "Beginn").get_by_role("link").click()
    grid.wait_for_url(f"**/timetable/slot-{slot.pk}/")
    grid.locator("[name=minutes]").fill("45")
    expect(grid.locator(".numbers")).to_have_text("Nichts steht im Weg.")
    grid.get_by_role("button", name="Speichern", exact=True).click()
    grid.wait_for_url("**/timetable/?day=2027-05-03&slot=*")
    assert stands(slot) == ("10:00", "10:45", HALL)


def test_keyboard_moves_and_lengthens_and_puts_back(grid, slot):
    handle = grid.get_by_role("button", name="Verschieben: Beginn")
    handle.focus()
    grid.keyboard.press("Enter")
    expect(said(grid)).to_contain_text("Aufgenommen. 10:00 – 11:00, Saal")
    for key in ("Shift+ArrowDown", "ArrowDown", "ArrowDown", "ArrowUp", "ArrowRight", "+"):
        grid.keyboard.press(key)
    expect(said(grid)).to_have_text("11:05 – 12:10, Hof. Nichts steht im Weg.")
    grid.keyboard.press("Escape")
    expect(said(grid)).to_have_text("Zurückgelegt. Es wurde nichts verschoben.")
    expect(handle).to_be_focused()
    grid.keyboard.press("Space")
    for key in ("Shift+ArrowDown", "ArrowRight", "ArrowRight", "-"):
        grid.keyboard.press(key)
    grid.keyboard.press("Space")
    saved(grid)
    assert stands(slot) == ("11:00", "11:55", None)
    expect(handle).to_be_focused()
    expect(grid.locator(".ghost")).to_have_count(0)


def test_arrows_go_the_way_they_point_from_right_to_left_too(grid, slot):
    grid.evaluate("document.documentElement.dir = 'rtl'")
    grid.get_by_role("button", name="Verschieben: Beginn").focus()
    for key in ("Enter", "ArrowLeft", "Enter"):
        grid.keyboard.press(key)
    saved(grid)
    assert stands(slot) == ("10:00", "11:00", YARD)


def test_finger_drags_the_handle_and_scrolls_elsewhere(site, address, slot, browser):
    context = browser.new_context(locale="de-DE", viewport=TABLET, has_touch=True)
    page = signed_in(context.new_page(), site, "anna")
    page.set_viewport_size(TABLET)
    page.goto(address)
    touch = context.new_cdp_session(page)

    def finger(kind, *points):
        touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [{"x": x, "y": y} for x, y in points]})

    x, y = card(page, "Beginn").bounding_box()["x"] + 15, upper_end(page, "Beginn")[1] + 25
    finger("touchStart", (x, y))
    finger("touchMove", (x, y + 120))
    expect(page.locator(".ghost")).to_have_count(0)
    finger("touchEnd")
    x, y = upper_end(page, "Beginn")
    finger("touchStart", (x, y + 10))
    to_x, to_y = place(page, "13:00", YARD)
    for part in range(1, 9):
        finger("touchMove", (x + (to_x - x) * part / 8, y + 10 + (to_y - y) * part / 8))
    expect(page.locator(".ghost")).to_have_text("13:00 – 14:00")
    finger("touchEnd")
    saved(page)
    assert stands(slot) == ("13:00", "14:00", YARD)
    context.close()


def test_session_without_a_time_is_dropped_into_the_grid_and_taken_out_again(grid, slot):
    session = SessionFactory(conference=slot.conference, title={"de": "Später"})
    grid.reload()
    box = grid.get_by_role("button", name="Verschieben: Später").bounding_box()
    grid.mouse.move(box["x"] + 5, box["y"] + 5)
    grid.mouse.down()
    grid.mouse.move(*place(grid, "12:00", YARD), steps=8)
    let_go(grid)
    assert stands(session.slots.get()) == ("12:00", "13:00", YARD)
    expect(grid.locator(".side")).not_to_contain_text("Später")
    drag_to_side(grid, "Später")
    expect(said(grid)).to_have_text("Nimmt sie aus dem Zeitplan.")
    let_go(grid)
    assert not session.slots.exists()
    expect(grid.locator(".side")).to_contain_text("Später")


def test_several_steps_are_undone_one_after_the_other_even_after_a_reload(grid, slot):
    session = SessionFactory(conference=slot.conference, title={"de": "Später"})
    grid.reload()
    drag(grid, "Beginn", "13:00", YARD)
    let_go(grid)
    drag(grid, "Beginn", "15:00", HALL)
    let_go(grid)
    for key in ("Enter", "ArrowDown", "Enter"):
        grid.get_by_role("button", name="Verschieben: Später").press(key)
    saved(grid)
    assert session.slots.exists()
    grid.reload()
    for name, expected in (("Später", ("15:00", "16:00", HALL)), ("Beginn", ("13:00", "14:00", YARD))):
        undo(grid, name)
        assert stands(slot) == expected
    assert not session.slots.exists()
    undo(grid, "Beginn")
    assert stands(slot) == ("10:00", "11:00", HALL)
    expect(grid.locator("#timetable-undo")).to_be_hidden()


def test_what_was_taken_out_comes_back_and_so_does_what_was_done_before(grid, slot):
    drag(grid, "Beginn", "13:00", YARD)
    let_go(grid)
    drag_to_side(grid, "Beginn")
    let_go(grid)
    assert not Slot.objects.exists()
    for expected in (("13:00", "14:00", YARD), ("10:00", "11:00", HALL)):
        undo(grid, "Beginn")
        assert stands(Slot.objects.get()) == expected


def test_another_day_takes_a_card_that_is_dropped_on_its_link(grid, slot):
    hold(grid, "Beginn")
    day = grid.get_by_role("link", name="Dienstag, 4. Mai 2027").bounding_box()
    grid.mouse.move(day["x"] + 20, day["y"] + 10, steps=8)
    let_go(grid)
    expect(grid.locator("#timetable-day")).to_have_text("Dienstag, 4. Mai 2027")
    assert stands(slot) == ("10:00", "11:00", HALL)
    assert Slot.objects.get().starts_at == slot.starts_at + 24 * HOUR


def test_room_that_is_taken_puts_the_card_back_and_says_why(grid, slot):
    other = SlotFactory(session__conference=slot.conference, session__title={"de": "Andere"}, starts_at=slot.ends_at)
    grid.reload()
    drag(grid, "Andere", "10:00", HALL)
    expect(said(grid)).to_contain_text("Saal ist dann durch „Beginn“ belegt")
    let_go(grid)
    expect(said(grid)).to_contain_text("Es wurde nichts verschoben: Saal ist dann durch „Beginn“ belegt")
    assert stands(other) == ("11:00", "12:00", None)
    expect(grid.get_by_role("dialog")).to_have_count(0)


def test_without_a_network_and_without_a_login_nothing_is_pretended(grid, slot):
    grid.route("**/timetable/slot-*/", lambda route: route.abort())
    drag(grid, "Beginn", "13:00", YARD)
    grid.mouse.up()
    expect(said(grid)).to_contain_text("Es kam keine Antwort")
    assert card(grid, "Beginn").locator(".when").inner_text().startswith("10:00")
    grid.unroute("**/timetable/slot-*/")
    grid.context.clear_cookies(name="sessionid")
    drag(grid, "Beginn", "13:00", YARD)
    grid.mouse.up()
    expect(said(grid)).to_contain_text("Ihre Anmeldung ist abgelaufen")
    assert stands(slot) == ("10:00", "11:00", HALL)


def test_two_organisers_on_one_session_lose_nothing(grid, bernd, slot):
    drag(grid, "Beginn", "13:00", YARD)
    let_go(grid)
    drag(bernd, "Beginn", "15:00", HALL)
    bernd.mouse.up()
    dialog = bernd.get_by_role("dialog")
    expect(dialog).to_contain_text("anna hat dies inzwischen geändert")
    expect(dialog.locator(".theirs").first).to_contain_text("13:00")
    expect(dialog.locator("[name=starts_at_1]")).to_have_value("15:00")
    assert stands(slot) == ("13:00", "14:00", YARD)
    dialog.get_by_role("button", name="Speichern").click()
    saved(bernd)
    assert stands(slot)[:2] == ("15:00", "16:00")
    undo(bernd, "Beginn")
    assert stands(slot)[:2] == ("13:00", "14:00"), "back to what the other had made of it"


def test_who_leaves_it_as_the_other_has_made_it_sees_that(grid, bernd, slot):
    drag(grid, "Beginn", "13:00", YARD)
    let_go(grid)
    drag(bernd, "Beginn", "15:00", HALL)
    bernd.mouse.up()
    bernd.get_by_role("button", name="So lassen, wie es ist").click()
    expect(card(bernd, "Beginn").locator(".when")).to_contain_text("13:00")
    assert stands(slot) == ("13:00", "14:00", YARD)


def test_who_logs_in_anew_in_another_window_goes_on_here(grid, slot):
    grid.context.clear_cookies(name="csrftoken")
    elsewhere = grid.context.new_page()
    elsewhere.goto(grid.url)
    drag(grid, "Beginn", "13:00", YARD)
    let_go(grid)
    assert stands(slot) == ("13:00", "14:00", YARD)


def test_what_another_organiser_does_is_seen_with_the_next_drop(grid, slot):
    other = SlotFactory(session__conference=slot.conference, starts_at=slot.ends_at)
    Session.objects.filter(pk=other.session.pk).update(title={"de": "Umbenannt"})
    drag(grid, "Beginn", "14:00", YARD)
    let_go(grid)
    expect(grid.locator("table.timetable")).to_contain_text("Umbenannt")


def test_without_script_it_is_the_grid_with_links_to_forms(site, address, slot, browser):
    context = browser.new_context(locale="de-DE", java_script_enabled=False)
    page = signed_in(context.new_page(), site, "anna")
    page.goto(address)
    page.get_by_role("link", name="Beginn").click()
    page.locator("[name=starts_at_1]").fill("14:00")
    page.locator("[name=room]").select_option(label=YARD)
    page.get_by_role("button", name="Speichern", exact=True).click()
    page.wait_for_url("**/timetable/?day=2027-05-03&slot=*")
    expect(page.locator(".messagelist")).to_contain_text("„Beginn“: Montag, 3. Mai 2027, 14:00 – 15:00 Uhr, Hof.")
    assert stands(slot) == ("14:00", "15:00", YARD)
    context.close()
