"""How often may somebody do something? Counted in PostgreSQL, the same for every process."""

from datetime import UTC, datetime, timedelta

from django.db import connection
from django.utils import timezone
from django.utils.crypto import salted_hmac

from womconf.limits.models import CacheEntry, Count

KEEP = timedelta(days=2)

# One statement that counts and answers: between two of them, many callers at once would slip through.
COUNT_UP = """
    INSERT INTO limits_count AS counted (name, value_hash, "window", count) VALUES (%s, %s, %s, 1)
    ON CONFLICT ON CONSTRAINT count_once_a_window DO UPDATE SET count = counted.count + 1
    RETURNING count
"""


def allow(name, value, *, limit, seconds):
    """Count one more and say whether it is within `limit` in the current window of `seconds`.

    `name` is what is limited (`register-network`), `value` whom it concerns; only a keyed hash of it is stored. Windows
    start at fixed moments, so that up to twice the limit may pass around the turn of one.
    """
    now = timezone.now().timestamp()
    window = datetime.fromtimestamp(now - now % seconds, UTC)
    value_hash = salted_hmac(f"womconf.limits.{name}", str(value), algorithm="sha256").hexdigest()
    with connection.cursor() as cursor:
        cursor.execute(COUNT_UP, [name, value_hash, window])
        return cursor.fetchone()[0] <= limit


def forget(now=None):
    """Delete windows that are over for long, and what the database cache holds beyond its time."""
    now = now or timezone.now()
    CacheEntry.objects.filter(expires__lt=now).delete()
    return Count.objects.filter(window__lt=now - KEEP).delete()[0]
