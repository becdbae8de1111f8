"""Who is to be reminded of what, and when (docs/decisions/0024).

A slot has a moment for each Occasion, which follows from its start and from two fields of the conference. From that
moment until the slot begins, whoever takes part in it is to be reminded, unless they were told of it since then, by
whatever mail, or there is a reminder that names this slot with this start.
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from types import MappingProxyType

from django.db import connection
from django.utils import timezone

from programme.models import Session, Slot
from programme.telling.audiences import AUDIENCES

# Longer than from the evening before to the end of the next day, in any zone, on whatever night.
AHEAD = timedelta(hours=49)
SETTLES = timedelta(minutes=5)  # whoever has moved something may move it once more, so nobody hears of it before
NUMBER = 1000  # of people that one round writes to: about as many as leave in a minute


class Occasion(StrEnum):
    """What a reminder is about; the most urgent one first."""

    SOON = "soon"  # an online session, some minutes before it begins
    EVENING = "evening"  # all sessions of the next day

    def moment(self, slot):
        """Return when to remind people of a slot; None: never."""
        conference = slot.conference
        if self == Occasion.SOON:
            minutes = conference.reminder_minutes
            return slot.starts_at - timedelta(minutes=minutes) if minutes else None
        if conference.reminder_time is None:
            return None
        day = slot.starts_at.astimezone(conference.zone).date() - timedelta(days=1)
        return datetime.combine(day, conference.reminder_time, conference.zone)

    @property
    def is_of_online_slots(self):
        return self == Occasion.SOON


@dataclass(frozen=True)
class Moment:
    """When to remind those who take part in a slot of a session, by their places in one pool; `pool` None: speakers."""

    at: datetime
    slot: Slot
    pool: int | None


# {people}: SQL with the person and the Moment of each who takes part (Audience.reminded). A mail that waits to be
# written says what is true by then: whom it is for is looked at again in the next round.
GIVEN = """
    WITH given AS (
        SELECT * FROM unnest(%(slots)s::bigint[], %(sessions)s::bigint[], %(pools)s::bigint[], %(uids)s::text[],
            %(starts)s::timestamptz[], %(moments)s::timestamptz[])
            AS given (slot_id, session_id, pool_id, uid, starts_at, moment)
    ), reminded AS ({people})
    {select}
"""
COUNT = "SELECT count(DISTINCT person_id) FROM reminded"
DUE = """
    SELECT person_id, array_agg(DISTINCT slot_id) FROM reminded
    WHERE (%(person)s::bigint IS NULL OR person_id = %(person)s)
      AND NOT EXISTS (SELECT FROM {told} known LEFT JOIN mail_message m ON m.id = known.message_id
            WHERE (known.{person}, known.uid) = (person_id, reminded.uid)
              AND known.part IN ('attending', 'speaking') AND known.starts_at = reminded.starts_at
              AND known.told_at >= reminded.moment AND (%(kinds)s::text[] IS NULL OR m.kind = ANY (%(kinds)s))
              -- By this very mail, which is to be written anew.
              AND (%(person)s::bigint IS NULL OR m.kind IS DISTINCT FROM %(kind)s OR m.status = 'sent'))
      AND (%(person)s::bigint IS NOT NULL OR NOT EXISTS (SELECT FROM mail_message m WHERE m.{person} = person_id
            AND (m.kind = %(kind)s
                 AND (m.facts -> 'starts' ->> reminded.slot_id::text)::timestamptz = reminded.starts_at
                 OR m.text = '' AND m.kind = ANY (%(telling)s) AND m.not_before <= %(now)s
                 AND m.status IN ('queued', 'sending', 'held')
                 -- They were told of it since, and an organiser tells its new time later, but before it begins.
                 OR m.text = '' AND m.kind = %(planned)s AND m.status IN ('queued', 'held')
                 AND m.not_before > %(now)s AND m.not_before < reminded.starts_at
                 AND EXISTS (SELECT FROM {told} known WHERE (known.{person}, known.uid) = (person_id, reminded.uid)
                     AND known.told_at >= reminded.moment AND known.starts_at <> reminded.starts_at))))
    GROUP BY person_id ORDER BY person_id LIMIT %(number)s
"""


def due(audience, occasion, *, now=None):
    """Return {key of a person: Slots, in the order of time} of those to be reminded now, of at most NUMBER people."""
    now = now or timezone.now()
    slots = [slot for slot in _due_slots(occasion, now) if not _is_fresh(slot, now)]
    return _due(audience, occasion, _moments(audience, occasion, slots), now=now)


def is_reminded_of(slot):
    """Whether people are reminded of a slot by now: from the evening before until it begins."""
    at = Occasion.EVENING.moment(slot)
    return slot.conference.is_public and at is not None and at <= timezone.now() < slot.starts_at


def still_due(audience, occasion, person, slots):
    """Return those Slots (given by their keys) of which a person (their key) is to be reminded by a mail noted for it.

    They were moved, cancelled or given back meanwhile, or another mail has told of them: these are left out.
    """
    now = timezone.now()
    moments = _moments(audience, occasion, _due_slots(occasion, now, pk__in=slots))
    return _due(audience, occasion, moments, now=now, person=person).get(person, [])


def next_moment(conference, *, now=None):
    """Return (when the next reminders leave, [(Audience, to how many)]), or (None, [])."""
    now = now or timezone.now()
    slots = _sessions_ahead(Slot.objects.filter(conference=conference, starts_at__gt=now))
    upcoming = defaultdict(lambda: defaultdict(list))
    for audience in AUDIENCES:
        for occasion in Occasion:
            for moment in _moments(audience, occasion, slots):
                if moment.at > now:
                    upcoming[moment.at][audience].append(moment)
    for at in sorted(upcoming):
        counts = [(audience, _count(audience, moments)) for audience, moments in upcoming[at].items()]
        if counts := [(audience, count) for audience, count in counts if count]:
            return at, counts
    return None, []


def _due_slots(occasion, now, **which):
    """Return the slots that have not begun and whose moment has come."""
    ahead = _sessions_ahead(Slot.objects.filter(starts_at__gt=now, starts_at__lt=now + AHEAD, **which))
    return [slot for slot in ahead if (at := occasion.moment(slot)) and at <= now]


def _is_fresh(slot, now):
    """Whether a slot was changed a moment ago, and begins late enough to wait with it."""
    return timedelta() <= now - slot.changed_at < SETTLES and slot.starts_at - now > 2 * SETTLES


def _sessions_ahead(slots):
    """Those of sessions to which people come."""
    public = slots.filter(
        session__status__in=[Session.Status.REQUESTED, Session.Status.CONFIRMED],
        session__conference__published_at__isnull=False,
    )
    return public.select_related("conference", "room", "session__conference").order_by("starts_at", "pk")


def _moments(audience, occasion, slots):
    """Return the Moments of these slots, whether they have come or not; the slots get their sessions with all rows."""
    sessions = Session.objects.filter(pk__in={slot.session_id for slot in slots}).select_related("conference")
    sessions = sessions.prefetch_related("pools", "slots__room", "files").in_bulk() if slots else {}
    found = []
    for slot in slots:
        if (at := occasion.moment(slot)) is not None and slot.session_id in sessions:
            slot.session = sessions[slot.session_id]
            pools = audience.pools_of(slot, slot.session, is_online=occasion.is_of_online_slots)
            found += [Moment(at, slot, pool) for pool in pools]
    return found


def _due(audience, occasion, moments, *, now, person=None):
    if not moments:
        return {}
    select = DUE.format(told=audience.told._meta.db_table, person=f"{audience.person}_id")
    facts = {
        "now": now,
        "person": person,
        "kind": audience.reminders[occasion],
        "kinds": list(audience.leading_in) if occasion.is_of_online_slots else None,
        "planned": None if occasion.is_of_online_slots else audience.kind,
        "telling": [*audience.kinds, *audience.reminders.values()],
        "number": NUMBER,
    }
    slots = {moment.slot.pk: moment.slot for moment in moments}
    found = _fetch(audience, select, moments, facts)
    return {pk: sorted((slots[key] for key in keys), key=lambda slot: (slot.starts_at, slot.pk)) for pk, keys in found}


def _count(audience, moments):
    [[count]] = _fetch(audience, COUNT, moments)
    return count


def _fetch(audience, select, moments, facts=MappingProxyType({})):
    given = {
        "slots": [moment.slot.pk for moment in moments],
        "sessions": [moment.slot.session_id for moment in moments],
        "pools": [moment.pool for moment in moments],
        "uids": [moment.slot.uid for moment in moments],
        "starts": [moment.slot.starts_at for moment in moments],
        "moments": [moment.at for moment in moments],
    }
    with connection.cursor() as cursor:
        cursor.execute(GIVEN.format(people=audience.reminded, select=select), {**given, **facts})
        return cursor.fetchall()
