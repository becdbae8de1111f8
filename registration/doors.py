"""The doors at which a helper stands on one day, and who may come in there. Rows in, values out; it writes nothing."""

import re
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta

from django.db.models import Q
from django.db.models.functions import Coalesce
from django.utils import timezone

from programme.models import Pool, Session, Slot
from registration.models import Attendee, HelperLink, Registration
from womconf.addresses import in_search

BEFORE = timedelta(hours=1)  # people come early
GRACE = timedelta(hours=12)  # after the day, for marks of phones that had no network
CODE = re.compile(r"[A-Z2-7]{16}")


@dataclass
class Door:
    """Where people come in: a session, or one of its follow-ups that has places of its own (`pool`)."""

    session: Session
    pool: Pool | None = None
    slots: list = field(default_factory=list)

    @property
    def code(self):
        return self.pool.code if self.pool else self.session.code

    @property
    def title(self):
        return self.pool.title if self.pool else str(self.session.title)

    @property
    def starts_at(self):
        return self.slots[0].starts_at if self.slots else None

    @property
    def takes_walk_ins(self):
        """Nobody is in a follow-up who is not in its session; so its door takes none."""
        return self.pool is None

    def is_current(self, now):
        """Whether people come in now, or are inside."""
        return any(slot.starts_at - BEFORE <= now < (slot.ends_at or slot.starts_at + BEFORE) for slot in self.slots)

    @property
    def registrations(self):
        """The registrations of which one counts here, whatever has become of them."""
        return Registration.objects.filter(session=self.session, slot=self.pool and self.pool.slot_id)

    def entries(self, search=""):
        """Return who is on the list, by name: those with a place, and those who wait and confirmed that they want one.

        `search` narrows it to names, organisations and codes that have all its words.
        """
        live = self.registrations.settled().filter(status__in=["confirmed", "waiting"])
        for word in in_search(search).split():
            said = Q(attendee__folded_name__says=word) | Q(attendee__folded_organisation__says=word)
            live = live.filter(said | Q(attendee__checkin_code=word.upper()))
        return live.select_related("attendee", "pool").order_by("attendee__folded_name", "attendee__name", "pk")

    def counts(self):
        """Return (how many are here, how many have a place)."""
        confirmed = self.registrations.confirmed()
        return confirmed.filter(attended_at__isnull=False).count(), confirmed.count()

    def registration_of(self, attendee):
        """Return the newest registration of somebody for this door, or None."""
        return self.registrations.filter(attendee=attendee).order_by("-pk").first()


def doors_of(link, now=None):
    """Return the Doors of a helper's link: of its day, those first where people come in now.

    On a day without sessions they are all that there are, so that helpers can try it before.
    """
    now = now or timezone.now()
    sessions = link.conference.sessions.announced().exclude(status=Session.Status.CANCELLED)
    if link.session_id:
        sessions = sessions.filter(pk=link.session_id)
    slots = Slot.objects.filter(session__in=sessions).select_related("session__conference", "room")
    start, end = day_of(link)
    today = slots.annotate(end=Coalesce("ends_at", "starts_at")).filter(starts_at__lt=end, end__gte=start)
    chosen = list(today.order_by("starts_at", "pk")) or list(slots.order_by("starts_at", "pk"))
    doors = {}
    for slot in chosen:
        if slot.kind == Slot.Kind.MAIN:
            doors.setdefault(slot.session_id, Door(slot.session)).slots.append(slot)
    if link.session_id and not doors:
        doors = {session.pk: Door(session) for session in sessions.select_related("conference")}
    found = [*doors.values(), *_follow_ups({slot.pk: slot for slot in chosen})]
    return sorted(found, key=lambda door: (not door.is_current(now), door.starts_at or end, door.title))


def _follow_ups(slots):
    pools = Pool.objects.filter(slot__in=slots).select_related("session__conference", "slot")
    return [Door(pool.session, pool, [slots[pool.slot_id]]) for pool in pools]


def day_of(link):
    """Return when the day of a link begins and ends, as clocks go at the conference."""
    zone = link.conference.zone
    return tuple(datetime.combine(day, time(), zone) for day in (link.day, link.day + timedelta(days=1)))


def takes_marks(link, now=None):
    """Whether marks may still come in by this link: on its day, and for a while after it."""
    now = now or timezone.now()
    if link.state(now) == HelperLink.State.OVER:
        return now < day_of(link)[1] + GRACE
    return link.state(now) == HelperLink.State.OPEN


def moment(link, *, at, sent_at, now):
    """Return when somebody was seen: a phone says `at` by its own clock, which showed `sent_at` at the moment `now`.

    Only its difference counts, so that a clock may be wrong by a day. What would not lie on the day of the link, or
    ahead, is as of now.
    """
    if at is None or sent_at is None:
        return now
    start, end = day_of(link)
    try:
        seen_at = now - (sent_at - at)
    except OverflowError:
        return now
    return seen_at if start <= seen_at < end and seen_at <= now else now


def code_in(text):
    """Return the code in what was scanned or typed: the code itself, or the address that holds it; None elsewhere."""
    last = text.strip().rstrip("/").rpartition("/")[2].upper()
    return last if CODE.fullmatch(last) else None


def attendee_with(code, conference):
    """Return whose code it is in a conference, or None."""
    return Attendee.objects.filter(checkin_code=code, conference=conference).select_related("conference").first()
