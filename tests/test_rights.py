"""Few rights see numbers, not names and codes."""

import re

import pytest
from django.contrib.auth.models import Permission

from tests.factories import OrganiserFactory, RegistrationFactory, SessionFactory, SlotFactory

pytestmark = pytest.mark.django_db

CODE = "geheim-2027"


def staff(*rights):
    user = OrganiserFactory(is_superuser=False)
    for right in rights:
        app, codename = right.split(".")
        user.user_permissions.add(Permission.objects.get(content_type__app_label=app, codename=codename))
    return user


def session_page(client, session, user):
    client.force_login(user)
    return client.get(f"/admin/programme/session/{session.pk}/change/").text


def test_access_code_is_shown_to_who_may_set_it(client):
    session = SessionFactory(access_code=CODE)
    assert CODE in session_page(client, session, staff("programme.view_session", "programme.change_session"))
    assert CODE not in session_page(client, session, staff("programme.view_session"))


@pytest.mark.parametrize("lookup", ["access_code", "access_code__startswith", "access_code__isnull", "access_code__gt"])
def test_nobody_finds_out_a_code_by_asking_the_list(client, lookup):
    SessionFactory(access_code=CODE)
    client.force_login(staff("programme.view_session"))
    assert client.get("/admin/programme/session/", {lookup: CODE[:2]}).status_code == 400


@pytest.mark.parametrize("may_see_people", [True, False])
def test_who_is_in_the_way_is_a_number_without_the_right_to_people(client, may_see_people):
    slot = SlotFactory()
    other = SlotFactory(session__conference=slot.conference, starts_at=slot.ends_at, ends_at=None)
    attendee = RegistrationFactory(session=slot.session, attendee__name="Petra Geheim").attendee
    RegistrationFactory(session=other.session, attendee=attendee)
    rights = ["programme.view_session", "programme.change_session", "programme.change_slot", "programme.view_slot"]
    client.force_login(staff(*rights, *(["registration.view_attendee"] if may_see_people else [])))
    local = slot.starts_at.astimezone(slot.conference.zone)
    path = f"/admin/programme/session/{other.session.pk}/change/"
    typed = {
        "slots-0-starts_at_0": f"{local:%d.%m.%Y}",
        "slots-0-starts_at_1": f"{local:%H:%M}",
        "slots-0-ends_at_0": "",
        "slots-0-ends_at_1": "",
    }
    text = client.post(path, typed).text
    assert "Zur neuen Zeit hätte 1 Person zwei Veranstaltungen gleichzeitig" in text
    assert ("Petra Geheim" in text) == may_see_people


def test_each_right_stands_once_in_the_list_of_rights(client):
    client.force_login(OrganiserFactory())
    page = client.get("/admin/auth/group/add/").text
    names = re.findall(r"<option[^>]*>([^<]*)</option>", page.split('name="permissions"')[1].split("</select>")[0])
    assert len(names) == len(set(names)) > 40
    assert [name for name in names if name.startswith(("Sessions |", "Sitzungen |", "Procrastinate"))] == []
