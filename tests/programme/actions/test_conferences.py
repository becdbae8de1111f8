"""Making a conference public, and hiding it."""

import pytest
from django.utils import timezone

from programme import actions
from programme.models import Conference
from tests.factories import READY, ConferenceFactory, OrganiserFactory, SessionFactory
from tests.programme.actions.seen import status

pytestmark = pytest.mark.django_db


def test_publish_shows_a_conference_and_keeps_who_did_it(organiser):
    conference = ConferenceFactory(published_at=None, **READY)
    before = timezone.now()
    actions.publish_conference(conference, by=organiser)
    conference.refresh_from_db()
    assert before <= conference.published_at <= timezone.now()
    assert conference.published_by == organiser


def test_publish_again_keeps_the_first_time_and_name(organiser):
    conference = actions.publish_conference(ConferenceFactory(published_at=None, **READY), by=organiser)
    actions.publish_conference(conference, by=OrganiserFactory())
    again = Conference.objects.get(pk=conference.pk)
    assert (again.published_at, again.published_by) == (conference.published_at, organiser)


def test_unpublish_hides_a_conference_and_leaves_its_sessions(organiser):
    session = SessionFactory(conference__published_by=organiser)
    for _time in range(2):
        actions.unpublish_conference(session.conference, by=organiser)
    conference = Conference.objects.get(pk=session.conference_id)
    assert (conference.published_at, conference.published_by) == (None, None)
    assert status(session) == ("confirmed", None)
