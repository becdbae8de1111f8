"""What is public of a conference: rows, read once for all pages and exports, and kept until something changes."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from typing import NamedTuple

from django.conf import settings
from django.db.models import Prefetch
from django.http import Http404
from django.utils import timezone

from programme import timetable
from programme.models import Appearance, Conference, Slot, Speaker
from womconf.kept.answers import end_of_day, keep
from womconf.kept.listening import listener
from womconf.kept.store import Made, store, value_of

SESSION_BYTES = 10_000  # about: a session with its slots, people and places


class Person(NamedTuple):
    """A speaker, and what they do in sessions that visitors see, in the order of time."""

    speaker: Speaker
    appearances: list


@dataclass(frozen=True)
class Published:
    """A public conference as it was at one moment. Threads share it: nobody changes it.

    `sessions` are those that visitors see, in the order of their keys, each with its slots and their rooms, pools,
    appearances, speakers, host and track fetched. `breaks` are slots of no session, in order.
    """

    conference: Conference
    sessions: list
    breaks: list
    moment: int | None  # of womconf.kept.listening, before they were read

    @cached_property
    def _by_code(self):
        return {session.code: session for session in self.sessions}

    def session_or_404(self, code):
        if code not in self._by_code:
            raise Http404
        return self._by_code[code]

    def person_or_404(self, code):
        for person in self.people:
            if person.speaker.code == code:
                return person
        raise Http404

    @cached_property
    def in_order_of_time(self):
        """Return the sessions as somebody attends them, those without a time at the end."""
        return timetable.in_order_of_time(self.sessions)

    @cached_property
    def people(self):
        """Return the Person of each speaker whom visitors see, by family name, Ä beside A."""
        appearances = defaultdict(list)
        for session in self.in_order_of_time:
            for appearance in session.appearances.all():
                appearances[appearance.speaker].append(appearance)
        order = sorted(appearances, key=lambda speaker: (speaker.sort_key, speaker.name, speaker.pk))
        return [Person(speaker, appearances[speaker]) for speaker in order]

    def next_change(self, now):
        """Return the next moment after `now` at which a page may change though no row does.

        Something begins, is over, opens or closes, a waiting list stops moving up, a day ends.
        """
        conference = self.conference
        moments = [conference.registration_opens_at, conference.registration_closes_at]
        stops_before = timedelta(hours=settings.WAITING_LIST_STOP_HOURS)
        for session in self.sessions:
            moments += [session.registration_opens_at, session.registration_closes_at]
            for slot in session.slots.all():
                moments += [slot.starts_at - stops_before, slot.starts_at, slot.ends_at]
        moments += [moment for slot in self.breaks for moment in (slot.starts_at, slot.ends_at)]
        moments += [end_of_day(now, zone) for zone in (conference.zone, timezone.get_default_timezone())]
        return min(moment for moment in moments if moment and moment > now)

    def keep(self, response, now, *, by_the_clock=True):
        """Mark and return an answer that shows nothing but this: kept until the clock or a change makes another of it.

        `by_the_clock`: whether anything in it changes with time alone.
        """
        return keep(response, conference=self.conference.pk, until=self.next_change(now) if by_the_clock else None)


def current(request, slug):
    """Return what is Published of the conference with this slug; None where there is no public one.

    Whoever may just have changed it reads it anew (`request.reads_anew`).
    """
    if getattr(request, "reads_anew", False):
        return value_of(_read(slug))
    return store.get_or_make(("published", slug), lambda: _read(slug))


def get_or_404(request, slug):
    published = current(request, slug)
    if published is None:
        raise Http404
    return published


def _read(slug):
    moment = listener.moment()
    conference = Conference.objects.public().filter(slug=slug).first()
    if conference is None:
        return None
    published = read(conference, moment)
    return Made(published, SESSION_BYTES * (1 + len(published.sessions)), conference.pk, moment, until=None)


def read(conference, moment=None):
    """Read what visitors may see of a conference, in a number of statements that does not grow with it.

    Rooms, people, hosts and tracks are one object each, however many sessions have them.
    """
    people = Speaker.objects.select_related("organisation", "picture").defer("picture__content")
    sessions = conference.sessions.public().prefetch_related(
        "track",
        "host",
        "pools",
        Prefetch("slots", Slot.objects.prefetch_related("room").order_by("starts_at", "pk")),
        Prefetch("appearances", Appearance.objects.shown().prefetch_related(Prefetch("speaker", people))),
    )
    sessions = list(sessions.order_by("pk"))
    for session in sessions:
        _link(session, conference)
    return Published(conference, sessions, list(conference.slots.breaks().select_related("room").in_order()), moment)


def _link(session, conference):
    """Give rows their neighbours that are there already, so that nobody asks the database for them."""
    slots = {slot.pk: slot for slot in session.slots.all()}
    for slot in slots.values():
        slot.conference = conference
    for pool in session.pools.all():
        pool.slot = slots.get(pool.slot_id)
    for appearance in session.appearances.all():
        appearance.speaker.conference = conference
