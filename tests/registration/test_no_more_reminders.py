"""Reminders are switched off by one click in the mail program (RFC 8058), or on a page, and on again."""

from urllib.parse import urlsplit

import pytest
import time_machine
from django.test import Client

from programme import actions as programme_actions
from programme.speaker_letters import reminders_link as speakers_link
from registration import emails
from tests.factories import AppearanceFactory, ConferenceFactory
from tests.mail.writing import work
from tests.registration.reminding import DAY, EARLIER, EVENING, TEN, place, slot_at
from tests.registration.steps import open_own_page
from womconf import links
from womconf.mail.models import Message

ONE_CLICK = {"List-Unsubscribe": "One-Click"}
pytestmark = pytest.mark.django_db


@pytest.fixture
def slot():
    with time_machine.travel(EARLIER, tick=False) as clock:
        conference = ConferenceFactory(starts_on=TEN.date(), ends_on=TEN.date() + DAY, venue={"de": "Rathaus"})
        slot = slot_at(conference)
        slot.clock = clock
        yield slot


@pytest.fixture
def strict():
    """A browser, or a mail program, without any cookie, to whom each form without its token is refused."""
    return Client(enforce_csrf_checks=True)


def attendee(slot):
    person = place(slot).attendee
    return person, emails.reminders_link(person)


def speaker(slot):
    person = AppearanceFactory(session=slot.session).speaker
    return person, speakers_link(person)


PEOPLE = pytest.mark.parametrize("make", [attendee, speaker])


def path_of(link):
    parts = urlsplit(link.url)
    return f"{parts.path}?{parts.query}"


def wants(person):
    person.refresh_from_db()
    return person.wants_reminders


@PEOPLE
def test_one_click_switches_them_off_without_a_cookie_or_a_redirect(slot, strict, make):
    person, link = make(slot)
    answer = strict.post(path_of(link), ONE_CLICK)
    assert (answer.status_code, wants(person)) == (200, False)
    assert strict.post(path_of(link), ONE_CLICK).status_code == 200
    assert wants(person) is False


@PEOPLE
def test_one_click_in_the_other_form_of_a_form_counts_too(slot, strict, make):
    """RFC 8058, 3.2: multipart/form-data or application/x-www-form-urlencoded."""
    person, link = make(slot)
    strict.post(path_of(link), "List-Unsubscribe=One-Click", content_type="application/x-www-form-urlencoded")
    assert wants(person) is False


@PEOPLE
def test_opening_the_address_changes_nothing_however_often(slot, client, make):
    person, link = make(slot)
    for _ in range(3):
        assert client.get(path_of(link), follow=True).status_code == 200
        assert client.head(path_of(link), follow=True).status_code == 200
    assert wants(person) is True


@PEOPLE
def test_button_on_the_page_switches_them_off_and_on_again(slot, client, make):
    person, link = make(slot)
    page = client.get(path_of(link), follow=True)
    assert ("Wir erinnern Sie" in page.text, "key=" in page.request["QUERY_STRING"]) == (True, False)
    page = client.post(page.request["PATH_INFO"], {"key": page.context["key"]})
    assert ("Wir erinnern Sie nicht." in page.text, wants(person)) == (True, False)
    page = client.post(page.request["PATH_INFO"], {"key": page.context["key"], "wanted": "yes"})
    assert ("Wieder erinnern" in page.text, wants(person)) == (False, True)


@pytest.mark.parametrize("key", ["", "x", "x~y"])
def test_without_a_key_that_is_ours_nothing_happens(slot, strict, key):
    person, _link = attendee(slot)
    assert strict.post("/me/reminders/", {"key": key, **ONE_CLICK}).status_code == 403
    assert wants(person) is True


def test_key_of_another_purpose_or_of_before_is_none(slot, strict):
    person, link = attendee(slot)
    for other in (emails.personal_link(person), emails.feed_link(person)):
        assert strict.post("/me/reminders/", {"key": other.token}).status_code == 403
    type(person).objects.update(link_version=2)
    assert strict.post(path_of(link), ONE_CLICK).status_code == 403
    assert wants(person) is True


def test_own_page_has_a_button_for_it(slot, client):
    person, link = attendee(slot)
    open_own_page(client, person)
    page = client.get("/me/").text
    assert (f'value="{link.token}"' in page, "Keine Erinnerungen mehr" in page) == (True, True)


@pytest.mark.django_db(transaction=True)
def test_reminders_alone_have_the_header_and_all_mails_say_that_no_person_sent_them(slot, sink):
    _erika, link = attendee(slot)
    slot.clock.move_to(EVENING)
    programme_actions.remind()
    work()
    mails = {str(mail["Subject"]): mail for _to, mail in sink.mails}
    assert {mail["Auto-Submitted"] for mail in mails.values()} == {"auto-generated"}
    reminder = mails.pop("Morgen: „Amt“ um 10:00 Uhr")
    assert reminder["List-Unsubscribe"] == f"<{link.url}>"
    assert reminder["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert link.url in reminder.get_body(["plain"]).get_content()
    assert [(mail["List-Unsubscribe"], mail["List-Unsubscribe-Post"]) for mail in mails.values()] == [(None, None)]
    assert links.REMINDERS in {one["purpose"] for one in Message.objects.get(kind="evening").links}
