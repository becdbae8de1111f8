"""The empty form, rendered once for everybody who opens it, until something changes that it shows.

Two things in it are for one reader only: the token against forged requests and the one-time key. They are put in last.
"""

import secrets
import threading
import uuid
from typing import NamedTuple

from django.http import HttpResponse
from django.middleware.csrf import get_token
from django.template.loader import render_to_string
from django.utils import timezone, translation

from programme import timetable
from programme.models import Session
from registration.forms import RegistrationForm

MAX_PAGES = 20  # of each offer: languages, and choices that links lead to
TOKEN, KEY = secrets.token_hex(32), secrets.token_hex(16)

_lock = threading.Lock()


class Page(NamedTuple):
    html: str
    valid_until: object  # when the next session is over, registration opens, and the like; None: never


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
    key = translation.get_language(), request.get_full_path()
    now = timezone.now()
    page = offer.pages.get(key)
    if page is None or (page.valid_until and page.valid_until <= now):
        page = _render(request, offer, now)
    with _lock:
        offer.pages[key] = page
        offer.pages.move_to_end(key)
        if len(offer.pages) > MAX_PAGES:
            offer.pages.popitem(last=False)
    return HttpResponse(page.html.replace(TOKEN, get_token(request)).replace(KEY, str(uuid.uuid4())))


def _render(request, offer, now):
    initial = {"sessions": request.GET.getlist("session"), "key": KEY}
    context = form_context(RegistrationForm(offer=offer, initial=initial), offer, now)
    with timezone.override(offer.conference.zone):
        html = render_to_string("registration/register.html", {**context, "csrf_token": TOKEN}, request)
    moments = _moments([*offer.sessions, offer.conference])
    return Page(html, min((moment for moment in moments if moment > now), default=None))


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


def _moments(things):
    """Yield the moments at which the page changes by itself."""
    for thing in things:
        yield from filter(None, [thing.registration_opens_at, thing.registration_closes_at])
        if isinstance(thing, Session):
            yield from (slot.ends_at or slot.starts_at for slot in thing.slots.all())
