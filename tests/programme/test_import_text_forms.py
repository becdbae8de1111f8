"""What forms of programmes mean: words for times, breaks, people in sentences, enumerations, turns, days in a text."""

from datetime import date

import pytest

from programme.imports import text

HEAD = "# Konferenz\n\n3. Mai 2027\n\n"


def read(content, answers=None, head=HEAD):
    return text.read((head + content).encode(), today=date(2027, 1, 10), answers=answers)


def times(session):
    return [
        f"{slot.starts_at:%H:%M}–{slot.ends_at:%H:%M}" if slot.ends_at else f"{slot.starts_at:%H:%M}–"
        for slot in session.slots
    ]


def rows(draft):
    """Return (title, times, people) of each session."""
    return [(one.title, times(one), [person.name for person in one.appearances]) for one in draft.sessions]


# Words for times, and breaks

WORDS = {
    "9am-noon": "09:00–12:00",
    "9 am – 12 noon": "09:00–12:00",
    "12 noon – 2 pm": "12:00–14:00",
    "noon to 2 pm": "12:00–14:00",
    "10 Uhr bis Mittag": "10:00–12:00",
    "20 Uhr bis Mitternacht": "20:00–00:00",
    "8 pm to midnight": "20:00–00:00",
    "8 Uhr abends": "20:00–",
    "12 Uhr mittags": "12:00–",
    "12 noon": "12:00–",
}


@pytest.mark.parametrize("layout", ["{} ", "{}: ", "## {} ", "- {}: "])
@pytest.mark.parametrize(("written", "meant"), WORDS.items(), ids=WORDS)
def test_words_are_times(written, meant, layout):
    draft, _report = read(layout.format(written) + "Data protection (Raj Rao)")
    assert rows(draft) == [("Data protection", [meant], ["Raj Rao"])]


BREAKS = ["Mittag", "Pause", "Kaffeepause", "Mittagessen", "Lunch", "Imbiss", "Brunch", "Kaffee und Kuchen"]
READERS = {
    "table": "| Zeit | Titel |\n| --- | --- |\n| 9–10 Uhr | Eins |\n| 10–11 Uhr | {} |\n",
    "grid": "| Zeit | Raum 1 | Raum 2 |\n| --- | --- | --- |\n| 9–10 Uhr | Eins | |\n| 10–11 Uhr | {0} | {0} |\n",
    "first column": "| Zeit | Saal 1 | Saal 2 |\n| --- | --- | --- |\n| 9–10 Uhr | Eins | |\n| 10–11 Uhr | {} | |\n",
    "list": "- 9–10 Uhr: Eins\n- 10–11 Uhr: {}\n",
    "text": "9–10 Uhr Eins\n\n10–11 Uhr {}\n",
    "headings": "## 9–10 Uhr: Eins\n\n## 10–11 Uhr: {}\n",
    "time above": "9–10 Uhr\n\n## Eins\n\n10–11 Uhr\n\n## {}\n",
    "fields": "9–10 Uhr | Eins\n10–11 Uhr | {}\n",
    "next": "9–10 Uhr: Eins\n\nanschließend {}\n\n11–12 Uhr: Zwei\n",
    "next, with a colon": "9–10 Uhr: Eins\n\nDanach: {}\n\n11–12 Uhr: Zwei\n",
    "alone": "9–10 Uhr: Eins\n\n{}\n\n11–12 Uhr: Zwei\n",
    "heading without a time": "9–10 Uhr\n\n## Eins\n\n## {}\n\n11–12 Uhr\n\n## Zwei\n",
}


@pytest.mark.parametrize("reader", READERS.values(), ids=READERS)
@pytest.mark.parametrize("title", BREAKS)
def test_break_is_one_break_for_all_rooms_in_every_form(title, reader):
    draft, _report = read(reader.format(title))
    [pause] = draft.breaks
    assert (pause.title, pause.room, pause.starts_at.hour, pause.ends_at.hour) == (title, "", 10, 11)
    assert [session.title for session in draft.sessions] in (["Eins"], ["Eins", "Zwei"])
    assert all("anschließend" not in session.abstract for session in draft.sessions)


# People in a sentence

PANEL = ["panel Lena Graf", "panel Jon Öz", "panel Mai Lê", "moderation Kurt Roß"]
SENTENCES = [
    "9-10 Uhr Podium mit Lena Graf, Jon Öz und Mai Lê; Moderation: Kurt Roß",
    "9-10 Uhr Podium mit Lena Graf, Jon Öz und Mai Lê, Moderation: Kurt Roß",
    "9-10 Uhr Podium: Wie weiter? Mit Lena Graf, Jon Öz und Mai Lê. Moderation: Kurt Roß",
    "## 9-10 Uhr: Wie weiter?\n\nPodium mit Lena Graf, Jon Öz und Mai Lê; Moderation: Kurt Roß",
    "## 9-10 Uhr: Wie weiter?\n\nEs diskutieren Lena Graf, Jon Öz und Mai Lê. Moderation: Kurt Roß.",
    "## 9-10 Uhr: Wie weiter?\n\nAuf dem Podium: Lena Graf, Jon Öz und Mai Lê\n\nmoderiert von Kurt Roß",
]


@pytest.mark.parametrize("content", SENTENCES)
def test_people_of_a_sentence_have_the_parts_that_it_gives_them(content):
    draft, report = read(content)
    [session] = draft.sessions
    assert sorted(f"{one.role} {one.name}" for one in session.appearances) == sorted(PANEL)
    assert "Graf" not in session.title + session.abstract
    assert report.questions == []


@pytest.mark.parametrize(
    "title",
    ["Kochen mit Kindern", "Leben mit Grüner Energie", "Die Bilder von Anna Müller", "Arbeiten mit Best Practice"],
)
def test_title_with_words_like_people_keeps_them(title):
    draft, _report = read(f"9-10 Uhr {title}")
    assert rows(draft) == [(title, ["09:00–10:00"], [])]


# Several sessions in one line

TWO = [("Anträge", ["15:00–16:00"], ["Eva Horn"]), ("Ehrenamt", ["15:00–16:00"], ["Can Yıl"])]
ENUMERATIONS = [
    "15–16 Uhr A) Anträge (Eva Horn, Verein Weg) B) Ehrenamt (Can Yıl)",
    "15–16 Uhr: a) Anträge (Eva Horn); b) Ehrenamt (Can Yıl)",
    "15–16 Uhr 1) Anträge (Eva Horn), 2) Ehrenamt (Can Yıl)",
    "15–16 Uhr 1. Anträge (Eva Horn) 2. Ehrenamt (Can Yıl)",
    "15–16 Uhr Workshops: A) Anträge (Eva Horn) B) Ehrenamt (Can Yıl)",
    "15–16 Uhr\nA) Anträge (Eva Horn)\nB) Ehrenamt (Can Yıl)",
    "15–16 Uhr parallele Workshops:\nA) Anträge (Eva Horn)\nB) Ehrenamt (Can Yıl)",
    "15–16 Uhr\n\nA) Anträge (Eva Horn); B) Ehrenamt (Can Yıl)",
    "## 15–16 Uhr: A) Anträge (Eva Horn) B) Ehrenamt (Can Yıl)",
    "| Zeit | Titel |\n| --- | --- |\n| 15–16 Uhr | A) Anträge (Eva Horn) B) Ehrenamt (Can Yıl) |",
]


@pytest.mark.parametrize("content", ENUMERATIONS)
def test_line_that_enumerates_sessions_is_several_with_their_people(content):
    draft, report = read(content)
    assert rows(draft) == TWO
    assert [entry.code for entry in report.entries if entry.code != "group"] == []


def test_numbers_with_a_dot_are_asked_about():
    content = "15–16 Uhr 1. Anträge 2. Ehrenamt"
    draft, report = read(content)
    assert [question.code for question in report.questions] == ["split"]
    assert len(draft.sessions) == 2
    draft, _report = read(content, {report.questions[0].key: "text"})
    assert [session.title for session in draft.sessions] == ["1. Anträge 2. Ehrenamt"]


@pytest.mark.parametrize("title", ["Neue Wege, 1. Teil", "Plan B) und mehr", "Die 3. Tagung", "A) Anträge"])
def test_lone_number_or_letter_enumerates_nothing(title):
    draft, _report = read(f"15–16 Uhr {title}")
    assert len(draft.sessions) == 1


# Turns

TURNS = [
    "## 9–10 Uhr und 14–15 Uhr: Löten lernen (Eva Horn)\n",
    "## Löten lernen (Eva Horn)\n\nZeit: 9–10 Uhr, 14–15 Uhr\n",
    "9–10 Uhr\n14–15 Uhr\n\n## Löten lernen (Eva Horn)\n",
    "9–10 Uhr / 14–15 Uhr Löten lernen (Eva Horn)\n",
    "| Zeit | Titel |\n| --- | --- |\n| 9–10 Uhr, 14–15 Uhr | Löten lernen (Eva Horn) |\n",
]


@pytest.mark.parametrize("content", TURNS)
def test_session_offered_at_two_times_is_two_that_can_be_booked_alone(content):
    draft, report = read(content)
    assert rows(draft) == [("Löten lernen", [time], ["Eva Horn"]) for time in ("09:00–10:00", "14:00–15:00")]
    assert [question.key for question in report.questions] == ["turns:löten lernen"]
    draft, _report = read(content, {"turns:löten lernen": "follow_up"})
    assert rows(draft) == [("Löten lernen", ["09:00–10:00", "14:00–15:00"], ["Eva Horn"])]


@pytest.mark.parametrize(
    "content",
    ["## 9–10 Uhr und 10–10:20 Uhr: Löten\n", "## 9–10 Uhr: Löten\n\nIm Anschluss (14–15 Uhr) Gespräch.\n"],
)
def test_short_talk_right_after_and_what_follows_by_its_words_are_follow_ups(content):
    draft, _report = read(content)
    assert [[slot.kind for slot in session.slots] for session in draft.sessions] == [["main", "follow_up"]]


# Days within the text of a session

DAY_LINES = [
    "18. September Nachtreffen",
    "1. September 2027 Anmeldeschluss",
    "* 18. September 2027 Nachtreffen in Jena",
    "- 18.09.2027: Nachtreffen",
    "18.09.2027 Abgabe der Berichte",
    "Stand: 1. September 2027",
]


@pytest.mark.parametrize("line", DAY_LINES)
@pytest.mark.parametrize("layout", ["Text.\n\n{}\n\nMehr Text.", "Text.\n{}\nMehr Text.", "{}", "Text.\n\n{}"])
def test_line_with_a_day_in_the_text_of_a_session_moves_no_session(line, layout):
    content = f"## 9–10 Uhr: Eins\n\n{layout.format(line)}\n\n## 10–11 Uhr: Zwei\n"
    draft, report = read(content, head="# Konferenz\n\n15.–16. September 2027\n\n15. September\n\n")
    assert [session.slots[0].starts_at.day for session in draft.sessions] == [15, 15]
    assert line.strip("*- ") in draft.sessions[0].abstract
    assert (draft.ends_on, draft.description) == (date(2027, 9, 16), "")
    assert {question.code for question in report.questions} <= {"day"}


def test_day_with_other_words_before_a_session_is_asked_about():
    content = "## 9–10 Uhr: Eins\n\n4. Mai 2027 Praxistag\n\n## 10–11 Uhr: Zwei\n"
    draft, report = read(content)
    assert [session.slots[0].starts_at.day for session in draft.sessions] == [3, 4]
    [question] = report.questions
    assert (question.key, question.guess) == ("day:4. mai 2027 praxistag", "day")
    draft, _report = read(content, {question.key: "text"})
    assert [session.slots[0].starts_at.day for session in draft.sessions] == [3, 3]


@pytest.mark.parametrize(
    "line", ["Dienstag, 4. Mai 2027: Praxistag", "## 4. Mai 2027: Praxistag", "4. Mai 2027", "Dienstag, 4.5."]
)
def test_line_that_is_clearly_a_day_moves_what_follows_without_a_question(line):
    draft, report = read(f"## 9–10 Uhr: Eins\n\n{line}\n\n## 10–11 Uhr: Zwei\n")
    assert [session.slots[0].starts_at.day for session in draft.sessions] == [3, 4]
    assert report.questions == []


@pytest.mark.parametrize("length", [290, 301, 399, 440, 501, 900])
@pytest.mark.parametrize("layout", ["## 9–10 Uhr: {}\n\n({})\n\n", "9–10 Uhr\n\n## {}\n\n({})\n\n"])
def test_long_title_stays_that_of_its_session_and_leaves_its_people(length, layout):
    titles = ["Wort " * (length // 5) + end for end in ("eins", "zwei")]
    people = ["Eva Horn", "Kim Weber"]
    draft, _report = read("".join(layout.format(title, name) for title, name in zip(titles, people, strict=True)))
    assert [names for _title, _times, names in rows(draft)] == [["Eva Horn"], ["Kim Weber"]]
    for session, title in zip(draft.sessions, titles, strict=True):
        assert title in (session.title, session.abstract)


@pytest.mark.parametrize("words", ["angefragt: Eva Horn", "Eva Horn – angefragt", "Eva Horn (angefragt)"])
def test_state_of_a_person_is_hers_before_and_behind_her_name(words):
    draft, report = read(f"## 9–10 Uhr: Neue Wege ({words})")
    [session] = draft.sessions
    found = [(one.name, one.status) for one in session.appearances]
    assert (session.title, found, report.questions) == ("Neue Wege", [("Eva Horn", "requested")], [])
