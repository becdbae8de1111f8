"""Conferences as offices write them in Word, imported whole: each draft was read against its document, fact by fact."""

from datetime import date

import pytest
from django.conf import settings

from programme.imports import reading, text, writer
from programme.models import Organisation, Speaker
from tests.programme import word_documents as docx
from tests.programme.drafts import as_lines
from tests.programme.word_conferences import CONFERENCES

HEAD = "# Konferenz\n\n3. Mai 2027\n\n"


def read(content, answers=None):
    return text.read((HEAD + content).encode(), today=date(2027, 1, 10), answers=answers)


def one(content, answers=None):
    draft, report = read(content, answers)
    [session] = draft.sessions
    return session, report


def people_of(session):
    return [(person.role, person.name) for person in session.appearances]


@pytest.mark.parametrize("name", CONFERENCES)
def test_conference_becomes_the_draft_beside_it(name):
    draft, report = text.read(CONFERENCES[name](), today=date(2027, 1, 10))
    expected = settings.BASE_DIR / "tests/data/word_drafts" / f"{name}.txt"
    assert as_lines(draft, report) == expected.read_text().splitlines()


@pytest.mark.parametrize("name", CONFERENCES)
def test_a_handful_of_questions_is_enough(name):
    _draft, report = text.read(CONFERENCES[name](), today=date(2027, 1, 10))
    assert len({question.key for question in report.questions}) <= 4


# Tables with a column per room

ROOMS = "| Zeit | Raum 1 | Atelier | Raum 3 |\n| --- | --- | --- | --- |\n"


def rooms_of(content):
    draft, _report = read(content)
    return [(session.title, session.slots[0].room) for session in draft.sessions]


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ("| 9-10 | Plenum 27 | Plenum 27 | Plenum 27 |", [("Plenum 27", "")]),
        ("| 9-10 | Tanz | Tanz | Ton |", [("Tanz", "Raum 1"), ("Ton", "Raum 3")]),
        ("| 9-10 | Tanz | Ton | Ton |", [("Tanz", "Raum 1"), ("Ton", "Atelier")]),
        ("| 9-10 | Tanz | Ton | Tanz |", [("Tanz", "Raum 1"), ("Ton", "Atelier"), ("Tanz", "Raum 3")]),
        ("| 9-10 | Tanz | Tanz | |", [("Tanz", "Raum 1")]),
    ],
)
def test_cell_over_several_columns_is_one_session(row, expected):
    assert rooms_of(ROOMS + row) == expected


def test_session_on_several_days_of_a_table_stays_several():
    days = "| Zeit | Montag, 3. Mai | Dienstag, 4. Mai |\n| --- | --- | --- |\n| 9-10 | Sprechstunde | Sprechstunde |"
    draft, _report = read(days)
    assert [session.slots[0].starts_at.day for session in draft.sessions] == [3, 4]


@pytest.mark.parametrize("name", ["Atelier", "Salon Rosa", "Glaskasten", "Remise", "Saal"])
def test_column_beside_rooms_is_a_room(name):
    assert rooms_of(f"| Zeit | {name} | Raum 2 |\n| --- | --- | --- |\n| 9-10 | Tanz | Ton |") == [
        ("Tanz", name),
        ("Ton", "Raum 2"),
    ]


# Labels, trades, days

LINES = {
    "Es diskutieren: Eva Horn, Can Yıl. Moderation: Kurt Roß": [("panel", "Eva Horn"), ("panel", "Can Yıl")],
    "Referentin: Eva Horn; Moderation: Kurt Roß": [("speaker", "Eva Horn")],
    "Referentin: Eva Horn, Moderation: Kurt Roß": [("speaker", "Eva Horn")],
    "Referentin: Eva Horn | Moderation: Kurt Roß": [("speaker", "Eva Horn")],
    "Referentin: Eva Horn – Moderation: Kurt Roß": [("speaker", "Eva Horn")],
    "Referentin: Eva Horn (Stadt Jena). Raum: Saal 2. Moderation: Kurt Roß": [("speaker", "Eva Horn")],
}


@pytest.mark.parametrize("line", LINES)
def test_several_labels_in_a_line_are_each_read(line):
    session, _report = one(f"## 9-10 Uhr: Neue Wege\n\n{line}\n")
    assert people_of(session) == [*LINES[line], ("moderation", "Kurt Roß")]
    assert session.abstract == ""


@pytest.mark.parametrize("trade", ["Mediatorin", "Schriftsteller", "Journalistin", "Soziologin", "Hausärztin"])
def test_trade_before_a_name_is_no_part_of_it(trade):
    session, _report = one(f"## 9-10 Uhr: Neue Wege ({trade} Anke Schröder)")
    assert [(person.name, person.position, person.affiliation) for person in session.appearances] == [
        ("Anke Schröder", trade, "")
    ]


@pytest.mark.parametrize("words", ["online zugeschaltet", "zugeschaltet", "per Video", "online", "vor Ort"])
def test_how_somebody_takes_part_is_no_organisation(words):
    session, _report = one(f"## 9-10 Uhr: Neue Wege\n\nReferentin: Eva Horn ({words})\n")
    [person] = session.appearances
    assert (person.name, person.affiliation) == ("Eva Horn", "")
    assert words in session.abstract


@pytest.mark.parametrize(
    "line",
    [
        "Montag, 8. und Dienstag, 9. November 2027",
        "Mo., 8. – Di., 9. November 2027",
        "Montag, 8., und Dienstag, 9. November 2027",
        "Montag, den 8. bis Dienstag, den 9. November 2027",
        "8. und 9. November 2027",
    ],
)
def test_two_days_with_their_weekdays_are_a_range(line):
    content = f"# Tagung\n\n{line}, Bildungszentrum Nordhausen\n\n## 9-10 Uhr: Neue Wege\n"
    draft, _report = text.read(content.encode(), today=date(2027, 1, 10))
    assert (draft.starts_on, draft.ends_on) == (date(2027, 11, 8), date(2027, 11, 9))
    assert draft.venue == "Bildungszentrum Nordhausen"


@pytest.mark.parametrize("place", [" (online)", ", Aula", " – Saal 2", " (Raum 7)", ": Aula"])
def test_place_beside_a_day_holds_for_its_sessions(place):
    draft, _report = read(f"## Montag, 3. Mai{place}\n\n9-10 Uhr: Wege\n\n## Dienstag, 4. Mai\n\n9-10 Uhr: Ziele\n")
    wege, ziele = draft.sessions
    assert (wege.slots[0].room, ziele.slots[0].room) == (place.strip(" (),–:"), "")


# Who is unsure is asked


@pytest.mark.parametrize("name", ["Yasmin Amiri", "Eva Horn", "Birgit Franke (Stadt Jena)"])
def test_first_name_behind_a_dash_is_asked_about(name):
    session, report = one(f"## 9-10 Uhr: Kommunen – {name}")
    bare = name.split(" (")[0]
    assert (session.title, people_of(session)) == ("Kommunen", [("speaker", bare)])
    if bare != name:
        return  # its organisation says enough
    [question] = report.questions
    session, _report = one(f"## 9-10 Uhr: Kommunen – {name}", {question.key: "title"})
    assert (session.title, session.appearances) == (f"Kommunen – {name}", [])


@pytest.mark.parametrize("name", ["Behr", "Schmidt", "Horn-Vogel", "Yıl", "Özdemir"])
def test_one_name_in_a_bracket_is_asked_about(name):
    session, report = one(f"## 9-10 Uhr: Neue Wege ({name})")
    [question] = report.questions
    assert (session.title, question.code, question.guess) == (f"Neue Wege ({name})", "person", "title")
    session, _report = one(f"## 9-10 Uhr: Neue Wege ({name})", {question.key: "person"})
    assert (session.title, people_of(session)) == ("Neue Wege", [("speaker", name)])


@pytest.mark.parametrize("words", ["Wiederholung", "Workshop", "NABU", "online", "Teil 2"])
def test_other_words_in_a_bracket_are_not_asked_about(words):
    assert one(f"## 9-10 Uhr: Neue Wege ({words})")[1].questions == []


def test_nobody_is_asked_about_who_is_named_beyond_doubt_elsewhere():
    _draft, report = read("## 9-10 Uhr: Wege – Eva Horn\n\n## 10-11 Uhr: Ziele\n\nModeration: Eva Horn\n")
    assert report.questions == []


# Word's hidden text

HIDDEN = {
    "run": docx.paragraph(docx.run("Intern", "<w:vanish/>")),
    "run, said twice": docx.paragraph(docx.run("Intern", '<w:vanish w:val="1"/>')),
    "part of a line": docx.paragraph("Offen ", docx.run("Intern", "<w:b/><w:vanish/>")),
    "list": docx.paragraph(docx.run("Intern", "<w:vanish/>"), level=0),
    "cell": docx.table([docx.cell(docx.paragraph(docx.run("Intern", "<w:vanish/>"))), "Offen"]),
    "inserted": docx.paragraph(f"<w:ins>{docx.run('Intern', '<w:vanish/>')}</w:ins>"),
}


@pytest.mark.parametrize("block", HIDDEN.values(), ids=HIDDEN)
def test_hidden_text_is_not_read_but_told(block):
    content, report = reading.decode(docx.document(docx.paragraph("Offen"), block))
    assert "Intern" not in content
    [entry] = [entry for entry in report.entries if entry.code == "hidden"]
    assert "Intern" in str(entry.message)


def test_text_hidden_by_its_style_is_not_read():
    note = '<w:style w:type="paragraph" w:styleId="Notiz"><w:name w:val="Notiz"/><w:rPr><w:vanish/></w:rPr></w:style>'
    styles = docx.STYLES.replace("</w:styles>", f"{note}</w:styles>")
    blocks = [docx.paragraph("Offen"), docx.paragraph("Intern", style="Notiz")]
    content, report = reading.decode(docx.document(*blocks, parts={"word/styles.xml": styles}))
    assert (content.strip(), [entry.code for entry in report.entries]) == ("Offen", ["hidden"])


def test_text_that_is_shown_again_is_read():
    content, report = reading.decode(docx.document(docx.paragraph(docx.run("Offen", '<w:vanish w:val="0"/>'))))
    assert (content.strip(), report.entries) == ("Offen", [])


@pytest.mark.parametrize(
    ("runs", "expected"),
    [
        ([docx.run("Neu"), docx.run("e Wege")], "Neue Wege"),
        ([docx.bold("Neu"), docx.bold("e Wege")], "**Neue Wege**"),
        ([docx.bold("Neu"), docx.run("e Wege")], "Neue Wege"),
        ([docx.run("Neue", "<w:strike/>"), docx.run(" Wege", '<w:strike w:val="0"/>')], "~~Neue~~ Wege"),
        ([docx.run("9 Uhr\t"), docx.run("Neue\n"), docx.run("Wege")], "9 Uhr\tNeue\nWege"),
        ([docx.run("Neue ", '<w:sz w:val="22"/>'), docx.run("Wege", '<w:sz w:val="24"/>')], "Neue Wege"),
    ],
)
def test_runs_that_look_the_same_are_one(runs, expected):
    content, _report = reading.decode(docx.document(docx.paragraph(*runs)))
    assert content.strip() == expected


# Items below a title with its time

ITEMS = "9-10 Uhr {}\n\n- Klima\n  - Leitung: Eva Horn\n{}- Erde\n  - Leitung: Can Yıl\n{}"


@pytest.mark.parametrize("title", ["Thementische", "Parallele Foren", "Runde 2", "Workshop-Phase", "Arbeitsgruppen"])
def test_items_with_their_people_below_a_group_are_sessions(title):
    draft, report = read(ITEMS.format(title, "", ""))
    assert [(session.title, session.appearances[0].name) for session in draft.sessions] == [
        ("Klima", "Eva Horn"),
        ("Erde", "Can Yıl"),
    ]
    assert report.questions == []


def test_items_in_rooms_of_their_own_are_sessions():
    draft, report = read(ITEMS.format("Vertiefung", "  - Raum: Raum 1\n", "  - Raum: Aula\n"))
    assert [(session.title, session.slots[0].room) for session in draft.sessions] == [
        ("Klima", "Raum 1"),
        ("Erde", "Aula"),
    ]
    assert report.questions == []


@pytest.mark.parametrize(
    "content", [ITEMS.format("Begrüßung", "", ""), "9-10 Uhr Begrüßung\n\n- Klima (Eva Horn)\n- Erde (Can Yıl)\n"]
)
def test_items_that_may_be_an_agenda_are_asked_about(content):
    session, report = one(content)
    [question] = report.questions
    assert (session.title, question.code, question.guess) == ("Begrüßung", "split", "text")
    draft, _report = read(content, {question.key: "sessions"})
    assert [session.title for session in draft.sessions] == ["Klima", "Erde"]


@pytest.mark.parametrize("state", ["Cancelled", "entfällt", "fällt aus", "angefragt", "abgesagt"])
def test_state_word_is_no_part_of_a_name(state):
    _session, report = one(f"9-10 Uhr Runde\n\n- Klima {state}\n")
    assert report.questions == []


@pytest.mark.parametrize("name", ["Eva Horn", "Yasmin Amiri", "Can Yıl"])
def test_first_name_behind_a_comma_is_asked_about(name):
    session, report = one(f"9-10 Uhr: Neue Wege, {name}\n")
    [question] = report.questions
    assert (session.title, people_of(session)) == ("Neue Wege", [("speaker", name)])
    session, _report = one(f"9-10 Uhr: Neue Wege, {name}\n", {question.key: "title"})
    assert (session.title, session.appearances) == (f"Neue Wege, {name}", [])


@pytest.mark.parametrize(
    ("written", "position", "organisation"),
    [
        ("Oberbürgermeister Timo Rasch", "Oberbürgermeister", ""),
        ("Staatssekretärin Nilgün Aksoy (angefragt)", "Staatssekretärin", ""),
        ("Ada Horn, Geschäftsführerin, Verein Weg e. V.", "Geschäftsführerin", "Verein Weg e. V."),
        ("Pfarrerin Eva Horn (Kirchenkreis Auental)", "Pfarrerin", "Kirchenkreis Auental"),
        ("Eva Horn (Verein Weg e. V.)", "", "Verein Weg e. V."),
    ],
)
def test_what_somebody_is_makes_no_organisation(db, written, position, organisation):
    draft, _report = read(f"## 9-10 Uhr: Neue Wege\n\nReferent:in: {written}\n")
    writer.apply(draft)
    speaker = Speaker.objects.get()
    assert (speaker.position, str(speaker.organisation or "")) == (position, organisation)
    assert Organisation.objects.count() == bool(organisation)
    assert writer.apply(draft).is_empty
