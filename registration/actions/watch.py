"""Whether all that must never break holds."""

from django.conf import settings
from django.db import transaction

from registration import emails
from registration.invariants import breaks
from womconf.models import DailyRun
from womconf.rights import who_works_everywhere

NAME = "report_broken_rules"  # of the DailyRun


def last_broken_rules():
    """Return what was found when the rules were last checked: {rule: number of rows}."""
    return DailyRun.objects.filter(name=NAME).values_list("found", flat=True).first() or {}


def report_broken_rules():
    """Check the rules that never break, and write to the organisers if one does. Return {rule: ids of rows}.

    The rules are about all conferences: those who work on some only are not told.
    """
    found = breaks(stop_hours=settings.WAITING_LIST_STOP_HOURS)
    counts = {rule: len(rows) for rule, rows in found.items()}
    DailyRun.objects.update_or_create(name=NAME, defaults={"found": counts})
    if found:
        organisers = who_works_everywhere().exclude(email="").order_by("pk")
        with transaction.atomic():
            for organiser in organisers:
                emails.tell_broken_rules(organiser, found)
    return found
