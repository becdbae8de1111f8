"""A conference that gets another address: every link that was given out goes on working, for ever."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse

from programme.exports import ical
from programme.imports import text
from programme.imports.writer.conferences import find_conference
from programme.models import Conference, FormerSlug
from tests.browsers import change_page
from tests.factories import AppearanceFactory, ConferenceFactory, OrganiserFactory, SlotFactory
from tests.registration.steps import filled

pytestmark = pytest.mark.django_db


@pytest.fixture
def moved():
    """A public conference that was called `first`, then `second`, and is called `third`."""
    session = SlotFactory(session__conference__slug="first").session
    AppearanceFactory(session=session)
    for slug in ("second", "third"):
        Conference.objects.filter(pk=session.conference_id).update(slug=slug)
    return session


def pages(session, slug):
    speaker = session.appearances.get().speaker
    names = ["programme:programme", "programme:speaker-list", "programme:conference-calendar"]
    names += ["programme:schedule-xml", "programme:schedule-json", "programme:changes"]
    names += [f"programme:programme-{ending}" for ending in ("csv", "xlsx", "markdown")]
    names += ["registration:register", "registration:register-done"]
    below = [reverse(name, args=[slug]) for name in names]
    below += [reverse(f"programme:session-{page}", args=[slug, session.code]) for page in ("detail", "calendar")]
    return [*below, reverse("programme:speaker-detail", args=[slug, speaker.code])]


@pytest.mark.parametrize("former", ["first", "second"])
@pytest.mark.parametrize("prefix", ["", "/en"])
@pytest.mark.parametrize("method", ["get", "head"])
def test_every_page_below_a_former_address_leads_to_the_present_one(client, moved, former, prefix, method):
    for old, new in zip(pages(moved, former), pages(moved, "third"), strict=True):
        answer = getattr(client, method)(f"{prefix}{old}?session=x&day=%C3%A4")
        assert (answer.status_code, answer.headers["Location"]) == (301, f"{prefix}{new}?session=x&day=%C3%A4")
        assert getattr(client, method)(f"{prefix}{new}").status_code == 200


def test_form_that_was_open_arrives(client, moved):
    answer = client.post(reverse("registration:register", args=["first"]), filled(moved), follow=True)
    assert [status for _address, status in answer.redirect_chain] == [308, 302]
    assert moved.registrations.count() == 1


def test_hidden_conference_is_found_by_no_address(client, moved):
    Conference.objects.update(published_at=None)
    assert {client.get(page).status_code for page in pages(moved, "first")} == {404}


@pytest.mark.parametrize("path", ["/fourth/", "/fourth/calendar.ics", "/first/nothing/", "/sitemap.txt"])
def test_what_never_was_is_not_found(client, moved, path):
    assert client.get(path).status_code == 404


def test_address_can_come_back(client, moved):
    Conference.objects.update(slug="first")
    assert set(FormerSlug.objects.values_list("pk", flat=True)) == {"second", "third"}
    assert client.get("/first/").status_code == 200
    assert client.get("/third/").headers["Location"] == "/first/"


@pytest.mark.parametrize("slug", ["first", "second"])
def test_no_other_conference_takes_a_former_address(moved, slug):
    with pytest.raises(ValidationError) as refusal:
        ConferenceFactory.build(slug=slug).full_clean()
    title = str(moved.conference.title)
    assert refusal.value.message_dict["slug"] == [
        f"Bis zu ihrer Änderung war das die Adresse von „{title}“, und sie führt weiterhin dorthin."
    ]
    with pytest.raises(IntegrityError, match="leads to another conference"), transaction.atomic():
        ConferenceFactory(slug=slug)
    other = ConferenceFactory()
    with pytest.raises(IntegrityError, match="leads to another conference"), transaction.atomic():
        Conference.objects.filter(pk=other.pk).update(slug=slug)


def test_deleted_conference_gives_its_former_addresses_free(moved):
    Conference.objects.all().delete()
    assert ConferenceFactory(slug="first").pk


def test_calendar_stays_the_same(moved):
    conference = Conference.objects.get()
    moved.conference.slug = "elsewhere"
    uids = {line for c in (conference, moved.conference) for line in _calendar(c).splitlines() if b"UID:" in line}
    assert uids == {f"UID:{conference.calendar_uid}@127.0.0.1".encode()}


def _calendar(conference):
    return ical.calendar([], conference=conference)


@pytest.mark.parametrize("slug", ["first", ""])
def test_text_is_imported_into_the_conference_that_it_had(moved, slug):
    Conference.objects.update(title={"de": "First"})
    draft, _report = text.read(b"# First\n\n3.5.2027\n\n9-10 Uhr\n\n## T\n", today=datetime.date(2027, 1, 1))
    if slug:
        assert find_conference(draft, slug) == moved.conference


def test_organiser_is_told_that_links_go_on(client, moved):
    client.force_login(OrganiserFactory())
    page = client.post(change_page(moved.conference), {"slug": "fourth"}, follow=True)
    assert "Links auf die frühere Adresse, /third/, führen ab jetzt hierher." in page.text


def test_other_days_say_what_falls_outside(client, moved):
    client.force_login(OrganiserFactory())
    page = client.post(change_page(moved.conference), {"starts_on": "01.01.2031", "ends_on": "02.01.2031"}, follow=True)
    warning, *_untold = [str(message) for message in page.context["messages"] if message.level_tag == "warning"]
    assert str(moved.title) in warning
    assert "außerhalb" in warning
