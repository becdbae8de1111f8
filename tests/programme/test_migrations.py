"""What is in the database already when a new version comes."""

import datetime
import re

import pytest
from django.db import connection

from programme.models import Slot
from tests.factories import SessionFactory, SlotFactory
from tests.registration.test_migrations import migrate

# Among the long tests: migrations that were given out do not change, and each goes back and forth through all of them.
pytestmark = [pytest.mark.soak, pytest.mark.django_db(transaction=True)]

HOUR = datetime.timedelta(hours=1)


def test_slots_that_are_there_keep_the_names_and_numbers_that_calendars_know():
    first = SlotFactory()
    session, at = first.session, first.starts_at
    earlier = SlotFactory(session=session, starts_at=at - HOUR, ends_at=at)  # entered later
    last = SlotFactory(session=session, starts_at=at + 4 * HOUR)
    talks = [
        SlotFactory(session=session, kind="follow_up", starts_at=at + hours * HOUR, ends_at=None) for hours in (3, 2, 3)
    ]
    a_break = SlotFactory(session=None, conference=session.conference, kind="break", starts_at=at)
    other = SlotFactory(session=SessionFactory(conference=session.conference))
    try:
        migrate(("programme", "0028_search_texts"))
        with connection.cursor() as cursor:
            cursor.execute("SELECT revision FROM programme_session WHERE id = %s", [session.pk])
            assert cursor.fetchone() == (0,)
            cursor.execute("UPDATE programme_session SET revision = 7, changed_at = %s WHERE id = %s", [at, session.pk])
    finally:
        migrate()
    names = dict(Slot.objects.values_list("pk", "uid"))
    assert re.fullmatch(rf"{session.conference.slug}-[0-9a-f]{{12}}", names.pop(a_break.pk))
    code = session.code
    assert names == {
        earlier.pk: code,
        first.pk: f"{code}-2",
        last.pk: f"{code}-3",
        talks[1].pk: f"{code}-follow-up",
        talks[0].pk: f"{code}-follow-up-2",
        talks[2].pk: f"{code}-follow-up-3",
        other.pk: other.session.code,
    }
    assert set(session.slots.values_list("revision", "changed_at")) == {(7, at)}
    assert other.session.slots.get().revision == 0
    assert SlotFactory(session=session).uid not in names.values()
    try:  # and back: the number of a session is the highest one of its slots
        Slot.objects.filter(pk=last.pk).update(title={"de": "neu"})
        migrate(("programme", "0028_search_texts"))
        with connection.cursor() as cursor:
            cursor.execute("SELECT revision FROM programme_session WHERE id = %s", [session.pk])
            assert cursor.fetchone() == (8,)
    finally:
        migrate()
