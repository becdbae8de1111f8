"""What programmes have that were set for the eye: broken lines, military times, days between dashes, codes, frames."""

from datetime import date

import pytest

from programme.imports import text

HEAD = "# Konferenz\n\n3. Mai 2027\n\n"


def read(content, head=HEAD):
    return text.read((head + content).encode(), today=date(2027, 1, 10))


def titles_of(content):
    draft, _report = read(content)
    return [session.title for session in draft.sessions]


@pytest.mark.parametrize("dash", ["-", " - ", "–", " to ", " bis "])
def test_times_of_four_digits_are_times(dash):
    draft, _report = read(f"0900{dash}0930   Wege\n1000{dash}1115   Ziele\n")
    assert [(session.title, f"{session.slots[0].starts_at:%H%M}") for session in draft.sessions] == [
        ("Wege", "0900"),
        ("Ziele", "1000"),
    ]


@pytest.mark.parametrize("years", ["1990-1995", "1945–1949", "2015-2020", "1933 bis 1945"])
def test_years_are_no_times(years):
    draft, _report = read(f"9-10 Uhr: Wege\n\n{years}   Die Anfänge\n{years}   Das Ende\n")
    assert [session.title for session in draft.sessions] == ["Wege"]


@pytest.mark.parametrize("mark", ["---", "===", "***", "~~~", "–––"])
def test_day_between_dashes_is_a_day(mark):
    draft, _report = read(f"{mark} Dienstag, 4. Mai {mark}\n\n9-10 Uhr: Wege\n")
    assert draft.sessions[0].slots[0].starts_at.day == 4


@pytest.mark.parametrize("codes", ["W{}", "WS {}", "AG {}", "KW {}:", "Seminar {}:", "Werkstatt {} |", "S{}:"])
def test_codes_below_a_time_are_sessions_side_by_side(codes):
    lines = "".join(f"\n{codes.format(number)}   Thema {word}\n" for number, word in ((1, "Rot"), (2, "Blau")))
    draft, _report = read(f"9-10 Uhr: Workshops\n{lines}")
    assert [session.slots[0].starts_at.hour for session in draft.sessions] == [9, 9]
    assert ["Rot" in draft.sessions[0].title, "Blau" in draft.sessions[1].title] == [True, True]
    assert not any("|" in session.title for session in draft.sessions)


@pytest.mark.parametrize("word", ["Teil", "Block", "Schritt", "Phase", "Kapitel"])
def test_what_follows_one_another_is_not_side_by_side(word):
    assert titles_of(f"9-10 Uhr: Wege\n\n{word} 1: Anfang\n\n{word} 2: Ende\n") == ["Wege"]


def test_codes_that_are_not_known_are_asked_about():
    _draft, report = read("9-10 Uhr: Wege\n\nInsel 1: Rot\n\nInsel 2: Blau\n")
    assert [question.code for question in report.questions] == ["split"]


LINES = """9.00 Uhr    Bildungslandschaften gestalten: Was Kommunen alles von-
            einander lernen können
            Prof. Dr. Tilman Ehlers und Karin Ostermann sowie Greta
            Linde (Landesschülervertretung)

10.00 Uhr   Ein langer Titel, der am Rand der Seite zu Ende geht und
            darunter weitergeht
            Eva Horn
"""


def test_lines_broken_by_the_page_are_joined():
    draft, _report = read(LINES)
    assert [session.title for session in draft.sessions] == [
        "Bildungslandschaften gestalten: Was Kommunen alles voneinander lernen können",
        "Ein langer Titel, der am Rand der Seite zu Ende geht und darunter weitergeht",
    ]
    assert [person.name for person in draft.sessions[0].appearances][-1] == "Greta Linde"


@pytest.mark.parametrize(
    "span",
    [
        "Freitag, 12.03.2027, 13:00 Uhr bis Samstag, 13.03.2027, 15:00 Uhr",
        "12. März, 13 Uhr bis 13. März 2027, 15 Uhr",
        "Friday, 12 March 2027, 1 pm to Saturday, 13 March 2027, 3 pm",
    ],
)
def test_span_of_days_with_times_is_no_session(span):
    draft, _report = read(f"{span}\n\n## 14-15 Uhr: Wege\n", head="# Konferenz\n\n")
    assert [session.title for session in draft.sessions] == ["Wege"]
    assert (draft.starts_on, draft.ends_on) == (date(2027, 3, 12), date(2027, 3, 13))


@pytest.mark.parametrize("name", ["Jana Horák (Brünn)", "Dr. Eva Horn", "Tom Hesse (Bozen, per Video)"])
def test_person_before_a_colon_is_who_speaks(name):
    draft, _report = read(f"9-10 Uhr: {name}: Ladenschilder lesen\n")
    [session] = draft.sessions
    assert (session.title, len(session.appearances)) == ("Ladenschilder lesen", 1)


def test_heading_with_room_and_chair_holds_for_the_talks_below():
    draft, _report = read("## Panel 1: Schrift (HS 3)\n\nChair: Eva Horn\n\n9:00–9:30 Wege\n\n9:30–10:00 Ziele\n")
    for session in draft.sessions:
        assert (session.slots[0].room, session.appearances[0].role) == ("HS 3", "moderation")


def test_short_line_with_a_name_that_stays_text_is_told():
    _draft, report = read("9-10 Uhr: Wege\n\nEin Text.\n\nDafür: Eva Horn\n")
    assert "names_in_text" in [entry.code for entry in report.entries]


def test_column_of_times_needs_no_header():
    draft, _report = read("|  | Saal 1 | Saal 2 |\n| --- | --- | --- |\n| 9-10 Uhr | Wege | Ziele |\n")
    assert [session.slots[0].room for session in draft.sessions] == ["Saal 1", "Saal 2"]


@pytest.mark.parametrize(
    "reason", ["– entfällt leider, Ersatz wird gesucht", "(fällt aus, Krankheit)", "– abgesagt; krank"]
)
def test_state_with_its_reason_ends_in_no_title(reason):
    draft, _report = read(f"9-10 Uhr: Wege {reason}\n")
    [session] = draft.sessions
    assert (session.title, session.is_cancelled) == ("Wege", True)
    assert reason.split(maxsplit=2)[-1].rstrip(")").split()[-1] in session.abstract


@pytest.mark.parametrize("name", ["Owen Price MP", "Lena Graf MdB", "Jon Öz MBA", "Mai Lê PhD", "Rosa Stein OBE"])
def test_who_has_letters_behind_the_name_is_a_person_of_a_list(name):
    draft, _report = read(f"9-10 Uhr: Wege\n\nPodium: Eva Horn, {name} (angefragt)\n")
    found = [(person.name, person.status) for person in draft.sessions[0].appearances]
    assert found == [("Eva Horn", "confirmed"), (name.rpartition(" ")[0], "requested")]


def test_somebody_unknown_beside_somebody_known_behind_a_dash_is_asked_about():
    draft, report = read("9-10 Uhr: Wege – Eva Horn & Quendi Şahin\n")
    assert (draft.sessions[0].title, len(draft.sessions[0].appearances)) == ("Wege", 2)
    assert [question.code for question in report.questions] == ["person"]


@pytest.mark.parametrize("words", ["Mediator", "Fachsekretärin", "Chief Executive", "Journalistin", "Direktor"])
def test_trade_behind_a_name_is_nobody_else(words):
    draft, _report = read(f"9-10 Uhr: Wege\n\nReferentin: Eva Horn, {words}\n")
    assert [person.name for person in draft.sessions[0].appearances] == ["Eva Horn"]


@pytest.mark.parametrize("line", ["Ltg. Eva Horn (Saal 2)", "Ref. Eva Horn (Raum Eiche)", "Eva Horn (Seminarraum 3)"])
def test_room_behind_a_name_is_the_room_of_the_session(line):
    draft, _report = read(f"9-10 Uhr: Wege - {line}\n")
    [session] = draft.sessions
    found = [(person.name, person.affiliation) for person in session.appearances]
    assert (session.title, found, session.slots[0].room in line) == ("Wege", [("Eva Horn", "")], True)
    assert session.slots[0].room


@pytest.mark.parametrize("joint", [", und ", " und ", " bis ", ", bis ", " & "])
def test_two_days_with_a_comma_between_are_a_range_and_no_place(joint):
    draft, _report = read(
        f"Samstag, 26. Juni{joint}Sonntag, 27. Juni 2027, Marienkirche Auen\n\n## 9-10 Uhr: Wege\n",
        head="# Kirchentag\n\n",
    )
    assert (draft.starts_on, draft.ends_on) == (date(2027, 6, 26), date(2027, 6, 27))
    assert draft.venue == "Marienkirche Auen"
