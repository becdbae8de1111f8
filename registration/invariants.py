"""The rules that never break, as SQL: each query returns the rows that break one. `manage.py check_invariants`.

Numbers in brackets are those of the design's rules; I6 and the like are those of docs/rules.md, which also names the
tests that prove what no row can show. The names are English for commands, and translated in the organisers' e-mail.
"""

from django.db import connection
from django.utils.translation import gettext_noop as _

from womconf.models import THINGS

INVARIANTS = {
    _("more places taken than a session has (1)"): """
        SELECT id FROM programme_pool WHERE capacity IS NOT NULL AND taken > capacity + overbooked_by
    """,
    _("overbooked although there is room (1)"): """
        SELECT id FROM programme_pool WHERE overbooked_by > greatest(0, taken - capacity)
    """,
    _("counter of places differs from the registrations (1)"): """
        SELECT pool.id FROM programme_pool pool
        LEFT JOIN registration_registration r ON r.pool_id = pool.id AND r.status IN ('pending', 'confirmed')
        GROUP BY pool.id, pool.taken HAVING count(r.id) <> pool.taken
    """,
    _("session without a pool of places (1)"): """
        SELECT id FROM programme_session WHERE id NOT IN (SELECT session_id FROM programme_pool WHERE slot_id IS NULL)
    """,
    _("one pool of places for all beside others for each mode (1)"): """
        SELECT session_id FROM programme_pool GROUP BY session_id, slot_id
        HAVING count(*) > 1 AND count(*) FILTER (WHERE mode = '') > 0
    """,
    _("registration of another session or follow-up than its places (1)"): """
        SELECT r.id FROM registration_registration r JOIN programme_pool pool ON pool.id = r.pool_id
        WHERE r.session_id <> pool.session_id OR r.slot_id IS DISTINCT FROM pool.slot_id
    """,
    _("person twice in a session (2)"): """
        SELECT min(id) FROM registration_registration WHERE status IN ('pending', 'confirmed', 'waiting')
        GROUP BY attendee_id, session_id, slot_id HAVING count(*) > 1
    """,
    _("in a follow-up, but not in its session (2)"): """
        SELECT id FROM registration_registration follow_up WHERE slot_id IS NOT NULL
          AND status IN ('pending', 'confirmed', 'waiting') AND NOT EXISTS (
            SELECT FROM registration_registration r WHERE r.slot_id IS NULL
              AND r.status IN ('pending', 'confirmed', 'waiting')
              AND (r.attendee_id, r.session_id) = (follow_up.attendee_id, follow_up.session_id))
    """,
    _("free place although somebody waits who confirmed (3)"): """
        SELECT r.id FROM registration_registration r
        JOIN registration_attendee a ON a.id = r.attendee_id AND a.email_confirmed_at IS NOT NULL
        LEFT JOIN registration_submission form ON form.id = r.submission_id
        JOIN programme_pool pool ON pool.id = r.pool_id
        JOIN programme_session s ON s.id = r.session_id AND s.status IN ('requested', 'confirmed')
        JOIN programme_conference c ON c.id = s.conference_id AND c.published_at IS NOT NULL
        WHERE r.status = 'waiting' AND (form.id IS NULL OR form.confirmed_at IS NOT NULL)
          AND (pool.capacity IS NULL OR pool.taken < pool.capacity - pool.kept_back) AND pool.paused_at IS NULL
          AND NOT registration_collides(r.id)
          -- They have left the other session; the next minute's round gives them the place.
          AND NOT EXISTS (SELECT FROM registration_registration other WHERE other.attendee_id = r.attendee_id
                AND other.session_id <> r.session_id AND other.status = 'expired')
          AND (c.ends_on < c.created_at::date OR NOT EXISTS (
              SELECT FROM programme_slot slot WHERE slot.session_id = s.id
                AND slot.starts_at <= now() + make_interval(hours => %(stop_hours)s)))
    """,
    _("somebody moved up before one who came first (3)"): """
        SELECT first.id FROM registration_registration first
        JOIN registration_attendee a ON a.id = first.attendee_id
        LEFT JOIN registration_submission form ON form.id = first.submission_id
        JOIN steps step ON step.pool_id = first.pool_id AND step.earlier = 'waiting' AND step.status = 'confirmed'
          AND step.status_by_id IS NULL  -- else an organiser gave them the place
        WHERE first.status = 'waiting' AND first.position < step.position
          AND greatest(first.status_at, a.email_confirmed_at, form.confirmed_at) < step.status_at
          AND a.email_confirmed_at IS NOT NULL AND (form.id IS NULL OR form.confirmed_at IS NOT NULL)
          AND NOT registration_collides(first.id)
          AND NOT EXISTS (SELECT FROM registration_registration other WHERE other.attendee_id = first.attendee_id
                AND other.session_id <> first.session_id AND other.status IN ('cancelled', 'expired')
                AND other.status_at >= step.status_at)
          -- They had another session at that time, until one of the two was moved.
          AND NOT EXISTS (SELECT FROM registration_registration other JOIN programme_session moved
                ON moved.id IN (other.session_id, first.session_id) WHERE other.attendee_id = first.attendee_id
                AND other.session_id <> first.session_id AND moved.changed_at >= step.status_at)
          -- The list no longer moved up: whoever asked first got the place.
          AND NOT EXISTS (SELECT FROM programme_slotevent slot WHERE slot.session_id = first.session_id
                AND slot.starts_at <= step.status_at + make_interval(hours => %(stop_hours)s))
          -- They waited for a place in the other mode.
          AND first.pool_id = (SELECT event.pool_id FROM registration_registrationevent event
                WHERE event.pgh_obj_id = first.id AND event.pgh_id < step.pgh_id ORDER BY event.pgh_id DESC LIMIT 1)
    """,
    _("two confirmed sessions at the same time where that is refused (I12)"): """
        SELECT r.id FROM registration_registration r JOIN programme_session s ON s.id = r.session_id
        JOIN programme_conference c ON c.id = s.conference_id AND c.overlaps = 'refuse'
        WHERE r.status = 'confirmed' AND registration_collides(r.id)
          -- Nobody is thrown out of a session that was moved afterwards.
          AND NOT EXISTS (SELECT FROM registration_registration other JOIN programme_session moved
                ON moved.id IN (other.session_id, r.session_id) WHERE other.attendee_id = r.attendee_id
                AND other.status = 'confirmed' AND moved.changed_at > least(other.status_at, r.status_at))
    """,
    _("places kept back that are not there"): """
        SELECT id FROM programme_pool WHERE kept_back > coalesce(capacity, 0) AND kept_back > 0
    """,
    _("transaction that hangs (14)"): """
        SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND state = 'idle in transaction'
          AND xact_start < clock_timestamp() - make_interval(secs => %(hang_seconds)s)
    """,
    _("place still held by a form that was confirmed (3)"): """
        SELECT r.id FROM registration_registration r JOIN registration_submission form ON form.id = r.submission_id
        WHERE r.status = 'pending' AND form.confirmed_at IS NOT NULL
    """,
    _("form confirmed for an address that is not (3)"): """
        SELECT form.id FROM registration_submission form JOIN registration_attendee a ON a.id = form.attendee_id
        WHERE form.confirmed_at IS NOT NULL AND a.email_confirmed_at IS NULL
    """,
    _("form of another person than its registration"): """
        SELECT r.id FROM registration_registration r JOIN registration_submission form ON form.id = r.submission_id
        WHERE form.attendee_id <> r.attendee_id
    """,
    _("live registration in a cancelled session (state)"): """
        SELECT r.id FROM registration_registration r JOIN programme_session s ON s.id = r.session_id
        WHERE s.status = 'cancelled' AND r.status IN ('pending', 'confirmed', 'waiting')
    """,
    _("illegal step of a registration (I6)"): """
        SELECT id FROM steps WHERE (earlier IS NULL) <> (pgh_label = 'insert')
            OR earlier IS NOT NULL AND (earlier, status) NOT IN (
            ('pending', 'confirmed'), ('pending', 'waiting'), ('pending', 'cancelled'), ('pending', 'expired'),
            ('waiting', 'confirmed'), ('waiting', 'cancelled'), ('waiting', 'expired'), ('confirmed', 'cancelled'))
    """,
    _("registration whose last step is not in its history (I6)"): """
        SELECT r.id FROM registration_registration r
        LEFT JOIN LATERAL (
            SELECT * FROM registration_registrationevent e
            WHERE e.pgh_obj_id = r.id AND e.pgh_label IN ('insert', 'update') ORDER BY e.pgh_id DESC LIMIT 1
        ) last ON true
        WHERE (r.status, r.status_at, r.status_by_id) IS DISTINCT FROM (last.status, last.status_at, last.status_by_id)
    """,
    _("registration with more or fewer steps in its history than it took (I6)"): """
        SELECT r.id FROM registration_registration r LEFT JOIN steps ON steps.id = r.id
        GROUP BY r.id, r.revision HAVING count(steps.id) <> r.revision + 1
    """,
    _("registration with the same entry twice in its history (I6)"): """
        SELECT id FROM (
            SELECT pgh_obj_id AS id, entry, lag(entry) OVER (PARTITION BY pgh_obj_id ORDER BY pgh_id) AS before
            FROM registration_registrationevent event
            CROSS JOIN LATERAL (
                SELECT to_jsonb(event) - ARRAY['pgh_id', 'pgh_created_at', 'pgh_label', 'pgh_context_id']
            ) without_meta (entry)
            WHERE pgh_label IN ('insert', 'update')
        ) history WHERE entry = before
    """,
    _("status of a session or of a speaker that is not in its history (I6)"): """
        SELECT row.id FROM programme_session row LEFT JOIN LATERAL (
            SELECT * FROM programme_sessionevent e
            WHERE e.pgh_obj_id = row.id AND e.pgh_label IN ('insert', 'update') ORDER BY e.pgh_id DESC LIMIT 1
        ) last ON true
        WHERE (row.status, row.status_at, row.status_by_id)
            IS DISTINCT FROM (last.status, last.status_at, last.status_by_id)
        UNION ALL
        SELECT row.id FROM programme_appearance row LEFT JOIN LATERAL (
            SELECT * FROM programme_appearanceevent e
            WHERE e.pgh_obj_id = row.id AND e.pgh_label IN ('insert', 'update') ORDER BY e.pgh_id DESC LIMIT 1
        ) last ON true
        WHERE (row.status, row.status_at, row.status_by_id)
            IS DISTINCT FROM (last.status, last.status_at, last.status_by_id)
    """,
    _("two slots in one room at one time (6)"): """
        SELECT a.id FROM programme_slot a JOIN programme_slot b ON a.room_id = b.room_id AND a.id < b.id
        WHERE a.holds_room AND b.holds_room AND a.ends_at > b.starts_at AND b.ends_at > a.starts_at
    """,
    _("slot of a cancelled session that holds its room, or the other way round (6)"): """
        SELECT slot.id FROM programme_slot slot JOIN programme_session s ON s.id = slot.session_id
        WHERE slot.holds_room = (s.status = 'cancelled')
    """,
    _("session confirmed by the program while a speaker is still requested (state)"): """
        SELECT s.id FROM programme_session s JOIN programme_appearance a ON a.session_id = s.id
        WHERE s.status = 'confirmed' AND s.status_by_id IS NULL AND a.status = 'requested'
    """,
    _("row that points into two conferences"): """
        SELECT r.id FROM registration_registration r JOIN registration_attendee a ON a.id = r.attendee_id
        JOIN programme_session s ON s.id = r.session_id WHERE a.conference_id <> s.conference_id
        UNION ALL
        SELECT slot.id FROM programme_slot slot JOIN programme_session s ON s.id = slot.session_id
        WHERE slot.conference_id <> s.conference_id
        UNION ALL
        SELECT a.id FROM programme_appearance a JOIN programme_session s ON s.id = a.session_id
        JOIN programme_speaker p ON p.id = a.speaker_id WHERE p.conference_id <> s.conference_id
        UNION ALL
        SELECT slot.id FROM programme_slot slot JOIN programme_room room ON room.id = slot.room_id
        WHERE slot.conference_id <> room.conference_id
        UNION ALL
        SELECT text.id FROM programme_proposal text JOIN programme_session s ON s.id = text.session_id
        JOIN programme_speaker p ON p.id = text.speaker_id WHERE p.conference_id <> s.conference_id
        UNION ALL
        SELECT file.id FROM programme_sessionfile file JOIN programme_session s ON s.id = file.session_id
        JOIN programme_speaker p ON p.id = file.speaker_id WHERE p.conference_id <> s.conference_id
        UNION ALL
        SELECT s.id FROM programme_session s LEFT JOIN programme_track t ON t.id = s.track_id
        LEFT JOIN programme_organisation o ON o.id = s.host_id
        WHERE s.conference_id <> coalesce(t.conference_id, s.conference_id)
           OR s.conference_id <> coalesce(o.conference_id, s.conference_id)
        UNION ALL
        SELECT m.id FROM mail_message m LEFT JOIN registration_attendee a ON a.id = m.attendee_id
        LEFT JOIN programme_speaker p ON p.id = m.speaker_id
        WHERE m.conference_id IS DISTINCT FROM coalesce(a.conference_id, p.conference_id, m.conference_id)
    """,
    _("confirmed registration of an address that nobody confirmed (3)"): """
        SELECT r.id FROM registration_registration r JOIN registration_attendee a ON a.id = r.attendee_id
        WHERE r.status = 'confirmed' AND a.email_confirmed_at IS NULL
    """,
    _("nobody was told of a place that was given or taken away (I7)"): """
        SELECT step.id FROM steps step
        JOIN registration_registration r ON r.id = step.id AND r.attendee_id = step.attendee_id
        JOIN registration_attendee a ON a.id = step.attendee_id AND a.email <> ''
            AND a.email_confirmed_at <= step.status_at
        LEFT JOIN registration_submission form ON form.id = r.submission_id
        WHERE step.status IN ('confirmed', 'cancelled') AND (step.earlier IN ('pending', 'waiting', 'confirmed')
              OR step.status = 'confirmed' AND (form.confirmed_at = step.status_at OR step.status_by_id IS NOT NULL))
          AND step.status_at > now() - interval '30 days'  -- e-mails need not be kept for longer
          -- Refused on the page on which they confirmed: they have another session at that time.
          AND NOT (step.status = 'cancelled' AND step.status_at IS NOT DISTINCT FROM form.confirmed_at)
          AND NOT EXISTS (SELECT FROM registration_toldtoattendee known
                WHERE (known.attendee_id, known.session_id) = (step.attendee_id, r.session_id)
                AND known.told_at >= step.status_at)
          -- On its way: what it says is written down when the worker writes it.
          AND NOT EXISTS (SELECT FROM told WHERE told.registration_id = step.id AND told.status = step.status
                AND told.created_at >= step.status_at)
          AND NOT EXISTS (SELECT FROM mail_message m WHERE m.kind = 'everything'
                AND m.attendee_id = step.attendee_id
                AND m.created_at BETWEEN step.status_at AND step.status_at + interval '1 minute')
    """,
    _("somebody was told twice of the same (I7)"): """
        SELECT step.id FROM steps step JOIN told ON told.registration_id = step.id AND told.status = step.status
            AND told.created_at >= step.status_at
        GROUP BY step.id, step.pgh_id HAVING count(*) > 1
    """,
    _("somebody was reminded twice of the same start (I7)"): """
        SELECT max(m.id) FROM mail_message m CROSS JOIN jsonb_each_text(m.facts -> 'starts') named (slot, start)
        WHERE m.kind IN ('evening', 'soon', 'speaker-evening', 'speaker-soon')
        GROUP BY m.kind, m.attendee_id, m.speaker_id, named.slot, named.start HAVING count(*) > 1
    """,
    _("somebody was reminded of a place that they had given back (I9)"): """
        SELECT told.id FROM registration_toldtoattendee told
        JOIN mail_message m ON m.id = told.message_id AND m.kind IN ('evening', 'soon')
        WHERE told.part = 'attending' AND told.session_id IS NOT NULL
          AND NOT EXISTS (SELECT FROM registration_registration r
                WHERE (r.attendee_id, r.session_id) = (told.attendee_id, told.session_id)
                  -- While the mail was being written it was theirs.
                  AND (r.status = 'confirmed' OR r.status_at > told.told_at - interval '1 minute'))
    """,
    _("somebody was told of what did not happen (I9)"): """
        SELECT told.id FROM registration_toldtoattendee told
        WHERE told.by = 'mail' AND told.part IN ('attending', 'waiting') AND told.session_id IS NOT NULL
          AND NOT EXISTS (SELECT FROM registration_registrationevent e
                WHERE (e.attendee_id, e.session_id) = (told.attendee_id, told.session_id)
                  AND e.status = CASE told.part WHEN 'waiting' THEN 'waiting' ELSE 'confirmed' END)
    """,
    _("mail that does not say whom it is to or about, and would outlive them (I13)"): """
        SELECT id FROM mail_message
        WHERE (kind LIKE 'speaker-%%' OR kind IN ('ask-speaker', 'remind-speaker')) AND speaker_id IS NULL
           OR facts ?| ARRAY['attendee', 'speaker']
    """,
    _("history or memory of somebody who is not there any more (I13)"): """
        SELECT id FROM registration_attendeechange WHERE attendee_id NOT IN (SELECT id FROM registration_attendee)
        UNION ALL
        SELECT pgh_obj_id FROM programme_speakerevent WHERE pgh_obj_id NOT IN (SELECT id FROM programme_speaker)
        UNION ALL
        SELECT id FROM programme_importeditem WHERE kind = 'speaker'
          AND object_id NOT IN (SELECT id FROM programme_speaker)
        UNION ALL
        SELECT id FROM programme_importeditem WHERE kind = 'appearance' AND "values" ? 'speaker' AND object_id IN (
            SELECT pgh_obj_id FROM programme_appearanceevent
            WHERE speaker_id NOT IN (SELECT id FROM programme_speaker))
    """,
    _("entry of the admin's log that names somebody (I13)"): """
        SELECT entry.id FROM django_admin_log entry JOIN django_content_type type ON type.id = content_type_id
        WHERE (app_label || '.' || model <> ALL (%(things)s) AND object_repr <> model || ' ' || object_id)
          OR replace(change_message, '"object": "…"', '') LIKE '%%"object": %%'
    """,
    _("mail without a key that names its occasion (4)"): """
        SELECT id FROM mail_message WHERE key = ''
    """,
    _("mail being sent without a lease, or sent without an attempt (4)"): """
        SELECT id FROM mail_message
        WHERE (status = 'sending') <> (lease IS NOT NULL) OR (status = 'sent' AND attempts = 0)
    """,
    _("presence that the newest mark does not say (I15)"): """
        SELECT r.id FROM registration_registration r
        LEFT JOIN (SELECT DISTINCT ON (registration_id) registration_id, is_present FROM registration_mark
                   ORDER BY registration_id, at DESC, id DESC) newest ON newest.registration_id = r.id
        WHERE (r.attended_at IS NOT NULL) <> coalesce(newest.is_present, false)
    """,
}


# What several rules look at: each change of a registration's status, and what its person was told of it.
BASICS = """
    WITH steps AS (
        SELECT * FROM (
            SELECT pgh_obj_id AS id, pgh_id, pgh_label, attendee_id, pool_id, position, status, status_at,
                status_by_id, lag(status) OVER (PARTITION BY pgh_obj_id ORDER BY pgh_id) AS earlier
            FROM registration_registrationevent WHERE pgh_label IN ('insert', 'update')
        ) history WHERE earlier IS DISTINCT FROM status
    ), told AS (
        SELECT registration.id::bigint AS registration_id, m.kind, m.created_at, occasion.status
        FROM mail_message m JOIN (VALUES ('registered', 'confirmed'), ('moved-up', 'confirmed'),
            ('cancelled', 'cancelled'), ('session-cancelled', 'cancelled')) occasion (kind, status) USING (kind)
        CROSS JOIN jsonb_array_elements_text(m.facts -> 'registrations') registration (id)
    )
"""
# One statement for all: the tests ask after each of them, and one round trip is quicker than one for each rule.
ALL_AT_ONCE = BASICS + " UNION ALL ".join(
    f"SELECT {number}, array_agg(id) FROM ({query}) AS broken (id) HAVING count(*) > 0"  # noqa: S608 – all written here
    for number, query in enumerate(INVARIANTS.values())
)


def breaks(*, stop_hours, hang_seconds=30):
    """Return {what is broken: [ids of rows]}, empty when nothing is.

    `stop_hours`: WAITING_LIST_STOP_HOURS; `hang_seconds`: how long a transaction may sit idle.
    """
    names = list(INVARIANTS)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_stat_clear_snapshot()")  # else a transaction sees the others as it first saw them
        cursor.execute(ALL_AT_ONCE, {"stop_hours": stop_hours, "hang_seconds": hang_seconds, "things": THINGS})
        return {names[number]: ids for number, ids in sorted(cursor.fetchall())}
