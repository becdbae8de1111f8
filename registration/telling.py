"""Which of the people who registered do not know what is true now (docs/decisions/0022)."""

from collections import defaultdict
from dataclasses import dataclass

from django.db import connection
from django.utils import timezone, translation

from programme.models import Facts, Part, Slot
from registration.models import Attendee, Registration, ToldToAttendee
from womconf.mail.models import Message

PART = {
    Registration.Status.CONFIRMED: Part.ATTENDING,
    Registration.Status.PENDING: Part.ATTENDING,
    Registration.Status.WAITING: Part.WAITING,
    Registration.Status.CANCELLED: Part.NONE,
    Registration.Status.EXPIRED: Part.NONE,
}
# Each slot that somebody of a conference attends or waits for, beside what they were told of it, where the two may
# differ. A follow-up with places of its own is for those who took one (Session.slots_of says the same).
MAY_DIFFER = """
    WITH is_true AS (
        SELECT r.attendee_id, slot.id AS slot_id, slot.uid, slot.revision,
            CASE r.status WHEN 'waiting' THEN 'waiting' ELSE 'attending' END AS part
        FROM registration_registration r
        JOIN programme_session s ON s.id = r.session_id
        JOIN programme_pool pool ON pool.id = r.pool_id
        JOIN programme_slot slot ON slot.session_id = s.id
        LEFT JOIN registration_submission form ON form.id = r.submission_id
        WHERE s.conference_id = %(conference)s AND r.status IN ('confirmed', 'waiting')
          AND (form.id IS NULL OR form.confirmed_at IS NOT NULL)
          AND (slot.id = pool.slot_id OR pool.slot_id IS NULL
               AND NOT EXISTS (SELECT FROM programme_pool own WHERE own.slot_id = slot.id))
    ), told AS (
        SELECT told.* FROM registration_toldtoattendee told JOIN registration_attendee a ON a.id = told.attendee_id
        WHERE a.conference_id = %(conference)s AND told.part <> 'none'
    )
    SELECT coalesce(is_true.attendee_id, told.attendee_id), is_true.slot_id, is_true.part, told.id
    FROM is_true FULL JOIN told ON (told.attendee_id, told.uid) = (is_true.attendee_id, is_true.uid)
    WHERE told.id IS NULL OR is_true.slot_id IS NULL
       OR (told.part, told.revision) IS DISTINCT FROM (is_true.part, is_true.revision)
    ORDER BY 1, is_true.slot_id, told.id
"""


@dataclass(frozen=True)
class Change:
    """What somebody does not know of one slot; `before`: what they were told (None: nothing), `now`: what is true."""

    attendee: Attendee
    session_id: int | None
    before: Facts | None
    now: Facts | None
    is_on_the_way: bool  # a mail will tell them as soon as it is written


def untold(conference):
    """Return the Changes of a conference that some attendee has not been told of, one person after the other.

    What is over is left out. Six statements, however many there are.
    """
    with connection.cursor() as cursor:
        cursor.execute(MAY_DIFFER, {"conference": conference.pk})
        rows = cursor.fetchall()
    people = Attendee.objects.select_related("conference").in_bulk({row[0] for row in rows})
    slots = Slot.objects.select_related("session", "room").in_bulk({row[1] for row in rows if row[1]})
    told = ToldToAttendee.objects.in_bulk({row[3] for row in rows if row[3]})
    on_the_way = _on_the_way(people)
    changes, now = [], timezone.now()
    for attendee_id, slot_id, part, told_id in rows:
        attendee, slot, known = people.get(attendee_id), slots.get(slot_id), told.get(told_id)
        if attendee is None or not (slot or known):
            continue  # deleted a moment ago
        with translation.override(attendee.language):
            true = Facts.of(slot, part) if slot else None
        before = known.facts if known else None
        session_id = slot.session_id if slot else known.session_id
        if true != before and not conference.is_rehearsal and _is_over(true, before, now):
            continue
        if true != before:
            is_on_the_way = not on_the_way[attendee_id].isdisjoint({session_id, ALL})
            changes.append(Change(attendee, session_id, before, true, is_on_the_way))
    return changes


ALL = "all of their sessions"
TELLS = ["registered", "moved-up", "cancelled", "session-cancelled", "session-changed", "everything"]


def _on_the_way(people):
    """Return {key of an attendee: keys of the sessions that a mail will tell them of, or ALL}."""
    found = defaultdict(set)
    waiting = Message.objects.filter(attendee__in=people, kind__in=TELLS, text="").not_under_way() | (
        Message.objects.filter(attendee__in=people, kind__in=TELLS, text="", status=Message.Status.SENDING)
    )
    messages = list(waiting.exclude(status=Message.Status.FAILED).values_list("attendee", "kind", "facts"))
    named = {pk for _attendee, _kind, facts in messages for pk in _registrations(facts)}
    sessions = dict(Registration.objects.filter(pk__in=named).values_list("pk", "session"))
    for attendee, kind, facts in messages:
        told = {sessions[pk] for pk in _registrations(facts) if pk in sessions}
        found[attendee] |= {ALL} if kind == "everything" else told
    return found


def _registrations(facts):
    return facts.get("registrations", [facts["registration"]] if "registration" in facts else [])


def _is_over(true, before, now):
    ends = [facts.ends_at or facts.starts_at for facts in (true, before) if facts]
    return max(ends) <= now


def remember(message, registrations):
    """Note what a mail says: of registrations (keys), and that what else was told of their sessions is gone."""
    parts, sessions = {}, set()
    for registration in Registration.objects.filter(pk__in=registrations).with_session():
        sessions.add(registration.session_id)
        for slot in registration.session.slots_of({registration.pool_id}):
            parts[slot] = PART[registration.status]
    now = timezone.now()
    rows = [ToldToAttendee(attendee_id=message.attendee_id, message=message, told_at=now) for _slot in parts]
    with translation.override(message.language):
        for row, (slot, part) in zip(rows, parts.items(), strict=True):
            row.take(slot, part)
    ToldToAttendee.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["attendee", "uid"], update_fields=WRITTEN
    )
    theirs = ToldToAttendee.objects.filter(attendee=message.attendee_id, session__in=sessions)
    gone = theirs.exclude(uid__in=[*_attended(message.attendee_id, sessions), *(slot.uid for slot in parts)])
    gone.exclude(part=Part.NONE).update(part=Part.NONE, message=message, told_at=now)


def _attended(attendee, sessions):
    """Yield the uid of each slot of some sessions that somebody attends or waits for."""
    theirs = Registration.objects.live().settled().filter(attendee=attendee, session__in=sessions)
    for registration in theirs.with_session():
        for slot in registration.session.slots_of({registration.pool_id}):
            yield slot.uid


WRITTEN = ["slot", "session", "revision", "part", "title", "starts_at", "ends_at", "room", "by", "message", "told_at"]
