import datetime

import pytest

from programme.models import Appearance, Session, Slot
from tests.factories import (
    AppearanceFactory,
    ConferenceFactory,
    OrganisationFactory,
    RoomFactory,
    SessionFactory,
    SlotFactory,
    SpeakerFactory,
    TrackFactory,
)

MAY = datetime.date(2027, 5, 3)
ABSTRACT = '# Überschrift\r\n\r\n- Raum: Aula\r\n"Anführung", | und <b>HTML</b> 🙂\r\n10:00 Uhr'


def at(conference, hour, minute=0, day=3):
    return datetime.datetime(2027, 5, day, hour, minute, tzinfo=conference.zone)


@pytest.fixture
def forum(db):
    """A conference with all that a programme can have, and a draft that nobody may see."""
    conference = ConferenceFactory(
        slug="forum",
        title={"de": "Forum Öffnung", "en": "Forum opening"},
        theme={"de": "Ganzheitlich: 10:00 Uhr"},
        description={"de": "# Willkommen\n\nzum Forum"},
        venue={"de": "Rathaus, Markt 1"},
        starts_on=MAY,
        ends_on=MAY + datetime.timedelta(days=1),
    )
    house = OrganisationFactory(conference=conference, name="Stadt | Jena")
    hall = RoomFactory(conference=conference, name={"de": "Großer Saal: 1"})
    track = TrackFactory(conference=conference, name={"de": "Strang", "en": "Strand"})

    def session(title, hour=None, length=60, status=Session.Status.CONFIRMED, room=hall, **more):
        made = SessionFactory(conference=conference, title=title, status=status, **more)
        if hour:
            starts_at = at(conference, hour)
            ends_at = starts_at + datetime.timedelta(minutes=length) if length else None
            SlotFactory(session=made, starts_at=starts_at, ends_at=ends_at, room=room)
        return made

    def person(session, name, **more):
        about = {name: more.pop(name) for name in ("degree", "function", "organisation") if name in more}
        about["position"] = about.pop("function", "")
        found = conference.speakers.filter(name=name).first()
        speaker = found or SpeakerFactory(conference=conference, name=name, **about)
        return AppearanceFactory(session=session, speaker=speaker, **more)

    opening = session(
        {"de": "10:00 Uhr", "en": "=1+1"},
        9,
        abstract={"de": ABSTRACT},
        format={"de": "Vortrag", "en": "Talk"},
        host=house,
        track=track,
        language="en",
        capacity=20,
    )
    person(opening, "Moderation: Anna", degree="Prof. Dr.", function="Leiterin, Amt", organisation=house)
    person(opening, "S. Huber", role="moderation", position=1)
    person(opening, "X. Nein", status=Appearance.Status.DECLINED, position=2)
    follow_up = {"kind": Slot.Kind.FOLLOW_UP, "title": {"de": "Gespräch"}, "room": None}
    SlotFactory(session=opening, starts_at=at(conference, 15), ends_at=at(conference, 15, 20), **follow_up)
    SlotFactory(session=opening, starts_at=at(conference, 9, day=4), ends_at=at(conference, 10, day=4), room=hall)
    night = session({"de": "A" * 300}, 22, length=5 * 60, status=Session.Status.REQUESTED, room=None)
    person(night, "S. Huber", role="panel", status=Appearance.Status.REQUESTED)
    session({"de": "@نص عربي"}, 11, length=None, status=Session.Status.CANCELLED)
    asked = session({"de": "+49 Zeit folgt"})
    person(asked, "- Minus", role="interpreter", status=Appearance.Status.REQUESTED)
    session({"de": "Doppelt"}, 16, room=None)
    session({"de": "Doppelt"}, 17, room=None)
    session({"de": "Geheimer Entwurf"}, 12, status=Session.Status.DRAFT)
    SlotFactory(
        session=None,
        conference=conference,
        kind=Slot.Kind.BREAK,
        title={"de": "Mittag"},
        starts_at=at(conference, 12),
        ends_at=at(conference, 13),
    )
    return conference
