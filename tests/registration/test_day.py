"""The page of a day: what takes place, where, who is there, and the way in; only to whom it may be shown."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from lxml import html

from programme import actions as programme_actions
from programme.models import Membership, Role, Session
from registration import actions
from registration.models import Mark
from tests.factories import (
    AppearanceFactory,
    ConferenceFactory,
    FollowUpPoolFactory,
    OrganiserFactory,
    RegistrationFactory,
    RoomFactory,
    SlotFactory,
)

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)
LINK = "https://meet.example.org/secret-room"


@pytest.fixture
def today():
    return timezone.localdate()


@pytest.fixture
def conference(today):
    return ConferenceFactory(starts_on=today, ends_on=today + timedelta(days=1))


@pytest.fixture
def now_on(conference):
    """A slot that is under way, in a room on site."""
    room = RoomFactory(conference=conference, name="Saal", kind="on_site", capacity=30)
    begins = timezone.now() - timedelta(minutes=5)
    return SlotFactory(session__conference=conference, conference=conference, room=room, starts_at=begins)


def page(client, conference, **query):
    return client.get(reverse("conference-day", args=[conference.pk]), query)


def lines(answer):
    """Return the text of each row."""
    rows = html.fromstring(answer.text).xpath("//*[@id='day']//tbody/tr")
    return [" ".join(row.text_content().split()) for row in rows]


def test_day_says_what_is_now_where_who_holds_it_and_how_many_are_there(anna, now_on):
    AppearanceFactory(session=now_on.session, speaker__name="Ada Lovelace", status="requested")
    RegistrationFactory.create_batch(2, session=now_on.session)
    there = RegistrationFactory(session=now_on.session)
    actions.mark_present(there, how=Mark.How.LIST, by=OrganiserFactory())
    RegistrationFactory(session=now_on.session, status="waiting")
    [line] = lines(page(anna, now_on.conference))
    for said in ["jetzt", "Saal", str(now_on.session.title), "Ada Lovelace (angefragt)", "1 von 3", "1 wartet"]:
        assert said in line
    assert "Zugangslink" not in line


def test_online_session_has_its_link_or_says_that_it_is_missing(anna, conference):
    rooms = RoomFactory.create_batch(2, conference=conference, kind="online")
    slots = [SlotFactory(session__conference=conference, conference=conference, room=room) for room in rooms]
    programme_actions.set_access_link(slots[0].session, LINK)
    text = page(anna, conference).text
    assert (text.count(LINK), text.count("Der Link fehlt")) == (1, 1)
    programme_actions.set_access_link(rooms[1], f"{LINK}-2")
    text = page(anna, conference).text
    assert (text.count(LINK), text.count(f"{LINK}-2"), text.count("Der Link fehlt")) == (2, 1, 0)


def test_link_is_shown_only_to_whom_may_change_sessions_and_numbers_to_whom_may_see_figures(client, conference):
    room = RoomFactory(conference=conference, kind="online")
    slot = SlotFactory(session__conference=conference, conference=conference, room=room)
    programme_actions.set_access_link(slot.session, LINK)
    RegistrationFactory(session=slot.session)
    shown = {}
    for role in (Role.READER, Role.PROGRAMME, Role.REGISTRATIONS, Role.LEAD):
        user = OrganiserFactory(is_superuser=False)
        Membership.objects.create(conference=conference, user=user, role=role)
        client.force_login(user)
        answer = page(client, conference)
        assert answer.status_code == 200
        shown[role.value] = (LINK in answer.text, "0 von 1" in answer.text)
    assert shown == {
        "reader": (False, True),
        "programme": (True, True),
        "registrations": (False, True),
        "lead": (True, True),
    }


def test_follow_up_with_places_of_its_own_has_its_own_numbers_and_list(anna, conference):
    session = SlotFactory(session__conference=conference, conference=conference).session
    talk = FollowUpPoolFactory(session=session, capacity=4).slot
    RegistrationFactory.create_batch(2, session=session)
    answer = page(anna, conference)
    first, second = lines(answer)
    assert "0 von 2" in first
    assert "0 von 0 (4 Plätze)" in second
    keys = html.fromstring(answer.text).xpath("//*[@id='day']//button/@value")
    assert keys == [session.code, f"{session.code}-{talk.pk}"]


def test_cancelled_session_stands_there_without_a_way_in_and_drafts_do_not(anna, conference, now_on):
    draft = SlotFactory(session__conference=conference, conference=conference, session__status="draft")
    Session.objects.filter(pk=draft.session_id).update(was_announced=False)
    programme_actions.cancel_session(now_on.session, because="krank")
    [line] = lines(page(anna, conference, day=timezone.localdate(now_on.starts_at).isoformat()))
    assert "fällt aus" in line
    assert "Unterschriftenliste" not in line


@pytest.mark.parametrize(
    ("role", "leads_to"), [(Role.HELPER, "registration/registration"), (Role.READER, "programme/session")]
)
def test_day_leads_each_to_what_they_may_see(client, conference, now_on, role, leads_to):
    """Helpers at the door to their lists, readers to the sessions; both read how many are there."""
    RegistrationFactory(session=now_on.session)
    user = OrganiserFactory(is_superuser=False)
    Membership.objects.create(user=user, conference=conference, role=role)
    client.force_login(user)
    table = html.fromstring(page(client, conference).text).get_element_by_id("day")
    assert "0 von 1" in table.text_content()
    assert [link.split("/")[2:4] for link in table.xpath(".//tbody//a/@href")] == [leads_to.split("/")]
    assert table.xpath(".//form") == []


def test_helpers_at_the_door_are_led_to_no_list_of_another_day(client, conference):
    tomorrow = timezone.now() + timedelta(days=1)
    slot = SlotFactory(session__conference=conference, conference=conference, starts_at=tomorrow)
    RegistrationFactory(session=slot.session)
    user = OrganiserFactory(is_superuser=False)
    Membership.objects.create(user=user, conference=conference, role=Role.HELPER)
    client.force_login(user)
    shown = page(client, conference, day=timezone.localdate(slot.starts_at).isoformat())
    assert ("0 von 1" in shown.text, reverse("admin:registration_registration_changelist") in shown.text) == (
        True,
        False,
    )


def test_day_that_is_none_or_empty_is_said_in_words(anna, conference, now_on):
    for junk in ("junk", "9999-12-31", "0001-01-01"):
        assert lines(page(anna, conference, day=junk)) != []
    assert "An diesem Tag findet nichts statt." in page(anna, conference, day="2031-01-01").text
    assert "Noch hat keine Veranstaltung eine Zeit." in page(anna, ConferenceFactory()).text


def test_start_page_leads_to_the_day_with_a_button_while_the_conference_is_on(anna, conference):
    later = ConferenceFactory(starts_on=conference.ends_on + timedelta(days=30))
    for which, is_button in ((conference, True), (later, False)):
        start = html.fromstring(anna.get("/admin/", {"conference": which.pk}).text)
        address = reverse("conference-day", args=[which.pk])
        leading = start.xpath(f"//nav/a[@href='{address}']")
        where = [link.getparent().get("class") for link in leading]
        assert where == (["most-done"] if is_button else ["further"])


def test_day_asks_as_much_for_many_sessions_as_for_few(anna, conference, now_on):
    def add_session():
        room = RoomFactory(conference=conference, kind="online")
        slot = SlotFactory(session__conference=conference, conference=conference, room=room, starts_at=now_on.starts_at)
        AppearanceFactory(session=slot.session)
        RegistrationFactory(session=slot.session)
        programme_actions.set_access_link(slot.session, LINK)

    def statements():
        with CaptureQueriesContext(connection) as queries:
            page(anna, conference, day=timezone.localdate(now_on.starts_at).isoformat())
        return len(queries)

    add_session()
    statements()
    few = statements()
    for _ in range(6):
        add_session()
    assert statements() == few
