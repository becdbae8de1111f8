import pytest
from django.db import connection

from programme.models import Session
from tests.factories import SessionFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("needle", "is_found"),
    [
        ("öffnung", True),
        ("ÖFFNUNG", True),
        ("Kulturelle Öff", True),
        ("افتتاح", True),
        ("відкриття", True),
        ("100%", True),
        ("10_%", False),
        ("\\u00d6", False),
        ("de", False),  # a language, not a text
        ('"', False),
    ],
)
def test_mentions_finds_texts_in_every_language_and_nothing_else(needle, is_found):
    SessionFactory(title={"de": "Interkulturelle Öffnung 100%", "ar": "افتتاح", "uk": "Відкриття"})
    assert Session.objects.filter(title__mentions=needle).exists() == is_found


@pytest.mark.parametrize("stored", ["", "plain text", "{}"])
def test_mentions_meets_whatever_is_stored(stored):
    session = SessionFactory()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE programme_session SET abstract = %s", [stored])
    assert list(Session.objects.exclude(abstract__mentions="x")) == [session]
