"""What Django's pages say of a row quotes its name as our own sentences do."""

import pytest
from django.urls import reverse

from tests.browsers import change_page, opened
from tests.factories import RoomFactory, SlotFactory

pytestmark = pytest.mark.django_db
TITLE = "Vortrag „Heimat“"


def test_message_after_a_save_quotes_a_name_with_inner_marks(anna):
    session = SlotFactory(session__title={"de": TITLE}).session
    page = change_page(session)
    answer = anna.post(page, {**opened(anna, page), "_continue": "1"}, follow=True)
    assert ">Vortrag ‚Heimat‘</a>“ wurde erfolgreich geändert" in answer.text


def test_question_and_message_of_a_deletion_quote_a_name_with_inner_marks(anna):
    room = RoomFactory(name={"de": "Saal „Heimat“"})
    page = reverse("admin:programme_room_delete", args=[room.pk])
    assert "„Saal ‚Heimat‘“" in anna.get(page).text
    answer = anna.post(page, {"post": "yes"}, follow=True)
    assert "„Saal ‚Heimat‘“ wurde erfolgreich gelöscht" in answer.text


def test_window_that_adds_a_row_for_a_field_gets_its_name_as_it_is(anna, organiser):
    conference = SlotFactory().conference
    page = reverse("admin:programme_organisation_add") + f"?_popup=1&conference={conference.pk}"
    answer = anna.post(page, {**opened(anna, page), "name_0": TITLE, "_popup": "1"})
    assert "‚" not in answer.text
