"""Small habits of offices: who has perhaps agreed, several entries in a line, what was moved, when the doors open."""

import pytest

from tests.programme.import_texts import read

ONE = "9-10 Uhr Lesen lernen"


def only(content):
    draft, report = read(content)
    [session] = draft.sessions
    assert session.title == "Lesen lernen"
    return session, [entry.code for entry in report.entries]


def spans(draft):
    return [(session.title, f"{session.slots[0].starts_at:%d. %H:%M}") for session in draft.sessions]


@pytest.mark.parametrize(
    "line",
    [
        "Eva Horn (evtl.)",
        "Eva Horn, eventuell",
        "mit Eva Horn – vielleicht",
        "vielleicht mit Eva Horn",
        "(vielleicht Eva Horn)",
        "Eva Horn, Zusage steht noch aus",
        "Referentin: Eva Horn – Rückmeldung steht noch aus",
        "Referentin: Eva Horn (voraussichtlich)",
    ],
)
def test_whoever_comes_perhaps_is_requested(line):
    session, _codes = only(f"{ONE}\n{line}\n")
    assert [(person.name, person.status, person.details) for person in session.appearances] == [
        ("Eva Horn", "requested", "")
    ]
    assert (session.status, session.abstract) == ("requested", "")


@pytest.mark.parametrize(
    ("line", "roles"),
    [
        ("Leitung: Eva Horn; Co-Leitung: Ben Akın", ["speaker", "speaker"]),
        ("Moderation: Eva Horn; Ko-Moderation: Ben Akın", ["moderation", "moderation"]),
        ("Mit: Eva Horn u. Ben Akın", ["speaker", "speaker"]),
        ("Ref.: Eva Horn, Mod.: Ben Akın", ["speaker", "moderation"]),
    ],
)
def test_several_in_charge_are_each_read(line, roles):
    session, codes = only(f"{ONE}\n{line}\n")
    assert [(person.name, person.role) for person in session.appearances] == list(
        zip(["Eva Horn", "Ben Akın"], roles, strict=True)
    )
    assert codes == []


@pytest.mark.parametrize("text_", ["verschoben auf 19.2.", "verlegt in Saal 3", "neuer Termin: 19.2."])
@pytest.mark.parametrize("way", ["{} – {}", "{} ({})", "{}\n{}", "{}, {}"])
def test_what_was_moved_by_a_remark_keeps_its_time_and_is_told(way, text_):
    draft, report = read(f"{way.format(ONE, text_)}\n\n11-12 Uhr Zwei\n")
    assert spans(draft) == [("Lesen lernen", "18. 09:00"), ("Zwei", "18. 11:00")]
    assert draft.sessions[0].abstract == text_
    assert [entry.level for entry in report.entries if entry.code == "moved_in_text"] == ["warning"]


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("9-10 Uhr (Einlass 8.30 Uhr): Lesen lernen", "Einlass 8.30 Uhr"),
        ("9-10 Uhr Lesen lernen, Einlass ab 8.30 Uhr", "Einlass ab 8.30 Uhr"),
        ("Lesen lernen, 9-10 Uhr, Einlass 8.30 Uhr", "Einlass 8.30 Uhr"),
        ("9-10 Uhr Lesen lernen (Treffpunkt: Haupteingang)", "Treffpunkt: Haupteingang"),
        ("9-10 Uhr Lesen lernen, Treffpunkt 8.45 Uhr am Tor", "Treffpunkt 8.45 Uhr am Tor"),
    ],
)
def test_when_the_doors_open_is_no_time_of_the_session(line, words):
    session, codes = only(f"{line}\n")
    assert (f"{session.slots[0].starts_at:%H:%M}", len(session.slots), session.abstract) == ("09:00", 1, words)
    assert codes == ["practical"]


def test_line_with_several_times_and_titles_is_several_sessions():
    draft, report = read("9-10 Uhr: Eins; 10-11 Uhr: Zwei (Eva Horn); 11-12 Uhr: Drei\n")
    assert spans(draft) == [("Eins", "18. 09:00"), ("Zwei", "18. 10:00"), ("Drei", "18. 11:00")]
    assert report.entries == []


def test_time_in_a_title_is_told():
    _draft, report = read("9-10 Uhr Lesen, dann 14 Uhr Rechnen üben\n")
    assert [entry.code for entry in report.entries] == ["time_in_title"]


def test_lines_with_their_times_behind_are_sessions_one_by_one():
    draft, _report = read("TOP 1: Eins (9-10 Uhr)\nTOP 2: Zwei (10-11 Uhr)\nTOP 3: Drei (11-12 Uhr)\n")
    assert spans(draft) == [("TOP 1: Eins", "18. 09:00"), ("TOP 2: Zwei", "18. 10:00"), ("TOP 3: Drei", "18. 11:00")]


def test_workshops_between_slashes_are_asked_about():
    content = "10-12 Uhr WS 1 Lesen / WS 2 Schreiben / WS 3 Rechnen\n"
    draft, report = read(content)
    assert [session.title for session in draft.sessions] == ["WS 1 Lesen", "WS 2 Schreiben", "WS 3 Rechnen"]
    [question] = report.questions
    draft, _report = read(content, {question.key: "text"})
    assert len(draft.sessions) == 1


def test_day_and_time_before_each_line_are_no_frame_of_the_conference():
    draft, report = read("18.2., 9.00: Eins\n18.2., 10.00: Zwei\n19.2., 10.00: Drei\n")
    assert spans(draft) == [("Eins", "18. 09:00"), ("Zwei", "18. 10:00"), ("Drei", "19. 10:00")]
    assert (draft.venue, [question.code for question in report.questions]) == ("", ["end"])


TABLE = "Uhrzeit\tTitel\tRaum\tReferent/in\n{}\tEins\tSaal 1\tEva Horn\n{}\tZwei\tnoch offen\tN.N.\n"


@pytest.mark.parametrize(
    "hours", [("9h", "10h30"), ("9.00-9.45h", "10.30-11.15h"), ("9", "10.30"), ("9 Uhr", "10 Uhr 30")]
)
def test_table_pasted_with_tabs_has_its_times_rooms_and_people(hours):
    draft, _report = read(TABLE.format(*hours))
    assert spans(draft) == [("Eins", "18. 09:00"), ("Zwei", "18. 10:30")]
    one, two = draft.sessions
    assert (one.slots[0].room, two.slots[0].room, two.has_nobody, two.note) == (
        "Saal 1",
        "",
        True,
        "Raum: noch offen\nN.N.",
    )
    assert [session.abstract for session in draft.sessions] == ["", ""]


@pytest.mark.parametrize("line", ["Ende ca. 21 Uhr", "Ende: 21 Uhr", "Voraussichtliches Ende 21 Uhr"])
def test_end_below_a_start_is_its_end(line):
    draft, _report = read(f"19 Uhr Lesen lernen\n{line}\n")
    [session] = draft.sessions
    assert (f"{session.slots[0].ends_at:%H:%M}", session.abstract) == ("21:00", "")


def test_start_and_end_said_once_more_say_nothing_new():
    session, codes = only(f"{ONE}\nBeginn: 9 Uhr\nEnde: 10 Uhr\n")
    assert (len(session.slots), session.abstract, codes) == (1, "", [])


def test_end_that_differs_stays_in_the_text_and_is_told():
    session, codes = only(f"{ONE}\nEnde: 11 Uhr\n")
    assert (f"{session.slots[0].ends_at:%H:%M}", session.abstract, codes) == ("10:00", "Ende: 11 Uhr", ["time_in_text"])


def test_time_in_words_may_be_a_part_of_the_title():
    draft, _report = read("## Film: Zwölf Uhr mittags\n\n19-21 Uhr, Kino\n")
    assert spans(draft) == [("Zwölf Uhr mittags", "18. 19:00")]


def test_online_behind_a_comma_is_the_room_and_is_asked_about():
    draft, report = read(f"{ONE}, online, 30 Plätze\n")
    [session] = draft.sessions
    assert (session.title, session.slots[0].room, session.capacity) == ("Lesen lernen", "online", 30)
    [question] = report.questions
    draft, _report = read(f"{ONE}, online, 30 Plätze\n", {question.key: "title"})
    assert ("online" in draft.sessions[0].title, draft.sessions[0].slots[0].room) == (True, "")


@pytest.mark.parametrize(
    "line", ["Die Plätze sind begrenzt: 20 vor Ort, 30 online.", "Hybrid: 20 Plätze im Saal 2, 30 Plätze per Zoom"]
)
def test_number_of_people_that_stays_text_is_told(line):
    session, codes = only(f"{ONE}\n{line}\n")
    assert (session.capacity, session.abstract, codes) == (None, line, ["places_in_text"])


@pytest.mark.parametrize("line", ["Kontakt: Tel. 0361 12345, 9-12 Uhr", "Das Büro ist geöffnet, 9-12 Uhr, Zimmer 3"])
def test_contact_with_its_hours_is_no_session(line):
    draft, _report = read(f"{ONE}\n\nEin Abend für alle.\n\n{line}\n")
    assert [session.title for session in draft.sessions] == ["Lesen lernen"]


def test_a_single_place_is_one():
    draft, report = read("9-10 Uhr Lesen lernen, 1 Platz\n10.00-10.20 Uhr persönliches Gespräch, 1 Platz\n")
    [session] = draft.sessions
    assert (session.title, session.capacity, session.slots[1].capacity) == ("Lesen lernen", 1, 1)
    assert report.entries == []
