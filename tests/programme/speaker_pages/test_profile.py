"""What a speaker says of themselves, by a personal link."""

import pytest
from django.urls import reverse

from programme.models import Appearance, Conference, Organisation, Session, Speaker
from tests.browsers import Browser, form_data, opened
from tests.factories import (
    OrganisationFactory,
    OrganiserFactory,
    PictureFactory,
)
from tests.markup import parse
from tests.programme.speaker_pages.visiting import open_link

pytestmark = pytest.mark.django_db


def test_speaker_says_in_the_programme_who_they_are(client, asked):
    open_link(client, asked.speaker)
    asked.speaker.biography = {"de": "Alt", "ar": "سيرة"}
    asked.speaker.save()
    response = client.post(
        "/speaker/profile/",
        {"position": "Leiterin", "biography_0": "**Neu**", "biography_1": "New", "website": "https://example.org/behr"},
    )
    assert response.status_code == 302
    speaker = Speaker.objects.get(pk=asked.speaker_id)
    assert (speaker.position, speaker.website) == ("Leiterin", "https://example.org/behr")
    assert speaker.biography.data == {"de": "**Neu**", "en": "New", "ar": "سيرة"}
    assert "<strong>Neu</strong>" in client.get(speaker.get_absolute_url()).content.decode()


@pytest.mark.parametrize(
    ("statuses", "is_public", "saved"),
    [
        (("confirmed", "confirmed"), True, "Das Programm zeigt es sofort."),
        (("requested", "requested"), True, "Das Programm zeigt es sofort."),
        (("confirmed", "confirmed"), False, "Das Programm zeigt es, sobald es mit Ihrer Veranstaltung öffentlich ist."),
        (("confirmed", "draft"), True, "Das Programm zeigt es, sobald es mit Ihrer Veranstaltung öffentlich ist."),
        (("declined", "confirmed"), False, "Das Programm zeigt es, sobald Sie mitwirken."),
    ],
)
def test_page_says_when_the_programme_shows_what_was_saved(client, asked, statuses, is_public, saved):
    of_person, of_session = statuses
    Appearance.objects.update(status=of_person, asked_at=asked.created_at)
    Session.objects.update(status=of_session)
    if not is_public:
        Conference.objects.update(published_at=None)
    open_link(client, asked.speaker)
    answer = client.post("/speaker/profile/", form_data(client.get("/speaker/profile/").text), follow=True)
    assert f"Ihr Profil ist gespeichert. {saved}" in answer.text
    is_shown = client.get(asked.speaker.get_absolute_url()).status_code == 200
    assert is_shown == saved.endswith("sofort.")


def test_profile_changes_nothing_else_of_a_person(client, asked):
    open_link(client, asked.speaker)
    private = {"name": "Somebody else", "email": "new@example.org", "internal_note": "x", "link_version": "9"}
    client.post("/speaker/profile/", {"position": "Leiterin", **private})
    speaker = Speaker.objects.get(pk=asked.speaker_id)
    assert (speaker.name, speaker.email, speaker.internal_note, speaker.link_version) == (
        asked.speaker.name,
        asked.speaker.email,
        "",
        1,
    )


@pytest.mark.parametrize(
    ("field", "text"),
    [
        ("position", "Zeile\nZeile"),
        ("position", "x" * 201),
        ("biography_0", "x" * 20_001),
        ("biography_0", "turned \u202e"),
        ("website", "javascript:alert(1)"),
    ],
)
def test_profile_that_is_not_accepted_comes_back_with_what_was_typed(client, asked, field, text):
    open_link(client, asked.speaker)
    response = client.post("/speaker/profile/", {"position": "Leiterin", field: text})
    assert response.status_code == 200
    assert 'class="error-summary"' in response.content.decode()
    assert Speaker.objects.get(pk=asked.speaker_id).position == ""


def test_profile_and_the_organisers_page_write_over_nothing_of_each_other(client, asked):
    open_link(client, asked.speaker)
    mine = {**opened(client, "/speaker/profile/"), "biography_0": "Von mir", "position": "Leiterin"}
    organiser = Browser()
    organiser.force_login(OrganiserFactory(username="anna"))
    page = reverse("admin:programme_speaker_change", args=[asked.speaker_id])
    theirs = {**opened(organiser, page), "biography_0": "Von Anna", "website": "https://example.org/"}
    assert organiser.post(page, theirs).status_code == 302
    refused = client.post("/speaker/profile/", mine)
    speaker = Speaker.objects.get(pk=asked.speaker_id)
    assert (str(speaker.biography), speaker.position) == ("Von Anna", "")
    for text in ("Von mir", '<p class="other-text">Deutsch: Von Anna</p>', "https://example.org/"):
        assert text in refused.text
    assert client.post("/speaker/profile/", form_data(refused.text)).status_code == 302
    speaker.refresh_from_db()
    assert (str(speaker.biography), speaker.position, speaker.website) == (
        "Von mir",
        "Leiterin",
        "https://example.org/",
    )


def test_own_second_tab_is_nobody_else_and_the_page_says_what_to_press(client, asked):
    open_link(client, asked.speaker)
    for address, field, button in [
        ("/speaker/profile/", "biography_0", "Speichern"),
        (f"/speaker/session/{asked.session.code}/", "technical_needs", "Einreichen"),
    ]:
        first_tab = opened(client, address)
        assert client.post(address, {**first_tab, field: "Im zweiten Fenster"}).status_code == 302
        page = parse(client.post(address, {**first_tab, field: "Im ersten Fenster"}).text).one("main")
        said = [line.text for line in page.one("div", class_="error-summary").all("li")]
        assert (len(said), "emand anderes" in page.text, "beide" in page.text) == (2, False, False)
        assert said[0] == (
            "Inzwischen wurde hier gespeichert, vielleicht von Ihnen selbst in einem anderen Fenster: Bitte sehen Sie "
            f"es sich an und drücken Sie noch einmal auf „{button}“; dann gilt Ihre Fassung."
        )
        assert said[1].endswith("Inzwischen ist etwas anderes gespeichert; es steht neben Ihrer Angabe.")
        assert button in [each.text for each in page.all("button")]


def test_organiser_with_an_older_page_keeps_what_the_speaker_wrote(client, asked):
    organiser = Browser()
    organiser.force_login(OrganiserFactory(username="anna"))
    page = reverse("admin:programme_speaker_change", args=[asked.speaker_id])
    typed = {**opened(organiser, page), "phone": "0361", "biography_0": "Von Anna"}
    open_link(client, asked.speaker)
    assert client.post("/speaker/profile/", {"biography_0": "Von mir"}).status_code == 302
    refused = organiser.post(page, typed)
    assert "Dies wurde inzwischen geändert (" in refused.text
    assert "Deutsch: Von mir" in refused.text
    assert str(Speaker.objects.get(pk=asked.speaker_id).biography) == "Von mir"


def test_profile_page_is_private(client, asked):
    assert client.get("/speaker/profile/").status_code == 403
    open_link(client, asked.speaker)
    response = client.get("/speaker/profile/")
    assert (response["Cache-Control"], response["Referrer-Policy"]) == ("no-store", "same-origin")


def test_speaker_names_the_organisation_that_the_conference_knows(client, asked):
    known = OrganisationFactory(conference=asked.session.conference, name="Mieterverein Erfurt e. V.")
    open_link(client, asked.speaker)
    assert client.post("/speaker/profile/", {"organisation_name": "mieterverein  erfurt e. v."}).status_code == 302
    assert Speaker.objects.get().organisation == known
    assert Organisation.objects.get() == known


def test_speaker_names_a_new_organisation_or_none(client, asked):
    OrganisationFactory(name="Stadt Gera")  # of another conference
    open_link(client, asked.speaker)
    page = form_data(client.get("/speaker/profile/").text)
    client.post("/speaker/profile/", page | {"organisation_name": "Stadt Gera"})
    speaker = Speaker.objects.get()
    assert (speaker.organisation.name, speaker.organisation.conference) == ("Stadt Gera", asked.session.conference)
    assert "Stadt Gera" in client.get("/speaker/").text
    page = form_data(client.get("/speaker/profile/").text)
    assert page["organisation_name"] == "Stadt Gera"
    client.post("/speaker/profile/", page | {"organisation_name": " "})
    assert Speaker.objects.get().organisation is None


def test_organisation_that_an_organiser_has_changed_meanwhile_is_not_written_over(client, asked):
    open_link(client, asked.speaker)
    page = form_data(client.get("/speaker/profile/").text)
    Speaker.objects.update(organisation=OrganisationFactory(conference=asked.session.conference, name="Land"))
    assert "Land" in client.post("/speaker/profile/", page | {"organisation_name": "Stadt"}).text
    assert Speaker.objects.get().organisation.name == "Land"


def test_profile_that_leaves_the_organisation_alone_makes_none(client, asked):
    open_link(client, asked.speaker)
    page = form_data(client.get("/speaker/profile/").text)
    client.post("/speaker/profile/", page | {"position": "Leiterin"})
    assert not Organisation.objects.exists()


def test_speaker_sees_their_picture_under_what_the_programme_says(client, asked):
    open_link(client, asked.speaker)
    assert reverse("speaker:picture") not in client.get("/speaker/").text
    PictureFactory(speaker=asked.speaker)
    assert f'src="{reverse("speaker:picture")}"' in client.get("/speaker/").text
