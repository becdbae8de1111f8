"""Lines that begin with a part of the day, without a mark behind it: sessions of their own, or text with a remark."""

import pytest

from tests.programme.import_texts import read

BEFORE = "9-10 Uhr Eröffnung\nmit Eva Horn\n\n"
AFTER = "\n\n13-14 Uhr Abschluss\n"


def titles(draft):
    return [session.title for session in draft.sessions]


def codes(report):
    return [entry.code for entry in report.entries]


WORDS = [
    *("nachmittags", "Vormittags", "abends", "mittags", "morgens", "am Nachmittag", "Am Abend", "am frühen Morgen"),
    *("am Nachmittag:", "am Abend,", "**nachmittags**", "in the afternoon"),
]


@pytest.mark.parametrize("words", WORDS)
@pytest.mark.parametrize("before", [BEFORE, "9-10 Uhr Eröffnung\n", ""], ids=["paragraph", "line below", "first"])
def test_part_of_the_day_before_a_title_between_sessions_begins_a_session_without_a_time(before, words):
    line = f"{words} Stadtspaziergang mit Kemal Arslan, Treffpunkt Haupteingang"
    draft, report = read(f"{before}{line}{AFTER}")
    session = draft.sessions[-2]
    assert titles(draft) == [*(["Eröffnung"] if before else []), "Stadtspaziergang", "Abschluss"]
    assert (session.slots, [person.name for person in session.appearances]) == ([], ["Kemal Arslan"])
    assert session.note == f"18.02.2027, {words.strip('*:,')}"
    assert session.abstract == "Treffpunkt Haupteingang"
    assert draft.sessions[0].abstract in {"", session.abstract}
    assert "rough_time" in codes(report)


def test_lines_below_such_a_session_are_its_own():
    draft, _report = read(f"{BEFORE}abends Konzert\nAula\nmit Can Yıl\n\nEs spielt die Bigband.{AFTER}")
    session = draft.sessions[1]
    assert (session.note, [person.name for person in session.appearances]) == (
        "18.02.2027, abends\nRaum: Aula",
        ["Can Yıl"],
    )
    assert (session.abstract, draft.sessions[0].abstract) == ("Es spielt die Bigband.", "")


def test_heading_with_a_part_of_the_day_is_the_title_of_a_session():
    draft, _report = read("### 9-10 Uhr: Eins\n\nText.\n\n### Nachmittags Stadtspaziergang\n\n### 14-15 Uhr: Zwei\n")
    assert titles(draft) == ["Eins", "Stadtspaziergang", "Zwei"]
    assert draft.sessions[1].note == "18.02.2027, Nachmittags"


def test_whole_day_before_a_title_is_asked_about_as_behind_it():
    draft, report = read(f"{BEFORE}ganztägig Büchertisch{AFTER}")
    assert titles(draft) == ["Eröffnung", "Büchertisch", "Abschluss"]
    assert [question.key for question in report.questions] == ["whole:büchertisch"]


def test_part_of_the_day_in_a_cell_of_times_is_noted_and_stands_in_no_text():
    draft, report = read(
        "| Zeit | Titel | Wer |\n| --- | --- | --- |\n| 9-10 Uhr | Eins | Eva Horn |\n"
        "| nachmittags | Stadtspaziergang | Kemal Arslan |\n| 19-20 Uhr | Konzert | |\n"
    )
    assert [(one.title, len(one.slots), one.abstract) for one in draft.sessions] == [
        ("Eins", 1, ""),
        ("Stadtspaziergang", 0, ""),
        ("Konzert", 1, ""),
    ]
    assert (draft.sessions[1].note, codes(report)) == ("18.02.2027, nachmittags", ["rough_time"])


SENTENCES = [
    "Nachmittags treffen wir uns im Café.",
    "nachmittags treffen wir uns im Café",
    "Am Nachmittag findet das Forum statt",
    "Nachmittags ist auch das Archiv geöffnet.",
    "Am Abend der Begegnung spielt Musik.",
    "nachmittags Kinderbetreuung möglich",
    "Abends Eintritt frei",
]


@pytest.mark.parametrize("line", SENTENCES)
def test_sentence_about_a_part_of_the_day_stays_text_without_a_remark(line):
    draft, report = read(f"{BEFORE}{line}{AFTER}")
    assert (titles(draft), draft.sessions[0].abstract) == (["Eröffnung", "Abschluss"], line)
    assert "may_be_session" not in codes(report)


UNSURE = {
    "no capital": f"{BEFORE}abends gemeinsames Grillen{AFTER}",
    "full stop": f"{BEFORE}Abends Musik und Tanz.{AFTER}",
    "a break": f"{BEFORE}nachmittags Kaffee und Kuchen{AFTER}",
    "two at once": f"{BEFORE}Nachmittags Workshops, abends Konzert{AFTER}",
    "within a long session": f"9-17 Uhr Sommerfest\n\nnachmittags Stadtspaziergang mit Kemal Arslan{AFTER}",
    "items of a long session": f"9-17 Uhr Sommerfest\n\n- vormittags Töpfern\n- nachmittags Weben{AFTER}",
    "within a paragraph": f"{BEFORE}Ein Absatz von mehr als vierzig Zeichen, der so\nabends Konzert nennt{AFTER}",
    "above all sessions": f"Wir laden ein.\n\nNachmittags Workshops in vier Räumen{AFTER}",
}


@pytest.mark.parametrize("content", UNSURE.values(), ids=UNSURE)
def test_line_that_may_be_a_session_stays_text_and_is_named(content):
    draft, report = read(content)
    assert len(draft.sessions) == 2 - content.startswith("Wir laden")
    named = [str(entry.message) for entry in report.entries if entry.code == "may_be_session"]
    text = draft.sessions[0].abstract + draft.description
    assert named
    assert all(any(line.lstrip("- ") in message for line in text.splitlines()) for message in named)
    assert all(not session.appearances or session.appearances[0].name == "Eva Horn" for session in draft.sessions)
