"""Many who rename and move at once what the same calendar entries show: nobody waits in a circle."""

from datetime import timedelta
from functools import partial
from itertools import zip_longest

import pytest
from django.db import connection
from django.urls import reverse

from programme import actions
from programme.models import Organisation, Room, Session, Slot, Speaker
from tests.browsers import Browser, opened
from tests.factories import (
    AppearanceFactory,
    OrganisationFactory,
    OrganiserFactory,
    RoomFactory,
    SessionFactory,
    SlotFactory,
    SpeakerFactory,
)
from tests.races.test_places import at_once

pytestmark = pytest.mark.django_db(transaction=True)

HOUR = timedelta(hours=1)


def deadlocks():
    """Return how often PostgreSQL has ended a circle; a connection tells of its own when it ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_stat_force_next_flush(), pg_stat_clear_snapshot()")
        cursor.execute("SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()")
        return cursor.fetchone()[0]


@pytest.fixture
def programme():
    """Six sessions of one host and one speaker, each twice in the same two rooms."""
    host = OrganisationFactory()
    conference = host.conference
    rooms = [RoomFactory(conference=conference) for _ in "ab"]
    speaker = SpeakerFactory(conference=conference)
    for number in range(6):
        session = SessionFactory(conference=conference, host=host)
        AppearanceFactory(session=session, speaker=speaker)
        for turn, room in enumerate(rooms if number % 2 else reversed(rooms)):
            slot = SlotFactory.build(conference=conference)
            start = slot.starts_at + (12 * turn + 2 * number) * HOUR
            SlotFactory(session=session, room=room, starts_at=start)
    return conference


def renaming(row, **typed):
    """Return a save of the page of a row, which has been looked at already."""
    client = Browser()
    client.force_login(OrganiserFactory())
    page = reverse(f"admin:programme_{row._meta.model_name}_change", args=[row.pk])
    form = {**opened(client, page), **typed}
    return lambda: client.post(page, form).status_code


def moving(slot):
    return lambda: actions.move_slot(slot, starts_at=slot.starts_at + HOUR, ends_at=slot.ends_at + HOUR, room=slot.room)


@pytest.mark.parametrize("round_number", range(5))
def test_thirty_renames_and_moves_at_once_wait_in_one_order(programme, round_number):
    sessions, slots = list(Session.objects.all()), list(Slot.objects.select_related("room", "session"))
    pages = [renaming(room, name_0=f"Saal {room.pk}") for room in Room.objects.all()]
    pages.append(renaming(Organisation.objects.get(), name="Verein Vielfalt"))
    pages.append(renaming(Speaker.objects.get(), name="Kim Neu"))
    moves = [moving(slot) for slot in slots]
    by_sql = [partial(Session.objects.filter(pk=session.pk).update, aids=["captions"]) for session in sessions]
    by_sql += [partial(Session.objects.filter(pk=session.pk).update, title={"de": "Neu"}) for session in sessions[:4]]
    cancelled = [partial(actions.cancel_session, session) for session in sessions[2:]]
    by_turns = zip_longest(pages, moves, by_sql, cancelled)
    calls = [call for turn in by_turns for call in turn if call]
    assert len(calls) == 30
    before, revisions = deadlocks(), {slot.pk: slot.revision for slot in slots}
    results = at_once(calls)
    assert [result for result in results if isinstance(result, Exception)] == []
    assert [result for result in results if isinstance(result, int) and result not in {1, 302}] == []
    assert deadlocks() == before
    for slot in Slot.objects.all():
        # Moved, its room, host and speaker renamed, with other aids; not each of them was given a new title.
        assert slot.revision >= revisions[slot.pk] + 5
