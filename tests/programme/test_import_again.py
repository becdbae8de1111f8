"""A changed text comes into a programme that was edited by hand: the preview shows what will really stand there."""

import pytest
from django.utils import translation

from programme import actions
from programme.imports import documents, reports, writer
from programme.imports.preview import Preview
from programme.models import Appearance, Conference, Organisation, Room, Session, Speaker, Track
from tests.factories import AppearanceFactory, OrganiserFactory, SessionFactory, SpeakerFactory
from tests.programme.import_page import send

CONTENT = """# Forum Teilhabe

Motto: Zusammen

Donnerstag, 18.02.2027, Rathaus

## 9-10 Uhr Eröffnung
Vortrag mit Karin Vogt (Mieterverein Nord) und Paul Berg
Raum 2
max. 20 Personen

Wir beginnen zusammen.

## 11-12 Uhr Lesen lernen
mit Eva Horn
"""
CHANGED = CONTENT + "\nJetzt mit Kaffee.\n"

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def imported():
    draft, _report, _source = documents.read(CONTENT.encode())
    writer.apply(draft)


def preview(content=CHANGED):
    draft, report, source = documents.read(content.encode())
    return Preview(draft, report, writer.plan(draft), source=source)


def row(content=CHANGED, title="Eröffnung"):
    [found] = [row for row in preview(content).rows if row.title == title]
    return found


def opening():
    return Session.objects.get(title__mentions="Eröffnung")


def kept(row):
    return [(str(field.label), field.old, field.new) for action, field in row.fields if action == "kept"]


def stays(row):
    """Return what is said to stay of the facts whose order says nothing: {(what stays, what the text says)}."""
    return {(old, new) for _label, old, new in kept(row)}


def test_title_of_a_session_is_the_one_that_stays():
    Session.objects.filter(pk=opening().pk).update(title={"de": "Festliche Eröffnung"})
    found = row(title="Festliche Eröffnung")
    assert (found.action, stays(found)) == ("kept", {("Festliche Eröffnung", "Eröffnung")})


@pytest.mark.parametrize(
    ("values", "shown", "said"),
    [
        ({"abstract": {"de": "Ganz neu."}}, ("abstract", "Ganz neu."), ("Ganz neu.", "Wir beginnen zusammen.")),
        ({"format": {"de": "Gespräch"}}, ("format", "Gespräch"), ("Gespräch", "Vortrag")),
    ],
)
def test_text_that_was_edited_here_is_shown_and_told(values, shown, said):
    Session.objects.filter(pk=opening().pk).update(**values)
    found = row()
    assert (getattr(found, shown[0]), stays(found)) == (shown[1], {said})


def test_person_renamed_here_is_shown_by_the_new_name():
    Speaker.objects.filter(name="Karin Vogt").update(name="Karin Vogt-Lang")
    assert [person.name for person in row().people] == ["Karin Vogt-Lang, Mieterverein Nord", "Paul Berg"]


def test_person_with_another_organisation_is_shown_with_it_and_told():
    other = Organisation.objects.create(conference=Conference.objects.get(), name="Stadt Jena")
    Speaker.objects.filter(name="Karin Vogt").update(organisation=other)
    found = preview()
    assert [person.name for person in found.rows[0].people] == ["Karin Vogt, Stadt Jena", "Paul Berg"]
    [change] = [change for change in found.others if change.kind == "speaker"]
    assert [(field.old, field.new) for field in change.fields] == [("Stadt Jena", "Mieterverein Nord")]


def test_organisation_renamed_here_is_shown_by_the_new_name():
    Organisation.objects.update(name="Mieterbund Nord")
    assert row().people[0].name == "Karin Vogt, Mieterbund Nord"


def test_person_added_here_is_shown_and_one_deleted_here_is_not():
    Appearance.objects.get(speaker__name="Paul Berg").delete()
    AppearanceFactory(
        session=opening(),
        speaker=SpeakerFactory(conference=Conference.objects.get(), name="Can Yıl"),
        status="confirmed",
        position=5,
    )
    assert [person.name for person in row().people] == ["Karin Vogt, Mieterverein Nord", "Can Yıl"]


def test_answer_that_somebody_gave_is_shown_and_told():
    appearance = Appearance.objects.get(speaker__name="Paul Berg")
    actions.record_answer(appearance, status="declined", note="am Telefon, 3. Mai", by=OrganiserFactory())
    found = row()
    assert [str(person.status) for person in found.people] == ["", str(Appearance.Status.DECLINED.label)]
    assert stays(found) == {(str(Appearance.Status.DECLINED.label), str(Appearance.Status.CONFIRMED.label))}
    assert preview().statuses == {"confirmed": 2, "declined": 1}


def test_places_room_and_theme_that_were_changed_here_are_shown():
    actions.set_capacity(opening().pool, capacity=35)
    Room.objects.update(name={"de": "Großer Saal"})
    Conference.objects.update(theme={"de": "Miteinander"}, venue={"de": "Stadthalle"})
    found = preview()
    assert (found.rows[0].capacity, found.rows[0].room) == (35, "Großer Saal")
    assert (found.frame[0], found.frame[-1]) == ("Miteinander", "Stadthalle")
    assert stays(found.rows[0]) == {("35", "20")}


def test_session_cancelled_here_is_shown_as_cancelled():
    actions.cancel_session(opening(), by=OrganiserFactory())
    found = row()
    assert (found.status, found.action) == ("cancelled", "kept")


def test_track_and_note_that_only_the_programme_has_are_shown():
    track = Track.objects.create(conference=Conference.objects.get(), name={"de": "Wohnen"})
    Session.objects.filter(pk=opening().pk).update(track=track, internal_note="Blumen bestellen")
    found = row()
    assert (found.track, "Blumen bestellen" in " ".join(found.help)) == ("Wohnen", True)


def test_what_the_text_has_changed_and_nobody_here_is_shown_as_the_text_says():
    found = row(
        CONTENT.replace("Karin Vogt (Mieterverein Nord)", "Karin Vogt (Stadt Jena)").replace("max. 20", "max. 25")
    )
    assert (found.people[0].name, found.capacity, found.action) == ("Karin Vogt, Stadt Jena", 25, "changed")


def test_what_a_text_leaves_out_is_shown_as_it_stays():
    found = row(CONTENT.replace("max. 20 Personen\n", "").replace(" (Mieterverein Nord)", ""))
    assert (found.people[0].name, found.capacity) == ("Karin Vogt, Mieterverein Nord", 20)


def test_preview_shows_what_the_import_then_leaves():
    Session.objects.filter(pk=opening().pk).update(title={"de": "Auftakt"}, abstract={"de": "Neu."})
    Speaker.objects.filter(name="Paul Berg").update(name="Paul Berger", position="Sprecher")
    shown = preview(CHANGED.replace("9-10 Uhr", "9-10.30 Uhr")).rows[0]
    draft, _report, _source = documents.read(CHANGED.replace("9-10 Uhr", "9-10.30 Uhr").encode())
    writer.apply(draft)
    session = Session.objects.get(title__mentions="Auftakt")
    people = [str(one.speaker.name) for one in session.appearances.order_by("position")]
    assert (shown.title, shown.abstract, shown.time) == ("Auftakt", str(session.abstract), "09:00–10:30")
    assert people == ["Karin Vogt", "Paul Berger"]
    assert [person.name for person in shown.people] == ["Karin Vogt, Mieterverein Nord", "Paul Berger, Sprecher"]


def test_same_text_again_says_nothing_where_nothing_was_edited():
    found = preview(CONTENT)
    assert ([row.fields for row in found.rows], found.others, found.changes.is_empty) == ([[], []], [], True)


def test_sessions_that_only_the_programme_has_are_counted():
    SessionFactory(conference=Conference.objects.get())
    with translation.override("en"):
        told = reports.beside(preview().changes)
    assert told == "1 more session stands in the programme and not in the text; it stays as it is."


def test_page_says_which_of_both_stays(client):
    Session.objects.filter(pk=opening().pk).update(title={"de": "Auftakt"})
    client.force_login(OrganiserFactory())
    page = send(client, content=CHANGED).content.decode()
    assert "<strong>Auftakt</strong>" in page
    assert "„Auftakt“ bleibt; im Text steht „Eröffnung“" in page


def test_report_of_the_command_names_what_was_changed_here_only():
    Session.objects.filter(pk=opening().pk).update(title={"de": "Auftakt"})
    with translation.override("en"):
        lines = [*reports.change_lines(preview(CONTENT).changes)]
    assert lines[0] == "Changed here only; what stands here stays:"
    assert any(line.endswith("Auftakt → Eröffnung") for line in lines)


def test_session_with_a_new_title_at_its_place_is_told_by_its_old_one():
    changes = preview(CONTENT.replace("9-10 Uhr Eröffnung", "9-10 Uhr Auftakt")).changes
    [renamed] = [str(entry.message) for entry in changes.report.entries if entry.code == "renamed"]
    with translation.override("de"):
        assert "„Auftakt“ steht an der Stelle von „Eröffnung“" in renamed


def test_place_of_the_day_does_not_take_the_place_of_a_room():
    friday = "\nFreitag, 19.02.2027, Bürgerhaus Nord\n\n## 9-10 Uhr Zwei{room}\n\n## 11-12 Uhr Drei\n"
    for room in (", Raum 7", ""):
        draft, _report, _source = documents.read((CONTENT + friday.format(room=room)).encode())
        writer.apply(draft)
    rooms = [str(session.slots.get().room) for session in Session.objects.order_by("pk")[2:]]
    assert rooms == ["Raum 7", "Bürgerhaus Nord"]
