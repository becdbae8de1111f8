"""What the page of a speaker says of their part: who was asked, who agreed, who declined."""

import pytest

from programme import actions
from programme.models import Appearance, Conference, Session
from tests.factories import OrganiserFactory
from tests.markup import parse
from tests.programme.speaker_pages.visiting import answer, home, open_link, without_tags

pytestmark = pytest.mark.django_db


def test_who_was_never_asked_is_not_thanked_for_an_answer(client, asked):
    open_link(client, asked.speaker)
    actions.confirm_appearance(asked, by=OrganiserFactory(), note="stand im Programm")
    words = without_tags(home(client))
    assert "Sie sind als mitwirkend eingetragen. Stimmt das nicht? Dann sagen Sie bitte hier ab." in words
    assert "Vielen Dank, Sie haben zugesagt." not in words


def test_who_has_agreed_is_thanked(client, asked):
    open_link(client, asked.speaker)
    answer(client, asked, "yes")
    assert "Vielen Dank, Sie haben zugesagt." in without_tags(home(client))


def test_name_that_was_public_nowhere_is_not_said_to_be_gone(client, asked):
    open_link(client, asked.speaker)
    answer(client, asked, "no")
    gone = "Ihr Name steht nicht mehr im Programm."
    assert gone in home(client)
    Conference.objects.update(published_at=None, published_by=None)
    words = home(client)
    assert gone not in words
    assert "Sie haben uns abgesagt." in words


def test_role_and_format_of_one_name_are_said_once(client, asked):
    Appearance.objects.update(role="panel")
    Session.objects.update(format={"de": "Podium"})
    open_link(client, asked.speaker)
    facts = parse(home(client)).one("article").all("p", class_="facts")[0]
    assert facts.text.split() == ["angefragt", "Podium"]
