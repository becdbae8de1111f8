"""Where the title of a time stands: above it, below it, beside it, in a list; and who begins when another one ends."""

import pytest

from tests.programme.import_texts import read

BEFORE = "9-10 Uhr Eröffnung\n\n"


def shown(session):
    """Return (title, "14:00–15:30", room, names) of a session."""
    [slot, *_more] = session.slots or [None]
    span = (
        f"{slot.starts_at:%H:%M}–{slot.ends_at:%H:%M}"
        if slot and slot.ends_at
        else f"{slot.starts_at:%H:%M}–"
        if slot
        else ""
    )
    return session.title, span, slot.room if slot else "", [person.name for person in session.appearances]


def codes(report):
    return [entry.code for entry in report.entries]


# Above

TITLE = "Podium: Wer entscheidet mit?"
TIME = "14:00–15:30 Uhr, Saal 2"
ABOVE = {
    "one paragraph": f"{TITLE}\n{TIME}\nmit Eva Horn\n",
    "paragraphs": f"{TITLE}\n\n{TIME}\n\nmit Eva Horn\n",
    "with its day": f"{TITLE}\nDonnerstag, 18.2., {TIME}\nmit Eva Horn\n",
    "in a bracket": f"{TITLE}\n({TIME})\nmit Eva Horn\n",
    "behind the people": f"{TITLE}\nmit Eva Horn\n{TIME}\n",
    "behind the room": f"{TITLE}\nmit Eva Horn\nSaal 2, 14:00–15:30 Uhr\n",
    "room and label": f"{TITLE}\nReferentin: Eva Horn\nRaum: Saal 2\n14:00–15:30 Uhr\n",
}


@pytest.mark.parametrize("before", ["", BEFORE])
@pytest.mark.parametrize("content", ABOVE.values(), ids=ABOVE)
def test_title_above_its_time_has_that_time(content, before):
    draft, _report = read(f"{before}{content}")
    title, span, room, [name] = shown(draft.sessions[-1])
    assert (title, span, room, name) == ("Wer entscheidet mit?", "14:00–15:30", "Saal 2", "Eva Horn")
    assert [session.abstract for session in draft.sessions] == [""] * (2 if before else 1)
    assert draft.description == ""


def test_title_right_below_another_session_has_the_time_below_it_and_is_told():
    draft, report = read(f"9-10 Uhr Eröffnung\n{TITLE}\n{TIME}\nmit Eva Horn\n")
    assert shown(draft.sessions[1]) == ("Wer entscheidet mit?", "14:00–15:30", "Saal 2", ["Eva Horn"])
    assert codes(report) == ["title_above"]


@pytest.mark.parametrize("gap", ["\n", "\n\n"])
def test_habit_of_the_text_says_whether_times_stand_above_or_below(gap):
    below = ["Lesen", "9-10 Uhr", "Schreiben", "10-11 Uhr", "Rechnen", "11-12 Uhr"]
    above = ["9-10 Uhr", "Lesen", "10-11 Uhr", "Schreiben", "11-12 Uhr", "Rechnen"]
    for lines in (below, above):
        draft, _report = read("".join(f"{line}{gap if index % 2 == 0 else '\n\n'}" for index, line in enumerate(lines)))
        assert [shown(session)[:2] for session in draft.sessions] == [
            ("Lesen", "09:00–10:00"),
            ("Schreiben", "10:00–11:00"),
            ("Rechnen", "11:00–12:00"),
        ]


def test_people_below_a_time_are_no_title():
    draft, _report = read(f"{BEFORE}{TITLE}\n\n{TIME}\n\nEva Horn (Stadt Jena)\nRaum 7, 20 Plätze\n")
    assert [session.title for session in draft.sessions] == ["Eröffnung", "Wer entscheidet mit?"]


def test_label_of_the_theme_of_each_session_is_its_title():
    block = "Zeit: {}\nThema: {}\nWer: Eva Horn\nWo: Saal 2\n\n"
    draft, _report = read(block.format("9-10 Uhr", "Lesen") + block.format("10-11 Uhr", "Schreiben"))
    assert [shown(session) for session in draft.sessions] == [
        ("Lesen", "09:00–10:00", "Saal 2", ["Eva Horn"]),
        ("Schreiben", "10:00–11:00", "Saal 2", ["Eva Horn"]),
    ]
    assert draft.theme == ""


# In lists and in the middle

LISTS = [
    "1. {}\n2. {}\n3. {}\n",
    "– {}\n– {}\n– {}\n",
    "• {}\n• {}\n• {}\n",
    "1) {}\n2) {}\n3) {}\n",
    "{}\n\n{}\n\n{}\n",
]


@pytest.mark.parametrize("layout", LISTS)
@pytest.mark.parametrize(
    "entries",
    [
        ("9-10 Uhr Begrüßung", "10-11 Uhr Lesen lernen", "11-12 Uhr Schluss machen"),
        ("Begrüßung, 9-10 Uhr", "Lesen lernen, 10-11 Uhr", "Schluss machen, 11-12 Uhr"),
        ("Begrüßung, 9-10 Uhr, Saal 2", "Lesen lernen, 10-11 Uhr, Saal 2", "Schluss machen (11-12 Uhr, Saal 2)"),
    ],
    ids=["before", "behind", "between"],
)
def test_each_entry_of_a_list_with_its_time_is_a_session(layout, entries):
    draft, report = read(layout.format(*entries))
    assert [shown(session)[:2] for session in draft.sessions] == [
        ("Begrüßung", "09:00–10:00"),
        ("Lesen lernen", "10:00–11:00"),
        ("Schluss machen", "11:00–12:00"),
    ]
    assert ([session.abstract for session in draft.sessions], draft.description) == ([""] * 3, "")
    assert codes(report) == []


def test_time_and_person_behind_a_title_are_read_and_the_person_is_asked_about():
    draft, report = read(f"{BEFORE}Lesen lernen, 10-11 Uhr, Eva Horn\n")
    assert shown(draft.sessions[1]) == ("Lesen lernen", "10:00–11:00", "", ["Eva Horn"])
    assert [question.code for question in report.questions] == ["person"]


@pytest.mark.parametrize(
    "line",
    [
        "Treffpunkt ist, 10 Uhr, am Bahnhof.",
        "wir beginnen, 10 Uhr, mit einem Lied",
        "Bitte kommen Sie um 10 Uhr, spätestens.",
    ],
)
def test_sentence_with_a_time_in_it_stays_text(line):
    draft, _report = read(f"{BEFORE}Ein Abend für alle.\n\n{line}\n")
    assert [session.title for session in draft.sessions] == ["Eröffnung"]
    assert line in draft.sessions[0].abstract


# Behind and beside another one

PODIUM = "10-12 Uhr Podium: Wer entscheidet?\n"
AFTER = {
    "Im Anschluss: Führung, 14:30, mit Eva Horn": "14:30–",
    "Im Anschluss 14:30 Uhr: Führung (Eva Horn)": "14:30–",
    "Im Anschluss (14:30-15 Uhr): Führung (Eva Horn)": "14:30–15:00",
    "Anschließend, um 14:30 Uhr: Führung mit Eva Horn": "14:30–",
    "Danach: Führung (mit Eva Horn)": "12:00–",
    "Danach – Führung mit Eva Horn": "12:00–",
    "anschl.: Führung (Eva Horn)": "12:00–",
    "parallel: Führung (Eva Horn)": "10:00–12:00",
    "Parallel dazu: Führung mit Eva Horn": "10:00–12:00",
    "zeitgleich: Führung (Eva Horn)": "10:00–12:00",
}


@pytest.mark.parametrize("gap", ["", "\n"])
@pytest.mark.parametrize(("line", "span"), AFTER.items(), ids=AFTER)
def test_what_comes_after_or_beside_is_a_session_and_is_asked_about(line, span, gap):
    draft, report = read(f"{PODIUM}{gap}{line}\n")
    assert shown(draft.sessions[1]) == ("Führung", span, "", ["Eva Horn"])
    [question] = [question for question in report.questions if question.code == "next"]
    assert question.guess == "session"
    draft, _report = read(f"{PODIUM}{gap}{line}\n", {question.key: "text"})
    assert [session.title for session in draft.sessions] == ["Wer entscheidet?"]
    assert line in draft.sessions[0].abstract


def test_what_comes_after_a_break_begins_when_that_ends():
    draft, _report = read(
        f"{PODIUM}\n12-13 Uhr Mittagspause\n\nDanach: Führung (Eva Horn), Raum 3\n\n15-16 Uhr Schluss machen\n"
    )
    assert shown(draft.sessions[1]) == ("Führung", "13:00–15:00", "Raum 3", ["Eva Horn"])


def test_what_comes_after_an_open_end_has_no_time_and_is_told():
    draft, report = read("10 Uhr Podium: Wer entscheidet?\n\nDanach: Führung (Eva Horn)\n")
    assert shown(draft.sessions[1]) == ("Führung", "", "", ["Eva Horn"])
    assert (draft.sessions[1].note, "rough_time" in codes(report)) == ("18.02.2027, Danach", True)


def test_title_alone_behind_another_one_stays_text_until_somebody_says_otherwise():
    draft, report = read(f"{PODIUM}\nDanach: Lesung am Abend\n")
    assert "Danach: Lesung am Abend" in draft.sessions[0].abstract
    [question] = report.questions
    draft, _report = read(f"{PODIUM}\nDanach: Lesung am Abend\n", {question.key: "session"})
    assert shown(draft.sessions[1])[:2] == ("Lesung am Abend", "12:00–")


@pytest.mark.parametrize(
    "line",
    [
        "Danach: alle gehen heim.",
        "Im Anschluss: Imbiss",
        "Danach: Ende",
        "Im Anschluss: persönliches Gespräch mit Eva Horn",
    ],
)
def test_break_end_and_sentence_behind_a_session_are_no_session(line):
    draft, report = read(f"{PODIUM}\n{line}\n")
    assert [session.title for session in draft.sessions] == ["Wer entscheidet?"]
    assert report.questions == []


def test_places_of_what_comes_after_are_not_those_of_the_session():
    draft, report = read(f"{PODIUM}\nIm Anschluss: persönliches Gespräch mit Eva Horn, 4 Plätze\n")
    assert draft.sessions[0].capacity is None
    assert "places_after" in codes(report)


# The whole day

WHOLE = [
    "ganztägig: Büchertisch",
    "Büchertisch, ganztägig",
    "Büchertisch (ganztägig)",
    "ganztags – Büchertisch",
    "- Büchertisch, den ganzen Tag",
]


@pytest.mark.parametrize("line", WHOLE)
def test_whole_day_is_asked_about_and_lasts_from_the_first_start_to_the_last_end(line):
    content = f"{BEFORE}{line}\nFoyer\n\n16-17 Uhr Abschluss\n"
    draft, report = read(content)
    assert shown(draft.sessions[1])[:2] == ("Büchertisch", "")
    [question] = report.questions
    assert (question.code, question.guess) == ("whole", "later")
    draft, report = read(content, {question.key: "whole"})
    assert shown(draft.sessions[1]) == ("Büchertisch", "09:00–17:00", "Foyer", [])
    assert (draft.sessions[1].note, codes(report)) == ("", ["time_in_words"])


def test_whole_day_is_that_of_its_own_day():
    content = f"{BEFORE}Freitag, 19.02.2027\n\nganztägig: Büchertisch\n\n11-12 Uhr Zwei\n\n13-15 Uhr Drei\n"
    _draft, report = read(content)
    draft, _report = read(content, {question.key: "whole" for question in report.questions})
    [slot] = draft.sessions[1].slots
    assert (slot.starts_at.day, slot.starts_at.hour, slot.ends_at.hour) == (19, 11, 15)


@pytest.mark.parametrize(
    ("line", "span"),
    [
        ("Vormittag (9-12 Uhr): Lesen lernen", "09:00–12:00"),
        ("Nachmittag 13-15 Uhr: Lesen lernen", "13:00–15:00"),
        ("vormittags, 10-12 Uhr: Lesen lernen", "10:00–12:00"),
        ("Am Abend, 19-20 Uhr: Lesen lernen", "19:00–20:00"),
    ],
)
def test_part_of_the_day_before_a_time_says_nothing_more(line, span):
    draft, report = read(f"{line}\n")
    assert ([shown(session)[:2] for session in draft.sessions], codes(report)) == ([("Lesen lernen", span)], [])


@pytest.mark.parametrize("line", ["Zeit noch offen: Lesen lernen", "Uhrzeit folgt: Lesen lernen"])
def test_session_whose_time_is_open_is_a_session_without_one(line):
    draft, report = read(f"{BEFORE}{line}\nmit Eva Horn\n")
    assert shown(draft.sessions[1]) == ("Lesen lernen", "", "", ["Eva Horn"])
    assert "rough_time" in codes(report)


# Nothing in silence


@pytest.mark.parametrize(
    "line", ["bis 16 Uhr Ausklang", "11 und 14 Uhr: Zwei", "Abends, 7 Uhr: Lesen", "Treffen wieder 14 Uhr"]
)
def test_short_line_with_another_time_that_stays_text_is_told(line):
    draft, report = read(f"{BEFORE}Ein Abend für alle.\n{line}\n")
    assert line in draft.sessions[0].abstract
    assert codes(report) == ["time_in_text"]


@pytest.mark.parametrize("line", ["Anmeldung bis 16 Uhr", "Wir sehen uns um 14 Uhr.", "9.30 Uhr: eine kleine Runde"])
def test_deadline_sentence_and_agenda_need_no_remark(line):
    _draft, report = read(f"{BEFORE}Ein Abend für alle.\n{line}\n")
    assert "time_in_text" not in codes(report)
