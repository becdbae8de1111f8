"""People who go into an online session, and what is noted of it."""

from datetime import timedelta

from django.utils import timezone

from programme import joining
from programme.joining import State, Way
from programme.models import Conference
from registration.actions.presence import note_online
from registration.actions.transitions import transition
from registration.models import Opening
from womconf.limits.actions import keyed_hash

MOST_DEVICES = 20  # of one person on one day that are counted
KEPT = timedelta(days=1)  # after the last day of a conference


def way_of_attendee(attendee, session, *, now=None):
    """Return the Way of somebody who registered, as their registrations and the clock are now."""
    theirs = attendee.registrations.filter(session=session)
    pool_ids = set(theirs.confirmed().values_list("pool", flat=True))
    if pool_ids:
        slots = session.online_slots_of(pool_ids)
        return joining.way_in(session, slots, minutes=session.conference.join_minutes, now=now)
    if session.is_cancelled:
        return Way(State.CANCELLED)
    if theirs.waiting().settled().exists():
        return Way(State.WAITING)
    return Way(State.UNCONFIRMED if theirs.unconfirmed().exists() else State.NO_PLACE)


@transition
def join(attendee, session, *, device, now=None):
    """Let somebody in who has a place at this moment, and note it; return their Way.

    `device` is what tells one network and browser from another; a keyed hash of it is stored. That somebody was present
    is noted once, where the conference says that opening counts as that.
    """
    now = now or timezone.now()
    having_place = attendee.registrations.confirmed().filter(session=session)
    locked = list(having_place.select_for_update(no_key=True, of=("self",)).order_by("pk"))
    way = way_of_attendee(attendee, session, now=now)
    if way.is_open:
        registration = next(row for row in locked if way.entrance.slot in session.slots_of({row.pool_id}))
        _note(registration, session.conference, device, now)
    return way


def _note(registration, conference, device, now):
    if conference.join_counts_as_presence:
        note_online(registration, now)
    day = timezone.localdate(now, conference.zone)
    if registration.openings.filter(day=day).count() < MOST_DEVICES:
        hashed = keyed_hash(f"join.{registration.pk}.{day}", device)
        Opening.objects.bulk_create([Opening(registration=registration, day=day, device=hashed)], ignore_conflicts=True)


def forget_openings(now=None):
    """Delete from which devices people opened online sessions, once the conference is over. Return how many rows."""
    count = 0
    for conference in Conference.objects.filter(attendees__registrations__openings__isnull=False).distinct():
        if conference.ends_on < timezone.localdate(now, conference.zone) - KEPT:
            count += Opening.objects.filter(registration__attendee__conference=conference).delete()[0]
    return count
