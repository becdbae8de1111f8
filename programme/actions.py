"""What may happen in a programme. The only writers of a status; every door leads here.

Lock order: session, then its seats, then rooms, then its appearances and slots; several of a kind in pk order. What
decides is read after the lock is held. `by` is the organiser; None stands for the speaker, or for the program itself.
Each of them raises Busy rather than wait for long.
"""

from contextlib import contextmanager
from datetime import timedelta

from django.db import IntegrityError, OperationalError, transaction
from django.db.models import RestrictedError
from django.utils import timezone
from psycopg.errors import DeadlockDetected

from programme import emails, signals
from programme.codes import new_code
from programme.exceptions import (
    AnotherConference,
    AnswerNeedsNote,
    AskedAMomentAgo,
    Busy,
    EndsBeforeStart,
    NothingToAsk,
    NotThatManyPlaces,
    PlacesAreTaken,
    RoomIsTaken,
    SentAMomentAgo,
    SessionHasBegun,
    SessionIsCancelled,
    SpeakerHasNoAddress,
)
from programme.models import Appearance, Conference, ImportedItem, Room, Seats, Session, Slot, Speaker
from womconf import transactions

transition = transactions.transition(Busy)
ASK_AGAIN_AFTER = timedelta(hours=1)
REFUSALS = {
    "slot_no_room_overlap": RoomIsTaken,
    "slot_ends_after_start": EndsBeforeStart,
    "slot_same_conference": AnotherConference,
}


@transition
def publish_conference(conference, *, by=None):
    """Make a conference and its sessions public."""
    conference = _lock_conference(conference)
    if not conference.is_public:
        conference.published_at, conference.published_by = timezone.now(), by
        conference.save(update_fields=["published_at", "published_by"])
    return conference


@transition
def unpublish_conference(conference, *, by):
    """Take a conference off the public pages; nothing else changes. The history keeps who did it."""
    conference = _lock_conference(conference)
    if conference.is_public:
        conference.published_at = conference.published_by = None
        conference.save(update_fields=["published_at", "published_by"])
    return conference


@transition
def announce_session(session, *, by=None):
    """Show a draft: as requested while somebody has still to answer, else as confirmed."""
    session = _lock_session(session)
    if session.status == Session.Status.DRAFT:
        _set_session_status(session, _status_by_answers(session), by=by)
    return session


@transition
def confirm_session(session, *, by=None):
    """Confirm a session by hand, whoever has still to answer."""
    session = _lock_session(session)
    if session.is_cancelled:
        raise SessionIsCancelled
    return _set_session_status(session, Session.Status.CONFIRMED, by=by)


@transition
def reopen_session(session, *, by=None):
    """Say that a session is not certain yet, or no longer: somebody has still to answer."""
    session = _lock_session(session)
    if session.is_cancelled:
        raise SessionIsCancelled
    return _set_session_status(session, Session.Status.REQUESTED, by=by)


@transition
def settle_session(session, *, by=None):
    """Let a session's status follow the answers of its speakers.

    A requested session becomes confirmed when nobody has still to answer and somebody is left: a speaker who agreed, a
    host organisation, or there never was anybody to ask. When all have declined it stays requested, and a confirmed one
    becomes so again: it needs somebody new, and schedule_checks says so. Drafts and cancelled sessions stay what they
    are, and so does one that an organiser confirmed by hand while somebody has still to answer.
    """
    session = _lock_session(session)
    if session.is_requested:
        _set_session_status(session, _status_by_answers(session), by=by)
    elif session.status == Session.Status.CONFIRMED and not _somebody_is_left(session):
        _set_session_status(session, Session.Status.REQUESTED, by=by)
    return session


@transition
def expect_answers(session, *, by=None):
    """Let a confirmed session be requested again, because somebody was added or asked who has still to answer."""
    session = _lock_session(session)
    if session.status == Session.Status.CONFIRMED and session.appearances.requested().exists():
        _set_session_status(session, Session.Status.REQUESTED, by=by)
    return session


@transition
def cancel_session(session, *, by=None):
    """Cancel a session: it stays visible, struck through, and those who registered are told (registration listens)."""
    session = _lock_session(session)
    if not session.is_cancelled:
        _set_session_status(session, Session.Status.CANCELLED, by=by)
        signals.session_cancelled.send(Session, session=session, by=by)
    return session


@transition
def reinstate_session(session, *, by=None):
    """Take a cancellation back, unless its room has gone to another session. Registrations that it ended stay ended."""
    session = _lock_session(session)
    if session.is_cancelled:
        _lock_rooms(session.slots.values_list("room", flat=True))
        with _refusals():
            _set_session_status(session, _status_by_answers(session), by=by)
        signals.session_reinstated.send(Session, session=session, by=by)
    return session


@transition
def set_capacity(seats, *, capacity, by=None):
    """Set how many places a pool has (None: no limit), also below what is taken.

    Whoever has a place keeps it; the session is overbooked until enough have left, and nobody moves up. Where places
    become free, registration gives them to the waiting list (signal capacity_changed).
    """
    seats = _lock_seats(seats.session_id)[seats.pk]
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
    seats = _lock_seats(seats.session_id)[seats.pk]
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
    pools = _lock_seats(session.pk)
    Seats.objects.filter(pk__in=pools, paused_at=None).update(paused_at=timezone.now(), paused_by=by)


@transition
def resume_waiting_list(session, *, by=None):
    """Let people move up again; free places go to them at once (signal capacity_changed)."""
    pools = _lock_seats(session.pk)
    if Seats.objects.filter(pk__in=pools, paused_at__isnull=False).update(paused_at=None, paused_by=None):
        signals.capacity_changed.send(Session, session=session, by=by)


@transition
def make_hybrid(session, *, on_site, online, by=None):
    """Give a session places on site and places online, each its own number (None: no limit).

    Whoever has a place already has it on site.
    """
    session = _lock_session(session)
    pools = _lock_seats(session.pk)
    if session.online_seats is None:
        Seats.objects.filter(pk=session.seats.pk).update(mode=Seats.Mode.ON_SITE)
        Seats.objects.create(session=session, mode=Seats.Mode.ONLINE, capacity=online, **_pause_of(pools))
    else:
        set_capacity(session.online_seats, capacity=online, by=by)
    return set_capacity(session.seats, capacity=on_site, by=by)


@transition
def end_hybrid(session, *, capacity, by=None):
    """Give a session one kind of places again, as long as nobody has one online."""
    session = _lock_session(session)
    _lock_seats(session.pk)
    if online := session.online_seats:
        _take_away(online)
        Seats.objects.filter(pk=session.seats.pk).update(mode=Seats.Mode.ANY)
    return set_capacity(session.seats, capacity=capacity, by=by)


@transition
def set_follow_up_capacity(slot, *, capacity, by=None):
    """Give a follow-up places of its own, change how many, or (None) let everybody of the session stay for it."""
    session = _lock_session(slot.session)
    pools = _lock_seats(slot.session_id)
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


@transition
def place_slots(slots, *, by=None):
    """Enter new slots, and move those that are there to the time and room that they say, unless somebody else is there.

    Nothing else of those that are there is written. A first time is told as a move is (signal slot_moved).
    """
    for session in sorted({slot.session for slot in slots if slot.session}, key=lambda session: session.pk):
        _lock_session(session)
    _lock_rooms(slot.room_id for slot in slots)
    for slot in slots:
        if slot.pk is None:
            with _refusals():
                slot.save()
            signals.slot_moved.send(Slot, slot=slot, session=slot.session, by=by)
        else:
            move_slot(slot, starts_at=slot.starts_at, ends_at=slot.ends_at, room=slot.room, by=by)


@transition
def move_slot(slot, *, starts_at, ends_at, room, by=None):
    """Move a slot to another time or room, unless somebody else is there."""
    if slot.session_id:
        _lock_session(slot.session)
    _lock_rooms([room and room.pk])
    slot = Slot.objects.select_for_update(no_key=True, of=("self",)).select_related("session").get(pk=slot.pk)
    if (slot.starts_at, slot.ends_at, slot.room_id) == (starts_at, ends_at, room and room.pk):
        return slot
    slot.starts_at, slot.ends_at, slot.room = starts_at, ends_at, room
    with _refusals():
        slot.save(update_fields=["starts_at", "ends_at", "room"])
    signals.slot_moved.send(Slot, slot=slot, session=slot.session, by=by)
    return slot


@transition
def tell_change(session, *, by):
    """Tell those who registered what is true of a session now; who was told of this already is not told again.

    Return how many are written to.
    """
    session = _lock_session(session)
    if session.is_cancelled:
        raise SessionIsCancelled
    answers = signals.change_told.send(Session, session=session, by=by)
    return sum(count for _listener, count in answers)


@transition
def request_speaker(appearance, *, by, answer_by=None):
    """Ask a speaker by mail to take part; remind whoever has not answered, ask again whoever declined.

    Nobody gets more than one such mail an hour for the same session.
    """
    session, appearance = _lock_appearance(appearance)
    if session.is_cancelled:
        raise SessionIsCancelled
    if session.has_begun():
        raise SessionHasBegun
    if appearance.status == Appearance.Status.CONFIRMED:
        raise NothingToAsk
    if not appearance.speaker.email:
        raise SpeakerHasNoAddress
    now = timezone.now()
    if appearance.asked_at and appearance.asked_at > now - ASK_AGAIN_AFTER:
        raise AskedAMomentAgo
    asked_before = appearance.asked_at if appearance.is_requested else None
    appearance.asked_at = now
    if answer_by is not None:
        appearance.answer_by = answer_by
    appearance.save(update_fields=["asked_at", "answer_by"])
    if not appearance.is_requested:
        _set_appearance_status(appearance, Appearance.Status.REQUESTED, by=by, note="")
        expect_answers(session, by=by)
    emails.ask_speaker(appearance, asked_before=asked_before)
    return appearance


@transition
def confirm_appearance(appearance, *, by=None, note=""):
    """Note a yes: the speaker's own (`by` is None), or on their behalf by an organiser, who says how they know."""
    if by is not None:
        return record_answer(appearance, status=Appearance.Status.CONFIRMED, note=note, by=by)
    return _answer(appearance, Appearance.Status.CONFIRMED, reason="")


@transition
def decline_appearance(appearance, *, reason="", by=None):
    """Note a no, with the speaker's reason, or on their behalf with a note. The name is public no longer."""
    if by is not None:
        return record_answer(appearance, status=Appearance.Status.DECLINED, note=reason, by=by)
    return _answer(appearance, Appearance.Status.DECLINED, reason=reason)


@transition
def record_answer(appearance, *, status, note, by=None):
    """Write down a yes or no that came another way than by the personal link; the note says how it is known."""
    if not note.strip():
        raise AnswerNeedsNote
    session, appearance = _lock_appearance(appearance)
    if appearance.status != status:
        _set_appearance_status(appearance, status, by=by, note=note)
        appearance.session = settle_session(session, by=by)
    return appearance


@transition
def reopen_appearance(appearance, *, by=None, note=""):
    """Take an answer back: the speaker has still to answer. Nobody is written to."""
    session, appearance = _lock_appearance(appearance)
    if not appearance.is_requested:
        _set_appearance_status(appearance, Appearance.Status.REQUESTED, by=by, note=note)
        expect_answers(session, by=by)
    return appearance


@transition
def withdraw_appearance(appearance, *, by, note=""):
    """Take a speaker out of a session without an answer of theirs."""
    session, appearance = _lock_appearance(appearance)
    if appearance.status != Appearance.Status.WITHDRAWN:
        _set_appearance_status(appearance, Appearance.Status.WITHDRAWN, by=by, note=note)
        appearance.session = settle_session(session, by=by)
    return appearance


@transition
def remove_appearance(appearance, *, by):
    """Delete an entry that was never meant to be; whoever was asked is withdrawn instead, so that it stays known."""
    session, appearance = _lock_appearance(appearance)
    appearance.delete()
    settle_session(session, by=by)


@transition
def remove_speaker(speaker, *, by):
    """Delete a person with all their appearances and mails; the sessions' statuses follow."""
    sessions = list(Session.objects.filter(appearances__speaker=speaker).order_by("pk").distinct())
    for session in sessions:
        _lock_session(session)
    speaker = lock_speaker(speaker)
    ImportedItem.objects.forget_who_appears(speaker)
    speaker.delete()
    for session in sessions:
        settle_session(session, by=by)


@transition
def send_speaker_link(speaker, *, by=None):
    """Send a speaker their personal link again. Raises SpeakerHasNoAddress, SentAMomentAgo."""
    speaker = lock_speaker(speaker)
    if not speaker.email:
        raise SpeakerHasNoAddress
    if not emails.send_link(speaker):
        raise SentAMomentAgo
    return speaker


@transition
def revoke_speaker_link(speaker, *, by):
    """Make every personal link that a speaker was sent useless, because it reached somebody else."""
    speaker = lock_speaker(speaker)
    speaker.link_version += 1
    speaker.save(update_fields=["link_version"])
    return speaker


def _answer(appearance, status, *, reason):
    """Note a speaker's own answer and tell the organisers."""
    session, appearance = _lock_appearance(appearance)
    if appearance.status == status:
        return appearance
    if appearance.status == Appearance.Status.WITHDRAWN:
        raise NothingToAsk
    if session.is_cancelled:
        raise SessionIsCancelled
    if session.has_begun():
        raise SessionHasBegun
    _set_appearance_status(appearance, status, by=None, note=reason)
    appearance.session = settle_session(session)
    emails.tell_organisers_of_answer(appearance)
    return appearance


def _status_by_answers(session):
    if session.appearances.requested().exists() or not _somebody_is_left(session):
        return Session.Status.REQUESTED
    return Session.Status.CONFIRMED


def _somebody_is_left(session):
    """Whether somebody may hold the session; without any appearance that is left to the organisers."""
    return bool(session.host_id) or session.appearances.shown().exists() or not session.appearances.exists()


@contextmanager
def _refusals():
    """Turn what the database refuses within this block into the exception that says so."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        refusal = REFUSALS.get(error.__cause__.diag.constraint_name)
        if refusal is None:
            raise
        raise refusal from error
    except OperationalError as error:
        # Somebody at a terminal has entered the same room without _lock_rooms: each waits for the other, until
        # PostgreSQL ends one of them.
        if not isinstance(error.__cause__, DeadlockDetected):
            raise
        raise RoomIsTaken from error


def _lock_conference(conference):
    return Conference.objects.select_for_update(no_key=True, of=("self",)).get(pk=conference.pk)


def _lock_seats(session_pk):
    """Lock all places of a session in the order in which registration does, and return them by their id."""
    pools = Seats.objects.select_for_update(no_key=True).filter(session=session_pk).order_by("pk")
    return {pool.pk: pool for pool in pools}


def _pause_of(pools):
    """Return what new places of a session need, so that its waiting list stays stopped where it is."""
    seats = next(iter(pools.values()))
    return {"paused_at": seats.paused_at, "paused_by_id": seats.paused_by_id}


def _lock_rooms(pks):
    """Let one after the other place something in these rooms: two at once would wait for each other.

    The import locks all rooms of its conference (programme.imports.writer.stored).
    """
    rooms = Room.objects.select_for_update(no_key=True).filter(pk__in=[pk for pk in pks if pk]).order_by("pk")
    list(rooms.values_list("pk", flat=True))


def _take_away(seats):
    try:
        seats.delete()
    except RestrictedError as error:
        raise PlacesAreTaken from error


def _lock_session(session):
    return Session.objects.select_for_update(no_key=True, of=("self",)).select_related("conference").get(pk=session.pk)


def _lock_appearance(appearance):
    session = _lock_session(appearance.session)
    appearance = (
        Appearance.objects.select_for_update(no_key=True, of=("self",))
        .select_related("session__conference", "speaker")
        .get(pk=appearance.pk)
    )
    return session, appearance


def lock_speaker(speaker):
    return Speaker.objects.select_for_update(no_key=True, of=("self",)).select_related("conference").get(pk=speaker.pk)


def _set_session_status(session, status, *, by):
    if session.status != status:
        session.status, session.status_at, session.status_by = status, timezone.now(), by
        session.save(update_fields=["status", "status_at", "status_by"])
    return session


def _set_appearance_status(appearance, status, *, by, note):
    appearance.status, appearance.status_at = status, timezone.now()
    appearance.status_by, appearance.status_note = by, note
    appearance.save(update_fields=["status", "status_at", "status_by", "status_note"])
