"""A session that takes place once more: its pages lead to each other, and whoever waits for it learns of that."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from programme import actions
from programme.actions.cloning import Piece
from programme.desk import Desk
from programme.models import Session
from registration import actions as registration_actions
from registration import further_dates
from registration.mailings import people
from registration.models import Mailing
from tests.browsers import opened
from tests.factories import (
    AttendeeFactory,
    ConferenceFactory,
    FollowUpPoolFactory,
    RegistrationFactory,
    SessionFactory,
    SlotFactory,
)
from tests.mail.writing import work
from tests.registration.steps import open_own_page
from womconf.mail.models import Message

pytestmark = pytest.mark.django_db
WEEK = timedelta(days=7)


@pytest.fixture
def slot():
    conference = ConferenceFactory(languages=["de", "en"], contact_email="office@example.org")
    return SlotFactory(session__conference=conference, session__title={"de": "Beratung", "en": "Advice"})


@pytest.fixture
def waiting(slot):
    """Return a registration that waits for the only place of the session."""
    actions.set_capacity(slot.session.pool, capacity=1)
    RegistrationFactory(session=slot.session)
    return RegistrationFactory(session=slot.session, status="waiting")


def once_more(slot, *, capacity=5):
    """Return the slot of a further date of a session, a week later, that people can register for."""
    copy = actions.copy_session(slot.session)
    actions.announce_session(copy)
    actions.set_capacity(copy.pool, capacity=capacity)
    return SlotFactory(session=copy, starts_at=slot.starts_at + WEEK, ends_at=slot.ends_at and slot.ends_at + WEEK)


def items(slot, organiser):
    return [item for item in Desk(slot.conference, organiser).open if item.key == "date-untold"]


def test_all_dates_of_a_session_name_the_first_one(slot):
    second = actions.copy_session(slot.session)
    third = actions.copy_session(second)
    assert {second.first_date_id, third.first_date_id} == {slot.session_id}


def test_organisers_who_choose_a_further_date_get_the_first_one_stored(client, organiser, slot):
    second = actions.copy_session(slot.session)
    third = SessionFactory(conference=slot.conference)
    page = reverse("admin:programme_session_change", args=[third.pk])
    assert client.post(page, {**opened(client, page), "first_date": second.pk}).status_code == 302
    assert Session.objects.get(pk=third.pk).first_date_id == slot.session_id
    page = reverse("admin:programme_session_change", args=[slot.session_id])
    refused = client.post(page, {**opened(client, page), "first_date": third.pk})
    assert "Eine Veranstaltung kann kein weiterer Termin von sich selbst sein." in refused.text


def test_first_date_of_others_cannot_become_a_further_date(client, organiser, slot):
    once_more(slot)
    other = SessionFactory(conference=slot.conference)
    page = reverse("admin:programme_session_change", args=[slot.session_id])
    refused = client.post(page, {**opened(client, page), "first_date": other.pk})
    assert "Andere Veranstaltungen sind weitere Termine von dieser." in refused.text
    assert Session.objects.get(pk=slot.session_id).first_date_id is None


def test_session_of_another_conference_is_no_further_date(client, organiser, slot):
    other = SessionFactory()
    page = reverse("admin:programme_session_change", args=[other.pk])
    refused = client.post(page, {**opened(client, page), "first_date": slot.session_id})
    assert refused.status_code == 200
    assert Session.objects.get(pk=other.pk).first_date_id is None


def test_pages_of_all_dates_lead_to_those_that_take_place(client, slot):
    second, third, draft = once_more(slot), once_more(slot), actions.copy_session(slot.session)
    page = client.get(slot.session.get_absolute_url()).text
    links = [f'<a href="{session.get_absolute_url()}">' for session in (second.session, third.session, draft)]
    assert [link in page for link in links] == [True, True, False]
    assert "Weitere Termine" in page
    assert f'<a href="{slot.session.get_absolute_url()}">' in client.get(second.session.get_absolute_url()).text
    actions.cancel_session(third.session)
    page = client.get(slot.session.get_absolute_url()).text
    assert [link in page for link in links] == [True, False, False]


def test_whoever_waits_finds_free_places_of_another_date_on_their_page(client, slot, waiting):
    second = once_more(slot, capacity=1)
    open_own_page(client, waiting.attendee)
    link = f'?session={second.session.code}"'
    assert client.get("/me/").text.count(link) == 1
    taken = RegistrationFactory(session=second.session)
    assert link not in client.get("/me/").text
    registration_actions.cancel(taken)
    assert link in client.get("/me/").text
    RegistrationFactory(session=second.session, attendee=waiting.attendee)
    assert link not in client.get("/me/").text


def test_whoever_has_a_place_is_not_sent_to_another_date(client, slot):
    registration = RegistrationFactory(session=slot.session)
    second = once_more(slot)
    open_own_page(client, registration.attendee)
    assert second.session.code not in client.get("/me/").text


def test_item_leads_to_an_email_for_those_who_wait_and_is_gone_once_it_is_written(client, organiser, slot, waiting):
    AttendeeFactory(conference=slot.conference)  # who waits for nothing
    assert items(slot, organiser) == []
    second = once_more(slot)
    [item] = items(slot, organiser)
    [named] = item.named
    assert named.name == "Beratung"
    page = client.get(named.page)
    assert f"/register/?session={second.session.code}" in page.text
    answer = client.post(named.page, opened(client, named.page), follow=True)
    assert "gespeichert und noch nicht gesendet" in answer.text
    mailing = Mailing.objects.get()
    assert (list(people(mailing)), str(mailing.subject)) == ([waiting.attendee], "Freie Plätze: „Beratung“")
    assert "Advice" in mailing.text.localize("en")
    assert "Beratung" not in mailing.text.localize("en")
    assert items(slot, organiser) == []
    registration_actions.send_mailing(mailing, expected=1)
    work()
    message = Message.objects.get(kind="mailing")
    assert (message.to, second.session.code in message.text) == (waiting.attendee.email, True)


def test_waiting_list_names_a_further_date_that_is_still_a_draft(organiser, slot, waiting):
    draft = actions.copy_session(slot.session)
    [item] = [item for item in Desk(slot.conference, organiser).open if item.key == "people-wait"]
    [named] = item.named
    assert named.about == "1 Person wartet; ein weiterer Termin ist noch ein Entwurf"
    assert named.page == reverse("admin:programme_session_change", args=[draft.pk])
    actions.announce_session(draft)
    [item] = [item for item in Desk(slot.conference, organiser).open if item.key == "people-wait"]
    assert item.named[0].about == "1 Person wartet"


def test_item_comes_again_with_one_more_date(organiser, slot, waiting):
    once_more(slot)
    criteria = {"sessions": [slot.session_id], "place": "waiting"}
    Mailing.objects.create(conference=slot.conference, to="attendees", subject="x", text="x", criteria=criteria)
    assert items(slot, organiser) == []
    third = once_more(slot)
    Session.objects.filter(pk=third.session_id).update(created_at=timezone.now() + timedelta(seconds=1))
    assert len(items(slot, organiser)) == 1


def test_email_to_those_who_wait_for_several_sessions_counts(organiser, slot, waiting):
    once_more(slot)
    criteria = {"sessions": [SessionFactory(conference=slot.conference).pk, slot.session_id], "place": "waiting"}
    Mailing.objects.create(conference=slot.conference, to="attendees", subject="x", text="x", criteria=criteria)
    assert items(slot, organiser) == []


@pytest.mark.parametrize("spoil", ["full", "cancelled", "nobody waits"])
def test_no_email_is_proposed_where_it_would_help_nobody(organiser, slot, waiting, spoil):
    second = once_more(slot, capacity=1)
    assert len(items(slot, organiser)) == 1
    if spoil == "full":
        RegistrationFactory(session=second.session)
    elif spoil == "cancelled":
        actions.cancel_session(second.session)
    else:
        registration_actions.cancel(waiting)
    assert items(slot, organiser) == []


@pytest.mark.parametrize("key", ["0", "x", "9999999999999999999999", "-1"])
def test_email_for_a_session_that_is_not_there_begins_empty(client, organiser, slot, key):
    page = client.get(reverse("admin:registration_mailing_add"), {"waiting_for": key})
    assert page.status_code == 200
    assert "/register/?session=" not in page.text


def test_session_of_another_conference_narrows_no_email(client, organiser, slot, waiting):
    once_more(slot)
    other = ConferenceFactory()
    add = f"{reverse('admin:registration_mailing_add')}?conference__id__exact={other.pk}&waiting_for={slot.session_id}"
    assert "/register/?session=" not in client.get(add).text


def test_email_is_of_its_conference_whatever_another_window_shows(client, organiser, slot, waiting):
    once_more(slot)
    client.get(reverse("admin:index"), {"conference": ConferenceFactory().pk})
    [item] = items(slot, organiser)
    assert f"/register/?session={slot.session.code}" not in client.get(reverse("admin:registration_mailing_add")).text
    page = client.get(item.named[0].page)
    assert "/register/?session=" in page.text


def test_dates_of_the_next_conference_belong_together_again(slot):
    once_more(slot)
    day = slot.conference.starts_on + timedelta(days=365)
    parts = [Piece.SESSIONS]
    clone = actions.clone_conference(slot.conference, title="Next", slug="next", starts_on=day, parts=parts)
    first, second = clone.sessions.order_by("pk")
    assert (first.first_date_id, second.first_date_id) == (None, first.pk)


def test_email_about_a_further_date_leaves_out_whoever_waits_for_the_follow_up_only(slot, waiting):
    once_more(slot)
    pool = FollowUpPoolFactory(session=slot.session, capacity=0, slot__starts_at=slot.starts_at + timedelta(hours=2))
    person = slot.session.registrations.get(status="confirmed").attendee
    RegistrationFactory(session=slot.session, pool=pool, attendee=person, status="waiting")
    criteria = further_dates.whom_it_reaches(slot.session).stored()
    mailing = Mailing(conference=slot.conference, to=Mailing.To.ATTENDEES, criteria=criteria)
    assert list(people(mailing)) == [waiting.attendee]
