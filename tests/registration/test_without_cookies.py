"""A browser that keeps no cookies of this site is told so in words, and nothing that was typed is lost."""

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from registration.emails import personal_link
from tests.factories import AttendeeFactory, SessionFactory
from tests.registration.steps import filled, page

pytestmark = pytest.mark.django_db

ALLOW = "Bitte erlauben Sie in Ihrem Browser Cookies dieser Seite"
OURS = {"Origin": settings.BASE_URL}


def sent(origin, where=None, **typed):
    session = SessionFactory()
    form = filled(session, name="Erika <b>Muster</b>", access_needs="Zwei\nZeilen", **typed)
    return Client(enforce_csrf_checks=True).post(where or page(session), form, headers=origin)


def test_form_says_what_to_allow_and_shows_what_was_typed():
    answer = sent(OURS)
    assert (answer.status_code, answer["Cache-Control"]) == (403, "private, no-cache")  # of the reader alone, for Back
    shown = ["Erika &lt;b&gt;Muster&lt;/b&gt;", "erika@example.org", "Zwei<br>Zeilen"]
    assert [words in answer.text for words in [ALLOW, *shown]] == [True] * 4


@pytest.mark.parametrize(
    "origin", [{}, {"Origin": "null"}, {"Origin": "https://evil.example"}, {"Origin": "https://testserver"}]
)
def test_nobody_elses_words_are_shown(origin):
    answer = sent(origin)
    assert (answer.status_code, "Muster" in answer.text) == (403, False)


def test_no_password_is_shown():
    answer = sent(OURS, reverse("account_login"), password="geheim-123")
    assert (answer.status_code, "geheim-123" in answer.text) == (403, False)


@pytest.mark.parametrize("where", ["registration:me", "speaker:home"])
def test_page_of_a_link_says_what_to_allow(where):
    assert ALLOW in Client().get(reverse(where)).text


def test_link_itself_stays_out_of_every_further_address():
    link = personal_link(AttendeeFactory())
    answer = Client().get(f"{link.path}?key={link.token}")
    assert (answer.status_code, link.token in answer["Location"]) == (302, False)
