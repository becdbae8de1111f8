"""The public pages in a real browser: by keyboard, read aloud, on narrow screens, on paper, without scripts."""

import datetime
import re
from urllib.parse import urlsplit

import pytest

from tests.browser.looking import TARGET_SIZE, each_look, take_on, violations
from tests.factories import (
    AppearanceFactory,
    ConferenceFactory,
    OrganisationFactory,
    RegistrationFactory,
    RoomFactory,
    SessionFactory,
    SlotFactory,
    SpeakerFactory,
    TrackFactory,
)

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

NARROW, WIDE = {"width": 320, "height": 640}, {"width": 1280, "height": 900}
LONG = "Rechtsdienstleistungsgesetz und Verwaltungsverfahrensbeschleunigungsgesetz: ein Überblick für Beratungsstellen"


@pytest.fixture
def forum():
    """A programme with everything that a page can show; {word: code of the session}."""
    day = datetime.date(2027, 5, 3)
    conference = ConferenceFactory(
        slug="forum",
        title={"de": "Forum Vielfalt", "en": "Forum on Diversity"},
        theme={"de": "Zugänge schaffen"},
        description={"de": "Drei Tage **Austausch**.\n\n# Für wen?\n\n- Kommunen\n- Vereine"},
        starts_on=day,
        ends_on=day + datetime.timedelta(days=1),
        languages=["de", "en", "ar"],
        host_name="Landesnetzwerk",
    )
    hall = RoomFactory(
        conference=conference,
        kind="on_site",
        directions={"de": "Straßenbahn 3\n\n# Vom Bahnhof\n\nDurch den Park."},
        access={"ar": "مصعد في المدخل"},
    )
    online = RoomFactory(conference=conference, position=1)
    track, other = TrackFactory(conference=conference), TrackFactory(conference=conference)

    def add(hour, *, days=0, room=hall, minutes=60, **session):
        start = datetime.datetime.combine(day + datetime.timedelta(days=days), datetime.time(hour), conference.zone)
        slot = SlotFactory(
            session=SessionFactory(conference=conference, **session),
            starts_at=start,
            ends_at=start + datetime.timedelta(minutes=minutes),
            room=room,
        )
        return slot.session

    host = OrganisationFactory(conference=conference, website="https://iq.example/")
    sessions = {
        "long": add(9, title={"de": LONG}, status="requested", track=track, host=host, format={"de": "Podium"}),
        "arabic": add(9, title={"ar": "اللغة العربية في المكاتب العامة"}, room=online, language="ar", track=other),
        "cancelled": add(11, title={"de": "Vom Antrag zum Arbeitsplatz"}, status="cancelled"),
        "full": add(11, title={"de": "Dolmetschen", "en": "Interpreting"}, room=online, capacity=1),
        "few": add(9, days=1, capacity=1),
        "later": SessionFactory(conference=conference, status="requested"),
    }
    sessions["long"].abstract = {
        "de": "# Inhalt\n\n1. eins\n\n> Zitat\n\n| a | b |\n| - | - |\n| 1 | 2 |\n\n`" + "x" * 90 + "`"
    }
    sessions["long"].save()
    RegistrationFactory(session=sessions["full"])
    end = sessions["long"].slots.get().ends_at
    SlotFactory(session=sessions["long"], kind="follow_up", starts_at=end, ends_at=end + datetime.timedelta(minutes=20))
    SlotFactory(session=None, conference=conference, kind="break", title={"de": "Pause"}, starts_at=end, room=online)
    for number in range(8):  # enough for filters
        add(14, days=1, room=None, minutes=30 + number)
    speaker = SpeakerFactory(
        conference=conference,
        name="نور الدين الخطيب",
        organisation=host,
        position="Leitung der Fachstelle",
        biography={"de": "Forscht.", "ar": "نص"},
        website="https://example.org/",
    )
    for name in sessions.values():
        AppearanceFactory(session=name, speaker=speaker, status="requested")
    AppearanceFactory(session=sessions["long"], role="moderation")
    codes = {"speaker": speaker.code, "host": host.code, "room": hall.code, "track": track.code}
    return codes | {word: session.code for word, session in sessions.items()}


PATHS = {
    "conferences": "/",
    "programme": "/forum/",
    "programme in English": "/en/forum/",
    "programme filtered": "/forum/?q=Dolmetschen",
    "programme as a table": "/forum/?view=grid",
    "programme of a day": "/forum/?day=2027-05-04&view=grid",
    "choice": "/forum/choice/?session={long}&session={arabic}",
    "no choice": "/forum/choice/",
    "requested session": "/forum/sessions/{long}/",
    "Arabic session": "/en/forum/sessions/{arabic}/",
    "cancelled session": "/forum/sessions/{cancelled}/",
    "full session": "/forum/sessions/{full}/",
    "session without time": "/forum/sessions/{later}/",
    "speakers": "/forum/speakers/",
    "speaker": "/en/forum/speakers/{speaker}/",
    "hosts": "/forum/hosts/",
    "host": "/forum/hosts/{host}/",
    "rooms": "/en/forum/rooms/",
    "room": "/forum/rooms/{room}/",
    "tracks": "/forum/tracks/",
    "track": "/en/forum/tracks/{track}/",
    "nothing": "/nothing/here/",
}


def open_page(page, live_server, path):
    page.emulate_media(reduced_motion="reduce")  # so that nothing is still on its way when we look
    return page.goto(f"{live_server.url}{path}")


@each_look
def test_axe_finds_nothing(page, live_server, forum, looks):
    ConferenceFactory(slug="other", theme={"de": "Thema"})
    faults = {}
    for name, path in PATHS.items():
        take_on(page, *looks[0])
        open_page(page, live_server, path.format(**forum))
        for look in looks:
            take_on(page, *look)
            faults[name, look] = violations(page, TARGET_SIZE)
    assert {where: found for where, found in faults.items() if found} == {}


def test_axe_would_find_something(page, live_server, forum):
    """The control of the test above."""
    open_page(page, live_server, "/forum/")
    page.evaluate("document.documentElement.removeAttribute('lang'); document.querySelector('h1').remove()")
    assert {"html-has-lang", "page-has-heading-one"} <= {fault for fault, _html in violations(page)}


def test_nothing_has_to_be_scrolled_sideways(page, live_server, forum):
    """WCAG 1.4.10 at 320 px, which is 1280 px at 400 %, also with the text spacing of 1.4.12."""
    page.set_viewport_size(NARROW)
    widths = {}
    for name, path in PATHS.items():
        open_page(page, live_server, path.format(**forum))
        widths[name] = page.evaluate("document.documentElement.scrollWidth")
        page.evaluate(
            """() => {
                const sheet = new CSSStyleSheet();
                sheet.replaceSync("* { line-height: 1.5 !important; letter-spacing: .12em !important;"
                    + "word-spacing: .16em !important } p { margin-block-end: 2em !important }");
                document.adoptedStyleSheets = [sheet];
            }"""
        )
        widths[name, "spaced"] = page.evaluate("document.documentElement.scrollWidth")
    assert {name: width for name, width in widths.items() if width > 320} == {}


def test_parallel_sessions_stand_side_by_side_where_there_is_room(page, live_server, forum):
    def tops():
        boxes = [page.locator(f"#{forum[word]}").bounding_box() for word in ("long", "arabic")]
        return boxes[0]["y"] - boxes[1]["y"]

    page.set_viewport_size(WIDE)
    open_page(page, live_server, "/forum/")
    assert tops() == 0
    page.set_viewport_size(NARROW)
    assert tops() < -100


def test_keyboard_alone_leads_through_the_programme(page, live_server, forum):
    open_page(page, live_server, "/forum/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    assert page.locator(".skip").bounding_box()["y"] >= 0
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    seen = []
    while (link := f"/forum/sessions/{forum['long']}/") not in seen:
        page.keyboard.press("Tab")
        focus = page.evaluate(
            """() => {
                const {outlineStyle, outlineWidth} = getComputedStyle(document.activeElement);
                const box = document.activeElement.getBoundingClientRect();
                const top = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
                return {outlineStyle, outlineWidth, address: document.activeElement.getAttribute("href") || "",
                        isHidden: !document.activeElement.contains(top) && !top.contains(document.activeElement)};
            }"""
        )
        seen.append(focus["address"])
        assert (focus["outlineStyle"], focus["outlineWidth"], focus["isHidden"]) == ("solid", "3px", False), seen
        assert len(seen) < 20, seen
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{link}")
    assert page.locator("h1").inner_text() == LONG


def test_focus_is_never_under_the_day_that_stays_on_top(page, live_server, forum):
    """WCAG 2.4.11: walking backwards, too."""
    page.set_viewport_size({"width": 360, "height": 500})
    open_page(page, live_server, "/forum/")
    page.locator(".session a").last.focus()
    for _ in range(30):
        page.keyboard.press("Shift+Tab")
        box = page.evaluate("document.activeElement.getBoundingClientRect().toJSON()")
        if not page.evaluate("document.activeElement.closest('.day')"):
            break
        covered = page.evaluate(
            """([x, y]) => { const top = document.elementFromPoint(x, y); return top.matches(".day > h2"); }""",
            [box["x"] + 2, box["y"] + box["height"] / 2],
        )
        assert not covered


def test_page_needs_four_requests_to_its_own_host(page, live_server, forum):
    requests, faults = [], []
    page.on("request", lambda request: requests.append(request.url))
    page.on("requestfailed", lambda request: faults.append(request.url))
    page.on("console", lambda said: faults.append(said.text) if said.type in {"error", "warning"} else None)
    response = open_page(page, live_server, "/forum/")
    page.wait_for_load_state("networkidle")
    assert {urlsplit(url).netloc for url in requests} == {urlsplit(live_server.url).netloc}
    assert len(requests) <= 4
    assert faults == []
    assert "unsafe" not in response.headers["content-security-policy"]
    assert page.context.cookies() == []


def programme_in(browser, live_server, **context):
    context = browser.new_context(locale="de-DE", viewport=WIDE, **context)
    page = context.new_page()
    open_page(page, live_server, "/forum/")
    return page


def test_own_time_stands_beside_where_it_differs(browser, live_server, forum):
    page = programme_in(browser, live_server, timezone_id="America/New_York")
    assert page.locator(f"#{forum['few']} .own-time").inner_text() == "Ihre Zeit: 03:00 – 04:00"
    page = programme_in(browser, live_server, timezone_id="Pacific/Auckland")
    assert page.locator(f"#{forum['full']} .own-time").inner_text() == "Ihre Zeit: 21:00 – 22:00"
    page = programme_in(browser, live_server, timezone_id="Pacific/Honolulu")
    assert page.locator(f"#{forum['few']} .own-time").inner_text() == "Ihre Zeit: Mo., 21:00 – 22:00"


@pytest.mark.parametrize("zone", ["Europe/Berlin", "Europe/Paris"])
def test_own_time_is_not_repeated_where_it_is_the_same(browser, live_server, forum, zone):
    page = programme_in(browser, live_server, timezone_id=zone)
    page.wait_for_load_state("networkidle")
    assert page.locator(".session").count() == 14
    assert page.locator(".own-time").count() == 0


def test_everything_is_there_without_scripts(browser, live_server, forum):
    with_scripts = programme_in(browser, live_server, timezone_id="Europe/Berlin").locator("main").inner_text()
    page = programme_in(browser, live_server, java_script_enabled=False)
    assert page.locator("main").inner_text() == with_scripts
    page.get_by_label("Suche").fill("dolmetschen")
    page.get_by_role("button", name="Suchen").click()
    assert page.locator(".session h4").all_inner_texts() == ["Dolmetschen"]


@pytest.mark.parametrize("size", [(360, 740), (1280, 720)])
def test_what_a_search_has_found_is_in_view(page, live_server, forum, size):
    page.set_viewport_size({"width": size[0], "height": size[1]})
    open_page(page, live_server, "/forum/?q=dolmetshen&track=&room=")
    assert page.locator(".session").first.bounding_box()["y"] < size[1]
    page.locator("summary", has_text="Filtern").click()
    page.locator("select").first.wait_for()
    assert page.evaluate("document.documentElement.scrollWidth") == size[0]


def test_paper_shows_the_programme_and_nothing_to_press(page, live_server, forum):
    open_page(page, live_server, "/forum/")
    page.emulate_media(media="print")
    assert page.locator(f"#{forum['cancelled']} s").is_visible()
    pressed = (".site-nav", ".languages", ".book >> nth=0", ".note >> nth=0", ".masthead .button >> nth=0", ".tools")
    for words in (*pressed, ".site-footer"):
        assert not page.locator(words).is_visible(), words


def test_each_day_begins_on_a_sheet_of_its_own(page, live_server, forum):
    def sheets():
        return len(re.findall(rb"/Type\s*/Page\b(?!s)", page.pdf(format="A4")))

    open_page(page, live_server, "/forum/?view=list")
    assert page.locator(".day").count() > 1
    with_breaks = sheets()
    page.locator(".day").evaluate_all("days => days.forEach(day => day.classList.remove('day'))")
    assert with_breaks > sheets(), "the days would have been apart anyway"


def test_paper_with_one_session_names_the_conference(page, live_server, forum):
    open_page(page, live_server, "/forum/")
    page.locator(".session h4 a").first.click()
    page.wait_for_url("**/sessions/*/")
    page.emulate_media(media="print")
    assert page.locator(".brand").is_visible()
    for words in (".site-nav", ".languages", ".back", ".button >> nth=0", ".site-footer"):
        assert not page.locator(words).is_visible(), words


@pytest.mark.parametrize("width", [360, 768, 1024, 1280])
def test_dot_before_a_room_is_only_seen_beside_the_time(page, live_server, width):
    """Where the room has a line of its own, the dot stands outside the paragraph, which cuts it off."""
    conference = ConferenceFactory()
    for name in ("Werkstatt 1", "Aula", "Großer Saal der Stadthalle", "Raum für alle, die Ruhe suchen"):
        SlotFactory(session__conference=conference, room=RoomFactory(conference=conference, name={"de": name}))
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(f"{live_server.url}/{conference.slug}/?view=list")
    assert page.locator(".session .where").count() == 4
    wrong = page.locator(".session .when").evaluate_all(
        """paragraphs => paragraphs.filter(paragraph => {
            const where = paragraph.querySelector(".where"), shown = [...paragraph.children].filter(
                part => part !== where && getComputedStyle(part).position !== "absolute" && part.offsetWidth);
            const dot = parseFloat(getComputedStyle(where, "::before").insetInlineStart);
            const isFirst = where.offsetTop > shown[0].offsetTop;
            const left = where.getBoundingClientRect().left + dot;
            return isFirst !== (left < paragraph.getBoundingClientRect().left);
        }).length"""
    )
    assert wrong == 0


@pytest.mark.parametrize("width", [360, 768, 1024, 1280])
def test_word_of_the_title_stays_whole_with_its_colon(page, live_server, width):
    """Where the buttons would take its room, they go below."""
    conference = SlotFactory().session.conference
    conference.title = {"de": "Beispielkonferenz: Ein Amt für alle"}
    conference.save()
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(f"{live_server.url}/{conference.slug}/")
    assert page.locator(".masthead .button").count() == 2
    lines, right = page.locator(".masthead h1").evaluate(
        """title => {
            const word = document.createRange(), text = title.firstChild;
            word.setStart(text, 0);
            word.setEnd(text, text.data.indexOf(":") + 1);
            return [word.getClientRects().length, word.getBoundingClientRect().right];
        }"""
    )
    assert lines == 1
    assert right <= width - 16
