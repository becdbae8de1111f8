"""Rooms in a text: what stands beside their names, sessions that are also online, and rooms without a time."""

from datetime import date

import pytest
from django.core.management import call_command

from programme import actions
from programme.imports import documents, text, writer
from programme.imports.text import rooms
from programme.models import ImportedItem, Pool, Room, Session
from tests.factories import OrganiserFactory
from tests.programme.import_page import carried, send

HEAD = "# Forum Teilhabe\n\n15. Dezember 2026\n\n"
ONE = "10-11 Uhr Digital dabei"


def read(content, head=HEAD):
    return text.read((head + content).encode(), today=date(2026, 11, 1))


def places(session):
    """Room, places, whether it is also online; and the text of the session, which none of it is in."""
    return session.slots[0].room, session.capacity, session.is_hybrid, session.abstract


# Places beside the name of a room

WITH_PLACES = [
    "Saal 2, max. 20",
    "Saal 2 (20 Plätze)",
    "Saal 2 (max. 20)",
    "Saal 2, bis zu 20 Personen",
    "Saal 2 – 20 Pers.",
    "Saal 2, 20 TN",
    "Saal 2 [20 Pl.]",
    "Saal 2 max. 20",
    "Saal 2: 20 Plätze",
    "Saal 2 für 20 Personen",
    "Saal 2 (für ca. 20 Personen)",
    "Saal 2, 10 bis 20 Personen",
]
WAYS = {
    "label": ONE + "\nRaum: {}\n",
    "line": ONE + "\n{}\n",
    "bracket": ONE + " ({})\n",
    "bars": "10-11 Uhr | Digital dabei | {} | Rosa Stein\n",
    "column": "| Zeit | Titel | Raum |\n| --- | --- | --- |\n| 10-11 Uhr | Digital dabei | {} |\n",
    "head of a column": "| Zeit | {} | Raum 7 |\n| --- | --- | --- |\n| 10-11 Uhr | Digital dabei | Zwei |\n",
    "heading": "## {}\n\n" + ONE + "\n\n11-12 Uhr Zwei\n",
}


@pytest.mark.parametrize("words", WITH_PLACES)
@pytest.mark.parametrize("way", WAYS.values(), ids=WAYS)
def test_places_beside_a_room_are_those_of_the_session(way, words):
    draft, report = read(way.format(words))
    assert places(draft.sessions[0]) == ("Saal 2", 20, False, "")
    assert report.questions == []


@pytest.mark.parametrize(
    "name",
    ["Raum 20", "Saal 2", "R 1.20", "Raum 20 b", "Saal 2 (20)", "Markt 1 (Hinterhaus)", "Halle 3 und Foyer", "Haus 20"],
)
def test_number_in_the_name_of_a_room_stays_there(name):
    draft, _report = read(f"{ONE}\nRaum: {name}\n")
    assert places(draft.sessions[0]) == (name, None, False, "")


def test_label_of_a_room_with_places_alone_names_no_room():
    draft, _report = read(f"{ONE}\nRaum: max. 20\n")
    assert places(draft.sessions[0]) == ("", 20, False, "")


def test_places_of_a_session_go_before_those_of_its_column_or_heading():
    draft, _report = read("## Saal 2 (max. 20)\n\n10-11 Uhr Eins, max. 8\n\n11-12 Uhr Zwei\n\n12-13 Uhr Drei\nRaum 7\n")
    assert [places(session)[:2] for session in draft.sessions] == [("Saal 2", 8), ("Saal 2", 20), ("Raum 7", None)]


# On site and online

HYBRID = [
    "Saal 2 und online",
    "Saal 2 + Zoom",
    "Saal 2 (hybrid)",
    "Saal 2, online",
    "Saal 2 / MS Teams",
    "Saal 2 (Präsenz und online)",
    "online und vor Ort im Saal 2",
    "Online + Saal 2",
    "hybrid: Saal 2",
    "vor Ort (Saal 2) und online",
    "Saal 2 und per Livestream",
]


@pytest.mark.parametrize("words", HYBRID)
@pytest.mark.parametrize("way", [WAYS["label"], WAYS["line"], WAYS["bracket"], WAYS["column"]])
def test_room_and_online_is_one_room_and_a_session_in_both(way, words):
    draft, _report = read(way.format(words))
    assert places(draft.sessions[0]) == ("Saal 2", None, True, "")


@pytest.mark.parametrize(
    "content", [f"{ONE}\nSaal 2\nonline\n", f"{ONE}\nonline\nSaal 2\n", f"{ONE}, Saal 2, online\n"]
)
def test_room_and_online_in_two_places_are_one_session_in_both(content):
    draft, _report = read(content)
    assert places(draft.sessions[0]) == ("Saal 2", None, True, "")


@pytest.mark.parametrize("words", ["Online (Zoom)", "Zoom + online", "Saal 2 oder online", "Zoom-Raum 2", "hybrid"])
def test_what_is_online_only_or_not_yet_decided_stays_one_room(words):
    found = rooms.read_labelled(words)
    assert (found.name, found.is_hybrid) == (words, False)


def test_places_and_tool_beside_room_and_online_are_kept():
    draft, _report = read(f"{ONE}\nRaum: Saal 2 (max. 20) und online über Zoom\n")
    assert places(draft.sessions[0]) == ("Saal 2", 20, True, "")
    assert draft.sessions[0].note == "online: Zoom"


BOTH = f"{HEAD}{ONE}\nRaum: Saal 2, max. 20 und online\nhttps://zoom.us/j/4711\n\n11-12 Uhr Zwei\nSaal 2\n"


def imported(content, **options):
    draft, _report, _source = documents.read(content.encode())
    return writer.apply(draft, **options)


def pools(title="Digital dabei"):
    return sorted(Pool.objects.filter(session__title__mentions=title).values_list("mode", "capacity"))


@pytest.mark.django_db
def test_session_in_both_gets_places_of_their_own_and_the_room_stays_what_it_is():
    changes = imported(BOTH)
    assert pools() == [(Pool.Mode.ON_SITE, 20), (Pool.Mode.ONLINE, None)]
    assert [(str(room), room.kind) for room in Room.objects.all()] == [("Saal 2", Room.Kind.ON_SITE)]
    assert [session.is_hybrid for session in Session.objects.order_by("pk")] == [True, False]
    assert {"hybrid"} == {entry.code for entry in changes.report.entries}
    assert imported(BOTH).is_empty
    assert pools() == [(Pool.Mode.ON_SITE, 20), (Pool.Mode.ONLINE, None)]


@pytest.mark.django_db
def test_text_that_says_of_a_known_session_that_it_is_also_online_adds_places_online():
    imported(BOTH.replace(" und online", "").replace("https://zoom.us/j/4711\n", ""))
    assert pools() == [(Pool.Mode.ANY, 20)]
    changes = imported(BOTH.replace("max. 20", "max. 25"))
    assert pools() == [(Pool.Mode.ON_SITE, 25), (Pool.Mode.ONLINE, None)]
    [change] = changes.changed
    assert ("Art", "", "vor Ort und online") in [(field.label, field.old, field.new) for field in change.fields]


@pytest.mark.django_db
def test_organisers_word_on_places_online_stays():
    imported(BOTH)
    session = Session.objects.get(title__mentions="Digital dabei")
    actions.make_hybrid(session, on_site=20, online=30)
    assert imported(BOTH).is_empty
    actions.end_hybrid(session, capacity=20)
    assert imported(BOTH).is_empty
    assert pools() == [(Pool.Mode.ANY, 20)]


@pytest.mark.django_db
def test_room_that_is_both_by_itself_needs_no_places_of_their_own():
    imported(BOTH)
    Room.objects.update(kind=Room.Kind.HYBRID)
    imported(BOTH.replace(ONE, f"9-10 Uhr Anders\nSaal 2 und online\n\n{ONE}"))
    assert pools("Anders") == [(Pool.Mode.ANY, None)]


# Without a time

ROUGH = "vormittags | Ausbildung im Rathaus\nRaum: Ratssaal\nEin Vormittag für alle.\n"
NOTE = "15.12.2026, vormittags\nRaum: Ratssaal"
IMPOSSIBLE = "25:00 Uhr Digital dabei\nRaum: Ratssaal\n"
NO_DAY = "# Forum\n\nErster Satz.\n\n10-11 Uhr Digital dabei\nRaum: Ratssaal\n"
WITHOUT_TIME = {
    "label": (ROUGH, NOTE),
    "line": ("vormittags | Ausbildung im Rathaus\nSaal 2\n", "15.12.2026, vormittags\nRaum: Saal 2"),
    "field": ("vormittags | Ausbildung im Rathaus | Saal 2\n", "15.12.2026, vormittags\nRaum: Saal 2"),
    "heading": ("## Saal 2\n\nvormittags: Ausbildung im Rathaus\n", "15.12.2026, vormittags\nRaum: Saal 2"),
    "impossible": (IMPOSSIBLE, "15.12.2026, 25:00 Uhr\nRaum: Ratssaal"),
    "english": (
        "In the morning: Training for all of the staff\nRoom: Blue\nThis is for you and for the others.\n",
        "15.12.2026, In the morning\nRoom: Blue",
    ),
}


@pytest.mark.parametrize(("content", "note"), WITHOUT_TIME.values(), ids=WITHOUT_TIME)
def test_day_and_room_of_a_session_without_a_time_stand_in_its_internal_note(content, note):
    draft, report = read(f"{content}\n13-14 Uhr Abschluss\n")
    session = draft.sessions[0]
    assert (session.slots, session.note) == ([], note)
    assert [word for word in ("Rats", "Saal", "Blue", "15.12.", "Uhr") if word in session.abstract] == []
    assert "room_in_note" in {entry.code for entry in report.entries}
    assert draft.sessions[1].note == ""


def test_second_room_of_a_session_stands_in_its_internal_note():
    draft, report = read(f"{ONE}, Raum 1\nRaum: 15\n")
    assert (places(draft.sessions[0])[0], draft.sessions[0].note) == ("Raum 1", "Raum: 15")
    assert [entry.code for entry in report.entries] == ["room_in_note"]


def test_time_without_a_day_stands_in_the_internal_note():
    draft, _report = read(NO_DAY, head="")
    assert (draft.sessions[0].note, draft.sessions[0].abstract) == ("10-11 Uhr\nRaum: Ratssaal", "")


def test_session_without_a_time_keeps_its_day_where_there_are_several():
    two = "# Forum\n\n## Dienstag, 15.12.2026\n\n9-10 Uhr Eins\n\n## Mittwoch, 16.12.2026\n\n### Zwei\n\nText.\n"
    draft, _report = read(f"{two}\n### Drei\n\n10-11 Uhr\n", head="")
    assert [(one.title, one.note) for one in draft.sessions] == [("Eins", ""), ("Zwei", "16.12.2026"), ("Drei", "")]


def test_own_markdown_with_a_room_and_no_time_notes_the_room():
    content = "---\nwomconf: 1\n---\n\n# Forum\n\n## 2026-12-15\n\n### Eins\n\n- Raum: Ratssaal\n\nText.\n"
    draft, _report, _source = documents.read(content.encode())
    assert (draft.sessions[0].note, draft.sessions[0].abstract) == ("Raum: Ratssaal", "Text.")


WHOLE = f"{HEAD}9-10 Uhr Eröffnung\n\n{ROUGH}"


@pytest.fixture
def stored(db):
    imported(WHOLE)
    return Session.objects.get(title__mentions="Ausbildung")


def note(session):
    session.refresh_from_db()
    return session.internal_note


def test_internal_note_is_stored_once_and_shown_to_organisers_only(stored, client):
    assert (note(stored), str(stored.abstract)) == (NOTE, "Ein Vormittag für alle.")
    assert imported(WHOLE).is_empty
    actions.publish_conference(stored.conference)
    for address in (f"/{stored.conference.slug}/", stored.get_absolute_url()):
        page = client.get(address).text
        assert "Ausbildung im Rathaus" in page
        assert [word for word in ("Ratssaal", "vormittags") if word in page] == []


def test_internal_note_goes_when_the_text_has_a_time(stored):
    imported(WHOLE.replace("vormittags |", "10-11 Uhr |"))
    assert (note(stored), str(stored.slots.get().room)) == ("", "Ratssaal")


@pytest.mark.parametrize(
    "content", [WHOLE, *(WHOLE.replace("vormittags", words) for words in ("nachmittags", "10-11 Uhr"))]
)
def test_internal_note_that_an_organiser_has_changed_stays(stored, content):
    Session.objects.filter(pk=stored.pk).update(internal_note=f"{NOTE}\r\nBeamer bestellen")
    changes = imported(content)
    assert note(stored) == f"{NOTE}\r\nBeamer bestellen"
    assert bool(changes.kept) == (content != WHOLE)


def test_internal_note_of_an_organiser_stays_where_the_text_has_none(stored):
    session = Session.objects.get(title__mentions="Eröffnung")
    Session.objects.filter(pk=session.pk).update(internal_note="Beamer bestellen")
    assert imported(WHOLE).is_empty
    assert note(session) == "Beamer bestellen"


def test_line_ends_of_a_form_are_no_edit_of_the_note(stored):
    Session.objects.filter(pk=stored.pk).update(internal_note=NOTE.replace("\n", "\r\n"))
    assert imported(WHOLE).is_empty
    imported(WHOLE.replace("vormittags |", "10-11 Uhr |"))
    assert note(stored) == ""


def test_own_markdown_names_no_note_and_leaves_it(stored, capsys):
    call_command("export_programme", conference=stored.conference.slug, format="md")
    written = capsys.readouterr().out
    assert [word for word in ("Ratssaal", "vormittags") if word in written] == []
    imported(written, slug=stored.conference.slug)
    assert note(stored) == NOTE


def test_words_that_a_former_version_made_public_move_into_the_note(stored):
    former = f"15.12.2026, vormittags\n\n{stored.abstract}"
    Session.objects.filter(pk=stored.pk).update(abstract={"de": former}, internal_note="")
    memory = ImportedItem.objects.get(kind="session", object_id=stored.pk)
    del memory.values["internal_note"]
    memory.values["abstract.de"] = former
    memory.save()
    imported(WHOLE)
    assert (note(stored), str(stored.abstract)) == (NOTE, "Ein Vormittag für alle.")


# Seen


LONG = "Wir reden miteinander über alles, was uns online und vor Ort bewegt. " * 4 + "Bis bald."


def test_preview_shows_the_note_the_mode_and_the_folded_text_of_each_session(client, db):
    client.force_login(OrganiserFactory())
    page = send(client, content=f"{BOTH.replace('https', f'{LONG} https')}\n{ROUGH}")
    hybrid, _zwei, rough = page.context["preview"].rows
    assert hybrid.facts[:2] == ["Saal 2", "vor Ort und online"]
    assert "Interne Notiz: 15.12.2026, vormittags; Raum: Ratssaal" in rough.facts
    assert [remark.entry.code for remark in hybrid.remarks] == ["hybrid"]
    shown = page.text.partition('<textarea name="content"')[0]
    assert shown.count("<details><summary") == shown.count(LONG) == 1
    assert "Text: Ein Vormittag für alle." in shown
    done = send(client, "apply", **carried(page))
    assert done.status_code == 302
    assert pools() == [(Pool.Mode.ON_SITE, 20), (Pool.Mode.ONLINE, None)]
