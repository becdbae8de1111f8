"""Words of the admin that are about people: of anybody, in the reader's language, and never None."""

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse
from django.utils.translation import override

from registration.models import AccessNeeds
from tests.factories import AttendeeFactory, OrganiserFactory, SpeakerFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin(client):
    client.force_login(OrganiserFactory())
    return client


@pytest.mark.parametrize("make", [SpeakerFactory, AttendeeFactory])
@pytest.mark.parametrize(("email", "said"), [("anna@example.org", "kommen an, soweit bekannt"), ("", "–")])
def test_page_of_a_person_says_in_words_that_emails_arrive(admin, make, email, said):
    person = make(email=email)
    page = admin.get(reverse(f"admin:{person._meta.app_label}_{person._meta.model_name}_change", args=[person.pk]))
    assert f'<div class="readonly">{said}</div>' in page.text
    assert '<div class="readonly">None</div>' not in page.text


def test_recent_actions_say_the_kind_and_number_of_a_person_in_the_readers_language(admin):
    speaker = SpeakerFactory()
    address = reverse("admin:programme_speaker_delete", args=[speaker.pk])
    admin.post(address, {"post": "yes"})
    page = admin.get(reverse("admin:index")).text
    assert f"Referent:in {speaker.pk}" in page
    assert f"speaker {speaker.pk}" not in page


def test_accounts_are_called_so_in_german(admin):
    page = admin.get(reverse("admin:auth_user_changelist")).text
    assert "Konten" in page
    assert "Benutzer<" not in page


def test_group_that_is_there_from_the_beginning_has_its_name_in_the_readers_language():
    group = Group.objects.get(name=AccessNeeds.ROLE)
    with override("de"):
        assert str(group) == "Bedarf an Barrierefreiheit"
    with override("en"):
        assert str(group) == "access needs"
    assert str(Group(name="Team")) == "Team"
