"""The Markdown of a whole conference, through the importer and the database and back."""

import pytest
from django.utils import translation

from programme.exports import markdown
from programme.imports import documents, writer
from programme.models import Appearance, Conference, Session, Slot
from programme.published import read_for_organisers
from tests.factories import (
    AppearanceFactory,
    ConferenceFactory,
    OrganisationFactory,
    OrganiserFactory,
    SessionFactory,
    SlotFactory,
    SpeakerFactory,
)
from tests.programme.import_page import carried, send

pytestmark = pytest.mark.django_db


def exported(conference, language="de", **options):
    with translation.override(language):
        return markdown.programme(read_for_organisers(conference), **options)


def planned(content, slug):
    draft, report, _source = documents.read(content)
    assert report.entries == []
    return draft, writer.plan(draft, slug=slug)


def everything(conference, language):
    """All that a programme says in one language, as the database has it."""
    published = read_for_organisers(conference)
    with translation.override(language):
        draft = markdown.draft_of(published)
    draft.sessions.sort(key=repr)
    return draft


def test_second_run_changes_nothing_in_any_language(forum):
    for language in ("de", "en", "ar"):
        _draft, changes = planned(exported(forum, language, is_internal=True), "forum")
        assert [entry for entry in changes.entries if entry.action in {"created", "changed", "kept"}] == []
        assert changes.report.entries == []


def test_second_run_changes_nothing_after_an_import(forum):
    for _run in range(2):
        draft, _changes = planned(exported(forum, is_internal=True), "forum")
        changes = writer.apply(draft, slug="forum")
        assert changes.is_empty
    assert exported(forum) == exported(Conference.objects.get(slug="forum"))


def test_what_only_an_organiser_can_say_stays(forum):
    """Confirmed in spite of an open answer: the text cannot say it, and does not take it back."""
    asked = Session.objects.get(title__contains="Zeit folgt")
    Session.objects.filter(pk=asked.pk).update(status="confirmed", status_by=OrganiserFactory())
    _draft, changes = planned(exported(forum), "forum")
    assert changes.is_empty
    assert [change.name for change in changes.kept] == ["+49 Zeit folgt"]


@pytest.mark.parametrize("language", ["de", "en"])
def test_empty_database_gets_an_equal_conference(forum, language):
    before = everything(forum, language)
    draft, _changes = planned(exported(forum, language, is_internal=True), "copy")
    writer.apply(draft, slug="copy")
    copy = Conference.objects.get(slug="copy")
    assert everything(copy, language) == before
    assert exported(copy, language, is_internal=True) == exported(forum, language, is_internal=True)
    assert (copy.sessions.count(), copy.slots.count(), copy.speakers.count()) == (6, 8, 3)
    assert set(copy.sessions.values_list("status", flat=True)) == {"confirmed", "requested", "cancelled"}
    assert not copy.is_public


@pytest.mark.parametrize("positions", [(0, 0), (7, 9), (1, 2)])
def test_numbers_of_the_order_say_nothing_where_the_order_is_the_same(forum, positions):
    opening = forum.sessions.order_by("pk").first()
    for appearance, position in zip(opening.appearances.order_by("position", "pk"), positions, strict=False):
        Appearance.objects.filter(pk=appearance.pk).update(position=position)
    _draft, changes = planned(exported(forum), "forum")
    assert (changes.is_empty, changes.kept) == (True, [])


def test_another_order_in_the_text_is_followed(forum):
    planned_first = planned(exported(forum), "forum")[0]
    writer.apply(planned_first, slug="forum")
    planned_first.sessions[0].appearances.reverse()
    assert {change.kind for change in writer.plan(planned_first, slug="forum").changed} == {"appearance"}


@pytest.mark.parametrize("languages", [["en"], ["ar"], ["en", "ar"]])
@pytest.mark.parametrize("page", ["de", "en"])
def test_conference_in_other_languages_than_the_page_is_not_changed(languages, page):
    conference = ConferenceFactory(slug="other", title={languages[0]: "مؤتمر"}, languages=languages)
    SlotFactory(session=SessionFactory(conference=conference, title={languages[-1]: "عنوان"}))
    draft, changes = planned(exported(conference, page), "other")
    assert draft.language in languages
    assert (changes.is_empty, changes.kept) == (True, [])


def test_two_people_of_one_name_are_not_changed(forum):
    for session, house in zip(forum.sessions.order_by("pk")[:2], ["Erstes Haus", "Zweites Haus"], strict=True):
        organisation = OrganisationFactory(conference=forum, name=house)
        speaker = SpeakerFactory(conference=forum, name="Anna Müller", organisation=organisation)
        AppearanceFactory(session=session, speaker=speaker, position=5)
    draft, _report, _source = documents.read(exported(forum))
    changes = writer.plan(draft, slug="forum")
    assert changes.is_empty
    assert [entry.code for entry in changes.report.warnings] == ["person_twice"]


def test_text_that_stands_in_another_language_is_no_translation(forum):
    """Whoever imports the English file does not make English out of German words."""
    draft, _changes = planned(exported(forum, "en"), "forum")
    writer.apply(draft, slug="forum")
    night = Session.objects.get(title__contains="AAA")
    assert night.title.data == {"de": "A" * 300}
    changed = exported(forum, "en").replace(b"A" * 300, b"In English")
    writer.apply(planned(changed, "forum")[0], slug="forum")
    night.refresh_from_db()
    assert night.title.data == {"de": "A" * 300, "en": "In English"}


def test_only_organisers_get_numbers_of_places(forum):
    """Nobody announces a change of them, so a kept answer could not show them (docs/decisions/0019)."""
    assert "- Plätze: 20" in exported(forum, is_internal=True).decode()
    assert "Plätze" not in exported(forum).decode()
    assert "Places" not in exported(forum, "en").decode()


def test_without_places_in_the_text_those_that_are_here_stay(forum):
    draft, _changes = planned(exported(forum), "forum")
    assert writer.apply(draft, slug="forum").is_empty
    assert forum.sessions.order_by("pk").first().pool.capacity == 20


def test_nobody_who_is_not_shown_is_named(forum):
    text = exported(forum, is_internal=True).decode()
    assert "Geheimer Entwurf" not in text
    assert "X. Nein" not in text
    assert "@example.org" not in text


def test_conference_without_anything_is_exported_and_named():
    conference = ConferenceFactory(slug="leer", title={"de": "Leer"})
    draft, report, _source = documents.read(exported(conference))
    assert (draft.title, draft.sessions, draft.breaks, report.entries) == ("Leer", [], [], [])
    assert [entry.code for entry in writer.plan(draft, slug="leer").report.errors] == ["no_session"]


def test_two_conferences_stay_apart(forum):
    other = SlotFactory(session__conference__slug="other", session__title={"de": "Nur hier"}).session.conference
    assert "Nur hier" not in exported(forum).decode()
    assert "10:00 Uhr" not in exported(other).decode()


def test_newer_version_is_refused_with_a_sentence(forum):
    draft, report, _source = documents.read(exported(forum).replace(b"womconf: 1", b"womconf: 2"))
    assert draft is None
    assert [entry.code for entry in report.errors] == ["newer_version"]


def test_remark_names_the_line_that_was_not_understood(forum):
    text = exported(forum).decode()
    line = text.splitlines().index("- Format: Vortrag")
    wrong = text.replace("- Format: Vortrag", "- Formatt: Vortrag")
    draft, report, _source = documents.read(wrong.encode())
    assert [(entry.code, entry.line) for entry in report.entries] == [("unknown_fact", line + 1)]
    assert any("- Formatt: Vortrag" in session.abstract for session in draft.sessions)


def test_organiser_may_edit_the_file_with_windows_and_a_formatter(forum):
    """Blank lines below headings and CRLF mean nothing."""
    text = exported(forum, is_internal=True).decode()
    lines = []
    for line in text.splitlines():
        lines += [line, ""] if line.startswith("### ") else [line]
    draft, changes = planned(("\ufeff" + "\r\n".join(lines)).encode(), "forum")
    assert changes.is_empty
    assert len(draft.sessions) == 6


def test_people_and_their_roles_come_back(forum):
    draft, _changes = planned(exported(forum), "forum")
    found = {(person.name, person.role, person.status) for session in draft.sessions for person in session.appearances}
    assert found == {
        ("Moderation: Anna", Appearance.Role.SPEAKER, "confirmed"),
        ("S. Huber", Appearance.Role.MODERATION, "confirmed"),
        ("S. Huber", Appearance.Role.PANEL, "requested"),
        ("- Minus", Appearance.Role.INTERPRETER, "requested"),
    }
    assert [slot.title for slot in draft.breaks] == ["Mittag"]
    assert Slot.Kind.FOLLOW_UP in {slot.kind for session in draft.sessions for slot in session.slots}


def test_summer_time_and_other_zones_keep_their_hour():
    conference = ConferenceFactory(slug="nepal", time_zone="Asia/Kathmandu")
    slot = SlotFactory(session=SessionFactory(conference=conference))
    assert "### 10:00–11:00: " in exported(conference).decode()
    _draft, changes = planned(exported(conference), "nepal")
    assert changes.is_empty
    assert slot.starts_at.astimezone(conference.zone).hour == 10


def test_admin_shows_and_imports_it_without_a_question(client, forum):
    """As a pasted text, which browsers send with CRLF."""
    client.force_login(OrganiserFactory())
    content = exported(forum, is_internal=True)
    forum.delete()
    preview = send(client, content=content.decode().replace("\n", "\r\n"))
    assert next(row.title for _day, rows in preview.context["preview"].days for row in rows) == "10:00 Uhr"
    assert preview.context["preview"].open_questions == 0
    assert send(client, "apply", **carried(preview)).status_code == 302
    assert exported(Conference.objects.get(), is_internal=True) == content
