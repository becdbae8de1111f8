"""The picture of a speaker in the admin."""

import pytest
from django.test import Client
from django.urls import reverse

from programme.models import Picture, Speaker
from tests.browsers import opened
from tests.factories import AppearanceFactory, OrganiserFactory, PictureFactory
from tests.programme.pictures import photo, saved, sent

pytestmark = pytest.mark.django_db


@pytest.fixture
def speaker():
    return AppearanceFactory().speaker


@pytest.fixture
def client():
    return Client()  # sends what a test says, and nothing else


@pytest.fixture
def address(client, speaker):
    client.force_login(OrganiserFactory())
    return reverse("admin:programme_speaker_change", args=[speaker.pk])


def test_picture_is_stored_shown_and_removed(client, speaker, address):
    shown = opened(client, address)
    response = client.post(address, shown | {"picture": sent(saved(photo())), "picture_credit": "Kim Licht"})
    assert response.status_code == 302
    assert (speaker.picture.width, speaker.picture.credit) == (480, "Kim Licht")
    preview = client.get(reverse("admin:programme_speaker_picture", args=[speaker.pk]))
    assert (preview["Content-Type"], "no-store" in preview["Cache-Control"]) == ("image/webp", True)
    assert f"/speaker/{speaker.pk}/picture/" in client.get(address).text
    assert client.post(address, opened(client, address) | {"picture-clear": "on"}).status_code == 302
    assert not Picture.objects.exists()
    assert client.get(reverse("admin:programme_speaker_picture", args=[speaker.pk])).status_code == 404


def test_saving_the_page_leaves_the_picture(client, speaker, address):
    before = PictureFactory(speaker=speaker, credit="Kim Licht")
    assert client.post(address, opened(client, address) | {"position": "Leitung"}).status_code == 302
    after = Picture.objects.get()
    assert (after.pk, after.digest, after.credit) == (before.pk, before.digest, "Kim Licht")
    assert client.post(address, opened(client, address) | {"picture_credit": "Ann Foto"}).status_code == 302
    assert (Picture.objects.get().digest, Picture.objects.get().credit) == (before.digest, "Ann Foto")


@pytest.mark.parametrize(
    "content", [b"<svg/>", b"", saved(photo())[:2000], saved(photo(), "GIF"), saved(photo()) + bytes(3_000_000)]
)
def test_refused_file_is_an_error_of_its_field_and_nothing_typed_is_lost(client, speaker, address, content):
    response = client.post(address, opened(client, address) | {"position": "Leitung", "picture": sent(content)})
    assert (response.status_code, "picture" in response.context["adminform"].form.errors) == (200, True)
    assert 'value="Leitung"' in response.text
    speaker.refresh_from_db()
    assert (speaker.position, Picture.objects.exists()) == ("", False)


def test_picture_has_to_be_chosen_again_where_another_field_was_refused(client, address):
    response = client.post(address, opened(client, address) | {"name": "", "picture": sent(saved(photo()))})
    assert response.context["adminform"].form.errors.keys() == {"name", "picture"}


def test_nobody_replaces_a_picture_that_they_have_not_seen(client, speaker, address):
    shown = opened(client, address)
    theirs = PictureFactory(speaker=speaker)
    sending = {"picture": sent(saved(photo("L")))}
    response = client.post(address, shown | sending)
    assert (response.status_code, Picture.objects.get().digest) == (200, theirs.digest)
    again = opened(client, address) | {"picture": sent(saved(photo("L")))}
    assert client.post(address, again).status_code == 302
    assert Picture.objects.get().digest != theirs.digest


def test_speaker_is_added_with_a_picture(client, speaker, address):
    page = reverse("admin:programme_speaker_add") + f"?conference={speaker.conference_id}"
    filled = opened(client, page) | {"name": "Ada Neu", "conference": speaker.conference_id}
    assert client.post(page, filled | {"picture": sent(saved(photo()))}).status_code == 302
    assert Speaker.objects.get(name="Ada Neu").picture.height == 480


@pytest.mark.parametrize(
    ("name", "initials"),
    [("Ada Lovelace", "AL"), ("Madonna", "M"), ("Jean-Luc Meer", "JM"), ("Özge Ünal", "ÖÜ"), ("…", "·")],
)
def test_initials_stand_where_there_is_no_picture(client, speaker, name, initials):
    Speaker.objects.update(name=name)
    assert f'<span class="portrait" aria-hidden="true">{initials}</span>' in client.get(speaker.get_absolute_url()).text
