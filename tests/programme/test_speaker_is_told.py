"""What the page of a speaker says of their part: who was asked, who agreed, who declined."""

import datetime

import pytest
import time_machine

from programme import actions
from programme.models import Appearance, Conference, Session
from tests.factories import AppearanceFactory, OrganiserFactory, SlotFactory
from tests.markup import parse
from tests.programme.test_speaker_flow import answer, home, open_link, without_tags

pytestmark = pytest.mark.django_db


@pytest.fixture
def asked():
    """Somebody who was asked to speak on 3 May 2027 from 10:00 to 11:00 in Berlin."""
    slot = SlotFactory(
        session__status="requested",
        session__conference__starts_on=datetime.date(2027, 5, 3),
        session__conference__contact_email="team@example.org",
    )
    return AppearanceFactory(session=slot.session, status="requested")


@pytest.fixture(autouse=True)
def before_the_conference():
    with time_machine.travel("2027-03-01T12:00Z", tick=False) as clock:
        yield clock


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
