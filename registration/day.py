"""One day of a conference as its organisers look at it on the day itself: what, where, who, how many are there."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.db.models import Count, Q
from django.db.models.functions import TruncDate

from programme.models import AccessLink, Session, Slot
from registration.models import Registration


@dataclass
class Row:
    """One slot of the day. `link` is the AccessLink for those who come online; None where there is none.

    `registered`, `present` and `waiting` are of the session, of a follow-up with places of its own, its own.
    """

    slot: Slot
    session: Session
    is_own: bool  # its places are those of the slot, not of the session
    is_online: bool
    link: AccessLink | None
    registered: int = 0
    present: int = 0
    waiting: int = 0
    places: int | None = None

    @property
    def key(self):
        """What the list to sign is called (paper.signing.Signing.key)."""
        return f"{self.session.code}-{self.slot.pk}" if self.is_own else self.session.code

    @property
    def people(self):
        return self.session.fetched("appearances")

    def is_now(self, now):
        return self.slot.starts_at <= now < self.slot.taken_until

    def is_over(self, now):
        return self.slot.taken_until <= now


def days(conference):
    """Return the days on which something takes place, in order, on the clock of the conference."""
    slots = Slot.objects.filter(session__in=conference.sessions.announced()).order_by()
    day = TruncDate("starts_at", tzinfo=conference.zone)
    return sorted(slots.annotate(day=day).values_list("day", flat=True).distinct())


def of_today(conference, found, today):
    """Return today, if something takes place, else the next of the days found, else the last; None: there is none."""
    return next((day for day in found if day >= today), found[-1] if found else None)


def rows(conference, day):
    """Return the Rows of a day in the order of time, in a number of statements that does not grow with them."""
    begins = datetime.combine(day, time(), conference.zone)
    ends = datetime.combine(day + timedelta(days=1), time(), conference.zone)
    that_day = Slot.objects.filter(starts_at__gte=begins, starts_at__lt=ends)
    sessions = conference.sessions.announced().filter(slots__in=that_day).distinct().with_programme()
    found = [
        _row(session, slot)
        for session in sessions.prefetch_related("access_link", "slots__room__access_link")
        for slot in session.fetched("slots")
        if begins <= slot.starts_at < ends
    ]
    _count(found)
    return sorted(found, key=lambda row: (row.slot.starts_at, str(row.slot.room or ""), row.slot.pk))


def _row(session, slot):
    own = [pool for pool in session.fetched("pools") if pool.slot_id == slot.pk]
    pools = own or [pool for pool in session.fetched("pools") if pool.slot_id is None]
    is_online = slot in session.online_slots
    limits = [pool.capacity for pool in pools]
    places = None if None in limits else sum(limits)
    return Row(slot, session, bool(own), is_online, _link(session, slot) if is_online else None, places=places)


def _link(session, slot):
    """The same as AccessLink.objects.that_counts_for(slot), of rows that are there already."""
    of_room = getattr(slot.room, "access_link", None) if slot.room else None
    return getattr(session, "access_link", None) or of_room


def _count(found):
    theirs = Registration.objects.filter(session__in={row.session for row in found}).settled().order_by()
    counted = theirs.values_list("session", "slot").annotate(
        registered=Count("pk", filter=Q(status=Registration.Status.CONFIRMED)),
        present=Count("pk", filter=Q(attended_at__isnull=False)),
        waiting=Count("pk", filter=Q(status=Registration.Status.WAITING)),
    )
    counts = {(session, slot): numbers for session, slot, *numbers in counted}
    for row in found:
        numbers = counts.get((row.session.pk, row.slot.pk if row.is_own else None), (0, 0, 0))
        row.registered, row.present, row.waiting = numbers
