"""Files of sessions: what is taken, what is kept of it, and who is shown it."""

import contextlib
import hashlib
import itertools

import pytest
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from programme import actions, session_files
from programme.exceptions import FileIsThere, NotTheirSession, SessionIsCancelled, TooManyFiles
from programme.file_forms import FileForm, name_of
from programme.models import SessionFile
from programme.session_files import Handed
from tests.factories import AppearanceFactory, SessionFactory, SessionFileFactory, SpeakerFactory
from tests.programme.files import OLD, PDF, TYPES, archive, bomb, office, open_document, sent, with_password

KINDS = {
    "pdf": PDF,
    **{kind: office(kind) for kind in ("pptx", "docx", "xlsx")},
    **{kind: open_document(kind) for kind in ("odp", "odt", "ods")},
}
MACROS = '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Override PartName="/x" '
MACROS += 'ContentType="application/vnd.ms-powerpoint.presentation.macroEnabled.main+xml"/></Types>'
ENTITIES = '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'
LONG_LIST = archive({f"ppt/slides/{'x' * 150}{number}.xml": "" for number in range(5000)})


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", ["Folien.pdf", "virus.exe", "ohne"])
def test_kind_of_a_file_is_that_of_its_content(kind, name):
    assert session_files.read(sent(KINDS[kind], name)) == Handed(kind, KINDS[kind])


REFUSED = {
    "HTML": (b"<html><script>alert(1)</script>", session_files.NoKnownKind),
    "HTML before a PDF": (b"<html>" + PDF, session_files.NoKnownKind),
    "HTML before an archive": (b"<html>" + office("pptx"), session_files.NoKnownKind),
    "SVG": (b'<svg xmlns="http://www.w3.org/2000/svg"/>', session_files.NoKnownKind),
    "program": (b"MZ" + bytes(300), session_files.NoKnownKind),
    "text": (b"Folien", session_files.NoKnownKind),
    "picture": (b"\x89PNG\r\n\x1a\n" + bytes(300), session_files.NoKnownKind),
    "nothing": (b"", session_files.NoBytes),
    "archive of anything": (archive({"a.exe": "MZ"}), session_files.NoKnownKind),
    "main part is missing": (archive({"[Content_Types].xml": TYPES.format("")}), session_files.NoKnownKind),
    "drawing": (open_document("graphics"), session_files.NoKnownKind),
    "half a PDF": (PDF[:20], session_files.Broken),
    "half an archive": (office("pptx")[:-30], session_files.Broken),
    "no XML": (office("pptx", types="<"), session_files.Broken),
    "XML with entities": (office("pptx", types=ENTITIES), session_files.Broken),
    "old Office": (OLD, session_files.OldOrLocked),
    "archive with a password": (with_password(), session_files.OldOrLocked),
    "OpenDocument with a password": (
        open_document("odp", manifest="<encryption-data/>"),
        session_files.OldOrLocked,
    ),
    "macros": (office("pptx", ppt__vbaProject=""), None),
    "macros by their part": (office("pptx", **{"ppt/vbaProject.bin": "x"}), session_files.HasMacros),
    "macros by their type": (office("pptx", types=MACROS), session_files.HasMacros),
    "workbook with macros inside": (office("pptx", **{"ppt/embeddings/a.XLSM": "x"}), session_files.HasMacros),
    "Basic": (open_document("odp", **{"Basic/Standard/Module1.xml": "x"}), session_files.HasMacros),
    "Python": (open_document("odp", **{"Scripts/python/a.py": "x"}), session_files.HasMacros),
    "bomb": (bomb(), session_files.TooMuchInside),
    "many parts": (LONG_LIST, session_files.TooMuchInside),
    "long list of types": (office("pptx", types="<!-- " + "x" * 2_000_001), session_files.TooMuchInside),
    "21 MB": (PDF + bytes(21_000_000), session_files.TooManyBytes),
}


@pytest.mark.parametrize("what", REFUSED)
def test_what_is_not_taken_is_refused_with_a_sentence(what):
    content, refusal = REFUSED[what]
    if refusal is None:  # the control: a part that is only called alike
        assert session_files.read(sent(content)).kind == "pptx"
        return
    with pytest.raises(refusal) as refused:
        session_files.read(sent(content))
    assert str(refused.value).endswith(".")


@pytest.mark.parametrize("kind", KINDS)
def test_file_cut_short_anywhere_or_with_other_bytes_is_refused_or_read_and_nothing_else(kind):
    content = KINDS[kind]
    for end, step in itertools.product(range(1, len(content), 7), (0, 1)):
        damaged = content[:end] + bytes(step) + content[end + step :] if step else content[:end]
        with contextlib.suppress(session_files.FileRefused):
            session_files.read(sent(damaged))


@pytest.mark.parametrize(
    ("file_name", "name"),
    [
        ("Meine_Folien.pdf", "Meine Folien"),
        ("C:\\Users\\Eva\\Folien v2.1 final.pptx", "Folien v2.1 final"),
        ("../../etc/passwd", "passwd"),
        ("<b>Folien</b>.pdf", "b>"),
        ("<img src=x onerror=alert(1)>.pdf", "<img src=x onerror=alert(1)>"),
        ("عرض تقديمي.pptx", "عرض تقديمي"),
        ("x" * 300 + ".pdf", "x" * 120),
        ("a\r\nb\x00c\u202egnp.pdf", "a b c gnp"),
        ("U\u0308bung.pdf", "Übung"),
        (".pdf", "Materialien"),
        ("\u202e.pdf", "Materialien"),
    ],
)
def test_file_without_a_name_is_called_as_it_was_where_it_came_from(file_name, name):
    assert name_of(file_name) == name
    SessionFile(name=name, kind="pdf").clean_fields(exclude=["session", "speaker", "content"])


@pytest.mark.parametrize("name", ["Zwei\nZeilen", "\u202eFolien", "x" * 121, "https://zoom.us/j/4711"])
def test_name_that_is_typed_is_held_to_the_rules_of_public_words(name):
    form = FileForm({"name": name}, {"file": sent()})
    assert set(form.errors) == {"name", "file"}
    assert "noch einmal" in str(form.errors["file"])


def test_no_file_is_an_error_in_words():
    assert FileForm({}, {}).errors["file"] == ["Bitte wählen Sie eine Datei aus."]


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("Folien", "Folien.pdf"),
        ("../a/b\\c", "a-b-c.pdf"),
        ('a"b<c>:|?*%', "a-b-c.pdf"),
        ("عرض", "عرض.pdf"),
    ],
)
def test_name_under_which_it_is_saved_leads_nowhere(name, kept):
    assert SessionFile(name=name, kind="pdf").file_name == kept


# Rows


@pytest.fixture
def appearance(db):
    return AppearanceFactory()


def hand_in(appearance, content=PDF, name="Folien"):
    return actions.hand_in_file(appearance.speaker, appearance.session, Handed("pdf", content), name=name)


def test_file_that_is_handed_in_is_not_shown(appearance):
    file = SessionFile.objects.get(pk=hand_in(appearance).pk)
    assert (file.session, file.speaker, file.name, file.is_shown) == (
        appearance.session,
        appearance.speaker,
        "Folien",
        False,
    )
    assert (file.size, file.digest) == (len(PDF), hashlib.sha256(PDF).hexdigest()[:16])


@pytest.mark.parametrize("status", ["declined", "withdrawn"])
def test_who_takes_no_part_hands_in_no_file(appearance, status):
    appearance.session.appearances.update(status=status)
    with pytest.raises(NotTheirSession):
        hand_in(appearance)


def test_stranger_hands_in_no_file(appearance):
    other = SpeakerFactory(conference=appearance.session.conference)
    with pytest.raises(NotTheirSession):
        actions.hand_in_file(other, appearance.session, Handed("pdf", PDF), name="Folien")


def test_cancelled_session_takes_no_file(appearance):
    actions.cancel_session(appearance.session)
    with pytest.raises(SessionIsCancelled):
        hand_in(appearance)


def test_five_files_of_one_person_are_enough_for_a_session(appearance):
    other = AppearanceFactory(session=appearance.session)
    files = [hand_in(appearance, PDF + bytes([number])) for number in range(5)]
    with pytest.raises(TooManyFiles):
        hand_in(appearance, PDF + b"x")
    hand_in(other, PDF + b"x")
    actions.remove_file(files[0])
    actions.remove_file(files[0])
    hand_in(appearance)
    assert SessionFile.objects.count() == 6


def test_same_file_is_in_a_session_once(appearance):
    hand_in(appearance)
    with pytest.raises(FileIsThere):
        hand_in(AppearanceFactory(session=appearance.session), name="Andere")
    hand_in(AppearanceFactory())
    assert SessionFile.objects.count() == 2


@pytest.mark.parametrize(
    ("values", "constraint"),
    [
        ({"name": ""}, "file_has_a_name"),
        ({"content": b""}, "file_has_a_size"),
        ({"content": bytes(20_000_001)}, "file_has_a_size"),
        ({"kind": "exe"}, "file_kind_known"),
        ({"content": PDF}, "file_once_in_a_session"),
    ],
)
def test_database_refuses_what_no_file_can_be(appearance, values, constraint):
    SessionFileFactory(session=appearance.session, content=PDF)
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        SessionFileFactory(session=appearance.session, **values)


def test_file_belongs_to_one_conference(appearance):
    with pytest.raises(IntegrityError, match="file_same_conference"), transaction.atomic():
        SessionFileFactory(session=appearance.session, speaker=SpeakerFactory())


def test_model_says_in_words_what_the_database_refuses(appearance):
    with pytest.raises(ValidationError) as refused:
        SessionFile(session=appearance.session, name="", kind="pdf", content=b"").full_clean()
    assert "Eine Datei hat höchstens 20 MB und ist nicht leer." in str(refused.value)


def test_files_go_with_their_session_and_with_whoever_handed_them_in_also_if_they_are_shown(appearance):
    SessionFileFactory(session=appearance.session, speaker=appearance.speaker, is_shown=True)
    kept = SessionFileFactory(session=appearance.session, speaker=None)
    actions.remove_speaker(appearance.speaker, by=None)
    assert SessionFile.objects.get() == kept
    appearance.session.delete()
    assert not SessionFile.objects.exists()


def test_merged_person_keeps_the_files_of_both(appearance):
    other = AppearanceFactory(session=appearance.session)
    hand_in(other)
    actions.merge_speakers(appearance.speaker, other.speaker, by=None)
    assert SessionFile.objects.get().speaker == appearance.speaker


def test_second_date_and_next_conference_begin_without_files(appearance):
    SessionFileFactory(session=appearance.session, is_shown=True)
    actions.copy_session(appearance.session)
    actions.clone_conference(
        appearance.session.conference,
        title={"de": "Nächste"},
        slug="next",
        starts_on=appearance.session.conference.starts_on,
        parts=list(actions.Piece),
    )
    assert SessionFile.objects.count() == 1


# Pages


@pytest.fixture
def file(appearance):
    return SessionFileFactory(session=appearance.session, speaker=appearance.speaker, name="Folien", is_shown=True)


def test_session_page_lists_files_that_are_shown_with_kind_and_size(client, file):
    SessionFileFactory(session=file.session, name="Noch nicht")
    page = client.get(file.session.get_absolute_url()).text
    assert f'<a href="{file.get_absolute_url()}"><bdi>Folien</bdi> (PDF, {file.size}\xa0Bytes)</a>' in page
    assert ("Materialien" in page, "Noch nicht" in page) == (True, False)
    address = file.get_absolute_url()
    english = client.get(f"/en{file.session.get_absolute_url()}").text
    assert f'href="/en{address}"' in english


def test_other_programs_read_of_files_that_are_shown(client, file):
    SessionFileFactory(session=file.session, name="Noch nicht")
    conference, address = file.session.conference, f"{settings.BASE_URL}{file.get_absolute_url()}"
    told = client.get(f"/api/v1/conferences/{conference.slug}/sessions/{file.session.code}/").json()
    assert told["files"] == [{"name": "Folien", "media_type": "application/pdf", "url": address}]
    table = client.get(f"/{conference.slug}/programme.csv").content.decode()
    assert (table.count(address), "Noch nicht" in table) == (1, False)


def test_name_of_a_file_is_a_text(client, appearance):
    SessionFileFactory(session=appearance.session, name="<script>alert(1)</script>", is_shown=True)
    page = client.get(appearance.session.get_absolute_url()).text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "<script>alert" not in page


def test_file_is_sent_to_be_saved_as_what_it_is_and_kept_by_readers_for_a_day(client, file):
    response = client.get(file.get_absolute_url())
    assert (response.status_code, response.content) == (200, bytes(SessionFile.objects.defer(None).get().content))
    assert response["Cache-Control"] == "public, max-age=86400, s-maxage=60"
    said = [response[name] for name in ("Content-Type", "X-Content-Type-Options", "Content-Disposition")]
    assert said == ["application/pdf", "nosniff", 'attachment; filename="Folien.pdf"']


def test_name_in_another_script_is_one_that_every_browser_reads(client, appearance):
    file = SessionFileFactory(session=appearance.session, name='عرض "1"', is_shown=True)
    assert client.get(file.get_absolute_url())["Content-Disposition"] == (
        "attachment; filename*=utf-8''%D8%B9%D8%B1%D8%B6%20-1.pdf"
    )


def test_file_is_there_as_long_as_it_is_shown_and_its_session_is_public(client, file):
    address, session = file.get_absolute_url(), file.session
    assert client.get(address).status_code == 200
    others = [address.replace(".pdf", ".pptx"), address.replace(file.digest, "0" * 16)]
    others.append(address.replace(session.code, SessionFactory(conference=session.conference).code))
    assert [client.get(other).status_code for other in others] == [404, 404, 404]
    actions.change_file(file, is_shown=False, by=None)
    assert client.get(address).status_code == 404
    actions.change_file(file, is_shown=True, name="Neu", by=None)
    assert client.get(address)["Content-Disposition"] == 'attachment; filename="Neu.pdf"'
    type(session).objects.update(status="draft")
    assert client.get(address).status_code == 404
    type(session).objects.update(status="requested")
    session.conference.published_at = None
    session.conference.save()
    assert client.get(address).status_code == 404
    session.conference.published_at = session.conference.created_at
    session.conference.save()
    assert client.get(address).status_code == 200
    actions.remove_file(file)
    assert client.get(address).status_code == 404


def test_change_writes_name_and_showing_only(file):
    with pytest.raises(TypeError):
        actions.change_file(file, kind="odp", by=None)


def test_bytes_are_loaded_by_their_own_address_alone(client, file):
    conference = file.session.conference
    pages = ["", "programme.md", "schedule.xml", "schedule.json", f"sessions/{file.session.code}/"]
    with CaptureQueriesContext(connection) as found:
        for page in pages:
            assert client.get(f"/{conference.slug}/{page}").status_code == 200
    assert any("programme_sessionfile" in query["sql"] for query in found)
    assert not [query for query in found if '"programme_sessionfile"."content"' in query["sql"]]
    with CaptureQueriesContext(connection) as found:  # the control
        client.get(file.get_absolute_url())
    [query] = [query for query in found if '"programme_sessionfile"."content"' in query["sql"]]
    assert "SUBSTRING" in query["sql"]


def test_large_file_comes_in_pieces_and_whole(client, appearance):
    content = PDF + bytes(range(256)) * 20_000
    file = SessionFileFactory(session=appearance.session, content=content, is_shown=True)
    assert client.get(file.get_absolute_url()).content == content
