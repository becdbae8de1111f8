"""A text that leaves something out says nothing about it: what an import wrote before stays, and is named."""

from datetime import date

import pytest

from programme.imports import documents, text, writer
from programme.imports.changes import Action
from programme.imports.reports import change_lines
from programme.models import Appearance, Conference, Organisation, Session, Slot, Speaker
from tests.factories import OrganiserFactory
from tests.programme.import_page import send

FULL = """# Forum Teilhabe

Donnerstag, 18.02.2027, Rathaus

Rahmenthema: „Mittendrin“

Wir laden ein.

9-10 Uhr Lesen lernen
mit Dr. Kemal Arslan, Vorsitzender, Mieterverein Bremen
Saal 2, 20 Plätze
Veranstalter: VHS Bremen
Format: Workshop
Sprache: Englisch
Track: Track 1
mit Gebärdensprache
Zielgruppe: Lehrkräfte
Materialien: https://example.org/folien

Ein Absatz.

12-13 Uhr Mittagspause
Foyer
"""
BARE = "# Forum Teilhabe\n\n18.02.2027\n\n9-10 Uhr Lesen lernen\nmit Kemal Arslan\n\n12 Uhr Mittagspause\n"

pytestmark = pytest.mark.django_db


def imported(content, answers=None, **options):
    draft, _report = text.read(content.encode(), today=date(2026, 11, 1), answers=answers or {"end": "next"})
    return writer.apply(draft, **options)


def stored():
    """Everything that an import can empty."""
    conference, session, speaker = Conference.objects.get(), Session.objects.get(), Speaker.objects.get()
    slot = session.slots.get()
    return {
        "conference": (str(conference.venue), str(conference.theme), str(conference.description)),
        "person": (speaker.degree, speaker.position, str(speaker.organisation or "")),
        "texts": (str(session.abstract), str(session.format), str(session.target_group), str(session.materials)),
        "facts": (
            session.language,
            session.aids,
            session.materials_url,
            str(session.track or ""),
            str(session.host or ""),
        ),
        "places": session.pool.capacity,
        "slot": (str(slot.room or ""), slot.ends_at is not None),
        "break": (
            str(Slot.objects.get(kind=Slot.Kind.BREAK).title),
            Slot.objects.get(kind=Slot.Kind.BREAK).ends_at is None,
        ),
    }


@pytest.fixture
def before():
    imported(FULL)
    found = stored()
    assert all(found["person"])
    assert all(found["conference"])
    assert all((*found["texts"][:3], *found["facts"], *found["slot"], found["places"]))
    return found


def test_text_that_leaves_everything_out_changes_nothing(before):
    changes = imported(BARE)
    assert stored() == before
    assert (changes.is_empty, changes.kept) == (True, [])


def test_what_a_text_leaves_out_is_named_and_told_as_what_stays(before):
    changes = imported(BARE)
    left_out = {change.kind: {str(field.label) for field in change.fields} for change in changes.of(Action.GONE)}
    assert left_out["speaker"] == {"akademischer Titel", "Funktion", "Organisation"}
    assert {"conference", "session", "slot"} <= left_out.keys()
    told = "\n".join(change_lines(changes))
    assert "Organisation: Mieterverein Bremen\n" in told
    assert "Mieterverein Bremen →" not in told


def test_second_text_with_the_organisation_of_nobody_leaves_those_of_all():
    imported(
        f"{BARE.replace('Kemal Arslan', 'Kemal Arslan (Mieterverein Bremen)')}\n14-15 Uhr Zwei\nmit Eva Horn (VHS)\n"
    )
    imported(f"{BARE}\n14-15 Uhr Zwei\nmit Eva Horn\n")
    assert {str(speaker.organisation) for speaker in Speaker.objects.all()} == {"Mieterverein Bremen", "VHS"}


CONTRADICTIONS = {
    "organisation": ("Mieterverein Bremen", "Stadt Jena", lambda: str(Speaker.objects.get().organisation)),
    "function": ("Vorsitzender", "Geschäftsführer", lambda: Speaker.objects.get().position),
    "room": ("Saal 2", "Saal 3", lambda: str(Session.objects.get().slots.get().room)),
    "places": ("20", "12", lambda: str(Session.objects.get().pool.capacity)),
    "host": ("VHS Bremen", "Stadt Bremen", lambda: str(Session.objects.get().host)),
    "abstract": ("Ein Absatz.", "Zwei Absätze.", lambda: str(Session.objects.get().abstract)),
    "target group": ("Lehrkräfte", "Eltern", lambda: str(Session.objects.get().target_group)),
}


@pytest.mark.parametrize(("old", "new", "value"), CONTRADICTIONS.values(), ids=CONTRADICTIONS)
def test_what_a_text_says_otherwise_is_followed(before, old, new, value):
    imported(FULL.replace(f"{old}{' Plätze' if old == '20' else ''}", f"{new}{' Plätze' if old == '20' else ''}"))
    assert value() == new


def test_what_was_left_out_and_is_said_again_is_compared_with_what_the_last_import_wrote(before):
    imported(BARE)
    other = Organisation.objects.create(conference=Conference.objects.get(), name="Von Hand")
    Speaker.objects.update(organisation=other)
    imported(BARE)
    changes = imported(FULL)
    assert (str(Speaker.objects.get().organisation), changes.is_empty) == ("Von Hand", True)
    changes = imported(FULL.replace("Mieterverein Bremen", "Stadt Jena"))
    assert [change.kind for change in changes.kept] == ["speaker"]


def test_edit_of_an_organiser_that_a_text_leaves_out_is_no_conflict(before):
    Session.objects.update(target_group={"de": "Alle"})
    changes = imported(BARE)
    assert (str(Session.objects.get().target_group), changes.kept) == ("Alle", [])
    [session] = [change for change in changes.of(Action.GONE) if change.kind == "session"]
    assert "Zielgruppe" not in {str(field.label) for field in session.fields}


def ends():
    return Session.objects.get().slots.get().ends_at


@pytest.mark.parametrize("time", ["9 Uhr", "um 9 Uhr", "Beginn: 9 Uhr"])
def test_start_alone_leaves_the_end_that_is_here(before, time):
    imported(f"# Forum Teilhabe\n\n18.02.2027\n\n{time} Lesen lernen\n")
    assert ends() is not None


@pytest.mark.parametrize("time", ["ab 9 Uhr", "9 Uhr – open end"])
def test_end_that_a_text_calls_open_is_open(before, time):
    imported(FULL.replace("9-10 Uhr", time))
    assert ends() is None


def test_end_that_an_organiser_leaves_open_in_an_answer_is_open(before):
    imported(BARE.replace("9-10 Uhr", "9 Uhr"), {"end": "open"})
    assert ends() is None


def test_start_that_moves_without_an_end_moves_the_session(before):
    imported("# Forum Teilhabe\n\n18.02.2027\n\n8 Uhr Lesen lernen\n")
    assert (Session.objects.get().slots.get().starts_at.hour, ends()) == (7, None)


def test_state_is_said_by_its_absence():
    asked = "# Forum\n\n18.02.2027\n\n9-10 Uhr Eins (Eva Horn – angefragt)\n"
    imported(asked)
    imported(asked.replace(" – angefragt", ""))
    assert (Appearance.objects.get().status, Session.objects.get().status) == ("confirmed", "confirmed")


# Files of this program

EXACT = """---
womconf: 1
---

# Forum

- Erster Tag: 2027-02-18
- Sprache: de

## 2027-02-18

### 09:00–10:00: Lesen lernen

- Raum: Saal 2
- Referent:in: Kemal Arslan
  - Organisation: Mieterverein
- Zielgruppe: Lehrkräfte
- Plätze: 20

Ein Absatz.

### 10:00–11:00: Zwei
"""


def exact(content):
    draft, _report, _source = documents.read(content.encode())
    return writer.apply(draft)


def test_file_of_this_program_empties_what_it_leaves_out():
    exact(EXACT)
    for words in (
        "- Raum: Saal 2\n",
        "  - Organisation: Mieterverein\n",
        "- Zielgruppe: Lehrkräfte\n",
        "Ein Absatz.\n",
    ):
        assert words in EXACT
        assert not exact(EXACT.replace(words, "")).is_empty
        assert not exact(EXACT).is_empty
    exact(EXACT.replace("09:00–10:00", "09:00–offen").replace("- Zielgruppe: Lehrkräfte\n", ""))
    session = Session.objects.get(title__mentions="Lesen")
    assert (session.slots.get().ends_at, str(session.target_group)) == (None, "")


def test_file_without_any_places_says_nothing_of_them_and_one_with_some_does():
    exact(EXACT)
    session = Session.objects.get(title__mentions="Lesen")
    assert exact(EXACT.replace("- Plätze: 20\n", "")).is_empty
    session.pool.refresh_from_db()
    assert session.pool.capacity == 20
    exact(EXACT.replace("- Plätze: 20\n", "").replace("Zwei\n", "Zwei\n\n- Plätze: 5\n"))
    session.pool.refresh_from_db()
    assert session.pool.capacity is None


# Seen


def test_preview_says_beside_its_row_what_stays_although_the_text_leaves_it_out(client, before):
    client.force_login(OrganiserFactory())
    page = send(client, content=BARE, conference=Conference.objects.get().pk)
    row, _break = page.context["preview"].rows
    assert row.action is None
    assert "„Lehrkräfte“ bleibt; der Text sagt es nicht mehr" in page.text
    assert "Organisation: Mieterverein Bremen" in page.text
    assert "Mieterverein Bremen →" not in page.text
