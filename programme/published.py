"""What is public of a conference: rows, read once for all pages and exports, and kept until something changes."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from typing import NamedTuple

from django.conf import settings
from django.core.validators import slug_re
from django.http import Http404
from django.utils import timezone

from programme import groups, reading, timetable
from programme.models import Conference, Speaker
from programme.models.conference import RESERVED_SLUGS
from womconf.kept.answers import end_of_day, keep
from womconf.kept.listening import listener
from womconf.kept.store import Made, store, value_of

SESSION_BYTES = 12_000  # about: a session with its slots, people and places, and what pages make of it (`made`)


class Person(NamedTuple):
    """A speaker, and what they do in sessions that visitors see, in the order of time."""

    speaker: Speaker
    appearances: list


@dataclass(frozen=True)
class Published:
    """A public conference as it was at one moment. Threads share it: nobody changes it.

    `sessions` are those that visitors see, in the order of their keys, each with its slots and their rooms, pools,
    appearances, speakers, host, track and shown files fetched. `breaks` are slots of no session, in order.
    """

    conference: Conference
    sessions: list
    breaks: list
    moment: int | None  # of womconf.kept.listening, before they were read
    rows: dict  # of programme.reading, for whoever reads them again

    @cached_property
    def _by_code(self):
        return {session.code: session for session in self.sessions}

    def has_session(self, code):
        return code in self._by_code

    def session_or_404(self, code):
        if code not in self._by_code:
            raise Http404
        return self._by_code[code]

    def session(self, pk):
        """Return the session with a key; None where visitors see none."""
        return next((session for session in self.sessions if session.pk == pk), None)

    def further_dates(self, session):
        """Return when else the same takes place, in the order of time."""
        others = [other for other in self.in_order_of_time if other.dates_key == session.dates_key and other != session]
        return [other for other in others if not other.is_cancelled and not other.is_over]

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
            for appearance in session.fetched("appearances"):
                appearances[appearance.speaker].append(appearance)
        order = sorted(appearances, key=lambda speaker: (speaker.sort_key, speaker.name, speaker.pk))
        return [Person(speaker, appearances[speaker]) for speaker in order]

    @cached_property
    def meetings(self):
        """Return groups.Meetings of all sessions at all their times, by time, then room."""
        return groups.meetings(self.sessions)

    @cached_property
    def once_each(self):
        """Return one groups.Meeting of each session, those without a time at the end."""
        return groups.once_each(self.meetings, self.sessions)

    @cached_property
    def hosts(self):
        return groups.hosts(self.once_each, self.people)

    @cached_property
    def rooms(self):
        return groups.rooms(self.sessions, self.breaks)

    @cached_property
    def tracks(self):
        return groups.tracks(self.once_each)

    @cached_property
    def kinds_of_groups(self):
        return groups.kinds(self.sessions, self.breaks)

    def around(self, session):
        return groups.around(session, self.meetings, self.once_each)

    def next_change(self, now):
        """Return the next moment after `now` at which a page may change though no row does.

        Something begins, is over, opens or closes, a waiting list stops moving up, a day ends.
        """
        conference = self.conference
        moments = [conference.ends_at, conference.registration_opens_at, conference.registration_closes_at]
        stops_before = timedelta(hours=settings.WAITING_LIST_STOP_HOURS)
        for session in self.sessions:
            moments += [session.registration_opens_at, session.registration_closes_at]
            for slot in session.fetched("slots"):
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


def conference_named(slug):
    """Return the public conference with this slug, or None; at most one small statement, nothing is kept for it.

    For pages that only name it. Whatever somebody typed may come here.
    """
    if not slug_re.fullmatch(slug) or slug in RESERVED_SLUGS:
        return None
    kept = store.get(("published", slug))
    return kept.conference if kept else Conference.objects.public().filter(slug=slug).first()


def get_or_404(request, slug):
    published = current(request, slug)
    if published is None:
        raise Http404
    return published


def _read(slug):
    moment = listener.moment()
    conference = reading.versioned(Conference.objects.public().filter(slug=slug)).first()
    if conference is None:
        return None
    former = store.former(("published", slug))
    published = _published(conference, moment, former if former and _is_same(former.conference, conference) else None)
    return Made(published, SESSION_BYTES * (1 + len(published.sessions)), conference.pk, moment, until=None)


def _is_same(conference, other):
    return conference.pk == other.pk and conference.row_version == other.row_version


def read(conference):
    return _published(conference, moment=None)


def read_for_organisers(conference):
    """Read what visitors see of a conference, or will see once it is public: no drafts."""
    return _of_rows(conference, reading.read(conference, conference.sessions.announced()), moment=None)


def _published(conference, moment, former=None):
    if former is None:
        return _of_rows(conference, reading.read(conference, conference.sessions.public()), moment)
    conference = former.conference  # the rows that are taken over lead to this one
    return _of_rows(conference, reading.read(conference, conference.sessions.public(), former.rows), moment)


def _of_rows(conference, rows, moment):
    sessions = [session for _pk, session in sorted(rows["sessions"].items())]
    breaks = [slot for slot in rows["slots"].values() if slot.session_id is None]
    return Published(conference, sessions, sorted(breaks, key=lambda slot: (slot.starts_at, slot.pk)), moment, rows)
