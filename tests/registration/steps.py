"""What people do, in one line each, and what it comes to."""

import datetime
import uuid

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from registration import actions
from registration.emails import personal_link
from registration.models import Registration
from tests.factories import ConferenceFactory
from womconf.mail.models import Message

HOLD = datetime.timedelta(minutes=settings.PLACE_HOLD_MINUTES)


def page(session):
    return reverse("registration:register", args=[session.conference.slug])


def filled(*sessions, **changes):
    form = {
        "name": "Erika Muster",
        "email": "erika@example.org",
        "sessions": [session.code for session in sessions],
        "privacy": "on",
        "key": str(uuid.uuid4()),
    }
    return {**form, **changes}


def register(*sessions, pools=(), email="erika@example.org", **changes):
    facts = {
        "name": "Erika Muster",
        "email": email,
        "pools": [*(session.pool for session in sessions), *pools],
        "key": uuid.uuid4(),
        "language": "de",
        "privacy_version": "0" * 64,
    }
    first = next(iter([*sessions, *(pool.session for pool in pools)]), None)
    return actions.register(first.conference if first else ConferenceFactory(), **{**facts, **changes})


def register_and_confirm(*sessions, **changes):
    attendee = register(*sessions, **changes).attendee
    actions.confirm(attendee)
    return attendee


def open_own_page(client, attendee):
    client.get(personal_link(attendee).url.removeprefix(settings.BASE_URL))


def statuses(session):
    """Return [(who, status)] in the order of the forms; who came back on an old place stands after the old row."""
    rows = Registration.objects.filter(session=session).order_by("position", "pk")
    return [(row.attendee.email.split("@")[0], row.status) for row in rows]


def mails():
    return [(mail.kind, mail.to) for mail in Message.objects.order_by("pk")]


def after(period):
    """Let time pass for what is held: there is no waiting in tests."""
    Registration.objects.filter(held_until__isnull=False).update(held_until=timezone.now() + HOLD - period)
