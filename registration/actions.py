"""Who sits where. The only writers of Registration.status; every door leads here.

Lock order: Seats rows in the order of session ids, then attendee, then registrations. What decides is read after the
lock is held, never before. A freed seat goes to the waiting list in the transaction that frees it.
"""

import functools
import secrets
import time
from datetime import timedelta

from django.conf import settings
from django.db import IntegrityError, OperationalError, connection, transaction
from django.db.models import Min, Q
from django.utils import timezone

from programme.models import Seats, Session
from registration import emails
from registration.exceptions import Busy, NothingChosen, RegistrationClosed, SessionNotBookable
from registration.models import Attendee, Registration, Submission

TRIES = 3
LOCK_TIMEOUT = "3s"
STATEMENT_TIMEOUT = "10s"
# An address that was not confirmed after this time is forgotten, with everything that was sent for it.
UNCONFIRMED_KEPT = timedelta(days=7)


def transition(function):
    """Run an action in one transaction that never hangs, and once more where it met a deadlock or a slow lock.

    Within a transaction of somebody else it just joins in: only the outermost one can be tried again.
    """

    @functools.wraps(function)
    def run(*args, **kwargs):
        if connection.in_atomic_block:
            return _run_once(function, args, kwargs)
        for tries_left in reversed(range(TRIES)):
            try:
                return _run_once(function, args, kwargs)
            except OperationalError as error:
                if not tries_left:
                    raise Busy from error
                time.sleep(secrets.randbelow(100) / 1000)
        raise AssertionError("unreachable")

    return run


def _run_once(function, args, kwargs):
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('lock_timeout', %s, true)", [LOCK_TIMEOUT])
            cursor.execute("SELECT set_config('statement_timeout', %s, true)", [STATEMENT_TIMEOUT])
        return function(*args, **kwargs)


@transition
def register(conference, *, name, email, sessions, key, language, privacy_version, organisation=""):
    """Note one form: a seat held for a while in each session that has one, a place on the waiting list elsewhere.

    Every session stands for itself; where this person is registered already, nothing changes. `key` is the form's
    one-time key: sent again, the form changes nothing and gives the same Submission. Whether the address is known makes
    no difference to what happens, and so to what the sender can see.
    """
    if submission := Submission.objects.filter(key=key).first():
        return submission
    if not sessions:
        raise NothingChosen
    if not conference.registration_is_open():
        raise RegistrationClosed
    seats = _lock(session.pk for session in sessions)
    if Session.objects.bookable().filter(pk__in=seats, conference=conference).count() != len(seats):
        raise SessionNotBookable
    attendee = _attendee(conference, name=name, email=email, organisation=organisation, language=language)
    submission, is_new = Submission.objects.get_or_create(
        key=key, defaults={"attendee": attendee, "privacy_version": privacy_version}
    )
    if not is_new:
        return submission
    taken = set(attendee.registrations.live().values_list("session_id", flat=True))
    for pk in sorted(seats.keys() - taken):
        _take_place(attendee, pk, submission=submission)
    emails.ask_to_confirm(submission)
    return submission


@transition
def confirm(attendee):
    """Confirm the address and with it everything that waits for it. Return the registrations that this changed.

    Whose seat was held too long keeps it if nobody else wants it, and stands on the waiting list where the form had
    put them otherwise.
    """
    now = timezone.now()
    revived = attendee.registrations.filter(status=Registration.Status.EXPIRED, submission__confirmed_at__isnull=True)
    wanted = attendee.registrations.filter(Q(status=Registration.Status.PENDING) | Q(pk__in=revived))
    waiting = attendee.registrations.waiting()
    seats = _lock((wanted | waiting).values_list("session_id", flat=True))
    attendee = Attendee.objects.select_for_update(no_key=True).get(pk=attendee.pk)
    is_first_time = attendee.email_confirmed_at is None
    if is_first_time:
        attendee.email_confirmed_at = now
        attendee.save(update_fields=["email_confirmed_at"])
    changed = []
    for registration in wanted.filter(session__in=seats).order_by("position"):
        changed += _settle(registration, now)
    if is_first_time:
        changed += list(waiting.filter(session__in=seats).exclude(pk__in=[r.pk for r in changed]))
    attendee.submissions.filter(confirmed_at__isnull=True).update(confirmed_at=now)
    _promote(seats)
    for registration in changed:
        registration.refresh_from_db()
    if changed:
        emails.tell_registered(attendee, changed)
    return changed


@transition
def cancel(registration, *, by=None):
    """Give a place back: the person by their link, or an organiser. It goes to the waiting list at once."""
    return _cancel(registration.attendee, [registration.pk], by=by)


@transition
def cancel_all(attendee, *, by=None):
    """Give everything back that a person has in this conference."""
    return _cancel(attendee, list(attendee.registrations.live().values_list("pk", flat=True)), by=by)


@transition
def withdraw_session(session, *, by=None):
    """End every registration of a session that was cancelled, and tell those who registered."""
    _lock([session.pk])
    live = list(Registration.objects.live().filter(session=session).select_related("attendee__conference"))
    for registration in live:
        _set_status(registration, Registration.Status.CANCELLED, by=by)
        emails.tell_session_cancelled(registration)
    return live


@transition
def promote(session):
    """Give free places to the waiting list, first come first served. Return who moved up."""
    seats = _lock([session.pk])
    return _promote(seats)


@transition
def send_links(email):
    """Send the personal link of every conference that knows this address, to this address."""
    for attendee in Attendee.objects.with_address(email).select_related("conference").order_by("pk"):
        emails.send_link(attendee)


def expire_overdue():
    """Take back the seats that were held too long, session by session, and give them to the waiting list."""
    overdue = Registration.objects.overdue(timezone.now())
    for pk in sorted(set(overdue.values_list("session_id", flat=True))):
        _expire_session(pk)


@transition
def _expire_session(pk):
    seats = _lock([pk])
    _promote(seats)


def forget_unconfirmed():
    """Delete who never confirmed an address, with everything sent for it. Return how many people."""
    old = Attendee.objects.filter(
        email_confirmed_at__isnull=True, created_at__lt=timezone.now() - UNCONFIRMED_KEPT
    ).exclude(submissions__sent_at__gte=timezone.now() - UNCONFIRMED_KEPT)
    count = 0
    for attendee in old:
        _forget(attendee)
        count += 1
    return count


@transition
def _forget(attendee):
    seats = _lock(attendee.registrations.live().values_list("session_id", flat=True))
    attendee.registrations.all().delete()
    attendee.delete()
    _promote(seats)


def _lock(session_pks):
    """Lock the Seats rows of some sessions until the transaction ends, in the one order that allows no deadlock.

    Return {session pk: Seats}.
    """
    rows = Seats.objects.select_for_update(no_key=True).filter(session__in=sorted(set(session_pks)))
    return {row.pk: row for row in rows.order_by("session_id")}


def _attendee(conference, *, name, email, organisation, language):
    """Find the person by address, or note a new one. What is typed does not change a person who has confirmed."""
    given = {"name": name, "organisation": organisation, "language": language}
    attendee = _find(conference, email)
    if attendee is None:
        try:
            with transaction.atomic():
                return Attendee.objects.create(conference=conference, email=email, **given)
        except IntegrityError:
            attendee = _find(conference, email)
    if attendee.email_confirmed_at is None:
        for field, value in given.items():
            setattr(attendee, field, value)
        attendee.save(update_fields=list(given))
    return attendee


def _find(conference, email):
    people = Attendee.objects.select_for_update(no_key=True).filter(conference=conference)
    return people.with_address(email).first()


def _take_place(attendee, session_pk, *, submission):
    """Hold a seat where one is free and nobody waits for it, else join the waiting list. The lock is held."""
    _expire(session_pk)
    now = timezone.now()
    if _has_free_seat(session_pk) and not _waits_for(session_pk).exists():
        status, held_until = Registration.Status.PENDING, now + timedelta(minutes=settings.SEAT_HOLD_MINUTES)
    else:
        status, held_until = Registration.Status.WAITING, None
    return Registration.objects.create(
        attendee=attendee, session_id=session_pk, submission=submission, status=status, held_until=held_until
    )


def _settle(registration, now):
    """Confirm what an address was missing for. Return the registration that lives from now on, in a list, or []."""
    is_pending = registration.status == Registration.Status.PENDING
    if is_pending and (registration.held_until > now or not _waits_for(registration.session_id).exists()):
        return [_set_status(registration, Registration.Status.CONFIRMED)]
    if is_pending:
        return [_set_status(registration, Registration.Status.WAITING)]
    is_alive = registration.attendee.registrations.live().filter(session=registration.session_id).exists()
    if is_alive or not Session.objects.bookable().filter(pk=registration.session_id).exists():
        return []
    has_seat = _has_free_seat(registration.session_id) and not _waits_for(registration.session_id).exists()
    again = Registration.objects.create(
        attendee=registration.attendee,
        session_id=registration.session_id,
        submission=registration.submission,
        status=Registration.Status.CONFIRMED if has_seat else Registration.Status.WAITING,
        position=registration.position,
    )
    return [again]


def _cancel(attendee, pks, *, by):
    sessions = Registration.objects.filter(pk__in=pks).values_list("session_id", flat=True)
    seats = _lock(sessions)
    live = Registration.objects.live().filter(pk__in=pks).select_related("session__conference", "attendee")
    cancelled = [_set_status(registration, Registration.Status.CANCELLED, by=by) for registration in live]
    _promote(seats)
    if cancelled:
        emails.tell_cancelled(attendee, cancelled)
    return cancelled


def _promote(seats):
    """Fill the free places of locked sessions; whose hold is over has none any more."""
    moved_up = []
    for pk in sorted(seats):
        _expire(pk)
        if not _promotion_is_open(pk):
            continue
        for registration in _waits_for(pk).select_related("attendee__conference", "session"):
            if not _has_free_seat(pk):
                break
            _set_status(registration, Registration.Status.CONFIRMED)
            emails.tell_moved_up(registration)
            moved_up.append(registration)
    return moved_up


def _expire(session_pk):
    now = timezone.now()
    for registration in Registration.objects.overdue(now).filter(session=session_pk):
        _set_status(registration, Registration.Status.EXPIRED)


def _promotion_is_open(session_pk):
    """Not for cancelled sessions, and not so late that nobody would notice (WAITING_LIST_STOP_HOURS)."""
    sessions = Session.objects.bookable().select_related("conference").annotate(begins_at=Min("slots__starts_at"))
    session = sessions.filter(pk=session_pk).first()
    if session is None or session.conference.is_rehearsal:
        return session is not None
    last_moment = timezone.now() + timedelta(hours=settings.WAITING_LIST_STOP_HOURS)
    return session.begins_at is None or session.begins_at > last_moment


def _waits_for(session_pk):
    return Registration.objects.promotable().filter(session=session_pk)


def _has_free_seat(session_pk):
    return not Seats.objects.get(pk=session_pk).is_full


def _set_status(registration, status, *, by=None):
    registration.status, registration.status_at, registration.status_by = status, timezone.now(), by
    registration.held_until = None
    registration.save(update_fields=["status", "status_at", "status_by", "held_until"])
    return registration
