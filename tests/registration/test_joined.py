"""What is noted of people who come into an online session, and who reads it."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.formats import date_format

from programme.models import Session
from registration import actions
from registration.emails import join_link, personal_link
from registration.models import Opening
from tests.factories import (
    RegistrationFactory,
    SlotFactory,
)
from tests.registration.joining import MINUTE, address, come, going_on, press
from tests.seed import browser_with

pytestmark = pytest.mark.django_db


def test_presence_is_noted_once_where_the_conference_says_so():
    registration = going_on(session__conference__join_counts_as_presence=True)
    browser, page = come(registration)
    assert "halten wir fest" in page.text
    assert [press(registration, page, browser).status_code for _time in range(2)] == [303, 303]
    registration.refresh_from_db()
    first = registration.attended_at
    assert first is not None
    press(registration, page, browser)
    registration.refresh_from_db()
    assert registration.attended_at == first


def test_presence_is_not_noted_elsewhere():
    registration = going_on()
    browser, page = come(registration)
    assert "halten wir fest" not in page.text
    press(registration, page, browser)
    registration.refresh_from_db()
    assert registration.attended_at is None


def test_presence_before_the_time_is_none():
    registration = going_on(minutes=60, session__conference__join_counts_as_presence=True)
    press(registration)
    registration.refresh_from_db()
    assert (registration.attended_at, Opening.objects.count()) == (None, 0)


def test_devices_are_counted_each_once_and_none_is_refused():
    registration = going_on()
    for agent in ("Firefox", "Firefox", "Chrome", "Safari"):
        assert press(registration, **{"User-Agent": agent}).status_code == 303
    assert Opening.objects.devices() == {registration.pk: 3}
    stored = " ".join(str(list(Opening.objects.values_list("device", flat=True))))
    assert "Firefox" not in stored


def test_device_cannot_be_followed_from_one_person_to_another_or_to_another_day():
    one = going_on()
    other = RegistrationFactory(session=one.session)
    for registration in (one, other):
        press(registration, **{"User-Agent": "Firefox"})
    tomorrow = timezone.now() + datetime.timedelta(days=1)
    one.session.slots.update(starts_at=tomorrow, ends_at=tomorrow + 60 * MINUTE)
    session = Session.objects.get(pk=one.session_id)
    device = "127.0.0.1 Firefox"
    assert actions.join(one.attendee, session, device=device, now=tomorrow).is_open
    assert len(set(Opening.objects.values_list("device", flat=True))) == 3


def test_devices_are_counted_up_to_a_limit():
    registration = going_on()
    session = Session.objects.get(pk=registration.session_id)
    for number in range(30):
        actions.join(registration.attendee, session, device=str(number))
    assert Opening.objects.count() == 20


def test_devices_are_forgotten_after_the_conference():
    registration = going_on()
    press(registration)
    conference = registration.session.conference
    last = datetime.datetime.combine(conference.ends_on, datetime.time(23), conference.zone)
    assert (actions.forget_openings(last), Opening.objects.count()) == (0, 1)
    assert (actions.forget_openings(last + datetime.timedelta(days=2)), Opening.objects.count()) == (1, 0)


def test_deleted_person_leaves_no_device_behind():
    registration = going_on()
    press(registration)
    actions.erase(registration.attendee)
    assert Opening.objects.count() == 0


def test_one_person_can_press_sixty_times_an_hour():
    registration = going_on()
    browser, page = come(registration)
    assert {press(registration, page, browser).status_code for _time in range(60)} == {303}
    answer = press(registration, page, browser)
    assert (answer.status_code, "sehr oft" in answer.text) == (429, True)
    other = RegistrationFactory(session=registration.session)
    assert press(other).status_code == 303  # in the same office


def test_page_costs_the_same_for_one_slot_and_for_thirty():
    few = going_on()
    many = going_on()
    for number in range(30):
        SlotFactory(session=many.session, starts_at=timezone.now() + (100 + number) * 60 * MINUTE)
        RegistrationFactory(session=many.session)
    counts = []
    for registration in (few, many):
        browser, _page = come(registration)
        with CaptureQueriesContext(connection) as queries:
            assert browser.get(address(registration).path).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 12


def test_organisers_see_who_was_there_and_from_how_many_devices(anna):
    registration = going_on(session__conference__join_counts_as_presence=True)
    press(registration, **{"User-Agent": "Firefox"})
    assert "Geräten" not in anna.get("/admin/registration/registration/").text
    press(registration, **{"User-Agent": "Chrome"})
    registration.refresh_from_db()
    present = date_format(timezone.localtime(registration.attended_at), "SHORT_DATETIME_FORMAT")
    for page in ("", f"{registration.pk}/change/"):
        text = anna.get(f"/admin/registration/registration/{page}").text
        assert present in text
        assert " · an einem Tag auf 2 Geräten geöffnet" in text


def test_personal_page_leads_to_what_is_online_and_not_over():
    registration = going_on()
    browser = browser_with(personal_link(registration.attendee))
    url = join_link(registration.attendee, registration.session).url
    assert url in browser.get("/me/").text
    registration.session.slots.update(starts_at=timezone.now() - 180 * MINUTE, ends_at=timezone.now() - 120 * MINUTE)
    assert url not in browser.get("/me/").text


def test_personal_page_costs_the_same_for_one_online_session_and_for_ten():
    registration = going_on()
    browser = browser_with(personal_link(registration.attendee))
    counts = []
    for _more in range(2):
        with CaptureQueriesContext(connection) as queries:
            browser.get("/me/")
        counts.append(len(queries))
        for number in range(9):
            starts_at = timezone.now() + (number + 2) * 60 * MINUTE
            slot = SlotFactory(session__conference=registration.session.conference, starts_at=starts_at)
            RegistrationFactory(session=slot.session, attendee=registration.attendee)
    assert counts[0] == counts[1]
