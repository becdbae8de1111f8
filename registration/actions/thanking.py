"""Thanking people the day after (registration.thanking)."""

from django.db import connection

from registration import emails
from registration.actions.transitions import transition
from registration.thanking import due

ONE_AT_A_TIME = 240_031  # names the advisory lock


@transition
def thank(now=None):
    """Have a mail written to everybody who is to be thanked now: one a person and day. Return how many are new.

    One round at a time: a second one would not see yet whom the first one writes to.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [ONE_AT_A_TIME])
        if cursor.fetchone() != (True,):
            return 0
    return sum(emails.thank(day, people) for day, people in due(now))
