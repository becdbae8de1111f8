"""What organisers can delete, and what has to stay because people have registered."""

import re
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.db import connections
from django.urls import reverse

from programme.models import Appearance, Conference, Session
from tests.factories import (
    AppearanceFactory,
    FollowUpPoolFactory,
    OrganiserFactory,
    RegistrationFactory,
    RoomFactory,
    SessionFactory,
    SlotFactory,
)
from tests.programme.test_admin import session_form, slot_form

pytestmark = pytest.mark.django_db


def test_session_with_registrations_cannot_be_deleted(client, organiser):
    registration = RegistrationFactory()
    page = reverse("admin:programme_session_delete", args=[registration.session_id])
    assert "Sagen Sie sie stattdessen ab." in client.get(page).text
    client.post(page, {"post": "yes"})
    assert Session.objects.filter(pk=registration.session_id).exists()


def test_conference_with_registrations_cannot_be_deleted(client, organiser):
    conference = RegistrationFactory().session.conference
    page = reverse("admin:programme_conference_delete", args=[conference.pk])
    assert "Verbergen Sie sie stattdessen" in client.get(page).text
    client.post(page, {"post": "yes"})
    assert Conference.objects.filter(pk=conference.pk).exists()


def test_cancelled_session_with_registrations_says_that_it_is_cancelled_already(client, organiser):
    registration = RegistrationFactory(status="cancelled", session__status="cancelled")
    page = client.get("/en" + reverse("admin:programme_session_delete", args=[registration.session_id])).text
    assert "It is cancelled already." in page
    assert "Cancel it instead" not in page


DELETED_TOGETHER = [
    ("", "Es wurde nichts gelöscht", "Sagen Sie diese Veranstaltungen stattdessen ab."),
    ("/en", "Nothing was deleted", "Cancel these sessions instead."),
]


@pytest.mark.parametrize(("prefix", "refusal", "instead"), DELETED_TOGETHER)
def test_sessions_deleted_together_stay_all_where_one_has_registrations(client, organiser, prefix, refusal, instead):
    registration = RegistrationFactory()
    free = SessionFactory(conference=registration.session.conference, title={"de": "Ohne alle", "en": "Nobody"})
    page = prefix + reverse("admin:programme_session_changelist")
    chosen = {"action": "delete_selected", "_selected_action": [registration.session_id, free.pk]}
    for sent in (chosen, {**chosen, "post": "yes"}):
        text = client.post(page, sent).text
        assert refusal in text
        assert instead in text
        address = f"{prefix}/admin/programme/session/{registration.session_id}/change/"
        assert re.findall(r'<li><a href="([^"]*/change/)">', text.partition('id="content"')[2]) == [address]
        assert registration.attendee.name not in text
    assert Session.objects.count() == 2


@pytest.mark.parametrize(("prefix", "instead"), [("", "Verbergen Sie diese Konferenzen"), ("/en", "Hide these")])
def test_conferences_deleted_together_stay_where_one_has_registrations(client, organiser, prefix, instead):
    conference = RegistrationFactory().session.conference
    page = prefix + reverse("admin:programme_conference_changelist")
    chosen = {"action": "delete_selected", "_selected_action": [conference.pk], "post": "yes"}
    assert instead in client.post(page, chosen).text
    assert Conference.objects.exists()


@pytest.fixture
def session_registered_for_while_it_is_deleted(transactional_db, monkeypatch):
    """Somebody registers, on a connection of their own, when the admin has looked for what is in the way."""
    session = SessionFactory()
    look = admin.ModelAdmin.get_deleted_objects

    def register():
        try:
            RegistrationFactory(session=session)
        finally:
            connections.close_all()

    def look_then_register(self, objs, request):
        found = look(self, objs, request)
        if not session.registrations.exists():
            with ThreadPoolExecutor(1) as pool:
                pool.submit(register).result()
        return found

    monkeypatch.setattr(admin.ModelAdmin, "get_deleted_objects", look_then_register)
    return session


def test_registration_that_comes_while_a_session_is_deleted_keeps_it(
    client, session_registered_for_while_it_is_deleted
):
    client.force_login(OrganiserFactory())
    session = session_registered_for_while_it_is_deleted
    page = reverse("admin:programme_session_delete", args=[session.pk])
    assert client.post(page, {"post": "yes"})["Location"] == page
    assert "Sagen Sie sie stattdessen ab." in client.get(page).text
    assert not LogEntry.objects.exists()


def test_registration_that_comes_while_sessions_are_deleted_together_keeps_them(
    client, session_registered_for_while_it_is_deleted
):
    client.force_login(OrganiserFactory())
    session = session_registered_for_while_it_is_deleted
    other = SessionFactory(conference=session.conference)
    page = reverse("admin:programme_session_changelist")
    chosen = {"action": "delete_selected", "_selected_action": [other.pk, session.pk], "post": "yes"}
    response = client.post(page, chosen, follow=True)
    assert "Etwas Neues hängt davon ab." in response.text
    assert Session.objects.count() == 2
    assert not LogEntry.objects.exists()


@pytest.mark.parametrize(
    ("prefix", "refusal"), [("", "Für diese Plätze haben sich Personen angemeldet"), ("/en", "People have registered")]
)
def test_follow_up_that_somebody_has_a_place_in_cannot_be_deleted(client, organiser, prefix, refusal):
    places = FollowUpPoolFactory(capacity=3)
    attendee = RegistrationFactory(session=places.session).attendee
    attendee.registrations.create(session=places.session, pool=places, status="confirmed")
    page = prefix + reverse("admin:programme_session_change", args=[places.session_id])
    response = client.post(page, session_form(places.session, **slot_form(places.slot, places="3", DELETE="on")))
    [refused] = response.context["inline_admin_formsets"][0].formset.non_form_errors()
    assert refused.startswith(f"{places.slot}: {refusal}")
    assert attendee.name not in response.text


def test_deleting_a_room_says_what_stands_in_it(client, organiser):
    slot = SlotFactory(room=(room := RoomFactory()), session__conference=room.conference)
    page = reverse("admin:programme_room_delete", args=[room.pk])
    assert "Ein Eintrag im Zeitplan steht in diesem Raum." in client.get(page).text
    SlotFactory(room=room, session=slot.session, kind="follow_up", starts_at=slot.ends_at, ends_at=None)
    assert "2 entries of the timetable stand in this room." in client.get(f"/en{page}").text
    client.post(page, {"post": "yes"})
    assert list(slot.session.slots.values_list("room", flat=True)) == [None, None]


def test_speaker_of_a_session_with_registrations_can_be_deleted(client, organiser):
    appearance = AppearanceFactory(status="requested")
    RegistrationFactory(session=appearance.session)
    page = reverse("admin:programme_speaker_delete", args=[appearance.speaker_id])
    assert client.post(page, {"post": "yes"}).status_code == 302
    assert list(Appearance.objects.all()) == []
    assert Session.objects.get().status == "confirmed"


def test_session_without_registrations_can_be_deleted(client, organiser):
    session = SlotFactory().session
    page = reverse("admin:programme_session_delete", args=[session.pk])
    assert "wirklich löschen?" in client.get(page).text
    client.post(page, {"post": "yes"})
    assert not Session.objects.filter(pk=session.pk).exists()
