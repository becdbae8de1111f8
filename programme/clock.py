"""What the clock alone changes on the pages of a conference: something begins, is over, opens, closes, a day ends."""

import datetime

from django.conf import settings
from django.db.models import Min, Q
from django.utils import timezone

from womconf.kept.answers import end_of_day


def next_change(conference, now):
    """Return the next moment after `now` at which a page of a conference may change though no row does."""
    before_start = now + datetime.timedelta(hours=settings.WAITING_LIST_STOP_HOURS)
    slots = conference.slots.aggregate(
        begins=_next("starts_at", now), ends=_next("ends_at", now), list_ends=_next("starts_at", before_start)
    )
    sessions = conference.sessions.aggregate(
        opens=_next("registration_opens_at", now), closes=_next("registration_closes_at", now)
    )
    if slots["list_ends"]:
        slots["list_ends"] -= datetime.timedelta(hours=settings.WAITING_LIST_STOP_HOURS)
    moments = [*slots.values(), *sessions.values(), conference.registration_opens_at, conference.registration_closes_at]
    moments += [end_of_day(now, zone) for zone in (conference.zone, timezone.get_default_timezone())]
    return min(moment for moment in moments if moment and moment > now)


def _next(name, now):
    return Min(name, filter=Q((f"{name}__gt", now)))
