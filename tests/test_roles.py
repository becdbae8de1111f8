"""Rights by role: asked about an object or of the conference in hand, and nowhere else."""

import re
from html import unescape
from pathlib import Path

import pytest
from django.contrib import admin
from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.test import RequestFactory
from django.utils import timezone

from programme.models import Conference, ImportText, Membership, Role, Room, SavedView, Session
from registration import actions as registration_actions
from registration.models import Registration
from tests.factories import (
    AppearanceFactory,
    ConferenceFactory,
    OrganiserFactory,
    RegistrationFactory,
    RoomFactory,
    SessionFactory,
    SlotFactory,
    SpeakerFactory,
)
from womconf import in_hand, rights
from womconf.mail.models import Message

pytestmark = pytest.mark.django_db
CHANGE, VIEW = "programme.change_session", "programme.view_session"


def member(*roles, **facts):
    user = OrganiserFactory(is_superuser=False, **facts)
    for conference, role in roles:
        Membership.objects.create(conference=conference, user=user, role=role)
    return user


@pytest.fixture
def two():
    return ConferenceFactory(), ConferenceFactory()


@pytest.fixture
def both(two):
    """Return somebody who only looks at the first conference, and leads the second one."""
    return member((two[0], Role.READER), (two[1], Role.LEAD))


def request_of(user, path="/admin/", **query):
    request = RequestFactory().get(path, query)
    request.user = user
    in_hand.tell(request)
    return request


def test_a_right_is_asked_in_the_conference_of_an_object(two, both):
    looked_at, led = two
    assert [both.has_perm(right, looked_at) for right in (VIEW, CHANGE)] == [True, False]
    assert [both.has_perm(right, led) for right in (VIEW, CHANGE)] == [True, True]
    assert both.has_perm(CHANGE, SessionFactory(conference=led))
    assert not both.has_perm(CHANGE, SessionFactory(conference=looked_at))
    assert not both.has_perm(CHANGE, ConferenceFactory())


def test_without_a_conference_in_hand_a_role_gives_nothing(both):
    assert not both.has_perm(VIEW)
    assert not both.has_module_perms("programme")


def test_without_an_object_the_conference_in_hand_counts(two, both):
    request_of(both, conference=two[1].pk)
    assert both.has_perm(CHANGE)
    again = type(both).objects.get(pk=both.pk)
    request_of(again, conference=two[0].pk)
    assert [again.has_perm(right) for right in (VIEW, CHANGE)] == [True, False]


def test_an_object_of_no_conference_gives_no_right_by_role(both):
    assert not both.has_perm("auth.view_user", both)
    assert not both.has_perm(VIEW, Group.objects.create(name="x"))


def test_an_unknown_role_gives_nothing(two, monkeypatch):
    user = member((two[0], Role.READER))
    monkeypatch.delitem(rights.of_roles, Role.READER)
    assert rights.standing(user).roles == {}
    assert in_hand.conferences(request_of(user)) == []


def test_whoever_is_closed_out_has_no_role(two):
    user = member((two[0], Role.LEAD), is_active=False)
    assert not user.has_perm(VIEW, two[0])
    assert not rights.has_role(user, Role.LEAD, two[0])


@pytest.mark.parametrize("how", ["superuser", "right", "group"])
def test_rights_that_hold_everywhere_still_do(two, how):
    user = OrganiserFactory(is_superuser=how == "superuser")
    right = Permission.objects.get(content_type__app_label="programme", codename="view_session")
    if how == "right":
        user.user_permissions.add(right)
    if how == "group":
        group = Group.objects.create(name="Alle")
        group.permissions.add(right)
        user.groups.add(group)
    assert user.has_perm(VIEW)
    assert user.has_perm(VIEW, two[1])
    assert set(in_hand.conferences(request_of(user))) == set(two)
    assert user in rights.who_works_everywhere()


def test_a_conference_is_chosen_among_those_with_a_role(two, both):
    strange = ConferenceFactory()
    assert set(in_hand.conferences(request_of(both))) == set(two)
    assert in_hand.of(request_of(both, conference=strange.pk)) in two
    with pytest.raises(Http404):
        in_hand.take(request_of(both), strange)


def test_who_was_judged_in_one_conference_gets_to_no_other_in_the_same_request(two, both):
    request = request_of(both, conference=two[1].pk)
    assert both.has_perm(CHANGE)
    with pytest.raises(PermissionDenied):
        in_hand.take(request, two[0])


def test_the_conference_of_a_request_is_chosen_in_one_place():
    root = Path(__file__).parent.parent
    found = {
        str(path.relative_to(root))
        for folder in ("programme", "registration", "womconf")
        for path in (root / folder).rglob("*.py")
        if re.search(r"(request|self\.request)\.conference\s*(=[^=]|:=)|setattr\(request, ", path.read_text())
    }
    assert found == {"womconf/in_hand.py"}


def test_roles_cost_one_query_of_a_request(two, both, django_assert_num_queries):
    user = type(both).objects.get(pk=both.pk)
    superuser = OrganiserFactory()
    with django_assert_num_queries(3):  # the roles, and Django's two of rights of users and groups
        assert [user.has_perm(CHANGE, conference) for conference in two] == [False, True]
        assert not rights.is_everywhere(user)
    with django_assert_num_queries(0):
        assert superuser.has_perm(CHANGE, two[0])


# Pages


def test_page_of_a_row_is_judged_by_its_own_conference_whatever_the_address_says(client, two, both):
    looked_at, led = two
    session = SessionFactory(conference=looked_at)
    client.force_login(both)
    client.get("/admin/", {"conference": led.pk})
    path = f"/admin/programme/session/{session.pk}/change/?conference={led.pk}"
    assert client.get(path).status_code == 200
    assert client.post(path, {"conference": led.pk, "title_0": "Übernommen"}).status_code == 403
    assert client.get(f"/admin/programme/session/{session.pk}/delete/").status_code == 403


def test_new_row_goes_into_no_conference_but_the_one_in_hand(client, two, both):
    looked_at, led = two
    client.force_login(both)
    typed = {"name_0": "Saal", "kind": "on_site", "position": "0"}
    path = f"/admin/programme/room/add/?conference={led.pk}"
    assert client.post(path, typed | {"conference": looked_at.pk}).status_code == 403
    strange = ConferenceFactory()
    assert client.post(path, typed | {"conference": strange.pk}).status_code == 200
    assert client.post(path, typed | {"conference": led.pk}).status_code == 302
    assert list(Room.objects.values_list("conference", flat=True)) == [led.pk]


def test_choices_of_a_form_end_at_the_conference(client, two, both):
    looked_at, led = two
    mine, other = RoomFactory(conference=led), RoomFactory(conference=looked_at)
    client.force_login(both)
    page = f"/admin/programme/slot/add/?conference={led.pk}"
    typed = {
        "conference": led.pk,
        "title_0": "Pause",
        "starts_at_0": f"{led.starts_on:%d.%m.%Y}",
        "starts_at_1": "12:00",
    }
    assert client.post(page, typed | {"room": other.pk}).status_code == 200
    assert client.post(page, typed | {"room": mine.pk}).status_code == 302


def test_autocomplete_finds_nothing_of_a_conference_that_it_does_not_name(client, two):
    led, strange = two
    SpeakerFactory(conference=led, name="Eva Horn")
    SpeakerFactory(conference=strange, name="Olaf Geheim")
    client.force_login(member((led, Role.PROGRAMME)))
    field = {"app_label": "programme", "model_name": "appearance", "field_name": "speaker"}
    for query in ({}, {"of_conference": led.pk}, {"of_conference": strange.pk}, {"conference": strange.pk}):
        found = client.get("/admin/autocomplete/", {**field, **query}).json()["results"]
        assert [each["text"] for each in found] in (["Eva Horn"], [])


def test_right_to_one_thing_everywhere_widens_no_role(client, two):
    """Somebody may see sessions everywhere, and sees to the speakers of one conference."""
    led, strange = two
    user = member((led, Role.PROGRAMME))
    user.user_permissions.add(Permission.objects.get(content_type__app_label="programme", codename="view_session"))
    for conference, name in [(led, "Eva Horn"), (strange, "Olaf Geheim")]:
        SpeakerFactory(conference=conference, name=name)
    client.force_login(user)
    client.get("/admin/", {"conference": led.pk})
    field = {"app_label": "programme", "model_name": "appearance", "field_name": "speaker"}
    found = client.get("/admin/autocomplete/", field).json()["results"]
    assert [each["text"] for each in found] == ["Eva Horn"]
    assert client.get("/admin/autocomplete/", {**field, "of_conference": strange.pk}).status_code == 403
    session = SessionFactory(conference=strange)
    path = f"/admin/programme/session/{session.pk}/change/"
    assert [client.get(path).status_code, client.post(path, {}).status_code] == [200, 403]


def test_view_on_site_leads_nowhere_but_to_what_is_theirs(client, two, both):
    strange = SessionFactory()
    client.force_login(both)
    kind = ContentType.objects.get_for_model(Session).pk
    found = [
        client.get(f"/admin/r/{kind}/{row.pk}/").status_code for row in (SessionFactory(conference=two[0]), strange)
    ]
    assert found == [302, 404]
    assert client.get(f"/admin/r/{ContentType.objects.get_for_model(Group).pk}/1/").status_code == 404


def test_list_of_one_session_says_nothing_of_another_conference(client, two):
    led, strange = two
    registration = RegistrationFactory(session=SessionFactory(conference=strange, title={"de": "Geheimes"}))
    client.force_login(member((led, Role.LEAD)))
    page = client.get("/admin/registration/registration/", {"session": registration.session_id})
    assert "Geheimes" not in page.text


def test_import_goes_into_a_conference_that_one_may_write(client, two, both):
    looked_at, led = two
    client.force_login(both)
    text = {"content": "# Tagung am 3. Mai 2027\n\n## 9-10 Uhr: Wege (Eva Horn)\n"}
    page = "/admin/programme/conference/import/"
    assert client.post(page, text | {"conference": looked_at.pk}).status_code == 403
    client.post(page, text | {"conference": ""})
    assert not ImportText.objects.exists()
    client.post(page, text | {"conference": led.pk})
    assert ImportText.objects.get().conference == led
    Membership.objects.filter(conference=led).delete()
    assert client.get(f"{page}{ImportText.objects.get().code}/").status_code == 404


def test_who_only_looks_arranges_no_list_of_others(client, two, both):
    led = two[1]
    client.force_login(both)
    view = {"model": "programme.session", "name": "Offene", "query": "status__exact=requested"}
    found = [
        client.post(f"/admin/programme/conference/{conference.pk}/save-view/", view).status_code for conference in two
    ]
    assert found == [403, 302]
    assert SavedView.objects.get().conference == led


def test_stopping_all_mail_is_for_no_role(client, two):
    client.force_login(member((two[0], Role.LEAD)))
    of_none = Message.objects.create(key="x", kind="x", to="a@example.org", language="de")
    assert client.post("/admin/mail/message/stop/").status_code == 403
    assert client.get("/admin/mail/message/").status_code == 200
    assert client.get(f"/admin/mail/message/{of_none.pk}/change/").status_code == 302


def test_without_any_role_there_is_a_page_that_says_so_and_no_list(client):
    client.force_login(OrganiserFactory(is_superuser=False))
    page = client.get("/admin/")
    assert "keine Rolle" in page.text
    assert "module" not in page.text.replace('type="module"', "")


# At the door


def test_helper_sees_who_comes_today_and_marks_them_and_no_more(client):
    conference = ConferenceFactory(starts_on=timezone.localdate(), ends_on=timezone.localdate())
    now = timezone.now()
    today = SlotFactory(session__conference=conference, starts_at=now, ends_at=None).session
    later = SlotFactory(
        session__conference=conference, starts_at=now + timezone.timedelta(days=3), ends_at=None
    ).session
    here, absent = (
        RegistrationFactory(
            session=session, attendee__name=name, attendee__email=f"{name}@example.org", status="confirmed"
        )
        for session, name in [(today, "tilda"), (later, "olaf")]
    )
    client.force_login(member((conference, Role.HELPER)))
    page = client.get("/admin/registration/registration/")
    assert ("tilda" in page.text, "olaf" in page.text, "@example.org" in page.text) == (True, False, False)
    search = client.get("/admin/registration/registration/", {"q": "tilda@example.org"})
    assert list(search.context["cl"].result_list) == []
    for row in (here, absent):
        for action in ("mark_present", "cancel"):
            act = {"action": action, "_selected_action": [row.pk], "sure": "True", "index": "0"}
            client.post("/admin/registration/registration/", act)
    marked = Registration.objects.filter(attended_at__isnull=False)
    assert list(marked.values_list("attendee__name", flat=True)) == ["tilda"]
    assert set(Registration.objects.values_list("status", flat=True)) == {"confirmed"}
    for page in (f"/admin/programme/conference/{conference.pk}/paper/", "/admin/registration/attendee/"):
        assert client.get(page).status_code == 403


# Mails, and what people need


def test_broken_rules_are_told_to_nobody_who_works_on_some_conferences_only(two, monkeypatch):
    OrganiserFactory(username="chef")
    member((two[0], Role.LEAD), username="lead")
    monkeypatch.setattr("registration.actions.watch.breaks", lambda **_how: {"a rule": [1]})
    registration_actions.report_broken_rules()
    assert list(Message.objects.values_list("to", flat=True)) == ["chef@example.org"]


def test_needs_are_read_in_the_conference_of_the_role_by_superusers_too(client, two):
    user = OrganiserFactory()
    Membership.objects.create(conference=two[0], user=user, role=Role.NEEDS)
    client.force_login(user)
    page = "/admin/registration/accessneeds/?submission__attendee__conference__id__exact="
    assert [client.get(f"{page}{conference.pk}").status_code for conference in two] == [200, 403]


def test_every_row_of_the_admin_has_its_conference_where_its_page_looks_for_it():
    for model, model_admin in admin.site._registry.items():
        if path := getattr(model_admin, "path_to_conference", None):
            assert path == "pk" or model._base_manager.filter(**{path: 0}).model is model
    assert Conference in admin.site._registry


PAGES = [
    "/admin/",
    "/admin/programme/conference/{conference}/change/",
    "/admin/programme/session/",
    "/admin/programme/session/{session}/change/",
    "/admin/programme/speaker/",
    "/admin/programme/appearance/",
    "/admin/registration/registration/",
    "/admin/registration/attendee/",
    "/admin/programme/conference/{conference}/timetable/",
    "/admin/programme/conference/{conference}/paper/",
    "/admin/programme/conference/{conference}/day/",
]


@pytest.mark.parametrize("role", Role.values)
def test_links_that_a_role_is_shown_lead_somewhere(client, role):
    """Of somebody whose sessions have people, faults and changes that nobody was told of."""
    registration = RegistrationFactory()
    session, conference = registration.session, registration.session.conference
    SlotFactory(session=session)
    AppearanceFactory(session=session, status="declined")
    AppearanceFactory(session=session, status="requested")
    client.force_login(member((conference, role)))
    pages = [page.format(session=session.pk, conference=conference.pk) for page in PAGES]
    shown = {
        (page, link)
        for page in pages
        if (response := client.get(page)).status_code == 200
        for link in re.findall(r'href="(/admin/[^"#]*)', response.text)
    }
    assert {page for page, _link in shown} == set(pages) or role != Role.LEAD
    refused = [(page, link) for page, link in sorted(shown) if client.get(unescape(link)).status_code in {403, 404}]
    assert refused == []
