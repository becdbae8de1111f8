"""How fast mails to many leave: as many in a minute as the mail server, and each recipient's, is glad to take."""

from collections import Counter
from datetime import timedelta

from django.conf import settings
from django.db.models.expressions import DatabaseDefault
from django.utils import timezone

from womconf.mail.models import Message

MINUTE = timedelta(minutes=1)


def set_pace(messages):
    """Give those of some new Messages that go to many at once a time from which on each may leave.

    In one minute leave no more than MAIL_PER_MINUTE of them, and to one domain no more than
    MAIL_PER_MINUTE_AND_DOMAIN, those that wait already included; 0 is no limit. All other mails leave at once. Whoever
    is to be written to at a time of their own keeps it.
    """
    limits = settings.MAIL_PER_MINUTE, settings.MAIL_PER_MINUTE_AND_DOMAIN
    to_pace = [m for m in messages if m.priority == Message.Priority.BULK and isinstance(m.not_before, DatabaseDefault)]
    if not to_pace or not any(limits):
        return
    now = timezone.now()
    taken, first = _taken(now), Counter()  # first: the minute from which on one is tried, of all and of each domain
    for message in to_pace:
        domain = _domain(message.to)
        minute = max(first[""], first[domain])
        while not _is_free(taken, minute, domain, limits):
            minute += 1
        taken[minute, ""] += 1
        taken[minute, domain] += 1
        first[domain] = minute
        if limits[0] and taken[first[""], ""] >= limits[0]:
            first[""] += 1
        if minute:
            message.not_before = now + minute * MINUTE


def _is_free(taken, minute, domain, limits):
    in_all, to_domain = limits
    return (not in_all or taken[minute, ""] < in_all) and (not to_domain or taken[minute, domain] < to_domain)


def _taken(now):
    """Return how many mails to many are to leave already: {(minutes from now, domain, "" for all): count}."""
    taken = Counter()
    waiting = Message.objects.filter(status__in=["queued", "sending", "held"], priority=Message.Priority.BULK)
    for to, not_before in waiting.values_list("to", "not_before"):
        minute = max(0, -(-(not_before - now) // MINUTE))
        taken[minute, ""] += 1
        taken[minute, _domain(to)] += 1
    return taken


def _domain(address):
    return address.rpartition("@")[2]
