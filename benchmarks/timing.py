"""Whether the time of an answer tells if somebody is registered here (`make bench ONLY=timing`).

The same form is sent for people who have confirmed and for people whom nobody knows, in turn; likewise the form that
sends somebody their link. Two answers of one turn are a pair: how often is the known one slower? 50 % tells nothing.
"""

import os
import time
import uuid
from statistics import median

from django.test import Client, override_settings
from django.urls import reverse
from django.utils import timezone

from programme.models import Conference, Session
from registration import actions
from womconf.limits.models import Count

PAIRS = int(os.environ.get("TIMING_PAIRS", "300"))
WARM_UP = 30


def run(_server=None):
    today = timezone.localdate()
    conference = Conference.objects.create(
        slug="timing", title="Zeit", starts_on=today, ends_on=today, published_at=timezone.now()
    )
    session = Session.objects.create(conference=conference, title="Veranstaltung", status="confirmed")
    another = Session.objects.create(conference=conference, title="Andere", status="confirmed")
    for number in range(PAIRS + WARM_UP):
        form = _form(f"known{number}", session)
        actions.confirm(actions.register(conference, pools=[session.pool], **form).attendee)
    with override_settings(ALLOWED_HOSTS=["*"], SECURE_SSL_REDIRECT=False, FORMS_PER_NETWORK=10**9):
        client = Client()  # one for all: each new one loads the middleware, which takes longer than the answer
        page, link = reverse("registration:register", args=[conference.slug]), reverse("registration:me-link")
        _measure("a form for somebody", lambda who: _send(client, page, _posted(who, another)))
        _measure("their link", lambda who: _send(client, link, {"email": f"{who}@example.org"}))


def _form(who, session):
    facts = {"name": "Kim Muster", "email": f"{who}@example.org", "language": "de", "privacy_version": "0" * 64}
    return {**facts, "key": uuid.uuid4()}


def _posted(who, session):
    facts = {"name": "Kim Muster", "email": f"{who}@example.org", "privacy": "on", "key": str(uuid.uuid4())}
    return {**facts, "sessions": [session.code]}


def _send(client, address, form):
    client.cookies.clear()
    response = client.post(address, form)
    assert response.status_code == 302 or "errorlist" not in response.text, (address, response.text)


def _measure(what, send):
    """Print the medians of both, and in how many pairs the known one took longer."""
    known, unknown = [], []
    for number in range(PAIRS + WARM_UP):
        Count.objects.all().delete()
        turn = [(known, f"known{number}"), (unknown, f"unknown{number}")]
        for seconds, who in turn if number % 2 else reversed(turn):
            began = time.perf_counter()
            send(who)
            seconds.append(time.perf_counter() - began)
    known, unknown = known[WARM_UP:], unknown[WARM_UP:]
    slower = sum(one > other for one, other in zip(known, unknown, strict=True)) / PAIRS
    right = max(slower, 1 - slower)
    print(
        f"    {what}: known {median(known) * 1000:.1f} ms, unknown {median(unknown) * 1000:.1f} ms; "
        f"told apart in {right:.0%} of {PAIRS} pairs",
        flush=True,
    )
