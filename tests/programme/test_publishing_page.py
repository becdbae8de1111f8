"""The page that makes a conference public says what follows from it, and where people find it then."""

import pytest
from django.conf import settings
from django.urls import reverse

from tests.factories import READY, AppearanceFactory, ConferenceFactory, SessionFactory, SlotFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def conference():
    conference = ConferenceFactory(published_at=None, **READY)
    SlotFactory(session__conference=conference)
    return conference


def test_sessions_without_a_time_are_counted_for_people_can_register_for_them(anna, conference):
    page = reverse("admin:programme_publish", args=[conference.pk])
    words = "haben noch keine Zeit"
    assert words not in anna.get(page).text
    SessionFactory.create_batch(2, conference=conference)
    assert f"2 davon {words}" in anna.get(page).text


def test_people_who_have_not_agreed_are_counted_for_they_stand_there_as_requested(anna, conference):
    AppearanceFactory(session=conference.sessions.get(), status="requested")
    page = anna.get(reverse("admin:programme_publish", args=[conference.pk]))
    assert "1 Person hat noch nicht zugesagt und steht als „angefragt“ im Programm." in page.text


def test_answer_names_the_public_address(anna, conference):
    answer = anna.post(reverse("admin:programme_publish", args=[conference.pk]), follow=True)
    address = f"{settings.BASE_URL}/{conference.slug}/"
    assert f'<a href="{address}">{address}</a>' in answer.text
