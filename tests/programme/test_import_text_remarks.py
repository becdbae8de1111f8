"""Remarks beside a title that have no field, or two: what it costs, how long it lasts, places here and online."""

import pytest

from programme import actions
from programme.imports import documents, writer
from programme.models import Pool, Room, Session
from tests.factories import OrganiserFactory
from tests.programme.import_page import send
from tests.programme.import_texts import HEAD, read

ONE = "10-12 Uhr Lesen lernen"
WAYS = {
    "comma": f"{ONE}, {{}}\n",
    "dash": f"{ONE} – {{}}\n",
    "bracket": f"{ONE} ({{}})\n",
    "line": f"{ONE}\n{{}}\n",
    "field": f"{ONE} | {{}}\n",
    "cell": "| Zeit | Titel |\n| --- | --- |\n| 10-12 Uhr | Lesen lernen<br>{} |\n",
}


def only(content):
    draft, report = read(content)
    [session] = draft.sessions
    assert session.title == "Lesen lernen"
    return session, [(entry.code, str(entry.message)) for entry in report.entries]


# In the description

PRACTICAL = [
    "Kosten 5 Euro",
    "Kosten: 5 €",
    "Teilnahmegebühr: 12,50 EUR",
    "5 Euro Eintritt",
    "5 € pro Person",
    "Materialkosten ca. 3 Euro",
    "Eintritt frei",
    "kostenlos",
    "Teilnahme kostenfrei",
    "Anmeldung erforderlich",
    "nur mit Anmeldung",
    "Anmeldung bis 1.2.",
    "Warteliste möglich",
    "mind. 5 Personen",
    "2. OG",
]


@pytest.mark.parametrize("way", WAYS.values(), ids=WAYS)
@pytest.mark.parametrize("words", PRACTICAL)
def test_costs_and_registration_stand_in_the_description_and_are_told(words, way):
    session, said = only(way.format(words))
    assert session.abstract == words
    [sentence] = [message for code, message in said if code == "practical"]
    assert words in sentence


@pytest.mark.parametrize(
    "words",
    [
        "max 8, Kosten 5 Euro",
        "max. 8 Teilnehmende, Kosten 5 Euro",
        "Kosten 5 Euro, begrenzt auf 8 Personen",
        "8 TN; Kosten 5 Euro",
    ],
)
@pytest.mark.parametrize("way", [WAYS["comma"], WAYS["bracket"], WAYS["line"]])
def test_places_beside_costs_are_places(words, way):
    session, _said = only(way.format(words))
    assert (session.capacity, session.abstract) == (8, "Kosten 5 Euro")


@pytest.mark.parametrize("words", ["8-12 Personen", "8 bis 12 Teilnehmende", "8–12 TN"])
@pytest.mark.parametrize("way", [WAYS["comma"], WAYS["bracket"], WAYS["line"]])
def test_of_a_span_of_places_the_most_is_taken_and_the_description_has_both(words, way):
    session, said = only(way.format(words))
    assert (session.capacity, session.abstract) == (12, words)
    assert words in dict(said)["practical"]


@pytest.mark.parametrize(
    "title", ["Kosten senken, aber wie?", "Fünf Euro für alle", "Anmeldung und Datenschutz", "Eintritt frei"]
)
def test_title_about_costs_is_a_title(title):
    draft, _report = read(f"10-12 Uhr {title}\n")
    assert [session.title for session in draft.sessions] == [title]


# How long

DURATIONS = {
    "90 Min.": "11:30",
    "Dauer: 45 Minuten": "10:45",
    "ca. 2 Stunden": "12:00",
    "1,5 h": "11:30",
    "Dauer ca. 90 Min": "11:30",
}


@pytest.mark.parametrize(("words", "end"), DURATIONS.items(), ids=DURATIONS)
@pytest.mark.parametrize(
    "line",
    ["10 Uhr Lesen lernen, {}", "10 Uhr Lesen lernen ({})", "10 Uhr Lesen lernen\n{}", "10 Uhr, {}: Lesen lernen"],
)
def test_length_behind_a_start_says_the_end_and_is_told(line, words, end):
    draft, report = read(f"{line.format(words)}\n\n16 Uhr Zwei\n")
    first = draft.sessions[0]
    assert (first.title, f"{first.slots[0].ends_at:%H:%M}", first.abstract) == ("Lesen lernen", end, "")
    assert [end in str(entry.message) for entry in report.entries if entry.code == "duration"] == [True]
    assert [question.code for question in report.questions] == []


def test_length_beside_a_start_and_an_end_stays_in_the_description():
    session, _said = only(f"{ONE}, 90 Min.\n")
    assert (f"{session.slots[0].ends_at:%H:%M}", session.abstract) == ("12:00", "90 Min.")


# Rooms that are not decided

OPEN = [
    "Raum noch offen",
    "Raum folgt",
    "Raum: noch offen",
    "Raum: wird noch bekannt gegeben",
    "Raum: tba",
    "Ort steht noch nicht fest",
    "Raum: N.N.",
]


@pytest.mark.parametrize("words", OPEN)
@pytest.mark.parametrize("way", [WAYS["comma"], WAYS["bracket"], WAYS["line"]])
def test_room_that_is_still_open_is_no_room_but_a_note(words, way):
    session, said = only(way.format(words))
    assert (session.slots[0].room, session.abstract, session.status) == ("", "", "confirmed")
    assert session.note == f"Raum: {words.replace('Ort ', 'Raum ').removeprefix('Raum').lstrip(': ')}"
    assert "room_open" in dict(said)


def test_two_rooms_of_which_one_is_meant_are_a_note():
    session, said = only(f"{ONE} – Saal 2 oder Saal 3\n")
    assert (session.slots[0].room, session.note, "room_open" in dict(said)) == ("", "Raum: Saal 2 oder Saal 3", True)


def test_line_below_an_open_room_still_names_a_person():
    session, _said = only(f"{ONE}\nRaum noch offen\nKosten: 5 Euro\nFrau Dr. Öztürk (angefragt)\n")
    assert [(person.name, person.status) for person in session.appearances] == [("Öztürk", "requested")]


# Places here and online

BY_MODE = {
    "20 Plätze vor Ort, 30 online": (20, 30),
    "20 vor Ort / 30 online": (20, 30),
    "20 Plätze vor Ort und 30 Plätze online": (20, 30),
    "vor Ort: 20, online: 30": (20, 30),
    "30 Plätze online und 20 vor Ort": (20, 30),
    "20 Präsenzplätze + 30 Online-Plätze": (20, 30),
    "max. 20 in Präsenz, max. 30 digital": (20, 30),
    "20 Plätze vor Ort, online unbegrenzt": (20, None),
    "20 places on site, 30 online": (20, 30),
}


@pytest.mark.parametrize(("words", "places"), BY_MODE.items(), ids=BY_MODE)
@pytest.mark.parametrize(
    "way", [*(WAYS[way] for way in ("comma", "bracket", "line", "cell")), f"{ONE}\nPlätze: {{}}\n"]
)
def test_places_here_and_online_are_two_numbers(way, words, places):
    session, _said = only(way.format(words))
    assert (session.capacity, session.online_capacity, session.is_hybrid, session.abstract) == (*places, True, "")


@pytest.mark.parametrize(
    "words",
    [
        "Saal 2, 20 Plätze vor Ort, 30 online",
        "Saal 2 (20 Plätze) + Zoom (30 Plätze)",
        "Saal 2 (20) und online (30)",
        "Saal 2: 20 Plätze, online: 30 Plätze",
        "Saal 2, 30 Plätze online und 20 vor Ort",
    ],
)
@pytest.mark.parametrize("way", [*(WAYS[way] for way in ("comma", "bracket", "line")), f"{ONE}\nRaum: {{}}\n"])
def test_room_with_places_here_and_online_is_that_room(way, words):
    session, _said = only(way.format(words))
    assert session.slots[0].room == "Saal 2"
    assert (session.capacity, session.online_capacity, session.is_hybrid) == (20, 30, True)


def imported(content):
    draft, _report, _source = documents.read((HEAD + content).encode())
    return writer.apply(draft)


def pools():
    return dict(Pool.objects.values_list("mode", "capacity"))


WRITTEN = f"{ONE}\nSaal 2, 20 Plätze vor Ort, 30 online\n"


@pytest.mark.django_db
def test_places_online_are_written_and_followed():
    imported(WRITTEN)
    assert pools() == {Pool.Mode.ON_SITE: 20, Pool.Mode.ONLINE: 30}
    assert imported(WRITTEN).is_empty
    changes = imported(WRITTEN.replace("30", "40"))
    assert pools() == {Pool.Mode.ON_SITE: 20, Pool.Mode.ONLINE: 40}
    [change] = changes.changed
    assert [(field.old, field.new) for field in change.fields] == [("30", "40")]


@pytest.mark.django_db
def test_organisers_number_of_places_online_stays():
    imported(WRITTEN)
    actions.make_hybrid(Session.objects.get(), on_site=20, online=50)
    assert imported(WRITTEN).is_empty
    assert [change.kind for change in imported(WRITTEN.replace("30", "40")).kept] == ["session"]
    assert pools() == {Pool.Mode.ON_SITE: 20, Pool.Mode.ONLINE: 50}
    actions.end_hybrid(Session.objects.get(), capacity=20)
    imported(WRITTEN.replace("30", "60"))
    assert pools() == {Pool.Mode.ANY: 20}


@pytest.mark.django_db
def test_room_that_is_both_at_once_has_one_number_and_the_other_is_told():
    imported(f"{ONE}\nSaal 2\n")
    Room.objects.update(kind=Room.Kind.HYBRID)
    changes = imported(f"{ONE}\nSaal 2\n\n14-15 Uhr Zwei\nSaal 2, 20 Plätze vor Ort, 30 online\n")
    assert "online_places" in {entry.code for entry in changes.report.warnings}
    assert Session.objects.get(title__mentions="Zwei").pool.capacity == 20


def test_preview_shows_the_places_of_both(client, db):
    client.force_login(OrganiserFactory())
    page = send(client, content=HEAD + WRITTEN)
    [row] = page.context["preview"].rows
    assert row.facts[:2] == ["Saal 2", "vor Ort und online"]
    assert ["20" in fact or "30" in fact for fact in row.facts[2:4]] == [True, True]


@pytest.mark.parametrize(
    ("bracket", "room"),
    [
        ("Lichthaus, Saal", "Lichthaus, Saal"),
        ("Alte Post, Raum 2", "Alte Post, Raum 2"),
        ("Englisch, Saal 2", "Saal 2"),
    ],
)
def test_house_before_a_room_belongs_to_it_and_is_asked_about(bracket, room):
    draft, report = read(f"9-10 Uhr Lesen lernen ({bracket})\n")
    [session] = draft.sessions
    assert (session.title, session.slots[0].room) == ("Lesen lernen", room)
    assert [question.code for question in report.questions] == (["place"] if "," in room else [])


def test_short_word_of_a_follow_up_keeps_its_dot():
    draft, _report = read("9-10 Uhr Lesen lernen\nmit Eva Horn\n\n10-10.20 Uhr pers. Gespräch mit Eva Horn, 4 Plätze\n")
    [session] = draft.sessions
    assert [(slot.title, slot.capacity) for slot in session.slots[1:]] == [("pers. Gespräch mit Eva Horn", 4)]
