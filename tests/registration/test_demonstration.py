"""The example conference: what it has to show, and that it goes without a trace."""

import datetime

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from programme import actions
from programme.exceptions import NotAnExample
from programme.imports import text
from programme.models import Appearance, Conference, Picture, Session, Speaker
from registration import demonstration
from registration.demonstration.portraits import portrait
from registration.models import Attendee, Registration
from tests.factories import ConferenceFactory, OrganiserFactory, RegistrationFactory
from womconf.mail.models import Message

pytestmark = pytest.mark.django_db


@pytest.fixture
def example():
    made = demonstration.make()
    with connection.cursor() as cursor:  # as autovacuum does elsewhere (or just now: that table is left to it)
        cursor.execute("ANALYZE (SKIP_LOCKED)")
    return made


def session(title):
    return next(found for found in Session.objects.all() if str(found.title) == title)


def test_example_has_something_of_everything(example):
    sessions = Session.objects.filter(conference=example)
    assert (example.is_public, example.is_example, sessions.count(), example.tracks.count()) == (True, True, 24, 4)
    assert Registration.objects.count() == 200
    ways = {str(room): (str(room.directions), str(room.access)) for room in example.rooms.all()}
    assert ways == demonstration.WAYS
    full = session(demonstration.FULL)
    assert full.pool.taken == full.pool.capacity == 12
    assert full.registrations.filter(status="waiting").count() > 10
    assert [str(found.title) for found in sessions.filter(status="cancelled")] == [demonstration.CANCELLED]
    assert session(demonstration.MOVED).slots.get().starts_at.astimezone(example.zone).time() == datetime.time(12, 15)
    silent = Appearance.objects.filter(session__conference=example, status="requested")
    assert silent.count() == silent.exclude(asked_at=None).count() == 3
    assert Attendee.objects.filter(email_confirmed_at=None).count() == demonstration.UNCONFIRMED


def test_example_begins_on_a_thursday_in_about_eight_weeks():
    for day in range(14):
        today = datetime.date(2026, 12, 20) + datetime.timedelta(days=day)
        first = demonstration.first_day(today)
        assert first.weekday() == 3
        assert 56 <= (first - today).days <= 62


def test_text_of_the_example_raises_no_remark():
    written = demonstration.TEXT.read_text().format(
        first="Donnerstag, 28. Januar 2027", second="Freitag, 29. Januar 2027"
    )
    _draft, report = text.read(written.encode())
    assert report.entries == []


def test_nothing_about_the_example_is_sent(example):
    assert set(Message.objects.values_list("status", flat=True)) == {"cancelled"}
    assert all(to.endswith("@example.org") for to in Message.objects.values_list("to", flat=True))


def test_example_says_that_it_is_one_on_its_pages(client, example):
    words = "Dies ist ein Beispiel"
    for name in ("programme:programme", "programme:speaker-list", "registration:register"):
        assert words in client.get(reverse(name, args=[example.slug])).text
    real = ConferenceFactory(published_at=timezone.now())
    assert words not in client.get(reverse("programme:programme", args=[real.slug])).text


def test_button_deletes_the_example_and_nothing_else(client, example):
    kept = RegistrationFactory()
    client.force_login(OrganiserFactory())
    first_page = client.get(reverse("admin:index"), {"conference": example.pk}).text
    assert first_page.count('value="delete_example"') == 1
    chosen = {"action": "delete_example", "_selected_action": [example.pk]}
    asked = client.post(reverse("admin:programme_conference_changelist"), chosen, follow=True)
    assert "Beispiel löschen" in asked.text
    assert Conference.objects.filter(pk=example.pk).exists()
    client.post(reverse("admin:programme_conference_changelist"), {**chosen, "sure": "True"})
    assert list(Conference.objects.all()) == [kept.attendee.conference]
    assert list(Registration.objects.all()) == [kept]
    assert (Speaker.objects.count(), Message.objects.count()) == (0, 0)
    assert "delete_example" not in client.get(reverse("admin:index")).text


def test_conference_of_ones_own_is_no_example():
    conference = RegistrationFactory().attendee.conference
    with pytest.raises(NotAnExample):
        actions.delete_example(conference)
    assert Registration.objects.count() == 1


def test_there_is_one_example_at_a_time(example):
    with pytest.raises(CommandError):
        call_command("demonstration")
    assert Conference.objects.count() == 1


def test_two_of_three_speakers_have_a_picture_and_no_two_the_same(example):
    pictures = list(Picture.objects.filter(speaker__conference=example).values_list("digest", flat=True))
    speakers = example.speakers.count()
    assert 0.6 < len(pictures) / speakers < 0.75
    assert len(set(pictures)) == len(pictures)
    assert portrait("Jonas Okafor") == portrait("Jonas Okafor")
