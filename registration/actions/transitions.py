"""What every action begins with: one transaction that never hangs, the locks in their order, the time."""

import functools
import itertools
import secrets
import time

from django.db import OperationalError, connection, transaction

from registration.exceptions import Busy, Gone
from registration.models import Attendee
from womconf import prepared
from womconf.failpoints import failpoint

BEGIN = """
    SELECT set_config('lock_timeout', %s, true), set_config('statement_timeout', %s, true),
           set_config('synchronous_commit', coalesce(%s, current_setting('synchronous_commit')), true)
"""
LOCK = "SELECT id FROM programme_seats WHERE session_id = ANY(%s::bigint[]) ORDER BY id FOR NO KEY UPDATE"
TRIES = 3
LOCK_TIMEOUT = "3s"
STATEMENT_TIMEOUT = "10s"
# Whoever has waited this long for a lock gets an honest answer instead of another try, within five seconds in all.
PATIENCE_SECONDS = 2


def transition(function):
    """Run an action in one transaction that never hangs, and once more where it met a deadlock.

    Within a transaction of somebody else it just joins in: only the outermost one can be tried again. Raises Busy.
    """

    @functools.wraps(function)
    def run(*args, **kwargs):
        is_outermost = not connection.in_atomic_block
        give_up_at = time.monotonic() + PATIENCE_SECONDS
        for tries in itertools.count(1):
            try:
                result = _run_once(function, args, kwargs)
            except OperationalError as error:
                if not is_outermost or tries == TRIES or time.monotonic() > give_up_at:
                    raise Busy from error
            else:
                failpoint("after commit")
                return result
            time.sleep(secrets.randbelow(100) / 1000)

    return run


def _run_once(function, args, kwargs):
    is_outermost = not connection.in_atomic_block
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(BEGIN, [LOCK_TIMEOUT, STATEMENT_TIMEOUT, "off" if is_outermost else None])
        failpoint("begin")
        result = function(*args, **kwargs)
        failpoint("before commit")
    if is_outermost:
        _wait_for_disk()
    return result


def _wait_for_disk():
    """Wait until everything that this connection has committed is on the disk, with no lock held any more.

    A commit that writes a record of its own waits for all records before it (docs/decisions/0009).
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_logical_emit_message(true, 'womconf', '')")


def lock(session_pks):
    """Lock all places of some sessions until the transaction ends, in the one order that allows no deadlock.

    Return the keys of these Seats.
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
