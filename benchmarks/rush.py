"""Very many people register for one session at once, over real HTTP: each opens the form and sends it.

Must (5,000 people, 100 places, 64 connections): exactly 100 with a place and the rest waiting, in order; as many a
second as 0.3 of what a form that does the least reaches behind the same server; 95 % answered in 2 s; no error page.
`RUSH_PEOPLE` sets how many come. The load driver keeps a ledger of what was acknowledged to whom; afterwards it is
compared with the database.
"""

import http.client
import os
import random
import re
import statistics
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, nullcontext, suppress
from dataclasses import dataclass
from datetime import timedelta
from itertools import pairwise
from urllib.parse import urlencode

import psycopg
from django.conf import settings
from django.db import connections
from django.utils import timezone

from benchmarks.serving import serve, workers_of
from programme import actions
from programme.models import Conference, Session, Slot
from registration.invariants import breaks
from registration.models import Registration
from womconf.limits.models import Count
from womconf.mail.models import Message

PEOPLE = int(os.environ.get("RUSH_PEOPLE", "5000"))
PLACES = 100
CONNECTIONS = 64
PATIENCE_SECONDS = 60  # how long somebody presses again who got no answer
MUST_RATIO, MUST_SECONDS = 0.3, 2


def run(_server=None):
    result = rush(PEOPLE)
    print(f"{result.acknowledged} of {PEOPLE} registered, {result.rate:.0f} a second")
    print(
        f"    a minimal Django form behind the same server: {result.minimal:.0f} a second; "
        f"ratio {result.ratio:.2f} (must: {MUST_RATIO})"
    )
    print(f"    answers: median {result.median:.2f} s, 95 % in {result.slow:.2f} s (must: {MUST_SECONDS} s)")
    print(f"    {result.placed} with a place, {result.waiting} waiting, in order: {result.in_order}")
    print(f"    lost {result.lost}, doubled {result.doubled}, without a mail {result.without_mail}")
    print(f"    answers but 302: {result.others or 'none'}; broken rules: {result.broken or 'none'}")


@dataclass
class Result:
    """What came of a rush."""

    acknowledged: int = 0
    rate: float = 0.0  # acknowledged registrations a second
    minimal: float = 0.0  # forms a second of the minimal Django application, measured right after
    median: float = 0.0  # seconds from opening the form to the answer
    slow: float = 0.0  # seconds in which 95 % had it
    placed: int = 0
    waiting: int = 0
    in_order: bool = False
    lost: int = 0  # acknowledged, but not in the database
    doubled: int = 0
    without_mail: int = 0
    silence: float = 0.0  # seconds, the longest in which nobody was told anything good
    again: int = 0  # presses after no answer, or after an honest 503
    broken_off: int = 0  # requests that were taken and never answered: whoever was to answer was killed
    others: tuple = ()
    broken: tuple = ()

    @property
    def ratio(self):
        return self.rate / self.minimal if self.minimal else 0.0


def rush(people, *, disturb=None, measures_ceiling=True):
    """Let people register and return the Result. `disturb(server)` is a context that makes trouble."""
    session = _session()
    path = f"/{session.conference.slug}/register/"
    with serve("womconf.wsgi:application") as (server, port), disturb(server) if disturb else nullcontext():
        answers = _send(port, path, session.code, people)
    result = _compare(session, answers)
    if measures_ceiling:
        result.minimal = _minimal(min(people, 2000))
    return result


class NoFormError(Exception):
    """There was an answer, but not the form."""


class Answer:
    """What one person saw, and when."""

    def __init__(self, email):
        self.email, self.began, self.ended, self.status, self.tries = email, time.perf_counter(), 0.0, 0, 0
        self.broken_off = 0
        self.seen = set()

    @property
    def seconds(self):
        return self.ended - self.began


def _session():
    Count.objects.all().delete()  # each rush is a day of its own: all come from one network, which is limited
    begins = timezone.now() + timedelta(days=30)
    number = Conference.objects.count()
    conference = Conference.objects.create(
        slug=f"rush-{number}",
        title="Andrang",
        starts_on=begins.date(),
        ends_on=begins.date(),
        published_at=timezone.now(),
    )
    session = Session.objects.create(conference=conference, title="Gefragt", status=Session.Status.CONFIRMED)
    Slot.objects.create(conference=conference, session=session, starts_at=begins, ends_at=begins + timedelta(hours=1))
    actions.set_capacity(session.pool, capacity=PLACES)
    connections.close_all()
    return session


def _send(port, path, code, people):
    local = threading.local()

    def register(number):
        answer = Answer(f"person{number}.{code}@example.org".lower())
        while True:
            answer.tries += 1
            try:
                if not hasattr(local, "connection"):
                    local.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
                if answer.tries == 1 or not hasattr(answer, "form"):
                    _open_form(local.connection, path, code, answer)
                answer.status = _send_form(local.connection, path, answer)
            except NoFormError:
                answer.status = 0
            except (OSError, http.client.HTTPException) as error:
                answer.status = 0
                answer.broken_off += not isinstance(error, ConnectionRefusedError)
                del local.connection
            answer.ended = time.perf_counter()
            if answer.status == 302 or answer.seconds > PATIENCE_SECONDS:
                return answer
            if answer.status:
                answer.seen.add(answer.status)
            time.sleep(0.2)

    with ThreadPoolExecutor(CONNECTIONS) as pool:
        return list(pool.map(register, range(people)))


def _open_form(connection, path, code, answer):
    connection.request("GET", path)
    response = connection.getresponse()
    page = response.read().decode()
    if response.status != 200:
        answer.seen.add(response.status)
        raise NoFormError
    answer.cookie = response.headers.get("Set-Cookie", "").split(";")[0]
    form = {name: re.search(rf'name="{name}" value="([^"]+)"', page)[1] for name in ("csrfmiddlewaretoken", "key")}
    answer.form = urlencode(form | {"sessions": code, "name": "Erika", "email": answer.email, "privacy": "on"})


def _send_form(connection, path, answer):
    headers = {"Content-Type": "application/x-www-form-urlencoded", "Cookie": answer.cookie}
    connection.request("POST", path, answer.form, headers)
    response = connection.getresponse()
    response.read()
    return response.status


def _minimal(people):
    """Return how many forms a second the smallest Django application takes that does the same transaction."""
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as setup:
        setup.execute("CREATE TABLE IF NOT EXISTS minimal_pool AS SELECT 1 AS id, 0 AS taken")
        setup.execute("CREATE TABLE IF NOT EXISTS minimal_rows (email text)")
    with serve("benchmarks.minimal:application") as (_server, port):
        answers = _send(port, "/rush/register/", "minimal", people)
    return _rate([answer for answer in answers if answer.status == 302])


def _rate(answers):
    first, last = min(answer.began for answer in answers), max(answer.ended for answer in answers)
    return len(answers) / (last - first)


def _compare(session, answers):
    """Compare what people were told with what is in the database."""
    rows = Registration.objects.filter(session=session).order_by("position").values_list("status", "attendee__email")
    rows = list(rows)
    told = [answer for answer in answers if answer.status == 302]
    moments = sorted(answer.ended for answer in told)
    people = {answer.email for answer in told}
    seconds = sorted(answer.seconds for answer in answers)
    placed = [status for status, _email in rows].count(Registration.Status.PENDING)
    here = list(session.conference.attendees.values_list("pk", flat=True))
    asked = set(Message.objects.filter(kind="confirm", attendee__in=here).values_list("to", flat=True))
    return Result(
        acknowledged=len(told),
        rate=_rate(told),
        median=statistics.median(seconds),
        slow=seconds[int(len(seconds) * 0.95)],
        placed=placed,
        waiting=len(rows) - placed,
        in_order=all(status == Registration.Status.PENDING for status, _email in rows[:placed]),
        lost=len(people - {email for _status, email in rows}),
        doubled=len(rows) - len({email for _status, email in rows}),
        without_mail=len(people - asked),
        silence=max((later - earlier for earlier, later in pairwise(moments)), default=0.0),
        again=sum(answer.tries - 1 for answer in answers),
        broken_off=sum(answer.broken_off for answer in answers),
        others=tuple(sorted(set().union(*(answer.seen for answer in answers)))),
        broken=tuple(breaks(stop_hours=settings.WAITING_LIST_STOP_HOURS)),
    )


@contextmanager
def kills(server, *, every, seed):
    """Kill one of the server's workers with SIGKILL every so many seconds, and count how often."""
    chance, over, count = random.Random(seed), threading.Event(), [0]  # noqa: S311 - which worker

    def kill():
        while not over.wait(every):
            workers = workers_of(server)
            if workers:
                with suppress(ProcessLookupError):
                    os.kill(chance.choice(workers), 9)
                    count[0] += 1

    thread = threading.Thread(target=kill)
    thread.start()
    try:
        yield count
    finally:
        over.set()
        thread.join()
