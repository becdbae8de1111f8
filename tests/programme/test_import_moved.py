"""A text that comes again while its sessions stand elsewhere: the preview shows where, and what the import does."""

from datetime import date, datetime, timedelta

import pytest
from django.core.management import call_command

from programme import actions
from programme.imports import documents, writer
from programme.imports.preview import Preview
from programme.models import Room, Session, Slot
from tests.factories import OrganiserFactory, SlotFactory
from tests.programme.import_page import send

CONTENT = """# Forum Teilhabe

Donnerstag, 18.02.2027

9-10 Uhr Eröffnung
Saal 2

11-12 Uhr Lesen lernen
Saal 2

12-13 Uhr Mittagspause

14-15 Uhr Schreiben lernen
Saal 2

Freitag, 19.02.2027

9-10 Uhr Abschluss
"""
MOVED = CONTENT.replace("11-12 Uhr", "16-17 Uhr")


def plan(content=CONTENT):
    """Return the (Changes, Preview) of a text."""
    draft, report, source = documents.read(content.encode())
    changes = writer.plan(draft)
    return changes, Preview(draft, report, changes, source=source)


def row_of(preview, title):
    [row] = [row for row in preview.rows if row.title == title]
    return row


def told(changes):
    return [(entry.level, str(entry.message)) for entry in changes.report.entries if entry.code == "moved_here"]


@pytest.fixture
def imported(db):
    draft, _report, _source = documents.read(CONTENT.encode())
    writer.apply(draft)


def slot_of(title):
    return Slot.objects.get(session__title__mentions=title)


def move(slot, *, hours=0, days=0, room=None):
    by = timedelta(hours=hours, days=days)
    ends_at = slot.ends_at and slot.ends_at + by
    return actions.move_slot(slot, starts_at=slot.starts_at + by, ends_at=ends_at, room=room or slot.room)


def test_moved_session_is_shown_where_it_stands_and_told_with_both_times(imported):
    move(slot_of("Lesen lernen"), hours=5)
    changes, preview = plan()
    row = row_of(preview, "Lesen lernen")
    assert (row.time, row.day, row.room, row.action) == ("16:00–17:00", date(2027, 2, 18), "Saal 2", None)
    [(level, sentence)] = told(changes)
    assert (level, "16:00–17:00" in sentence, "11:00–12:00" in sentence) == ("warning", True, True)
    assert [remark.entry.code for remark in row.remarks] == ["moved_here"]
    assert changes.is_empty


def test_import_leaves_a_moved_session_where_it_is(imported):
    slot = move(slot_of("Lesen lernen"), hours=5)
    draft, _report, _source = documents.read(CONTENT.encode())
    assert writer.apply(draft).is_empty
    assert slot_of("Lesen lernen").starts_at == slot.starts_at


def test_session_moved_to_another_day_stands_on_that_day(imported):
    move(slot_of("Lesen lernen"), days=1)
    _changes, preview = plan()
    assert {day.day: [row.title for row in rows] for day, rows in preview.days} == {
        18: ["Eröffnung", "Mittagspause", "Schreiben lernen"],
        19: ["Abschluss", "Lesen lernen"],
    }


def test_text_that_says_the_new_time_says_nothing_more(imported):
    move(slot_of("Lesen lernen"), hours=5)
    changes, preview = plan(MOVED)
    assert (told(changes), row_of(preview, "Lesen lernen").time) == ([], "16:00–17:00")


def test_text_that_was_changed_alone_moves_the_session(imported):
    changes, preview = plan(MOVED)
    row = row_of(preview, "Lesen lernen")
    assert (row.time, str(row.action), told(changes)) == ("16:00–17:00", "changed", [])


def test_session_moved_here_and_in_the_text_stays_and_is_shown_where_it_stands(imported):
    move(slot_of("Lesen lernen"), hours=6)
    changes, preview = plan(MOVED)
    row = row_of(preview, "Lesen lernen")
    assert (row.time, str(row.action)) == ("17:00–18:00", "kept")
    [(_action, field)] = row.fields
    assert ("17:00" in field.old, "16:00" in field.new, told(changes)) == (True, True, [])


def test_moved_break_is_shown_where_it_stands(imported):
    move(Slot.objects.get(kind=Slot.Kind.BREAK), hours=1)
    changes, preview = plan()
    assert row_of(preview, "Mittagspause").time == "13:00–14:00"
    assert [level for level, _sentence in told(changes)] == ["warning"]


def test_room_that_was_changed_here_is_shown_and_told(imported):
    conference = Room.objects.get().conference
    move(slot_of("Lesen lernen"), room=Room.objects.create(conference=conference, name={"de": "Saal 7"}))
    changes, preview = plan()
    assert row_of(preview, "Lesen lernen").room == "Saal 7"
    [(level, sentence)] = told(changes)
    assert (level, "Saal 7" in sentence, "Saal 2" in sentence) == ("info", True, True)


def test_room_and_end_that_the_text_leaves_open_need_no_remark(imported):
    open_end = CONTENT.replace("9-10 Uhr Abschluss", "ab 9 Uhr Abschluss")
    draft, _report, _source = documents.read(open_end.encode())
    writer.apply(draft)
    slot = slot_of("Abschluss")
    slot = actions.move_slot(
        slot, starts_at=slot.starts_at, ends_at=slot.starts_at + timedelta(hours=1), room=Room.objects.get()
    )
    changes, preview = plan(open_end)
    row = row_of(preview, "Abschluss")
    assert (row.time, row.room, told(changes)) == ("09:00–10:00", "Saal 2", [])


def test_session_that_got_its_time_here_is_shown_at_that_time(db):
    content = CONTENT.replace("14-15 Uhr Schreiben lernen", "nachmittags: Schreiben lernen")
    draft, _report, _source = documents.read(content.encode())
    writer.apply(draft)
    starts_at = slot_of("Eröffnung").starts_at + timedelta(hours=6)
    session = Session.objects.get(title__mentions="Schreiben lernen")
    SlotFactory(session=session, starts_at=starts_at, ends_at=starts_at + timedelta(hours=1), room=None)
    changes, preview = plan(content)
    row = row_of(preview, "Schreiben lernen")
    assert (row.time, row.starts_at, told(changes)) == ("15:00–16:00", datetime(2027, 2, 18, 15), [])  # noqa: DTZ001


def test_of_a_session_that_is_offered_twice_the_moved_one_is_told(db):
    content = CONTENT.replace("11-12 Uhr Lesen lernen\nSaal 2", "10-11 Uhr und 15-16 Uhr: Lesen lernen")
    draft, _report, _source = documents.read(content.encode())
    writer.apply(draft)
    move(max(Slot.objects.filter(session__title__mentions="Lesen lernen"), key=lambda slot: slot.starts_at), hours=3)
    changes, preview = plan(content)
    assert [row.time for row in preview.rows if row.title == "Lesen lernen"] == ["10:00–11:00", "18:00–19:00"]
    assert len(told(changes)) == 1


def test_page_and_command_say_where_a_moved_session_stands(imported, client, tmp_path, capsys):
    client.force_login(OrganiserFactory())
    slot = move(slot_of("Lesen lernen"), hours=5)
    page = send(client, content=CONTENT, conference=slot.conference_id)
    sentence = str(page.context["preview"].rows[1].remarks[0].entry.message)
    assert page.text.index("16:00–17:00") < page.text.index("11:00–12:00")
    (tmp_path / "forum.md").write_text(CONTENT)
    call_command("import_programme", str(tmp_path / "forum.md"), "--dry-run")
    assert sentence in capsys.readouterr().out
