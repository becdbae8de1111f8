"""A form for two people takes what it needs in the order in which everybody else does: nobody waits in a circle."""

import uuid
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import partial

import pytest
from django.db import connections, transaction

from registration import actions
from registration.exceptions import Busy
from registration.models import Registration
from tests.factories import AttendeeFactory, SessionFactory
from tests.locks import wait_until_somebody_waits_for_a_lock
from womconf import failpoints

pytestmark = pytest.mark.django_db(transaction=True)
ANNA, BERND = "anna@example.org", "bernd@example.org"


def form(session, email, **changes):
    facts = {"name": "Erika", "email": email, "pools": [session.pool], "key": uuid.uuid4(), "language": "de"}
    return {**facts, "privacy_version": "0" * 64, **changes}


def together(session):
    colleague = {"name": "Bernd", "email": BERND}
    return actions.register_with_colleague(session.conference, colleague=colleague, **form(session, ANNA))


def one_after_the_other(session):
    """As it was: the second person is noted while the first one's places are locked."""
    with transaction.atomic():
        for email in (ANNA, BERND):
            actions.register(session.conference, **form(session, email))


def tries(act, session):
    """Carry it out; as soon as it has the places, Bernd sends a form of his own. Return how often each had to begin."""
    begun, is_first = [], [True]

    def count():
        begun.append(1)

    def let_bernd_come():
        if not is_first:
            return
        is_first.clear()
        bernd.append(pool.submit(send))
        wait_until_somebody_waits_for_a_lock()

    def send():
        try:
            return actions.register(session.conference, **form(session, BERND))
        finally:
            connections.close_all()

    bernd = []
    with ThreadPoolExecutor(1) as pool:
        failpoints.arm("begin", count)
        failpoints.arm("after lock", let_bernd_come)
        try:
            act(session)
            bernd[0].result(20)
        finally:
            failpoints._armed.clear()
    return len(begun)


@pytest.mark.parametrize("is_known", [True, False])
def test_second_person_who_comes_at_the_same_moment_is_no_deadlock(is_known):
    session = SessionFactory()
    if is_known:
        AttendeeFactory(conference=session.conference, email=BERND)
    assert tries(together, session) == 4, "the two of them, each of the two, and Bernd: each once"
    assert Registration.objects.count() == 2


@pytest.mark.parametrize("is_known", [True, False])
def test_in_the_other_order_it_would_be_one(is_known):
    """The control: one of them is the victim, and begins again or is refused."""
    session = SessionFactory()
    if is_known:
        AttendeeFactory(conference=session.conference, email=BERND)
    with suppress(Busy):
        assert tries(one_after_the_other, session) > 3


def test_two_pairs_the_other_way_round_are_no_deadlock():
    conference = SessionFactory().conference
    sessions = SessionFactory.create_batch(2, conference=conference)
    pairs = [(ANNA, BERND), (BERND, ANNA)] * 8

    def send(number, first, second):
        try:
            colleague = {"name": "Erika", "email": second}
            act = partial(actions.register_with_colleague, conference, colleague=colleague)
            return act(**form(sessions[number % 2], first))
        finally:
            connections.close_all()

    begun = []
    failpoints.arm("begin", lambda: begun.append(1))
    try:
        with ThreadPoolExecutor(len(pairs)) as pool:
            done = [pool.submit(send, number, *pair) for number, pair in enumerate(pairs)]
            [each.result(20) for each in done]
    finally:
        failpoints._armed.clear()
    assert len(begun) == 3 * len(pairs), "nobody had to begin again"
