"""Slides and materials that speakers hand in by their personal link."""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from programme import actions
from programme.models import Appearance, SessionFile
from tests.factories import AppearanceFactory, SessionFileFactory
from tests.programme.files import OLD, PDF, archive, bomb, office, sent
from tests.programme.speaker_pages.visiting import home, open_link, without_tags
from womconf.limits.models import Count

pytestmark = pytest.mark.django_db


def page_of(appearance):
    return f"/speaker/session/{appearance.session.code}/files/"


def hand_in(client, appearance, content=PDF, file_name="Folien.pdf", **typed):
    page = page_of(appearance)
    person = client.get(page).context["person"]
    return client.post(page, {"person": person, "file": sent(content, file_name), **typed})


def take_back(client, file):
    return client.post(f"/speaker/session/{file.session.code}/files/{file.digest}/remove/")


def test_speaker_hands_in_slides_that_no_public_page_shows(client, asked):
    open_link(client, asked.speaker)
    response = hand_in(client, asked, office("pptx"), "Vortrag_Erfurt.pptx")
    assert (response.status_code, response["Location"]) == (302, f"{page_of(asked)}?said=sent")
    file = SessionFile.objects.get()
    assert (file.session, file.speaker, file.name, file.kind, file.is_shown) == (
        asked.session,
        asked.speaker,
        "Vortrag Erfurt",
        "pptx",
        False,
    )
    assert "Vielen Dank, Ihre Datei ist da." in client.get(response["Location"]).text
    for page in (home(client), client.get(page_of(asked)).text):
        assert "Vortrag Erfurt (PowerPoint, " in without_tags(page)
        assert "01.03.2027 · noch nicht im Programm" in without_tags(page)
    assert "Vortrag" not in client.get(asked.session.get_absolute_url()).text
    actions.change_file(file, is_shown=True, by=None)
    assert "01.03.2027 · im Programm" in without_tags(home(client))


def test_name_that_is_typed_counts(client, asked):
    open_link(client, asked.speaker)
    hand_in(client, asked, file_name="final_final2.pdf", name=" Handzettel ")
    assert SessionFile.objects.get().name == "Handzettel"


def test_file_is_handed_in_also_after_the_session(client, asked, before_the_conference):
    open_link(client, asked.speaker)
    before_the_conference.move_to("2027-06-01T12:00Z")
    open_link(client, asked.speaker)
    assert "Folien und Materialien" in home(client)
    assert hand_in(client, asked).status_code == 302
    assert SessionFile.objects.count() == 1


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"<html><script>alert(1)</script>", "Dateien dieser Art nehmen wir nicht an."),
        (OLD, "Format eines alten Office"),
        (office("pptx", **{"ppt/vbaProject.bin": "x"}), "Makros"),
        (archive({"a.txt": "x"}), "Dateien dieser Art nehmen wir nicht an."),
        (bomb(), "entpackt"),
        (PDF[:20], "beschädigt oder unvollständig"),
        (b"", "leer"),
        (PDF + bytes(21_000_000), "höchstens 20 MB"),
    ],
    ids=["HTML", "old", "macros", "ZIP", "bomb", "half", "empty", "21 MB"],
)
def test_file_that_is_not_taken_is_refused_at_its_field(client, asked, content, words):
    open_link(client, asked.speaker)
    response = hand_in(client, asked, content, name="Mein Name")
    assert (response.status_code, 'href="#id_file"' in response.text, words in response.text) == (200, True, True)
    assert 'value="Mein Name"' in response.text
    assert not SessionFile.objects.exists()


def test_200_megabytes_are_refused_in_words(client, asked):
    open_link(client, asked.speaker)
    huge = SimpleUploadedFile("huge.pdf", PDF + bytes(200_000_000), content_type="application/pdf")
    response = client.post(page_of(asked), {"file": huge})
    assert (response.status_code, "höchstens 20 MB" in response.text) == (200, True)
    assert not SessionFile.objects.exists()


def test_twenty_megabytes_go_through(client, asked):
    open_link(client, asked.speaker)
    content = (PDF + bytes(20_000_000))[: 20_000_000 - len(PDF)] + PDF
    assert hand_in(client, asked, content).status_code == 302
    file = SessionFile.objects.get()
    assert file.size == 20_000_000
    assert client.get(f"{page_of(asked)}{file.digest}/").content == content


@pytest.mark.parametrize("name", ["../../etc/passwd", "C:\\boot.ini", "<b>.pdf", "x" * 300 + ".pdf", "a\r\nb.pdf"])
def test_name_of_a_file_does_no_harm(client, asked, name):
    open_link(client, asked.speaker)
    assert hand_in(client, asked, file_name=name).status_code == 302
    file = SessionFile.objects.get()
    file.clean_fields(exclude=["content"])
    page = client.get(page_of(asked)).text
    assert "<b>" not in page
    assert "\n" not in client.get(f"{page_of(asked)}{file.digest}/")["Content-Disposition"]


def test_sixth_file_is_refused_and_its_form_gone(client, asked):
    open_link(client, asked.speaker)
    for number in range(5):
        hand_in(client, asked, PDF + bytes([number]))
    page = client.get(page_of(asked)).text
    assert ("files_form" in page, "fünf Dateien" in page) == (False, True)
    response = client.post(page_of(asked), {"file": sent(PDF)})
    assert (response.status_code, "fünf Dateien" in response.text, SessionFile.objects.count()) == (200, True, 5)


def test_button_pressed_twice_is_thanked_for_twice_and_stores_one_file(client, asked, before_the_conference):
    open_link(client, asked.speaker)
    for number in range(4):
        hand_in(client, asked, PDF + bytes([number]))
    for _press in range(2):
        response = hand_in(client, asked)  # the fifth is the last one that is taken
        assert (response.status_code, response["Location"]) == (302, f"{page_of(asked)}?said=sent")
        before_the_conference.shift(30)
    assert SessionFile.objects.count() == 5


@pytest.mark.parametrize(
    ("seconds", "typed"), [(180, {}), (0, {"name": "Anderer Name"})], ids=["later", "under another name"]
)
def test_same_file_again_is_refused_in_words(client, asked, before_the_conference, seconds, typed):
    open_link(client, asked.speaker)
    hand_in(client, asked)
    before_the_conference.shift(seconds)
    response = hand_in(client, asked, **typed)
    assert (response.status_code, "schon bei dieser Veranstaltung" in response.text) == (200, True)
    assert SessionFile.objects.count() == 1


def test_same_file_of_somebody_else_is_refused_in_words(client, asked):
    open_link(client, asked.speaker)
    hand_in(client, asked)
    other = AppearanceFactory(session=asked.session, status="requested")
    open_link(client, other.speaker)
    assert "schon bei dieser Veranstaltung" in hand_in(client, other).text
    assert SessionFile.objects.get().speaker == asked.speaker


def test_own_file_is_read_and_taken_back_also_once_it_is_shown(client, asked):
    file = SessionFileFactory(session=asked.session, speaker=asked.speaker, is_shown=True)
    open_link(client, asked.speaker)
    response = client.get(f"{page_of(asked)}{file.digest}/")
    assert (response["Content-Disposition"], response["Cache-Control"]) == (
        'attachment; filename="Folien.pdf"',
        "no-store",
    )
    for _press in range(2):
        assert take_back(client, file)["Location"] == f"{page_of(asked)}?said=removed"
    assert not SessionFile.objects.exists()
    assert client.get(f"{page_of(asked)}{file.digest}/").status_code == 404


def test_file_of_somebody_else_is_neither_listed_nor_read_nor_taken_back(client, asked):
    other = SessionFileFactory(session=asked.session, name="Von jemand anderem", is_shown=True)
    open_link(client, asked.speaker)
    assert "Von jemand anderem" not in home(client) + client.get(page_of(asked)).text
    assert client.get(f"{page_of(asked)}{other.digest}/").status_code == 404
    take_back(client, other)
    assert SessionFile.objects.count() == 1


@pytest.mark.parametrize("status", ["declined", "withdrawn"])
def test_who_takes_no_part_hands_in_no_file(client, asked, status):
    open_link(client, asked.speaker)
    Appearance.objects.update(status=status)
    response = client.get(page_of(asked))
    assert (response.status_code, response["Location"]) == (302, "/speaker/")
    assert client.post(page_of(asked), {"file": sent()}).status_code == 302
    assert not SessionFile.objects.exists()
    assert "/files/" not in home(client)


def test_session_of_others_or_a_cancelled_one_takes_no_file(client, asked):
    other = AppearanceFactory(session__conference=asked.session.conference)
    open_link(client, asked.speaker)
    assert client.post(page_of(other), {"file": sent()}).status_code == 302
    actions.cancel_session(asked.session)
    assert client.post(page_of(asked), {"file": sent()}).status_code == 302
    assert not SessionFile.objects.exists()


def test_too_many_files_of_one_network_are_refused_in_words(client, asked):
    open_link(client, asked.speaker)
    hand_in(client, asked)
    file = SessionFile.objects.get()
    Count.objects.update(count=60)
    assert hand_in(client, asked, PDF + b"x").status_code == 429
    assert take_back(client, file).status_code == 429
    assert SessionFile.objects.get() == file


def test_lists_load_no_bytes(client, asked):
    SessionFileFactory(session=asked.session, speaker=asked.speaker)
    open_link(client, asked.speaker)
    with CaptureQueriesContext(connection) as found:
        home(client)
        client.get(page_of(asked))
        client.get("/speaker/data.json")
    assert any("programme_sessionfile" in query["sql"] for query in found)
    assert not [query for query in found if '"programme_sessionfile"."content"' in query["sql"]]


def test_data_name_each_file_of_a_person(client, asked):
    SessionFileFactory(session=asked.session)
    file = SessionFileFactory(session=asked.session, speaker=asked.speaker)
    open_link(client, asked.speaker)
    [said] = json.loads(client.get("/speaker/data.json").text)["files"]
    assert (said["name"], said["kind"], said["size"], said["shown"]) == ("Folien", "pdf", file.size, False)
