"""What a public conference says of itself: imprint, contact, privacy, accessibility, venue."""

import pytest
from django.urls import reverse

from programme import about, actions
from programme.exceptions import NotReadyForThePublic
from programme.models import Conference
from tests.browsers import form_data
from tests.factories import ABOUT, READY, ConferenceFactory, OrganiserFactory, RoomFactory, SlotFactory

pytestmark = pytest.mark.django_db


def test_each_text_is_a_page_that_every_page_of_the_conference_leads_to(client):
    conference = ConferenceFactory(**ABOUT)
    for name, page in about.PAGES.items():
        address = f"/{conference.slug}/{name}/"
        assert f"<p>Text zu {page.field}</p>" in client.get(address).text
        for path in ("programme:programme", "programme:speaker-list", "registration:register"):
            assert f'<a href="{address}">' in client.get(reverse(path, args=[conference.slug])).text


def test_text_is_rendered_and_cleaned(client):
    conference = ConferenceFactory(imprint={"de": "**Verein**\n<script>alert(1)</script>"})
    page = client.get(f"/{conference.slug}/imprint/").text
    assert "<strong>Verein</strong>" in page
    assert "<script>alert" not in page


def test_page_of_the_operator_stands_in_where_there_is_no_text(client, settings):
    settings.ABOUT_URLS = {"imprint": "https://office.example/imprint"}
    conference = ConferenceFactory()
    assert '<a href="https://office.example/imprint">' in client.get(f"/{conference.slug}/").text
    own = ConferenceFactory(imprint={"de": "Verein"})
    page = client.get(f"/{own.slug}/").text
    assert ("office.example" in page, f"/{own.slug}/imprint/" in page) == (False, True)


def test_without_text_and_before_the_conference_is_public_there_is_no_page(client):
    hidden = ConferenceFactory(published_at=None, **ABOUT)
    for conference in (hidden, ConferenceFactory()):
        assert {client.get(f"/{conference.slug}/{name}/").status_code for name in about.PAGES} == {404}


@pytest.mark.parametrize("name", about.PAGES)
def test_organiser_publishes_only_what_says_who_answers_for_it(name):
    texts = {field: text for field, text in READY.items() if field != about.PAGES[name].field}
    conference = ConferenceFactory(published_at=None, **texts)
    with pytest.raises(NotReadyForThePublic, match=str(about.PAGES[name].title)):
        actions.publish_conference(conference, by=OrganiserFactory())
    assert not Conference.objects.get().is_public
    actions.publish_conference(conference)  # a command does as it is told
    assert Conference.objects.get().is_public


def test_organiser_publishes_only_where_people_can_answer():
    conference = ConferenceFactory(published_at=None, **ABOUT)
    with pytest.raises(NotReadyForThePublic, match="Kontaktadresse"):
        actions.publish_conference(conference, by=OrganiserFactory())


def test_address_of_a_public_conference_can_be_changed_but_not_taken_away(client):
    client.force_login(OrganiserFactory())
    conference = ConferenceFactory(**READY)
    page = client.post(reverse("admin:programme_conference_change", args=[conference.pk]), {"contact_email": ""})
    assert "Eine öffentliche Konferenz braucht eine E-Mail-Adresse" in page.text


def test_admin_says_what_is_missing(client):
    conference = ConferenceFactory(published_at=None)
    client.force_login(OrganiserFactory())
    chosen = {"action": "publish", "_selected_action": [conference.pk]}
    text = client.post(reverse("admin:programme_conference_changelist"), chosen, follow=True).text
    assert "Impressum, Kontakt, Datenschutz, Barrierefreiheit" in text


@pytest.mark.parametrize(("kind", "is_shown"), [("on_site", True), ("hybrid", True), ("online", False), (None, True)])
def test_venue_stands_where_people_have_to_go(client, kind, is_shown):
    conference = ConferenceFactory(venue={"de": "Stadthalle, Markt 1"})
    room = RoomFactory(conference=conference, kind=kind, name={"de": "Saal"}) if kind else None
    slot = SlotFactory(session__conference=conference, room=room)
    assert "Stadthalle, Markt 1" in client.get(f"/{conference.slug}/").text
    page = client.get(slot.session.get_absolute_url()).text
    assert ("Stadthalle, Markt 1" in page) == is_shown
    calendar = client.get(f"/{conference.slug}/calendar.ics").text.replace("\r\n ", "")
    assert ("Stadthalle\\, Markt 1" in calendar) == is_shown


@pytest.mark.parametrize("field", [page.field for page in about.PAGES.values()])
def test_text_of_a_public_conference_can_be_changed_but_not_taken_away(client, field):
    client.force_login(OrganiserFactory())
    conference = ConferenceFactory(**ABOUT)
    page = reverse("admin:programme_conference_change", args=[conference.pk])
    typed = form_data(client.get(page).text)
    assert typed[f"{field}_0"]
    refused = client.post(page, {**typed, f"{field}_0": "", "_save": "1"})
    assert list(refused.context["adminform"].form.errors) == [field]
    assert client.post(page, {**typed, f"{field}_0": "Neu", "_save": "1"}).status_code == 302
    Conference.objects.update(published_at=None, published_by=None)
    typed = form_data(client.get(page).text)
    assert client.post(page, {**typed, f"{field}_0": "", "_save": "1"}).status_code == 302
