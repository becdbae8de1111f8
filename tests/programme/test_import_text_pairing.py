"""Where the title of a time stands: above it, below it, beside it, in a list; and who begins when another one ends."""

from datetime import date

import pytest

from programme.imports import text

HEAD = "# Forum Teilhabe\n\nDonnerstag, 18.02.2027\n\n"
BEFORE = "9-10 Uhr Eröffnung\n\n"


def read(content, answers=None):
    return text.read((HEAD + content).encode(), today=date(2026, 11, 1), answers=answers)


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
