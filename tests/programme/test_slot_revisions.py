"""Each slot has a name that stays, and a revision that rises with all that its calendar entry shows, and no other."""

import datetime
import re

import pytest
from django.apps import apps
from django.db import connection, models
from django.db.models import F

from programme.exports import ical
from programme.fields import TranslatedCharField, TranslatedTextField
from programme.models import Appearance, Conference, Organisation, Room, Session, Slot, Speaker
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.breaks_invariants]

HOUR = datetime.timedelta(hours=1)
OWN = {Slot: {"revision", "changed_at", "uid"}, Session: {"changed_at"}}
# Which slots show a column; each other column of these tables is shown by none.
ALL, OF_TALK = {"talk", "follow-up", "panel", "break"}, {"talk", "follow-up"}
IN_ROOM, ITSELF = {"talk", "panel", "break"}, {"follow-up"}
SHOWN = {
    Conference: dict.fromkeys(["title", "venue", "slug", "time_zone"], ALL),
    Room: dict.fromkeys(["name", "kind"], IN_ROOM),
    Organisation: {"name": OF_TALK},
    Speaker: dict.fromkeys(["name", "degree"], OF_TALK),
    Appearance: {
        **dict.fromkeys(["speaker_id", "status", "position"], OF_TALK),
        "session_id": OF_TALK | {"panel"},
    },
    Session: dict.fromkeys(["title", "status", "host_id", "interpreted_into", "aids", "code"], OF_TALK),
    Slot: dict.fromkeys(["starts_at", "ends_at", "room_id", "title", "kind", "session_id"], ITSELF),
}
PANEL = "(SELECT id FROM programme_session WHERE code = 'panelpan')"
VALUES = {
    "aids": "'{captions}'",
    "answer_reminders": "'{5}'",
    "contact_email": "'neu@example.org'",
    "email": "'neu@example.org'",
    "email_domains": "'{example.org}'",
    "interpreted_into": "'{uk}'",
    "languages": "'{en,de}'",
    "language": "'en'",
    "join_test_link": "'https://neu.example/'",
    "materials_url": "'https://neu.example/'",
    "overlaps": "'refuse'",
    "recording_url": "'https://neu.example/'",
    "reminder_time": "'19:00'",
    "role": "'panel'",
    "thanks_time": "'09:00'",
    "time_zone": "'Europe/London'",
    (Appearance, "status"): "'requested'",
    (Appearance, "other_time_at"): "NULL",  # else only where somebody has still to answer
    (Appearance, "session_id"): PANEL,
    (Appearance, "speaker_id"): "(SELECT id FROM programme_speaker WHERE name = 'Nora Neu')",
    (Appearance, "position"): "7",
    (Room, "kind"): "'online'",
    (Session, "status"): "'requested'",
    (Session, "host_id"): "NULL",
    (Session, "alternative_id"): PANEL,
    (Session, "first_date_id"): PANEL,
    (Slot, "kind"): "'main'",
    (Slot, "room_id"): "NULL",
    (Slot, "session_id"): PANEL,
}
BY_TYPE = [
    ((TranslatedCharField, TranslatedTextField), """'{"de": "Neu"}'"""),
    ((models.DateTimeField,), "coalesce({0}, now()) + interval '1 minute'"),
    ((models.DateField,), "coalesce({0}, current_date) + 1"),
    ((models.BooleanField,), "NOT {0}"),
    ((models.IntegerField,), "coalesce({0}, 0) + 1"),
    ((models.CharField, models.TextField), "'neu'"),
]


def new_value(model, field):
    """Return SQL for another value of a column that the database takes."""
    given = VALUES.get((model, field.column)) or VALUES.get(field.column)
    if given:
        return given
    if isinstance(field, models.ForeignKey):
        if field.related_model in {Organisation, Conference}:
            return "NULL"
        return f"(SELECT max(id) FROM {field.related_model._meta.db_table})"  # noqa: S608
    return next(sql for types, sql in BY_TYPE if isinstance(field, types)).replace("{0}", field.column)


COLUMNS = [
    (model, field)
    for model in SHOWN
    for field in model._meta.concrete_fields
    if not field.primary_key and not field.generated and field.column != "conference_id"
    if field.column not in OWN.get(model, ())
]


class Stage:
    """A conference with everything that entries show, and the rows in which a column is changed."""

    def __init__(self):
        conference = factories.ConferenceFactory(venue={"de": "Rathaus"})
        host = factories.OrganisationFactory(conference=conference)
        saal, kammer = (factories.RoomFactory(conference=conference, kind="on_site") for _ in "ab")
        factories.TrackFactory(conference=conference)
        factories.OrganiserFactory()
        talk = factories.SessionFactory(conference=conference, host=host)
        panel = factories.SessionFactory(conference=conference, code="panelpan")
        first = factories.SlotFactory(session=talk, room=saal)
        start = first.ends_at
        self.slots = {
            "talk": first,
            "follow-up": factories.SlotFactory(session=talk, kind="follow_up", room=kammer, starts_at=start),
            "panel": factories.SlotFactory(session=panel, room=saal, starts_at=start),
            "break": factories.SlotFactory(
                session=None, conference=conference, kind="break", room=saal, starts_at=start + HOUR
            ),
            "elsewhere": factories.SlotFactory(),
        }
        speaker, other = (factories.SpeakerFactory(conference=conference) for _ in "ab")
        factories.SpeakerFactory(conference=conference, name="Nora Neu")
        appearance = factories.AppearanceFactory(session=talk, speaker=speaker)
        factories.AppearanceFactory(session=talk, speaker=other, position=1)
        factories.AppearanceFactory(session=panel, speaker=speaker, role="moderation", status="declined")
        self.sessions = [talk, panel]
        rows = [conference, host, saal, talk, self.slots["follow-up"], speaker, appearance]
        self.rows = {type(row): row for row in rows}

    def change(self, model, assignment, row=None):
        row = row or self.rows[model]
        with connection.cursor() as cursor:
            cursor.execute(f"UPDATE {model._meta.db_table} SET {assignment} WHERE id = %s", [row.pk])  # noqa: S608
            assert cursor.rowcount == 1

    def revisions(self):
        stored = dict(Slot.objects.values_list("pk", "revision"))
        return {name: stored[slot.pk] for name, slot in self.slots.items() if slot.pk in stored}

    def moments(self):
        return {session.pk: Session.objects.get(pk=session.pk).changed_at for session in self.sessions}

    def entries(self):
        """Return what the calendar says of each slot, without its number and stamp."""
        sessions = Session.objects.filter(conference=self.sessions[0].conference).with_programme()
        text = ical.calendar(list(sessions), conference=Conference.objects.get(pk=self.sessions[0].conference_id))
        found = re.findall(r"BEGIN:VEVENT.*?END:VEVENT", text.decode(), re.DOTALL)
        by_uid = {re.search(r"UID:([^@]+)@", entry)[1]: entry for entry in found}
        return {
            name: re.sub(r"(DTSTAMP|SEQUENCE):\S+", "", by_uid[slot.uid])
            for name, slot in self.slots.items()
            if slot.uid in by_uid
        }


@pytest.fixture
def stage():
    return Stage()


def raised(before, after):
    return {name for name in before if after[name] != before[name]}


@pytest.mark.parametrize(("model", "field"), COLUMNS, ids=[f"{m.__name__}.{f.column}" for m, f in COLUMNS])
def test_a_column_raises_exactly_the_slots_that_show_it(stage, model, field):
    """Compared with what the calendar really says, so that neither the list above nor the triggers can be wrong."""
    before, entries, moments = stage.revisions(), stage.entries(), stage.moments()
    stage.change(model, f'"{field.column}" = {new_value(model, field)}')
    after = stage.revisions()
    assert raised(before, after) == SHOWN[model].get(field.column, set())
    assert raised(before, after) - {"break"} == raised(entries, stage.entries())
    assert all(after[name] >= before[name] for name in before)
    is_noted = stage.moments() != moments
    assert is_noted == bool(raised(before, after)) or (model, field.column) == (Session, "abstract")


@pytest.mark.parametrize("model", SHOWN)
def test_what_is_written_as_it_was_raises_nothing(stage, model):
    before, moments = stage.revisions(), stage.moments()
    stage.change(model, ", ".join(f"{column} = {column}" for column in SHOWN[model]))
    assert (stage.revisions(), stage.moments()) == (before, moments)


@pytest.mark.parametrize(("status", "slots"), [("requested", OF_TALK), ("confirmed", OF_TALK), ("declined", set())])
def test_people_who_come_and_go_raise_the_slots_of_their_session(stage, status, slots):
    before = stage.revisions()
    talk = stage.sessions[0]
    person = Speaker.objects.get(name="Nora Neu")
    appearance = Appearance.objects.create(session=talk, speaker=person, status=status)
    came = stage.revisions()
    assert raised(before, came) == slots
    appearance.delete()
    assert raised(came, stage.revisions()) == slots


@pytest.mark.parametrize(
    ("before", "after", "slots"),
    [("requested", "declined", OF_TALK), ("confirmed", "withdrawn", OF_TALK), ("declined", "withdrawn", set())],
)
def test_answers_raise_the_slots_that_named_the_person(stage, before, after, slots):
    stage.change(Appearance, f"status = '{before}'")
    revisions = stage.revisions()
    stage.change(Appearance, f"status = '{after}'")
    assert raised(revisions, stage.revisions()) == slots


def test_slot_that_comes_or_goes_raises_no_other_and_is_noted_at_its_session(stage):
    before, moments = stage.revisions(), stage.moments()
    talk, panel = stage.sessions
    new = factories.SlotFactory(session=talk, starts_at=stage.slots["talk"].starts_at - HOUR)
    assert (new.revision, stage.revisions()) == (0, before)
    came = stage.moments()
    assert came[talk.pk] > moments[talk.pk]
    Slot.objects.filter(pk=new.pk).delete()
    assert stage.moments()[talk.pk] > came[talk.pk]
    assert (stage.revisions(), stage.moments()[panel.pk]) == (before, moments[panel.pk])


def test_slot_that_changes_its_session_is_noted_at_both(stage):
    before = stage.moments()
    stage.change(Slot, f"session_id = {stage.sessions[1].pk}")
    assert all(stage.moments()[pk] > moment for pk, moment in before.items())


def test_stamp_rises_with_the_revision(stage):
    slot = stage.slots["talk"]
    before = Slot.objects.get(pk=slot.pk).changed_at
    stage.change(Room, """name = '{"de": "Halle"}'""")
    assert Slot.objects.get(pk=slot.pk).changed_at > before


def test_what_was_read_before_lowers_no_revision(stage):
    """A program that writes the whole row back has not seen what has happened in between."""
    stale = Slot.objects.get(pk=stage.slots["talk"].pk)
    stage.change(Room, """name = '{"de": "Halle"}'""")
    now = Slot.objects.get(pk=stale.pk)
    stale.save()
    stored = Slot.objects.get(pk=stale.pk)
    assert (stored.revision, stored.changed_at) == (now.revision, now.changed_at)
    stale.starts_at -= HOUR
    stale.save()
    assert Slot.objects.get(pk=stale.pk).revision == now.revision + 1


def test_mere_revision_is_no_event_of_the_history(stage):
    histories = [apps.get_model("programme", name) for name in ("SlotEvent", "SessionEvent")]
    events = [history.objects.count() for history in histories]
    stage.change(Room, """name = '{"de": "Halle"}'""")
    assert [history.objects.count() for history in histories] == events
    columns = {field.name for field in histories[0]._meta.fields}
    assert columns.isdisjoint({"uid", "revision", "changed_at"})


# Names


def test_slot_gets_its_name_through_every_door(stage):
    talk, at = stage.sessions[0], stage.slots["talk"].starts_at
    saved = factories.SlotFactory(session=talk)
    [by_bulk] = Slot.objects.bulk_create([Slot(session=talk, conference=talk.conference, starts_at=at)])
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO programme_slot (conference_id, session_id, title, starts_at) VALUES (%s, %s, '', %s)"
            " RETURNING uid",
            [talk.conference_id, talk.pk, at],
        )
        [by_psql] = cursor.fetchone()
    names = {saved.uid, by_bulk.uid, by_psql}
    assert len(names) == 3
    assert all(re.fullmatch(f"{talk.code}-[0-9a-f]{{12}}", name) for name in names)
    assert set(Slot.objects.values_list("uid", flat=True)) >= names
    assert re.fullmatch(f"{talk.conference.slug}-[0-9a-f]{{12}}", stage.slots["break"].uid)


@pytest.mark.parametrize("door", ["save", "update", "psql", "emptied"])
def test_name_never_changes(stage, door):
    slot = Slot.objects.get(pk=stage.slots["talk"].pk)
    uid = slot.uid
    if door == "save":
        slot.uid = "another"
        slot.save()
    elif door == "update":
        Slot.objects.filter(pk=slot.pk).update(uid="another")
    else:
        stage.change(Slot, "uid = 'another'" if door == "psql" else "uid = ''", row=slot)
    assert Slot.objects.get(pk=slot.pk).uid == uid


def test_slot_that_is_entered_before_another_one_leaves_that_its_name(stage):
    before = stage.entries()
    factories.SlotFactory(session=stage.sessions[0], starts_at=stage.slots["talk"].starts_at - HOUR)
    assert stage.entries() == before


def test_slot_that_is_entered_again_is_another_entry(stage):
    slot = stage.slots["talk"]
    Slot.objects.filter(pk=slot.pk).delete()
    again = factories.SlotFactory(session=slot.session, room=slot.room, starts_at=slot.starts_at)
    assert again.uid != slot.uid
    assert slot.uid not in "".join(stage.entries().values())


def test_slots_that_change_places_in_time_keep_their_names(stage):
    slot = stage.slots["talk"]
    later = factories.SlotFactory(session=slot.session, starts_at=slot.starts_at + 3 * HOUR)
    Slot.objects.filter(pk=slot.pk).update(starts_at=F("starts_at") + 4 * HOUR, ends_at=F("ends_at") + 4 * HOUR)
    sessions = Session.objects.filter(pk=slot.session_id).with_programme()
    names = [found.uid for found in sessions[0].slots.all() if found.kind == "main"]
    assert names == [later.uid, slot.uid]
    text = ical.calendar(list(sessions), conference=slot.conference).decode()
    [moved] = [entry for entry in text.split("BEGIN:VEVENT") if f"UID:{slot.uid}@" in entry]
    assert f"DTSTART;TZID=Europe/Berlin:{slot.starts_at + 4 * HOUR:%Y%m%d}T140000" in moved
