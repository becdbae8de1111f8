"""What stands beside the word of a break may be more than a break."""

import pytest

from tests.programme.import_texts import read

SURE = [
    "Kaffeepause",
    "Ankommen und Kaffee",
    "Mittagspause – Zeit für Gespräche",
    "Einlass, Registrierung",
    "Mittagessen im Foyer",
    "Begegnung und Empfang",
    "Technik-Check",
]
UNSURE = ["Ankommen und Technik-Check", "Mittagspause mit Stadtführung", "Kaffeepause, Postersession"]
AFTER = "\n\n11-12 Uhr: Eins\n"


def _breaks(title, answers=None):
    draft, report = read(f"9-10 Uhr\n{title}{AFTER}", answers)
    sessions = [session.title for session in draft.sessions if session.title != "Eins"]
    return [slot.title for slot in draft.breaks], sessions, [question.key for question in report.questions]


@pytest.mark.parametrize("title", SURE)
def test_words_of_breaks_alone_are_a_break(title):
    assert _breaks(title) == ([title], [], [])


@pytest.mark.parametrize("title", UNSURE)
def test_break_with_something_else_is_asked_about(title):
    key = f"break:{title.casefold()}"
    assert _breaks(title) == ([title], [], [key])
    assert _breaks(title, {key: "session"}) == ([], [title], [key])


def test_same_question_is_asked_of_a_break_in_the_line_of_its_time():
    draft, report = read(f"9-10 Uhr Ankommen und Technik-Check{AFTER}")
    assert ([slot.title for slot in draft.breaks], [question.code for question in report.questions]) == (
        ["Ankommen und Technik-Check"],
        ["break"],
    )


def test_question_quotes_the_line_of_the_title():
    _draft, report = read(f"9-10 Uhr\nAnkommen und Technik-Check{AFTER}")
    assert [(question.quote, question.line) for question in report.questions] == [("Ankommen und Technik-Check", 6)]
