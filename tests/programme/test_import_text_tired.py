"""Lines as people type them late in the evening: marks left out, labels without a colon, facts in the wrong bracket."""

import pytest

from tests.programme.import_texts import read

HALF_PAST = "10.15 bis 11.45 "


def one(line):
    [session] = read(f"{HALF_PAST}{line}\n")[0].sessions
    return session


def people(session):
    return [(person.name, person.position, person.affiliation) for person in session.appearances]


@pytest.mark.parametrize("quoted", ["„Wenn Babys schreien“", '"Wenn Babys schreien"', "»Wenn Babys schreien«"])
def test_people_behind_a_quoted_title_need_no_mark(quoted):
    session = one(f"Vortrag {quoted} Prof. Dr. Anke Lindner, Uni Marburg")
    assert ("Wenn Babys schreien" in session.title, "Lindner" in session.title) == (True, False)
    assert people(session) == [("Anke Lindner", "", "Uni Marburg")]


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("Tanja Möller, Hebamme, Geburtshaus Auental", ("Tanja Möller", "Hebamme", "Geburtshaus Auental")),
        (
            "Tanja Möller, Leiterin, Mehrgenerationenhaus Jena",
            ("Tanja Möller", "Leiterin", "Mehrgenerationenhaus Jena"),
        ),
        ("Dezernat III, Frau Wolters", ("Frau Wolters", "", "Dezernat III")),
        ("Altbürgermeisterin Tanja Möller", ("Tanja Möller", "Altbürgermeisterin", "")),
    ],
)
def test_function_and_organisation_are_told_apart_wherever_they_stand(written, expected):
    session = one(f"Geburt heute ({written})")
    assert (session.title, people(session)) == ("Geburt heute", [expected])


@pytest.mark.parametrize("room", ["Saal A", "R. 101", "R 2.02", "Raum 12"])
def test_room_behind_the_last_of_several_people_is_no_affiliation(room):
    session = one(f"Sprache & Arbeit - Zeynep Kılıç (Jobcenter), Hans-Jürgen Voß (IHK) - {room}")
    assert people(session) == [("Zeynep Kılıç", "", "Jobcenter"), ("Hans-Jürgen Voß", "", "IHK")]
    assert (session.title, session.slots[0].room) == ("Sprache & Arbeit", room)


def test_places_and_a_named_room_behind_a_person_are_no_affiliation():
    session = one("Getting about – Tom Ashdown (Community Transport), Gallery room, 25 places")
    assert (people(session), session.capacity) == ([("Tom Ashdown", "", "Community Transport")], 25)
    assert session.slots[0].room == "Gallery room"


@pytest.mark.parametrize("chair", ["; Co-Moderation Fatma Kaya", ". Moderation Fatma Kaya", ", Mod. Fatma Kaya"])
def test_chair_needs_no_colon(chair):
    session = one(f"Podium mit Can Öz und Eva Horn{chair}")
    assert [(person.name, person.role) for person in session.appearances if person.role == "moderation"] == [
        ("Fatma Kaya", "moderation")
    ]
    assert {person.name for person in session.appearances} == {"Can Öz", "Eva Horn", "Fatma Kaya"}


@pytest.mark.parametrize(
    ("written", "noted"),
    [
        ("Ulrike Bach (oder Vertretung)", "Ulrike Bach: oder Vertretung"),
        ("Ulrike Bach (wenn gesund)", "Ulrike Bach: wenn gesund"),
    ],
)
def test_what_is_no_organisation_stands_in_the_internal_note(written, noted):
    session = one(f"Klima heute – {written}")
    assert (people(session), session.note, session.abstract) == ([("Ulrike Bach", "", "")], noted, "")


@pytest.mark.parametrize(
    ("written", "noted"),
    [
        ("(N.N., Suchtberatung)", "N.N., Suchtberatung"),
        ("(Priya Nair und eine junge Frau tbc)", "N.N., eine junge Frau"),
        ("(Eva Horn, Vertretung Mieterbund (N.N.))", "N.N., Vertretung Mieterbund"),
        ("(Eva Horn, TBA (Stadt Jena))", "N.N., Stadt Jena"),
    ],
)
def test_people_without_a_name_are_still_to_be_found(written, noted):
    session = one(f"Sucht in der Familie {written}")
    assert (session.title, session.note, session.status) == ("Sucht in der Familie", noted, "requested")


def test_label_with_a_point_before_it_begins_the_people():
    session = one("Vortrag mit Diskussion: Ehrenamt im Umbruch. Ref.: Dr. Holger Brandt, Stiftung Mitmachen")
    assert people(session) == [("Holger Brandt", "", "Stiftung Mitmachen")]


@pytest.mark.parametrize("label", ["Ltg.:", "Leitg.:", "Leitg:"])
def test_short_labels_in_a_bracket_are_read(label):
    session = one(f"Digitale Tools ({label} Marc Ahrens, IT-Referat) – Raum Buche, 12 TN")
    assert (people(session), session.format, session.capacity) == ([("Marc Ahrens", "", "IT-Referat")], "", 12)


@pytest.mark.parametrize("title", ["Mittag im Foyer", "Mittagessen u. Abreise", "Anreise, Zimmer beziehen"])
def test_breaks_are_breaks_with_a_place_or_in_short(title):
    draft, _report = read(f"9-10 Uhr Eins\n{HALF_PAST}{title}\n")
    assert [slot.title for slot in draft.breaks] == [title]


def test_heading_of_sessions_that_stand_nowhere_is_warned_of():
    _draft, report = read(f"{HALF_PAST}Workshops Runde II (Wiederholung der Workshops 1-4)\n")
    assert [(entry.level, entry.line) for entry in report.entries if entry.code == "group_alone"] == [("warning", 5)]


def test_table_with_bars_between_its_cells_alone_has_its_columns():
    draft, _report = read(
        "Uhrzeit | Was | Wer | Raum | Bemerkung\n"
        "09:30-09:45 | Grußwort | Petra Kühn | Saal | hybrid\n"
        "10:45-12:00 | Mietrecht | Sven Dietz; Murat Aydın | R. 103 | abgesagt?\n"
        "13:00-14:30 | Podium: Wem gehört die Stadt? | Petra Kühn, Lars Hinrichs, Mod. Svenja Pohl | Saal |\n"
    )
    address, law, panel = draft.sessions
    assert (address.is_hybrid, address.slots[0].room, address.abstract) == (True, "Saal", "")
    assert ([name for name, *_rest in people(law)], law.slots[0].room) == (["Sven Dietz", "Murat Aydın"], "R. 103")
    assert (law.status, law.abstract) == ("requested", "")
    assert [(person.name, person.role) for person in panel.appearances] == [
        ("Petra Kühn", "panel"),
        ("Lars Hinrichs", "panel"),
        ("Svenja Pohl", "moderation"),
    ]


@pytest.mark.parametrize(
    "written", ["Begrüßung durch Nilgün Arslan und Can Öz (angefragt)", "Klima, Eva Horn, Can Öz (angefragt)"]
)
def test_state_behind_the_last_of_several_people_is_theirs(written):
    session = one(written)
    assert [person.status for person in session.appearances] == ["confirmed", "requested"]


def test_person_with_a_degree_between_format_and_title_is_read():
    session = one('Eröffnungsvortrag (Prof. Dr. Jutta Ahlers, Hochschule Süd) "Familie 2030"')
    assert ("Ahlers" in session.title, people(session)) == (False, [("Jutta Ahlers", "", "Hochschule Süd")])


@pytest.mark.parametrize(
    "words", ["Referent:in folgt", "Leitung noch offen", "Referentin wird noch gesucht", "Speaker tba"]
)
def test_role_without_a_person_is_somebody_still_to_be_found(words):
    session = one(f"Pflege + Beruf ({words}), Raum 4")
    assert (session.title, session.has_nobody, session.status) == ("Pflege + Beruf", True, "requested")


def test_title_of_the_conference_with_its_day_in_the_middle_has_its_place_behind():
    title = "Familienkongress - Samstag, 12. Juni 2027, Kongresshalle"
    draft, report = read("9-10 Uhr Eins\n", head=f"{title}\n\n")
    assert (draft.title, draft.venue, str(draft.starts_on)) == ("Familienkongress", "Kongresshalle", "2027-06-12")
    assert [question.code for question in report.questions] == ["venue"]


def test_rest_of_a_title_that_names_somebody_and_stays_text_is_warned_of():
    draft, report = read(f"{HALF_PAST}Schule fair; Ebru Çelik, Rektorin; etwas anderes vom Amt und Onur Kaya\n")
    [session] = draft.sessions
    told = [entry.line for entry in report.entries if entry.code in {"names_in_text", "name_in_title"}]
    assert ("Onur Kaya" in [person.name for person in session.appearances], bool(told)) in {
        (True, False),
        (False, True),
    }


def test_office_before_somebody_still_to_be_found_is_no_organisation_of_the_one_before():
    session = one("Begrüßung - Hatice Koç (Vorstand), Bezirksstadtrat N.N.")
    assert (people(session), session.note) == ([("Hatice Koç", "Vorstand", "")], "N.N., Bezirksstadtrat")
