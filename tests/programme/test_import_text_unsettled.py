"""What a text leaves unsettled: „N.N.“ beside people, „(abgesagt?)“ behind them or behind a title."""

import pytest

from programme.imports import writer
from programme.imports.preview import Preview
from programme.models import Session
from tests.programme.import_texts import read


def said(report, code):
    return [(entry.level, entry.line) for entry in report.entries if entry.code == code]


@pytest.mark.parametrize(
    ("written", "noted"),
    [
        ("Podium mit Karin Vogt, N.N., Paul Berg", "N.N. (Podium)"),
        ("Vortrag (Karin Vogt, Paul Berg und N.N.)", "N.N."),
        ("Vortrag (Karin Vogt, Paul Berg, N. N. (Stadt Jena))", "N.N., Stadt Jena"),
        ("Vortrag (Karin Vogt und Paul Berg), Moderation: N.N.", "N.N. (Moderation)"),
        ("Vortrag (Karin Vogt, Paul Berg und Senatorin N.N., angefragt)", "N.N., Senatorin, angefragt"),
    ],
)
def test_somebody_still_to_be_found_beside_others_stands_in_the_internal_note(written, noted):
    [session] = read(f"10–11 Uhr {written}\n")[0].sessions
    assert [person.name for person in session.appearances] == ["Karin Vogt", "Paul Berg"]
    assert (session.has_nobody, session.note) == (True, noted)


def test_office_of_somebody_still_to_be_found_is_neither_title_nor_person():
    [session] = read("10–11 Uhr Grußwort (Senatorin N.N., angefragt)\n")[0].sessions
    [person] = session.open_people
    assert (session.title, session.appearances, session.status) == ("Grußwort", [], "requested")
    assert (person.name, person.details, person.status) == ("", "Senatorin", "requested")


@pytest.mark.django_db
def test_programme_remembers_that_somebody_is_missing_until_an_organiser_takes_the_note_out():
    draft, _report = read("10–11 Uhr Podium mit Karin Vogt und N.N.\n")
    writer.apply(draft)
    Session.objects.update(status="confirmed")
    assert Session.objects.get().internal_note == "N.N. (Podium)"
    Session.objects.update(internal_note="")
    writer.apply(draft)
    assert Session.objects.get().internal_note == ""


@pytest.mark.django_db
def test_preview_shows_what_is_known_of_somebody_still_to_be_found():
    draft, report = read("10–11 Uhr Podium mit Karin Vogt und N.N. (Stadt Jena); Moderation: N.N.\n")
    preview = Preview(draft, report, writer.plan(draft), source="")
    [row] = preview.rows
    assert sorted(person.name for person in row.people) == ["Karin Vogt", "N.N.", "N.N., Stadt Jena"]


UNSURE_OF_PERSON = [
    "(Karin Vogt, abgesagt?)",
    "– Karin Vogt (abgesagt?)",
    "(Karin Vogt (?))",
    "(Karin Vogt, wohl krank)",
    "– Karin Vogt (entfällt?)",
]
UNSURE_OF_SESSION = ["(abgesagt?)", "– entfällt?", "ABGESAGT?", "(cancelled?)", "(evtl. abgesagt)", "(fällt aus??)"]


@pytest.mark.parametrize("written", UNSURE_OF_PERSON + UNSURE_OF_SESSION)
def test_state_that_is_only_asked_is_warned_of_at_its_line(written):
    _draft, report = read(f"10–11 Uhr Wohnen\n\n11–12 Uhr Musik {written}\n")
    assert said(report, "only_asked") == [("warning", 7)]


@pytest.mark.parametrize("written", UNSURE_OF_PERSON + UNSURE_OF_SESSION)
def test_state_that_is_only_asked_is_neither_agreed_nor_cancelled(written):
    [session] = read(f"11–12 Uhr Musik {written}\n")[0].sessions
    assert (session.title, session.status, session.abstract) == ("Musik", "requested", "")
    assert session.note == f"11–12 Uhr Musik {written}"
    assert {person.status for person in session.appearances} <= {"requested"}
    assert {person.details for person in session.appearances} <= {""}


@pytest.mark.parametrize("title", ["Was tun, wenn alles abgesagt ist?", "Warum wurde abgesagt?", "Angefragt und nun?"])
def test_question_in_a_title_is_no_state(title):
    draft, report = read(f"11–12 Uhr {title}\n")
    assert ([session.title for session in draft.sessions], said(report, "only_asked")) == ([title], [])


def test_what_is_not_cancelled_is_not_read_as_cancelled():
    [session] = read("11–12 Uhr Musik (nicht abgesagt)\n")[0].sessions
    assert session.is_cancelled is False


@pytest.mark.parametrize("word", ["fraglich", "noch unklar", "unsicher", "kommt evtl. nicht"])
def test_person_of_whom_nothing_is_certain_is_requested(word):
    [session] = read(f"11–12 Uhr Musik (Karin Vogt, {word})\n")[0].sessions
    assert [(person.name, person.details, person.status) for person in session.appearances] == [
        ("Karin Vogt", "", "requested")
    ]
