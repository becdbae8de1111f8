"""Lines below sessions whose time stands behind their title, or behind „Anschließend“."""

import pytest

from tests.programme.import_texts import read

BEFORE = "11-12 Uhr: Vereinsrecht (Eva Horn)\n"
AFTER = "13-14 Uhr: Steuern\n"


def _breaks(draft):
    return [(f"{slot.starts_at:%H:%M}–{slot.ends_at:%H:%M}", slot.title) for slot in draft.breaks]


@pytest.mark.parametrize(
    ("line", "title"),
    [
        ("Mittagspause 12:15-13 Uhr", "Mittagspause"),
        ("Mittagessen 12:15-13 Uhr", "Mittagessen"),
        ("Kaffee und Kuchen von 12:15 bis 13 Uhr", "Kaffee und Kuchen"),
        ("Mittagspause (12:15-13 Uhr)", "Mittagspause"),
        ("Anschließend 12:15-13 Uhr Mittagspause", "Mittagspause"),
        ("Im Anschluss: Mittagessen, 12:15-13 Uhr", "Mittagessen"),
    ],
)
def test_break_between_sessions_has_the_time_behind_its_word(line, title):
    draft, _report = read(f"{BEFORE}{line}\n{AFTER}")
    assert _breaks(draft) == [("12:15–13:00", title)]
    assert [(session.title, session.abstract) for session in draft.sessions] == [("Vereinsrecht", ""), ("Steuern", "")]


def test_break_in_the_time_of_a_session_is_a_part_of_it():
    draft, _report = read("9-16 Uhr: Seminar\nPause 12-13 Uhr\n\n17-18 Uhr: Ausklang mit Eva Horn\n")
    assert (_breaks(draft), draft.sessions[0].abstract) == ([], "Pause 12-13 Uhr")


def test_title_with_its_time_before_its_place_is_a_session_and_asked_about():
    draft, report = read(f"{AFTER}Filmabend ab 18 Uhr im Kino am Markt\n")
    [slot] = draft.sessions[1].slots
    assert (draft.sessions[1].title, f"{slot.starts_at:%H:%M}", slot.is_open, slot.room) == (
        "Filmabend",
        "18:00",
        True,
        "Kino am Markt",
    )
    assert [(question.key, question.guess) for question in report.questions] == [
        ("next:filmabend", "session"),
        ("place:kino am markt", "place"),
    ]


def test_title_with_its_time_below_another_line_with_a_time_is_a_session():
    lines = "Anschließend 14:00-14:20 Uhr persönlicher Austausch\nFilmabend ab 18 Uhr im Kino am Markt\n"
    draft, _report = read(f"{AFTER}{lines}")
    assert [session.title for session in draft.sessions] == ["Steuern", "Filmabend"]
    assert [slot.title for slot in draft.sessions[0].slots] == ["", "persönlicher Austausch"]


def test_title_with_its_time_that_is_no_session_stays_text():
    draft, _report = read(f"{AFTER}Filmabend ab 18 Uhr im Kino am Markt\n", {"next:filmabend": "text"})
    assert [session.title for session in draft.sessions] == ["Steuern"]
    assert draft.sessions[0].abstract == "Filmabend ab 18 Uhr im Kino am Markt"


@pytest.mark.parametrize(
    "line",
    ["Der Film beginnt um 18 Uhr im Kino am Markt.", "Einlass ab 18 Uhr im Foyer", "Anmeldung bis 18 Uhr im Büro"],
)
def test_sentence_with_a_time_and_a_place_begins_no_session(line):
    draft, _report = read(f"{AFTER}{line}\n")
    assert [session.title for session in draft.sessions] == ["Steuern"]


@pytest.mark.parametrize(
    ("line", "title"),
    [
        ("Anschließend 14:00-14:20 Uhr persönlicher Austausch", "persönlicher Austausch"),
        ("Anschließend 14:00-14:20 Uhr persönlicher Austausch.", "persönlicher Austausch"),
        ("Danach: persönlicher Austausch (14:00–14:20 Uhr)", "persönlicher Austausch"),
        ("Im Anschluss von 14:00 bis 14:20 Uhr Fragerunde", "Fragerunde"),
    ],
)
def test_follow_up_has_the_words_behind_its_time_as_its_title(line, title):
    draft, _report = read(f"{AFTER}{line}\n")
    [session] = draft.sessions
    slot = session.slots[1]
    assert (slot.kind, f"{slot.starts_at:%H:%M}–{slot.ends_at:%H:%M}", slot.title) == (
        "follow_up",
        "14:00–14:20",
        title,
    )
    assert session.abstract == ""


def test_follow_up_has_its_own_places():
    draft, _report = read(f"{AFTER}Anschließend 14:00-14:20 Uhr persönlicher Austausch, 4 Plätze\n")
    [session] = draft.sessions
    assert (session.capacity, session.slots[1].capacity, session.slots[1].title) == (None, 4, "persönlicher Austausch")


def test_sentence_about_what_follows_stays_in_the_description():
    line = "Anschließend stehen wir von 14-14:20 Uhr für Fragen bereit."
    draft, _report = read(f"{AFTER}{line}\n")
    assert (draft.sessions[0].abstract, draft.sessions[0].slots[1].title) == (line, "")
