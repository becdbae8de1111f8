"""What becomes of a session, and how its status follows the answers of its speakers."""

from django.utils import timezone

from programme import signals
from programme.actions.locks import lock_rooms, lock_session, refusals, transition
from programme.exceptions import SessionIsCancelled
from programme.models import Session
from programme.telling import SPEAKERS


@transition
def announce_session(session, *, by=None):
    """Show a draft: as requested while somebody has still to answer, else as confirmed."""
    session = lock_session(session)
    if session.status == Session.Status.DRAFT:
        set_session_status(session, status_by_answers(session), by=by)
    return session


@transition
def confirm_session(session, *, by=None):
    """Confirm a session by hand, whoever has still to answer."""
    session = lock_session(session)
    if session.is_cancelled:
        raise SessionIsCancelled
    return set_session_status(session, Session.Status.CONFIRMED, by=by)


@transition
def reopen_session(session, *, by=None):
    """Say that a session is not certain yet, or no longer: somebody has still to answer."""
    session = lock_session(session)
    if session.is_cancelled:
        raise SessionIsCancelled
    return set_session_status(session, Session.Status.REQUESTED, by=by)


@transition
def settle_session(session, *, by=None):
    """Let a session's status follow the answers of its speakers.

    A requested session becomes confirmed when nobody has still to answer and somebody is left: a speaker who agreed, a
    host organisation, or there never was anybody to ask. When all have declined it stays requested, and a confirmed one
    becomes so again: it needs somebody new, and schedule_checks says so. Drafts and cancelled sessions stay what they
    are, and so does one that an organiser confirmed by hand while somebody has still to answer.
    """
    session = lock_session(session)
    if session.is_requested:
        set_session_status(session, status_by_answers(session), by=by)
    elif session.status == Session.Status.CONFIRMED and not somebody_is_left(session):
        set_session_status(session, Session.Status.REQUESTED, by=by)
    return session


@transition
def expect_answers(session, *, by=None):
    """Let a confirmed session be requested again, because somebody was added or asked who has still to answer."""
    session = lock_session(session)
    if session.status == Session.Status.CONFIRMED and session.appearances.requested().exists():
        set_session_status(session, Session.Status.REQUESTED, by=by)
    return session


@transition
def cancel_session(session, *, by=None, because="", alternative=None):
    """Cancel a session: it stays visible, struck through, and everybody who has to do with it is told.

    `because` and `alternative` say why, and what people can choose instead. Who registered is told by registration,
    which listens. One that was never announced stays unseen.
    """
    session = lock_session(session)
    if not session.is_cancelled:
        session.cancelled_because, session.alternative = because, alternative
        session.registered_until_cancelled = session.registered
        session.save(update_fields=["cancelled_because", "alternative", "registered_until_cancelled"])
        set_session_status(session, Session.Status.CANCELLED, by=by)
        signals.session_cancelled.send(Session, session=session, by=by)
        SPEAKERS.write_to(SPEAKERS.who_hear_of_cancellation([session]))
    return session


@transition
def reinstate_session(session, *, by=None):
    """Take a cancellation back, unless its room has gone to another session. Registrations that it ended stay ended.

    What had not been announced before is a draft again.
    """
    session = lock_session(session)
    if session.is_cancelled:
        lock_rooms(session.slots.values_list("room", flat=True))
        with refusals():
            status = status_by_answers(session) if session.was_announced else Session.Status.DRAFT
            set_session_status(session, status, by=by)
        signals.session_reinstated.send(Session, session=session, by=by)
    return session


def status_by_answers(session):
    if session.appearances.requested().exists() or not somebody_is_left(session):
        return Session.Status.REQUESTED
    return Session.Status.CONFIRMED


def somebody_is_left(session):
    """Whether somebody may hold the session; without any appearance that is left to the organisers."""
    return bool(session.host_id) or session.appearances.shown().exists() or not session.appearances.exists()


def set_session_status(session, status, *, by):
    if session.status != status:
        session.status, session.status_at, session.status_by = status, timezone.now(), by
        session.save(update_fields=["status", "status_at", "status_by"])
    return session
