"""What may happen in a programme. The only writers of a status; every door leads here.

Lock order: session before its appearances, sessions in pk order.
"""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from programme import emails, signals
from programme.exceptions import (
    AnswerNeedsNote,
    AskedAMomentAgo,
    NothingToAsk,
    SessionHasBegun,
    SessionIsCancelled,
    SpeakerHasNoAddress,
)
from programme.models import Appearance, Conference, Seats, Session

ASK_AGAIN_AFTER = timedelta(hours=1)


@transaction.atomic
def publish_conference(conference, *, by=None):
    """Make a conference and its sessions public."""
    conference = Conference.objects.select_for_update(no_key=True).get(pk=conference.pk)
    if not conference.is_public:
        conference.published_at, conference.published_by = timezone.now(), by
        conference.save(update_fields=["published_at", "published_by"])
    return conference


@transaction.atomic
def unpublish_conference(conference, *, by=None):
    """Take a conference off the public pages; nothing else changes."""
    conference = Conference.objects.select_for_update(no_key=True).get(pk=conference.pk)
    conference.published_at = conference.published_by = None
    conference.save(update_fields=["published_at", "published_by"])
    return conference


@transaction.atomic
def announce_session(session, *, by=None):
    """Show a draft: as requested while somebody has still to answer, else as confirmed."""
    session = _lock(session)
    if session.status != Session.Status.DRAFT:
        return session
    return _set_session_status(session, _status_by_answers(session), by=by)


@transaction.atomic
def confirm_session(session, *, by):
    """Confirm a session by hand, whoever has still to answer."""
    session = _lock(session)
    if session.is_cancelled:
        raise SessionIsCancelled
    return _set_session_status(session, Session.Status.CONFIRMED, by=by)


@transaction.atomic
def cancel_session(session, *, by=None):
    """Cancel a session: it stays visible, struck through, and those who registered are told (registration listens)."""
    session = _lock(session)
    if session.is_cancelled:
        return session
    session = _set_session_status(session, Session.Status.CANCELLED, by=by)
    signals.session_cancelled.send(Session, session=session, by=by)
    return session


@transaction.atomic
def reinstate_session(session, *, by):
    """Take a cancellation back. Registrations that it ended stay ended."""
    session = _lock(session)
    if not session.is_cancelled:
        return session
    session = _set_session_status(session, _status_by_answers(session), by=by)
    signals.session_reinstated.send(Session, session=session, by=by)
    return session


@transaction.atomic
def settle_session(session, *, by=None):
    """Let a session's status follow the answers of its speakers; drafts and cancelled sessions stay what they are.

    Confirmed when nobody has still to answer and somebody stands: a speaker who agreed, a host organisation, or nobody
    was ever asked. When all who were asked declined it stays requested: it needs somebody new.
    """
    session = _lock(session)
    if session.status in {Session.Status.DRAFT, Session.Status.CANCELLED}:
        return session
    return _set_session_status(session, _status_by_answers(session), by=by)


@transaction.atomic
def set_capacity(session, *, capacity, by=None):
    """Set how many places a session has (None: no limit), also below what is taken.

    Whoever has a place keeps it; the session is overbooked until enough have left, and nobody moves up. Where places
    become free, registration gives them to the waiting list (signal capacity_changed).
    """
    seats = Seats.objects.select_for_update(no_key=True).get(pk=session.pk)
    if seats.capacity == capacity:
        return seats
    seats.capacity = capacity
    seats.overbooked_by = 0 if capacity is None else max(0, seats.taken - capacity)
    seats.save(update_fields=["capacity", "overbooked_by"])
    signals.capacity_changed.send(Session, session=session, by=by)
    return seats


@transaction.atomic
def move_slot(slot, *, starts_at, ends_at, room, by=None):
    """Move a slot to another time or room; the room's exclusion constraint may refuse it."""
    slot = type(slot).objects.select_for_update(no_key=True, of=("self",)).get(pk=slot.pk)
    if (slot.starts_at, slot.ends_at, slot.room) == (starts_at, ends_at, room):
        return slot
    slot.starts_at, slot.ends_at, slot.room = starts_at, ends_at, room
    slot.full_clean()
    slot.save(update_fields=["starts_at", "ends_at", "room"])
    signals.slot_moved.send(type(slot), slot=slot, session=slot.session, by=by)
    return slot


@transaction.atomic
def request_speaker(appearance, *, by, answer_by=None):
    """Ask a speaker by mail to take part; ask again whoever has not answered, or answered otherwise."""
    session, appearance = _lock_appearance(appearance)
    if session.is_cancelled:
        raise SessionIsCancelled
    if appearance.status == Appearance.Status.CONFIRMED:
        raise NothingToAsk
    if not appearance.speaker.email:
        raise SpeakerHasNoAddress
    now = timezone.now()
    if appearance.is_requested and appearance.asked_at and appearance.asked_at > now - ASK_AGAIN_AFTER:
        raise AskedAMomentAgo
    appearance.asked_at = now
    if answer_by is not None:
        appearance.answer_by = answer_by
    appearance.save(update_fields=["asked_at", "answer_by"])
    if not appearance.is_requested:
        _set_appearance_status(appearance, Appearance.Status.REQUESTED, by=by, note="")
    emails.ask_speaker(appearance)
    settle_session(session, by=by)
    return appearance


def confirm_appearance(appearance, *, by=None, note=""):
    """Note a yes: the speaker's own (`by` is None), or an organiser's on their behalf, who says how they know."""
    return _answer(appearance, Appearance.Status.CONFIRMED, by=by, note=note)


def decline_appearance(appearance, *, reason="", by=None):
    """Note a no, with the speaker's reason, or on their behalf with a note. The name is public no longer."""
    return _answer(appearance, Appearance.Status.DECLINED, by=by, note=reason)


@transaction.atomic
def withdraw_appearance(appearance, *, by, note=""):
    """Take a speaker out of a session without an answer of theirs."""
    session, appearance = _lock_appearance(appearance)
    if appearance.status != Appearance.Status.WITHDRAWN:
        _set_appearance_status(appearance, Appearance.Status.WITHDRAWN, by=by, note=note)
        settle_session(session, by=by)
    return appearance


@transaction.atomic
def _answer(appearance, status, *, by, note):
    session, appearance = _lock_appearance(appearance)
    if appearance.status == status:
        return appearance
    if by is not None and not note.strip():
        raise AnswerNeedsNote
    if by is None:
        _check_speaker_may_answer(session, appearance)
    _set_appearance_status(appearance, status, by=by, note=note)
    appearance.session = settle_session(session)
    emails.tell_organisers_of_answer(appearance)
    return appearance


def _check_speaker_may_answer(session, appearance):
    if appearance.status == Appearance.Status.WITHDRAWN:
        raise NothingToAsk
    if session.is_cancelled:
        raise SessionIsCancelled
    if session.slots.filter(starts_at__lte=timezone.now()).exists():
        raise SessionHasBegun


def _lock(session):
    return Session.objects.select_for_update(no_key=True, of=("self",)).select_related("conference").get(pk=session.pk)


def _lock_appearance(appearance):
    session = _lock(appearance.session)
    appearance = (
        Appearance.objects.select_for_update(no_key=True, of=("self",))
        .select_related("session__conference", "speaker")
        .get(pk=appearance.pk)
    )
    return session, appearance


def _status_by_answers(session):
    statuses = set(session.appearances.exclude(status=Appearance.Status.WITHDRAWN).values_list("status", flat=True))
    if Appearance.Status.REQUESTED in statuses:
        return Session.Status.REQUESTED
    if statuses == {Appearance.Status.DECLINED} and not session.host_id:
        return Session.Status.REQUESTED
    return Session.Status.CONFIRMED


def _set_session_status(session, status, *, by):
    if session.status != status:
        session.status, session.status_at, session.status_by = status, timezone.now(), by
        session.save(update_fields=["status", "status_at", "status_by"])
    return session


def _set_appearance_status(appearance, status, *, by, note):
    appearance.status, appearance.status_at = status, timezone.now()
    appearance.status_by, appearance.status_note = by, note
    appearance.save(update_fields=["status", "status_at", "status_by", "status_note"])
