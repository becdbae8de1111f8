"""Who sits where. The only writers of Registration.status; every door leads here."""

from datetime import timedelta
from functools import cache

from django.conf import settings
from django.db import IntegrityError
from django.db.models import Case, DateTimeField, Exists, Func, Min, OuterRef, Q, Value, When

from programme.models import Seats, Session
from registration import emails
from registration.actions.transitions import lock, lock_attendee, now_in_database, transition
from registration.exceptions import (
    Busy,
    FollowUpAlone,
    Gone,
    NothingChosen,
    RegistrationClosed,
    RegistrationError,
    SessionNotBookable,
)
from registration.models import Attendee, Registration, Submission


def register(conference, **form):
    """Note one form: a seat held for a while in each pool that has one, a place on its waiting list elsewhere.

    `pools` are Seats, one for each session and each follow-up. Every session stands for itself; where this person is
    registered already, nothing changes. `key` is the form's one-time key: sent again, the form changes nothing and
    gives the same Submission. Whether the address is known makes no difference to what happens, and so to what the
    sender can see.
    """
    try:
        return _register(conference, **form)
    except (IntegrityError, RegistrationError):
        # Whatever would be said to a second press: the first one counts, also where both came at the same moment.
        if submission := Submission.objects.filter(key=form["key"]).first():
            return submission
        raise


@transition
def _register(conference, *, name, email, pools, key, language, privacy_version, organisation=""):
    """As little as possible is done under the lock of the places: in a rush everybody stands in line for it."""
    if not pools:
        raise NothingChosen
    attendee = _attendee(conference, name=name, email=email, organisation=organisation, language=language)
    emails.ask_to_confirm(attendee, key)
    places = _up_to_date(lock(pool.session_id for pool in pools))
    now = places[0].now
    if not conference.registration_is_open(now):
        raise RegistrationClosed
    wanted = _bookable(pools, places, conference)
    given = {"name": name, "organisation": organisation, "language": language}
    has_already = _update(attendee, **given)
    submission = Submission.objects.create(key=key, attendee=attendee, privacy_version=privacy_version, sent_at=now)
    Registration.objects.bulk_create(
        _place(attendee, pool, submission=submission, now=now)
        for what, pool in sorted(wanted.items(), key=lambda item: (item[1].slot_id is not None, item[1].pk))
        if what not in has_already
    )
    return submission


@transition
def confirm(attendee):
    """Confirm the address and with it every form that came for it so far. Return the registrations that this changed.

    Whose seat was held too long gets one again if there is one and nobody waits who came before, and stands on the
    waiting list where the form had put them otherwise.
    """
    forms = list(attendee.submissions.filter(confirmed_at__isnull=True).values_list("pk", flat=True))
    of_these_forms = Q(submission__in=forms) | Q(submission__isnull=True)
    unconfirmed = attendee.registrations.filter(of_these_forms).unconfirmed()
    seats = lock(unconfirmed.values_list("session_id", flat=True))
    unconfirmed = unconfirmed.filter(seats__in=seats).order_by("position")
    attendee = lock_attendee(attendee.pk)
    now = now_in_database()
    if attendee.email_confirmed_at is None:
        attendee.email_confirmed_at = now
        attendee.save(update_fields=["email_confirmed_at"])
    _expire(seats, now)
    settled = [_settle(registration, now) for registration in unconfirmed]
    Submission.objects.filter(pk__in=forms, confirmed_at__isnull=True).update(confirmed_at=now)
    moved_up = _promote(seats, now)
    changed = attendee.registrations.filter(pk__in=[registration.pk for registration in settled if registration])
    if changed:
        emails.tell_registered(changed)
    emails.tell_moved_up([registration for registration in moved_up if registration not in changed])
    return list(changed)


@transition
def cancel(registration, *, by=None):
    """Give a place back: the person by their link, or an organiser. It goes to the waiting list at once.

    Whoever leaves a session leaves its follow-ups, too.
    """
    if registration.slot_id is None:
        return _cancel(registration.attendee.registrations.filter(session=registration.session_id), by=by)
    return _cancel(Registration.objects.filter(pk=registration.pk), by=by)


@transition
def cancel_all(attendee, *, by=None):
    """Give everything back that a person has in this conference."""
    return _cancel(attendee.registrations.all(), by=by)


@transition
def withdraw_session(session, *, by=None):
    """End every registration of a session that was cancelled, and tell those who registered."""
    lock([session.pk])
    now = now_in_database()
    live = Registration.objects.live().filter(session=session).select_related("attendee__conference", "session")
    cancelled = [_set_status(registration, Registration.Status.CANCELLED, now, by=by) for registration in live]
    emails.tell_session_cancelled(cancelled)
    return cancelled


@transition
def promote(session):
    """Give free places to the waiting list, first come first served. Return who moved up."""
    return fill(lock([session.pk]), now_in_database())


def expire_overdue():
    """Take back seats that were held too long and fill what is free, in each session where there is something to do.

    Sessions that cannot be had at the moment wait for the next time.
    """
    now = now_in_database()
    registrations = Registration.objects.filter(seats=OuterRef("pk"))
    is_overdue = Exists(registrations.overdue(now))
    is_to_fill = Exists(registrations.promotable()) & Q(session__in=Session.objects.bookable(now))
    due = Seats.objects.filter(is_overdue | (is_to_fill & Seats.HAS_FREE)).order_by()
    for session in Session.objects.filter(pk__in=due.values("session")).order_by("pk"):
        try:
            promote(session)
        except Busy:
            continue


def _up_to_date(seats):
    """Return locked Seats as they are once everything is done in them that is due; `now` is the database's time."""
    rows = _read(seats)
    if any(row.is_overdue or row.is_waited_for for row in rows):
        fill(seats, rows[0].now)
        rows = _read(seats)
    return rows


def _read(seats):
    statement, values = _reading(len(seats))
    return list(Seats.objects.raw(statement, [*values, *seats]))


@cache
def _reading(count):
    """Return the statement that reads so many Seats with what is due in them, and its values but for their keys.

    To put it together takes longer than to carry it out, and everybody stands in line meanwhile.
    """
    now = Func(function="statement_timestamp", output_field=DateTimeField())
    registrations = Registration.objects.filter(seats=OuterRef("pk")).order_by()
    seats = Seats.objects.filter(pk__in=range(count)).annotate(
        now=now,
        is_bookable=Exists(Session.objects.bookable(now).filter(pk=OuterRef("session"))),
        is_overdue=Exists(registrations.overdue(now)),
        # Only asked where a place is free: people on a full list need not be gone through for each who comes.
        is_waited_for=Case(When(Seats.HAS_FREE, then=Exists(registrations.promotable())), default=Value(False)),
    )
    statement, values = seats.query.sql_with_params()
    return statement, values[: len(values) - count]


def _bookable(pools, places, conference):
    """Return {(session id, slot id): Seats} of what is wanted. Raise SessionNotBookable unless each can be had, once.

    A follow-up goes with its session in the same form, even for those who have that session: were it enough to have it,
    the answer would tell strangers what somebody is registered for.
    """
    bookable = {row.pk: row for row in places if row.is_bookable}
    missing = [pool for pool in pools if pool.pk not in bookable or pool.session.conference_id != conference.pk]
    if missing:
        raise SessionNotBookable(missing)
    wanted = {(pool.session_id, pool.slot_id): bookable[pool.pk] for pool in pools}
    if len(wanted) != len(set(pools)):
        raise SessionNotBookable
    if any(slot and (session, None) not in wanted for session, slot in wanted):
        raise FollowUpAlone
    return wanted


def _attendee(conference, *, name, email, organisation, language):
    """Find the person by address, or note a new one."""
    new = Attendee(conference=conference, email=email, name=name, organisation=organisation, language=language)
    # Without an error where the address is known, even if somebody else notes it at this moment.
    Attendee.objects.bulk_create([new], ignore_conflicts=True)
    attendee = Attendee.objects.filter(conference=conference).with_address(email).first()
    if attendee is None:  # deleted by themselves between the two
        raise Busy
    attendee.conference = conference
    attendee.is_new = attendee.code == new.code
    return attendee


def _update(attendee, **given):
    """Lock a person, correct who has never confirmed, and return {(session id, slot id)} of what they have.

    All of it is asked for everybody, so that the time it takes does not tell strangers who is known here.
    """
    try:
        person = lock_attendee(attendee.pk)
    except Gone as error:
        raise Busy from error
    if person.email_confirmed_at is None and not attendee.is_new:
        for field, value in given.items():
            setattr(person, field, value)
        person.save(update_fields=list(given))
    return set(person.registrations.live().values_list("session_id", "slot_id"))


def _place(attendee, seats, *, submission, now):
    """Return a Registration that holds a seat where one is free and nobody waits for it, else joins the waiting list.

    The lock is held, and `seats` was read since.
    """
    if seats.free != 0 and not seats.is_waited_for:
        status, held_until = Registration.Status.PENDING, now + timedelta(minutes=settings.SEAT_HOLD_MINUTES)
    else:
        status, held_until = Registration.Status.WAITING, None
    return Registration(
        attendee=attendee,
        session_id=seats.session_id,
        slot_id=seats.slot_id,
        seats=seats,
        submission=submission,
        status=status,
        status_at=now,
        held_until=held_until,
    )


def _settle(registration, now):
    """Confirm what a form asked for. Return the registration that counts from now on, or None where nothing can."""
    if registration.status == Registration.Status.PENDING:
        return _set_status(registration, Registration.Status.CONFIRMED, now)
    if registration.status == Registration.Status.WAITING:
        return registration
    return _revive(registration, now)


def _revive(registration, now):
    """Give somebody whose seat was held in vain a seat or a place on the list as of when the form was sent."""
    the_same = {"session": registration.session_id, "slot": registration.slot_id}
    live = registration.attendee.registrations.live()
    is_back_already = live.filter(**the_same).exists()
    is_alone = registration.slot_id and not live.filter(session=registration.session_id, slot=None).exists()
    is_bookable = Session.objects.bookable(now).filter(pk=registration.session_id).exists()
    if is_back_already or is_alone or not is_bookable:
        return None
    comes_first = not _waits_for(registration.seats_id).filter(position__lt=registration.position).exists()
    has_seat = comes_first and _has_free_seat(Seats.objects.get(pk=registration.seats_id))
    return Registration.objects.create(
        attendee=registration.attendee,
        session_id=registration.session_id,
        slot_id=registration.slot_id,
        seats_id=registration.seats_id,
        submission=registration.submission,
        status=Registration.Status.CONFIRMED if has_seat else Registration.Status.WAITING,
        status_at=now,
        position=registration.position,
    )


def _cancel(registrations, *, by):
    """Cancel those of one person's registrations that are live."""
    live = registrations.live()
    seats = lock(live.values_list("session_id", flat=True))
    now = now_in_database()
    chosen = live.filter(seats__in=seats).select_related("attendee__conference")
    cancelled = [_set_status(registration, Registration.Status.CANCELLED, now, by=by) for registration in chosen]
    if cancelled:
        emails.tell_cancelled(cancelled)
    fill(seats, now)
    return cancelled


def fill(seats, now):
    """Take back what was held too long in locked sessions, give free places to those who wait, and tell them."""
    _expire(seats, now)
    moved_up = _promote(seats, now)
    emails.tell_moved_up(moved_up)
    return moved_up


def _expire(seats, now):
    overdue = list(Registration.objects.overdue(now).filter(seats__in=seats).order_by("position"))
    for registration in overdue:
        _set_status(registration, Registration.Status.EXPIRED, now)
    if overdue:
        for follow_up in Registration.objects.live().filter(seats__in=seats).without_their_session():
            _set_status(follow_up, Registration.Status.EXPIRED, now)


def _promote(seats, now):
    moved_up = []
    somebody_waits = Exists(Registration.objects.promotable().filter(seats=OuterRef("pk")))
    for row in Seats.objects.filter(Seats.HAS_FREE, somebody_waits, pk__in=seats).order_by("pk"):
        if _promotion_is_open(row.session_id, now):
            first_ones = _waits_for(row.pk).select_related("attendee__conference")[: row.free]
            moved_up += [_set_status(registration, Registration.Status.CONFIRMED, now) for registration in first_ones]
    return moved_up


def _promotion_is_open(session_pk, now):
    """Not for cancelled sessions, and not so late that nobody would notice (WAITING_LIST_STOP_HOURS)."""
    sessions = Session.objects.bookable(now).select_related("conference").annotate(begins_at=Min("slots__starts_at"))
    session = sessions.filter(pk=session_pk).first()
    if session is None or session.conference.is_rehearsal:
        return session is not None
    last_moment = now + timedelta(hours=settings.WAITING_LIST_STOP_HOURS)
    return session.begins_at is None or session.begins_at > last_moment


def _waits_for(seats_pk):
    return Registration.objects.promotable().filter(seats=seats_pk)


def _has_free_seat(seats):
    return not seats.is_full


def _set_status(registration, status, now, *, by=None):
    registration.status, registration.status_at, registration.status_by = status, now, by
    registration.held_until = None
    registration.save(update_fields=["status", "status_at", "status_by", "held_until"])
    return registration
