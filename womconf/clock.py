"""What is done once a day: in the night, and where no worker runs then, as soon as one does."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from womconf.models import DailyRun

# A day of work begins at four in the morning (TIME_ZONE), when few are awake to be disturbed.
BEGINS = timedelta(hours=4)


@transaction.atomic
def once_a_day(name, act, now=None):
    """Call `act` unless it has succeeded today under this name; return whether it was called.

    Ask as often as you like: of two workers one does it, and what failed is done the next time somebody asks.
    """
    today = (timezone.localtime(now).replace(tzinfo=None) - BEGINS).date()
    DailyRun.objects.get_or_create(name=name)
    run = DailyRun.objects.select_for_update(skip_locked=True).filter(name=name).exclude(day=today).first()
    if run is None:
        return False
    act()
    run.day = today
    run.save(update_fields=["day"])
    return True
