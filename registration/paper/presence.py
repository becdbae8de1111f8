"""For what somebody was present, as a paper certifies it: sessions that are over, and the time that they took."""

from typing import NamedTuple

from django.db.models import Prefetch
from django.utils import timezone
from django.utils.translation import ngettext

from programme.models import Session, Slot
from programme.periods import taken_until
from registration.models import Registration


class Presence(NamedTuple):
    """`attended` are registrations in the order of time; `minutes` is how long that was in all.

    `not_over` are those in which somebody is present, and which can be certified once they are over.
    """

    attended: list
    minutes: int
    not_over: list

    @property
    def in_sessions(self):
        return ngettext("%d session", "%d sessions", len(self.attended)) % len(self.attended)


def present(conference):
    """Return the people who were present in anything, by name, with what `of` needs."""
    there = Registration.objects.filter(attended_at__isnull=False).select_related("session__conference", "pool__slot")
    slots = Prefetch("session__slots", Slot.objects.select_related("room").order_by("starts_at", "pk"))
    rows = there.prefetch_related("session__pools", slots)
    people = conference.attendees.filter(registrations__attended_at__isnull=False).distinct()
    people = people.select_related("conference").order_by("folded_name", "pk")
    return people.prefetch_related(Prefetch("registrations", rows, to_attr="attended"))


def certified(conference, now=None):
    """Return how many people were present in something that a paper can certify by now."""
    now = now or timezone.now()
    there = Registration.objects.filter(session__conference=conference, attended_at__isnull=False).order_by()
    there = there.exclude(session__status=Session.Status.CANCELLED)
    one_of_each = there.select_related("session__conference", "pool__slot").order_by("pool_id").distinct("pool_id")
    pools = [registration.pool_id for registration in one_of_each if _is_over(registration, now)]
    return there.filter(pool__in=pools).values("attendee").distinct().count()


def of(attendee, now=None):
    """Return the Presence of somebody, None where there is none to certify yet.

    Who left a session and came back is in it once; two at the same time take that time once. An open end is no end, so
    it adds no time.
    """
    now = now or timezone.now()
    if not hasattr(attendee, "attended"):
        attendee = present(attendee.conference).filter(pk=attendee.pk).first()
        if attendee is None:
            return None
    once = {(row.session_id, row.slot_id): row for row in attendee.attended if not row.session.is_cancelled}
    over = [row for row in once.values() if _is_over(row, now)]
    if not over:
        return None
    over.sort(key=lambda row: (row.attended_slots[0].starts_at, row.session_id))
    slots = [slot for row in over for slot in row.attended_slots]
    return Presence(over, _minutes(slots), [row for row in once.values() if row not in over])


def bears_out(certificate):
    """Whether its person is noted as present in as much as a Certificate says: a mark may have been taken back."""
    found = of(certificate.attendee)
    return found is not None and len(found.attended) >= certificate.sessions and found.minutes >= certificate.minutes


def _is_over(registration, now):
    slots = registration.attended_slots
    return bool(slots) and all(taken_until(slot.starts_at, slot.ends_at) <= now for slot in slots)


def _minutes(slots):
    """Return how long some slots take in all; what overlaps counts once."""
    total, until = 0, None
    for start, end in sorted((slot.starts_at, slot.ends_at) for slot in slots if slot.ends_at):
        begins = start if until is None else max(start, until)
        if end > begins:
            total += int((end - begins).total_seconds())
            until = end
    return total // 60


def in_words(minutes):
    """Return a time as people say it: 4 hours 30 minutes."""
    hours, rest = divmod(minutes, 60)
    words = [ngettext("%d hour", "%d hours", hours) % hours] if hours else []
    if rest or not hours:
        words.append(ngettext("%d minute", "%d minutes", rest) % rest)
    return " ".join(words)


def initials(name):
    """Return as much of a name as a page may say that anybody can open: “A. Ö.”."""
    words = name.split()
    ends = dict.fromkeys([*words[:1], *words[-1:]])
    letters = [next((letter for letter in word if letter.isalpha()), "") for word in ends]
    return " ".join(f"{letter.upper()}." for letter in letters if letter) or "–"
