"""The programme in a page of another site: in a frame, and by the element of static/js/embed.js."""

import json
import os
import re
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from django.conf import settings as of_project
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.utils import translation
from django.utils.translation import gettext, pgettext

from tests.browser.looking import violations
from tests.factories import AppearanceFactory, RoomFactory, SessionFactory, SlotFactory
from tests.programme.api.conftest import forum

__all__ = ["forum"]
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SCRIPT = of_project.BASE_DIR / "static/js/embed.js"
NARROW, WIDE = {"width": 360, "height": 740}, {"width": 1280, "height": 900}


class Partner:
    """Another site (another port is another origin) with one page, which a browser opens."""

    def __init__(self, page, site):
        self.page, self.site, self.html = page, site, ""
        self.said = []  # what the browser complains about
        page.on("console", lambda said: self.said.append(said.text) if said.type in {"error", "warning"} else None)
        page.on("pageerror", lambda error: self.said.append(str(error)))
        partner = self

        class Site(BaseHTTPRequestHandler):
            def do_GET(self):
                self.send_response(200 if self.path == "/" else 204)
                self.send_header("Content-Type", "text/html; charset=utf-8")
                self.end_headers()
                self.wfile.write(partner.html.encode() if self.path == "/" else b"")

            def log_message(self, *_args):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Site)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def put(self, body, lang="de"):
        """Put something on the page; return its address."""
        style = "body { margin: 1rem auto; max-width: 60rem; padding-inline: 1rem; font: 1rem/1.5 sans-serif }"
        self.html = (
            f'<!doctype html><html lang="{lang}"><head><meta name="viewport" content="width=device-width">'
            f"<title>Verein</title><style>{style}</style></head>"
            f"<body><main><h1>Unser Verein</h1>{body}</main></body></html>"
        )
        return f"http://127.0.0.1:{self.server.server_port}/"

    def show(self, body, lang="de"):
        self.page.goto(self.put(body, lang))
        return self.page.locator("womconf-programme")


@pytest.fixture
def partner(page, site, forum, monkeypatch):
    # The server of the tests answers for files itself, with no headers of ours; outside of tests it is our middleware.
    monkeypatch.setattr(StaticFilesHandler, "_should_handle", lambda _self, _path: False)
    partner = Partner(page, site)
    yield partner
    partner.server.shutdown()
    partner.server.server_close()


def element(site, *, src="/forum/", attributes="", inside="Programm"):
    return (
        f'<womconf-programme src="{site}{src}" {attributes}><a href="{site}{src}">{inside}</a></womconf-programme>'
        f'<script type="module" src="{site}/static/js/embed.js"></script>'
    )


def frame(site, path="/forum/embed/"):
    return (
        f'<iframe src="{site}{path}" title="Programm" width="100%" height="200"></iframe>'
        f'<script type="module" src="{site}/static/js/embed.js"></script>'
    )


@pytest.mark.parametrize("size", [NARROW, WIDE])
def test_element_shows_the_programme(page, partner, size):
    page.set_viewport_size(size)
    partner.show(element(partner.site))
    shown = page.locator("womconf-programme")
    shown.get_by_role("heading", name="Forum Vielfalt").wait_for()
    if folder := os.environ.get("PICTURES"):
        page.screenshot(path=f"{folder}/element-{size['width']}.png", full_page=True)
    assert shown.get_by_role("heading", name="Samstag, 3. Mai 2031").count() == 1
    assert "Alle Zeiten: Mitteleuropäische Sommerzeit (Europe/Berlin)" in shown.locator("section").inner_text()
    first = shown.get_by_role("listitem").first
    assert "09:00 – 10:00 Uhr" in first.inner_text()
    assert re.search(r"Moderation: Dr\. Aylin Öz, Referentin \d+ \(angefragt\), Ämter e\. V\.", first.inner_text())
    assert first.inner_text().count("angefragt") == 1
    assert first.get_by_role("link", name=re.compile("Auf die Warteliste ?: Öffnung")).count() == 1
    assert (
        shown.get_by_role("link", name="Öffnung", exact=True)
        .get_attribute("href")
        .startswith(f"{partner.site}/forum/sess")
    )
    assert shown.get_by_text("ab 14:00 Uhr").count() == 1
    assert shown.get_by_role("heading", name="Zeit folgt").count() == 1
    assert "Entwurf" not in shown.locator("section").inner_text()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert violations(page) == []
    assert partner.said == []


def test_element_is_reached_by_keyboard(page, partner):
    partner.show(element(partner.site))
    page.locator("womconf-programme").get_by_role("heading", name="Forum Vielfalt").wait_for()
    reached = []
    for _press in range(3):
        page.keyboard.press("Tab")
        reached.append(page.evaluate("document.activeElement.shadowRoot?.activeElement.textContent"))
    assert reached == ["Forum Vielfalt", "Öffnung", "Auf die Warteliste: Öffnung"]
    page.keyboard.press("Enter")
    page.wait_for_url("**/forum/register/?session=*")


@pytest.mark.parametrize(
    ("how", "title", "word"),
    [
        (("", "/forum/", "de"), "Öffnung", "Auf die Warteliste"),
        (("", "/forum/", "en"), "Opening", "Join the waiting list"),
        (("", "/en/forum/", "de"), "Opening", "Join the waiting list"),
        (('lang="ar"', "/forum/", "de"), "افتتاح", "Join the waiting list"),
        (('lang="de-AT"', "/en/forum/", "en"), "Öffnung", "Auf die Warteliste"),
        (("", "/forum", "fr"), "Öffnung", "Join the waiting list"),
    ],
)
def test_element_speaks_the_language_asked(page, partner, how, title, word):
    attributes, src, of_page = how
    partner.show(element(partner.site, src=src, attributes=attributes), lang=of_page)
    page.locator("womconf-programme").get_by_role("link", name=title, exact=True).wait_for()
    link = page.locator("womconf-programme").get_by_role("link", name=re.compile(f"{word} ?: {title}"))
    assert link.count() == 1
    assert ("/en/" in link.get_attribute("href")) == word.startswith("Join")
    assert partner.said == []


def test_title_in_another_language_says_so(page, partner):
    partner.show(element(partner.site, attributes='lang="ar"'))
    arabic = page.locator("womconf-programme").get_by_role("link", name="افتتاح", exact=True).locator("span")
    arabic.wait_for()
    assert (arabic.get_attribute("lang"), arabic.get_attribute("dir")) == ("ar", "auto")


def test_element_follows_its_attributes(page, partner):
    partner.show(element(partner.site))
    shown = page.locator("womconf-programme")
    shown.get_by_role("link", name="Öffnung", exact=True).wait_for()
    shown.evaluate("element => { element.lang = 'en'; element.setAttribute('level', 4); }")
    shown.get_by_role("link", name="Opening", exact=True).wait_for()
    assert shown.get_by_role("heading", name="Forum on Diversity", level=4).count() == 1


@pytest.mark.parametrize("src", ["/nobody/", "/forum/sessions/", "/", "", "javascript:alert(1)", "/../../", "/%00/"])
def test_where_there_is_nothing_the_link_stays(page, partner, src):
    partner.show(element(partner.site, src=src))
    page.wait_for_timeout(700)
    assert page.get_by_role("link", name="Programm").is_visible()


def test_without_scripts_and_without_net_the_link_stays(browser, partner):
    for settings in ({"java_script_enabled": False}, {}):
        context = browser.new_context(**settings)
        page = context.new_page()
        page.route("**/api/**", lambda route: route.abort())
        page.goto(partner.put(element(partner.site)))
        page.wait_for_timeout(500)
        assert page.get_by_role("link", name="Programm").is_visible()
        context.close()


def test_texts_of_a_conference_are_no_html_elsewhere(page, partner, forum):
    hostile = '<img src=x onerror="document.title=1"></a><script>document.title=2</script>'
    session = SessionFactory(conference=forum, title={"de": hostile}, format={"de": hostile})
    SlotFactory(session=session, room=RoomFactory(conference=forum, name={"de": hostile[:80]}))
    AppearanceFactory(session=session, speaker__name=hostile)
    partner.show(element(partner.site))
    page.locator("womconf-programme").get_by_role("link", name=hostile, exact=True).wait_for()
    assert page.title() == "Verein"
    assert partner.said == []


def test_many_sessions_come_page_by_page(page, partner, monkeypatch):
    monkeypatch.setattr("programme.exports.api.answers.PAGE_SIZE", 2)
    partner.show(element(partner.site))
    shown = page.locator("womconf-programme")
    shown.get_by_role("heading", name="Zeit folgt").wait_for()
    assert shown.get_by_role("listitem").count() == 5  # four sessions and a break


@pytest.mark.parametrize("size", [NARROW, WIDE])
def test_frame_shows_the_programme_and_is_as_high(page, partner, size):
    page.set_viewport_size(size)
    partner.show(frame(partner.site))
    inside = page.frame_locator("iframe")
    inside.get_by_role("link", name="Öffnung", exact=True).wait_for()
    page.wait_for_function("document.querySelector('iframe').style.height !== ''")
    if folder := os.environ.get("PICTURES"):
        page.screenshot(path=f"{folder}/frame-{size['width']}.png", full_page=True)
    inner = page.frames[1].evaluate("document.documentElement.scrollHeight")
    assert abs(page.locator("iframe").bounding_box()["height"] - inner) <= 6
    assert inner > 300
    assert page.frames[1].evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert violations(page) == []
    assert partner.said == []


def test_frame_is_reached_by_keyboard_and_leads_out_of_itself(page, partner):
    partner.show(frame(partner.site))
    page.frame_locator("iframe").get_by_role("link", name="Öffnung", exact=True).wait_for()
    page.locator("h1").click()
    reached = []
    for _press in range(6):
        page.keyboard.press("Tab")
        reached.append(page.frames[1].evaluate("document.activeElement.textContent"))
    assert reached[:3] == ["Forum Vielfalt", "Öffnung", "Dr. Aylin Öz"]
    assert "Auf die Warteliste: Öffnung" in reached
    page.frame_locator("iframe").get_by_role("link", name="Öffnung", exact=True).press("Enter")
    page.wait_for_url("**/forum/sessions/*/")


def test_only_frames_of_the_site_itself_say_how_high_they_are(page, partner):
    partner.show(f'<iframe srcdoc="<p>a</p>" title="a"></iframe>{element(partner.site)}')
    page.locator("womconf-programme").get_by_role("heading", name="Forum Vielfalt").wait_for()
    page.frames[1].evaluate("parent.postMessage({womconf: 'height', height: 999}, '*')")
    page.wait_for_timeout(200)
    assert page.locator("iframe").evaluate("frame => frame.style.height") == ""


def test_every_other_page_refuses_to_be_framed(browser, partner):
    """In a window of its own: the browser says of each that our policy has refused it, as it should."""
    with browser.new_context() as context:
        for path in ("/forum/", "/en/forum/", "/forum/register/", "/forum/speakers/", "/accounts/login/", "/me/"):
            page = context.new_page()
            with page.expect_console_message(lambda said: "frame-ancestors 'none'" in said.text):
                page.goto(partner.put(frame(partner.site, path)))
            page.frames[1].wait_for_url("chrome-error:**")


def test_lines_to_copy_work(page, partner):
    """Those of docs/embedding.md."""
    text = (of_project.BASE_DIR / "docs/embedding.md").read_text()
    in_frame, as_part = re.findall(r"^```html\n(.*?)^```", text, re.DOTALL | re.MULTILINE)
    for lines, where in ((in_frame, page.frame_locator("iframe")), (as_part, page.locator("womconf-programme"))):
        partner.show(lines.replace("https://conference.example", partner.site))
        where.get_by_role("link", name="Öffnung", exact=True).wait_for()
    assert partner.said == []


def test_words_of_the_script_are_those_of_the_pages():
    """In each language of the interface."""
    script = SCRIPT.read_text()
    [words] = re.findall(r"^  de: (\{.*?^  \}),$", script, re.DOTALL | re.MULTILINE)
    german = json.loads(re.sub(r",\s*\}", "}", words))
    with translation.override("de"):
        for english, word in german.items():
            assert word == (pgettext("times", english) if english.startswith("{") else gettext(english))
    used = set(re.findall(r'this\.words?\("([^"]+)"', script)) | {
        "Join the waiting list",
        "Register",
        "{start} – {end}",
        "from {start}",
    }
    assert used == german.keys()
    for table in ("WORDS", "LOCALES"):
        [body] = re.findall(rf"^const {table} = (\{{.*?\}});$", script, re.DOTALL | re.MULTILINE)
        assert {code for code, _name in of_project.LANGUAGES} == set(re.findall(r"\b([a-z]{2}): ", body)), table
