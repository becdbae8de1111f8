"""The address by which somebody gets into an online session: when it is open, and for whom."""

import datetime

import pytest
from django.utils import timezone

from programme import actions as programme_actions
from programme.models import AccessLink, Room, Session
from registration import actions
from registration.emails import join_link, personal_link
from registration.models import Attendee, Opening, Registration
from tests.factories import (
    ConferenceFactory,
    FollowUpPoolFactory,
    OrganiserFactory,
    RegistrationFactory,
    RoomFactory,
    SlotFactory,
)
from tests.registration.joining import LINK, MINUTE, address, come, going_on, press, slot_in, state
from tests.visitor import Visitor

pytestmark = pytest.mark.django_db


def test_button_leads_to_the_link():
    registration = going_on()
    browser, page = come(registration)
    assert (page.status_code, state(page), LINK in page.text) == (200, "open", False)
    answer = press(registration, page, browser)
    assert (answer.status_code, answer["Location"]) == (303, LINK)
    assert (answer["Referrer-Policy"], answer["Cache-Control"], answer.content) == ("no-referrer", "no-store", b"")


def test_address_with_the_key_becomes_a_clean_one():
    registration = going_on()
    where = address(registration)
    answer = Visitor().get(f"{where.path}?{where.query}")
    assert (answer.status_code, answer["Location"]) == (302, where.path)


def test_page_may_send_its_form_elsewhere_only_while_there_is_a_button():
    """Browsers hold the answer to a form against this policy, too."""
    policies = []
    for minutes in (5, 60):
        _browser, page = come(going_on(minutes=minutes))
        policies.append(page["Content-Security-Policy"])
        assert page["Referrer-Policy"] == "same-origin"  # else the browser would send "Origin: null" with the form
    assert ["form-action 'self' https:;" in f"{policy};" for policy in policies] == [True, False]


@pytest.mark.parametrize("method", ["get", "head"])
def test_looking_changes_nothing(method):
    registration = going_on(session__conference__join_counts_as_presence=True)
    where = address(registration)
    browser = Visitor()
    for _time in range(3):
        getattr(browser, method)(f"{where.path}?{where.query}")
        assert getattr(browser, method)(where.path).status_code == 200
    registration.refresh_from_db()
    assert (registration.attended_at, Opening.objects.count()) == (None, 0)


@pytest.mark.parametrize(
    ("minutes", "expected"), [(60, "before"), (10.1, "before"), (9.9, "open"), (-89, "open"), (-91, "over")]
)
def test_it_opens_ten_minutes_before_and_closes_half_an_hour_after(minutes, expected):
    registration = going_on(minutes=minutes)
    browser, page = come(registration)
    assert state(page) == expected
    answer = press(registration, page, browser)
    assert answer.status_code == (303 if expected == "open" else 409)
    assert (answer.get("Location") == LINK) == (expected == "open")


def test_border_belongs_to_the_open_time():
    registration = going_on()
    slot = registration.session.slots.get()
    opens_at = slot.starts_at - 10 * MINUTE
    closes_at = slot.ends_at + 30 * MINUTE
    blink = datetime.timedelta(microseconds=1)
    moments = [opens_at - blink, opens_at, closes_at - blink, closes_at]
    session = Session.objects.get(pk=registration.session_id)
    found = [actions.way_of_attendee(registration.attendee, session, now=moment).state for moment in moments]
    assert found == ["before", "open", "open", "over"]


def test_conference_says_how_early():
    registration = going_on(minutes=14, session__conference__join_minutes=15)
    assert state(come(registration)[1]) == "open"


def test_page_before_the_time_says_when_with_the_zone_and_where_to_test():
    registration = going_on(
        minutes=60,
        session__conference__join_test_link="https://meet.example.org/test",
        session__conference__contact_email="office@example.org",
    )
    slot = registration.session.slots.get()
    opens_at = timezone.localtime(slot.starts_at - 10 * MINUTE, registration.session.conference.zone)
    text = come(registration)[1].text
    assert f">{opens_at:%H:%M}</time>" in text
    assert [words in text for words in ("Europe/Berlin", "https://meet.example.org/test", "office@example.org")] == [
        True
    ] * 3


def test_open_end_is_open_until_the_next_morning():
    conference = ConferenceFactory()
    starts_at = datetime.datetime.combine(conference.starts_on, datetime.time(20), conference.zone)
    slot = SlotFactory(session__conference=conference, starts_at=starts_at, ends_at=None)
    registration = RegistrationFactory(session=slot.session)
    programme_actions.set_access_link(slot.session, LINK)
    session = Session.objects.get(pk=slot.session_id)
    late = starts_at + datetime.timedelta(hours=10)
    found = [
        actions.way_of_attendee(registration.attendee, session, now=moment).state
        for moment in (late, late + 31 * MINUTE)
    ]
    assert found == ["open", "over"]


def test_in_a_rehearsal_nothing_is_over():
    days = timezone.localdate() - datetime.timedelta(days=30)
    conference = ConferenceFactory(starts_on=days, ends_on=days)
    registration = RegistrationFactory(session=SlotFactory(session__conference=conference).session)
    programme_actions.set_access_link(registration.session, LINK)
    assert press(registration).status_code == 303


@pytest.mark.parametrize("day", [(2027, 3, 28), (2027, 10, 31)])
def test_nights_in_which_clocks_change(day):
    """A session at 3:30, opened 45 minutes before: minutes that pass, not minutes on the clock."""
    date = datetime.date(*day)
    conference = ConferenceFactory(starts_on=date, ends_on=date, join_minutes=45)
    starts_at = datetime.datetime.combine(date, datetime.time(3, 30), conference.zone)
    slot = SlotFactory(session__conference=conference, starts_at=starts_at)
    programme_actions.set_access_link(slot.session, LINK)
    registration = RegistrationFactory(session=slot.session)
    session = Session.objects.get(pk=slot.session_id)
    start = starts_at.astimezone(datetime.UTC)
    found = [
        actions.way_of_attendee(registration.attendee, session, now=start - minutes * MINUTE).state
        for minutes in (46, 45, 0)
    ]
    assert found == ["before", "open", "open"]


# For whom


def test_only_who_has_a_place_gets_in():
    registration = going_on()
    Status = Registration.Status
    found = {}
    for status in (Status.WAITING, Status.CANCELLED, Status.EXPIRED):
        other = RegistrationFactory(session=registration.session, status=status)
        browser, page = come(other)
        found[str(status)] = state(page), press(other, page, browser).status_code
    assert found == {"waiting": ("waiting", 409), "cancelled": ("no_place", 409), "expired": ("no_place", 409)}


def test_whoever_has_not_confirmed_is_told_so():
    session = slot_in(5).session
    programme_actions.set_access_link(session, LINK)
    held = timezone.now() + 60 * MINUTE
    registration = RegistrationFactory(session=session, status=Registration.Status.PENDING, held_until=held)
    assert state(come(registration)[1]) == "unconfirmed"


def test_place_lost_between_page_and_button():
    registration = going_on()
    browser, page = come(registration)
    actions.cancel(registration)
    answer = press(registration, page, browser)
    assert (answer.status_code, state(answer), LINK in answer.text) == (409, "no_place", False)


def test_somebody_who_moves_up_gets_in_by_the_same_address():
    registration = going_on()
    programme_actions.set_capacity(registration.pool, capacity=1, by=OrganiserFactory())
    waiting = RegistrationFactory(session=registration.session, status=Registration.Status.WAITING)
    browser, page = come(waiting)
    assert state(page) == "waiting"
    actions.cancel(registration)
    actions.give_place(Registration.objects.get(pk=waiting.pk), by=OrganiserFactory())
    assert press(waiting, page, browser).status_code == 303


def test_hybrid_session_lets_in_those_online():
    conference = ConferenceFactory(venue={"de": "Rathaus"})
    slot = slot_in(5, session__conference=conference, room=RoomFactory(conference=conference, kind=Room.Kind.HYBRID))
    programme_actions.make_hybrid(slot.session, on_site=5, online=5, by=OrganiserFactory())
    programme_actions.set_access_link(slot.session, LINK)
    found = {}
    for pool in slot.session.pools.all():
        registration = RegistrationFactory(session=slot.session, pool=pool)
        browser, page = come(registration)
        found[pool.mode] = state(page), press(registration, page, browser).status_code
    assert found == {"on_site": ("on_site", 409), "online": ("open", 303)}


@pytest.mark.parametrize(
    ("kind", "venue", "is_online"),
    [
        (Room.Kind.ONLINE, "Rathaus", True),
        (Room.Kind.HYBRID, "Rathaus", True),
        (Room.Kind.ON_SITE, "", False),
        (None, "", True),
        (None, "Rathaus", False),
    ],
)
def test_room_says_whether_one_can_be_there_online(kind, venue, is_online):
    slot = SlotFactory(session__conference__venue={"de": venue} if venue else "")
    if kind:
        slot.room = RoomFactory(conference=slot.conference, kind=kind)
        slot.save()
    session = Session.objects.get(pk=slot.session_id)
    pool_ids = {session.pool.pk}
    assert (bool(session.online_slots_of(pool_ids)), bool(session.online_slots)) == (is_online, is_online)


def test_conference_with_a_room_on_site_is_no_online_conference(client):
    """Also where nobody has entered the house yet: a session without a room is not said to be online."""
    slot = SlotFactory(session__conference__venue="")
    assert str(Session.objects.get(pk=slot.session_id).mode_in_words) == "online"
    RoomFactory(conference=slot.conference, kind="online")
    assert str(Session.objects.get(pk=slot.session_id).mode_in_words) == "online"
    RoomFactory(conference=slot.conference, kind="on_site")
    assert str(Session.objects.get(pk=slot.session_id).mode_in_words) == ""


def test_cancelled_session_says_so():
    registration = going_on()
    programme_actions.cancel_session(registration.session, by=OrganiserFactory())
    browser, page = come(registration)
    assert (state(page), press(registration, page, browser).status_code) == ("cancelled", 409)


def test_session_without_a_time_says_so():
    registration = RegistrationFactory()
    assert state(come(registration)[1]) == "no_time"


def test_missing_link_is_named_with_whom_to_ask():
    registration = going_on(link=None, session__conference__contact_email="office@example.org")
    browser, page = come(registration)
    assert (state(page), "office@example.org" in page.text) == ("no_link", True)
    assert press(registration, page, browser).status_code == 409


def test_other_link_is_used_from_the_next_press_on():
    registration = going_on()
    browser, page = come(registration)
    programme_actions.set_access_link(registration.session, "https://jitsi.example.org/neu")
    assert press(registration, page, browser)["Location"] == "https://jitsi.example.org/neu"


def test_link_of_the_session_goes_before_that_of_its_room():
    registration = going_on(link=None)
    room = registration.session.slots.get().room
    programme_actions.set_access_link(room, "https://meet.example.org/raum")
    assert press(registration)["Location"] == "https://meet.example.org/raum"
    programme_actions.set_access_link(registration.session, LINK)
    assert press(registration)["Location"] == LINK
    programme_actions.set_access_link(registration.session, "")
    assert press(registration)["Location"] == "https://meet.example.org/raum"


def test_link_of_another_session_is_nobody_elses():
    """A slot without a room is not in the room of nobody."""
    other = going_on()
    slot = SlotFactory(starts_at=timezone.now(), session__conference=other.session.conference)
    registration = RegistrationFactory(session=slot.session)
    assert (state(come(registration)[1]), AccessLink.objects.count()) == ("no_link", 1)


def test_follow_up_is_led_to_when_it_is_its_turn():
    first = going_on(minutes=-65)
    session = first.session
    later = RoomFactory(conference=session.conference, kind=Room.Kind.ONLINE)
    starts_at = session.slots.get().ends_at
    pool = FollowUpPoolFactory(session=session, slot__starts_at=starts_at, slot__ends_at=starts_at + 20 * MINUTE)
    pool.slot.room = later
    pool.slot.save()
    AccessLink.objects.all().delete()
    programme_actions.set_access_link(session.slots.exclude(pk=pool.slot_id).get().room, LINK)
    programme_actions.set_access_link(later, "https://meet.example.org/gespraech")
    assert press(first)["Location"] == LINK  # who has no place in the follow-up is not led there
    RegistrationFactory(session=session, attendee=first.attendee, pool=pool)
    assert press(first)["Location"] == "https://meet.example.org/gespraech"


# Whose address it is


def test_key_of_another_session_opens_nothing():
    one, other = going_on(), going_on()
    key = join_link(one.attendee, one.session).token
    path = address(other).path
    assert Visitor().get(path, {"key": key}).status_code == 403
    assert Visitor().post(path, {"key": key}).status_code == 403


def test_address_opens_no_other_page_of_the_person():
    registration = going_on()
    browser, page = come(registration)
    assert page.status_code == 200
    key = page.context["key"]
    statuses = [browser.get("/me/").status_code, browser.get("/me/", {"key": key}).status_code]
    assert statuses == [403, 403]
    own = personal_link(registration.attendee)
    assert Visitor().get(address(registration).path, {"key": own.token}).status_code == 403


@pytest.mark.parametrize("change", ["revoked", "deleted", "damaged", "missing"])
def test_key_that_does_not_count_is_refused(change):
    registration = going_on()
    browser, page = come(registration)
    key = page.context["key"]
    if change == "revoked":
        Attendee.objects.update(link_version=2)
    elif change == "deleted":
        actions.erase(registration.attendee)
    key = {"damaged": f"{key}x", "missing": ""}.get(change, key)
    path = address(registration).path
    assert (browser.post(path, {"key": key}).status_code, Opening.objects.count()) == (403, 0)
    assert Visitor().get(path, {"key": key}, follow=True).status_code == 403


def test_button_counts_without_the_cookie_of_the_page():
    """Two tabs, or a page that was opened three hours before: the form itself says who comes."""
    registration = going_on()
    _browser, page = come(registration)
    assert press(registration, page, Visitor()).status_code == 303


def test_two_sessions_in_two_tabs():
    one = going_on()
    other = RegistrationFactory(session=going_on().session)
    browser = Visitor()
    pages = [come(registration, browser)[1] for registration in (one, other)]
    assert [browser.get(address(registration).path).status_code for registration in (one, other)] == [200, 200]
    assert [press(one, pages[0], browser).status_code, press(other, pages[1], browser).status_code] == [303, 303]


def test_closing_the_page_forgets_every_session():
    one, other = going_on(), going_on()
    browser = Visitor()
    for registration in (one, other):
        come(registration, browser)
    browser.post("/me/leave/")
    assert [browser.get(address(registration).path).status_code for registration in (one, other)] == [403, 403]
