"""Mails about changes that are to leave later: until when, where they are named, and how they are taken back."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from programme.actions import keep_back_changes, tell_changes
from programme.exceptions import TooLateToTell
from programme.models import Session, Slot
from programme.telling import Overview
from registration.models import ToldToAttendee
from tests.factories import SlotFactory
from tests.mail.writing import work
from tests.registration.test_untold_page import HOUR, move, page_of, press, register, speak
from womconf.mail.models import Message

pytestmark = pytest.mark.django_db


@pytest.fixture
def slot():
    """A session that was moved and of which somebody does not know."""
    slot = SlotFactory()
    register(slot)
    move(slot)
    return slot


def statuses():
    return list(Message.objects.filter(kind="changes").order_by("pk").values_list("status", flat=True))


def typed(slot, moment):
    local = moment.astimezone(slot.conference.zone)
    return {"at_0": f"{local:%d.%m.%Y}", "at_1": f"{local:%H:%M}"}


def test_nothing_is_planned_for_a_time_after_the_first_of_the_sessions_begins(slot):
    """Neither after the new time, nor after the old one, at which people would be there in vain."""
    for at in (slot.starts_at, slot.starts_at + HOUR):
        with pytest.raises(TooLateToTell):
            tell_changes(slot.conference, at=at)
    tell_changes(slot.conference, at=slot.starts_at - HOUR)
    assert statuses() == ["queued"]


def test_nothing_is_planned_for_a_time_after_the_conference_where_no_start_is_to_come(slot):
    Slot.objects.update(starts_at=timezone.now() - HOUR, ends_at=timezone.now() + 5 * HOUR)
    ToldToAttendee.objects.update(starts_at=timezone.now() - 2 * HOUR, ends_at=None)
    with pytest.raises(TooLateToTell):
        tell_changes(slot.conference, at=slot.conference.ends_at)


def test_page_refuses_a_time_after_the_first_session_in_words_beside_the_field(client, organiser, slot):
    for at in (slot.starts_at, datetime.datetime(2099, 1, 1, 10, tzinfo=datetime.UTC)):
        answer = press(client, page_of(slot), "later", **typed(slot, at))
        assert "Die erste dieser Veranstaltungen beginnt am" in answer.text
        assert statuses() == []


def test_mails_of_later_are_taken_back_and_everybody_is_untold_again(client, organiser, slot):
    at = timezone.now() + HOUR
    press(client, page_of(slot), "later", **typed(slot, at))
    assert Overview.of(slot.conference).who == ""
    answer = press(client, page_of(slot), "keep_back")
    assert "1 E-Mail wird nicht gesendet." in answer.text
    assert statuses() == ["cancelled"]
    assert Overview.of(slot.conference).who == "1 Person"
    press(client, page_of(slot), "later", **typed(slot, at + HOUR))  # at another time
    assert statuses() == ["cancelled", "queued"]


def test_taking_back_leaves_what_leaves_now(slot):
    tell_changes(slot.conference)
    assert keep_back_changes(slot.conference) == 0
    work()
    assert statuses() == ["sent"]


def test_taking_back_those_of_one_session_leaves_the_others(slot):
    other = SlotFactory(session__conference=slot.conference, starts_at=slot.starts_at + 30 * HOUR)
    speak(other)
    move(other)
    tell_changes(slot.conference, at=timezone.now() + HOUR)
    assert keep_back_changes(slot.conference, sessions=Session.objects.filter(pk=other.session_id)) == 1
    assert [len(people) for _at, people in Overview.of(slot.conference).planned] == [1]


def test_first_page_and_notes_after_saves_name_what_is_planned_and_lead_to_it(client, organiser, slot):
    tell_changes(slot.conference, at=timezone.now() + HOUR)
    page = client.get(reverse("admin:index"))
    assert "Geplant für" in page.text
    assert "E-Mail an 1 Person." in page.text
    assert f'href="{page_of(slot)}">Ansehen</a>' in page.text
    chosen = {"action": "announce", "_selected_action": [slot.session_id]}
    answer = client.post(reverse("admin:programme_session_changelist"), chosen, follow=True)
    assert "Geplant für" in answer.text


def test_note_after_an_action_on_the_page_of_a_session_says_nothing_of_other_conferences(client, organiser, slot):
    elsewhere = SlotFactory(session__title={"de": "Fremd"})
    speak(elsewhere)
    move(elsewhere)
    speak(slot)
    move(slot)
    page = reverse("admin:programme_session_change", args=[slot.session_id])
    chosen = {"CHANGE_FORM-action": "announce", "_selected_action": [slot.session_id], "index": "0"}
    said = client.post(page, chosen, follow=True).text
    assert f"{slot.conference}: Noch nicht informiert:" in said
    assert str(elsewhere.conference) not in said.partition('class="messagelist"')[2].partition("</ul>")[0]


def test_note_after_an_action_on_one_session_says_first_how_many_do_not_know_of_that_one(client, organiser, slot):
    other = SlotFactory(session__conference=slot.conference, session__title={"de": "Amt"}, starts_at=slot.starts_at)
    speak(other)
    move(other)
    chosen = {"action": "announce", "_selected_action": [other.session_id]}
    said = client.post(reverse("admin:programme_session_changelist"), chosen, follow=True).text
    whole = f"In der ganzen Konferenz „{slot.conference}“: 1 Person und 1 Referent:in."
    assert f"„Amt“: Noch nicht informiert: 1 Referent:in. {whole}" in said
    both = client.post(
        reverse("admin:programme_session_changelist"),
        chosen | {"_selected_action": [other.session_id, slot.session_id], "sure": "on"},
        follow=True,
    )
    assert f"{slot.conference}: Noch nicht informiert: 1 Person und 1 Referent:in." in both.text


def test_page_styles_its_date_picker(client, organiser, slot):
    assert "admin/css/widgets" in client.get(page_of(slot)).text
