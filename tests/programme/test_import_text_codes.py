"""Sessions told by what stands before their number: „WS 2“, „Ag. 1“, „Forum 1“, side by side, alone, without a time."""

import pytest

from tests.programme.import_texts import read


def read_sessions(content):
    """Return [(title, start or None)]."""
    draft, _report = read(content)
    return [
        (session.title, f"{session.slots[0].starts_at:%H:%M}" if session.slots else None) for session in draft.sessions
    ]


def codes(report, level="warning"):
    return [(entry.line, entry.code) for entry in report.entries if entry.level == level]


@pytest.mark.parametrize(
    "word", ["WS", "Ws.", "ws", "WS.", "Workshop", "AG", "AG.", "Ag", "Arbeitsgruppe", "Forum", "Panel"]
)
@pytest.mark.parametrize("mark", [":", " –", ""])
def test_short_forms_name_sessions_as_the_whole_words_do(word, mark):
    titles = [f"{word} 1{mark} Pflege zu Hause", f"{word} 2{mark} Rechte im Betrieb"]
    assert read_sessions("11:00-12:30 Parallel\n" + "\n".join(titles) + "\n") == [(title, "11:00") for title in titles]


def test_workshop_has_its_format_however_it_is_shortened():
    draft, _report = read("11:00-12:30 Parallel\nWS 1: Pflege\nWs. 2: Recht\nAG 3: Wohnen\n")
    assert [session.format for session in draft.sessions] == ["Workshop", "Workshop", ""]


def test_different_words_below_one_time_are_one_list():
    titles = ["WS 1 – Pflege", "Workshop 2: Recht", "AG 3: Wohnen", "Forum 1: Stadt", "Panel 2: Zukunft"]
    lines = "\n".join(titles)
    assert read_sessions(f"11:00-12:30 Parallel\n{lines}\n") == [(title, "11:00") for title in titles]


def test_list_within_a_list_is_not_taken_for_more_of_the_same():
    content = "11-12 Uhr Fachforen\nForum 1: Alt\nWS 1: A\nWS 2: B\nForum 2: Neu\nWS 1: C\nWS 2: D\n"
    assert len(read_sessions(content)) in {2, 4}


def test_one_session_below_the_title_of_a_group_is_a_session():
    assert read_sessions("11:00-12:30 Workshops\nWS 2: Recht\n") == [("WS 2: Recht", "11:00")]


@pytest.mark.parametrize("title", ["Workshops 11:00-12:30", "Forum 11:00-12:30"])
def test_hours_of_a_time_are_no_number_of_a_session(title):
    assert read_sessions(f"{title}\nWS 1: Pflege\nWS 2: Recht\n") == [
        ("WS 1: Pflege", "11:00"),
        ("WS 2: Recht", "11:00"),
    ]


SPEECH = ["Grußwort (Senatorin N.N., angefragt)", "Begrüßung", "Vortrag: Wohnen im Alter", "Keynote (Eva Horn)"]
WORKSHOPS = "WS 1: Pflege (Can Öz)\nWS 2: Recht (Ada Kurt)\n"


@pytest.mark.parametrize("speech", SPEECH)
@pytest.mark.parametrize(
    "layout", ["10:00 Uhr {}\n{}", "10:00 Uhr {}\n\n{}", "10:00 Uhr\n{}\n{}", "10:00 Uhr\n\n{}\n\n{}"]
)
def test_what_is_for_all_is_no_group_of_the_workshops_below_it(speech, layout):
    draft, report = read(layout.format(speech, WORKSHOPS))
    first, *others = draft.sessions
    assert (first.slots[0].starts_at.hour, first.slots[0].room) == (10, "")
    assert [(session.title, session.slots) for session in others] == [("WS 1: Pflege", []), ("WS 2: Recht", [])]
    assert [code for _line, code in codes(report)] == ["below_session", "below_session"]


@pytest.mark.parametrize("below", ["11:00-12:30 Workshops\n", "Workshops 11:00-12:30\n", "11:00-12:30\n"])
def test_address_before_the_first_time_is_a_session_without_a_time(below):
    draft, report = read(f"Grußwort (Senatorin N.N., angefragt)\n\n{below}{WORKSHOPS}")
    assert [(session.title, bool(session.slots)) for session in draft.sessions] == [
        ("Grußwort", False),
        ("WS 1: Pflege", True),
        ("WS 2: Recht", True),
    ]
    assert (5, "no_time") in codes(report)


def test_text_without_any_time_has_its_sessions_all_the_same():
    draft, report = read(f"Grußwort (Eva Horn)\n{WORKSHOPS}")
    assert [session.title for session in draft.sessions] == ["Grußwort", "WS 1: Pflege", "WS 2: Recht"]
    assert [code for _line, code in codes(report)] == ["no_time"] * 3


def test_overview_above_the_programme_makes_no_sessions_twice():
    overview = "WS 1: Pflege\nWS 2: Recht\n\n"
    titles = read_sessions(f"{overview}11:00-12:30 Workshops\n{WORKSHOPS}")
    assert titles == [("WS 1: Pflege", "11:00"), ("WS 2: Recht", "11:00")]


BEHIND_BRACKET = [
    "AG 1: Wohnen (Karin Vogt, Leiterin, Mieterverein Nord) Raum A, ca. 20 TN",
    "AG 1: Wohnen (Karin Vogt, Leiterin, Mieterverein Nord) Raum A, max. 20 Personen",
    "AG 1: Wohnen (Karin Vogt, Leiterin, Mieterverein Nord) ca. 20 TN, Raum A",
    "AG 1: Wohnen (Karin Vogt, Leiterin, Mieterverein Nord) Raum A ca. 20 TN",
    "AG 1: Wohnen (Karin Vogt, Leiterin, Mieterverein Nord) Raum A (20TN)",
    "AG 1: Wohnen (Karin Vogt, Leiterin, Mieterverein Nord), Raum A, etwa 20 Plätze",
    "AG 1: Wohnen, Karin Vogt (Leiterin, Mieterverein Nord), Raum A, 20 TN",
]


@pytest.mark.parametrize("written", BEHIND_BRACKET)
def test_room_and_places_behind_the_bracket_with_the_people_need_no_mark(written):
    [session] = read(f"10–11 Uhr\n{written}\n")[0].sessions
    [person] = session.appearances
    assert (session.title, session.slots[0].room, session.capacity) == ("AG 1: Wohnen", "Raum A", 20)
    assert (person.name, person.position, person.affiliation) == ("Karin Vogt", "Leiterin", "Mieterverein Nord")
