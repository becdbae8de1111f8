"""Somebody holds the places of one session for long: only those wait who want them, and not all of them.

Real HTTP against granian with the options that docs/operators.md names.
"""

import http.client
import re
import statistics
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager, nullcontext
from typing import NamedTuple

import pytest
from django.db import connection, transaction
from django.urls import reverse

from programme.models import Pool
from tests.factories import SessionFactory
from tests.web_server import PATIENCE_SECONDS, Visitor, ask, operators_page, web_server
from womconf.settings import BASE_DIR

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.xdist_group("locked")]
LOOKING_SECONDS = 3
PAUSE_SECONDS = 1  # between an answer and the next press of the same person
SOON_SECONDS = 0.1  # in which a page is there that needs no lock
TRIES = 3  # something else on the machine may slow one of them; a lock that everybody waits for slows all


@contextmanager
def locked(session):
    with transaction.atomic():
        with connection.cursor() as cursor:  # however slow the machine is, this lock is held until the end
            cursor.execute("SET LOCAL idle_in_transaction_session_timeout = 0")
        Pool.objects.select_for_update().get(session=session)
        yield


class Seen(NamedTuple):
    pressing: set  # statuses
    other_form: set  # the same of a form for another session of the conference
    seconds: float  # of nine looks in ten at a session's page, in which it was there


def look_while_people_press(port, people, lock=nullcontext):
    """Have so many people send a form for one session again and again, and look what it is like for others."""
    session = SessionFactory(capacity=5)
    other = SessionFactory(conference=session.conference)
    page = reverse("programme:session-detail", args=[session.conference.slug, other.code])
    over = threading.Event()

    def keep_pressing(number, session=session):
        seen = set()
        while not over.is_set():
            try:
                visitor = Visitor(port, session, number)
                visitor.open()
                seen.add(visitor.send())
            except TimeoutError:
                seen.add("no answer")
            over.wait(PAUSE_SECONDS)
        return seen

    with ThreadPoolExecutor(people + 1) as pool, lock(session):
        pressing = [pool.submit(keep_pressing, number) for number in range(people)]
        time.sleep(PAUSE_SECONDS)  # until everybody has pressed once
        other_form = pool.submit(keep_pressing, "-else", other)
        ends_at, looks = time.monotonic() + LOOKING_SECONDS, []
        while time.monotonic() < ends_at:
            began = time.monotonic()
            with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE_SECONDS)) as wire:
                assert ask(wire, "GET", page)[0] == 200
            looks.append(time.monotonic() - began)
        over.set()
        statuses = set().union(*(person.result(PATIENCE_SECONDS) for person in pressing))
        return Seen(statuses, other_form.result(PATIENCE_SECONDS), statistics.quantiles(looks, n=10)[-1])


@pytest.mark.parametrize("people", [40, pytest.param(16, marks=pytest.mark.soak)])
def test_others_notice_nothing_of_it(people):
    tries = []
    with web_server() as (_process, port):
        while len(tries) < TRIES and not (tries and is_as_soon(*tries[-1])):
            tries.append((look_while_people_press(port, people), look_while_people_press(port, people, locked)))
    for _calm, seen in tries:
        assert (seen.pressing, seen.other_form) == ({503}, {302})
    assert is_as_soon(*tries[-1]), tries


def is_as_soon(calm, seen):
    """Whether a look takes no longer than without the lock, and without it everybody was answered."""
    return calm.pressing == {302} and seen.seconds < max(SOON_SECONDS, 2 * calm.seconds)


def test_the_example_of_the_docs_has_as_many_threads_as_the_waiting_room_counts_on():
    [threads] = re.findall(r"--blocking-threads (\d+)", operators_page())
    [default] = re.findall(r"`WEB_THREADS` \| `(\d+)`", (BASE_DIR / "docs" / "environment.md").read_text())
    assert threads == default


def test_without_the_waiting_room_everybody_would_wait():
    """The control: as many may wait as press."""
    with web_server(WEB_THREADS="1000") as (_process, port):
        seen = look_while_people_press(port, 40, locked)
    assert seen.seconds > 10 * SOON_SECONDS
