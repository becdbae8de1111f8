"""Programmes of offices that the reader was not written for: what it reads right, and what it must never do in silence.

`python -m tests.programme.trial` prints the figures.
"""

import re

import pytest

from programme.imports import reading, text
from tests.programme import trial

# The points that are wrong without a question or a remark. A number here may only go down.
SILENT = {
    "barcamp.md": 5,
    "bildungskongress.txt": 2,
    "church district": 1,
    "ehrenamt.txt": 2,
    "refugee-summit.html": 1,
    "rundmail.txt": 2,
    "schulung.html": 2,
    "university": 3,
}
# Words that become a fact of their own: days, labels, states, names of columns; the genitives of organisations.
FACTS = frozenset(
    re.findall(
        r"\w+",
        """
        Montag Dienstag Mittwoch Donnerstag Freitag Samstag Sonntag Tuesday Wednesday Thursday Friday April Juni Juli
        September October Oktober November Wann Time Uhrzeit Programmpunkt Verantwortlich Moderation Referent Führung
        Leitung Teamer Teamerin Teamerinnen Chair Speaker Speakers Panellists Panelists Facilitator Moderator Hosted
        DONNERSTAG FREITAG März Datum Bemerkung Format Grußwort Plätze Personen Gebärdensprache
        Mietervereins Turnvereins Teilnehmer
        Gespräch Facilitated Limited Maximal Teilnehmende ABGESAGT ENTFÄLLT CANCELLED Cancelled Predigt
        """,
    )
)
# Nobody answers more questions than this about one programme.
MAX_QUESTIONS = 6


@pytest.fixture(scope="module")
def results():
    return {name: trial.measure(name) for name in trial.names()}


def test_most_points_are_right(results):
    right = sum(result.right for result in results.values())
    assert right >= 0.93 * sum(result.points for result in results.values())


@pytest.mark.parametrize("name", trial.names())
def test_hardly_anything_is_wrong_in_silence(name, results):
    assert len(results[name].silent) <= SILENT.get(name, 0), results[name].silent


@pytest.mark.parametrize("name", trial.names())
def test_nobody_is_invented_in_silence(name, results):
    assert [wrong for wrong in results[name].silent if wrong[1][0] == "person" and wrong[2] is None] == []


@pytest.mark.parametrize("name", trial.names())
def test_a_handful_of_questions_is_enough(name, results):
    assert results[name].questions <= MAX_QUESTIONS


@pytest.mark.parametrize("name", trial.names())
def test_no_word_is_lost(name):
    content, _report = reading.decode(trial.source(name))
    draft, report = text.read(trial.source(name), today=trial.TODAY)
    told = [str(entry.message) for entry in report.entries] + [words for _line, words in report.unused]
    told += [draft.title, draft.theme, draft.venue, draft.description]
    for session in draft.sessions:
        told += [session.title, session.abstract, session.note, session.format, session.host, session.track]
        told += [f"{slot.title} {slot.room}" for slot in session.slots]
        told += [" ".join([person.degree, person.name, person.details]) for person in session.appearances]
    told += [f"{slot.title} {slot.room}" for slot in draft.breaks]
    words = re.findall(r"[A-ZÄÖÜ]\w{3,}", re.sub(r"(?<=[a-zäöü])-\s+(?=[a-zäöü])", "", content))
    assert {word for word in words if word not in " ".join(told)} - FACTS == set()
