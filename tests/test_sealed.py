"""Sealed texts: readable with the key alone, and shown to nobody by accident."""

import pytest
from django.core import serializers
from django.template import Context, Template

from programme.models import AccessLink
from tests.factories import SessionFactory
from womconf.sealed import Sealed, Unreadable

pytestmark = pytest.mark.django_db

TEXT = "https://meet.example.org/ä?x=1"


def test_what_is_sealed_can_be_opened():
    assert Sealed.of(TEXT).open() == TEXT


def test_same_text_looks_different_each_time():
    assert Sealed.of(TEXT).token != Sealed.of(TEXT).token


@pytest.mark.parametrize("is_stored", [False, True])
def test_it_shows_itself_nowhere(is_stored):
    link = AccessLink(session=SessionFactory(), address=TEXT)
    if is_stored:
        link.save()
        link = AccessLink.objects.get()
    page = Template("{{ link }} {{ link.address }}").render(Context({"link": link}))
    shown = [page, repr(link), repr(link.address), str(link.address), f"{link.address}", repr(vars(link))]
    if is_stored:
        shown += [serializers.serialize("json", [link]), str(list(AccessLink.objects.values()))]
    assert [words for words in shown if "meet" in words] == []
    assert link.address.open() == TEXT


def test_former_key_still_opens_it_and_a_lost_one_does_not(settings):
    token = Sealed.of(TEXT).token
    former = settings.SECRET_KEY
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "another key", [former]
    assert Sealed(token).open() == TEXT
    settings.SECRET_KEY_FALLBACKS = []
    with pytest.raises(Unreadable):
        Sealed(token).open()


@pytest.mark.parametrize("token", ["", "x", "gAAAAA", "ä" * 200])
def test_damaged_text_is_unreadable(token):
    with pytest.raises(Unreadable):
        Sealed(token).open()
