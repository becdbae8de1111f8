"""Where very many do not know something, pages that say so in passing count them and look at nobody."""

import pytest
from django.urls import reverse

from programme import telling
from programme.telling import overview
from tests.factories import OrganiserFactory, RegistrationFactory, SlotFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def many(monkeypatch):
    """Return a slot of which three people were not told, where two are many."""
    monkeypatch.setattr(overview, "MOST_AT_A_GLANCE", 2)
    slot = SlotFactory()
    RegistrationFactory.create_batch(3, session=slot.session)
    return slot


def test_few_are_looked_at_one_by_one(many, monkeypatch):
    monkeypatch.setattr(overview, "MOST_AT_A_GLANCE", 3)
    whole, roughly = telling.at_a_glance(many.conference)
    assert (len(whole.people), roughly) == (3, None)


def test_many_are_counted_for_the_conference_and_for_each_session(many):
    other = SlotFactory(session__conference=many.conference)
    RegistrationFactory(session=other.session)
    whole, roughly = telling.at_a_glance(many.conference)
    assert whole is None
    of_all, of_many, of_other = "ungefähr 4 Personen", "ungefähr 3 Personen", "ungefähr 1 Person"
    assert roughly == {None: of_all, many.session_id: of_many, other.session_id: of_other}


def test_start_page_list_and_notes_after_saves_say_about_how_many(many, client):
    client.force_login(OrganiserFactory())
    words = "Noch nicht informiert: ungefähr 3 Personen."
    for address in (reverse("admin:index"), reverse("admin:programme_session_changelist")):
        assert words in client.get(address).text
    chosen = {"action": "announce", "_selected_action": [many.session_id]}
    assert words in client.post(reverse("admin:programme_session_changelist"), chosen, follow=True).text
