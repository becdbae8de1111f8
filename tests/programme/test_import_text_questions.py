"""Whoever is taken for a person, a host or a place by a weak sign is asked about, and the answer holds."""

from datetime import date

import pytest

from programme.imports import text

HEAD = "# Konferenz\n\n3. Mai 2027\n\n"


def read(content, answers=None):
    return text.read((HEAD + content).encode(), today=date(2027, 1, 10), answers=answers)


def one(content, answers=None):
    draft, report = read(content, answers)
    [session] = draft.sessions
    return session, report.questions


@pytest.mark.parametrize("words", ["Erste Hilfe", "Best Practice", "Alte Meister", "Die Lustigen Musikanten"])
@pytest.mark.parametrize("layout", ["## 9-10 Uhr: Neue Wege ({})", "## 9-10 Uhr: Neue Wege\n\n({})"])
def test_no_speaker_is_invented_in_silence(words, layout):
    session, [question] = one(layout.format(words))
    assert session.appearances == []
    assert words in session.title + session.abstract
    assert (question.code, question.line is not None, question.session_line) == ("person", True, 5)
    assert words in question.quote


@pytest.mark.parametrize("name", ["Xiang Qu", "Oyelaran Adebayo", "王小明", "Karin Recht", "Anna Kunst"])
def test_no_person_is_lost_in_silence(name):
    session, [question] = one(f"## 9-10 Uhr: Neue Wege ({name})")
    assert [person.name for person in session.appearances] == [name]
    assert (session.title, question.guess) == ("Neue Wege", "person")


@pytest.mark.parametrize(
    ("value", "facts"),
    [
        ("person", ("Neue Wege", ["Erste Hilfe"], "", "")),
        ("host", ("Neue Wege", [], "Erste Hilfe", "")),
        ("place", ("Neue Wege", [], "", "Erste Hilfe")),
        ("title", ("Neue Wege (Erste Hilfe)", [], "", "")),
        ("nonsense", ("Neue Wege (Erste Hilfe)", [], "", "")),
    ],
)
def test_answer_says_what_the_words_are(value, facts):
    session, _questions = one("## 9-10 Uhr: Neue Wege (Erste Hilfe)", {"person:erste hilfe": value, "x": 3})
    found = [person.name for person in session.appearances]
    assert (session.title, found, session.host, session.slots[0].room) == facts
    assert session.abstract == ""


def test_answer_outlives_an_edit_elsewhere_and_holds_for_equal_words():
    answers = {"person:xiang qu": "title"}
    draft, report = read(
        "## 9-10 Uhr: Neu\n\nText.\n\n## 10-11 Uhr: Wege (Xiang Qu)\n\n## 11-12 Uhr: Ziele (Xiang Qu)\n", answers
    )
    assert [session.title for session in draft.sessions] == ["Neu", "Wege (Xiang Qu)", "Ziele (Xiang Qu)"]
    assert {question.key for question in report.questions} == {"person:xiang qu"}


def test_state_of_words_that_are_no_person_is_that_of_the_session():
    session, [_question] = one("## 9-10 Uhr: Neue Wege (Erste Hilfe – angefragt)")
    assert (session.title, session.is_requested, session.appearances) == ("Neue Wege (Erste Hilfe)", True, [])


@pytest.mark.parametrize(
    ("words", "code"), [("Zukunft Ehrenamt", "host"), ("Runder Kreis", "host"), ("Sozialraum", "place")]
)
def test_weak_host_and_weak_place_are_asked_about(words, code):
    _session, [question] = one(f"## 9-10 Uhr: Neue Wege ({words})")
    assert question.code == code


@pytest.mark.parametrize(
    "words", ["Dr. A. Behr", "Eva Horn", "Stadt Jena", "Raum 2", "Clubraum", "Qu Xi, Stadt Jena", "N.N."]
)
def test_strong_signs_ask_nothing(words):
    _session, questions = one(f"## 9-10 Uhr: Neue Wege ({words})")
    assert questions == []


NAMES = {
    "(Sinead O´Connor, Stadt Musterstadt)": "Sinead O´Connor",
    "(Gianni d`Angelo, Stadt Jena)": "Gianni d`Angelo",
    "(Mary O‘Neil)": "Mary O‘Neil",
    "(Anna MÜLLER)": "Anna MÜLLER",
    "(MÜLLER Anna)": "MÜLLER Anna",
    "(Alex Meyer (sie/ihr))": "Alex Meyer",
    "(Alex Meyer (they/them))": "Alex Meyer",
    "\n\nReferentin: Müller, Anna": "Anna Müller",
    "(Müller, Anna)": "Anna Müller",
    "\n\nReferent: Hans Müller jun.": "Hans Müller jun.",
    "(Hans Müller, sen.)": "Hans Müller sen.",
    "(Anna-Lena Müller‑Schmidt)": "Anna-Lena Müller‑Schmidt",
    "(Hans „Hansi“ Müller)": "Hans „Hansi“ Müller",
    "(Eva Müller, geb. Schmidt)": "Eva Müller geb. Schmidt",
    "(RA Meier, angefragt)": "Meier",
}


@pytest.mark.parametrize(("written", "name"), NAMES.items(), ids=NAMES)
def test_names_as_people_write_them(written, name):
    session, questions = one(f"## 9-10 Uhr: Neue Wege {written}")
    assert [person.name for person in session.appearances] == [name]
    assert (session.title, session.host, questions) == ("Neue Wege", "", [])


@pytest.mark.parametrize("length", [10, 79, 81, 300])
def test_key_of_a_question_is_short_and_its_own(length):
    """It is the name of a field of a form."""
    words = ("Wege und Ziele " * 30)[:length].strip()
    lines = f"9-10 Uhr {{}} 1. {words} (Eva Horn) 2. Musik (Can Yıl)\n"
    keys = {read(lines.format(mark))[1].questions[0].key for mark in ("", "Erstes:")}
    assert all(len(key) < 140 for key in keys)


def test_answer_to_long_words_holds():
    content = "9-10 Uhr 1. " + "Wege und Ziele " * 10 + "(Eva Horn) 2. Musik (Can Yıl)\n"
    _draft, report = read(content)
    [question] = [question for question in report.questions if question.code == "split"]
    draft, _report = read(content, {question.key: "text"})
    assert (len(question.key) < 40, len(draft.sessions)) == (True, 1)
