"""Before sessions are cancelled a page says whom it concerns, what they get, and what they can choose instead."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from programme import actions as programme_actions
from programme.models import Appearance, Part, Pool, Role, Session
from programme.telling import Said
from registration.telling import ATTENDEES
from tests.factories import AppearanceFactory, OrganiserFactory, RegistrationFactory, SlotFactory
from tests.mail.writing import work
from tests.registration.steps import open_own_page
from tests.registration.told import register, slot_in_a_room, speak
from womconf.mail.models import Message

pytestmark = pytest.mark.django_db
HOUR = datetime.timedelta(hours=1)


@pytest.fixture
def slot():
    return slot_in_a_room()


def test_cancelling_says_whom_it_concerns_and_takes_a_reason_and_another_session(client, organiser, slot):
    attendee, other = register(slot).attendee, SlotFactory(session__conference=slot.conference).session
    chosen = {"action": "cancel", "_selected_action": [slot.session_id]}
    asked = client.post(reverse("admin:programme_session_changelist"), chosen)
    assert "Das betrifft 1 Person." in asked.text
    typed = {"sure": "on", "cancelled_because_0": "Die Referentin ist krank.", "alternative": other.pk}
    answer = client.post(reverse("admin:programme_session_changelist"), chosen | typed, follow=True)
    assert "1 Veranstaltung fällt aus. 1 E-Mail ist unterwegs." in answer.text
    work()
    message = Message.objects.get(kind="session-cancelled", to=attendee.email)
    assert "Der Grund: Die Referentin ist krank." in message.text
    assert f"/register/?session={other.code}" in message.text
    begins_at = timezone.localtime(other.slots.get().starts_at, other.conference.zone)
    assert f"wählen ({date_format(begins_at, 'l, j. F Y')}, " in message.text


def test_cancelling_shows_the_mails_first_and_does_nothing_yet(client, organiser, slot):
    register(slot, attendee__name="Erika Muster")
    speak(slot)
    chosen = {"action": "cancel", "_selected_action": [slot.session_id]}
    before = Message.objects.count()
    page = client.post(reverse("admin:programme_session_changelist"), chosen)
    assert [mail.kind for mail in page.context["mails"]] == ["session-cancelled", "speaker-changes"]
    assert "leider müssen wir diese Veranstaltung absagen" in page.text
    assert "Erika Muster" in page.text
    assert (Message.objects.count(), Session.objects.get(pk=slot.session_id).is_cancelled) == (before, False)
    assert slot.session.registrations.get().status == "confirmed"


def test_whoever_may_not_read_names_sees_no_mail_to_those_who_registered(client, slot):
    register(slot, attendee__name="Erika Muster")
    speak(slot)
    user = OrganiserFactory(is_superuser=False)
    slot.conference.memberships.create(user=user, role=Role.PROGRAMME)
    client.force_login(user)
    chosen = {"action": "cancel", "_selected_action": [slot.session_id]}
    page = client.post(reverse("admin:programme_session_changelist"), chosen)
    assert [mail.kind for mail in page.context["mails"]] == ["speaker-changes"]
    assert "Erika Muster" not in page.text


def test_cancelling_says_how_many_get_an_email_and_how_many_cannot(client, organiser, slot):
    register(slot)
    speak(slot)
    silent = RegistrationFactory(session=slot.session, attendee__email="", attendee__phone="0361 1234").attendee
    ATTENDEES.note(silent.pk, [Said.of(slot, Part.ATTENDING)])
    chosen = {"action": "cancel", "_selected_action": [slot.session_id]}
    asked = client.post(reverse("admin:programme_session_changelist"), chosen)
    assert "Das betrifft 2 Personen und 1 Referent:in." in asked.text
    assert "Sofort gehen E-Mails an 1 Person und 1 Referent:in." in asked.text
    assert "Ohne E-Mail-Adresse, die funktioniert: 1 Person." in asked.text


def test_cancelling_counts_who_agreed_but_was_never_told_and_names_who_cannot_be(client, organiser, slot):
    other = SlotFactory(session__conference=slot.conference)
    AppearanceFactory(session=slot.session)
    AppearanceFactory(session__conference=slot.conference, session__status="draft", speaker__name="Ida Ohnezeit")
    sessions = [slot.session_id, Appearance.objects.latest("pk").session_id]
    asked = client.post(
        reverse("admin:programme_session_changelist"), {"action": "cancel", "_selected_action": sessions}
    )
    assert "Sofort gehen E-Mails an 1 Referent:in." in asked.text
    assert "bisher niemand davon geschrieben hat: Ida Ohnezeit." in asked.text
    assert str(other.session) in asked.text


def test_other_sessions_are_offered_in_the_order_of_time_and_full_ones_last(client, organiser, slot):
    late, early, full = (
        SlotFactory(session__conference=slot.conference, starts_at=slot.starts_at + n * HOUR, ends_at=None)
        for n in (3, 1, 0)
    )
    Pool.objects.filter(session=full.session).update(capacity=1)
    RegistrationFactory(session=full.session)
    chosen = {"action": "cancel", "_selected_action": [slot.session_id]}
    page = client.post(reverse("admin:programme_session_changelist"), chosen)
    offered = [(value, str(label)) for value, label in page.context["form"].fields["alternative"].choices]
    assert [str(value) for value, _label in offered[1:]] == [str(s.session_id) for s in (early, late, full)]
    assert ["(ausgebucht)" in label for _value, label in offered[1:]] == [False, False, True]


def test_what_has_begun_is_not_offered_instead(client, organiser, slot):
    now = timezone.now()
    SlotFactory(session__conference=slot.conference, starts_at=now - HOUR, ends_at=now + HOUR)
    chosen = {"action": "cancel", "_selected_action": [slot.session_id]}
    page = client.post(reverse("admin:programme_session_changelist"), chosen)
    assert [value for value, _label in page.context["form"].fields["alternative"].choices] == [""]


def test_whoever_has_a_place_in_the_other_session_is_not_offered_it(organiser, slot):
    other = SlotFactory(session__conference=slot.conference).session
    attendee = register(slot).attendee
    RegistrationFactory(session=other, attendee=attendee)
    new = register(slot).attendee
    programme_actions.cancel_session(slot.session, by=organiser, alternative=other)
    work()
    texts = {m.to: m.text for m in Message.objects.filter(kind="session-cancelled")}
    assert [f"session={other.code}" in texts[each.email] for each in (attendee, new)] == [False, True]


def test_own_page_leads_to_the_other_session_as_long_as_it_can_be_chosen(client, organiser, slot):
    other = SlotFactory(session__conference=slot.conference).session
    attendee = register(slot).attendee
    because = {"de": "Die Referentin ist krank."}
    programme_actions.cancel_session(slot.session, by=organiser, because=because, alternative=other)
    link = f'<a href="{other.get_absolute_url()}">'
    open_own_page(client, attendee)
    page = client.get("/me/").text
    assert page.count(link) == page.count("<p>Der Grund: Die Referentin ist krank.</p>") == 1
    programme_actions.cancel_session(other, by=organiser)
    assert link not in client.get("/me/").text


def test_act_is_called_only_cancelling_where_no_email_goes_out(client, organiser, slot):
    chosen = {"action": "cancel", "_selected_action": [slot.session_id]}
    page = client.post(reverse("admin:programme_session_changelist"), chosen)
    assert 'value="Absagen"' in page.text
    register(slot)
    page = client.post(reverse("admin:programme_session_changelist"), chosen)
    assert 'value="Absagen und die Betroffenen benachrichtigen"' in page.text
