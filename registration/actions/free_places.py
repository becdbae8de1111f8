"""A free place for somebody who waits, where it does not come by itself: they take it, or an organiser gives it."""

from registration import emails
from registration.actions.places import (
    check_overlaps,
    fill,
    give_place_if_list_is_over,
    set_status,
    up_to_date,
    use_kept_back,
)
from registration.actions.transitions import lock, lock_attendee, now_in_database, transition
from registration.exceptions import NoPlaceThere, NotConfirmedYet
from registration.models import Registration


@transition
def take_free_place(registration, *, is_here=False):
    """Give a free place to somebody who waits and asks for it, where the list no longer moves up: first come.

    `is_here`: they stand at the door. Raise NoPlaceThere, Overlapping. Whoever has a place by now keeps it.
    """
    pool_ids = lock([registration.session_id])
    attendee = lock_attendee(registration.attendee_id)
    now = now_in_database()
    fill(pool_ids, now)
    registration = _live(registration)
    if registration.status == Registration.Status.WAITING:
        if is_here:
            places = attendee.confirmed_pools
            check_overlaps(attendee.conference, [registration.pool], others=places, are_meant=True)
        if not give_place_if_list_is_over(registration, now, is_here=is_here):
            raise NoPlaceThere
        emails.tell_given(registration)
    return registration


@transition
def give_place(registration, *, by):
    """Let an organiser give a free place to somebody who waits, whoever came before; they may take one kept back.

    Raise NoPlaceThere, NotConfirmedYet, Overlapping.
    """
    pool_ids = lock([registration.session_id])
    attendee = lock_attendee(registration.attendee_id)
    pools = {pool.pk: pool for pool in up_to_date(pool_ids)}
    registration = _live(registration)
    if registration.status in Registration.HAVING_PLACE:
        return registration
    pool = pools[registration.pool_id]
    if not (pool.is_bookable and pool.free_for_organisers != 0):
        raise NoPlaceThere
    if Registration.objects.filter(pk=registration.pk).unconfirmed().exists():
        raise NotConfirmedYet
    check_overlaps(attendee.conference, [pool], others=attendee.confirmed_pools, are_meant=True)
    use_kept_back(pool)
    set_status(registration, Registration.Status.CONFIRMED, pool.now, by=by)
    emails.tell_given(registration)
    return registration


def _live(registration):
    found = Registration.objects.live().filter(pk=registration.pk).select_related("attendee__conference", "session")
    if not found:  # cancelled a moment ago, in another window
        raise NoPlaceThere
    return found[0]
