"""Every page of the admin is about one conference: the one in hand, whose name stands in its head."""

import datetime as dt

import pytest
from django.contrib import admin
from django.urls import reverse
from django.utils import timezone

from programme.models import Room
from registration.models import Registration
from tests import seed
from tests.factories import (
    ConferenceFactory,
    RegistrationFactory,
    RoomFactory,
    SessionFactory,
    TrackFactory,
)
from womconf.in_hand import OfOneConferenceMixin
from womconf.mail.models import Message

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("organiser")]

SESSIONS = "/admin/programme/session/"
ROOMS = "/admin/programme/room/"


@pytest.fixture
def two():
    """Return two conferences; the first one is next."""
    today = timezone.localdate()
    days = [today + dt.timedelta(days=count) for count in (10, 100)]
    return [ConferenceFactory(starts_on=day, ends_on=day) for day in days]


def in_head(response):
    return response.context["conference"]


def rows(response):
    return list(response.context["cl"].result_list)


def test_whoever_has_one_conference_never_chooses(client):
    room = RoomFactory()
    page = client.get(ROOMS)
    assert (in_head(page), rows(page)) == (room.conference, [room])
    assert "Andere Konferenz" not in page.text


def test_the_next_conference_is_in_hand_until_another_one_is_chosen(client, two):
    soon, later = two
    assert in_head(client.get("/admin/")) == soon
    assert in_head(client.get("/admin/", {"conference": later.pk})) == later
    assert in_head(client.get("/admin/")) == later


@pytest.mark.parametrize("what", ["over", "example"])
def test_what_is_over_or_an_example_comes_last(client, two, what):
    past = timezone.localdate() - dt.timedelta(days=1)
    if what == "over":
        ConferenceFactory(starts_on=past, ends_on=past)
    else:
        ConferenceFactory(starts_on=timezone.localdate(), ends_on=timezone.localdate(), is_example=True)
    assert in_head(client.get("/admin/")) == two[0]


def test_list_names_its_conference_in_its_address(client, two):
    rooms = [RoomFactory(conference=conference) for conference in two]
    client.get("/admin/", {"conference": two[1].pk})
    page = client.get(ROOMS, {"q": "Raum"}, follow=True)
    assert page.redirect_chain == [(f"{ROOMS}?conference__id__exact={two[1].pk}&q=Raum", 302)]
    assert rows(page) == [rooms[1]]


def test_every_list_shows_rows_of_the_conference_in_hand_only(client):
    sides = [seed.side(name) for name in ("alpha", "beta")]
    lists = {
        model: model_admin
        for model, model_admin in admin.site._registry.items()
        if isinstance(model_admin, OfOneConferenceMixin) and model._meta.model_name != "accessneeds"
    }
    for side in sides:
        for model, model_admin in lists.items():
            shown = rows(client.get(model_admin.list_of(side.conference)))
            of_them = {model_admin._conference_of_row(row) for row in shown}
            assert of_them <= {side.conference, None}, model
            assert of_them, model
    assert len(lists) > 12


def test_tabs_of_two_conferences_do_not_disturb_each_other(client, two):
    rooms = [RoomFactory(conference=conference) for conference in two]
    lists = [f"{ROOMS}?conference__id__exact={conference.pk}" for conference in two]
    for _again in range(2):
        assert [rows(client.get(address)) for address in lists] == [[room] for room in rooms]


def test_form_of_yesterdays_tab_still_writes_into_the_conference_that_it_showed(client, two):
    soon, later = two
    form = client.get(f"{ROOMS}add/", {"conference": soon.pk})
    assert form.context["adminform"].form["conference"].value() == str(soon.pk)
    client.get("/admin/", {"conference": later.pk})
    client.post(f"{ROOMS}add/", {"conference": soon.pk, "name_0": "Saal", "kind": "on_site", "position": "0"})
    assert Room.objects.get().conference == soon


def test_page_of_a_row_takes_its_conference_in_hand(client, two):
    session = SessionFactory(conference=two[1])
    page = client.get(f"{SESSIONS}{session.pk}/change/")
    assert in_head(page) == two[1]
    assert in_head(client.get("/admin/")) == two[1]


def test_page_of_a_row_has_no_field_for_its_conference(client):
    session = SessionFactory()
    assert "conference" not in client.get(f"{SESSIONS}{session.pk}/change/").context["adminform"].form.fields


def test_filters_and_fields_offer_what_is_of_the_conference(client, two):
    tracks = [TrackFactory(conference=conference) for conference in two]
    for conference, track, other in [(two[0], *tracks), (two[1], *tracks[::-1])]:
        SessionFactory(conference=conference, track=track)
        page = client.get(SESSIONS, {"conference__id__exact": conference.pk})
        assert f"track__id__exact={track.pk}" in page.text
        assert f"track__id__exact={other.pk}" not in page.text
        page = client.get(f"{SESSIONS}add/", {"conference": conference.pk})
        assert f"of_conference={conference.pk}" in page.text


def test_mails_of_no_conference_stand_with_every_one(client, two):
    of_none, of_soon = [
        Message.objects.create(key=str(conference), kind="x", to="a@example.org", language="de", conference=conference)
        for conference in (None, two[0])
    ]
    page = reverse("admin:mail_message_changelist")
    shown = [set(rows(client.get(page, {"conference__id__exact": conference.pk}))) for conference in two]
    assert shown == [{of_none, of_soon}, {of_none}]
    assert Message.objects.count() == 2


@pytest.mark.parametrize("asked", ["0", "x", "9" * 30, "%00", ""])
def test_conference_that_is_not_there_shows_nothing_and_says_so(client, two, asked):
    RoomFactory(conference=two[0])
    page = client.get(f"{ROOMS}?conference__id__exact={asked}")
    assert (page.status_code, rows(page)) == (200, [])
    assert "die Liste ist deshalb leer." in page.text
    assert client.get(f"/admin/?conference={asked}").status_code == 200


def test_cookie_of_a_deleted_conference_is_passed_over(client, two):
    client.cookies["conference"] = "999999"
    assert in_head(client.get("/admin/")) == two[0]


def test_nothing_can_be_added_before_there_is_a_conference(client):
    assert client.get(f"{ROOMS}add/").status_code == 403
    assert client.get("/admin/").status_code == 200
    assert client.get(ROOMS).status_code == 200


def test_action_on_all_rows_of_a_list_ends_at_its_conference(client, two):
    mine, other = [RegistrationFactory(session=SessionFactory(conference=conference)) for conference in two]
    page = reverse("admin:registration_registration_changelist")
    everything = {"action": "cancel", "select_across": "1", "_selected_action": [mine.pk], "sure": "True", "index": "0"}
    client.post(f"{page}?session__conference__id__exact={two[0].pk}", everything)
    assert set(Registration.objects.live()) == {other}
