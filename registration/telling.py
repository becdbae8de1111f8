"""What people who registered were told, and what is true of them (docs/decisions/0022)."""

from collections import defaultdict
from types import MappingProxyType

from django.db.models import Case, When
from django.utils import translation
from django.utils.translation import ngettext

from programme.models import Part
from programme.telling import Audience, Occasion, Said
from registration.models import Registration, ToldToAttendee

PART = {
    Registration.Status.CONFIRMED: Part.ATTENDING,
    Registration.Status.PENDING: Part.ATTENDING,
    Registration.Status.WAITING: Part.WAITING,
}
# Whoever has come knows of the part of the session that is on or comes next, and need not be told of it.
# Each slot that somebody of a conference attends or waits for, beside what they were told of it, where the two may
# differ. A `place` is a pool and a slot to which it leads: a follow-up with places of its own is for those who took one
# (Session.slots_of says the same). What was told belongs to the conference of its session, and where that is deleted,
# to the conference of the person. Each of a hundred thousand registrations is looked at once: what is few (places,
# unconfirmed forms, lost mails) is found first.
MAY_DIFFER = """
    WITH place AS MATERIALIZED (
        SELECT pool.id AS pool_id, slot.id AS slot_id, slot.session_id, slot.uid, slot.revision, slot.starts_at
        FROM programme_session s JOIN programme_pool pool ON pool.session_id = s.id
        JOIN programme_slot slot ON slot.session_id = s.id
        WHERE s.conference_id = %(conference)s AND (%(sessions)s::bigint[] IS NULL OR s.id = ANY(%(sessions)s))
          AND (%(person)s::bigint IS NULL
               OR s.id IN (SELECT session_id FROM registration_registration WHERE attendee_id = %(person)s))
          AND (slot.id = pool.slot_id OR pool.slot_id IS NULL
               AND NOT EXISTS (SELECT FROM programme_pool own WHERE own.slot_id = slot.id))
    ), is_true AS (
        SELECT r.attendee_id, place.slot_id, place.uid, place.revision,
            CASE r.status WHEN 'waiting' THEN 'waiting' ELSE 'attending' END AS part,
            CASE WHEN r.attended_at IS NULL THEN false
                ELSE place.starts_at < r.attended_at + interval '12 hours' AND NOT EXISTS (
                    SELECT FROM programme_slot part
                    WHERE part.session_id = place.session_id AND part.starts_at < place.starts_at
                      AND coalesce(part.ends_at, part.starts_at) > r.attended_at) END AS is_there
        FROM registration_registration r JOIN place ON place.pool_id = r.pool_id
        WHERE r.status IN ('confirmed', 'waiting') AND (%(person)s::bigint IS NULL OR r.attendee_id = %(person)s)
          AND (r.submission_id IS NULL
               OR r.submission_id NOT IN (SELECT id FROM registration_submission WHERE confirmed_at IS NULL))
    ), lost AS MATERIALIZED (
        SELECT id FROM mail_message WHERE status IN ('failed', 'cancelled') OR bounced_at IS NOT NULL
    ), told AS (
        SELECT told.id, told.attendee_id, told.uid, told.part, told.revision,
            told.message_id IS NOT NULL AND told.message_id IN (SELECT id FROM lost) AS is_lost
        FROM registration_toldtoattendee told
        WHERE (%(person)s::bigint IS NULL OR told.attendee_id = %(person)s)
          AND (%(sessions)s::bigint[] IS NULL OR told.session_id = ANY(%(sessions)s))
          AND (told.session_id IN (SELECT id FROM programme_session WHERE conference_id = %(conference)s)
               OR told.session_id IS NULL
               AND (SELECT conference_id FROM registration_attendee WHERE id = told.attendee_id) = %(conference)s)
          AND (told.part <> 'none' OR told.message_id IN (SELECT id FROM lost))
    )
    SELECT coalesce(is_true.attendee_id, told.attendee_id), is_true.slot_id, is_true.part, told.id,
        coalesce(told.is_lost, false)
    FROM is_true FULL JOIN told ON (told.attendee_id, told.uid) = (is_true.attendee_id, is_true.uid)
    WHERE is_true.is_there IS NOT TRUE AND (told.id IS NULL OR is_true.slot_id IS NULL OR told.is_lost
       OR (told.part, told.revision) IS DISTINCT FROM (is_true.part, is_true.revision))
    ORDER BY 1, is_true.slot_id, told.id
"""
REMINDED = """
    SELECT r.attendee_id AS person_id, given.slot_id, given.uid, given.starts_at, given.moment
    FROM given JOIN registration_registration r ON r.pool_id = given.pool_id AND r.status = 'confirmed'
    JOIN registration_attendee a ON a.id = r.attendee_id AND a.email <> '' AND a.wants_reminders
    LEFT JOIN registration_submission form ON form.id = r.submission_id
    WHERE form.id IS NULL OR form.confirmed_at IS NOT NULL
"""

# What a registration is for: its follow-up, or each slot of its session that is no follow-up with places of its own.
SLOT = Case(When(pool__slot__isnull=False, then="pool__slot"), When(session__slots__pools=None, then="session__slots"))


class Attendees(Audience):
    told = ToldToAttendee
    person = "attendee"
    kind = "changes"
    kinds = ("registered", "moved-up", "cancelled", "session-cancelled", "everything", kind)
    may_differ = MAY_DIFFER
    reminders = MappingProxyType({Occasion.EVENING: "evening", Occasion.SOON: "soon"})
    leading_in = ("registered", "moved-up", "everything", *reminders.values())
    reminded = REMINDED

    def counted(self, number):
        return ngettext("%d person", "%d people", number) % number

    def pools_of(self, slot, session, *, is_online):
        slots_of = session.online_slots_of if is_online else session.slots_of
        return [pool.pk for pool in session.fetched("pools") if slot in slots_of({pool.pk})]

    def told_by(self, messages):
        mails = {message.pk: message.facts["registrations"] for message in messages if message.kind != "everything"}
        found = Registration.objects.filter(pk__in={pk for registrations in mails.values() for pk in registrations})
        told = defaultdict(set)
        for registration, session, status, slot in found.values_list("pk", "session", "status", SLOT):
            told[registration].add((session, slot if status in PART else None))
        # Who is told of their place in a session is told of what they have no part in any more there, too (said_of).
        told = {pk: keys | {(session, None) for session, _slot in keys} for pk, keys in told.items()}
        return {pk: set().union(*(told.get(key, ()) for key in keys)) for pk, keys in mails.items()}

    def said_of(self, attendee, registrations):
        """Return what a mail says that tells a person of some registrations, all of them or none of a session.

        What else they were told of these sessions is gone.
        """
        sessions = {registration.session_id for registration in registrations}
        said = {}
        with translation.override(attendee.language):
            keys = [registration.pk for registration in registrations]
            for registration in Registration.objects.filter(pk__in=keys).with_session():
                for slot in registration.session.slots_of({registration.pool_id}):
                    part = PART.get(registration.status)
                    said[slot.uid] = Said.of(slot, part) if part else Said(slot.uid)
        told = self.told.objects.filter(attendee=attendee, session__in=sessions).exclude(part=Part.NONE)
        gone = set(told.values_list("uid", flat=True)) - said.keys() - set(_attended(attendee, sessions))
        return [*said.values(), *(Said(uid) for uid in gone)]


def _attended(attendee, sessions):
    """Yield the uid of each slot of some sessions that somebody attends or waits for."""
    theirs = Registration.objects.live().settled().filter(attendee=attendee, session__in=sessions)
    for registration in theirs.with_session():
        for slot in registration.session.slots_of({registration.pool_id}):
            yield slot.uid


ATTENDEES = Attendees()
