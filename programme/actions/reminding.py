"""Reminding people of their sessions (docs/decisions/0024)."""

from django.db import connection
from django.utils import timezone

from programme.actions.locks import transition
from programme.telling import AUDIENCES, Occasion, due
from womconf.mail.actions import note

ONE_AT_A_TIME = 240_024  # names the advisory lock


@transition
def remind(now=None):
    """Have a mail written to everybody who is to be reminded now; each round of it to a limited number of people.

    One round at a time: a second one would not see yet whom the first one writes to. Return how many mails are new.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [ONE_AT_A_TIME])
        if cursor.fetchone() != (True,):
            return 0
    now = now or timezone.now()
    return sum(_remind(audience, occasion, now) for occasion in Occasion for audience in AUDIENCES)


@transition
def set_reminders(person, *, wanted):
    """Let an attendee or a speaker be reminded from now on, or not any more. Return the person."""
    if person.wants_reminders != wanted:
        type(person).objects.filter(pk=person.pk).update(wants_reminders=wanted)
        person.wants_reminders = wanted
    return person


def _remind(audience, occasion, now):
    found = due(audience, occasion, now=now)
    people = audience.model.objects.in_bulk(found)
    return note([audience.reminder(people[pk], occasion, slots) for pk, slots in found.items() if pk in people])
