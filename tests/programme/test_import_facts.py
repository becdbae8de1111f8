"""How an imported text says who can follow a session, and with what: read from labels and short remarks, never from
sentences or titles; written once, and left alone where an organiser has changed it here."""

from datetime import date

import pytest

from programme.imports import text, writer
from programme.imports.changes import Action
from programme.models import Conference, Session
from tests.programme.import_page import send

HEAD = "# Konferenz\n\n3. Mai 2027\n\n"
FACTS = ("language", "interpreted_into", "aids", "target_group", "materials", "materials_url")


def read(content):
    draft, report = text.read((HEAD + content).encode(), today=date(2027, 1, 10))
    return draft, report


def facts(session):
    return {name: value for name in FACTS if (value := getattr(session, name))}


def below_title(line):
    draft, report = read(f"9-10 Uhr\n\n### Eins (Eva Horn)\n\nRaum: Aula\n{line}\n\nEin Absatz.\n")
    [session] = draft.sessions
    return session, report


LINES = {
    "Dolmetschung: Englisch, Arabisch": {"interpreted_into": ("en", "ar")},
    "Dolmetschung: Deutsch/Englisch": {"interpreted_into": ("de", "en")},
    "Dolmetschung: Englisch, Englisch und Englisch": {"interpreted_into": ("en",)},
    "Dolmetschung ins Englische und Arabische": {"interpreted_into": ("en", "ar")},
    "Dolmetschung ins: Englische": {"interpreted_into": ("en",)},
    "mit Simultandolmetschung in Englisch & Ukrainisch": {"interpreted_into": ("en", "uk")},
    "Simultanübersetzung Deutsch – Englisch": {"interpreted_into": ("de", "en")},
    "Interpretation: English, DGS": {"interpreted_into": ("en",), "aids": ("sign_language",)},
    "with interpretation into French": {"interpreted_into": ("fr",)},
    "Gebärdensprache": {"aids": ("sign_language",)},
    "mit Gebärdensprache": {"aids": ("sign_language",)},
    "Mit Gebärdensprachdolmetschung.": {"aids": ("sign_language",)},
    "DGS": {"aids": ("sign_language",)},
    "mit Schriftdolmetschung": {"aids": ("captions",)},
    "mit Untertiteln und Gebärdensprache": {"aids": ("captions", "sign_language")},
    "with live captions and sign language": {"aids": ("captions", "sign_language")},
    "(Untertitel)": {"aids": ("captions",)},
    "Leichte Sprache": {"aids": ("easy_language",)},
    "in Leichter Sprache": {"aids": ("easy_language",)},
    "Barrierefreiheit: Gebärdensprache, Untertitel": {"aids": ("sign_language", "captions")},
    "Sprache: Deutsch": {"language": "de"},
    "Sprache: Deutsch mit Dolmetschung ins Englische": {"language": "de", "interpreted_into": ("en",)},
    "Sprache: Englisch (mit Untertiteln)": {"language": "en", "aids": ("captions",)},
    "Zielgruppe: Lehrkräfte und Eltern": {"target_group": "Lehrkräfte und Eltern"},
    "Für wen: Alle, die beraten": {"target_group": "Alle, die beraten"},
    "Target group: teachers": {"target_group": "teachers"},
    "Materialien: https://example.org/_a_/x.pdf": {"materials_url": "https://example.org/_a_/x.pdf"},
    "Materialien: [Folien](https://example.org/_a_)": {
        "materials": "Folien",
        "materials_url": "https://example.org/_a_",
    },
    "Folien: Übungen, <https://example.org/a?b=c&d=e>.": {
        "materials": "Übungen",
        "materials_url": "https://example.org/a?b=c&d=e",
    },
    "Unterlagen: (https://example.org/a_(b))": {"materials_url": "https://example.org/a_(b)"},
    "Materialien: Bitte Stift mitbringen": {"materials": "Bitte Stift mitbringen"},
    "Materialien: javascript:alert(1)": {"materials": "javascript:alert(1)"},  # words, no link
    "Dolmetschung: Englisch. Zielgruppe: Alle. Materialien: Skript": {
        "interpreted_into": ("en",),
        "target_group": "Alle",
        "materials": "Skript",
    },
    "max. 20 Personen, mit Gebärdensprache": {"aids": ("sign_language",)},
}


@pytest.mark.parametrize("line", LINES)
def test_line_below_a_title_says_how_to_follow_a_session(line):
    session, report = below_title(line)
    assert facts(session) == LINES[line]
    assert (session.abstract, [person.name for person in session.appearances]) == ("Ein Absatz.", ["Eva Horn"])
    assert [entry.code for entry in report.entries] == []


@pytest.mark.parametrize(
    "line",
    [
        "Dolmetschung: Englisch, Kurdisch",
        "Dolmetschung: Klingonisch",
        "Barrierefreiheit: Der Raum ist stufenlos erreichbar.",
        "Materialien: https://a.example/ und https://b.example/",
        "Materialien: https://",
        "Materialien: https://example .org/",
        "Materialien: " + "x" * 301,
        "Zielgruppe: " + "x" * 300,
        "Sprache: Deutsch und Klingonisch",
    ],
)
def test_what_no_field_has_room_for_stays_as_it_was_written_and_is_named(line):
    session, report = below_title(line)
    assert facts(session) == {}
    assert session.abstract == f"{line}\n\nEin Absatz."
    assert [person.name for person in session.appearances] == ["Eva Horn"]
    assert [(entry.code, entry.level) for entry in report.entries] == [("label", "warning")]


def test_an_address_that_is_too_long_stays_in_the_text():
    line = "Materialien: https://example.org/" + "x" * 500
    session, _report = below_title(line)
    assert (facts(session), session.abstract) == ({}, f"{line}\n\nEin Absatz.")


def test_an_interpreter_by_name_is_a_person():
    session, _report = below_title("Dolmetschung: Anna Vogel")
    assert (facts(session), [one.role for one in session.appearances]) == ({}, ["speaker", "interpreter"])


@pytest.mark.parametrize(
    ("written", "title", "expected"),
    [
        ("Mitreden (Gebärdensprache)", "Mitreden", {"aids": ("sign_language",)}),
        ("Mitreden – mit Gebärdensprache", "Mitreden", {"aids": ("sign_language",)}),
        ("Mitreden – in Leichter Sprache", "Mitreden", {"aids": ("easy_language",)}),
        ("Mitreden (Raum 2, Untertitel)", "Mitreden", {"aids": ("captions",)}),
        ("Mitreden (mit Dolmetschung ins Englische)", "Mitreden", {"interpreted_into": ("en",)}),
        ("Leichte Sprache (Eva Horn)", "Leichte Sprache", {}),
        ("Leichte Sprache ist Handwerk", None, {}),
        ("Vortrag – Leichte Sprache", "Leichte Sprache", {}),
        ("Barrierefrei schreiben – Leichte Sprache", None, {}),
        ("Barrierefrei schreiben, Leichte Sprache", None, {}),
        ("Gebärdensprache", None, {}),
        ("Mit Gebärdensprache durch die Stadt", None, {}),
        ("Dolmetschen am Telefon, ohne Umwege", None, {}),
        ("Übersetzung in Zeiten der Maschine", None, {}),
        ("Interpretation: Was Bilder sagen", None, {}),
        ("Untertitel: Wege", None, {}),
        ("Zielgruppe: Jugend", None, {}),
        ("Materialien: Holz und Stein", None, {}),
    ],
)
def test_a_title_about_it_is_a_title(written, title, expected):
    draft, _report = read(f"9-10 Uhr\n\n### {written}\n\nEin Absatz.\n")
    assert (draft.sessions[0].title, facts(draft.sessions[0])) == (title or written, expected)


@pytest.mark.parametrize(
    "sentence",
    [
        "Der Kurs handelt von Leichter Sprache.",
        "Mit Gebärdensprache kann man viel sagen, auch ohne Dolmetschung.",
        "Wir sprechen über die Dolmetschung ins Englische und über Untertitel.",
        "Untertitel",
        "Für wen ist das? Für alle.",
    ],
)
def test_a_sentence_about_it_is_text(sentence):
    draft, report = read(f"9-10 Uhr\n\n### Eins\n\nEin Absatz mit einem Satz.\n\n{sentence}\n\nUnd noch einer.\n")
    assert facts(draft.sessions[0]) == {}
    assert sentence in draft.sessions[0].abstract
    assert report.entries == []


def test_a_service_on_a_line_of_its_own_counts_below_the_text_too():
    draft, _report = read("9-10 Uhr\n\n### Eins\n\nEin Absatz mit einem Satz.\n\nMit Gebärdensprachdolmetschung\n")
    assert (draft.sessions[0].aids, draft.sessions[0].abstract) == (("sign_language",), "Ein Absatz mit einem Satz.")


def test_several_lines_add_up_and_nothing_is_lost():
    session, _report = below_title(
        "mit Untertiteln\nDolmetschung: Englisch\nGebärdensprache\nZielgruppe: Eltern\nZielgruppe: Kinder\n"
        "Folien: https://a.example/\nHandout: https://b.example/"
    )
    assert facts(session) == {
        "interpreted_into": ("en",),
        "aids": ("captions", "sign_language"),
        "target_group": "Eltern",
        "materials_url": "https://a.example/",
    }
    assert session.abstract == "Kinder\n\n<https://b.example/>\n\nEin Absatz."


def test_a_table_has_columns_for_it():
    draft, report = read(
        "| Zeit | Titel | Dolmetschung | Zielgruppe | Materialien |\n|---|---|---|---|---|\n"
        "| 9-10 | Eins | Englisch, DGS | Eltern | [Folien](https://example.org/_a_) |\n| 10-11 | Zwei | – | – | – |\n"
    )
    assert [facts(session) for session in draft.sessions] == [
        {
            "interpreted_into": ("en",),
            "aids": ("sign_language",),
            "target_group": "Eltern",
            "materials": "Folien",
            "materials_url": "https://example.org/_a_",
        },
        {},
    ]
    assert report.entries == []


# Written


TEXT = (
    HEAD
    + "9-10 Uhr\n\n### Eins\n\nDolmetschung: Englisch, Arabisch\nmit Gebärdensprache und Untertiteln\n"
    + "Zielgruppe: Lehrkräfte\nFolien: Übungen, https://example.org/folien\n\nEin Absatz.\n"
)


def imported(content=TEXT):
    draft, _report = text.read(content.encode(), today=date(2027, 1, 10))
    changes = writer.apply(draft)
    return Session.objects.get(), changes


def stored(session):
    return (session.interpreted_into, session.aids, str(session.target_group), str(session.materials))


@pytest.mark.django_db
def test_import_writes_the_facts_and_a_second_one_changes_nothing():
    session, _changes = imported()
    assert stored(session) == (["ar", "en"], ["captions", "sign_language"], "Lehrkräfte", "Übungen")
    assert session.materials_url == "https://example.org/folien"
    session.full_clean()
    again, changes = imported()
    assert changes.is_empty
    assert again.changed_at == session.changed_at


@pytest.mark.django_db
def test_what_organisers_changed_here_stays_and_the_report_says_so():
    imported()
    here = {"interpreted_into": ["uk"], "aids": [], "target_group": {"de": "Alle"}, "materials_url": ""}
    Session.objects.update(**here)
    session, changes = imported()
    assert stored(session) == (["uk"], [], "Alle", "Übungen")
    assert changes.is_empty
    edited = TEXT.replace("Englisch, Arabisch", "Polnisch").replace("Lehrkräfte", "Eltern").replace("Übungen", "Skript")
    session, changes = imported(edited)
    assert stored(session) == (["uk"], [], "Alle", "Skript")
    kept = [(field.old, field.new) for change in changes.of(Action.KEPT) for field in change.fields]
    assert kept == [("Alle", "Eltern"), ("Ukrainisch", "Polnisch")]


@pytest.mark.django_db
def test_facts_that_the_text_leaves_out_stay_and_are_named():
    imported()
    bare = HEAD + "9-10 Uhr\n\n### Eins\n\nEin Absatz.\n"
    session, changes = imported(bare)
    assert stored(session) == (["ar", "en"], ["captions", "sign_language"], "Lehrkräfte", "Übungen")
    assert (session.materials_url, changes.is_empty) == ("https://example.org/folien", True)
    [change] = changes.gone
    assert {field.old for field in change.fields} == {
        *("Arabisch, Englisch", "Untertitel, Gebärdensprache", "Lehrkräfte", "Übungen", "https://example.org/folien")
    }
    Session.objects.update(aids=["captions"], interpreted_into=["uk"])
    session, changes = imported(bare)
    assert (session.aids, session.interpreted_into, changes.is_empty) == (["captions"], ["uk"], True)


@pytest.mark.django_db
def test_facts_entered_here_before_the_text_spoke_of_them_are_no_conflict_and_its_own_word_is():
    bare = HEAD + "9-10 Uhr\n\n### Eins\n\nEin Absatz.\n"
    imported(bare)
    Session.objects.update(aids=["captions"])
    session, changes = imported(bare.replace("Ein Absatz", "mit Gebärdensprache\n\nEin Absatz"))
    assert session.aids == ["captions"]
    assert [field.new for change in changes.of(Action.KEPT) for field in change.fields] == ["Gebärdensprache"]


@pytest.mark.django_db
def test_preview_shows_the_facts_in_words(anna):
    page = send(anna, content=TEXT)
    [row] = page.context["preview"].rows
    assert row.facts == [
        *("Dolmetschung: Arabisch, Englisch", "Untertitel", "Gebärdensprache", "Zielgruppe: Lehrkräfte"),
        "Materialien: Übungen https://example.org/folien",
    ]
    assert "Zielgruppe: Lehrkräfte" in page.text
    assert not Conference.objects.exists()
