"""A text comes again with the questions that were answered when it was imported before."""

import pytest

from programme.imports import documents, earlier, writer
from programme.imports.preview import Preview
from programme.models import Conference, ImportedItem, Organisation, Session
from tests.factories import OrganiserFactory, RegistrationFactory
from tests.programme.import_page import carried, send

pytestmark = pytest.mark.django_db

HOST = "Thüringer Servicestelle Ehrenamt"
KEY = f"host:{HOST.casefold()}"
FIRST = f"""# Fachtag Ehrenamt

Donnerstag, 14.01.2027

9-10 Uhr: Sprechstunde Förderanträge ({HOST})
11-12 Uhr: Vereinsrecht
"""
AGAIN = FIRST.replace("9-10 Uhr", "10-11 Uhr")
TITLE = "Sprechstunde Förderanträge"


def _preview(content, slug="", answers=None):
    draft, report, source = earlier.read(content.encode(), slug=slug, answers=answers)
    return Preview(draft, report, writer.plan(draft, slug=slug), source=source, answers=answers)


def _import(content, answers):
    """Import as the page does, with the answers kept."""
    draft, report, _source = documents.read(content.encode(), answers=answers)
    writer.apply(draft)
    earlier.remember(Conference.objects.get(), report, answers)


def _asked(preview):
    [asked] = preview.questions
    return asked.answer, str(asked.source), asked.is_assumed


def test_question_is_preset_by_its_answer_in_an_earlier_import(client):
    client.force_login(OrganiserFactory())
    page = send(client, content=FIRST)
    assert _asked(page.context["preview"]) == ("title", "vermutet", True)
    page = send(client, content=FIRST, **{f"answer:{KEY}": "host"})
    send(client, "apply", **carried(page), **{f"answer:{KEY}": "host"})
    page = send(client, content=AGAIN)
    preview = page.context["preview"]
    assert _asked(preview) == ("host", "wie beim letzten Mal", False)
    assert preview.open_questions == 0
    assert "wie beim letzten Mal" in page.text
    assert [(row.title, row.action) for row in preview.rows] == [(TITLE, "changed"), ("Vereinsrecht", None)]


def test_text_that_names_its_conference_itself_is_read_with_its_answers():
    _import(FIRST, {KEY: "host"})
    assert _asked(_preview(AGAIN)) == _asked(_preview(AGAIN, Conference.objects.get().slug))


def test_another_answer_can_be_given():
    _import(FIRST, {KEY: "host"})
    assert _asked(_preview(AGAIN, answers={KEY: "title"})) == ("title", "", False)


def test_what_held_without_an_answer_holds_again():
    _import(FIRST, None)
    assert _asked(_preview(AGAIN)) == ("title", "wie beim letzten Mal", False)


def test_answers_are_kept_without_the_names_in_them():
    _import(FIRST, {KEY: "host"})
    kept = ImportedItem.objects.get(kind="answers")
    assert list(kept.values.values()) == ["host"]
    assert "ehrenamt" not in str(kept.values).casefold()


def test_answers_of_another_conference_say_nothing():
    _import(FIRST, {KEY: "host"})
    assert _asked(_preview(FIRST.replace("Fachtag", "Sommertag"))) == ("title", "vermutet", True)


def test_text_that_comes_again_unchanged_changes_nothing():
    _import(FIRST, {KEY: "host"})
    assert _preview(FIRST).changes.is_empty


# Without answers that were kept


def _forget():
    ImportedItem.objects.filter(kind="answers").delete()


def test_organisation_that_hosts_a_session_is_one_again():
    _import(FIRST, {KEY: "host"})
    _forget()
    Session.objects.filter(title__mentions=TITLE).update(title={"de": "Anders"})
    assert _asked(_preview(AGAIN)) == ("host", "steht so im Programm", False)


def test_title_that_stands_in_the_programme_is_one_again():
    _import(FIRST, {KEY: "title"})
    Organisation.objects.create(conference=Conference.objects.get(), name=HOST)
    _forget()
    assert _asked(_preview(AGAIN)) == ("title", "steht so im Programm", False)


def test_session_with_the_title_without_the_words_is_the_one():
    _import(FIRST, {KEY: "host"})
    _forget()
    Session.objects.update(host=None)
    assert _asked(_preview(AGAIN)) == ("host", "steht so im Programm", False)


def test_new_session_that_would_stand_beside_one_with_almost_its_title_is_warned_of():
    _import(FIRST, {KEY: "host"})
    RegistrationFactory(session=Session.objects.get(title__mentions=TITLE))
    [alike] = [
        entry for entry in _preview(AGAIN, answers={KEY: "title"}).changes.report.entries if entry.code == "alike"
    ]
    assert (alike.line, alike.level) == (5, "warning")
    assert f"neben „{TITLE}“ (1 belegt, Plätze unbegrenzt)" in str(alike.message)


def test_new_session_with_another_title_is_not_warned_of():
    _import(FIRST, {KEY: "host"})
    text = FIRST.replace(f"{TITLE} ({HOST})", "Sprechstunde Steuern")
    assert [entry.code for entry in _preview(text).changes.report.entries if entry.code == "alike"] == []
