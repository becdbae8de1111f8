"""A conference with everything that the interface can give, and what it answers."""

import datetime
import json

import pytest
from django.test import Client

from programme.models import Appearance, Session
from tests import factories

V1 = "/api/v1/"


def get(path, **headers):
    """Return the answer of the interface, and what stands in it."""
    response = Client(headers=headers).get(path if path.startswith("/") else V1 + path)
    return response, json.loads(response.content)


def every_page(path):
    """Return all entries of a list, by following `next`."""
    found = []
    while path:
        response, content = get(path.removeprefix("http://127.0.0.1:8000"))
        assert response.status_code == 200
        found += content["results"]
        path = content["next"]
    return found


@pytest.fixture
def forum():
    """Two sessions with all there is, a cancelled one, one without a time, a draft, a break; in three languages."""
    day = datetime.date(2031, 5, 3)
    conference = factories.ConferenceFactory(
        slug="forum",
        title={"de": "Forum Vielfalt", "en": "Forum on Diversity"},
        theme={"de": "Zugänge"},
        description={"de": "Drei Tage **Austausch**"},
        venue={"de": "Haus der Kulturen, Erfurt"},
        host_name="Landesnetzwerk",
        starts_on=day,
        ends_on=day + datetime.timedelta(days=1),
        languages=["de", "en", "ar"],
        contact_email="buero@forum.example",
    )
    room = factories.RoomFactory(conference=conference, name={"de": "Saal", "en": "Hall"}, kind="hybrid")
    track = factories.TrackFactory(conference=conference, name={"de": "Arbeit"})
    host = factories.OrganisationFactory(conference=conference, name="Ämter e. V.", website="https://amt.example/")
    home = factories.OrganisationFactory(conference=conference, name="Verein")
    start = datetime.datetime(2031, 5, 3, 9, tzinfo=conference.zone)
    first = factories.SessionFactory(
        conference=conference,
        title={"de": "Öffnung", "en": "Opening", "ar": "افتتاح"},
        abstract={"de": "Alle *herein*."},
        format={"de": "Podium"},
        language="de",
        host=host,
        track=track,
        capacity=1,
    )
    slot = factories.SlotFactory(session=first, room=room, starts_at=start)
    factories.SlotFactory(session=first, kind="follow_up", title={"de": "Gespräch"}, starts_at=slot.ends_at)
    factories.SlotFactory(session=None, conference=conference, kind="break", room=room, starts_at=slot.ends_at)
    second = factories.SessionFactory(conference=conference, access_code="geheim-42", email_domains=["jena.example"])
    factories.SlotFactory(session=second, starts_at=start + datetime.timedelta(hours=5), ends_at=None)
    cancelled = factories.SessionFactory(conference=conference, status=Session.Status.CANCELLED)
    factories.SlotFactory(session=cancelled, starts_at=start + datetime.timedelta(hours=2))
    factories.SessionFactory(conference=conference, status=Session.Status.REQUESTED)
    factories.SessionFactory(conference=conference, status=Session.Status.DRAFT, title={"de": "Entwurf"})
    speaker = factories.SpeakerFactory(
        conference=conference,
        name="Aylin Öz",
        degree="Dr.",
        position="Leitung",
        organisation=home,
        biography={"de": "Forscht."},
        website="https://oez.example/",
        email="aylin@privat.example",
        phone="0361 1234",
        internal_note="ruft ungern an",
    )
    factories.PictureFactory(speaker=speaker, credit="Foto Müller")
    factories.AppearanceFactory(session=first, speaker=speaker, role=Appearance.Role.MODERATION)
    factories.AppearanceFactory(session=first, status=Appearance.Status.REQUESTED)
    factories.AppearanceFactory(session=second, status=Appearance.Status.DECLINED, speaker__name="Sagt Ab")
    factories.RegistrationFactory(session=first)
    conference.refresh_from_db()
    return conference
