"""One mail to 20,000 people, while the mail server is away, refuses, hangs up, and workers are killed.

`make reliability-of-mail` writes docs/reliability-of-mail.md. MAILING_PEOPLE, MAILING_KILLS and MAILING_SEED say how
many people there are, how many workers are killed, and what chance begins with. Must: each mail arrives, or its address
was refused for good; twice comes only what the server had accepted before a kill, with the same Message-ID; and what
people wait for arrives within 10 s although 5,000 of these mails stand in line.
"""

import logging
import os
import platform
import random
import socket
import subprocess
import sys
import threading
import time
import uuid
from collections import Counter
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from pathlib import Path

from aiosmtpd.controller import Controller
from django.conf import settings
from django.utils import timezone

from benchmarks.reliability import _hit, _row
from programme.models import Conference, Session, Slot
from registration import actions
from registration.models import Attendee, Mailing, Registration
from womconf.mail import actions as mail_actions
from womconf.mail.models import Message

PEOPLE = int(os.environ.get("MAILING_PEOPLE", "20000"))
KILLS = int(os.environ.get("MAILING_KILLS", "200"))
SEED = int(os.environ.get("MAILING_SEED", str(random.SystemRandom().randrange(10**6))))
AWAY_SECONDS = 30
GONE = "gone.example"  # a domain whose addresses are refused for good
TROUBLE = 0.02  # the share of mails that are put off, or whose connection ends
LINE, CONFIRMATIONS, MUST_SECONDS = 5000, 30, 10


logging.getLogger("mail.log").setLevel(logging.CRITICAL)


class Server:
    """A mail server that is often unkind; it keeps when which mail came."""

    def __init__(self, chance):
        self.chance, self.is_kind = chance, False
        self.came = []  # (Message-ID, address, seconds)
        self.cut = set()  # Message-IDs of which it hung up after it had accepted them: they come again, as they must
        self.lock = threading.Lock()

    async def handle_RCPT(self, server, session, envelope, address, options):
        if address.endswith(GONE):
            return "550 5.1.1 no such mailbox"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        trouble = 1 if self.is_kind else self.chance.random() / TROUBLE
        if trouble < 0.4:
            return "451 4.3.0 later"
        if trouble < 0.7:
            return "421 4.3.2 closing"
        message_id = message_from_bytes(envelope.content)["Message-ID"]
        with self.lock:
            self.came.append((message_id, envelope.rcpt_tos[0], time.monotonic()))
            if trouble < 1:
                self.cut.add(message_id)
        if trouble < 1:
            server.transport.abort()
        return "250 OK"


def run(_server=None):
    rows = [*_bulk_under_fire(), *_confirmations_in_time()]
    for row in rows:
        print(f"    {' | '.join(row)}", flush=True)
    if path := os.environ.get("RELIABILITY_OF_MAIL_FILE"):
        Path(path).write_text(_page(rows))


def _bulk_under_fire():
    chance = random.Random(SEED)  # noqa: S311 - chance, no secret
    mailing = _mailing_to(PEOPLE, chance)
    began = time.monotonic()
    actions.send_mailing(mailing, expected=PEOPLE)
    noted_in = time.monotonic() - began
    server, port = Server(chance), _free_port()
    controller, killed, in_doubt = Controller(server, hostname="127.0.0.1", port=port), 0, set()
    came_up = threading.Timer(AWAY_SECONDS, controller.start)
    came_up.start()
    while killed < KILLS:
        worker = _worker(port)
        time.sleep(chance.uniform(1.5, 4))
        worker.kill()
        worker.wait()
        killed += 1
        with server.lock:
            accepted = {message_id for message_id, _to, _at in server.came}
        in_doubt |= accepted & set(Message.objects.exclude(status="sent").values_list("message_id", flat=True))
        _let_leases_end()
    server.is_kind = True
    worker = _worker(port)
    while _left():
        time.sleep(2)
        # What was put off waits for minutes; here it need not.
        Message.objects.filter(status="queued", not_before__gt=timezone.now()).update(not_before=timezone.now())
        mail_actions.recover()
    took = time.monotonic() - began
    worker.terminate()
    worker.wait()
    controller.stop()
    came = Counter(message_id for message_id, _to, _at in server.came)
    wanted = set(Message.objects.exclude(to__endswith=GONE).values_list("message_id", flat=True))
    refused = Message.objects.filter(to__endswith=GONE)
    twice = {message_id for message_id, count in came.items() if count > 1}
    strangers = {to for _id, to, _at in server.came} - set(Attendee.objects.values_list("email", flat=True))
    return [
        (f"mails of one e-mail to many, noted in {noted_in:.1f} s", "–", str(PEOPLE), "–"),
        (f"mail server away at the beginning, then {TROUBLE:.0%} put off or cut", "–", f"{AWAY_SECONDS} s", "–"),
        ("workers killed (SIGKILL) while they sent", "–", str(killed), "–"),
        ("minutes until the last one was sent", "–", f"{took / 60:.1f}", "–"),
        _row("lost", "0", len(wanted - came.keys())),
        _row("addresses refused for good, noted as failed", str(len(refused)), refused.filter(status="failed").count()),
        ("came more than once, with the same Message-ID", "–", str(len(twice)), "–"),
        _row("of these, not accepted before a kill or a cut", "0", len(twice - in_doubt - server.cut)),
        _row("to somebody else", "0", len(strangers)),
    ]


def _confirmations_in_time():
    chance = random.Random(SEED + 1)  # noqa: S311 - chance, no secret
    Message.objects.all().delete()
    mailing = _mailing_to(LINE, chance, gone=False)
    actions.send_mailing(mailing, expected=LINE)
    server, port = Server(chance), _free_port()
    server.is_kind = True
    controller = Controller(server, hostname="127.0.0.1", port=port)
    controller.start()
    worker = _worker(port)
    while not server.came:
        time.sleep(0.1)
    session, waits, in_line = mailing.conference.sessions.get(), [], []
    for number in range(CONFIRMATIONS):
        in_line.append(_left())
        began, address = time.monotonic(), f"new{number}@example.org"
        actions.register(
            mailing.conference,
            name="Kim",
            email=address,
            pools=[session.pool],
            key=uuid.uuid4(),
            language="de",
            privacy_version="0" * 64,
        )
        while not (at := _arrived(server, address)) and time.monotonic() - began < 60:
            time.sleep(0.02)
        waits.append((at or time.monotonic()) - began)
    worker.terminate()
    worker.wait()
    controller.stop()
    waits.sort()
    slow = waits[-1]
    return [
        (
            f"mails in line while {CONFIRMATIONS} people registered",
            f"{LINE} at first",
            f"{in_line[0]} to {in_line[-1]}",
            "–",
        ),
        (
            "their question whether it was them came in (the slowest)",
            f"≤ {MUST_SECONDS} s",
            f"{slow:.2f} s",
            _hit(slow <= MUST_SECONDS),
        ),
        ("half of them in", "–", f"{waits[len(waits) // 2]:.2f} s", "–"),
    ]


def _arrived(server, address):
    with server.lock:
        return next((at for _id, to, at in reversed(server.came) if to == address), None)


def _mailing_to(count, chance, *, gone=True):
    """Return an unsent Mailing of a new conference with so many people."""
    Registration.objects.all().delete()
    Attendee.objects.all().delete()
    today = timezone.localdate() + timedelta(days=30)
    conference = Conference.objects.create(
        slug=f"many-{count}",
        title={"de": "Viele"},
        starts_on=today,
        ends_on=today,
        contact_email="office@example.org",
        published_at=timezone.now(),
    )
    session = Session.objects.create(conference=conference, title={"de": "Für alle"}, status="confirmed")
    start = timezone.now() + timedelta(days=30)
    Slot.objects.create(conference=conference, session=session, starts_at=start, ends_at=start + timedelta(hours=1))
    domains = ["a.example", "b.example", "c.example", GONE] if gone else ["a.example"]
    weights = [40, 30, 29, 1] if gone else [1]
    people = Attendee.objects.bulk_create(
        Attendee(
            conference=conference,
            name=f"Person {number}",
            email=f"p{number}@{chance.choices(domains, weights)[0]}",
            email_confirmed_at=timezone.now(),
        )
        for number in range(count)
    )
    pool = Session.objects.get(pk=session.pk).pool
    Registration.objects.bulk_create(
        Registration(attendee=person, session=session, pool=pool, status="confirmed") for person in people
    )
    return Mailing.objects.create(
        conference=conference, to="attendees", subject={"de": "Morgen"}, text={"de": "Wir sehen uns morgen, {name}."}
    )


def _worker(port):
    environment = {**os.environ, "EMAIL_URL": f"smtp://127.0.0.1:{port}/?starttls=0&timeout=5", "LOG_LEVEL": "CRITICAL"}
    return subprocess.Popen(
        [sys.executable, "manage.py", "worker"], env=environment, cwd=settings.BASE_DIR, stdout=subprocess.DEVNULL
    )


def _left():
    return Message.objects.exclude(status__in=["sent", "failed"]).count()


def _let_leases_end():
    """Do what five minutes do."""
    past = timezone.now() - timedelta(seconds=1)
    Message.objects.filter(status="sending").update(leased_until=past)
    mail_actions.recover()


def _free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _page(rows):
    asked = ["git", "rev-parse", "--short=12", "HEAD"]
    commit = subprocess.run(asked, capture_output=True, text=True, check=False)
    table = "\n".join(f"| {' | '.join(row)} |" for row in rows)
    return f"""# Reliability of mail, as measured

Written by `make reliability-of-mail`; nobody edits it. An organiser writes to {PEOPLE} people at once. The mail server
is away at first; then it puts some mails off (421, 451), cuts some connections after it has accepted a mail, and
refuses some addresses for good (550). Meanwhile the worker is killed again and again, and started anew. Afterwards
{LINE} such mails stand in line for a server that is well, while people register. What must be is in the design; a miss
stands beside the hits.

Measured {datetime.now(UTC):%Y-%m-%d %H:%M} UTC at commit {commit.stdout.strip() or "unknown"}, seed {SEED}, Python
{platform.python_version()}, {os.cpu_count()} cores.

| what | must | measured | |
| --- | --- | --- | --- |
{table}
"""
