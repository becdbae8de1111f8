"""Who is to be thanked for what, and when: the day after, once, as long as nobody was told (docs/decisions/0024).

A session has a moment, which follows from the end of its last slot and from a field of the conference. From that moment
on, for a day, whoever was present in it is to be thanked, unless there is such a mail to them that names the session.
Where nobody is marked as present, that is whoever had a place; in the room and online count apart.
"""

from collections import defaultdict
from datetime import timedelta

from django.db import connection
from django.utils import timezone

from programme.models import Session

KIND = "thanks"
CATCH_UP = timedelta(days=1)  # after an outage; later than that it would puzzle people
BEFORE = CATCH_UP + timedelta(days=2)  # longer than from the end of a session to its moment, in any night
NUMBER = 1000  # of people that one round writes to
# Presence counts where somebody has noted it: for those with places of one kind in a session.
HAD_PLACE = """
    SELECT r.attendee_id, array_agg(given.session_id ORDER BY given.number)
    FROM unnest(%(pools)s::bigint[], %(sessions)s::bigint[]) WITH ORDINALITY AS given (pool_id, session_id, number)
    JOIN registration_registration r ON r.pool_id = given.pool_id AND r.status = 'confirmed'
    JOIN registration_attendee a ON a.id = r.attendee_id AND a.email <> '' AND a.wants_reminders
    LEFT JOIN registration_submission form ON form.id = r.submission_id
    WHERE (form.id IS NULL OR form.confirmed_at IS NOT NULL)
      AND (%(person)s::bigint IS NULL OR r.attendee_id = %(person)s)
      AND (r.attended_at IS NOT NULL OR NOT EXISTS (SELECT FROM registration_registration present
            WHERE present.pool_id = r.pool_id AND present.attended_at IS NOT NULL))
      AND (%(person)s::bigint IS NOT NULL OR NOT EXISTS (SELECT FROM mail_message m WHERE m.attendee_id = r.attendee_id
            AND m.kind = %(kind)s AND m.facts -> 'sessions' @> to_jsonb(given.session_id)))
    GROUP BY r.attendee_id ORDER BY r.attendee_id LIMIT %(number)s
"""


def due(now=None):
    """Yield (day, {key of a person: keys of their sessions, in the order of time}) of those to be thanked now."""
    now = now or timezone.now()
    by_day = defaultdict(list)
    for session in _over_lately(now):
        if _is_meant(session, now):
            by_day[session.conference_id, session.conference.evening_of(session.last_moment)].append(session)
    for (_conference, day), sessions in sorted(by_day.items()):
        yield day, _had_place(sessions)


def still_due(person, sessions):
    """Return those Sessions (given by their keys) in which a person (a key) had a place, in the order of time.

    A place that was given back meanwhile, and a session that was cancelled, are nothing to be thanked for; nor is one
    where the mail comes days late.
    """
    now = timezone.now()
    found = _had_place(_with_rows(Session.objects.filter(pk__in=sessions)), person=person).get(person, [])
    sessions = _with_rows(Session.objects.filter(pk__in=found))
    return [session for session in sessions if _is_meant(session, now, late=CATCH_UP)]


def _is_meant(session, now, late=timedelta(0)):
    """Whether the moment of a session has come, and is not long past; a mail on its way may be later by `late`."""
    at = session.conference.thanks_at(session.last_moment)
    return at is not None and session.has_ended(now) and at <= now < at + CATCH_UP + late


def _over_lately(now):
    lately = Session.objects.filter(slots__starts_at__gt=now - BEFORE, slots__starts_at__lte=now)
    asked = Session.objects.filter(pk__in=lately.values("pk"), conference__thanks_time__isnull=False)
    return _with_rows(asked)


def _with_rows(sessions):
    """Return those to which people came, with all rows that decide, in the order in which they ended."""
    public = sessions.public().exclude(status=Session.Status.CANCELLED).select_related("conference")
    found = [session for session in public.prefetch_related("pools", "slots__room", "files") if session.last_moment]
    return sorted(found, key=lambda session: (session.last_moment, session.pk))


def _had_place(sessions, person=None):
    pools = [pool for session in sessions for pool in session.own_pools]
    facts = {"pools": [pool.pk for pool in pools], "sessions": [pool.session_id for pool in pools]}
    with connection.cursor() as cursor:
        cursor.execute(HAD_PLACE, {**facts, "person": person, "kind": KIND, "number": NUMBER})
        return dict(cursor.fetchall())
