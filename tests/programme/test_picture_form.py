"""The picture of a speaker in the admin."""

import pytest
from django.urls import reverse

from tests.factories import AppearanceFactory, OrganiserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def speaker():
    return AppearanceFactory().speaker


@pytest.fixture
def address(client, speaker):
    client.force_login(OrganiserFactory())
    return reverse("admin:programme_speaker_change", args=[speaker.pk])
