"""Lines that name a day, with what stands beside it."""

import pytest

from programme.imports import documents, writer
from programme.imports.preview import Preview
from programme.models import Conference
from tests.programme.import_texts import HEAD, read

BEFORE = "9-10 Uhr: Eins\n"
AFTER = "9-10 Uhr: Zwei\n"


def _second(content, answers=None):
    """Return (day, room) of the second session, the description and the codes of the questions."""
    draft, report = read(content, answers)
    assert [session.title for session in draft.sessions] == ["Eins", "Zwei"]
    assert draft.sessions[0].abstract == ""
    [slot] = draft.sessions[1].slots
    asked = [question.code for question in report.questions]
    return f"{slot.starts_at:%d.%m.}", slot.room, draft.description, asked


@pytest.mark.parametrize("above", ["", "\n"])
@pytest.mark.parametrize("below", ["", "\n"])
@pytest.mark.parametrize(
    ("line", "room"),
    [
        ("Freitag, den 19.02.2027, Bürgerhaus Nord", "Bürgerhaus Nord"),
        ("Freitag, 19. Februar 2027 – Haus der Begegnung", "Haus der Begegnung"),
        ("Freitag, 19. Februar 2027 (Rathaus)", "Rathaus"),
        ("Freitag, 19.02.2027, Aula", "Aula"),
        ("Freitag, 19.02.2027, online", "online"),
        ("Freitag 19. Februar 2027, nachmittags", ""),
        ("Fr., 19.02., am Vormittag", ""),
    ],
)
def test_day_with_its_place_or_its_part_of_the_day_holds_for_what_is_below_it(line, room, above, below):
    assert _second(f"{BEFORE}{above}{line}\n{below}{AFTER}") == ("19.02.", room, "", [])


def test_place_of_a_day_is_told():
    _draft, report = read(f"{BEFORE}\nFreitag, 19.02.2027, Bürgerhaus Nord\n{AFTER}")
    assert [(entry.code, entry.line) for entry in report.entries] == [("place_of_day", 7)]


def test_place_of_a_day_is_the_room_of_sessions_without_one_until_the_next_day():
    friday = f"Freitag, 19.02.2027, Bürgerhaus Nord\n{AFTER}10-11 Uhr: Drei, Raum 5\n"
    text = f"{BEFORE}{friday}Samstag, 20.02.2027\n9-10 Uhr: Vier"
    draft, _report = read(text)
    assert [session.slots[0].room for session in draft.sessions] == ["", "Bürgerhaus Nord", "Raum 5", ""]


def test_words_beside_a_day_that_may_be_a_subject_are_asked_about():
    text = f"{BEFORE}\nFreitag, 19.02.2027, Zukunft der Schule\n{AFTER}"
    assert _second(text) == ("19.02.", "", "Freitag, 19.02.2027, Zukunft der Schule", ["place_of_day"])
    answers = {"place_of_day:zukunft der schule": "place"}
    assert _second(text, answers) == ("19.02.", "Zukunft der Schule", "", ["place_of_day"])


def test_unknown_words_beside_a_day_directly_above_a_session_are_asked_about():
    text = f"{BEFORE}Freitag, 19.02.2027, Kubus\n{AFTER}"
    assert _second(text) == ("19.02.", "", "Freitag, 19.02.2027, Kubus", ["day"])


@pytest.mark.parametrize(("below", "guess"), [(AFTER, "day"), ("", "text")])
def test_day_with_its_place_between_lines_of_text_is_asked_about(below, guess):
    _draft, report = read(f"{BEFORE}Freitag, 19.02.2027, Bürgerhaus Nord\nBitte kommen Sie früh.\n\n{below}")
    assert [(question.code, question.guess) for question in report.questions] == [("day", guess)]


def test_day_within_a_text_stays_there():
    draft, report = read(f"{BEFORE}Darum geht es.\nAm Freitag, 19.02.2027 sehen wir uns wieder.\nDas war es.\n")
    assert "Am Freitag, 19.02.2027 sehen wir uns wieder." in draft.sessions[0].abstract
    assert report.questions == []


def test_part_of_the_day_below_the_title_is_no_place():
    draft, report = read("Montag 18. Januar 2027, nachmittags\n13-14 Uhr: Eins\n", head="# Tagung\n\n")
    assert (draft.venue, draft.description, report.questions) == ("", "", [])


def test_day_and_the_words_beside_it_are_remembered():
    text = f"{BEFORE}\nFreitag, 19.02.2027, Kubus\n\n{AFTER}\nSamstag, 20.02.2027, online\n"
    draft, _report = read(text)
    assert [(f"{named.day:%d.%m.}", named.words, named.unread) for named in draft.days] == [
        ("18.02.", "", ""),
        ("19.02.", "Kubus", "Kubus"),
        ("20.02.", "online", ""),
    ]


# In the preview


def _preview(content):
    draft, report, source = documents.read((HEAD + content).encode())
    return Preview(draft, report, writer.plan(draft), source=source), draft


@pytest.mark.django_db
def test_preview_has_each_day_as_a_heading_with_the_words_beside_it():
    text = f"{BEFORE}\nFreitag, 19.02.2027, online\n{AFTER}\nSamstag, 20.02.2027, Rathaus\n"
    preview, _draft = _preview(text)
    assert [(heading, [row.title for row in rows]) for heading, rows in preview.headed_days] == [
        ("Donnerstag, 18. Februar 2027", ["Eins"]),
        ("Freitag, 19. Februar 2027 · online", ["Zwei"]),
        ("Samstag, 20. Februar 2027 · Rathaus", []),
    ]


@pytest.mark.django_db
def test_day_of_the_frame_is_a_heading_with_its_words():
    draft, report, source = documents.read(f"# Tagung\n\nDienstag, 1. Dezember 2026, online\n\n{BEFORE}".encode())
    preview = Preview(draft, report, writer.plan(draft), source=source)
    assert [heading for heading, _rows in preview.headed_days] == ["Dienstag, 1. Dezember 2026 · online"]


@pytest.mark.django_db
def test_day_that_was_read_stands_somewhere_although_the_description_stays():
    text = f"{BEFORE}\nFreitag, 19.02.2027, Kubus\n\n{AFTER}"
    _former, draft = _preview(BEFORE)
    writer.apply(draft)
    Conference.objects.update(description={"de": "Von Hand."})
    preview, _draft = _preview(text)
    assert [words for _number, words in preview.homeless] == ["Kubus"]
