"""How many places a session has, and whether its waiting list moves."""

from django.db.models import RestrictedError
from django.utils import timezone

from programme import signals
from programme.actions.locks import lock_pools, lock_session, transition
from programme.codes import new_code
from programme.exceptions import NotThatManyPlaces, PlacesAreTaken
from programme.models import Pool, Session, Slot


@transition
def set_capacity(pool, *, capacity, by=None):
    """Set how many places a pool has (None: no limit), also below what is taken.

    Whoever has a place keeps it; the session is overbooked until enough have left, and nobody moves up. Where places
    become free, registration gives them to the waiting list (signal capacity_changed).
    """
    pool = lock_pools(pool.session_id)[pool.pk]
    if pool.capacity != capacity:
        pool.capacity = capacity
        pool.overbooked_by = 0 if capacity is None else max(0, pool.taken - capacity)
        pool.kept_back = min(pool.kept_back, capacity or 0)
        pool.save(update_fields=["capacity", "overbooked_by", "kept_back"])
        signals.capacity_changed.send(Session, session=pool.session, by=by)
    return pool


@transition
def add_place(pool):
    """Let a pool have one place more, for somebody for whom there is room; the caller gives it to them."""
    pool = lock_pools(pool.session_id)[pool.pk]
    if pool.capacity is not None:
        pool.capacity += 1
        pool.save(update_fields=["capacity"])
    return pool


@transition
def keep_back(pool, *, count, by=None):
    """Keep some places of a pool back for those whom organisers enter themselves; give the others to the waiting list.

    Nobody loses a place by it: where fewer are free, the next ones that are given back stay free.
    """
    pool = lock_pools(pool.session_id)[pool.pk]
    if count and (pool.capacity is None or count > pool.capacity):
        raise NotThatManyPlaces
    if pool.kept_back != count:
        pool.kept_back = count
        pool.save(update_fields=["kept_back"])
        signals.capacity_changed.send(Session, session=pool.session, by=by)
    return pool


@transition
def stop_waiting_list(session, *, by=None):
    """Let nobody move up in a session until resume_waiting_list; people can still join the list."""
    pools = lock_pools(session.pk)
    Pool.objects.filter(pk__in=pools, paused_at=None).update(paused_at=timezone.now(), paused_by=by)


@transition
def resume_waiting_list(session, *, by=None):
    """Let people move up again; free places go to them at once (signal capacity_changed)."""
    pools = lock_pools(session.pk)
    if Pool.objects.filter(pk__in=pools, paused_at__isnull=False).update(paused_at=None, paused_by=None):
        signals.capacity_changed.send(Session, session=session, by=by)


@transition
def make_hybrid(session, *, on_site, online, by=None):
    """Give a session places on site and places online, each its own number (None: no limit).

    Whoever has a place already has it on site.
    """
    session = lock_session(session)
    pools = lock_pools(session.pk)
    if session.online_pool is None:
        Pool.objects.filter(pk=session.pool.pk).update(mode=Pool.Mode.ON_SITE)
        Pool.objects.create(session=session, mode=Pool.Mode.ONLINE, capacity=online, **_pause_of(pools))
    else:
        set_capacity(session.online_pool, capacity=online, by=by)
    return set_capacity(session.pool, capacity=on_site, by=by)


@transition
def end_hybrid(session, *, capacity, by=None):
    """Give a session one kind of places again, as long as nobody has one online."""
    session = lock_session(session)
    lock_pools(session.pk)
    if online := session.online_pool:
        _take_away(online)
        Pool.objects.filter(pk=session.pool.pk).update(mode=Pool.Mode.ANY)
    return set_capacity(session.pool, capacity=capacity, by=by)


@transition
def set_follow_up_capacity(slot, *, capacity, by=None):
    """Give a follow-up places of its own, change how many, or (None) let everybody of the session stay for it."""
    session = lock_session(slot.session)
    pools = lock_pools(slot.session_id)
    pool = next((pool for pool in pools.values() if pool.slot_id == slot.pk), None)
    if capacity is None:
        if pool:
            _take_away(pool)
            signals.slot_moved.send(Slot, slot=slot, session=session, by=by)
        return None
    if pool is None:
        own = {"code": new_code(), "capacity": capacity, **_pause_of(pools)}
        pool = Pool.objects.create(session=slot.session, slot=slot, **own)
        signals.slot_moved.send(Slot, slot=slot, session=session, by=by)
        return pool
    return set_capacity(pool, capacity=capacity, by=by)


def _pause_of(pools):
    """Return what a new pool of a session needs, so that its waiting list stays stopped where it is."""
    pool = next(iter(pools.values()))
    return {"paused_at": pool.paused_at, "paused_by_id": pool.paused_by_id}


def _take_away(pool):
    try:
        pool.delete()
    except RestrictedError as error:
        raise PlacesAreTaken from error
