"""What people need reaches somebody: the start page says that nobody may read it, and leads there who may."""

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse
from django.utils import timezone

from programme.models import Membership, Role
from registration.models import AccessNeeds
from tests.factories import AttendeeFactory, OrganiserFactory, SubmissionFactory
from tests.programme.lacking import settled_conference, settled_session, to_do

pytestmark = pytest.mark.django_db
WORDS = "Rollstuhlplatz"


@pytest.fixture
def conference():
    return settled_session(settled_conference()).conference


def state(conference, *, confirmed=True):
    attendee = AttendeeFactory(conference=conference)
    submission = SubmissionFactory(attendee=attendee, confirmed_at=timezone.now() if confirmed else None)
    return AccessNeeds.objects.create(submission=submission, text=WORDS)


def start_page(client, user, conference):
    client.force_login(user)
    return client.get(reverse("admin:index"), {"conference": conference.pk}).content.decode()


def test_need_that_nobody_may_read_is_said_to_who_gives_roles_until_somebody_may(conference, client):
    chief = OrganiserFactory()
    assert to_do(conference, chief) == []
    state(conference)
    assert to_do(conference, chief) == ["needs-unread"]
    page = start_page(client, chief, conference)
    assert reverse("admin:programme_people", args=[conference.pk]) in page
    assert WORDS not in page
    membership = Membership.objects.create(conference=conference, user=OrganiserFactory(), role=Role.NEEDS)
    assert to_do(conference, chief) == []
    membership.delete()
    assert to_do(conference, chief) == ["needs-unread"]
    OrganiserFactory(is_superuser=False).groups.add(Group.objects.get(name=AccessNeeds.ROLE))
    assert to_do(conference, chief) == []


def test_reader_who_can_no_longer_sign_in_reads_nothing(conference):
    state(conference)
    gone = OrganiserFactory(is_active=False)
    Membership.objects.create(conference=conference, user=gone, role=Role.NEEDS)
    assert to_do(conference, OrganiserFactory()) == ["needs-unread"]


def test_need_of_a_form_that_nobody_confirmed_is_no_need(conference):
    state(conference, confirmed=False)
    assert to_do(conference, OrganiserFactory()) == []


@pytest.mark.parametrize("role", [role for role in Role if role not in {Role.LEAD, Role.NEEDS}])
def test_who_gives_no_roles_is_not_told_of_needs(conference, role):
    state(conference)
    user = OrganiserFactory(is_superuser=False)
    Membership.objects.create(conference=conference, user=user, role=role)
    assert "needs-unread" not in to_do(conference, user)


def test_who_reads_needs_finds_the_way_there_and_nobody_else(conference, client):
    reader, chief = OrganiserFactory(is_superuser=False), OrganiserFactory()
    Membership.objects.create(conference=conference, user=reader, role=Role.NEEDS)
    way = reverse("admin:registration_accessneeds_changelist") + "?submission__attendee__conference__id__exact="
    link = f'href="{way}{conference.pk}">Bedarf von 1 Person ansehen<'
    assert link not in start_page(client, reader, conference)
    state(conference)
    assert link in start_page(client, reader, conference)
    assert WORDS in client.get(f"{way}{conference.pk}").content.decode()
    assert link not in start_page(client, chief, conference)
