"""Two organisers, or an organiser and an action, at one page at the same moment: each with a page read before."""

import itertools
import threading
from contextlib import suppress
from functools import partial

import pytest
from django.db import transaction

from programme import actions
from programme.models import Session, Speaker
from registration import actions as registration_actions
from tests.browsers import Browser, change_page, form_data, opened
from tests.factories import AttendeeFactory, OrganiserFactory, SessionFactory, SpeakerFactory
from tests.locks import wait_until_somebody_waits_for_a_lock
from tests.races.test_places import at_once
from womconf.admin_saving import SavingAdmin

pytestmark = pytest.mark.django_db(transaction=True)

FIELDS = {"title_0": "Titel", "abstract_0": "Text", "format_0": "Vortrag", "capacity": "17", "access_code": "Kolibri"}


def organiser():
    browser = Browser()
    browser.force_login(OrganiserFactory())
    return browser


def save_until_it_is_stored(browser, page, typed):
    """Press save; where somebody was quicker, press it again on the page that came back. Return the number of tries."""
    for tries in itertools.count(1):
        response = browser.post(page, typed)
        if response.status_code == 302:
            return tries
        typed = {**form_data(response.text), "_save": "1"}


def race(session):
    """Five organisers each change another field, all with the same old page. Return how often each pressed save."""
    page = change_page(session)
    sends = []
    for name, value in FIELDS.items():
        browser = organiser()
        sends.append(partial(save_until_it_is_stored, browser, page, {**opened(browser, page), name: value}))
    return at_once(sends)


def stored_fields(session):
    session = Session.objects.get(pk=session.pk)
    return {
        "title_0": str(session.title),
        "abstract_0": str(session.abstract),
        "format_0": str(session.format),
        "capacity": str(session.pool.capacity),
        "access_code": session.access_code,
    }


@pytest.mark.parametrize("round_number", range(2))
def test_five_organisers_at_one_page_lose_nothing_of_each_other(round_number):
    session = SessionFactory()
    tries = race(session)
    assert stored_fields(session) == FIELDS
    assert sorted(tries)[0] == 1
    assert sum(tries) > len(FIELDS), "nobody was refused: this test is blind"


@pytest.mark.parametrize(
    ("factory", "act", "typed", "column"),
    [
        (AttendeeFactory, registration_actions.revoke_feed, {"name": "Neu"}, "feed_version"),
        (SpeakerFactory, partial(actions.revoke_speaker_link, by=None), {"name": "Neu"}, "link_version"),
        (SessionFactory, actions.cancel_session, {"title_0": "Neu"}, "status"),
    ],
)
def test_save_that_waits_for_an_action_takes_nothing_of_it_back(factory, act, typed, column):
    """The save was sent while the action ran, so it waits for the row, and reads it only then."""
    row = factory()
    browser, page = organiser(), change_page(row)
    typed = {**opened(browser, page), **typed}
    before = getattr(row, column)
    has_acted = threading.Event()

    def act_slowly():
        with transaction.atomic():
            act(row)
            has_acted.set()
            wait_until_somebody_waits_for_a_lock()

    def save():
        has_acted.wait(timeout=10)
        return browser.post(page, typed).status_code

    acted, status = at_once([act_slowly, save])
    assert (acted, status) == (None, 302)
    now = type(row)._base_manager.get(pk=row.pk)
    assert getattr(now, column) != before
    assert str(now) == "Neu"


def test_without_the_lock_one_organiser_writes_over_what_another_has_just_stored(monkeypatch):
    """The control: two who both have passed the comparison; the second would be refused if it had waited."""
    monkeypatch.setattr(SavingAdmin, "lock", lambda self, request, object_id: None)
    speaker = SpeakerFactory(name="Alt")
    assert _both_at_the_name(monkeypatch, speaker) == [302, 302]


def test_with_the_lock_the_second_of_two_is_refused(monkeypatch):
    speaker = SpeakerFactory(name="Alt")
    assert sorted(_both_at_the_name(monkeypatch, speaker)) == [200, 302]
    assert Speaker.objects.get(pk=speaker.pk).name in {"Von 0", "Von 1"}


def _both_at_the_name(monkeypatch, speaker):
    """Let two organisers change one name; each stops for a moment between comparing and writing."""
    meeting = threading.Barrier(2)
    save_model = SavingAdmin.save_model

    def save_together(self, *args, **kwargs):
        with suppress(threading.BrokenBarrierError):  # the other one waits for the lock, as it should
            meeting.wait(timeout=1)
        return save_model(self, *args, **kwargs)

    monkeypatch.setattr(SavingAdmin, "save_model", save_together)
    browsers = [organiser(), organiser()]
    page = change_page(speaker)
    typed = [{**opened(browser, page), "name": f"Von {number}"} for number, browser in enumerate(browsers)]
    sends = [partial(browser.post, page, data) for browser, data in zip(browsers, typed, strict=True)]
    return [response.status_code for response in at_once(sends)]
