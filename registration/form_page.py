"""The empty form, rendered once for everybody who opens it, until something changes that it shows.

Two things in it are for one reader only: the token against forged requests and the one-time key. They are put in last.
"""

import re
import secrets
import struct
import uuid
import zlib
from itertools import chain
from typing import NamedTuple

from django.http import HttpResponse
from django.middleware.csrf import get_token
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.cache import patch_vary_headers

from programme import schedule_checks, timetable
from programme.choice import as_query, carried
from registration import my_page
from registration.forms import RegistrationForm
from womconf.kept.answers import accepts_gzip
from womconf.kept.store import Made, store, value_of
from womconf.quotes import quoted

TOKEN, KEY = secrets.token_hex(32), secrets.token_hex(16)
GZIP_HEAD = bytes([0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 255])  # RFC 1952: compressed by deflate, no name, no time
GZIP_LEVEL, AS_DEFLATE, AS_GZIP = 6, -15, 31  # formats as zlib calls them
AS_IT_IS, LEAST_WINDOW, LEAST_MEMORY = 0, -9, 1


class EmptyForm:
    """The page with two gaps, for the token and the one-time key; threads share it.

    Both stand at its end. All before them is compressed once for everybody; what follows is put behind it as it is,
    which gzip allows. So neither is ever compressed, and the length of an answer tells nothing of them (BREACH).
    """

    def __init__(self, html):
        before, *self._rest = (piece.encode() for piece in re.split(f"{TOKEN}|{KEY}", html))  # no gaps: it is closed
        compressor = zlib.compressobj(GZIP_LEVEL, zlib.DEFLATED, AS_DEFLATE)
        self._before = GZIP_HEAD + compressor.compress(before) + compressor.flush(zlib.Z_SYNC_FLUSH)
        self._checksum, self._length = zlib.crc32(before), len(before)
        self.size = len(self._before)

    def answer(self, request, token, key):
        """Return it for one reader; whoever takes no gzip, hardly ever a browser, gets it unpacked."""
        rest = b""
        if self._rest:
            between, after = self._rest
            rest = b"".join([token.encode(), between, key.encode(), after])
        packed = b"".join([self._before, _uncompressed(rest), self._end(rest)])
        if accepts_gzip(request):
            response = HttpResponse(packed)
            response["Content-Encoding"] = "gzip"
        else:
            response = HttpResponse(zlib.decompress(packed, AS_GZIP))
        patch_vary_headers(response, ["Accept-Encoding"])
        return response

    def _end(self, rest):
        """Return what ends a gzip file: checksum and length of all that was packed."""
        return struct.pack("<LL", zlib.crc32(rest, self._checksum), (self._length + len(rest)) % 2**32)


def _uncompressed(content):
    """Return the last blocks of deflate's format, with some bytes as they are."""
    writer = zlib.compressobj(AS_IT_IS, zlib.DEFLATED, LEAST_WINDOW, LEAST_MEMORY)
    return writer.compress(content) + writer.flush()


class FormMoment(NamedTuple):
    """What begins at one time and is not chosen yet, and the titles of chosen sessions that overlap with it, quoted.

    `count`: how many of these sessions are not cancelled.
    """

    starts_at: object
    entries: list
    at_once: str
    count: int


class FormDay(NamedTuple):
    """A day of the programme as the form shows it: its FormMoments, and how many sessions they are, none cancelled."""

    date: object
    moments: list
    count: int


def empty_form(request, offer):
    """Return the answer with an empty form; sessions that the link names are chosen.

    Whoever opened their personal page of this conference in this browser need not type again who they are.
    """
    chosen = noted_in_address(request, offer, request.GET.getlist("session"))
    name = "form", offer.conference.pk, translation.get_language(), *chosen
    person = my_page.whose(request)
    if person and person.conference_id == offer.conference.pk and person.email_confirmed_at:
        form = value_of(_render(request, offer, chosen, person))
    elif request.reads_anew:
        form = value_of(_render(request, offer, chosen))
    else:
        form = store.get_or_make(name, lambda: _render(request, offer, chosen))
    return form.answer(request, get_token(request), str(uuid.uuid4()))


def noted_in_address(request, offer, codes):
    """Return those of the codes that are offered, in order, and have the address name them: languages repeat it."""
    chosen = sorted({session.code for session in offer.sessions}.intersection(codes)) if codes else []
    request.META["QUERY_STRING"] = as_query(chosen)
    return chosen


def _render(request, offer, chosen, person=None):
    now = timezone.now()
    initial = {"sessions": chosen, "key": KEY}
    if person:
        initial |= {name: getattr(person, name) for name in ("name", "email", "organisation", "language")}
    context = form_context(RegistrationForm(offer=offer, initial=initial), offer, now)
    context |= {"csrf_token": TOKEN, "known": person}
    if person:
        theirs = person.registrations.live().settled().values_list("session__code", "pool__code")
        context["theirs"] = set(chain.from_iterable(theirs))
    with timezone.override(offer.conference.zone):
        html = render_to_string("registration/register.html", context, request)
    html = carried(html, offer.conference.slug, chosen)
    form, published = EmptyForm(html), offer.published
    return Made(form, form.size, published.conference.pk, published.moment, published.next_change(now))


def form_context(form, offer, now):
    """Return what the page around a form shows."""
    conference, sessions = offer.conference, offer.sessions
    choosable = [session for session in sessions if _can_be_chosen(session, now)]
    codes = form.chosen_codes
    chosen = [session for session in sessions if session.code in codes]
    others = [session for session in sessions if session.code not in codes]
    taken = [session for session in choosable if session.code in codes]
    without_time = timetable.without_time(others)
    return {
        "conference": conference,
        "form": form,
        "sessions": sessions,
        "is_open": conference.registration_is_open(now),
        "has_choice": bool(choosable),
        "opens_at": _opens_at(conference, sessions, now),
        "chosen": [(session, session.main_slot) for session in timetable.in_order_of_time(chosen)],
        "days": list(_days(sessions, chosen, taken, conference.zone)),
        "overlaps": schedule_checks.overlaps_with_slots(taken, _pool_ids(form, taken)),
        "asks_for_code": any(session.access_code for session in sessions),
        "questions": form.questions_of(choosable),
        "without_time": without_time,
        "without_time_count": sum(not session.is_cancelled for session in without_time),
        "page": "register",
    }


def _pool_ids(form, taken):
    """Return the keys of the pools of chosen sessions, and of the follow-ups that are chosen with them."""
    codes = form.chosen_follow_ups
    return {pool.pk for session in taken for pool in session.pools.all() if not pool.slot_id or pool.code in codes}


def _days(sessions, chosen, taken, zone):
    """Yield the FormDays on which something begins that is not chosen yet; `taken` is what is chosen and can be had."""
    codes = {session.code for session in chosen}
    times = [(session, session.slots_of_all) for session in taken]
    for day in timetable.days(sessions, [], zone):
        moments = []
        for moment in day.moments:
            others = [entry for entry in moment.entries if entry.is_first and entry.session.code not in codes]
            slots = [entry.slot for entry in others if not entry.session.is_cancelled]
            at_once = [quoted(session.title) for session, its in times if schedule_checks.in_the_way(slots, its)]
            if others:
                moments.append(FormMoment(moment.starts_at, others, ", ".join(at_once), len(slots)))
        if moments:
            yield FormDay(day.date, moments, sum(moment.count for moment in moments))


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
