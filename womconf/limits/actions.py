"""How often may somebody do something? Counted in PostgreSQL, the same for every process."""

from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from django.db import connection
from django.utils import timezone
from django.utils.crypto import salted_hmac

from womconf import prepared
from womconf.limits.models import CacheEntry, Count

KEEP = timedelta(days=2)

# One statement that counts and answers: between two of them, many callers at once would slip through.
COUNT_UP = """
    INSERT INTO limits_count AS counted (name, value_hash, "window", count) SELECT %s, %s, %s, %s {where}
    ON CONFLICT ON CONSTRAINT count_once_a_window DO UPDATE SET count = counted.count + EXCLUDED.count
    RETURNING count <= %s AS is_within
"""


class Limit(NamedTuple):
    """`name` is what is limited (`register-network`), `value` whom it concerns: at most `limit` times in `seconds`.

    `times` is how often it happened at once.
    """

    name: str
    value: str
    limit: int
    seconds: int
    times: int = 1

    def window(self, at):
        """Return when the window begins in which a moment lies."""
        seconds = at.timestamp()
        return datetime.fromtimestamp(seconds - seconds % self.seconds, UTC)

    def next_window(self, at):
        """Return when the window after it begins."""
        return self.window(at) + timedelta(seconds=self.seconds)


def allow(name, value, *, limit, seconds):
    """Count one more and say whether it is within `limit` in the current window of `seconds`."""
    return allow_all([Limit(name, value, limit, seconds)])


def allow_all(limits, at=None):
    """Count its `times` for each Limit until one is passed, and say whether none is; a refusal costs nothing else.

    It counts for the window of the moment `at`, which may be ahead; None: now. Only a keyed hash of each value is
    stored. Windows start at fixed moments, so that up to twice the limit may pass around the turn of one.
    """
    at = at or timezone.now()
    steps, values = [], []
    for number, limit in enumerate(limits):
        where = f"FROM step{number - 1} WHERE is_within" if number else ""
        steps.append(f"step{number} AS ({COUNT_UP.format(where=where)})")
        values += _row(limit, at)
    # By itself, nobody waits for the disk for a count, least of all those who wait for the same row.
    unhurried = "" if connection.in_atomic_block else ", set_config('synchronous_commit', 'off', true)"
    statement = f"WITH {', '.join(steps)} SELECT is_within{unhurried} FROM step{len(limits) - 1}"  # noqa: S608
    found = prepared.fetch(statement, values)
    return bool(found) and found[0][0]


def is_used_up(limit):
    """Say whether a Limit is reached, without counting: for what counts only when it fails."""
    _name, value_hash, window, *_counts = _row(limit, timezone.now())
    counted = Count.objects.filter(name=limit.name, value_hash=value_hash, window=window, count__gte=limit.limit)
    return counted.exists()


def _row(limit, at):
    value_hash = keyed_hash(limit.name, limit.value)
    return limit.name, value_hash, limit.window(at), limit.times, limit.limit


def keyed_hash(name, value):
    """Return what is stored instead of a network or an address: 64 hexadecimal digits, worthless without our key."""
    return salted_hmac(f"womconf.limits.{name}", str(value), algorithm="sha256").hexdigest()


def forget(now=None):
    """Delete windows that are over for long, and what the database cache holds beyond its time."""
    now = now or timezone.now()
    CacheEntry.objects.filter(expires__lt=now).delete()
    return Count.objects.filter(window__lt=now - KEEP).delete()[0]
