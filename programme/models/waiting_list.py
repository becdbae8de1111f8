"""When the waiting list of a session moves up by itself, and when it no longer does."""

from datetime import timedelta

from django.conf import settings
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import TruncDate
from django.utils import timezone

# So short before the start nobody would notice that they have moved up.
STOP = timedelta(hours=settings.WAITING_LIST_STOP_HOURS)
# Of sessions, as Conference.is_rehearsal says it of one conference.
IS_REHEARSAL = Q(conference__ends_on__lt=TruncDate("conference__created_at"))


def moving_up(bookable, now):
    """Return those of these sessions whose list moves up; `now` is a moment or an expression."""
    return bookable.filter(IS_REHEARSAL | ~Q(slots__starts_at__lte=now + STOP))


def begun(now):
    """Return the condition that a session has begun; `now` is a moment or an expression."""
    return ~IS_REHEARSAL & Q(slots__starts_at__lte=now)


def letting_in(sessions, now):
    """Return those of these sessions that have yet to begin, or have a free place: of the others nobody gets one."""
    pools = sessions.model._meta.get_field("pools").related_model
    has_free = Exists(pools.objects.filter(pools.HAS_FREE, session=OuterRef("pk"), slot=None))
    return sessions.exclude(begun(now) & ~has_free)


class HasWaitingList:
    """The part of Session that knows when its waiting list ends; it reads `slots` and `conference`."""

    @property
    def waiting_list_ends_at(self):
        """When its waiting list no longer moves up by itself; None: it has no end, or none is known yet."""
        starts = [slot.starts_at for slot in self.fetched("slots")]
        return None if self.conference.is_rehearsal or not starts else min(starts) - STOP

    @property
    def waiting_list_is_over(self):
        """Whether a free place goes to whoever takes it first, not to the first one on the list."""
        ends_at = self.waiting_list_ends_at
        return ends_at is not None and ends_at <= timezone.now() and not (self.is_over or self.is_cancelled)
