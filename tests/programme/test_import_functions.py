"""What somebody is or does, beside a name: a function of the person, never an organisation."""

import pytest

from programme.imports import writer
from programme.models import Organisation, Speaker
from tests.programme.import_texts import read

FORMS = {
    "introduced": "10-11 Uhr Neue Wege\nmit {}\n",
    "label": "10-11 Uhr Neue Wege\nReferentin: {}\n",
    "line": "10-11 Uhr Neue Wege\n{}\n",
    "dash": "10-11 Uhr Neue Wege – {}\n",
    "bracket": "10-11 Uhr Neue Wege ({})\n",
    "bars": "10-11 Uhr | Neue Wege | {}\n",
    "column": "| Zeit | Titel | Wer |\n| --- | --- | --- |\n| 10-11 Uhr | Neue Wege | {} |\n",
}
FUNCTIONS = [
    *("Vorstand", "Leitung", "Geschäftsführung", "Vorsitzende", "stv. Vorsitzende", "1. Vorsitzende", "Projektleitung"),
    *("Koordination", "Referentin für Integration", "Pressesprecherin", "Bildungsreferentin", "Schatzmeisterin"),
    *(
        "Mitglied im Vorstand",
        "im Vorstand",
        "Vorstand und Kassenwartin",
        "Vorsitzende des Vereins",
        "Referent:in für Bildung",
    ),
    *("Senatorin für Soziales", "Soziologin", "freie Journalistin", "Bürgermeisterin", "Projektleitung „Offene Tür“"),
]


def only(content, answers=None):
    draft, report = read(content, answers)
    [session] = draft.sessions
    return session, report


def people(session):
    return [(person.name, person.position, person.affiliation) for person in session.appearances]


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
@pytest.mark.parametrize("function", FUNCTIONS)
def test_function_behind_a_name_is_no_organisation(function, form):
    session, report = only(form.format(f"Marlies Behrens, {function}"))
    assert people(session) == [("Marlies Behrens", function, "")]
    assert (session.title, session.host, session.abstract) == ("Neue Wege", "", "")
    assert [question.code for question in report.questions if question.code != "person"] == []


OF = {
    "Vorstand des Mietervereins Bremen": ("Vorstand", "Mieterverein Bremen"),
    "Vorsitzende, Mieterverein Bremen": ("Vorsitzende", "Mieterverein Bremen"),
    "Geschäftsführung Diakonie Bremen": ("Geschäftsführung", "Diakonie Bremen"),
    "Leiterin des Amtes für Migration": ("Leiterin", "Amt für Migration"),
    "Referentin für Integration der Stadt Jena": ("Referentin für Integration", "Stadt Jena"),
    "Pressesprecherin der Deutschen Umwelthilfe": ("Pressesprecherin", "Deutsche Umwelthilfe"),
    "Beraterin bei der Caritas": ("Beraterin", "Caritas"),
    "Director of the Refugee Council": ("Director", "Refugee Council"),
    "Co-Vorsitzende der Grünen Jugend": ("Co-Vorsitzende der Grünen Jugend", ""),
}


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
@pytest.mark.parametrize(("words", "found"), OF.items(), ids=OF)
def test_function_and_where_it_is_held_are_told_apart_and_no_word_is_lost(words, found, form):
    session, report = only(form.format(f"Marlies Behrens, {words}"))
    assert people(session) == [("Marlies Behrens", *found)]
    assert (session.abstract, [entry.code for entry in report.entries]) == ("", [])


def test_functions_of_several_people_are_their_own():
    session, _report = only("10-11 Uhr Neue Wege\nmit Marlies Behrens, Koordination, und Can Yıl, Vorstand\n")
    assert people(session) == [("Marlies Behrens", "Koordination", ""), ("Can Yıl", "Vorstand", "")]


@pytest.mark.parametrize(
    "words", ["Marlies Behrens – Vorstand", "Marlies Behrens (Vorstand)", "Marlies Behrens - Vorstand"]
)
@pytest.mark.parametrize("form", ["introduced", "label", "line"])
def test_function_behind_a_dash_or_in_a_bracket_is_one(form, words):
    session, _report = only(FORMS[form].format(words))
    assert people(session) == [("Marlies Behrens", "Vorstand", "")]


def test_part_behind_a_name_is_the_role_of_that_person():
    session, _report = only("10-11 Uhr Neue Wege\nmit Can Yıl, Marlies Behrens, Moderation\n")
    assert [(person.name, person.role, person.details) for person in session.appearances] == [
        ("Can Yıl", "speaker", ""),
        ("Marlies Behrens", "moderation", ""),
    ]


def test_function_in_a_bracket_of_its_own_is_no_host():
    session, _report = only("10-11 Uhr Neue Wege (Integrationsbeauftragter der Stadt)\n")
    assert session.host == ""
    assert "Integrationsbeauftragter der Stadt" in session.title


def test_word_that_may_be_either_is_asked_about():
    content = FORMS["line"].format("Marlies Behrens, Quartiersmanagement")
    session, report = only(content)
    [question] = report.questions
    assert (question.key, question.guess) == ("duty:quartiersmanagement", "duty")
    assert people(session) == [("Marlies Behrens", "Quartiersmanagement", "")]
    session, _report = only(content, {question.key: "affiliation"})
    assert people(session) == [("Marlies Behrens", "", "Quartiersmanagement")]


def test_question_whether_words_are_a_person_offers_a_person_with_a_function():
    content = FORMS["bracket"].format("Xiang Qu, Wohnen")
    session, report = only(content)
    [question] = report.questions
    assert "function" in [choice.value for choice in question.choices]
    assert people(session) == [("Xiang Qu", "", "Wohnen")]
    session, _report = only(content, {question.key: "function"})
    assert people(session) == [("Xiang Qu", "Wohnen", "")]


def test_question_about_words_behind_somebody_offers_what_that_person_is():
    content = FORMS["bracket"].format("Eva Horn, Alte Meister")
    _session, report = only(content)
    [question] = report.questions
    session, _report = only(content, {question.key: "duty"})
    assert people(session) == [("Eva Horn", "Alte Meister", "")]


@pytest.mark.django_db
def test_import_makes_no_organisation_of_a_function():
    draft, _report = read("10-11 Uhr Neue Wege\nmit Marlies Behrens, Vorstand, und Eva Horn, Leiterin der VHS Jena\n")
    writer.apply(draft)
    assert [str(organisation) for organisation in Organisation.objects.all()] == ["VHS Jena"]
    assert {speaker.name: speaker.position for speaker in Speaker.objects.all()} == {
        "Marlies Behrens": "Vorstand",
        "Eva Horn": "Leiterin",
    }
    assert writer.apply(draft).is_empty


# Who opens or closes, and who gives a talk, in a title

BEFORE = {
    "die Vorsitzende Marlies Behrens": ("Vorsitzende", ""),
    "stv. Vorsitzende Marlies Behrens": ("stv. Vorsitzende", ""),
    "Vorstand Marlies Behrens": ("Vorstand", ""),
    "Marlies Behrens, Vorsitzende (Mieterverein)": ("Vorsitzende", "Mieterverein"),
    "Marlies Behrens (Jena), Vorsitzende": ("Vorsitzende", "Jena"),
}


@pytest.mark.parametrize("form", ["introduced", "label", "line", "bracket"])
@pytest.mark.parametrize(("words", "found"), BEFORE.items(), ids=BEFORE)
def test_function_before_a_name_or_with_a_bracket_is_no_part_of_it(words, found, form):
    session, _report = only(FORMS[form].format(words))
    assert people(session) == [("Marlies Behrens", *found)]


@pytest.mark.parametrize("line", ["Leitung: Vorstand", "Moderation: Geschäftsführung"])
def test_function_alone_is_nobody(line):
    session, _report = only(f"10-11 Uhr Neue Wege\n{line}\n")
    assert (people(session), session.abstract) == ([], line)


def test_leading_word_before_a_name_introduces_somebody():
    session, _report = only("10-11 Uhr Neue Wege\nLeitung Marlies Behrens\n")
    assert (people(session), session.abstract) == ([("Marlies Behrens", "", "")], "")


TITLES = [
    *("Ehrenamt – Vorstand und Haftung", "Austausch, Koordination und Leitung", "Treffen mit Vorstand"),
    *("Demokratie – Neue Formen, Vorstand, Beirat", "Begrüßung Neue Mitglieder", "Wanderung durch Thüringen"),
]


@pytest.mark.parametrize("title", TITLES)
def test_function_in_a_title_names_nobody(title):
    session, _report = only(f"10-11 Uhr {title}\n")
    assert (session.title, session.appearances) == (title, [])


ADDRESSES = {
    "Eröffnung durch die Vorsitzende Marlies Behrens": "Eröffnung",
    "Eröffnung durch Marlies Behrens, Vorstand": "Eröffnung",
    "Grußworte: Marlies Behrens (Vorstand)": "Grußworte",
    "Schlusswort Marlies Behrens, Vorstand": "Schlusswort",
    "„Neue Wege“ – Vortrag von Marlies Behrens, Vorstand": "Neue Wege",
    "Offene Werkstatt, Leitung: Marlies Behrens, Vorstand": "Offene Werkstatt",
}


@pytest.mark.parametrize(("written", "title"), ADDRESSES.items(), ids=ADDRESSES)
def test_who_speaks_stands_in_no_title(written, title):
    session, report = only(f"10-11 Uhr {written}\n")
    [(name, function, organisation)] = people(session)
    assert (session.title, name, organisation) == (title, "Marlies Behrens", "")
    assert function in written
    assert (session.abstract, report.entries) == ("", [])


def test_keynote_below_a_title_names_people_and_no_host():
    session, _report = only("10-11 Uhr Neue Wege\nKeynote: Prof. Dr. Helene Abt (Universität Bremen)\n")
    assert (session.format, session.host, people(session)) == (
        "Keynote",
        "",
        [("Helene Abt", "", "Universität Bremen")],
    )


@pytest.mark.parametrize("title", ["Die Bilder von Anna Müller", "Ein Abend für Eva Horn"])
def test_name_that_stays_in_a_title_is_named(title):
    session, report = only(f"10-11 Uhr {title}\n")
    assert (session.title, [entry.code for entry in report.entries]) == (title, ["name_in_title"])
