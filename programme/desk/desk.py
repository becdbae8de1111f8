from functools import cached_property

from django.utils import timezone

from programme.desk.items import AFTERWARDS, BROKEN, WATCHES
from programme.models import PutOff, Session
from programme.telling import at_a_glance


class Desk:
    """What is to do in a conference, as far as an organiser may know."""

    def __init__(self, conference, user, now=None):
        self.conference, self.user, self.now = conference, user, now or timezone.now()

    @property
    def today(self):
        return timezone.localdate(self.now, self.conference.zone)

    @property
    def is_on(self):
        """Whether today is one of the days of the conference."""
        return self.conference.starts_on <= self.today <= self.conference.ends_on

    @property
    def is_over(self):
        return self.conference.ends_at <= self.now and not self.conference.is_rehearsal

    @cached_property
    def sessions(self):
        """The sessions that something can still be done about."""
        return Session.objects.filter(conference=self.conference).to_come(self.now)

    @property
    def untold(self):
        """The Overview of changes that somebody was not told of; None where they are too many (telling.at_a_glance)."""
        return self._untold[0]

    @property
    def roughly_untold(self):
        """Say how many people may not know something, where they are too many to look at each; else ""."""
        return self._untold[1][None] if self._untold[1] else ""

    @cached_property
    def _untold(self):
        return at_a_glance(self.conference)

    @cached_property
    def items(self):
        """Return all Items, those put off included, the most pressing ones first."""
        found = [item for right, look in WATCHES if self.user.has_perm(right, self.conference) for item in look(self)]
        if self.is_over:  # nobody comes any more, but e-mails still leave
            found = [item for item in found if item.rank in {BROKEN, AFTERWARDS}]
        return sorted(found, key=lambda item: item.rank)

    @cached_property
    def _put_off(self):
        rows = PutOff.objects.filter(conference=self.conference, until__gt=self.today).select_related("by")
        return {row.key: row for row in rows}

    @property
    def open(self):
        return [item for item in self.items if item.key not in self._put_off]

    @property
    def put_off(self):
        """Return [(Item, PutOff)] of what is still open, and left out until a day."""
        return [(item, self._put_off[item.key]) for item in self.items if item.key in self._put_off]
