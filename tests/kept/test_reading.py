"""Rows that are read again are those of the database, though most of them are not read a second time."""

import datetime
import itertools
import random
import re
import zoneinfo
from unittest import mock

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from programme import published, reading
from programme.models import Conference, Session
from registration import sample
from tests import factories
from womconf.kept.store import store

pytestmark = pytest.mark.django_db(transaction=True)

# Each writes something that a page shows, or takes it away; many concern rows that others lead to.
CHANGES = [
    """UPDATE programme_session SET title = '{"de": "Neu"}' WHERE id = {session}""",
    "UPDATE programme_session SET track_id = {track} WHERE id = {session}",
    "UPDATE programme_session SET host_id = {organisation} WHERE id = {session}",
    "UPDATE programme_session SET was_announced = NOT was_announced, status = CASE WHEN was_announced THEN 'draft'"
    " ELSE 'cancelled' END WHERE id = {session}",
    "UPDATE programme_slot SET room_id = NULL WHERE id = {slot}",
    "UPDATE programme_slot SET starts_at = starts_at - interval '7 minutes' WHERE id = {slot}",
    "DELETE FROM programme_slot WHERE id = {slot} AND kind = 'break'",
    """UPDATE programme_room SET name = '{"de": "Saal {number}"}' WHERE id = {room}""",
    """UPDATE programme_track SET name = '{"de": "Forum {number}"}' WHERE id = {track}""",
    "UPDATE programme_organisation SET name = 'Haus {number}' WHERE id = {organisation}",
    "UPDATE programme_speaker SET name = 'Kim {number}' WHERE id = {speaker}",
    "UPDATE programme_speaker SET organisation_id = {organisation} WHERE id = {speaker}",
    "UPDATE programme_appearance SET status = 'declined' WHERE id = {appearance}",
    "UPDATE programme_appearance SET role = 'moderation' WHERE id = {appearance}",
    "UPDATE programme_appearance SET position = position + {number} WHERE id = {appearance}",
    "DELETE FROM programme_appearance WHERE id = {appearance}",
    "UPDATE programme_pool SET capacity = 1 + {number} WHERE id = {pool}",
    'UPDATE programme_conference SET venue = \'{"de": "Ort {number}"}\'',
]
TABLES = ["session", "slot", "room", "track", "organisation", "speaker", "appearance", "pool"]


@pytest.fixture
def conference():
    sample.make("tagung", sessions=12, speakers=12, registrations=0)
    return Conference.objects.get(slug="tagung")


def read(former=None):
    """Read as programme.published does: of another conference row, nothing former is taken."""
    now = reading.versioned(Conference.objects.filter(slug="tagung")).get()
    is_same = former and former.conference.row_version == now.row_version
    return published._published(now, None, former if is_same else None)


def values(row):
    """Return a row's own values: of a translated text, its languages."""
    if row is None:
        return None
    names = [field.attname for field in row._meta.concrete_fields if field.attname in row.__dict__]
    return {name: getattr(value := row.__dict__[name], "data", value) for name in names}


def told(found):
    """Return all that a page can find by following the links of what was read."""
    for session in found.sessions:
        for slot in session.fetched("slots"):
            assert slot.session is session
        for pool in session.fetched("pools"):
            assert pool.session is session
            assert pool.slot_id is None or pool.slot in session.fetched("slots")
        for appearance in session.fetched("appearances"):
            assert appearance.session is session
        assert session.conference is found.conference
    with CaptureQueriesContext(connection) as captured:
        shown = [
            (
                values(session),
                values(session.track),
                values(session.host),
                [(values(slot), values(slot.room), slot.conference.pk) for slot in session.fetched("slots")],
                [(values(pool), values(pool.slot)) for pool in session.fetched("pools")],
                [
                    (values(each), values(each.speaker), values(each.speaker.organisation), each.speaker.conference.pk)
                    for each in session.fetched("appearances")
                ],
            )
            for session in found.sessions
        ]
        shown += [(values(slot), values(slot.room)) for slot in found.breaks]
    assert len(captured) == 0  # nothing was left to be read later
    return shown, values(found.conference)


def keys():
    with connection.cursor() as cursor:
        for table in TABLES:
            cursor.execute(f'SELECT id FROM "programme_{table}" ORDER BY id')  # noqa: S608 -- names that stand above
            yield table, [key for (key,) in cursor.fetchall()]


def change(choice):
    filled = choice.choice(CHANGES)
    for table, found in keys():
        filled = filled.replace(f"{{{table}}}", str(choice.choice(found)))
    filled = filled.replace("{number}", str(choice.randrange(1000)))
    with connection.cursor() as cursor:
        cursor.execute(filled)
    return filled


@pytest.mark.parametrize("seed", range(6))
def test_what_is_read_again_is_what_a_first_reading_finds(conference, seed):
    choice = random.Random(seed)
    former = read()
    for _ in range(25):
        statements = [change(choice) for _ in range(choice.choice([1, 1, 3]))]
        before = told(former)
        now = read(former)
        assert told(now) == told(read()), statements
        assert told(former) == before, statements  # other threads are still reading in it
        former = now


def test_only_what_changed_is_read_again(conference):
    former = read()
    with connection.cursor() as cursor:
        cursor.execute(
            """UPDATE programme_session SET title = '{"de": "Neu"}' WHERE id = %s""", [former.sessions[3].pk]
        )
    with CaptureQueriesContext(connection) as captured:
        now = read(former)
    assert [a is b for a, b in zip(former.sessions, now.sessions, strict=True)].count(False) == 1
    assert len(captured) == 4  # the conference, the versions of all rows, the session, its slots with their revisions


def test_two_changes_in_one_transaction_are_two_versions(conference):
    former = None
    with connection.cursor() as cursor:
        cursor.execute("BEGIN")
        for title in ("Eins", "Zwei"):
            cursor.execute("UPDATE programme_session SET title = jsonb_build_object('de', %s::text)", [title])
            former = read(former)
            assert str(former.sessions[0].title) == title
        cursor.execute("ROLLBACK")


def test_what_was_made_of_a_session_is_kept_with_its_rows(conference):
    former = read()
    for session in former.sessions:
        session.made["something"] = session.code
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE programme_speaker SET name = 'Kim Neu' WHERE id = %s",
            [former.sessions[0].fetched("appearances")[0].speaker_id],
        )
    now = read(former)
    named = {each.pk for each in now.sessions for it in each.fetched("appearances") if it.speaker.name == "Kim Neu"}
    assert named
    assert {session.pk for session in now.sessions if "something" not in session.made} == named


TIMES = ["2027-04-01 08:00", "2027-04-20 08:00", "2027-05-03 08:30", "2027-05-03 09:30", "2027-05-04 08:00"]
PATHS = ["", "?view=list", "?view=grid&session={code}", "?free=1", "?day=2027-05-03", "embed/", "register/"]
PATHS += ["register/?session={code}", "choice/?session={code}", "calendar.ics", "sessions/{code}/"]
FOR_ONE_READER = re.compile(r'(csrfmiddlewaretoken" value|name="key" value)="[^"]*"')


def test_nothing_of_another_reader_or_another_hour_stays_with_a_session(keeping, settings):
    """Whatever language, choice or time a page was made for, the next one made of the same rows is right."""
    day = datetime.date(2027, 5, 3)
    zone = zoneinfo.ZoneInfo("Europe/Berlin")
    conference = factories.ConferenceFactory(
        slug="tagung", languages=["de", "en"], starts_on=day, ends_on=day, registration_opens_at=None
    )
    sessions = [
        factories.SlotFactory(
            session__conference=conference,
            session__title={"de": f"Beitrag {number}", "en": f"Talk {number}"},
            session__capacity=number,
            room=factories.RoomFactory(conference=conference),
            starts_at=datetime.datetime(2027, 5, 3, 9 + number % 2, tzinfo=zone),
            ends_at=datetime.datetime(2027, 5, 3, 10 + number % 2, tzinfo=zone),
        ).session
        for number in range(6)
    ]
    opening = datetime.datetime(2027, 4, 15, tzinfo=zone)
    Session.objects.filter(pk=sessions[1].pk).update(registration_opens_at=opening)
    other = factories.SessionFactory(conference=conference)
    seen = set()
    for number, moment in enumerate(TIMES):
        with time_machine.travel(datetime.datetime.fromisoformat(moment).replace(tzinfo=zone), tick=False):
            for prefix, path in itertools.product(["", "/en"], PATHS):
                Session.objects.filter(pk=other.pk).update(title={"de": f"Neu {number} {prefix} {path}"})
                keeping()
                address = f"{prefix}/tagung/{path.format(code=sessions[1].code)}"
                found = FOR_ONE_READER.sub("", Client().get(address).text)
                with mock.patch.object(store, "former", return_value=None):
                    settings.KEPT_ANSWERS_MB = 0
                    read_anew = FOR_ONE_READER.sub("", Client().get(address).text)
                    settings.KEPT_ANSWERS_MB = 40
                assert found == read_anew, (moment, address)
                seen.add(found)
    assert len(seen) > 2 * len(PATHS)  # they differ by the hour, too
