"""What organisers do most takes few clicks, counted in a browser from the start page on."""

import datetime as dt

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from programme.models import Appearance, Conference, Session
from registration.models import Registration
from tests.factories import (
    AppearanceFactory,
    ConferenceFactory,
    RegistrationFactory,
    RoomFactory,
    SessionFactory,
    SlotFactory,
)
from womconf.mail.models import Message

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

TEXT = """# Tag der Nachbarschaft

## 11. März 2027

### 9:30 – 10:15 Uhr: Was eine Klingel verrät
Mit: Leyla Brandt
"""


@pytest.fixture
def conference():
    day = timezone.localdate() + dt.timedelta(days=40)
    return ConferenceFactory(starts_on=day, ends_on=day, contact_email="amt@example.org")


@pytest.fixture
def start(page, site, organiser, conference):
    """Return the start page, on which every click is counted."""
    page.goto(f"{site}/admin/")
    return Clicks(page)


class Clicks:
    def __init__(self, page):
        self.page, self.count = page, 0

    def on(self, role, name, **which):
        self.count += 1
        self.page.get_by_role(role, name=name, **which).first.click()
        self.page.wait_for_load_state()


def test_programme_is_imported_and_public_after_five_clicks(start, conference):
    Conference.objects.update(title={"de": "Tag der Nachbarschaft"}, published_at=None, published_by=None)
    start.on("link", "Programm importieren")
    start.page.locator("[name=conference]").select_option(str(conference.pk))
    start.page.fill("[name=content]", TEXT)
    start.on("button", "Vorschau")
    start.on("button", "So importieren")
    start.on("link", "Veröffentlichen …")
    start.on("button", "Veröffentlichen")
    expect(start.page.locator(".messagelist")).to_contain_text("Die Konferenz ist öffentlich.")
    conference.refresh_from_db()
    assert (conference.is_public, start.count) == (True, 5)


def test_all_who_were_not_asked_are_asked_after_two_clicks(start, conference):
    session = SlotFactory(session=SessionFactory(conference=conference, status="requested")).session
    AppearanceFactory.create_batch(3, session=session, status="requested")
    start.page.reload()
    start.on("link", "Anfragen …")
    start.on("button", "Per E-Mail anfragen")
    expect(start.page.locator(".messagelist")).to_contain_text("3 E-Mails sind unterwegs.")
    assert (Appearance.objects.not_asked().count(), start.count) == (0, 2)


def test_who_telephones_is_registered_after_three_clicks(start, conference):
    slot = SlotFactory(session__conference=conference)
    conference.published_at = timezone.now()
    conference.save()
    start.on("link", "Anmeldung am Telefon")
    start.page.fill("[name=name]", "Rosa Weinberg")
    start.page.fill("[name=phone]", "0361 123")
    start.on("checkbox", str(slot.session.title))
    start.on("button", "Speichern", exact=True)
    assert Registration.objects.get().attendee.name == "Rosa Weinberg"
    assert start.count == 3


def test_list_to_sign_is_there_after_two_clicks(start, conference):
    RegistrationFactory(session=SlotFactory(session__conference=conference).session)
    start.on("link", "Papier und Dateien")
    with start.page.expect_download() as download:
        start.on("button", "Liste (PDF)")
    assert download.value.suggested_filename.endswith(".pdf")
    assert start.count == 2


def test_session_is_moved_and_everybody_told_after_four_clicks_from_the_list_on(start, conference, site):
    RoomFactory(conference=conference)
    slot = SlotFactory(session__conference=conference)
    RegistrationFactory(session=slot.session)
    Message.objects.all().delete()
    start.page.goto(f"{site}/admin/programme/session/")
    start.on("link", str(slot.session.title))
    moved = (slot.starts_at + dt.timedelta(hours=1)).astimezone(conference.zone)
    start.page.fill("#id_slots-0-starts_at_1", f"{moved:%H:%M}")
    start.page.fill("#id_slots-0-ends_at_1", "")
    start.page.fill("#id_slots-0-ends_at_0", "")
    start.on("button", "Speichern", exact=True)
    start.on("link", "Mitteilen …")
    start.on("button", "1 E-Mail jetzt senden")
    expect(start.page.locator(".messagelist")).to_contain_text("1 E-Mail ist unterwegs.")
    assert Session.objects.get().slots.get().starts_at == slot.starts_at + dt.timedelta(hours=1)
    assert start.count == 4


def test_session_is_moved_in_the_timetable_and_everybody_told_after_four_clicks(start, conference):
    slot = SlotFactory(session__conference=conference, room=RoomFactory(conference=conference))
    RegistrationFactory(session=slot.session)
    Message.objects.all().delete()
    start.on("link", "Zeitplan")
    place = start.page.locator(f"#slot-{slot.pk}").bounding_box()
    start.page.mouse.move(place["x"] + 20, place["y"] + 5)
    start.page.mouse.down()
    later = start.page.get_by_role("rowheader", name="12:00", exact=True).bounding_box()
    start.page.mouse.move(place["x"] + 20, later["y"] + 8, steps=5)
    start.page.mouse.up()
    start.count += 1
    start.on("link", "Mitteilen …")
    start.on("button", "1 E-Mail jetzt senden")
    expect(start.page.locator(".messagelist")).to_contain_text("1 E-Mail ist unterwegs.")
    assert Session.objects.get().slots.get().starts_at == slot.starts_at + dt.timedelta(hours=2)
    assert start.count == 4
