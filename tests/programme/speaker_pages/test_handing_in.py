"""What speakers hand in by their personal link: another time, texts, a picture, needs, consents; and their data."""

import datetime
import io
import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from programme import actions
from programme.models import Appearance, Consent, Picture, Proposal, Session
from tests.browsers import form_data
from tests.factories import AppearanceFactory, PictureFactory, ProposalFactory, RegistrationFactory
from tests.mail.writing import work
from tests.programme.pictures import bomb, moving, photo, saved, sent, with_metadata
from tests.programme.speaker_pages.visiting import answer, home, open_link, without_tags
from womconf.limits.models import Count
from womconf.mail.models import Message

pytestmark = pytest.mark.django_db
HOSTILE = [
    "<script>alert(1)</script>",
    "[Hier](https://evil.example)",
    "https://evil.example/a",
    "x" * 300,
    "a\r\nBcc: b@example.org",
]


def page_of(appearance):
    return f"/speaker/session/{appearance.session.code}/"


def hand_in(client, appearance, **typed):
    """Type something on the page of a session as it is now, and send it."""
    path = page_of(appearance)
    return client.post(path, {**form_data(client.get(path).text), **typed})


def now(row):
    return type(row).objects.get(pk=row.pk)


# Another time


def test_speaker_asks_for_another_time_in_their_own_words(client, asked):
    open_link(client, asked.speaker)
    response = answer(client, asked, "other", reason="Dienstag\n<b>oder</b> Mittwoch")
    assert (response.status_code, response["Location"]) == (302, f"/speaker/#{asked.session.code}")
    assert (now(asked).status, now(asked).other_time) == ("requested", "Dienstag\n<b>oder</b> Mittwoch")
    page = home(client)
    assert "dass Sie zu einem anderen Termin mitwirken könnten" in page
    assert "&lt;b&gt;oder&lt;/b&gt; Mittwoch" in page
    assert "Ja, ich sage zu" in page
    answer(client, asked, "yes")
    assert (now(asked).status, now(asked).other_time) == ("confirmed", "")


def test_another_time_without_words_is_an_error_at_its_field_alone(client, asked):
    open_link(client, asked.speaker)
    page = answer(client, asked, "other", reason=" ").text
    assert page.count("Bitte schreiben Sie, wann Sie könnten.") == 1
    assert (now(asked).other_time_at, Message.objects.count()) == (None, 0)


@pytest.mark.parametrize("text", ["x" * 2001, "turned \u202e"])
def test_words_that_are_not_accepted_come_back(client, asked, text):
    open_link(client, asked.speaker)
    assert text in answer(client, asked, "other", reason=text).text
    assert now(asked).other_time_at is None


def test_whoever_has_agreed_is_not_offered_another_time(client, asked):
    actions.confirm_appearance(asked)
    open_link(client, asked.speaker)
    assert "Nur zu einem anderen Termin" not in home(client)
    assert "Sie haben schon geantwortet." in answer(client, asked, "other", reason="Dienstag").text


# What the page says of a session


def test_only_who_has_agreed_is_named_to_the_others(client, asked):
    session = asked.session
    AppearanceFactory(session=session, speaker__name="Ada Zugesagt")
    AppearanceFactory(session=session, speaker__name="Ada Zugesagt", role="moderation")
    AppearanceFactory(session=session, speaker__name="Bo Angefragt", status="requested")
    AppearanceFactory(session=session, speaker__name="Cy Abgesagt", status="declined")
    open_link(client, asked.speaker)
    actions.request_speaker(asked, by=None, words="Gern hätten wir gerade Sie.")
    page = home(client)
    assert ("Ada Zugesagt" in page, "Bo Angefragt" in page, "Cy Abgesagt" in page) == (True, False, False)
    assert "Gern hätten wir gerade Sie." in page


def test_speaker_sees_how_many_have_registered(client, asked):
    RegistrationFactory.create_batch(3, session=asked.session)
    open_link(client, asked.speaker)
    assert "Bisher angemeldet" not in home(client)
    actions.confirm_appearance(asked)
    assert "Bisher angemeldet 3" in without_tags(home(client))


# Texts and needs


def test_speaker_proposes_texts_that_no_public_page_shows(client, asked):
    open_link(client, asked.speaker)
    typed = {
        "abstract_0": "Ein **neuer** Text",
        "materials_url": "https://example.org/folien",
        "technical_needs": "HDMI",
    }
    response = hand_in(client, asked, **typed)
    assert (response.status_code, response["Location"]) == (302, "/speaker/?said=handed-in")
    assert {(each.field, each.language): each.text for each in Proposal.objects.waiting()} == {
        ("abstract", "de"): "Ein **neuer** Text",
        ("materials_url", ""): "https://example.org/folien",
    }
    assert (now(asked.session).abstract.data, now(asked).technical_needs) == ({"de": "Alt", "en": "Old"}, "HDMI")
    public = client.get(asked.session.get_absolute_url()).text
    assert ("Alt" in public, "neuer" in public, "folien" in public, "HDMI" in public) == (True, False, False, False)
    page = client.get(page_of(asked)).text
    assert "Ein **neuer** Text</textarea>" in page
    assert "Zurzeit bei den Organisator:innen: Link zu den Materialien, Beschreibung (Deutsch)." in page
    assert "2 Texte von Ihnen sind bei den Organisator:innen." in home(client)


def test_what_is_sent_as_it_was_is_no_proposal(client, asked):
    open_link(client, asked.speaker)
    assert hand_in(client, asked).status_code == 302
    assert not Proposal.objects.exists()


def test_page_that_is_older_than_a_change_proposes_nothing_over_it(client, asked):
    open_link(client, asked.speaker)
    typed = {**form_data(client.get(page_of(asked)).text), "technical_needs": "HDMI"}
    Session.objects.update(abstract={"de": "Vom Team geändert", "en": "Old"})
    page = client.post(page_of(asked), typed)
    assert (page.status_code, "Vom Team geändert" in page.text) == (200, True)
    assert (Proposal.objects.exists(), now(asked).technical_needs) == (False, "")


@pytest.mark.parametrize(
    ("field", "text"),
    [
        ("abstract_0", "x" * 20_001),
        ("abstract_0", "turned \u202e"),
        ("materials_0", "x" * 301),
        ("materials_0", "Zeile\nZeile"),
        ("materials_url", "javascript:alert(1)"),
        ("materials_url", "https://example.org/" + "x" * 500),
        ("technical_needs", "x" * 2001),
    ],
)
def test_text_that_is_not_accepted_comes_back_and_is_stored_nowhere(client, asked, field, text):
    open_link(client, asked.speaker)
    response = hand_in(client, asked, **{field: text})
    assert (response.status_code, 'class="error-summary"' in response.text) == (200, True)
    assert (Proposal.objects.exists(), now(asked).technical_needs) == (False, "")


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_words_stay_words(client, asked, text, anna):
    """In the mails, on the personal page and in the admin."""
    open_link(client, asked.speaker)
    hand_in(client, asked, abstract_0=text, technical_needs=text)
    answer(client, asked, "other", reason=text)
    pages = [home(client), client.get(page_of(asked)).text, anna.get("/admin/").text]
    pages += [anna.get(f"/admin/programme/appearance/{asked.pk}/change/").text]
    pages += [anna.get(f"/admin/programme/proposal/{Proposal.objects.get().pk}/change/").text]
    work()
    for message in Message.objects.filter(status="sent"):
        assert "\n" not in message.subject
        pages.append(message.html)
    assert len(pages) == 7
    for page in pages:
        assert "<script>alert" not in page
        assert 'href="https://evil.example' not in page


@pytest.mark.parametrize("status", ["declined", "withdrawn"])
def test_who_takes_no_part_hands_nothing_in(client, asked, status):
    open_link(client, asked.speaker)
    assert client.get(page_of(asked)).status_code == 200
    Appearance.objects.update(status=status)
    response = client.get(page_of(asked))
    assert (response.status_code, response["Location"]) == (302, "/speaker/")
    assert client.post(page_of(asked), {"abstract_0": "Neu"}).status_code == 302
    assert not Proposal.objects.exists()


def test_session_of_others_is_no_page_of_theirs(client, asked):
    other = AppearanceFactory(session__conference=asked.session.conference)
    open_link(client, asked.speaker)
    assert client.post(page_of(other), {"abstract_0": "Neu"}).status_code == 302
    actions.cancel_session(asked.session)
    assert client.get(page_of(asked)).status_code == 302
    assert not Proposal.objects.exists()


def test_too_many_texts_of_one_network_are_refused_in_words(client, asked):
    open_link(client, asked.speaker)
    hand_in(client, asked, technical_needs="HDMI")
    Count.objects.update(count=60)
    response = hand_in(client, asked, technical_needs="Beamer")
    assert (response.status_code, now(asked).technical_needs) == (429, "HDMI")
    assert client.post("/speaker/consent/", {"kind": "photo", "agree": "yes"}).status_code == 429
    assert not Consent.objects.exists()


# The picture


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_picture_is_drawn_anew_without_what_hangs_on_it(client, asked, kind):
    open_link(client, asked.speaker)
    assert (
        client.post(
            "/speaker/profile/", {"picture": sent(with_metadata(kind)), "picture_credit": "K. Licht"}
        ).status_code
        == 302
    )
    picture = Picture.objects.defer(None).get()
    assert (picture.credit, b"SECRET" in bytes(picture.content), b"script" in bytes(picture.content)) == (
        "K. Licht",
        False,
        False,
    )
    with Image.open(io.BytesIO(bytes(picture.content))) as drawn:
        assert (drawn.format, drawn.size, dict(drawn.getexif())) == ("WEBP", (480, 480), {})
    response = client.get("/speaker/picture/")
    assert (response["Content-Type"], response["Cache-Control"]) == ("image/webp", "no-store")


def test_picture_is_removed_and_a_profile_without_one_leaves_it(client, asked):
    open_link(client, asked.speaker)
    PictureFactory(speaker=asked.speaker)
    page = form_data(client.get("/speaker/profile/").text)
    assert client.post("/speaker/profile/", page | {"position": "Leiterin"}).status_code == 302
    assert Picture.objects.count() == 1
    page = form_data(client.get("/speaker/profile/").text)
    assert client.post("/speaker/profile/", page | {"picture-clear": "on"}).status_code == 302
    assert (Picture.objects.count(), client.get("/speaker/picture/").status_code) == (0, 404)


@pytest.mark.parametrize(
    "content",
    [
        b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
        b"<!doctype html><script>alert(1)</script>",
        bomb(),
        moving("PNG"),
        saved(photo(), "GIF"),
        saved(photo())[:2000],
        saved(photo()) + bytes(3_000_000),
        b"",
    ],
    ids=["SVG", "HTML", "bomb", "moving", "GIF", "half", "too large", "empty"],
)
def test_file_that_is_no_picture_is_refused_at_its_field(client, asked, content):
    open_link(client, asked.speaker)
    response = client.post("/speaker/profile/", {"position": "Leiterin", "picture": sent(content)})
    assert (response.status_code, 'href="#id_picture"' in response.text) == (200, True)
    assert (Picture.objects.exists(), now(asked.speaker).position) == (False, "")


def test_200_megabytes_are_refused_in_words(client, asked):
    open_link(client, asked.speaker)
    huge = SimpleUploadedFile("huge.jpg", saved(photo()) + bytes(200_000_000), content_type="image/jpeg")
    response = client.post("/speaker/profile/", {"picture": huge})
    assert (response.status_code, "höchstens 3 MB" in response.text) == (200, True)
    assert not Picture.objects.exists()


@pytest.mark.parametrize("name", ["../../etc/passwd", "C:\\boot.ini", "<b>.jpg", "x" * 300 + ".jpg", "a\r\nb.jpg"])
def test_name_of_a_file_is_of_no_account(client, asked, name):
    open_link(client, asked.speaker)
    response = client.post("/speaker/profile/", {"picture": sent(saved(photo()), name=name)})
    assert (response.status_code, Picture.objects.count()) == (302, 1)


# Consents


def test_each_consent_is_given_and_withdrawn_by_its_own_button(client, asked):
    open_link(client, asked.speaker)
    assert home(client).count("Ich willige ein") == 3
    response = client.post("/speaker/consent/", {"kind": "recording", "agree": "yes"})
    assert (response.status_code, response["Location"]) == (302, "/speaker/#consents")
    assert list(Consent.objects.valid().values_list("speaker", "kind")) == [(asked.speaker_id, "recording")]
    page = without_tags(home(client))
    assert (page.count("Ich willige ein"), page.count("Ich widerrufe")) == (2, 1)
    assert "Sie haben am Montag, 1. März 2027, 13:00 Uhr (Mitteleuropäische Zeit) eingewilligt." in page
    client.post("/speaker/consent/", {"kind": "recording", "agree": "no"})
    assert "und am Montag, 1. März 2027, 13:00 Uhr (Mitteleuropäische Zeit) widerrufen." in without_tags(home(client))
    assert (Consent.objects.valid().exists(), Message.objects.get().kind) == (False, "speaker-consent")


@pytest.mark.parametrize("sent", [{}, {"kind": "everything", "agree": "yes"}, {"kind": "photo"}])
def test_nobody_agrees_to_what_is_not_there(client, asked, sent):
    open_link(client, asked.speaker)
    assert client.post("/speaker/consent/", sent).status_code == 302
    assert not Consent.objects.exists()


# Their data


def test_data_hold_all_that_is_stored_of_a_person_and_no_link(client, asked):
    open_link(client, asked.speaker)
    actions.request_speaker(asked, by=None, words="Eigene Sätze", answer_by=datetime.date(2027, 3, 15))
    hand_in(client, asked, abstract_0="Ein neuer Text", technical_needs="HDMI")
    answer(client, asked, "other", reason="Dienstag")
    client.post("/speaker/consent/", {"kind": "photo", "agree": "yes"})
    ProposalFactory(session=asked.session, text="Von jemand anderem")
    response = client.get("/speaker/data.json")
    assert (response["Cache-Control"], "attachment" in response["Content-Disposition"]) == ("no-store", True)
    data = json.loads(response.text)
    [session] = data["sessions"]
    assert (session["asked_with"], session["technical_needs"], session["note"]) == ("Eigene Sätze", "HDMI", "Dienstag")
    assert [text["text"] for text in data["proposed_texts"]] == ["Ein neuer Text"]
    assert [(consent["kind"], consent["withdrawn_at"]) for consent in data["consents"]] == [("photo", None)]
    assert len(data["mails"]) == Message.objects.filter(speaker=asked.speaker).count() == 3
    assert "key=" not in response.text
