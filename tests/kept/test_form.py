"""The empty form is kept, but never shows what is no longer true, and never the secrets of somebody else."""

import datetime
import gc
import gzip
import re
import weakref

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from programme.models import Conference, Session
from registration import form_page
from registration.emails import personal_link
from tests.factories import (
    ConferenceFactory,
    RegistrationFactory,
    SessionFactory,
    SlotFactory,
)
from tests.registration.steps import page
from womconf.kept.store import store

HOUR = datetime.timedelta(hours=1)


@pytest.fixture
def session(keeping):
    session = SlotFactory(session__title={"de": "Erste"}, session__capacity=4).session
    keeping()
    return session


def secrets_in(html):
    return [re.search(rf'name="{name}" value="([^"]+)"', html)[1] for name in ("csrfmiddlewaretoken", "key")]


def without_secrets(html):
    return re.sub("|".join(secrets_in(html)), "", html)


def test_second_reader_costs_no_statement(session):
    first = Client().get(page(session)).text
    with CaptureQueriesContext(connection) as statements:
        second = Client().get(page(session)).text
    assert without_secrets(first) == without_secrets(second)
    assert [statement for statement in statements if statement["sql"].startswith("SELECT")] == []


def test_rows_that_are_forgotten_are_in_nobodys_memory_any_more(session):
    """Nothing else that is kept leads to them: what is counted as free is free."""
    Client().get(page(session))
    name = "published", session.conference.slug
    rows = weakref.ref(store.get(name))
    store._drop(name)
    gc.collect()
    assert rows() is None


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
def test_form_shows_every_change(session, keeping, change):
    before = without_secrets(Client().get(page(session)).text)
    change(session)
    keeping()
    assert without_secrets(Client().get(page(session)).text) != before


def test_form_shows_the_end_of_a_session_without_any_change(session, monkeypatch):
    assert "Im Moment gibt es nichts" not in Client().get(page(session)).text
    later = session.main_slot.ends_at + datetime.timedelta(seconds=1)
    monkeypatch.setattr(timezone, "now", lambda: later)
    assert "Im Moment gibt es nichts" in Client().get(page(session)).text


def test_conference_that_is_withdrawn_offers_nothing_any_more(session, keeping):
    assert Client().get(page(session)).status_code == 200
    session.conference.published_at = None
    session.conference.save()
    keeping()
    assert Client().get(page(session)).status_code == 404


def test_slug_that_goes_to_another_conference_shows_that_one(session, keeping):
    address, conference, other = page(session), session.conference, ConferenceFactory(title={"de": "Eine andere"})
    Client().get(address)
    slug = conference.slug
    Conference.objects.filter(pk=conference.pk).delete()
    other.slug = slug
    other.save()
    keeping()
    assert "Eine andere" in Client().get(address).text


# Compressed: no length tells anything of a secret (BREACH; docs/decisions/0019)


def packed(path, **how):
    return Client(headers={"Accept-Encoding": "gzip, deflate, br, zstd"}).get(path, **how)


def test_form_is_compressed_and_says_the_same(session):
    response = packed(page(session))
    assert (response["Content-Encoding"], "Accept-Encoding" in response["Vary"]) == ("gzip", True)
    assert len(response.content) < len(Client().get(page(session)).content) / 2
    unpacked = gzip.decompress(response.content).decode()
    assert without_secrets(unpacked) == without_secrets(Client().get(page(session)).text)


def test_secrets_of_a_compressed_form_are_new_in_each_answer(session):
    seen = [secret for _ in range(4) for secret in secrets_in(gzip.decompress(packed(page(session)).content).decode())]
    assert len(set(seen)) == len(seen) == 8


def test_secrets_themselves_are_not_compressed(session):
    content = packed(page(session)).content
    token, key = secrets_in(gzip.decompress(content).decode())
    assert token.encode() in content
    assert key.encode() in content


def test_same_browser_gets_its_token_masked_anew(session):
    """The cookie stays; what stands in the page is other bytes each time."""
    browser = Client()
    tokens = [secrets_in(browser.get(page(session)).text)[0] for _ in range(3)]
    assert len(set(tokens)) == 3


def test_form_that_is_closed_is_whole(session, keeping):
    Conference.objects.update(registration_closes_at=timezone.now() - HOUR)
    keeping()
    response = packed(page(session))
    assert "Anmeldung ist geschlossen" in gzip.decompress(response.content).decode()


def test_what_repeats_what_was_typed_or_is_personal_is_never_compressed(session, settings):
    browser = Client(headers={"Accept-Encoding": "gzip, deflate, br, zstd"})
    form_with_errors = browser.post(page(session), {"name": "Erika Muster" * 20})
    link = personal_link(RegistrationFactory(session=session).attendee).url.removeprefix(settings.BASE_URL)
    personal = browser.get(link, follow=True)
    for response, word in [(form_with_errors, "Erika Muster"), (personal, session.title)]:
        assert response.status_code == 200
        assert not response.has_header("Content-Encoding")
        assert str(word) in response.text
