"""A session moves: an organiser sees whom it concerns, tells them, and their calendars follow."""

import datetime
from email import message_from_bytes, policy

import pytest
from playwright.sync_api import expect

from programme.telling import SPEAKERS, Said, untold
from registration import emails
from registration.models import Registration
from tests.calendars import Calendars
from tests.factories import AppearanceFactory, AttendeeFactory, RegistrationFactory, RoomFactory, SlotFactory
from tests.mail.writing import work

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PEOPLE, SPEAKING, WITH_TWO = 40, 2, 2
HOUR = datetime.timedelta(hours=1)


def calendars_of(folder):
    """Return what stands in people's calendars that take all entries of the mails in a folder."""
    calendars = Calendars()
    for path in folder.iterdir():
        letter = message_from_bytes(path.read_bytes(), policy=policy.default)
        for part in letter.walk():
            if part.get_content_type() == "text/calendar":
                calendars.take(letter["To"], part.get_content())
    return calendars


@pytest.fixture
def slot():
    room = RoomFactory(name={"de": "Festsaal"}, conference__contact_email="office@example.org")
    slot = SlotFactory(room=room, session__conference=room.conference, session__title={"de": "Ein Amt für alle"})
    later = SlotFactory(session__conference=room.conference, starts_at=slot.starts_at + HOUR)
    RoomFactory(name={"de": "Kammer"}, conference=room.conference, capacity=60)
    for number in range(PEOPLE):
        attendee = AttendeeFactory(conference=room.conference)
        RegistrationFactory(attendee=attendee, session=slot.session)
        if number < WITH_TWO:
            RegistrationFactory(attendee=attendee, session=later.session)
    for speaker in [AppearanceFactory(session=slot.session).speaker for _ in range(SPEAKING)]:
        SPEAKERS.note(speaker.pk, [Said.of(slot, "speaking")])
    emails.tell_registered(list(Registration.objects.select_related("attendee__conference")))
    return slot


def test_a_move_reaches_everybody_whom_it_concerns_and_their_calendars(page, site, organiser, slot, tmp_path):
    work()
    assert set(calendars_of(tmp_path / "mail").with_slot(slot).values()) == {slot.starts_at}
    page.goto(f"{site}/admin/programme/session/{slot.session_id}/change/")
    moved = (slot.starts_at + HOUR).astimezone(slot.conference.zone)
    page.locator("#id_slots-0-starts_at_1").fill(f"{moved:%H:%M}")
    page.locator("#id_slots-0-ends_at_1").fill(f"{moved + HOUR:%H:%M}")
    page.locator(".field-room .select2-selection").click()
    page.locator(".select2-search__field").fill("Kammer")
    page.locator(".select2-results__option", has_text="Kammer").click()
    page.get_by_role("button", name="Speichern", exact=True).click()
    asked = page.locator("#content")
    expect(asked).to_contain_text(f"Das betrifft {PEOPLE} Personen und {SPEAKING} Referent:innen.")
    expect(asked).to_contain_text(f"hätten {WITH_TWO} Personen")
    page.locator("[name=move_meant]").check()
    page.get_by_role("button", name="Speichern", exact=True).click()
    page.locator(".messagelist").get_by_role("link", name="Mitteilen …").click()
    content = page.locator("#content")
    expect(content).to_contain_text(f"Noch nicht informiert: {PEOPLE} Personen und {SPEAKING} Referent:innen.")
    expect(content).to_contain_text(f"{WITH_TWO} Personen haben zur selben Zeit noch eine Veranstaltung: ")
    page.locator("summary", has_text="Sie wissen es schon").click()
    page.locator("[name=words]").press("Enter")  # sends nothing
    page.get_by_role("button", name=f"{PEOPLE + SPEAKING} E-Mails jetzt senden").click()
    expect(page.locator(".messagelist")).to_contain_text(f"{PEOPLE + SPEAKING} E-Mails sind unterwegs.")
    work()
    there = calendars_of(tmp_path / "mail").with_slot(slot)
    assert (len(there), set(there.values())) == (PEOPLE + SPEAKING, {slot.starts_at + HOUR})
    page.goto(f"{site}/admin/")
    expect(page.locator("[data-todo=untold]")).to_have_count(0)
    assert untold(slot.conference) == []
    cancel(page, site, slot)
    work()
    assert calendars_of(tmp_path / "mail").with_slot(slot) == {}


def cancel(page, site, slot):
    page.goto(f"{site}/admin/programme/session/{slot.session_id}/change/")
    page.locator("select[name=CHANGE_FORM-action]").select_option("cancel")
    page.get_by_role("button", name="Ausführen").click()
    expect(page.locator("#content")).to_contain_text(f"Das betrifft {PEOPLE} Personen und {SPEAKING} Referent:innen.")
    reason = page.locator("[name=cancelled_because_0]")
    reason.fill("Die Referentin ist krank.")
    reason.press("Enter")  # does nothing: what is for good is pressed on purpose
    expect(reason).to_have_value("Die Referentin ist krank.")
    slot.session.refresh_from_db()
    assert not slot.session.is_cancelled
    page.locator(".ask-first input[type=submit]").click()
    expect(page.locator(".messagelist .success")).to_be_visible()
