"""Change pages of the admin beside saving: what is deleted by now, actions, Enter, a code drawn twice."""

import pytest
from django.urls import reverse

from programme.models import Session
from tests import seed
from tests.browsers import change_page, form_data, opened, stored
from tests.factories import (
    SessionFactory,
    SlotFactory,
)
from tests.test_saves import PAGES
from womconf.mail.models import Message

pytestmark = pytest.mark.django_db


# Deleted


def test_page_of_something_deleted_shows_what_was_typed(anna, bernd):
    slot = SlotFactory(room=None, ends_at=None)
    page = change_page(slot.session)
    typed = {**opened(anna, page), "abstract_0": "Ein langer Text.", "slots-0-title_0": "Nachgespräch"}
    slot.session.delete()
    answer = anna.post(page, typed)
    assert answer.status_code == 410
    for text in ("inzwischen gelöscht", "Ein langer Text.", "Nachgespräch", "Beschreibung"):
        assert text in answer.text
    assert not Session.objects.exists()


def test_message_page_writes_nothing_back(anna):
    """A save there could let a mail leave twice: it would write an older status."""
    seed.side("alpha")
    message = Message.objects.earliest("pk")
    page = change_page(message)
    typed = opened(anna, page)
    Message.objects.filter(pk=message.pk).update(attempts=7)
    anna.post(page, typed)
    assert stored(message).attempts == 7


# Actions and Enter


def test_action_on_a_page_with_changes_is_refused_and_nothing_typed_is_lost(anna):
    session = SessionFactory(status="draft")
    page = change_page(session)
    typed = opened(anna, page)
    del typed["_save"]
    chosen = {"CHANGE_FORM-action": "confirm", "index": "0"}
    answer = anna.post(page, {**typed, **chosen, "title_0": "Neuer Titel"})
    assert "Bitte speichern Sie sie zuerst" in answer.text
    assert form_data(answer.text)["title_0"] == "Neuer Titel"
    assert stored(session).status == "draft"
    assert anna.post(page, {**typed, **chosen}).status_code == 302
    assert stored(session).status == "confirmed"


@pytest.mark.parametrize(
    "change", [{"slots-0-title_0": "Neu"}, {"slots-0-DELETE": "on"}, {"slots-TOTAL_FORMS": "2", "slots-1-title_0": "x"}]
)
def test_action_is_refused_for_changed_rows_as_well(anna, change):
    slot = SlotFactory(session__status="draft", ends_at=None)
    page = change_page(slot.session)
    typed = opened(anna, page)
    del typed["_save"]
    answer = anna.post(page, {**typed, **change, "CHANGE_FORM-action": "confirm", "index": "0"})
    assert "Bitte speichern Sie sie zuerst" in answer.text
    assert stored(slot.session).status == "draft"


def test_action_that_asks_first_goes_on_from_its_own_page(anna):
    session = SessionFactory()
    page = change_page(session)
    typed = {**opened(anna, page), "CHANGE_FORM-action": "cancel", "index": "0"}
    del typed["_save"]
    asked = anna.post(page, typed)
    assert "Absagen" in asked.text
    sent = {"CHANGE_FORM-action": "cancel", "select_across": "0", "_selected_action": str(session.pk), "sure": "True"}
    assert anna.post(page, sent).status_code == 302
    assert stored(session).status == "cancelled"


def test_first_button_of_each_change_page_saves(anna, bernd):
    """Enter in a field presses the first button of a form."""
    for factory, _mine, _theirs in PAGES:
        page = change_page(factory())
        html = anna.get(page).text.partition("_form")[2]
        buttons = [part.partition(">")[0] for part in html.split("<input") if 'type="submit"' in part.partition(">")[0]]
        first_button, first_input = html.find("<button"), html.find('name="_save"')
        assert 'name="_save"' in buttons[0], page
        assert first_button == -1 or first_input < html.find('name="index"') or 'name="index"' not in html, page


# Codes


def test_public_code_that_was_drawn_twice_is_drawn_again(anna, monkeypatch):
    there = SessionFactory()
    codes = iter([there.code, there.code, "abcdefgh", "abcdefgi", "abcdefgk"])
    monkeypatch.setattr(Session._meta.get_field("code"), "default", lambda: next(codes))
    page = reverse("admin:programme_session_add")
    answer = anna.post(page, {**opened(anna, page), "conference": str(there.conference_id), "title_0": "Neu"})
    assert answer.status_code == 302
    assert Session.objects.count() == 2
