"""What the page after the form says of the form that was just sent from this browser.

It comes from the browser that sent it, in a signed cookie of a few minutes: an address in the page's own address would
stand in logs and histories. Nothing is looked up by it, so the page cannot tell whether anybody is known.
"""

import datetime
from typing import NamedTuple

from django.conf import settings
from django.core import signing
from django.urls import reverse

from womconf.slips import likely_meant

COOKIE = "__Secure-sent-form" if settings.IS_HTTPS else "sent-form"
SECONDS = 600
LONGEST = 3800  # what browsers keep of one cookie is 4096 bytes with its name


class Person(NamedTuple):
    """Whom the form names: their address as typed, the probable one if that looks wrong, and their places.

    `places` are {id of a pool: until when one is kept there; None: on the waiting list}. They are None for a form that
    was sent a second time: what became of the first one is not looked up.
    """

    address: str
    meant: str | None
    places: dict | None


class State(NamedTuple):
    """What has become of a form for some people: [(title, slots)] in the order of time.

    `first_come` is where they wait, and it begins too soon for anybody to move up.
    """

    addresses: list
    held: list
    held_until: datetime.datetime | None
    waiting: list
    first_come: list


def remember(response, conference, people):
    """Have the browser bring back what was sent, to the page after the form only; `people` are (address, Submission).

    Not to the form: with another cookie the browser would not show on Back what was typed there (womconf.privacy).
    """
    told = [(address, _as_seconds(submission.given_places)) for address, submission in people]
    value = signing.dumps(told, salt=COOKIE, compress=True)
    if len(value) > LONGEST:
        value = signing.dumps([(address, None) for address, _places in told], salt=COOKIE)
    response.set_cookie(
        COOKIE,
        value,
        max_age=SECONDS,
        path=reverse("registration:register-done", args=[conference]),
        secure=settings.IS_HTTPS,
        httponly=True,
        samesite="Lax",
    )


def recall(request):
    """Return the Persons of the form that was sent a moment ago, or none."""
    try:
        told = signing.loads(request.COOKIES.get(COOKIE, ""), salt=COOKIE, max_age=SECONDS)
    except signing.BadSignature:
        return []
    return [Person(address, likely_meant(address), _as_moments(places)) for address, places in told]


def states(people, sessions):
    """Return the States of the people, one for all who have the same; empty where it is not known."""
    found = {}
    for person in people:
        if person.places is None:
            return []
        state = found.setdefault(
            tuple(sorted((pk, until is None) for pk, until in person.places.items())),
            State([], [], max(filter(None, person.places.values()), default=None), [], []),
        )
        if not state.addresses:
            _sort_into(state, person.places, sessions)
        state.addresses.append(person.address)
    return list(found.values())


def _sort_into(state, places, sessions):
    for session in sessions:
        for pool in session.pools.all():
            if pool.pk in places:
                entry = pool.title, session.slots_of({pool.pk})
                waiting = state.first_come if session.waiting_list_is_over else state.waiting
                (waiting if places[pool.pk] is None else state.held).append(entry)


def _as_seconds(places):
    return places and [[pk, until and int(until.timestamp())] for pk, until in places.items()]


def _as_moments(places):
    if places is None:
        return None
    return {pk: until and datetime.datetime.fromtimestamp(until, datetime.UTC) for pk, until in places}
