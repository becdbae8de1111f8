"""Very many people register for one session at once, over real HTTP: each opens the form and sends it.

Must (5,000 people, 100 places, 64 connections): exactly 100 seated and the rest waiting, in order; 150 registrations a
second; 95 % answered in 2 s; no error page. `RUSH_PEOPLE` sets how many come.
"""

import http.client
import os
import re
import socket
import statistics
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from urllib.parse import urlencode

import psycopg
from django.conf import settings
from django.db import connections
from django.utils import timezone

from programme import actions
from programme.models import Conference, Session, Slot
from registration.invariants import breaks
from registration.models import Registration

PEOPLE = int(os.environ.get("RUSH_PEOPLE", "5000"))
PLACES = 100
CONNECTIONS = 64
WORKERS = 2
THREADS = 8  # of each worker
TRIES = 5


def run():
    session = _session()
    port = _free_port()
    server = _serve(port)
    try:
        _await(port)
        answers = _rush(port, session)
    finally:
        server.terminate()
        server.wait()
    seconds = max(answer.ended for answer in answers) - min(answer.began for answer in answers)
    times = sorted(answer.ended - answer.began for answer in answers)
    acknowledged = sum(answer.status == 302 for answer in answers)
    again = sum(answer.tries - 1 for answer in answers)
    rate, ceiling = acknowledged / seconds, _bare_transactions()
    print(f"{acknowledged} of {PEOPLE} registered, {rate:.0f} a second; {again} were asked to send the form again")
    print(f"    bare transactions with the same lock: {ceiling:.0f} a second, ratio {rate / ceiling:.2f}")
    print(f"    answers: median {statistics.median(times):.2f} s, 95 % in {times[int(len(times) * 0.95)]:.2f} s")
    _compare(session, answers)


class Answer:
    """What one person saw, and when."""

    def __init__(self, email):
        self.email, self.began, self.ended, self.status, self.tries = email, time.perf_counter(), 0.0, 0, 0

    def end(self, status):
        self.status, self.ended = status, time.perf_counter()
        return self


def _session():
    begins = timezone.now() + timedelta(days=30)
    conference = Conference.objects.create(
        slug="rush", title="Andrang", starts_on=begins.date(), ends_on=begins.date(), published_at=timezone.now()
    )
    session = Session.objects.create(conference=conference, title="Gefragt", status=Session.Status.CONFIRMED)
    Slot.objects.create(conference=conference, session=session, starts_at=begins, ends_at=begins + timedelta(hours=1))
    actions.set_capacity(session.seats, capacity=PLACES)
    connections.close_all()
    return session


def _free_port():
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]


def _serve(port):
    options = ["--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port), "--workers", str(WORKERS)]
    options += ["--blocking-threads", str(THREADS), "--log-level", "error"]
    environment = os.environ | {"FORMS_PER_NETWORK": str(10 * PEOPLE)}
    return subprocess.Popen([sys.executable, "-m", "granian", *options, "womconf.wsgi:application"], env=environment)


def _await(port):
    for _attempt in range(300):
        try:
            http.client.HTTPConnection("127.0.0.1", port, timeout=5).request("GET", "/healthz")
        except ConnectionRefusedError:
            time.sleep(0.1)
        else:
            return
    raise RuntimeError("The server did not start.")


def _rush(port, session):
    local = threading.local()
    path = f"/{session.conference.slug}/register/"

    def register(number):
        if not hasattr(local, "connection"):
            local.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        return _register(local.connection, path, session.code, f"person{number}@example.org")

    with ThreadPoolExecutor(CONNECTIONS) as pool:
        return list(pool.map(register, range(PEOPLE)))


def _register(connection, path, code, email):
    answer = Answer(email)
    connection.request("GET", path)
    response = connection.getresponse()
    page, cookie = response.read().decode(), response.headers.get("Set-Cookie", "").split(";")[0]
    if response.status != 200:
        return answer.end(response.status)
    form = {name: re.search(rf'name="{name}" value="([^"]+)"', page)[1] for name in ("csrfmiddlewaretoken", "key")}
    form |= {"sessions": code, "name": "Erika Muster", "email": email, "privacy": "on"}
    headers = {"Content-Type": "application/x-www-form-urlencoded", "Cookie": cookie}
    while True:
        answer.tries += 1
        connection.request("POST", path, urlencode(form), headers)
        response = connection.getresponse()
        response.read()
        if response.status != 503 or answer.tries == TRIES:
            return answer.end(response.status)


def _bare_transactions(seconds=3):
    """How often a second a row can be locked, counted up and a row written, from as many threads as the server has."""
    url, counts, end = os.environ["DATABASE_URL"], [], time.perf_counter() + seconds
    with psycopg.connect(url, autocommit=True) as setup:
        setup.execute("CREATE TABLE bench_seats AS SELECT 1 AS id, 0 AS taken")
        setup.execute("CREATE TABLE bench_rows (email text)")

    def work(number):
        count = 0
        with psycopg.connect(url) as own:
            while time.perf_counter() < end:
                own.execute("SELECT FROM bench_seats FOR NO KEY UPDATE")
                own.execute("INSERT INTO bench_rows VALUES (%s)", [f"{number}-{count}"])
                own.execute("UPDATE bench_seats SET taken = taken + 1")
                own.commit()
                count += 1
        counts.append(count)

    with ThreadPoolExecutor(WORKERS * THREADS) as pool:
        list(pool.map(work, range(WORKERS * THREADS)))
    return sum(counts) / seconds


def _compare(session, answers):
    """Compare what people were told with what is in the database."""
    rows = Registration.objects.filter(session=session).order_by("position").values_list("status", "attendee__email")
    rows = list(rows)
    told = {answer.email for answer in answers if answer.status == 302}
    lost, doubled = told - {email for _status, email in rows}, len(rows) - len({email for _status, email in rows})
    seated = [status for status, _email in rows].count("pending")
    in_order = all(status == "pending" for status, _email in rows[:seated])
    print(
        f"    {seated} seated, {len(rows) - seated} waiting, in order: {in_order}; lost {len(lost)}, doubled {doubled}"
    )
    others = {answer.status for answer in answers} - {302}
    broken = breaks(stop_hours=settings.WAITING_LIST_STOP_HOURS)
    print(f"    other answers: {sorted(others) or 'none'}; broken rules: {broken or 'none'}")
