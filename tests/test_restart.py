"""The web server is stopped, or gets new code, while people send their forms: who is being answered is answered.

Real HTTP against granian with the options that docs/operators.md names.
"""

import http.client
import itertools
import signal
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from django.db import transaction

from programme.models import Pool
from registration.models import Registration
from tests.factories import SessionFactory
from tests.locks import wait_until_somebody_waits_for_a_lock
from tests.mail.workers import wait_for
from tests.web_server import PATIENCE_SECONDS, Visitor, web_server

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.xdist_group("restart")]


def test_form_on_its_way_is_answered_by_a_server_that_is_told_to_stop():
    session = SessionFactory(capacity=10)
    with web_server() as (process, port), ThreadPoolExecutor() as pool:
        visitor = Visitor(port, session, 1)
        visitor.open()
        with transaction.atomic():
            Pool.objects.select_for_update().get(pk=session.pool.pk)
            answer = pool.submit(visitor.send)
            wait_until_somebody_waits_for_a_lock()
            process.send_signal(signal.SIGTERM)
            time.sleep(0.5)  # time enough to drop it
            assert not answer.done()
        assert answer.result(PATIENCE_SECONDS) == 302
        assert process.wait(PATIENCE_SECONDS) == 0
    assert Registration.objects.get().attendee.email == visitor.email


def test_new_code_is_loaded_while_people_register_and_nobody_notices():
    session = SessionFactory(capacity=5)
    numbers, over, answers = itertools.count(), threading.Event(), []

    def keep_registering(port):
        while not over.is_set():
            visitor = Visitor(port, session, next(numbers))
            as_the_proxy_does(visitor.open)
            visitor.wire.close()  # as nginx does: a connection that is kept may be closed by the server meanwhile
            answers.append((visitor.email, as_the_proxy_does(visitor.send)))

    with web_server() as (process, port), ThreadPoolExecutor() as pool:
        workers = children(process)
        people = [pool.submit(keep_registering, port) for _ in range(4)]
        try:
            assert wait_for(lambda: len(answers) > 4)
            process.send_signal(signal.SIGHUP)
            assert wait_for(lambda: are_others(children(process), workers), seconds=120)
            told = len(answers)
            wait_for(lambda: len(answers) > told + 4 or any(person.done() for person in people), seconds=120)
            assert [person.exception() for person in people if person.done()] == []
            assert len(answers) > told + 4
        finally:
            over.set()
        for person in people:
            person.result(PATIENCE_SECONDS)
    assert {status for _email, status in answers} == {302}
    there = Registration.objects.values_list("attendee__email", flat=True)
    assert sorted(there) == sorted(email for email, _status in answers)


def as_the_proxy_does(act):
    """Ask once more where a connection ends without an answer (tests/test_proxy.py holds that nginx does)."""
    try:
        return act()
    except http.client.RemoteDisconnected:
        return act()


def are_others(found, workers):
    """Whether there are as many workers as before, and all of them are new."""
    return len(found) == len(workers) and not found & workers


def children(process):
    listed = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
    return {pid for pid in listed if (command := command_of(pid)) and b"resource_tracker" not in command}


def command_of(pid):
    """Return the command line of a process: nothing where it has ended since it was listed."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except (FileNotFoundError, ProcessLookupError):
        return b""
