"""The empty form is kept, but never shows what is no longer true, and never the secrets of somebody else."""

import datetime
import re
from unittest import mock

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from programme.models import Conference, Session
from registration import form_page, offer
from tests.factories import (
    ConferenceFactory,
    OrganisationFactory,
    RegistrationFactory,
    RoomFactory,
    SessionFactory,
    SlotFactory,
    TrackFactory,
)
from tests.markup import parse
from tests.registration.steps import page
from womconf import prepared

pytestmark = pytest.mark.django_db

HOUR = datetime.timedelta(hours=1)


@pytest.fixture(autouse=True)
def nothing_kept():
    offer.forget()


@pytest.fixture
def session():
    return SlotFactory(session__title={"de": "Erste"}, session__capacity=4).session


def secrets_in(html):
    return [re.search(rf'name="{name}" value="([^"]+)"', html)[1] for name in ("csrfmiddlewaretoken", "key")]


def without_secrets(html):
    return re.sub("|".join(secrets_in(html)), "", html)


def test_second_reader_costs_one_statement(session):
    first = Client().get(page(session)).text
    fetches = mock.patch.object(prepared, "fetch", wraps=prepared.fetch)
    with CaptureQueriesContext(connection) as statements, fetches as fetched:
        second = Client().get(page(session)).text
    assert without_secrets(first) == without_secrets(second)
    assert [statement for statement in statements if statement["sql"].startswith("SELECT")] == []
    assert fetched.call_count == 1


def test_every_reader_has_secrets_of_their_own(session):
    html = [Client().get(page(session)).text for _reader in range(2)]
    assert len({*secrets_in(html[0]), *secrets_in(html[1])}) == 4
    assert not [secret for secret in (form_page.TOKEN, form_page.KEY) for text in html if secret in text]


def test_kept_form_can_be_sent(session):
    Client().get(page(session))
    browser = Client(enforce_csrf_checks=True)
    token, key = secrets_in(browser.get(page(session)).text)
    form = {"name": "Erika", "email": "e@example.org", "sessions": session.code, "privacy": "on", "key": key}
    assert browser.post(page(session), {**form, "csrfmiddlewaretoken": token}).status_code == 302
    assert (
        Client(enforce_csrf_checks=True).post(page(session), {**form, "csrfmiddlewaretoken": token}).status_code == 403
    )


@pytest.mark.parametrize(
    "change",
    [
        lambda session: Session.objects.update(title={"de": "Zweite"}),
        lambda session: session.slots.update(starts_at=session.main_slot.starts_at - datetime.timedelta(minutes=5)),
        lambda session: RegistrationFactory.create_batch(4, session=session),
        lambda session: SessionFactory(conference=session.conference),
    ],
)
def test_form_shows_every_change_at_once(session, change):
    before = without_secrets(Client().get(page(session)).text)
    change(session)
    assert without_secrets(Client().get(page(session)).text) != before


def test_form_shows_the_end_of_a_session_without_any_change(session, monkeypatch):
    assert "Im Moment gibt es nichts" not in Client().get(page(session)).text
    later = session.main_slot.ends_at + datetime.timedelta(seconds=1)
    monkeypatch.setattr(timezone, "now", lambda: later)
    assert "Im Moment gibt es nichts" in Client().get(page(session)).text


def test_link_chooses_only_for_those_who_follow_it(session):
    chosen = Client().get(page(session), {"session": session.code}).text
    assert (" checked" in chosen, " checked" in Client().get(page(session)).text) == (True, False)


def test_no_more_pages_are_kept_than_there_is_room_for(session):
    for number in range(form_page.MAX_PAGES + 10):
        Client().get(page(session), {"session": f"x{number}"})
    assert len(offer.current(session.conference.slug).pages) == form_page.MAX_PAGES


def test_no_more_offers_are_kept_than_there_is_room_for(session):
    for conference in ConferenceFactory.create_batch(offer.MAX_OFFERS + 1):
        Client().get(reverse("registration:register", args=[conference.slug]))
    assert len(offer._offers) == offer.MAX_OFFERS


def test_conference_that_is_withdrawn_offers_nothing_any_more(session):
    assert Client().get(page(session)).status_code == 200
    session.conference.published_at = None
    session.conference.save()
    assert Client().get(page(session)).status_code == 404


def test_slug_that_goes_to_another_conference_shows_that_one(session):
    address, conference, other = page(session), session.conference, ConferenceFactory(title={"de": "Eine andere"})
    Client().get(address)
    slug = conference.slug
    Conference.objects.filter(pk=conference.pk).delete()
    other.slug = slug
    other.save()
    assert "Eine andere" in Client().get(address).text


@pytest.mark.parametrize(
    ("of_conference", "of_sessions", "words"),
    [
        ({}, {"registration_opens_at": HOUR}, "Die Anmeldung öffnet am"),
        ({}, {"registration_closes_at": -HOUR}, "Im Moment gibt es nichts, wofür Sie sich anmelden können."),
        ({"registration_closes_at": -HOUR}, {"registration_opens_at": HOUR}, "Die Anmeldung ist geschlossen."),
        ({"registration_opens_at": HOUR}, {}, "Die Anmeldung öffnet am"),
        ({}, {"status": "cancelled"}, "Im Moment gibt es nichts, wofür Sie sich anmelden können."),
    ],
)
def test_form_in_which_nothing_can_be_chosen_says_why_instead(client, session, of_conference, of_sessions, words):
    def facts(given):
        return {name: timezone.now() + value if name != "status" else value for name, value in given.items()}

    Conference.objects.update(**facts(of_conference))
    Session.objects.update(**facts(of_sessions))
    text = client.get(page(session)).text
    assert (words in text, "<form" in text) == (True, False)


def outline(html):
    """Return what stands where sessions are chosen: headings and the codes of boxes, and whether a day is folded."""
    form = parse(html).one("fieldset", id="id_sessions")
    return [
        element["value"] if element.tag == "input" else element.text
        for element in form.all("h2", "h3", "input")
        if element.get("name") in {None, "sessions"}
    ]


def test_session_of_the_link_stands_first_and_the_days_are_folded(session):
    """Whoever comes from a session's page finds it at once, and the way to their name is short."""
    conference = session.conference
    starts_at = session.main_slot.starts_at
    beside = SlotFactory(session__conference=conference, starts_at=starts_at, ends_at=starts_at + HOUR).session
    later = SlotFactory(session__conference=conference, starts_at=starts_at + HOUR, ends_at=None).session
    html = Client().get(page(session), {"session": session.code}).text
    found = outline(html)
    assert found[:3] == ["Ihre Auswahl", session.code, "Weitere Veranstaltungen"]
    assert found[3].endswith(" 2 Veranstaltungen")
    assert found[4].endswith("zur selben Zeit wie „Erste“")
    assert [found[5], found[7]] == [beside.code, later.code]
    assert ["open" in details.attributes for details in parse(html).all("details", class_="choose-from")] == [False]


def test_days_are_open_for_whoever_has_chosen_nothing_and_parallel_ones_are_marked(session):
    starts_at = session.main_slot.starts_at
    SlotFactory(session__conference=session.conference, starts_at=starts_at, ends_at=starts_at + HOUR)
    html = Client().get(page(session)).text
    assert "Ihre Auswahl" not in html
    assert outline(html)[1].endswith("2 zur selben Zeit")
    assert "open" in parse(html).one("details", class_="choose-from").attributes


def test_choice_says_room_host_and_track(session):
    slot = session.main_slot
    slot.room = RoomFactory(conference=session.conference, name={"de": "Saal 2"})
    slot.save()
    session.host = OrganisationFactory(conference=session.conference, name="Caritas")
    session.track = TrackFactory(conference=session.conference, name={"de": "Recht"})
    session.save()
    label = parse(Client().get(page(session)).text).one("label", **{"for": f"id_sessions_{session.code}"})
    assert [words in label.text for words in ("Saal 2", "Caritas", "Recht")] == [True] * 3
