"""What the import page says in words: what is new, what changes, which questions are left."""

import pytest
from django.contrib.messages import get_messages
from django.utils import translation

from programme.admin_import import EXAMPLE
from programme.imports import documents, reports, writer
from programme.models import Session
from tests.factories import OrganiserFactory, RegistrationFactory
from tests.programme.import_page import carried, send

pytestmark = pytest.mark.django_db

TEXT = """# Fachtag

Donnerstag, 14.01.2027

9-10 Uhr: Eins (Eva Horn, Stadt Jena), Raum 1
11-12 Uhr: Zwei
Ort: Raum 2
"""


@pytest.fixture(autouse=True)
def organiser(client):
    client.force_login(OrganiserFactory())


def _import(client, content=TEXT):
    return send(client, "apply", **carried(send(client, content=content)))


def test_new_organisations_people_and_rooms_are_named(client):
    page = send(client, content=TEXT)
    assert (
        "Neu: 1 Konferenz, 1 Organisation (Stadt Jena), 2 Räume (Raum 1, Raum 2), 1 Referent:in (Eva Horn), "
        "2 Veranstaltungen" in page.text
    )


def test_of_many_new_ones_the_first_are_named():
    people = "".join(f"\n\n{hour}-{hour + 1} Uhr: Nummer {hour} (Eva Horn{chr(98 + hour)})" for hour in range(6, 21))
    draft, _report, _source = documents.read(f"# Fachtag\n\nDonnerstag, 14.01.2027{people}\n".encode())
    words = reports.named_new(writer.plan(draft))
    assert words.count("Eva Horn") == 12
    assert ", …)" in words


def test_success_names_what_changed(client):
    _import(client)
    changed = TEXT.replace("9-10 Uhr", "8-10 Uhr").replace("Ort: Raum 2", "Ort: Raum 5").replace("11-12", "10:30-12")
    done = _import(client, changed)
    said = [str(message) for message in get_messages(done.wsgi_request)]
    assert "Importiert: 1 Raum; geändert: Beginn (2), Raum" in said


def test_session_that_the_text_no_longer_has_is_named_with_its_people_before_the_programme(client):
    _import(client)
    RegistrationFactory(session=Session.objects.get(title__mentions="Zwei"))
    page = send(client, content=TEXT.partition("11-12")[0])
    sentence = "Zwei (1 belegt, Plätze unbegrenzt)"
    assert page.text.index("Nicht mehr im Text") < page.text.index(sentence) < page.text.index('<ol class="coming">')
    assert "<pre" not in page.text


def test_answered_questions_are_counted_as_such(client):
    asked = TEXT.replace("11-12 Uhr: Zwei", "11-12 Uhr: Ankommen und Technik-Check")
    page = send(client, content=asked)
    assert "1 Frage" in page.context["sums"]
    page = send(client, content=asked, **{"answer:break:ankommen und technik-check": "break"})
    assert "1 Frage, beantwortet" in page.context["sums"]
    assert '<span class="tag quiet">beantwortet</span>' in page.text


def test_some_answered_questions_leave_the_others_open():
    assert reports.questions(3, 1) == "3 Fragen, davon 1 offen"
    assert reports.questions(0, 0) == "0 Fragen"


@pytest.mark.parametrize("language", ["de", "en"])
def test_example_above_the_empty_field_is_read_without_a_question(client, language):
    with translation.override(language):
        example = str(EXAMPLE)
    draft, report, _source = documents.read(example.encode())
    assert (report.questions, report.warnings, report.unused) == ([], [], [])
    assert len(draft.sessions) == 2
    assert [slot.title for slot in draft.breaks] == [{"de": "Kaffeepause", "en": "Coffee break"}[language]]
    assert [len(session.appearances) for session in draft.sessions] == [1, 1]
    assert [session.slots[0].room for session in draft.sessions] == [
        {"de": "Raum 2", "en": "Room 2"}[language],
        "online",
    ]
    assert draft.sessions[0].capacity == 20


def test_example_stands_above_the_empty_field_only(client):
    assert "Ein kurzes Beispiel" in client.get("/admin/programme/conference/import/").text
    assert "Ein kurzes Beispiel" not in send(client, content=TEXT).text
