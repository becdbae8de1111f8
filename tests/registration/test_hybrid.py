"""Hybrid sessions: places on site and places online, each with a waiting list of its own."""

import datetime

import pytest
from django.urls import reverse
from icalendar import Calendar

from programme import actions as programme_actions
from programme.exceptions import PlacesAreTaken
from programme.models import Pool
from registration import actions
from registration.models import Registration
from tests.factories import FollowUpPoolFactory, OrganiserFactory, RoomFactory, SlotFactory
from tests.mail.writing import work, written
from tests.markup import parse
from tests.registration.steps import filled, open_own_page, page, register, register_and_confirm

pytestmark = pytest.mark.django_db


@pytest.fixture
def hybrid():
    """One place on site, as many online as people want."""
    session = SlotFactory().session
    programme_actions.make_hybrid(session, on_site=1, online=None)
    return session


def pools(session):
    return list(Pool.objects.filter(session=session).values_list("mode", "capacity", "taken"))


def test_who_had_a_place_before_has_it_on_site():
    session = SlotFactory().session
    register_and_confirm(session)
    programme_actions.make_hybrid(session, on_site=1, online=5)
    assert pools(session) == [("on_site", 1, 1), ("online", 5, 0)]


def test_making_hybrid_again_changes_the_numbers(hybrid):
    programme_actions.make_hybrid(hybrid, on_site=3, online=4)
    assert pools(hybrid) == [("on_site", 3, 0), ("online", 4, 0)]


def test_hybrid_ends_while_nobody_is_online(hybrid):
    register_and_confirm(hybrid)
    programme_actions.end_hybrid(hybrid, capacity=7)
    assert pools(hybrid) == [("", 7, 1)]


def test_hybrid_does_not_end_with_somebody_online(hybrid):
    register_and_confirm(pools=[hybrid.online_pool])
    with pytest.raises(PlacesAreTaken):
        programme_actions.end_hybrid(hybrid, capacity=7)
    assert pools(hybrid) == [("on_site", 1, 0), ("online", None, 1)]


def test_each_mode_has_its_own_places(hybrid):
    register_and_confirm(hybrid)
    waits = register_and_confirm(hybrid, email="second@example.org")
    online = register_and_confirm(pools=[hybrid.online_pool], email="third@example.org")
    assert [waits.registrations.get().status, online.registrations.get().status] == ["waiting", "confirmed"]


def test_more_places_online_help_nobody_who_waits_on_site(hybrid):
    register_and_confirm(hybrid)
    waits = register_and_confirm(hybrid, email="second@example.org")
    programme_actions.set_capacity(hybrid.online_pool, capacity=10)
    assert waits.registrations.get().status == "waiting"
    actions.cancel(Registration.objects.get(status="confirmed"))
    assert waits.registrations.get().status == "confirmed"


@pytest.mark.parametrize(("online", "mode"), [([], "on_site"), (["it"], "online")])
def test_form_takes_a_place_where_the_person_wants_to_be(client, hybrid, online, mode):
    response = client.post(page(hybrid), filled(hybrid, online=[hybrid.code for _it in online]))
    assert response.status_code == 302
    assert Registration.objects.get().pool.mode == mode


def test_online_makes_no_difference_where_there_is_no_choice(client):
    session = SlotFactory().session
    assert client.post(page(session), filled(session, online=[session.code])).status_code == 302
    assert Registration.objects.get().pool.mode == ""


@pytest.mark.parametrize("code", ["\x00", "no code at all"])
def test_a_wrong_wish_to_be_online_is_said_and_the_rest_is_kept(client, hybrid, code):
    response = client.post(page(hybrid), filled(hybrid, online=[code]))
    assert (response.status_code, list(response.context["form"].errors)) == (200, ["online"])
    assert 'href="#id_online"' in response.text
    assert 'id="id_online"' in response.text
    assert 'value="Erika Muster"' in response.text


def test_pages_say_where_there_are_places(client, hybrid):
    programme_actions.set_capacity(hybrid.pool, capacity=0)
    detail = client.get(f"/en{hybrid.get_absolute_url().removeprefix('/en')}").text
    assert "Register for this session" in detail
    assert "full, with a waiting list" in detail
    assert "places free" in detail
    programme = client.get(f"/en/{hybrid.conference.slug}/").text
    assert "on site: full" in programme
    assert "Join the waiting list" not in programme


def test_own_page_and_mail_say_where(client, hybrid):
    attendee = register_and_confirm(pools=[hybrid.online_pool], language="en")
    assert f"* {hybrid.title.localize('en')} (online)\n" in written().text
    open_own_page(client, attendee)
    assert "<span>online</span>" in client.get("/me/").text


def test_admin_makes_a_session_hybrid_and_back(client):
    client.force_login(OrganiserFactory())
    session = SlotFactory(ends_at=None).session
    address = reverse("admin:programme_session_change", args=[session.pk])
    hybrid = {"capacity": "5", "is_hybrid": "on", "capacity_online": "50"}
    assert client.post(address, hybrid).status_code == 302
    assert pools(session) == [("on_site", 5, 0), ("online", 50, 0)]
    response = client.post(address, {"is_hybrid": None})
    assert list(response.context["adminform"].form.errors) == ["capacity_online"]
    assert client.post(address, {"capacity": "6", "is_hybrid": None, "capacity_online": ""}).status_code == 302
    assert pools(session) == [("", 6, 0)]


def test_admin_keeps_a_session_hybrid_that_has_people_online(client, hybrid):
    client.force_login(OrganiserFactory())
    register_and_confirm(pools=[hybrid.online_pool])
    typed = {"is_hybrid": None, "capacity_online": ""}
    response = client.post(reverse("admin:programme_session_change", args=[hybrid.pk]), typed)
    assert response.context["adminform"].form.errors == {"is_hybrid": [str(PlacesAreTaken())]}


@pytest.mark.parametrize(("capacity", "status"), [(None, "confirmed"), (0, "waiting")])
def test_who_waits_on_site_and_is_entered_online_is_there(hybrid, capacity, status):
    programme_actions.set_capacity(hybrid.pool, capacity=0)
    programme_actions.set_capacity(hybrid.online_pool, capacity=capacity)
    waits = register_and_confirm(hybrid)
    facts = {"name": waits.name, "email": waits.email, "language": "de", "by": OrganiserFactory()}
    [registration] = actions.add(hybrid.conference, pools=[hybrid.online_pool], **facts)
    assert (registration.pool, registration.status) == (hybrid.online_pool, status)


def test_new_places_of_a_session_whose_waiting_list_is_stopped_wait_with_it():
    slot = SlotFactory(kind="follow_up")
    programme_actions.stop_waiting_list(slot.session, by=(organiser := OrganiserFactory()))
    programme_actions.make_hybrid(slot.session, on_site=1, online=0)
    programme_actions.set_follow_up_capacity(slot, capacity=0)
    assert [pool.paused_by for pool in Pool.objects.all()] == [organiser] * 3


# Where it is, in words


def joined(response):
    return " ".join(parse(response.text).text.split())


@pytest.fixture
def with_room(hybrid):
    """The same in a room, with a talk afterwards that has no room of its own."""
    conference = hybrid.conference
    type(conference).objects.update(venue={"de": "Rathaus"}, contact_email="amt@example.org")
    room = RoomFactory(conference=conference, name={"de": "Saal"}, kind="on_site")
    hybrid.slots.update(room=room)
    talk = FollowUpPoolFactory(session=hybrid, slot__title={"de": "Gespräch"})
    return hybrid, talk


def test_public_pages_say_that_one_can_come_or_watch(client, with_room):
    session, _talk = with_room
    assert "Saal (vor Ort und online)" in joined(client.get(session.get_absolute_url()))
    for view in ("", "?view=grid"):
        programme = client.get(reverse("programme:programme", args=[session.conference.slug]) + view)
        assert "vor Ort und online" in " ".join(parse(programme.text).one("article").text.split())
    calendar = client.get(reverse("programme:session-calendar", args=[session.conference.slug, session.code]))
    assert "vor Ort und online" in calendar.text


def test_whoever_is_registered_online_reads_online_and_not_the_room(client, with_room):
    session, talk = with_room
    attendee = register_and_confirm(pools=[session.online_pool, talk])
    open_own_page(client, attendee)
    page_of = client.get("/me/").text
    assert "Saal" not in page_of
    assert joined(client.get("/me/")).count("Uhr, online") == 2
    assert page_of.count(f"/me/join/{session.code}/") == 2  # the talk goes on there
    mail = written(kind="registered")
    assert "Saal" not in mail.text
    assert mail.text.count("Uhr, online") == 2
    assert [Calendar.from_ical(each["content"]).events[0]["location"] for each in mail.attachments] == ["online"] * 2


def test_whoever_is_registered_on_site_reads_the_room(client, with_room):
    session, _talk = with_room
    open_own_page(client, register_and_confirm(session))
    assert "Uhr, Saal" in joined(client.get("/me/"))
    mail = written(kind="registered")
    assert "Uhr, Saal" in mail.text
    assert Calendar.from_ical(mail.attachments[0]["content"]).events[0]["location"] == "Saal, Rathaus"


def test_talk_in_a_room_is_on_site_only_also_for_who_is_online(client, with_room):
    session, talk = with_room
    talk.slot.room = session.slots.first().room
    talk.slot.save()
    open_own_page(client, register_and_confirm(pools=[session.online_pool, talk]))
    assert "Uhr, Saal, nur vor Ort" in joined(client.get("/me/"))
    assert client.get("/me/").text.count(f"/me/join/{session.code}/") == 1


def test_new_time_is_told_to_who_is_online_without_the_room(with_room):
    session, _talk = with_room
    register_and_confirm(pools=[session.online_pool])
    work()
    slot = session.slots.get(kind="main")
    type(slot).objects.filter(pk=slot.pk).update(starts_at=slot.starts_at - datetime.timedelta(hours=1))
    programme_actions.tell_changes(session.conference)
    mail = written(kind="changes")
    assert "Saal" not in mail.text
    assert mail.text.count("Uhr, online") == 2


# Each word once


def test_mode_is_said_once_on_the_page_that_asks_to_confirm(client, hybrid):
    open_own_page(client, register(pools=[hybrid.online_pool]).attendee)
    assert joined(client.get("/me/")).count("(online)") == 1


def test_form_says_online_once_beside_the_box_for_it(client, hybrid):
    form = parse(client.get(page(hybrid)).text)
    [label] = form.all("label", **{"for": f"id_online_{hybrid.code}"})
    assert label.text.split() == ["Ich", "nehme", "online", "teil"]


def test_page_after_the_form_names_a_follow_up_once(client, with_room):
    session, talk = with_room
    sent = filled(session, follow_ups=[talk.code])
    assert "Gespräch: " in (words := joined(client.post(page(session), sent, follow=True)))
    assert words.count("Gespräch: ") == 1
    assert written(kind="confirm").text.count("Gespräch") == 1
