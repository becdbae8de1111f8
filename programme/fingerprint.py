"""Whether anything has changed that the pages of a conference may show: one short text, asked in one statement.

A row that is written anew, by whichever door, gets a new `xmin`, visible to others at the commit and not before, and
within one transaction at least a new `ctid` (https://www.postgresql.org/docs/current/ddl-system-columns.html). So there
is nothing to raise, to lock or to forget, and an equal fingerprint means equal rows. Of a session's places it
has only what visitors read ("few left"), so that it stays the same while people register one after another.
"""

from functools import cache

from programme.models import Appearance, Conference, Organisation, Picture, Pool, Room, Session, Slot, Speaker, Track
from womconf import prepared

OF_CONFERENCE = [Organisation, Room, Session, Slot, Speaker, Track]
OF_SESSION = [Appearance, Pool]
OF_SPEAKER = [Picture]
WRITTEN = "concat_ws(',', xmin, ctid)"
SHOWN_OF_POOL = "concat_ws(',', slot_id, code, mode, word)"


def fingerprint(conference_pk, beside=()):
    """Return the fingerprint of a conference, 32 hexadecimal digits: read it before the rows that it stands for.

    `beside` are rows of other apps that a page shows, too: pairs of a model and a condition in SQL, in which
    `%(conference)s` stands for the conference.
    """
    [(found,)] = prepared.fetch(_statement(beside), {"conference": conference_pk})
    return found


@cache
def _statement(beside):
    sessions = f"SELECT id FROM {Session._meta.db_table} WHERE conference_id = %(conference)s"  # noqa: S608
    parts = [_rows(Conference, "id = %(conference)s")]
    parts += [_rows(model, "conference_id = %(conference)s") for model in OF_CONFERENCE]
    parts += [_rows(model, f"session_id IN ({sessions})") for model in OF_SESSION]
    speakers = f"SELECT id FROM {Speaker._meta.db_table} WHERE conference_id = %(conference)s"  # noqa: S608
    parts += [_rows(model, f"speaker_id IN ({speakers})") for model in OF_SPEAKER]
    parts += [_rows(model, condition) for model, condition in beside]
    return f"SELECT md5(concat_ws('|', {', '.join(parts)}))"


def _rows(model, condition):
    written = SHOWN_OF_POOL if model is Pool else WRITTEN
    table = model._meta.db_table
    return f"(SELECT string_agg(id || ' ' || {written}, ';' ORDER BY id) FROM {table} WHERE {condition})"  # noqa: S608
