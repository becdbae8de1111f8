"""How many places are kept for people of one network who have yet to confirm their address.

A script that sends a form for each place would keep all of them for an hour. Beyond the limit a form is taken all the
same: it stands on the waiting list, without a place kept for it, and whoever confirms while a place is free has it at
once. So a large office notices little. See docs/decisions/0015.
"""

from collections import Counter
from datetime import timedelta

from django.conf import settings

from registration.actions.places import has_free_place
from registration.models import Registration
from womconf import prepared
from womconf.limits.actions import keyed_hash

KEPT = """
    SELECT pool_id, count(*) FROM registration_registration
    WHERE held_for = %s AND held_for <> '' AND held_until > clock_timestamp() GROUP BY pool_id
"""


class KeptPlaces:
    """Those of one network in one conference, counted when the first one is asked for; the pools are locked."""

    def __init__(self, conference, network):
        is_limited = network and settings.HELD_PLACES_PER_NETWORK
        self.network = keyed_hash("held-places", f"{conference.pk} {network}") if is_limited else ""
        self._counts = None

    def state(self, pool, now):
        """Return (status, held until, held for): a place is kept where one is free for whoever comes, else they wait.

        `pool` comes from up_to_date. A place kept in a session without a limit does not count: nobody lacks it.
        """
        if not has_free_place(pool):
            return Registration.Status.WAITING, None, ""
        held_until = now + timedelta(minutes=settings.PLACE_HOLD_MINUTES)
        if not self.network or pool.capacity is None:
            return Registration.Status.PENDING, held_until, ""
        if self._counts is None:
            self._counts = Counter(dict(prepared.fetch(KEPT, [self.network])))
        half = (pool.capacity + 1) // 2
        if self._counts.total() >= settings.HELD_PLACES_PER_NETWORK or self._counts[pool.pk] >= half:
            return Registration.Status.WAITING, None, ""
        self._counts[pool.pk] += 1
        return Registration.Status.PENDING, held_until, self.network
