"""What organisers do about registrations, at their own pages."""

import datetime

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse
from django.utils import timezone

from programme.models import Session, Slot
from registration.models import AccessNeeds, Attendee, Registration
from tests.factories import (
    AttendeeFactory,
    ConferenceFactory,
    FollowUpPoolFactory,
    RegistrationFactory,
    RoomFactory,
    SessionFactory,
    SlotFactory,
    SubmissionFactory,
)
from tests.registration.steps import mails, statuses

pytestmark = pytest.mark.django_db


def enter(client, *sessions, **changes):
    form = {"conference": sessions[0].conference.pk, "name": "Frau Telefon", "email": "phone@example.org"}
    form |= {"language": "de", "pools": [session.pool.pk for session in sessions]}
    return client.post(reverse("admin:registration_attendee_add"), {**form, **changes}, follow=True)


def test_somebody_who_telephoned_is_entered(client, organiser):
    session = SessionFactory(capacity=1)
    response = enter(client, session)
    assert response.redirect_chain[-1][0] == reverse("admin:registration_attendee_changelist")
    assert statuses(session) == [("phone", "confirmed")]
    assert Registration.objects.get().status_by == organiser
    assert "steht nun auf der Warteliste" in enter(client, session, email="").text


def test_shortly_before_it_begins_whoever_telephones_is_not_told_to_wait_for_nothing(client, organiser):
    soon = timezone.now() + datetime.timedelta(hours=1)
    session = SlotFactory(session__capacity=0, starts_at=soon).session
    said = enter(client, session).text
    assert statuses(session) == [("phone", "waiting")]
    assert ("niemand mehr nachrückt" in said, "„Freien Platz geben“" in said) == (True, True)


def test_whoever_is_known_by_the_address_gets_the_session_as_well(client, organiser):
    session = SessionFactory()
    AttendeeFactory(conference=session.conference, email="phone@example.org", name="Frau Telefon")
    enter(client, session)
    assert (statuses(session), Attendee.objects.count()) == ([("phone", "confirmed")], 1)


@pytest.mark.parametrize(
    ("changes", "field"),
    [({"name": ""}, "name"), ({"name": "a\nb"}, "name"), ({"email": "no"}, "email"), ({"pools": []}, "pools")],
)
def test_entering_says_what_is_missing_and_writes_nothing(client, organiser, changes, field):
    response = enter(client, SessionFactory(), **changes)
    assert list(response.context["adminform"].form.errors) == [field]
    assert not Attendee.objects.exists()


def test_session_stands_before_its_follow_up_for_whoever_telephones(client, organiser):
    follow_up = FollowUpPoolFactory(session=SlotFactory().session)
    form = client.get(reverse("admin:registration_attendee_add")).context["adminform"].form
    assert list(form.fields["pools"].queryset) == [follow_up.session.pool, follow_up]


def test_session_of_another_conference_is_refused(client, organiser):
    session = SessionFactory()
    response = enter(client, session, conference=ConferenceFactory().pk)
    assert list(response.context["adminform"].form.errors) == ["pools"]


def test_two_become_one_after_a_question(client, organiser):
    conference = ConferenceFactory()
    kept, other = AttendeeFactory.create_batch(2, conference=conference)
    RegistrationFactory(session__conference=conference, attendee=other)
    chosen = {"action": "merge", "_selected_action": [kept.pk, other.pk]}
    page = client.post(reverse("admin:registration_attendee_changelist"), chosen)
    assert (kept.email in page.text, Attendee.objects.count()) == (True, 2)
    client.post(reverse("admin:registration_attendee_changelist"), {**chosen, "kept": kept.pk, "sure": "on"})
    assert (Attendee.objects.get(), kept.registrations.count()) == (kept, 1)


@pytest.mark.parametrize("count", [1, 3])
def test_one_or_three_do_not_become_one(client, organiser, count):
    people = AttendeeFactory.create_batch(count, conference=ConferenceFactory())
    chosen = {"action": "merge", "_selected_action": [person.pk for person in people]}
    page = client.post(reverse("admin:registration_attendee_changelist"), chosen, follow=True)
    assert "Bitte wählen Sie zwei" in page.text


def test_access_needs_are_seen_by_the_named_role_only(client, organiser):
    submission = SubmissionFactory(confirmed_at=timezone.now())
    attendee = submission.attendee
    RegistrationFactory(session__conference=attendee.conference, attendee=attendee, submission=submission)
    needs = AccessNeeds.objects.create(submission=submission, text="Aufzug")
    pages = [
        reverse("admin:registration_accessneeds_changelist"),
        reverse("admin:registration_accessneeds_change", args=[needs.pk]),
    ]
    assert [client.get(page).status_code for page in pages] == [403, 403]
    assert "Aufzug" not in client.get(reverse("admin:registration_attendee_change", args=[submission.attendee_id])).text
    organiser.groups.add(Group.objects.get(name=AccessNeeds.ROLE))
    assert ["Aufzug" in client.get(page).text for page in pages] == [True, True]
    assert client.post(pages[1], {"text": "anders"}).status_code == 403
    submission.confirmed_at = None  # anybody can have written this
    submission.save()
    assert "Aufzug" not in client.get(pages[0]).text


def slots(session, later=0):
    """Return the form of a session's page with one slot in it, moved by some hours."""
    slot = session.slots.get()
    times = [moment + datetime.timedelta(hours=later) for moment in (slot.starts_at, slot.ends_at)]
    begins, ends = (moment.astimezone(session.conference.zone) for moment in times)
    form = {
        "conference": session.conference_id,
        "title_0": "Titel",
        "slots-TOTAL_FORMS": 1,
        "slots-INITIAL_FORMS": 1,
        "slots-0-id": slot.pk,
        "slots-0-session": session.pk,
        "slots-0-kind": "main",
        "slots-0-starts_at_0": f"{begins:%d.%m.%Y}",
        "slots-0-starts_at_1": f"{begins:%H:%M:%S}",
        "slots-0-ends_at_0": f"{ends:%d.%m.%Y}",
        "slots-0-ends_at_1": f"{ends:%H:%M:%S}",
        "appearances-TOTAL_FORMS": 0,
        "appearances-INITIAL_FORMS": 0,
    }
    return reverse("admin:programme_session_change", args=[session.pk]), form


def test_moving_names_those_it_hurts_before_anything_is_saved(client, organiser):
    slot = SlotFactory()
    other = SlotFactory(session__conference=slot.conference, starts_at=slot.ends_at).session
    both, one = RegistrationFactory(session=slot.session), RegistrationFactory(session=slot.session)
    RegistrationFactory(session=other, attendee=both.attendee)
    address, form = slots(slot.session, later=1)
    page = client.post(address, form)
    assert (both.attendee.name in page.text, one.attendee.name in page.text) == (True, False)
    assert Slot.objects.get(pk=slot.pk).starts_at == slot.starts_at
    assert client.post(address, form | {"move_meant": "on"}).status_code == 302
    assert Slot.objects.get(pk=slot.pk).starts_at == slot.ends_at


def test_moving_where_nobody_is_hurt_asks_nothing(client, organiser):
    slot = SlotFactory()
    RegistrationFactory(session=slot.session)
    address, form = slots(slot.session, later=1)
    assert client.post(address, form).status_code == 302


def test_action_leads_to_the_page_of_those_it_touches(client, organiser):
    slots = [SlotFactory()]
    slots.append(SlotFactory(session__conference=slots[0].conference))
    chosen = {"action": "tell_change", "_selected_action": [slot.session_id for slot in slots]}
    page = client.post(reverse("admin:programme_session_changelist"), chosen, follow=True)
    address, _status = page.redirect_chain[0]
    assert address.startswith(reverse("admin:programme_untold", args=[slots[0].conference.pk]))
    assert all(f"session={slot.session_id}" in address for slot in slots)
    assert (page.status_code, mails()) == (200, [])


def test_page_of_a_session_keeps_places_back_and_takes_domains_as_they_are_typed(client, organiser):
    session = SlotFactory().session
    address, form = slots(session)
    typed = {
        "capacity": "5",
        "kept_back": "2",
        "email_domains": "@Stadt-Jena.de, iq-netzwerk.de\n@Groß-Gerau.de",
        "access_code": "geheim",
    }
    assert client.post(address, form | typed).status_code == 302
    session = Session.objects.get()
    assert (session.pool.capacity, session.pool.kept_back) == (5, 2)
    assert (session.email_domains, session.access_code) == (
        ["stadt-jena.de", "iq-netzwerk.de", "xn--gro-gerau-i1a.de"],
        "geheim",
    )
    page = client.post(address, form | typed | {"kept_back": "6"})
    assert "kept_back" in page.context["adminform"].form.errors
    assert "groß-gerau.de" in client.get(address).text
    for bad in (
        {"email_domains": "kein domain!"},
        {"email_domains": "stadt\u200b-jena.de"},
        {"kept_back": "-1"},
        {"capacity": "1000000000"},
        {"capacity": "-1"},
    ):
        assert client.post(address, form | typed | bad).status_code == 200


def test_waiting_list_is_stopped_and_goes_on(client, organiser):
    session = SessionFactory(capacity=0)
    address = reverse("admin:programme_session_changelist")
    client.post(address, {"action": "stop_waiting_list", "_selected_action": [session.pk]})
    assert Session.objects.get().pool.paused_by == organiser
    assert "Warteliste angehalten" in client.get(address).text
    client.post(address, {"action": "resume_waiting_list", "_selected_action": [session.pk]})
    assert Session.objects.get().pool.paused_at is None


def test_session_takes_the_places_of_its_room_unless_it_has_a_number():
    room = RoomFactory(capacity=30)
    plain, own = SessionFactory(conference=room.conference), SessionFactory(conference=room.conference, capacity=12)
    first = SlotFactory(session=plain)
    assert plain.pools.get().capacity is None
    RegistrationFactory.create_batch(2, session=plain)
    first.room = room
    first.save()
    SlotFactory(session=own, room=room, starts_at=first.ends_at)
    assert (plain.pools.get().capacity, own.pools.get().capacity) == (30, 12)
    small = RoomFactory(conference=room.conference, capacity=1)
    full = SessionFactory(conference=room.conference)
    RegistrationFactory.create_batch(2, session=full)
    SlotFactory(session=full, room=small)
    assert (full.pools.get().capacity, full.pools.get().overbooked_by) == (1, 1)


def test_fewer_places_than_are_taken_take_nobody_theirs_and_say_so(client, organiser):
    session = SessionFactory(capacity=3)
    RegistrationFactory.create_batch(2, session=session)
    address = reverse("admin:programme_session_change", args=[session.pk])
    assert "hat jetzt weniger Plätze" not in client.post(address, {"capacity": "2"}, follow=True).text
    said = client.post(address, {"capacity": "1"}, follow=True).text
    assert "hat jetzt weniger Plätze (1) als Menschen, die einen haben (2)" in said
    assert {status for _who, status in statuses(session)} == {"confirmed"}
