"""What has changed in a public programme since it is public, from the history that the database keeps of each row.

Only what is of importance to somebody who reads the programme counts, and only while visitors saw the session. Former
texts are not told again: what was corrected or taken back is gone. So a change says what kind it is, whose, and when.
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from django.db import connection
from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from programme.models import Appearance, Session

MOST_ROWS = 500  # of each kind of history that are looked at


class Kind(TextChoices):
    NEW = "new", _("New in the programme")
    CANCELLED = "cancelled", _("Cancelled")
    BACK = "back", _("Takes place after all")
    CONFIRMED = "confirmed", _("Confirmed")
    OPEN = "open", _("Not settled yet")
    TITLE = "title", _("New title")
    TIME = "time", _("New time")
    ROOM = "room", _("New room")
    PEOPLE = "people", _("Other speakers")


# The last of these tells how things stand; what came before is over.
OF_STATUS = {Kind.NEW, Kind.CANCELLED, Kind.BACK, Kind.CONFIRMED, Kind.OPEN}


@dataclass(frozen=True)
class Change:
    """What changed of a session at one moment."""

    session: Session
    moment: datetime
    kinds: tuple


def latest(published, most):
    """Return the latest Changes of a conference, newest first; of each session each kind once, when it was last so.

    The rows of the history come and go in the same transaction as the rows that they are about, whose changes are
    announced (womconf.kept): an answer made of them is as long true as what is Published.
    """
    conference = published.conference
    kinds = defaultdict(set)  # (session's key, moment) → Kinds
    with connection.cursor() as cursor:
        for kinds_of, statement in ((_of_session, SESSIONS), (_of_slot, SLOTS), (_of_appearance, APPEARANCES)):
            cursor.execute(statement, [conference.pk, conference.published_at, MOST_ROWS])
            for session, moment, *facts in cursor.fetchall():
                kinds[session, moment] |= kinds_of(*facts)
    return list(_changes(kinds, {session.pk: session for session in published.sessions}))[:most]


def _changes(kinds, sessions):
    told = defaultdict(set)
    newest_first = sorted(kinds.items(), key=lambda item: (item[0][1], item[0][0]), reverse=True)
    for (pk, moment), found in newest_first:
        if pk not in sessions or Kind.NEW in told[pk]:
            continue
        new = {Kind.NEW} if Kind.NEW in found else found
        told_now = {kind for kind in new if not (told[pk] & (OF_STATUS if kind in OF_STATUS else {kind}))}
        told[pk] |= new
        if told_now:
            yield Change(sessions[pk], moment, tuple(kind for kind in Kind if kind in told_now))


def _of_session(before, now, has_other_title):
    if now == Session.Status.DRAFT:
        return set()
    if before in {None, Session.Status.DRAFT}:
        # Cancelled before anybody saw it.
        return set() if before and now == Session.Status.CANCELLED else {Kind.NEW}
    kinds = {Kind.TITLE} if has_other_title else set()
    if before != now:
        is_back = before == Session.Status.CANCELLED
        of_status = {Session.Status.CANCELLED: Kind.CANCELLED, Session.Status.REQUESTED: Kind.OPEN}
        kinds.add(Kind.BACK if is_back else of_status.get(now, Kind.CONFIRMED))
    return kinds


def _of_slot(label, has_other_time, has_other_room):
    if label != "update" or has_other_time:
        return {Kind.TIME, Kind.ROOM} if label == "update" and has_other_room else {Kind.TIME}
    return {Kind.ROOM}


def _of_appearance():
    return {Kind.PEOPLE}


# A row of the history beside the one before it. What was changed while nobody saw the session is left out.
BEFORE = """LEFT JOIN LATERAL (
    SELECT * FROM "{table}" before WHERE before.pgh_obj_id = event.pgh_obj_id AND before.pgh_id < event.pgh_id
    ORDER BY before.pgh_id DESC LIMIT 1
) before ON true"""
WAS_SEEN = """COALESCE((
    SELECT seen.status FROM "programme_sessionevent" seen
    WHERE seen.pgh_obj_id = session.id AND seen.pgh_created_at <= event.pgh_created_at
    ORDER BY seen.pgh_id DESC LIMIT 1
), session.status) <> 'draft'"""
SINCE = "event.pgh_created_at > %s"
NEWEST = "ORDER BY event.pgh_id DESC LIMIT %s"
SESSIONS = f"""
    SELECT event.pgh_obj_id, event.pgh_created_at, before.status, event.status,
        event.title IS DISTINCT FROM before.title
    FROM "programme_sessionevent" event {BEFORE.format(table="programme_sessionevent")}
    WHERE event.conference_id = %s AND {SINCE} AND event.pgh_label <> 'delete'
        AND (event.title, event.status) IS DISTINCT FROM (before.title, before.status)
    {NEWEST}
"""  # noqa: S608
SLOTS = f"""
    SELECT event.session_id, event.pgh_created_at, event.pgh_label,
        (event.starts_at, event.ends_at) IS DISTINCT FROM (before.starts_at, before.ends_at),
        event.room_id IS DISTINCT FROM before.room_id
    FROM "programme_slotevent" event {BEFORE.format(table="programme_slotevent")}
    JOIN "programme_session" session ON session.id = event.session_id
    WHERE session.conference_id = %s AND {SINCE} AND {WAS_SEEN}
        AND (event.pgh_label = 'delete' OR (event.starts_at, event.ends_at, event.room_id, event.session_id)
            IS DISTINCT FROM (before.starts_at, before.ends_at, before.room_id, before.session_id))
    {NEWEST}
"""  # noqa: S608
SHOWN = ", ".join(f"'{status}'" for status in Appearance.SHOWN)
APPEARANCES = f"""
    SELECT event.session_id, event.pgh_created_at
    FROM "programme_appearanceevent" event {BEFORE.format(table="programme_appearanceevent")}
    JOIN "programme_session" session ON session.id = event.session_id
    WHERE session.conference_id = %s AND {SINCE} AND {WAS_SEEN}
        AND (event.pgh_label <> 'delete' AND event.status IN ({SHOWN}), event.speaker_id, event.session_id)
            IS DISTINCT FROM
            (COALESCE(before.status IN ({SHOWN}), false), COALESCE(before.speaker_id, event.speaker_id),
             COALESCE(before.session_id, event.session_id))
    {NEWEST}
"""  # noqa: S608
