"""The empty form, rendered once for everybody who opens it, until something changes that it shows.

Two things in it are for one reader only: the token against forged requests and the one-time key. They are put in last.
"""

import re
import secrets
import uuid
from typing import NamedTuple
from urllib.parse import urlencode

from django.http import HttpResponse
from django.middleware.csrf import get_token
from django.template.loader import render_to_string
from django.utils import timezone, translation

from programme import timetable
from registration.forms import RegistrationForm
from womconf.kept.store import Made, store, value_of

TOKEN, KEY = secrets.token_hex(32), secrets.token_hex(16)


class FormMoment(NamedTuple):
    """What begins at one time and is not chosen yet, and which of the chosen sessions begin then, too."""

    starts_at: object
    entries: list
    chosen: list


class FormDay(NamedTuple):
    """A day of the programme as the form shows it: its FormMoments, and how many sessions they are in all."""

    date: object
    moments: list
    count: int


def empty_form(request, offer):
    """Return the answer with an empty form; sessions that the link names are chosen."""
    known = {session.code for session in offer.sessions}
    chosen = sorted(known.intersection(request.GET.getlist("session")))
    query = [("session", code) for code in chosen]
    request.META["QUERY_STRING"] = urlencode(query)  # links to other languages repeat it
    name = "form", offer.conference.pk, translation.get_language(), *chosen
    if request.reads_anew:
        pieces = value_of(_render(request, offer, chosen))
    else:
        pieces = store.get_or_make(name, lambda: _render(request, offer, chosen))
    secret = {TOKEN: get_token(request), KEY: str(uuid.uuid4())}
    return HttpResponse(b"".join(secret[piece].encode() if piece in secret else piece for piece in pieces))


def _render(request, offer, chosen):
    now = timezone.now()
    initial = {"sessions": chosen, "key": KEY}
    context = form_context(RegistrationForm(offer=offer, initial=initial), offer, now)
    with timezone.override(offer.conference.zone):
        html = render_to_string("registration/register.html", {**context, "csrf_token": TOKEN}, request)
    # As bytes, but for the places of the two secrets: a long page is not to be encoded for each reader.
    pieces = [piece if piece in {TOKEN, KEY} else piece.encode() for piece in re.split(f"({TOKEN}|{KEY})", html)]
    published = offer.published
    return Made(pieces, len(html), published.conference.pk, published.moment, published.next_change(now))


def form_context(form, offer, now):
    """Return what the page around a form shows."""
    conference, sessions = offer.conference, offer.sessions
    choosable = [session for session in sessions if _can_be_chosen(session, now)]
    chosen = [session for session in sessions if session.code in form.chosen_codes]
    others = [session for session in sessions if session not in chosen]
    return {
        "conference": conference,
        "form": form,
        "sessions": sessions,
        "is_open": conference.registration_is_open(now),
        "has_choice": bool(choosable),
        "opens_at": _opens_at(conference, sessions, now),
        "chosen": [(session, session.main_slot) for session in timetable.in_order_of_time(chosen)],
        "days": list(_days(sessions, chosen, conference.zone)),
        "asks_for_code": any(session.access_code for session in sessions),
        "questions": form.questions_of(choosable),
        "without_time": timetable.without_time(others),
        "page": "register",
    }


def _days(sessions, chosen, zone):
    """Yield the FormDays on which something begins that is not chosen yet."""
    for day in timetable.days(sessions, [], zone):
        moments = []
        for moment in day.moments:
            first = [entry for entry in moment.entries if entry.is_first]
            beside = [entry.session for entry in first if entry.session in chosen]
            if others := [entry for entry in first if entry.session not in chosen]:
                moments.append(FormMoment(moment.starts_at, others, beside))
        if moments:
            yield FormDay(day.date, moments, sum(len(moment.entries) for moment in moments))


def _can_be_chosen(session, now):
    return session.takes_registrations(now)


def _opens_at(conference, sessions, now):
    """Return when registration opens, for the conference or for the first of its sessions; None: it does not."""
    still_on = (session for session in sessions if not session.is_cancelled)
    moments = [thing.registration_opens_at for thing in [conference, *still_on]]
    ahead = [moment for moment in moments if moment and moment > now]
    is_over = conference.registration_closes_at and conference.registration_closes_at <= now
    if is_over or not ahead:
        return None
    return max(min(ahead), conference.registration_opens_at or now)
