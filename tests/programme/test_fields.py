from datetime import time

import pytest
from django import forms
from django.db import connection
from django.urls import reverse
from django.utils import translation

from programme.models import Session
from tests.factories import ConferenceFactory, SessionFactory

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


@pytest.mark.parametrize(
    ("language", "typed", "meant"),
    [
        ("de", "15", time(15)),
        ("de", "15 Uhr", time(15)),
        ("de", "9.30", time(9, 30)),
        ("de", "9.30 Uhr", time(9, 30)),
        ("de", "15:20 Uhr", time(15, 20)),
        ("en", "15", time(15)),
        ("en", "9.30", time(9, 30)),
        ("en", "3 pm", time(15)),
        ("en", "3:20pm", time(15, 20)),
    ],
)
def test_time_is_read_as_people_write_it(language, typed, meant):
    with translation.override(language):
        assert forms.TimeField(localize=True).clean(typed) == meant


def test_label_of_a_text_in_several_languages_says_whether_it_is_needed(client, organiser):
    ConferenceFactory()
    page = client.get(reverse("admin:programme_session_add"))
    required = {name: field.required for name, field in page.context["adminform"].form.fields.items()}
    assert (required["title"], required["abstract"]) == (True, False)
    assert '<legend class="required">Titel:</legend>' in page.text
