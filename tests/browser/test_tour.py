"""The tour of docs/tour.md and docs/tour.de.md: its five steps, walked as they stand there.

`make pictures` walks them too, and keeps what it sees in docs/img; without PICTURES nothing is written.
"""

import datetime
import os
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext, override, pgettext
from playwright.sync_api import expect

from programme.actions import note_as_told
from programme.models import Conference, Session
from registration import demonstration
from registration.models import Registration
from tests.browser.conftest import PHONE
from tests.browser.pictures import smaller
from tests.factories import AttendeeFactory, RegistrationFactory
from womconf.mail.models import Message

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

DOCS = settings.BASE_DIR / "docs"
PAGES = {"de": DOCS / "tour.de.md", "en": DOCS / "tour.md"}
KEEP = os.environ.get("PICTURES") == "1"
LARGEST = 160_000  # bytes of a picture
DESK = {"width": 1280, "height": 660}
TALL = {"width": 1280, "height": 1000}
PARALLEL = {"width": 1280, "height": 760}
LETTER = {"width": 620, "height": 412}  # as far as its button
DAY = re.compile(r"^## Donnerstag, \d+\. März \d+", re.MULTILINE)
THURSDAY = 3
OTHERS = 8  # who register besides the person of the tour

GARDEN, PARTY, LAUNDRY = "Ein Garten hinter dem Haus", "Feste, zu denen alle kommen", "Streit um die Waschküche"


def tour_day():
    """Return a Thursday in March that is at least eight weeks away: in the pictures it is always such a day."""
    earliest = timezone.localdate() + datetime.timedelta(weeks=8)
    day = datetime.date(earliest.year, 3, 11)
    if day < earliest:
        day = day.replace(year=day.year + 1)
    return day + datetime.timedelta(days=(THURSDAY - day.weekday()) % 7)


def programme_of(page):
    """Return the programme that a page of the tour shows, on a day that is yet to come."""
    [text] = re.findall(r"^```\n(.*?)^```$", page.read_text(), re.DOTALL | re.MULTILINE)
    with override("de"):
        text, count = DAY.subn(f"## {date_format(tour_day(), 'l, j. F Y')}", text)
    assert count == 1
    return text


class Walk:
    """Somebody's windows in one language: they remember every word that was on a page, and take pictures."""

    def __init__(self, browser, language, site):
        self.browser = browser
        self.language = language
        self.site = site
        self.prefix = "" if language == "de" else f"/{language}"
        self.seen = ""
        self.windows = []

    def window(self, size):
        self.windows.append(self.browser.new_context(viewport=size, locale=self.language, reduced_motion="reduce"))
        page = self.windows[-1].new_page()
        page.set_default_timeout(10_000)
        return page

    def look(self, page):
        """Remember what is written on a page, with its buttons and choices."""
        page.wait_for_load_state()
        buttons = "[...body.querySelectorAll('input[type=submit]')].map(button => button.value)"
        self.seen += page.locator("body").evaluate(f"body => [body.textContent, ...{buttons}].join(' ')")

    def go(self, page, path):
        page.goto(f"{self.site}{self.prefix}{path}")
        self.look(page)

    def picture(self, page, name, part=None):
        """Look at a page, and take a picture of it or of a part; keep it only where somebody wants the pictures."""
        self.look(page)
        taken = smaller((page.locator(part) if part else page).screenshot(animations="disabled"))
        assert len(taken) <= LARGEST, f"{name} has {len(taken)} bytes"
        if KEEP:
            path = DOCS / "img" / self.language / f"{name}.png"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(taken)

    def close(self):
        for window in self.windows:
            window.close()


@pytest.fixture(params=["de", "en"])
def walk(request, browser, site, settings):
    """The first start of `make run`: the operator has no pages of their own that could stand in."""
    settings.ABOUT_URLS = dict.fromkeys(settings.ABOUT_URLS, "")
    walk = Walk(browser, request.param, site)
    with override(request.param):
        yield walk
    walk.close()


@pytest.fixture
def office(walk, organiser, page):
    """The organiser's window; the login is that of the fixture."""
    window = walk.window(DESK)
    window.context.add_cookies(page.context.cookies())
    return window


def choose(page, row, action):
    """Tick a row of a list and run an action on it."""
    page.get_by_role("row").filter(has_text=row).get_by_role("checkbox").check()
    page.locator("select[name=action]").select_option(label=action)
    page.locator("button[name=index]").click()


def save(page):
    page.get_by_role("button", name=gettext("Save"), exact=True).click()
    expect(page.locator(".messagelist .success")).to_be_visible()


def says(page, sentence):
    expect(page.locator(".messagelist")).to_contain_text(sentence)


def write_the_programme(walk, office):
    walk.go(office, "/admin/")
    office.get_by_role("link", name=gettext("Conferences")).first.click()
    walk.look(office)
    office.get_by_role("link", name=gettext("Import a programme")).click()
    walk.look(office)
    office.locator("[name=content]").fill(programme_of(PAGES[walk.language]))
    office.locator("[name=preview]").click()
    rows = office.locator(".coming-row")
    expect(rows).to_have_count(6)
    expect(rows.filter(has_text=LAUNDRY)).to_contain_text("Rosa Keller")
    expect(office.locator(".question")).to_have_count(0)
    walk.picture(office, "tour-1-import", "section[aria-labelledby=preview]")
    office.locator("[name=apply]").click()
    office.wait_for_url("**/admin/?conference=**")
    assert not Conference.objects.get().is_public


def ask_rosa_keller(walk, office, mailbox):
    walk.go(office, "/admin/programme/speaker/")
    office.get_by_role("rowheader").get_by_role("link", name="Keller").click()
    walk.look(office)
    office.locator("#id_email").fill("rosa.keller@example.org")
    save(office)
    choose(office, "Keller", gettext("Ask or remind by e-mail …"))
    office.locator(".ask-first input[type=submit]").click()
    says(office, "1")
    subject, link = mailbox("rosa.keller@example.org")
    assert LAUNDRY in subject
    return link


def open_as_rosa(walk, link):
    rosa = walk.window(PHONE)
    rosa.goto(link)
    if walk.language != "de":  # she was written to in the language of the conference
        rosa.get_by_role("link", name="English").click()
    expect(rosa.locator("article.request")).to_contain_text(LAUNDRY)
    walk.picture(rosa, "tour-2-answer", "main")
    return rosa


def publish(walk, office):
    walk.go(office, "/admin/programme/conference/")
    office.locator("#result_list").get_by_role("link", name="Tag der guten Nachbarschaft").click()
    walk.look(office)
    office.locator("#id_host_name").fill("Nachbarschaftsverein Musterstadt")
    for field, words in [
        ("privacy_notice", "Ihre Angaben brauchen wir nur für diesen Tag; vier Wochen später löschen wir sie."),
        ("imprint", "Nachbarschaftsverein Musterstadt, Marktplatz 3, 12345 Musterstadt"),
        ("contact", "Telefon 01234 567890, montags bis freitags von 9 bis 12 Uhr"),
        ("accessibility", "Diese Seiten lassen sich mit der Tastatur und mit Vorleseprogrammen bedienen."),
    ]:
        office.locator(f"#id_{field}_0").fill(words)
    office.locator("#id_contact_email").fill("verein@example.org")
    save(office)
    walk.look(office)
    office.get_by_role("link", name=gettext("Make it public …")).first.click()
    walk.look(office)
    office.get_by_role("button", name=gettext("Make it public")).click()
    says(office, gettext("The conference is public. Everybody can read its programme now."))


def see_the_programme(walk, rosa):
    visitor = walk.window(TALL)
    walk.go(visitor, f"/{Conference.objects.get().slug}/")
    laundry = visitor.get_by_role("article").filter(has_text=LAUNDRY)
    expect(laundry).to_contain_text(pgettext("appearance", "invited, not yet confirmed"))
    walk.picture(visitor, "tour-3-programme")
    rosa.locator("button[name=answer][value=yes]").click()
    expect(rosa.locator(".notice.success")).to_be_visible()
    visitor.reload()
    expect(laundry).to_contain_text("Rosa Keller")
    expect(laundry).not_to_contain_text(pgettext("appearance", "invited, not yet confirmed"))


def register(walk, mailbox):
    phone = walk.window(PHONE)
    walk.go(phone, f"/{Conference.objects.get().slug}/")
    phone.get_by_role("link", name=gettext("Go to registration")).click()
    for title in (PARTY, GARDEN):
        phone.get_by_role("checkbox", name=title).check()
    phone.locator("[name=name]").fill("Hanna Graf")
    phone.locator("[name=email]").fill("hanna.graf@example.org")
    phone.locator("[name=privacy]").check()
    phone.get_by_role("checkbox", name=PARTY).evaluate("box => scrollTo(0, box.closest('fieldset').offsetTop - 16)")
    walk.picture(phone, "tour-4-form")
    phone.locator("main form button").last.click()
    phone.wait_for_url(re.compile("/register/done/"))
    phone.goto(mailbox("hanna.graf@example.org")[1])
    phone.locator("form[action$='/me/confirm/'] button").click()
    expect(phone.locator("[data-registration][data-status=confirmed]")).to_have_count(2)
    phone.locator("[data-registration]").first.evaluate("card => scrollTo(0, card.offsetTop - 16)")
    walk.picture(phone, "tour-4-personal")
    return phone


def others_register():
    garden = Session.objects.get(title__mentions=GARDEN)
    for _person in range(OTHERS):
        attendee = AttendeeFactory(conference=garden.conference)
        RegistrationFactory(attendee=attendee, session=garden)
    note_as_told(garden.conference, by=None)


def move_the_garden(walk, office, hanna, mailbox):
    assert " 2 " in mailbox("hanna.graf@example.org")[0]  # registered for 2 sessions
    walk.go(office, "/admin/programme/session/")
    office.get_by_role("rowheader").get_by_role("link", name=GARDEN).click()
    walk.look(office)
    office.locator("#id_slots-0-starts_at_1").fill("13:30")
    office.locator("#id_slots-0-ends_at_1").fill("15:00")
    office.get_by_role("button", name=gettext("Save"), exact=True).click()
    expect(office.locator("#content")).to_contain_text(gettext("This concerns %(who)s.").split("%")[0])
    walk.look(office)
    office.locator("[name=move_meant]").check()
    save(office)
    says(office, gettext("Not told yet: %(who)s.").split("%")[0])
    walk.picture(office, "tour-5-moved")
    office.get_by_role("link", name=gettext("Tell them …")).first.click()
    walk.picture(office, "tour-5-ask", "#content")
    office.locator("button[name=now]").click()
    says(office, str(OTHERS + 1))
    mailbox("hanna.graf@example.org")
    told = Message.objects.filter(kind="changes")
    assert told.count() == OTHERS + 1
    assert not Message.objects.filter(kind="speaker-changes", to="rosa.keller@example.org").exists()
    hanna.reload()
    expect(hanna.locator("main")).to_contain_text("13:30")
    letter = walk.window(LETTER)
    letter.set_content(told.get(to="hanna.graf@example.org").html)
    walk.picture(letter, "tour-5-mail")


def test_the_five_steps_are_walked_as_they_are_written(walk, office, mailbox):
    write_the_programme(walk, office)
    rosa = open_as_rosa(walk, ask_rosa_keller(walk, office, mailbox))
    publish(walk, office)
    see_the_programme(walk, rosa)
    hanna = register(walk, mailbox)
    others_register()
    move_the_garden(walk, office, hanna, mailbox)
    assert Registration.objects.confirmed().filter(session__title__mentions=GARDEN).count() == OTHERS + 1
    walk.go(office, "/admin/mail/message/")
    bold = re.findall(r"\*\*(.+?)\*\*", PAGES[walk.language].read_text().replace("\n", " "))
    assert [word for word in bold if word.casefold() not in walk.seen.casefold()] == []


def test_first_pictures_show_the_example(walk):
    """Those of the README."""
    conference = demonstration.make()
    visitor = walk.window(DESK)
    walk.go(visitor, f"/{conference.slug}/")
    expect(visitor.get_by_role("article")).to_have_count(conference.sessions.count())
    walk.picture(visitor, "programme")
    visitor.set_viewport_size(PARALLEL)
    workshops = visitor.get_by_role("article").filter(has_text=demonstration.FULL)
    workshops.evaluate("article => scrollTo(0, article.getBoundingClientRect().top - 96)")
    walk.picture(visitor, "workshops")


@pytest.mark.parametrize("page", PAGES.values(), ids=PAGES)
def test_every_picture_of_the_tour_is_there_and_small(page):
    named = re.findall(r"!\[.+?\]\((\S+)\)", page.read_text())
    assert len(named) >= 5
    assert [name for name in named if not 0 < (Path(page.parent) / name).stat().st_size <= LARGEST] == []
