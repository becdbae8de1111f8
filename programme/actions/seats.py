"""How many places a session has, and whether its waiting list moves."""

from django.db.models import RestrictedError
from django.utils import timezone

from programme import signals
from programme.actions.locks import lock_seats, lock_session, transition
from programme.codes import new_code
from programme.exceptions import NotThatManyPlaces, PlacesAreTaken
from programme.models import Seats, Session, Slot


@transition
def set_capacity(seats, *, capacity, by=None):
    """Set how many places a pool has (None: no limit), also below what is taken.

    Whoever has a place keeps it; the session is overbooked until enough have left, and nobody moves up. Where places
    become free, registration gives them to the waiting list (signal capacity_changed).
    """
    seats = lock_seats(seats.session_id)[seats.pk]
    if seats.capacity != capacity:
        seats.capacity = capacity
        seats.overbooked_by = 0 if capacity is None else max(0, seats.taken - capacity)
        seats.kept_back = min(seats.kept_back, capacity or 0)
        seats.save(update_fields=["capacity", "overbooked_by", "kept_back"])
        signals.capacity_changed.send(Session, session=seats.session, by=by)
    return seats


@transition
def keep_back(seats, *, count, by=None):
    """Keep some places of a pool back for those whom organisers enter themselves; give the others to the waiting list.

    Nobody loses a place by it: where fewer are free, the next ones that are given back stay free.
    """
    seats = lock_seats(seats.session_id)[seats.pk]
    if count and (seats.capacity is None or count > seats.capacity):
        raise NotThatManyPlaces
    if seats.kept_back != count:
        seats.kept_back = count
        seats.save(update_fields=["kept_back"])
        signals.capacity_changed.send(Session, session=seats.session, by=by)
    return seats


@transition
def stop_waiting_list(session, *, by=None):
    """Let nobody move up in a session until resume_waiting_list; people can still join the list."""
    pools = lock_seats(session.pk)
    Seats.objects.filter(pk__in=pools, paused_at=None).update(paused_at=timezone.now(), paused_by=by)


@transition
def resume_waiting_list(session, *, by=None):
    """Let people move up again; free places go to them at once (signal capacity_changed)."""
    pools = lock_seats(session.pk)
    if Seats.objects.filter(pk__in=pools, paused_at__isnull=False).update(paused_at=None, paused_by=None):
        signals.capacity_changed.send(Session, session=session, by=by)


@transition
def make_hybrid(session, *, on_site, online, by=None):
    """Give a session places on site and places online, each its own number (None: no limit).

    Whoever has a place already has it on site.
    """
    session = lock_session(session)
    pools = lock_seats(session.pk)
    if session.online_seats is None:
        Seats.objects.filter(pk=session.seats.pk).update(mode=Seats.Mode.ON_SITE)
        Seats.objects.create(session=session, mode=Seats.Mode.ONLINE, capacity=online, **_pause_of(pools))
    else:
        set_capacity(session.online_seats, capacity=online, by=by)
    return set_capacity(session.seats, capacity=on_site, by=by)


@transition
def end_hybrid(session, *, capacity, by=None):
    """Give a session one kind of places again, as long as nobody has one online."""
    session = lock_session(session)
    lock_seats(session.pk)
    if online := session.online_seats:
        _take_away(online)
        Seats.objects.filter(pk=session.seats.pk).update(mode=Seats.Mode.ANY)
    return set_capacity(session.seats, capacity=capacity, by=by)


@transition
def set_follow_up_capacity(slot, *, capacity, by=None):
    """Give a follow-up places of its own, change how many, or (None) let everybody of the session stay for it."""
    session = lock_session(slot.session)
    pools = lock_seats(slot.session_id)
    seats = next((pool for pool in pools.values() if pool.slot_id == slot.pk), None)
    if capacity is None:
        if seats:
            _take_away(seats)
            signals.slot_moved.send(Slot, slot=slot, session=session, by=by)
        return None
    if seats is None:
        own = {"code": new_code(), "capacity": capacity, **_pause_of(pools)}
        seats = Seats.objects.create(session=slot.session, slot=slot, **own)
        signals.slot_moved.send(Slot, slot=slot, session=session, by=by)
        return seats
    return set_capacity(seats, capacity=capacity, by=by)


def _pause_of(pools):
    """Return what new places of a session need, so that its waiting list stays stopped where it is."""
    seats = next(iter(pools.values()))
    return {"paused_at": seats.paused_at, "paused_by_id": seats.paused_by_id}


def _take_away(seats):
    try:
        seats.delete()
    except RestrictedError as error:
        raise PlacesAreTaken from error
