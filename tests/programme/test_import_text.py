"""What an organiser's document becomes: whole drafts, compared fact by fact."""

from datetime import date, datetime

import pytest
from django.conf import settings

from programme.imports import text
from tests.programme.drafts import as_lines

SAMPLES = settings.BASE_DIR / "tests/data/programmes"


def read(content):
    draft, report = text.read(content.encode(), today=date(2027, 1, 10))
    return draft, [(entry.line, entry.code) for entry in report.entries]


def at(month, day, hour, minute=0):
    return datetime(2027, month, day, hour, minute)  # noqa: DTZ001 – drafts are naive


def one(lines, head="# Konferenz\n\n3. Mai 2027\n\n"):
    """Return the only session of a small text, and what was said about it."""
    draft, remarks = read(head + lines)
    [session] = draft.sessions
    return session, remarks


@pytest.mark.parametrize("file", sorted(SAMPLES.iterdir()), ids=lambda file: file.name)
def test_document_becomes_the_draft_beside_it(file):
    """The drafts in tests/data/drafts were read against their documents, line by line."""
    draft, report = text.read(file.read_bytes(), today=date(2027, 1, 10))
    expected = settings.BASE_DIR / "tests/data/drafts" / f"{file.name}.txt"
    assert as_lines(draft, report) == expected.read_text().splitlines()


TIMES = {
    "9:30 – 11:00 Uhr": ((9, 30), (11, 0)),
    "9.30 bis 11 Uhr": ((9, 30), (11, 0)),
    "10-12 Uhr": ((10, 0), (12, 0)),
    "ab 14 Uhr": ((14, 0), None),
    "14 Uhr": ((14, 0), None),
    "13:00 – open end": ((13, 0), None),
    "9 am – 10:30 am": ((9, 0), (10, 30)),
}


@pytest.mark.parametrize(("written", "meant"), TIMES.items(), ids=TIMES)
@pytest.mark.parametrize(
    "layout",
    [
        "{time}\n\n## Titel",
        "## {time}: Titel",
        "## Titel ({time})",
        "**{time} Titel**",
        "{time} Titel",
        "## Titel\n\n{time}",
    ],
    ids=["above", "in the heading", "behind", "bold", "plain line", "below"],
)
def test_every_way_to_write_a_time_at_every_place(layout, written, meant):
    if layout == "## Titel\n\n{time}":
        layout = "## 8 Uhr Auftakt\n\n" + layout
    draft, _remarks = read("# Konferenz\n\n3. Mai 2027\n\n" + layout.format(time=written))
    [slot] = draft.sessions[-1].slots
    start, end = meant
    assert draft.sessions[-1].title == "Titel"
    assert (slot.starts_at, slot.ends_at) == (at(5, 3, *start), end and at(5, 3, *end))


@pytest.mark.parametrize(
    ("remark", "fact"),
    [
        ("(angefragt)", {"is_requested": True}),
        ("(tbc)", {"is_requested": True}),
        ("(N.N.)", {"is_requested": True}),
        ("(abgesagt)", {"is_cancelled": True}),
        ("– entfällt", {"is_cancelled": True}),
        ("fällt aus", {"is_cancelled": True}),
        ("(max. 20 Personen)", {"capacity": 20}),
        ("(auf Englisch)", {"language": "en"}),
        ("(Workshop)", {"format": "Workshop"}),
    ],
)
def test_remark_behind_a_title_is_a_fact(remark, fact):
    session, _remarks = one(f"## 9 Uhr: Neue Wege {remark}\n")
    assert {name: getattr(session, name) for name in fact} == fact


def test_end_before_start_and_a_day_without_date_are_said_and_kept():
    session, remarks = one("## 11 – 9 Uhr: Rückwärts\n")
    assert (session.slots, session.abstract, session.note) == ([], "", "03.05.2027, 11 – 9 Uhr")
    assert remarks == [(5, "end_before_start")]
    session, remarks = one("## 9 Uhr: Titel\n", head="# Konferenz\n\n")
    assert session.slots == []
    assert (3, "no_date") in remarks


def test_same_title_twice_is_kept_twice_and_said():
    draft, remarks = read("# K\n\n3. Mai 2027\n\n## 9-10 Uhr: Gleich\n\n## 11-12 Uhr: Gleich\n")
    assert [session.title for session in draft.sessions] == ["Gleich", "Gleich"]
    assert [remark for remark in remarks if remark[1] == "same_title"] == [(5, "same_title"), (7, "same_title")]


@pytest.mark.parametrize(
    "title", ["# Konferenz am 3. Mai 2027", "Konferenz\n=====\n\n03.05.27", "**Konferenz**\n\nMontag, 3. Mai 2027"]
)
def test_day_stands_in_the_title_or_below(title):
    session, remarks = one("9-10 Uhr\n\n## Titel\n", head=f"{title}\n\n")
    assert (session.slots[0].starts_at, remarks) == (at(5, 3, 9), [])


def test_hour_that_summer_time_leaves_out_is_said():
    session, remarks = one("## 02:30 – 04:00 Uhr: Nacht\n", head="# K\n\n28.03.2027\n\n")
    assert (session.slots, remarks) == ([], [(5, "missing_hour")])


@pytest.mark.parametrize(
    ("written", "title"),
    [
        ("Trans* und inter* im Amt", "Trans* und inter* im Amt"),
        ("Für Kolleg*innen und Teilnehmer*innen", "Für Kolleg*innen und Teilnehmer*innen"),
        ("5* Hotel", "5* Hotel"),
        ("Für Frauen*", "Für Frauen*"),
        ("Was __init__ macht", "Was __init__ macht"),
        ("Rock`n Roll im Amt", "Rock`n Roll im Amt"),
        ("**Für Frauen***", "Für Frauen*"),
        ("*Neue* Wege und **gute** `Ideen`", "Neue Wege und gute Ideen"),
        ("**_Neue Wege_**", "Neue Wege"),
    ],
)
def test_title_loses_marks_only_in_pairs_around_words(written, title):
    session, _remarks = one(f"## 9–10 Uhr: {written}\n")
    assert session.title == title
