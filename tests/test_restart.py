"""The web server is stopped, or gets new code, while people send their forms: who is being answered is answered.

Real HTTP against granian with the options that docs/operators.md names.
"""

import http.client
import itertools
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from urllib.parse import urlencode

import pytest
from django.conf import settings
from django.db import connection, transaction

from programme.models import Seats
from registration.models import Registration
from tests.factories import SessionFactory
from tests.locks import wait_until_somebody_waits_for_a_lock
from tests.mail.workers import wait_for

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.xdist_group("restart")]
PATIENCE_SECONDS = 20


@contextmanager
def web_server():
    """Start it on a free port. Yield (process, port); whoever stops it earlier is welcome to."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port = found.getsockname()[1]
    database = connection.settings_dict
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "tests.settings",
        "DATABASE_URL": f"postgresql://{database['USER']}@/{database['NAME']}?host={database['HOST']}",
        "FORMS_PER_NETWORK": "1000000",  # all come from one
    }
    options = re.search(r"granian (--interface.*?) womconf\.wsgi", operators_page(), re.DOTALL)[1].replace("\\\n", " ")
    options = options.replace("--port 8000", f"--port {port}").split()
    command = [sys.executable, "-m", "granian", *options, "--log-level", "error", "womconf.wsgi:application"]
    process = subprocess.Popen(command, env=environment, cwd=settings.BASE_DIR)
    try:
        assert wait_for(lambda: is_there(port))
        yield process, port
    finally:
        process.terminate()
        process.wait(PATIENCE_SECONDS)


def operators_page():
    return (Path(settings.BASE_DIR) / "docs" / "operators.md").read_text()


def is_there(port):
    with suppress(OSError), closing(http.client.HTTPConnection("127.0.0.1", port, timeout=5)) as wire:
        return ask(wire, "GET", "/healthz")[0] == 200


def ask(wire, method, path, body=None, **headers):
    wire.request(method, path, body, headers)
    response = wire.getresponse()
    return response.status, response.read().decode(), response.headers


class Visitor:
    """Somebody with a browser: opens the form of a session and sends it."""

    def __init__(self, port, session, number):
        self.path = f"/{session.conference.slug}/register/"
        self.email = f"person{number}@example.org"
        self.session = session
        self.port = port

    def open(self):
        self.wire = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE_SECONDS)
        _status, page, headers = ask(self.wire, "GET", self.path)
        hidden = {
            name: re.search(rf'name="{name}" value="([^"]+)"', page)[1] for name in ("csrfmiddlewaretoken", "key")
        }
        person = {"sessions": self.session.code, "name": "Erika", "email": self.email, "privacy": "on"}
        self.body = urlencode(hidden | person)
        self.cookie = headers["Set-Cookie"].split(";")[0]

    def send(self):
        kind = {"Content-Type": "application/x-www-form-urlencoded", "Cookie": self.cookie}
        with closing(self.wire):
            return ask(self.wire, "POST", self.path, self.body, **kind)[0]


def test_form_on_its_way_is_answered_by_a_server_that_is_told_to_stop():
    session = SessionFactory(capacity=10)
    with web_server() as (process, port), ThreadPoolExecutor() as pool:
        visitor = Visitor(port, session, 1)
        visitor.open()
        with transaction.atomic():
            Seats.objects.select_for_update().get(pk=session.seats.pk)
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
            visitor.open()
            answers.append((visitor.email, visitor.send()))

    with web_server() as (process, port), ThreadPoolExecutor() as pool:
        workers = children(process)
        people = [pool.submit(keep_registering, port) for _ in range(4)]
        try:
            assert wait_for(lambda: len(answers) > 4)
            process.send_signal(signal.SIGHUP)
            assert wait_for(lambda: len(new := children(process)) == len(workers) and not new & workers)
            told = len(answers)
            assert wait_for(lambda: len(answers) > told + 4)
        finally:
            over.set()
        for person in people:
            person.result(PATIENCE_SECONDS)
    assert {status for _email, status in answers} == {302}
    there = Registration.objects.values_list("attendee__email", flat=True)
    assert sorted(there) == sorted(email for email, _status in answers)


def children(process):
    listed = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
    return {pid for pid in listed if b"resource_tracker" not in Path(f"/proc/{pid}/cmdline").read_bytes()}
