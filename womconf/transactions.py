"""How every action runs: in one transaction that never hangs, repeated after a deadlock or a wait for too long."""

import functools
import itertools
import secrets
import time

from django.db import IntegrityError, OperationalError, connection, transaction
from psycopg.errors import LockNotAvailable, UniqueViolation

from womconf import prepared
from womconf.failpoints import failpoint
from womconf.waiting_room import room

# An action within another one waits as long as that one may.
BEGIN = """
    SELECT set_config('lock_timeout', coalesce(%s, nullif(current_setting('lock_timeout'), '0'), %s), true),
           set_config('statement_timeout', %s, true),
           set_config('synchronous_commit', coalesce(%s, current_setting('synchronous_commit')), true)
"""
TRIES = 3
LOCK_TIMEOUT = "3s"
NO_PATIENCE = "10ms"  # of whoever has no place in the waiting room: what nobody holds is had at once
STATEMENT_TIMEOUT = "10s"
# Whoever has waited this long for a lock gets an honest answer instead of another try, within five seconds in all.
PATIENCE_SECONDS = 2


def transition(busy):
    """Return the decorator of an app's actions; `busy` is the exception in which that app says no in words.

    Within a transaction of somebody else an action just joins in: only the outermost one can be tried again.
    """

    def decorate(function):
        @functools.wraps(function)
        def run(*args, **kwargs):
            is_outermost = not connection.in_atomic_block
            give_up_at = time.monotonic() + PATIENCE_SECONDS
            for tries in itertools.count(1):
                try:
                    result = _run_once(function, args, kwargs)
                except (OperationalError, IntegrityError, busy) as error:
                    cause = error.__cause__ if isinstance(error, busy) else error  # of an action within this one
                    if not _is_by_chance(cause):
                        raise
                    has_waited = isinstance(cause.__cause__, LockNotAvailable) or time.monotonic() > give_up_at
                    if not is_outermost or tries == TRIES or has_waited:
                        raise busy from cause
                else:
                    failpoint("after commit")
                    return result
                time.sleep(secrets.randbelow(100) / 1000)

        return run

    return decorate


def _is_by_chance(error):
    """Say whether the next try may go well: after a deadlock, a wait for too long, or a public code drawn twice."""
    if isinstance(error, IntegrityError) and isinstance(error.__cause__, UniqueViolation):
        return error.__cause__.diag.constraint_name.endswith("_code_key")
    return isinstance(error, OperationalError)


def _run_once(function, args, kwargs):
    if connection.in_atomic_block:
        return _run_in_transaction(function, args, kwargs)
    with room.place() as may_wait:
        patience = LOCK_TIMEOUT if may_wait else NO_PATIENCE
        result = _run_in_transaction(function, args, kwargs, patience=patience, synchronous_commit="off")
    _wait_for_disk()
    return result


def _run_in_transaction(function, args, kwargs, *, patience=None, synchronous_commit=None):
    with transaction.atomic():
        prepared.fetch(BEGIN, [patience, LOCK_TIMEOUT, STATEMENT_TIMEOUT, synchronous_commit])
        failpoint("begin")
        result = function(*args, **kwargs)
        failpoint("before commit")
    return result


def _wait_for_disk():
    """Wait until everything that this connection has committed is on the disk, with no lock held any more.

    A commit that writes a record of its own waits for all records before it (docs/decisions/0009).
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_logical_emit_message(true, 'womconf', '')")
