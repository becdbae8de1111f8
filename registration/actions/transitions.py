"""What every action begins with: one transaction that never hangs, the locks in their order, the time."""

from django.db import connection

from registration.exceptions import Busy, Gone
from registration.models import Attendee
from womconf import prepared, transactions
from womconf.failpoints import failpoint

LOCK = "SELECT id FROM programme_pool WHERE session_id = ANY(%s::bigint[]) ORDER BY id FOR NO KEY UPDATE"

transition = transactions.transition(Busy)


def lock(session_pks):
    """Lock all pools of some sessions until the transaction ends, in the one order that allows no deadlock.

    Return their keys.
    """
    locked = prepared.fetch(LOCK, [sorted(set(session_pks))])
    failpoint("after lock")
    return [pk for (pk,) in locked]


def lock_attendee(pk):
    """Lock a person until the transaction ends. Raise Gone where they deleted themselves a moment ago."""
    attendee = Attendee.objects.select_for_update(no_key=True).filter(pk=pk).first()
    if attendee is None:
        raise Gone
    return attendee


def now_in_database():
    """Return the time of the database: one clock for all processes, read after what may have taken long to lock."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        return cursor.fetchone()[0]
