"""What every action begins with: one transaction that never hangs, the locks in their order, refusals in words."""

from contextlib import contextmanager

from django.db import IntegrityError, OperationalError, connection, transaction
from psycopg.errors import DeadlockDetected

from programme.exceptions import (
    AddressIsTaken,
    AnotherConference,
    Busy,
    EndsBeforeStart,
    NotInOurYears,
    RoomIsTaken,
)
from programme.models import Appearance, Conference, Pool, Room, Session, Speaker
from womconf import transactions

transition = transactions.transition(Busy)
REFUSALS = {
    "slot_no_room_overlap": RoomIsTaken,
    "slot_ends_after_start": EndsBeforeStart,
    "slot_same_conference": AnotherConference,
    "programme_conference_slug_key": AddressIsTaken,
    "conference_slug_was_of_another": AddressIsTaken,
    **dict.fromkeys(["conference_in_our_years", "session_in_our_years", "slot_in_our_years"], NotInOurYears),
}


@contextmanager
def refusals():
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
        # Somebody at a terminal has entered the same room without lock_rooms: each waits for the other, until
        # PostgreSQL ends one of them.
        if not isinstance(error.__cause__, DeadlockDetected):
            raise
        raise RoomIsTaken from error


@contextmanager
def room_changes():
    """Look who has which room once all slots of this block have moved: on the way one may meet another."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS slot_no_room_overlap DEFERRED")
    yield
    with refusals(), connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS slot_no_room_overlap IMMEDIATE")


def lock_conference(conference):
    return Conference.objects.select_for_update(no_key=True, of=("self",)).get(pk=conference.pk)


def lock_pools(session_pk):
    """Lock all pools of a session in the order in which registration does, and return them by their id."""
    pools = Pool.objects.select_for_update(no_key=True).filter(session=session_pk).order_by("pk")
    return {pool.pk: pool for pool in pools}


def lock_rooms(pks):
    """Let one after the other place something in these rooms: two at once would wait for each other.

    The import locks all rooms of its conference (programme.imports.writer.stored).
    """
    rooms = Room.objects.select_for_update(no_key=True).filter(pk__in=[pk for pk in pks if pk]).order_by("pk")
    list(rooms.values_list("pk", flat=True))


def lock_session(session):
    return Session.objects.select_for_update(no_key=True, of=("self",)).select_related("conference").get(pk=session.pk)


def lock_appearance(appearance):
    session = lock_session(appearance.session)
    return session, _lock_rows_of_appearances().get(pk=appearance.pk)


def lock_appearances(appearances):
    """Return [(session, appearance)] of those that are still there; all sessions are locked before any of them."""
    theirs = Appearance.objects.filter(pk__in=[appearance.pk for appearance in appearances])
    sessions = Session.objects.filter(pk__in=theirs.values("session")).order_by("pk")
    locked = {session.pk: lock_session(session) for session in sessions}
    rows = _lock_rows_of_appearances().filter(pk__in=theirs.values("pk")).order_by("session", "pk")
    return [(locked[appearance.session_id], appearance) for appearance in rows]


def _lock_rows_of_appearances():
    rows = Appearance.objects.select_for_update(no_key=True, of=("self",))
    return rows.select_related("session__conference", "speaker")


def lock_speaker(speaker):
    return Speaker.objects.select_for_update(no_key=True, of=("self",)).select_related("conference").get(pk=speaker.pk)
