"""Slides and materials on the organisers' pages: shown, renamed, added, deleted; and what is to do about them."""

import pytest
from django.urls import reverse
from django.utils import timezone

from programme import actions
from programme.desk import Desk
from programme.models import Conference, Role, SessionFile
from tests.browsers import change_page, form_data, opened
from tests.factories import AppearanceFactory, OrganiserFactory, SessionFactory, SessionFileFactory
from tests.programme.files import OLD, PDF, office, sent
from tests.programme.lacking import DAY, settled_conference, settled_session, to_do

pytestmark = pytest.mark.django_db


@pytest.fixture
def file():
    return SessionFileFactory(content=PDF)


def save(client, session, **typed):
    page = change_page(session)
    return client.post(page, {**opened(client, page), **typed, "_save": "1"})


def address_of(file):
    return reverse("admin:programme_session_file", args=[file.session_id, file.digest])


def test_organiser_shows_and_renames_what_a_speaker_has_handed_in(anna, client, file):
    session = file.session
    page = anna.get(change_page(session)).text
    assert (address_of(file) in page, str(file.speaker) in page) == (True, True)
    assert save(anna, session, **{"files-0-is_shown": "on", "files-0-name": "Folien und mehr"}).status_code == 302
    assert "Folien und mehr" in client.get(session.get_absolute_url()).text
    row = opened(anna, change_page(session))
    del row["files-0-is_shown"]
    assert anna.post(change_page(session), {**row, "_save": "1"}).status_code == 302
    assert "Folien" not in client.get(session.get_absolute_url()).text


def test_those_to_decide_about_stand_first(anna, file):
    actions.change_file(file, is_shown=True, by=None)
    new = SessionFileFactory(session=file.session)
    assert opened(anna, change_page(file.session))["files-0-id"] == str(new.pk)


def test_organiser_deletes_a_file(anna, file):
    assert save(anna, file.session, **{"files-0-DELETE": "on"}).status_code == 302
    assert not SessionFile.objects.exists()


@pytest.mark.parametrize("name", ["", "Handzettel"])
def test_organiser_adds_a_file_that_came_by_mail(anna, client, name):
    session = SessionFactory()
    row = {"files-TOTAL_FORMS": "1", "files-0-name": name, "files-0-is_shown": "on"}
    response = save(anna, session, **row, **{"files-0-file": sent(office("docx"), "Blatt.docx")})
    assert response.status_code == 302
    file = SessionFile.objects.get()
    assert (file.name, file.kind, file.speaker, file.is_shown) == (name or "Blatt", "docx", None, True)
    assert file.get_absolute_url() in client.get(session.get_absolute_url()).text


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ({"files-1-file": sent(OLD)}, "Format eines alten Office"),
        ({"files-1-file": sent(PDF)}, "schon bei dieser Veranstaltung"),
        ({"files-1-name": "Ohne Datei"}, "Bitte wählen Sie eine Datei aus."),
        ({"files-1-file": sent(PDF + b"x"), "files-1-name": "https://zoom.us/j/4711"}, "Zugangslink"),
    ],
    ids=["old", "twice", "no file", "link of a meeting"],
)
def test_what_is_not_taken_is_refused_in_words_and_nothing_is_saved(anna, file, row, words):
    for each in row.values():
        if hasattr(each, "seek"):
            each.seek(0)
    response = save(anna, file.session, **{"files-TOTAL_FORMS": "2", "title_0": "Neu"}, **row)
    assert (response.status_code, words in response.text) == (200, True)
    file.session.refresh_from_db()
    assert (SessionFile.objects.count(), str(file.session.title) == "Neu") == (1, False)


def test_file_that_its_speaker_took_back_meanwhile_is_not_made_anew(anna, file):
    page = change_page(file.session)
    typed = {**opened(anna, page), "files-0-is_shown": "on", "_save": "1"}
    actions.remove_file(file)
    refused = anna.post(page, typed)
    assert (refused.status_code, "Inzwischen gelöscht: Folien." in refused.text) == (200, True)
    assert anna.post(page, {**form_data(refused.text), "_save": "1"}).status_code == 302
    assert not SessionFile.objects.exists()


def test_file_that_came_meanwhile_is_not_shown_unseen(anna, file):
    page = change_page(file.session)
    typed = {**opened(anna, page), "files-0-is_shown": "on", "_save": "1"}
    SessionFileFactory(session=file.session, name="Neu gekommen")
    refused = anna.post(page, typed)
    assert (refused.status_code, "Neu gekommen" in refused.text) == (200, True)
    assert not SessionFile.objects.shown().exists()


def test_page_that_was_not_touched_changes_nothing_of_the_files(anna, file):
    before = SessionFile.objects.values().get()
    assert save(anna, file.session).status_code == 302
    assert SessionFile.objects.values().get() == before


def test_file_that_is_not_shown_is_sent_to_those_who_may_change_its_session(anna, file):
    response = anna.get(address_of(file))
    assert (response.content, response["Content-Disposition"]) == (PDF, 'attachment; filename="Folien.pdf"')
    assert anna.get(address_of(file).replace(file.digest, "0" * 16)).status_code == 404


def test_who_only_looks_or_works_elsewhere_sees_no_file(client, file):
    conference = file.session.conference
    reader, other = (OrganiserFactory(is_superuser=False) for _each in range(2))
    conference.memberships.create(user=reader, role=Role.READER)
    AppearanceFactory().session.conference.memberships.create(user=other, role=Role.LEAD)
    for user, statuses in ((reader, {403}), (other, {302, 403, 404})):
        client.force_login(user)
        assert client.get(address_of(file)).status_code in statuses
        page = client.get(change_page(file.session))
        assert ("files-0" in page.text, file.digest in page.text) == (False, False)


# What is to do


def test_files_not_shown_are_one_item_until_all_are_shown_or_deleted():
    conference, user = settled_conference(), OrganiserFactory()
    session, other = settled_session(conference), settled_session(conference)
    assert to_do(conference, user) == []
    speaker = AppearanceFactory(session=session, speaker__conference=conference).speaker
    actions.confirm_session(session, by=user)
    before = to_do(conference, user)
    files = [SessionFileFactory(session=session, speaker=speaker) for _each in range(2)]
    SessionFileFactory(session=other, speaker=None)  # of an organiser, who knows of it
    assert to_do(conference, user) == sorted(["files-not-shown", *before], key=to_do(conference, user).index)
    [item] = [item for item in Desk(conference, user).open if item.key == "files-not-shown"]
    assert item.sentence.startswith("2 Dateien,")
    [named] = item.named
    assert (named.name, named.page) == (str(session), f"{change_page(session)}#id_files-0-is_shown")
    actions.change_file(files[0], is_shown=True, by=user)
    actions.remove_file(files[1], by=user)
    assert to_do(conference, user) == before


def test_file_that_comes_after_the_conference_is_an_item_too():
    conference, user = settled_conference(), OrganiserFactory()
    SessionFileFactory(session=settled_session(conference))
    long_ago = timezone.localdate() - 60 * DAY
    Conference.objects.update(starts_on=long_ago, ends_on=long_ago, created_at=timezone.now() - 90 * DAY)
    conference.refresh_from_db()
    assert "files-not-shown" in to_do(conference, user)


def test_file_of_a_cancelled_session_is_nothing_to_do():
    conference, user = settled_conference(), OrganiserFactory()
    session = settled_session(conference)
    SessionFileFactory(session=session)
    actions.cancel_session(session, by=user)
    assert "files-not-shown" not in to_do(conference, user)


@pytest.mark.parametrize(("role", "sees"), [(Role.PROGRAMME, True), (Role.READER, False), (Role.REGISTRATIONS, False)])
def test_who_may_change_sessions_is_asked_to_look_at_files(role, sees):
    conference, user = settled_conference(), OrganiserFactory(is_superuser=False)
    conference.memberships.create(user=user, role=role)
    SessionFileFactory(session=settled_session(conference))
    assert ("files-not-shown" in to_do(conference, user)) == sees
