"""Links of video conferences in a text: each becomes an access link, and stands in nothing that others read."""

import logging
import time
from datetime import date

import pytest
from django.core.management import call_command

from programme.imports import documents, text, writer
from programme.models import AccessLink, Conference, ImportedItem, ImportText, Room, Session
from tests.factories import ConferenceFactory, OrganiserFactory, SessionFactory
from tests.programme import word_documents as word
from tests.programme.import_page import carried, send
from tests.traces import tables_with

SECRET = "geheim4711"
LINK = f"https://zoom.example/j/{SECRET}?pwd=xyz"
HEAD = "# Forum Teilhabe\n\n19. Februar 2027\n\n"
TITLE = "11:00-12:30 Digital dabei"


def read(content, answers=None):
    return text.read((HEAD + content).encode(), today=date(2027, 1, 10), answers=answers)


def everything_public(draft, report):
    """All that a text becomes, but the access links themselves, and all that is said of it."""
    assert SECRET not in repr(draft)  # which a log or an error would show
    return f"{draft!r} {report!r} {[str(entry.message) for entry in report.entries]}"


LINES = {
    "fields of one line": f"online / {LINK} / max. 50",
    "lines of their own": f"online\n{LINK}\nmax. 50",
    "label": f"Zoom-Link: {LINK}\nmax. 50",
    "room": f"Raum: Online, {LINK}\nmax. 50",
    "brackets": f"Online ({LINK}), max. 50",
    "angle brackets": f"online <{LINK}>\nmax. 50",
    "bars": f"online | {LINK} | max. 50",
    "dash": f"online – {LINK} – max. 50",
    "list": f"- online\n- {LINK}\n- max. 50",
    "list in one": f"- Zugang: {LINK}\n- max. 50",
    "link of Markdown": f"online: [Zum Meeting]({LINK})\nmax. 50",
    "address as its own words": f"[{LINK.split('?', maxsplit=1)[0]}]({LINK})\nmax. 50",
    "bold": f"**Link: {LINK}**\nmax. 50",
    "sentence": f"max. 50\nBitte wählen Sie sich pünktlich unter {LINK} ein, wir freuen uns auf Sie.",
}


@pytest.mark.parametrize("lines", LINES.values(), ids=LINES)
@pytest.mark.parametrize("between", ["", "Referentin: Lena Voß\n"], ids=["title", "people"])
def test_link_becomes_the_access_link_and_stands_in_no_text(lines, between):
    draft, report = read(f"{TITLE}\n{between}{lines}\n\n13 Uhr Abschluss & Ausblick\n")
    session, last = draft.sessions
    assert (session.access_link, session.capacity, last.access_link) == (LINK, 50, "")
    assert session.slots[0].room.casefold() == "online"
    assert SECRET not in everything_public(draft, report)
    assert [person.name for person in session.appearances] == (["Lena Voß"] if between else [])


def test_link_in_the_title_leaves_the_title():
    draft, _report = read(f"{TITLE} (online: {LINK})\n\n13-14 Uhr Zwei {LINK}\n")
    assert [(one.title, one.access_link) for one in draft.sessions] == [("Digital dabei", LINK), ("Zwei", LINK)]


def test_sentence_shows_that_something_stood_there():
    draft, _report = read(f"{TITLE}\nWir reden miteinander.\nSie erreichen uns unter {LINK}, bitte pünktlich.\n")
    assert draft.sessions[0].abstract == "Wir reden miteinander.\nSie erreichen uns unter […], bitte pünktlich."


def test_recording_and_other_addresses_stay():
    words = "Aufzeichnung: https://zoom.us/rec/share/abc\nMehr: https://example.org/zoom-fatigue"
    draft, report = read(f"{TITLE}\n{words}\nAnmeldung online: https://example.org/anmeldung\n")
    assert draft.sessions[0].abstract == f"{words}\nAnmeldung online: https://example.org/anmeldung"
    assert (draft.sessions[0].access_link, report.questions) == ("", [])


@pytest.mark.parametrize(
    "before", ["online\n", "online\n\n", "online: ", "Zoom / ", "Zugangslink: ", "Link zur Videokonferenz:\n"]
)
def test_any_address_behind_online_is_held_back_and_asked_about(before):
    content = f"{TITLE}\n{before}https://konf.example.org/{SECRET}\n"
    draft, report = read(content)
    assert draft.sessions[0].access_link == f"https://konf.example.org/{SECRET}"
    assert [question.key for question in report.questions] == ["link:konf.example.org"]
    assert SECRET not in everything_public(draft, report)
    draft, _report = read(content, {"link:konf.example.org": "text"})
    assert (draft.sessions[0].access_link, SECRET in draft.sessions[0].abstract) == ("", True)


def test_address_before_the_word_and_a_second_one_below_are_held_back_too():
    first, second = (f"https://{name}.example.org/{SECRET}" for name in ("eins", "zwei"))
    draft, report = read(f"{TITLE}\n{first} (Zoom)\n{second}\n")
    assert draft.sessions[0].access_link == first
    assert [question.key for question in report.questions] == ["link:eins.example.org", "link:zwei.example.org"]
    assert SECRET not in everything_public(draft, report)


def test_columns_of_tabs_stay_columns():
    draft, report = read(f"Zeit\tZugang\tTitel\n9-10 Uhr\t{LINK}\tEins\n10-11 Uhr\t\tZwei\n")
    assert [(one.title, one.access_link) for one in draft.sessions] == [("Eins", LINK), ("Zwei", "")]
    assert SECRET not in everything_public(draft, report)


def test_link_of_all_is_not_given_to_a_session_with_an_own_one_that_cannot_be_stored():
    draft, report = read(f"Zoom-Link: {LINK}\n\n9-10 Uhr Eins\nonline\nhttp://zoom.us/j/1\n\n10-11 Uhr Zwei\nonline\n")
    assert [session.access_link for session in draft.sessions] == ["", LINK]
    assert "unusable_link" in {entry.code for entry in report.entries}


def test_code_and_number_beside_a_link_are_left_out_and_said():
    draft, report = read(f"{TITLE}\n{LINK}\nMeeting-ID: 823 4711 0815\nKenncode: a9b8c7\n\nPasswort: Vertrauen\n")
    assert "a9b8c7" not in everything_public(draft, report)
    assert "0815" not in everything_public(draft, report)
    assert [entry.line for entry in report.entries if entry.code == "withheld_code"] == [7, 8, 10]


INVITATIONS = {
    "zoom": f"""Zoom-Meeting beitreten
https://us02web.zoom.us/j/{SECRET}?pwd=abc
Meeting-ID: 812 3456 7890
Kenncode: 998877
Schnelleinwahl mobil
+496938079883,,81234567890#,,,,*998877# Deutschland""",
    "teams": f"""Microsoft Teams-Besprechung
Hier klicken, um an der Besprechung teilzunehmen<https://teams.microsoft.com/l/meetup-join/{SECRET}>
Besprechungs-ID: 812 3456 7890
Passcode: 998877""",
}


@pytest.mark.parametrize("lines", INVITATIONS.values(), ids=INVITATIONS)
def test_invitation_that_was_pasted_as_it_is_gives_nothing_away(lines):
    draft, report = read(f"{TITLE}\n{lines}\n\n13-14 Uhr Abschluss\n")
    assert SECRET in draft.sessions[0].access_link
    everything = everything_public(draft, report)
    assert [found for found in (SECRET, "998877", "812 3456", "8123456") if found in everything] == []
    assert "withheld_code" in {entry.code for entry in report.entries}


def test_word_password_far_from_a_link_is_text():
    draft, _report = read(f"{TITLE}\nKennwort: Freiheit\n")
    assert "Freiheit" in draft.sessions[0].abstract


OF_NO_SESSION = {
    "head": f"Zoom-Link für alle: {LINK}\n\n{TITLE}\n",
    "sentence in the head": f"Wir treffen uns online: {LINK}\n\n{TITLE}\n",
    "break": f"{TITLE}\n\n12:30-13 Uhr Mittagspause\n{LINK}\n",
    "section": f"## {TITLE}\n\nText.\n\n# Anmeldung und Technik\n\nDer Zugang: {LINK}\n",
    "day": f"{TITLE}\n\nSamstag, 20.02.2027\n{LINK}\n\n9-10 Uhr Zwei\n",
    "above the title": f"{TITLE}\n\n13-14 Uhr\n{LINK}\n\n### Zwei\n",
}


@pytest.mark.parametrize("content", OF_NO_SESSION.values(), ids=OF_NO_SESSION)
def test_link_that_belongs_to_no_session_stands_nowhere_and_is_said(content):
    draft, report = read(content)
    assert [session.access_link for session in draft.sessions if session.access_link] == []
    assert SECRET not in everything_public(draft, report)
    assert [entry.code for entry in report.entries if "link" in entry.code] == ["lone_link"]


ABOVE_ALL = (
    f"Zoom-Link: {LINK}\n\n9-10 Uhr Eins\nonline\n\n10-11 Uhr Zwei\nRaum 2\n\n11-12 Uhr Drei\nonline, zoom.us/j/drei\n"
)


def test_link_above_all_sessions_is_of_those_online_without_their_own_and_is_asked_about():
    draft, report = read(ABOVE_ALL)
    assert [session.access_link for session in draft.sessions] == [LINK, "", "https://zoom.us/j/drei"]
    assert [(question.key, question.quote) for question in report.questions] == [
        ("link_for_all:zoom.example", "zoom.example/…")
    ]
    draft, report = read(ABOVE_ALL, {"link_for_all:zoom.example": "nowhere"})
    assert [session.access_link for session in draft.sessions] == ["", "", "https://zoom.us/j/drei"]
    assert [entry.code for entry in report.entries if "link" in entry.code] == ["lone_link"]


def test_time_for_a_very_long_line_grows_with_its_length():
    def seconds(count):
        started = time.process_time()
        draft, report = read(f"{TITLE}\n" + f"Hier {LINK} oder Kenncode: abc12345 " * count)
        assert draft is None or SECRET not in everything_public(draft, report)
        return time.process_time() - started

    seconds(1)  # what is made ready once
    assert seconds(20_000) < 40 * seconds(1_000)  # 20 times as long; with its square it would be 400


def test_second_link_of_a_session_stands_nowhere_and_is_said():
    draft, report = read(f"{TITLE}\n{LINK}\nhttps://bbb.example.org/b/zweite-{SECRET}\n{LINK}\n")
    assert draft.sessions[0].access_link == LINK
    assert [(entry.code, entry.line) for entry in report.entries if "link" in entry.code] == [("second_link", 7)]
    assert SECRET not in everything_public(draft, report)


@pytest.mark.parametrize("link", [f"http://senfcall.de/{SECRET}", f"zoommtg://zoom.us/join?confno={SECRET}"])
def test_link_that_no_access_link_can_be_stands_nowhere_and_is_said(link):
    draft, report = read(f"{TITLE}\n{link}\n")
    assert draft.sessions[0].access_link == ""
    assert [entry.code for entry in report.entries if "link" in entry.code] == ["unusable_link"]
    assert SECRET not in everything_public(draft, report)


def test_address_without_its_scheme_gets_one():
    draft, _report = read(f"{TITLE}\nzoom.us/j/{SECRET}\n")
    assert draft.sessions[0].access_link == f"https://zoom.us/j/{SECRET}"


def test_address_that_the_page_has_broken_is_put_together():
    link = f"https://us02web.zoom.us/j/81234567890123456789012345678901234567?pwd={SECRET}"
    draft, report = read(f"{TITLE}\nonline\n{link[:66]}\n{link[66:]}\nmax. 50\n")
    assert (draft.sessions[0].access_link, draft.sessions[0].capacity) == (link, 50)
    assert SECRET not in everything_public(draft, report)


TABLE = f"""| Zeit | Raum 1 | Online |
| --- | --- | --- |
| 9-10 Uhr | Eins | Zwei<br>{LINK} |
| 10-11 Uhr | Drei<br>{LINK} | Vier<br>[hier](https://bbb.example.org/b/{SECRET}) |
"""
WITH_COLUMN = f"""| Zeit | Titel | Raum | Zugang |
| --- | --- | --- | --- |
| 9-10 Uhr | Eins | Raum 1 | |
| 10-11 Uhr | Zwei | online | {LINK} |
"""


def test_link_in_a_cell_is_that_of_the_session_in_it():
    draft, report = read(TABLE)
    assert [(one.title, one.access_link.partition(SECRET)[0]) for one in draft.sessions] == [
        ("Eins", ""),
        ("Zwei", "https://zoom.example/j/"),
        ("Drei", "https://zoom.example/j/"),
        ("Vier", "https://bbb.example.org/b/"),
    ]
    assert SECRET not in everything_public(draft, report)


def test_link_in_a_column_of_its_own_is_that_of_the_row():
    draft, report = read(WITH_COLUMN)
    assert [(one.title, one.access_link) for one in draft.sessions] == [("Eins", ""), ("Zwei", LINK)]
    assert SECRET not in everything_public(draft, report)


def test_link_within_the_words_of_a_cell_stands_in_no_text():
    draft, report = read(
        f"| Zeit | Raum 1 | Raum 2 | Link |\n| --- | --- | --- | --- |\n| 9-10 Uhr | A {LINK} B | C | |\n"
    )
    assert [one.access_link for one in draft.sessions] == [LINK, ""]
    assert SECRET not in everything_public(draft, report)


def test_link_of_a_row_with_several_sessions_is_of_none():
    content = f"| Zeit | Raum 1 | Raum 2 |\n| --- | --- | --- |\n| 9-10 Uhr {LINK} | Eins | Zwei |\n"
    draft, report = read(content)
    assert [one.access_link for one in draft.sessions] == ["", ""]
    assert SECRET not in everything_public(draft, report)
    assert [entry.code for entry in report.entries if "link" in entry.code] == ["lone_link"]


def hyperlink(words, number):
    return f'<w:hyperlink r:id="rId{number}">{word.run(words)}</w:hyperlink>'


def test_hyperlink_of_a_word_document_is_read_and_hidden():
    target = LINK.replace("&", "&amp;")
    relationships = f'<Relationship Id="rId9" Type="{word.OFFICE}/hyperlink" Target="{target}" TargetMode="External"/>'
    data = word.document(
        word.paragraph("Forum Teilhabe", style="berschrift1"),
        word.paragraph("19. Februar 2027"),
        word.paragraph(TITLE, style="berschrift2"),
        word.paragraph(word.run("online: "), hyperlink("Zum Meeting", 9), word.run(", max. 50")),
        word.table(["Zeit", "Titel", "Wo"], ["14-15 Uhr", "Zwei", word.cell(word.paragraph(hyperlink("Zoom", 9)))]),
        relationships=relationships,
    )
    draft, report, _source = documents.read(data)
    assert [(one.title, one.access_link) for one in draft.sessions] == [("Digital dabei", LINK), ("Zwei", LINK)]
    assert SECRET not in everything_public(draft, report)


# Written

CONTENT = f"{HEAD}{TITLE}\nReferentin: Lena Voß\nonline / {LINK} / max. 50\n\n13-14 Uhr Abschluss\n"


def imported(content, **options):
    draft, _report, _source = documents.read(content.encode())
    return writer.apply(draft, **options)


@pytest.fixture
def stored(db):
    imported(CONTENT)
    return Session.objects.get(title__mentions="Digital dabei")


def test_access_link_is_stored_sealed_and_in_no_other_table(stored):
    assert stored.access_link.address.open() == LINK
    assert stored.slots.get().room.kind == Room.Kind.ONLINE
    assert tables_with(SECRET) == set()


def test_second_import_of_the_same_text_changes_nothing(stored):
    draft, _report, _source = documents.read(CONTENT.encode())
    assert writer.plan(draft).is_empty
    assert imported(CONTENT).is_empty
    assert AccessLink.objects.count() == 1


def test_changed_link_of_the_text_is_followed(stored):
    changes = imported(CONTENT.replace("xyz", "neu"))
    assert [[field.label for field in change.fields] for change in changes.changed] == [["Zugangslink"]]
    assert stored.access_link.__class__.objects.get().address.open() == LINK.replace("xyz", "neu")
    assert SECRET not in repr(changes)


def test_link_that_an_organiser_has_entered_since_stays(stored):
    AccessLink.objects.update_or_create(session=stored, defaults={"address": "https://meet.example.org/anders"})
    assert imported(CONTENT).is_empty
    changes = imported(CONTENT.replace("xyz", "neu"))
    assert [[field.label for field in change.fields] for change in changes.kept] == [["Zugangslink"]]
    assert AccessLink.objects.get().address.open() == "https://meet.example.org/anders"


def test_text_without_the_link_leaves_the_one_that_is_stored(stored):
    assert imported(CONTENT.replace(f"{LINK} / ", "")).is_empty
    assert AccessLink.objects.get().address.open() == LINK


def test_own_markdown_names_no_link_and_leaves_it(stored, capsys):
    call_command("export_programme", conference=stored.conference.slug, format="md")
    written = capsys.readouterr().out
    assert "Digital dabei" in written
    assert SECRET not in written
    imported(written, slug=stored.conference.slug)
    assert AccessLink.objects.get().address.open() == LINK


@pytest.mark.django_db
def test_own_markdown_with_a_typed_link_is_refused_with_the_sentence():
    content = f"---\nwomconf: 1\n---\n\n# Forum\n\n## 2027-02-19\n\n### 09:00–10:00: Eins\n\nHier: {LINK}\n"
    draft, _report, _source = documents.read(content.encode())
    changes = writer.plan(draft)
    assert [entry.code for entry in changes.report.errors] == ["invalid"]
    assert "Zugangslink" in str(changes.report.errors[0].message)


@pytest.mark.django_db
def test_link_of_a_session_on_site_is_stored_and_named():
    content = f"{HEAD}{TITLE}\nRaum 2\n{LINK}\n"
    draft, _report, _source = documents.read(content.encode())
    assert "link_for_nobody" in {entry.code for entry in writer.plan(draft).report.entries}
    conference = ConferenceFactory(slug="forum", title={"de": "Forum Teilhabe"})
    SessionFactory(conference=conference)
    imported(content, slug="forum")
    assert AccessLink.objects.get().address.open() == LINK


# Seen


@pytest.fixture
def organiser(client, db):
    user = OrganiserFactory()
    client.force_login(user)
    return user


def test_preview_says_that_it_is_stored_and_shown_nowhere(client, organiser):
    page = send(client, content=CONTENT)
    [row] = [row for row in page.context["preview"].rows if row.title == "Digital dabei"]
    assert "Zugangslink: wird gespeichert, nirgends öffentlich" in row.facts
    assert "Zugangslink: wird gespeichert, nirgends öffentlich" in page.text
    shown = page.text.partition('<textarea name="content"')[0]
    assert SECRET not in shown


def test_no_log_message_page_or_memory_has_it_after_the_import(client, organiser, caplog):
    caplog.set_level(logging.DEBUG)
    done = send(client, "apply", **carried(send(client, content=CONTENT)))
    assert done.status_code == 302
    assert AccessLink.objects.get().address.open() == LINK
    assert SECRET not in caplog.text
    assert (tables_with(SECRET), ImportText.objects.get().content) == (set(), "")
    conference = Conference.objects.get()
    assert SECRET not in client.get(f"/admin/?conference={conference.pk}").text
    assert [item for item in ImportedItem.objects.all() if SECRET in str(item.values)] == []


@pytest.mark.django_db
def test_command_prints_no_link(tmp_path, capsys):
    file = tmp_path / "programm.txt"
    file.write_text(CONTENT + f"\n14-15 Uhr Ende\nonline: https://konf.example.org/{SECRET}\n")
    call_command("import_programme", file, dry_run=True)
    written = capsys.readouterr().out
    assert "konf.example.org" in written
    assert SECRET not in written
