"""Times and days as offices write them: in words, roughly, without „Uhr“. Whatever is not exact is told."""

import pytest

from tests.programme.import_texts import read


def times(draft):
    """Return {title: "09:30–11:00"} of the main slots; "09:30–" for an open end, "" for no time."""
    return {session.title: _span(session.slots) for session in draft.sessions}


def _span(slots):
    if not slots:
        return ""
    return (
        f"{slots[0].starts_at:%H:%M}–{slots[0].ends_at:%H:%M}" if slots[0].ends_at else f"{slots[0].starts_at:%H:%M}–"
    )


def said(report, code):
    return [str(entry.message) for entry in report.entries if entry.code == code]


def asked(report, code):
    return [question for question in report.questions if question.code == code]


# In words

IN_WORDS = {
    "halb zehn": "09:30–",
    "um halb zehn": "09:30–",
    "halb 10": "09:30–",
    "halb 10 Uhr": "09:30–",
    "Viertel nach neun": "09:15–",
    "Viertel vor 10": "09:45–",
    "viertel zehn": "09:15–",
    "dreiviertel zehn": "09:45–",
    "neun Uhr": "09:00–",
    "neun bis zehn Uhr": "09:00–10:00",
    "von neun bis zehn Uhr": "09:00–10:00",
    "zwischen neun und zehn Uhr": "09:00–10:00",
    "halb zehn bis 11 Uhr": "09:30–11:00",
    "halb drei": "14:30–",
    "halb eins": "12:30–",
    "acht Uhr abends": "20:00–",
    "half past nine": "09:30–",
    "nine o’clock": "09:00–",
}


@pytest.mark.parametrize(("words", "span"), IN_WORDS.items(), ids=IN_WORDS)
@pytest.mark.parametrize("line", ["{}: Lesen lernen", "{} – Lesen lernen"])
def test_time_in_words_is_a_time_and_is_told(line, words, span):
    draft, report = read(line.format(words) + "\n")
    assert times(draft) == {"Lesen lernen": span}
    [sentence] = said(report, "time_in_words")
    assert (words in sentence, span.split("–")[0] in sentence) == (True, True)
    assert draft.sessions[0].abstract == draft.description == ""


@pytest.mark.parametrize(
    ("words", "span"),
    [
        ("gegen 14 Uhr", "14:00–"),
        ("ca. 14 Uhr", "14:00–"),
        ("etwa 14 Uhr", "14:00–"),
        ("voraussichtlich 14 Uhr", "14:00–"),
        ("ab ca. 14 Uhr", "14:00–"),
        ("14 – ca. 15 Uhr", "14:00–15:00"),
        ("14 Uhr bis etwa 15.20 Uhr", "14:00–15:20"),
    ],
)
def test_rough_clock_is_a_time_and_is_told(words, span):
    draft, report = read(f"{words} Lesen lernen\n")
    assert times(draft) == {"Lesen lernen": span}
    assert [words in sentence for sentence in said(report, "time_in_words")] == [True]


@pytest.mark.parametrize("words", ["9 Uhr", "9.30 - 10 Uhr", "ab 9 Uhr", "15.20 Uhr", "9.00-9.45h", "von 9 bis 10 Uhr"])
def test_exact_time_needs_no_remark(words):
    draft, report = read(f"{words} Lesen lernen\n")
    assert list(times(draft)) == ["Lesen lernen"]
    assert said(report, "time_in_words") == []


@pytest.mark.parametrize(
    "line",
    ["Zwei Ämter stellen sich vor", "halb ernst und halb heiter", "Zehn bis zwölf Menschen kommen", "Viertel vor Ort"],
)
def test_number_in_words_is_no_time_by_itself(line):
    draft, _report = read(f"9-10 Uhr Eröffnung\n\n{line}\n")
    assert times(draft) == {"Eröffnung": "09:00–10:00"}
    assert draft.sessions[0].abstract == line


@pytest.mark.parametrize(
    "line",
    [
        "Freitag, dem neunzehnten Februar",
        "Am Freitag, dem neunzehnten Februar 2027",
        "am neunzehnten Februar 2027",
        "Neunzehnter Februar",
    ],
)
def test_day_in_words_is_a_day(line):
    draft, _report = read(f"9-10 Uhr Eröffnung\n\n{line}\n\n10-11 Uhr Zwei\n")
    assert [session.slots[0].starts_at.day for session in draft.sessions] == [18, 19]
    assert draft.sessions[0].abstract == draft.description == ""


# Without a unit

BARE = {
    "11-12 Lesen lernen": "11:00–12:00",
    "11–12 Lesen lernen": "11:00–12:00",
    "11 - 12: Lesen lernen": "11:00–12:00",
    "11 bis 12 Lesen lernen": "11:00–12:00",
    "11-12 „Lesen lernen“": "11:00–12:00",
    "11-12\tLesen lernen\tRaum 2": "11:00–12:00",
    "- 11-12 Lesen lernen": "11:00–12:00",
    "**11-12 Lesen lernen**": "11:00–12:00",
    "11-12 **Lesen lernen**": "11:00–12:00",
    "9.20 Lesen lernen": "09:20–",
    "15.20 Lesen lernen": "15:20–",
    "11h Lesen lernen": "11:00–",
    "13.30 - 13.38 Lesen lernen": "13:30–13:38",
}


@pytest.mark.parametrize("gap", ["\n", "\n\n"])
@pytest.mark.parametrize(("line", "span"), BARE.items(), ids=BARE)
def test_hours_without_a_unit_begin_a_session_and_are_asked_about(line, span, gap):
    draft, report = read(f"8-9 Uhr Eröffnung{gap}{line}\n")
    assert times(draft) == {"Eröffnung": "08:00–09:00", "Lesen lernen": span}
    [question] = asked(report, "hours")
    assert (question.guess, question.line) == ("session", 6 if gap == "\n" else 7)
    draft, _report = read(f"8-9 Uhr Eröffnung{gap}{line}\n", {question.key: "text"})
    assert list(times(draft)) == ["Eröffnung"]
    assert "Lesen lernen" in draft.sessions[0].abstract


def test_a_day_of_hours_without_units_needs_one_answer():
    draft, report = read("9-10 Eins\n10-11 Zwei\n\n11-12 Drei\n")
    assert times(draft) == {"Eins": "09:00–10:00", "Zwei": "10:00–11:00", "Drei": "11:00–12:00"}
    assert {question.key for question in asked(report, "hours")} == {"hours"}


@pytest.mark.parametrize(
    "line",
    [
        "11-12 Personen",
        "11-12 Teilnehmende je Gruppe",
        "11-12 Plätze",
        "16-18 Jahre",
        "10-12 Jährige sind willkommen",
        "2020-2025 Rückblick",
        "9.50 Euro Eintritt",
        "15.20 € Eintritt",
        "11-12 sind noch frei",
        "12-11 Rückwärts",
        "30-40 Bäume",
        "11-12 Menschen treffen sich.",
        "2h Übung",
    ],
)
def test_numbers_of_something_else_stay_text(line):
    draft, report = read(f"8-9 Uhr Eröffnung\n\n{line}\n")
    assert times(draft) == {"Eröffnung": "08:00–09:00"}
    assert asked(report, "hours") == []
    assert line in draft.sessions[0].abstract or draft.sessions[0].capacity


def test_hours_above_the_first_day_stay_text():
    draft, report = read("11-12 Lesen lernen\n\nDonnerstag, 18.02.2027\n\n13-14 Uhr Zwei\n", head="# Forum\n\n")
    assert (list(times(draft)), asked(report, "hours")) == (["Zwei"], [])


def test_hours_behind_a_label_need_no_unit():
    draft, _report = read("Titel: Lesen lernen\nUhrzeit: 10-11\n\nTitel: Zwei\nZeit: 11 – 12.30\n")
    assert times(draft) == {"Lesen lernen": "10:00–11:00", "Zwei": "11:00–12:30"}
