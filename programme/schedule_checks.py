"""What an organiser should know about a timetable although nothing forbids it. Sessions in, warnings out; no writes."""

from collections import defaultdict
from dataclasses import dataclass
from itertools import combinations, product
from typing import NamedTuple

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from programme.languages import language_name
from programme.models import Session, Slot
from womconf.quotes import in_quotes


@dataclass(frozen=True)
class ScheduleWarning:
    """`code` names the kind; `sentence` is for the organiser; `sessions` are those it is about."""

    code: str
    sentence: str
    sessions: tuple


def check(sessions):
    """Return the warnings about sessions fetched with SessionQuerySet.with_programme; cancelled ones have none."""
    live = [session for session in sessions if not session.is_cancelled]
    return [
        *_without_slot(live),
        *outside_the_days(live),
        *_follow_up_too_early(live),
        *_more_places_than_the_room_has(live),
        *_speaker_in_two_places(live),
        *_nobody_left(live),
        *_interpreted_into_its_own_language(live),
    ]


def by_session(sessions):
    """Return {primary key: warnings} of the same."""
    found = defaultdict(list)
    for warning in check(sessions):
        for session in warning.sessions:
            found[session.pk].append(warning)
    return found


class Overlap(NamedTuple):
    """Two sessions that nobody can attend from start to end, and the first slots of theirs that are in the way."""

    one: Session
    slot: Slot
    other: Session
    other_slot: Slot


def overlaps(sessions, pool_ids=None):
    """Return the pairs of sessions that overlap, if only in part; cancelled ones are in nobody's way.

    `pool_ids`: those in which somebody has places; follow-ups that they did not take are in no way then.
    """
    return [(found.one, found.other) for found in overlaps_with_slots(sessions, pool_ids)]


def overlaps_with_slots(sessions, pool_ids=None):
    """Return the same as Overlaps."""
    taken = [
        (session, session.fetched("slots") if pool_ids is None else session.slots_of(pool_ids))
        for session in sessions
        if not session.is_cancelled
    ]
    found = (
        (one, in_the_way(slots, other_slots), other) for (one, slots), (other, other_slots) in combinations(taken, 2)
    )
    return [Overlap(one, slots[0], other, slots[1]) for one, slots, other in found if slots]


def in_the_way(slots, others):
    """Return the first two of the slots of two sessions that overlap, or None. Where one ends the other may start."""
    pairs = product(slots, others)
    return next((pair for pair in pairs if overlap(*pair)), None)


def overlap(one, other):
    return one.starts_at < other.taken_until and other.starts_at < one.taken_until


def _without_slot(sessions):
    for session in sessions:
        if session.main_slot is None:
            yield ScheduleWarning("no_slot", _("“%s” has no time yet.") % in_quotes(session.title), (session,))


def outside_the_days(sessions):
    """Yield a warning for each slot before the first or after the last day of its conference."""
    for session in sessions:
        conference = session.conference
        for slot in session.fetched("slots"):
            day = slot.starts_at.astimezone(conference.zone).date()
            if not conference.starts_on <= day <= conference.ends_on:
                sentence = _("“%(title)s” takes place on %(day)s, outside the days of the conference.")
                facts = {"title": in_quotes(session.title), "day": date_format(day, "SHORT_DATE_FORMAT")}
                yield ScheduleWarning("outside", sentence % facts, (session,))


def _follow_up_too_early(sessions):
    """A follow-up that begins before its session ends has usually been forgotten when the session was moved."""
    for session in sessions:
        main = session.main_slot
        for slot in session.fetched("slots"):
            if main is not None and slot.kind == slot.Kind.FOLLOW_UP and slot.starts_at < main.taken_until:
                sentence = _("The follow-up of “%(title)s” begins at %(time)s, before the session is over.")
                begins = date_format(slot.starts_at.astimezone(session.conference.zone), "SHORT_DATETIME_FORMAT")
                yield ScheduleWarning(
                    "follow_up_too_early", sentence % {"title": in_quotes(session.title), "time": begins}, (session,)
                )


def _more_places_than_the_room_has(sessions):
    for session in sessions:
        rooms = {slot.room for slot in session.fetched("slots") if slot.room and slot.room.capacity is not None}
        for room in sorted(rooms, key=lambda room: room.pk):
            if session.pool.capacity is None or session.pool.capacity > room.capacity:
                sentence = _("“%(title)s” has more places than its room %(room)s (%(places)s).")
                facts = {"title": in_quotes(session.title), "room": room, "places": room.capacity}
                yield ScheduleWarning("room_too_small", sentence % facts, (session,))


def _speaker_in_two_places(sessions):
    by_speaker = {}
    for session in sessions:
        for appearance in session.fetched("appearances"):
            by_speaker.setdefault(appearance.speaker, {})[session.pk] = session
    for speaker, theirs in by_speaker.items():
        for one, other in combinations(theirs.values(), 2):
            if overlaps([one, other]):
                sentence = _("%(speaker)s is in two sessions at the same time: “%(one)s” and “%(other)s”.")
                facts = {"speaker": speaker, "one": in_quotes(one.title), "other": in_quotes(other.title)}
                yield ScheduleWarning("double_booked", sentence % facts, (one, other))


def _nobody_left(sessions):
    """Every speaker who was asked has declined or was taken out, and no organisation holds the session."""
    for session in sessions:
        if session.host_id is None and not session.fetched("appearances") and session.is_requested:
            yield ScheduleWarning("nobody", _("Nobody is left to hold “%s”.") % in_quotes(session.title), (session,))


def _interpreted_into_its_own_language(sessions):
    """It may be meant: where some speak German and some English, it is interpreted into both."""
    for session in sessions:
        if session.language in session.interpreted_into:
            facts = {"title": in_quotes(session.title), "language": language_name(session.language)}
            sentence = _("“%(title)s” is interpreted into %(language)s, which is its own language, too.") % facts
            yield ScheduleWarning("own_language", sentence, (session,))
