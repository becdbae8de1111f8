"""What becomes of a registration after the form: it is confirmed, cancelled, switched, or moves up."""

from functools import cache

from django.db import DEFAULT_DB_ALIAS
from django.db.models import Case, DateTimeField, Exists, F, Func, OuterRef, Q, Value, When

from programme import schedule_checks
from programme.models import Overlaps, Pool, Session
from programme.models.waiting_list import begun
from registration import emails
from registration.actions.transitions import lock, lock_attendee, now_in_database, transition
from registration.exceptions import Busy, NoPlaceThere, Overlapping, SessionIsOver, SeveralNames
from registration.models import Attendee, Registration, Submission
from womconf import prepared


@transition
def confirm(attendee, *, keys=None):
    """Confirm the address and with it forms that came for it: those with these keys, else all so far.

    The person is called what the newest of these forms says, unless they have confirmed their address before. Forms
    that are not meant stay unconfirmed; what they ask for together with one that is meant goes to that one. Raises
    SeveralNames. Return the registrations that this changed.

    Whose place was held too long gets one again if there is one and nobody waits who came before, and stands on the
    waiting list where the form had put them otherwise.
    """
    forms = list(attendee.submissions.unconfirmed())
    meant = [form for form in forms if keys is None or form.key in keys]
    asked = attendee.registrations.filter(_asked_for_by(meant)).unconfirmed()
    pool_ids = lock(asked.values_list("session_id", flat=True))
    unconfirmed = asked.filter(pool__in=pool_ids).order_by("position")
    attendee = lock_attendee(attendee.pk)
    now = now_in_database()
    if attendee.email_confirmed_at is None:
        if len({form.name for form in meant if form.name}) > 1:
            raise SeveralNames
        accept_words(attendee, now, **_words_of(meant))
    _expire(pool_ids, now)
    others = {form.pk for form in forms} - {form.pk for form in meant}
    settled, to_come = [], set(Session.objects.to_come(now).filter(pools__in=pool_ids).values_list("pk", flat=True))
    for registration in unconfirmed:
        if registration.submission_id in others:
            registration.submission = next(form for form in meant if registration.pool_id in form.asked_for)
            registration.save(update_fields=["submission"])
        settled.append(_settle(registration, now, is_over=registration.session_id not in to_come))
    meant_and_open = Submission.objects.unconfirmed().filter(pk__in=[form.pk for form in meant])
    meant_and_open.order_by().update(confirmed_at=now)
    moved_up = _promote(pool_ids, now)
    for registration in settled:
        if registration and registration.status == Registration.Status.WAITING:
            give_place_if_list_is_over(registration, now)
    changed = attendee.registrations.filter(pk__in=[registration.pk for registration in settled if registration])
    if changed:
        emails.tell_registered(changed)
    emails.tell_moved_up([registration for registration in moved_up if registration not in changed])
    return list(changed)


def _asked_for_by(forms):
    """Return the condition on a person's registrations for what forms asked for, whichever form had asked first."""
    pool_ids = [pk for form in forms for pk in form.asked_for]
    return Q(submission__in=forms) | Q(submission__isnull=True) | Q(pool__in=pool_ids)


def _words_of(forms):
    """Return what the newest of some forms says of the person, {} where none says anything."""
    newest = next((form for form in forms if form.name), None)
    return {name: getattr(newest, name) for name in ("name", "organisation", "language")} if newest else {}


def accept_words(attendee, now, **words):
    """Confirm the address of a locked person; `words` are how they are called from now on, and their language."""
    for name, value in {**words, "email_confirmed_at": now}.items():
        setattr(attendee, name, value)
    attendee.save(update_fields=[*words, "email_confirmed_at"])


@transition
def cancel(registration, *, by=None):
    """Give a place back: the person by their link, or an organiser. It goes to the waiting list at once.

    Whoever leaves a session leaves its follow-ups, too. Of what is over only organisers take something back. Raise
    SessionIsOver.
    """
    if by is None and _is_over(registration):
        raise SessionIsOver
    if registration.slot_id is None:
        return _cancel(registration.attendee.registrations.filter(session=registration.session_id), by=by)
    return _cancel(Registration.objects.filter(pk=registration.pk), by=by)


@transition
def cancel_all(attendee, *, by=None):
    """Give everything back that a person has in this conference; they themselves, what is not over yet."""
    return _cancel(attendee.registrations.all(), by=by)


@transition
def switch(registration, pool, *, by=None):
    """Let somebody take part online instead of on site, or the other way round. Raise NoPlaceThere.

    Whoever waits goes on waiting there, as of when they came.
    """
    pools = {found.pk: found for found in up_to_date(lock([registration.session_id]))}
    now = next(iter(pools.values())).now
    attendee = lock_attendee(registration.attendee_id)
    registration = Registration.objects.live().filter(pk=registration.pk).first()
    if registration is None:  # cancelled a moment ago, in another window
        raise NoPlaceThere
    there = pools.get(pool.pk)
    if registration.pool_id == pool.pk:
        return registration
    if there is None or there.slot_id != registration.slot_id or not there.is_bookable:
        raise NoPlaceThere
    if registration.status in Registration.HAVING_PLACE and not has_free_place(there):
        raise NoPlaceThere
    registration.pool = there
    registration.save(update_fields=["pool"])
    fill(list(pools), now)
    emails.tell_everything(attendee)
    return registration


@transition
def withdraw_session(session, *, by=None):
    """End every registration of a session that was cancelled, and tell those who registered."""
    pool_ids = lock(_around(session))
    now = now_in_database()
    live = Registration.objects.live().filter(session=session).select_related("attendee__conference", "session")
    cancelled = [set_status(registration, Registration.Status.CANCELLED, now, by=by) for registration in live]
    emails.tell_session_cancelled(cancelled)
    fill(pool_ids, now)
    return cancelled


@transition
def promote_around(session):
    """Give free places in a session that has moved, and in sessions for which its people wait: they may be free now."""
    return fill(lock(_around(session)), now_in_database())


def _around(session):
    """Return the keys of a session and of the other sessions for which its people are on a waiting list."""
    people = Registration.objects.live().filter(session=session).values("attendee")
    return [session.pk, *Registration.objects.waiting().filter(attendee__in=people).values_list("session", flat=True)]


@transition
def promote(session):
    """Give free places to the waiting list, first come first served. Return who moved up."""
    return fill(lock([session.pk]), now_in_database())


def expire_overdue():
    """Take back places that were held too long and fill what is free, in each session where there is something to do.

    Sessions that cannot be had at the moment wait for the next time.
    """
    now = now_in_database()
    registrations = Registration.objects.filter(pool=OuterRef("pk"))
    is_overdue = Exists(registrations.overdue(now))
    is_to_fill = Exists(registrations.promotable()) & Q(session__in=Session.objects.moving_up(now), paused_at=None)
    due = Pool.objects.filter(is_overdue | (is_to_fill & Pool.HAS_FREE)).order_by()
    for session in Session.objects.filter(pk__in=due.values("session")).order_by("pk"):
        try:
            promote(session)
        except Busy:
            continue


def check_overlaps(conference, pools, *, are_meant, others=()):
    """Raise Overlapping where chosen sessions take place at the same time; where that is allowed, once.

    `others` are places that the person has: two of these that were moved to the same time are no reason to refuse.
    """
    if are_meant and conference.overlaps == Overlaps.WARN:
        return
    sessions = {pool.session_id for pool in [*pools, *others]}
    if len(sessions) > 1:
        rows = list(Session.objects.filter(pk__in=sessions).prefetch_related("slots", "pools"))
        had = schedule_checks.overlaps(rows, {pool.pk for pool in others})
        pairs = schedule_checks.overlaps(rows, {pool.pk for pool in [*pools, *others]})
        if found := [pair for pair in pairs if pair not in had]:
            raise Overlapping(found, is_final=conference.overlaps == Overlaps.REFUSE)


def up_to_date(pool_ids):
    """Return locked pools as they are once everything is done in them that is due; `now` is the database's time."""
    pools = _read(pool_ids)
    if any(pool.is_overdue or pool.is_waited_for for pool in pools):
        fill(pool_ids, pools[0].now)
        pools = _read(pool_ids)
    return pools


def _read(pool_ids):
    if not pool_ids:
        return []
    statement, values, fields = _reading(len(pool_ids))
    pools = []
    for found in prepared.fetch(statement, [*values, *pool_ids]):
        pool = Pool.from_db(DEFAULT_DB_ALIAS, fields, found)
        pool.now, pool.is_bookable, pool.has_begun, pool.is_overdue, pool.is_waited_for = found[len(fields) :]
        pools.append(pool)
    return pools


@cache
def _reading(count):
    """Return the SQL that reads `count` pools with what is due in them, its parameters without the keys, its fields.

    Kept for the next call: building it takes longer than running it, and the rows are locked meanwhile.
    """
    now = Func(function="statement_timestamp", output_field=DateTimeField())
    registrations = Registration.objects.filter(pool=OuterRef("pk")).order_by()
    is_moving = Exists(Session.objects.moving_up(now).filter(pk=OuterRef("session")))
    pools = Pool.objects.filter(pk__in=range(count)).annotate(
        now=now,
        is_bookable=Exists(Session.objects.bookable(now).filter(pk=OuterRef("session"))),
        has_begun=Exists(Session.objects.filter(begun(now), pk=OuterRef("session"))),
        is_overdue=Exists(registrations.overdue(now)),
        # The waiting list is only read where a place is free. Shortly before the start nobody moves up: a free place is
        # for whoever comes first. While organisers have stopped the list, they decide who gets the place.
        is_waited_for=Case(
            When(Pool.HAS_FREE & (is_moving | Q(paused_at__isnull=False)), then=Exists(registrations.promotable())),
            default=Value(False),
        ),
    )
    statement, values = pools.query.sql_with_params()
    return statement, values[: len(values) - count], [field.attname for field in Pool._meta.concrete_fields]


def _settle(registration, now, *, is_over):
    """Confirm what a form asked for. Return the registration that counts from now on, or None where nothing can.

    Where two sessions at the same time are refused, what somebody had first stays; a follow-up goes with its session.
    Nobody comes to what is over.
    """
    if is_over:
        if registration.is_live:
            set_status(registration, Registration.Status.EXPIRED, now)
        return None
    conference = registration.attendee.conference
    this = Registration.objects.filter(pk=registration.pk)
    is_alone = registration.slot_id and this.without_their_session().exists()
    if is_alone or (conference.overlaps == Overlaps.REFUSE and this.colliding().exists()):
        if registration.is_live:
            set_status(registration, Registration.Status.CANCELLED, now)
        return None
    if registration.status == Registration.Status.PENDING:
        return set_status(registration, Registration.Status.CONFIRMED, now)
    if registration.status == Registration.Status.WAITING:
        return registration
    return _revive(registration, now)


def _revive(registration, now):
    """Give somebody whose time to confirm had run out a place, or one on the list as of when the form was sent."""
    the_same = {"session": registration.session_id, "slot": registration.slot_id}
    is_back_already = registration.attendee.registrations.live().filter(**the_same).exists()
    is_bookable = Session.objects.bookable(now).filter(pk=registration.session_id).exists()
    if is_back_already or not is_bookable:
        return None
    [pool] = _read([registration.pool_id])
    has_place = has_free_place(pool) or (not pool.is_full and not _waits_before(registration))
    return Registration.objects.create(
        attendee=registration.attendee,
        session_id=registration.session_id,
        slot_id=registration.slot_id,
        pool_id=registration.pool_id,
        submission=registration.submission,
        status=Registration.Status.CONFIRMED if has_place else Registration.Status.WAITING,
        status_at=now,
        position=registration.position,
    )


def _is_over(registration):
    registration = Registration.objects.with_session().filter(pk=registration.pk).first()
    return registration is not None and registration.has_ended(now_in_database())  # else deleted a moment ago


def _cancel(registrations, *, by):
    """Cancel those of one person's registrations that are live; if the person asks, only what is not over.

    A follow-up goes with its session, whether it is over or not. For another session at that time they may be waiting:
    there they can move up now.
    """
    live = registrations.live()
    theirs = Registration.objects.live().filter(attendee__in=live.values("attendee"))
    pool_ids = lock(theirs.values_list("session_id", flat=True))
    now = now_in_database()
    chosen = live.filter(pool__in=pool_ids).with_session().select_related("attendee__conference")
    ending = [registration for registration in chosen if by or not registration.has_ended(now)]
    left = {registration.session_id for registration in ending if registration.slot_id is None}
    leaving = [registration for registration in chosen if registration in ending or registration.session_id in left]
    cancelled = [set_status(registration, Registration.Status.CANCELLED, now, by=by) for registration in leaving]
    if cancelled:
        emails.tell_cancelled(cancelled)
    fill(pool_ids, now)
    return cancelled


def fill(pool_ids, now):
    """Take back what was held too long in locked sessions, give free places to those who wait, and tell them."""
    _expire(pool_ids, now)
    moved_up = _promote(pool_ids, now)
    emails.tell_moved_up(moved_up)
    return moved_up


def _expire(pool_ids, now):
    overdue = list(Registration.objects.overdue(now).filter(pool__in=pool_ids).order_by("position"))
    for registration in overdue:
        set_status(registration, Registration.Status.EXPIRED, now)
    if overdue:
        expire_lone_follow_ups(pool_ids, now)


def expire_lone_follow_ups(pool_ids, now):
    """Take back follow-ups of those who have lost the session itself."""
    for follow_up in Registration.objects.live().filter(pool__in=pool_ids).without_their_session():
        set_status(follow_up, Registration.Status.EXPIRED, now)


def _promote(pool_ids, now):
    """Give what is free to the first ones, whoever is first when the people are locked: a person has many lists."""
    moved_up = []
    somebody_waits = Exists(Registration.objects.promotable().filter(pool=OuterRef("pk")))
    moving = Q(session__in=Session.objects.moving_up(now), paused_at=None)
    for pool in Pool.objects.filter(Pool.HAS_FREE, somebody_waits, moving, pk__in=pool_ids).order_by("pk"):
        seen = set()
        while (free := pool.free) is None or free:
            first_ones = [pk for pk in _waits_for(pool.pk).values_list("attendee", flat=True)[:free] if pk not in seen]
            if not first_ones:
                break
            seen.update(first_ones)
            list(Attendee.objects.select_for_update(no_key=True).filter(pk__in=first_ones).order_by("pk"))
            can_come = _waits_for(pool.pk).filter(attendee__in=first_ones).select_related("attendee__conference")
            promoted = [set_status(registration, Registration.Status.CONFIRMED, now) for registration in can_come]
            moved_up += promoted
            pool.taken += len(promoted)
    return moved_up


def _waits_for(pool_id):
    return Registration.objects.promotable().filter(pool=pool_id)


def _waits_before(registration):
    return _waits_for(registration.pool_id).filter(position__lt=registration.position).exists()


def has_free_place(pool):
    """Whether whoever comes now gets a place: one is free, and nobody waits to whom it would go.

    `pool` comes from up_to_date.
    """
    return not pool.is_full and not pool.is_waited_for


def use_kept_back(pool):
    """Take one of the places kept back for somebody whom an organiser enters, where no other one is free."""
    if pool.kept_back and not has_free_place(pool):
        Pool.objects.filter(pk=pool.pk).update(kept_back=F("kept_back") - 1)


def give_place_if_list_is_over(registration, now, *, is_here=False):
    """Give a free place to somebody who waits, if the list is over. Return whether that was so.

    Whoever `is_here` at the door need not have confirmed an address, nor chosen between two sessions.
    """
    waiting = Registration.objects.settled().waiting() if is_here else Registration.objects.promotable()
    is_first_come = Session.objects.bookable(now).exclude(pk__in=Session.objects.moving_up(now).values("pk"))
    free = Pool.objects.filter(Pool.HAS_FREE, pk=registration.pool_id, session__in=is_first_come, paused_at=None)
    if not (free.exists() and waiting.filter(pk=registration.pk).exists()):
        return False
    set_status(registration, Registration.Status.CONFIRMED, now)
    return True


def vouch(registration, now, *, by, submission=None):
    """Confirm a place without the person's own confirmation, because an organiser knows that they want it.

    From now on it belongs to `submission`, a confirmed form, or to none: it stays when the form it came with expires.
    """
    registration.submission = submission
    registration.save(update_fields=["submission"])
    is_held = registration.status == Registration.Status.PENDING
    set_status(registration, Registration.Status.CONFIRMED if is_held else registration.status, now, by=by)


def set_status(registration, status, now, *, by=None):
    """Write down what became of a registration: the only place where a status changes."""
    registration.status, registration.status_at, registration.status_by = status, now, by
    registration.held_until, registration.held_for = None, ""
    registration.save(update_fields=["status", "status_at", "status_by", "held_until", "held_for"])
    return registration
