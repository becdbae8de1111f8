"""A conference in which nothing is to do, and sessions that lack one thing each.

Each function of SESSIONS takes something away from a session, and returns what brings it back.
"""

import datetime as dt

from django.utils import timezone

from programme import about, actions
from programme.desk import Desk
from programme.models import Session
from tests.factories import (
    AppearanceFactory,
    ConferenceFactory,
    OrganisationFactory,
    RegistrationFactory,
    RoomFactory,
    SessionFactory,
    SlotFactory,
)
from womconf.models import DailyRun

DAY, HOUR = dt.timedelta(days=1), dt.timedelta(hours=1)


def settled_conference():
    """Return a conference in which nothing is to do."""
    today = timezone.localdate()
    said = {page.field: {"de": "Hier."} for page in about.PAGES.values()}
    conference = ConferenceFactory(
        starts_on=today + 30 * DAY,
        ends_on=today + 31 * DAY,
        contact_email="amt@example.org",
        venue={"de": "Rathaus"},
        published_at=timezone.now(),
        languages=["de"],
        **said,
    )
    DailyRun.objects.create(name=DailyRun.BACKUP, day=today)
    return conference


def settled_session(conference):
    """Return a session that lacks nothing."""
    session = SessionFactory(
        conference=conference,
        abstract={"de": "Worum es geht."},
        host=OrganisationFactory(conference=conference),
        capacity=20,
    )
    SlotFactory(
        session=session, starts_at=begins(conference), ends_at=begins(conference) + HOUR, room=room_in(conference)
    )
    return session


def begins(conference):
    return dt.datetime.combine(conference.starts_on, dt.time(10), conference.zone)


def room_in(conference, **facts):
    return RoomFactory(conference=conference, **{"kind": "on_site", "capacity": 20, **facts})


def to_do(conference, user, *, besides=("untold",)):
    """Return the keys of what is to do. That nobody was told of what these tests change is left out."""
    return [item.key for item in Desk(conference, user).open if item.key not in besides]


def spoil_time(session):
    slot = session.slots.get()
    slot.delete()
    return lambda: SlotFactory(
        session=session, starts_at=begins(session.conference), room=session.conference.rooms.get()
    )


def spoil_room(session):
    room = session.conference.rooms.get()
    session.slots.update(room=None)
    return lambda: session.slots.update(room=room)


def spoil_places(session):
    room_in(session.conference, capacity=None)
    session.slots.update(room=session.conference.rooms.get(capacity=None))
    actions.set_capacity(session.pool, capacity=None)
    return lambda: actions.set_capacity(session.pool, capacity=5)


def spoil_link(session):
    session.slots.update(room=room_in(session.conference, kind="online", capacity=None))
    return lambda: actions.set_access_link(session, "https://meet.example.org/x")


def spoil_abstract(session):
    Session.objects.update(abstract="")
    return lambda: Session.objects.update(abstract={"de": "Text"})


def spoil_translation(session):
    type(session.conference).objects.update(languages=["de", "en"])
    both = {"title": {"de": "Eins", "en": "One"}, "abstract": {"de": "Text", "en": "Text"}}
    return lambda: Session.objects.update(**both)


def spoil_speaker(session):
    slot = session.slots.earliest("pk")
    twice = AppearanceFactory(session=session, status="confirmed").speaker
    other = SessionFactory(conference=session.conference, abstract={"de": "Text"}, capacity=5)
    SlotFactory(session=other, starts_at=slot.starts_at, ends_at=slot.ends_at, room=room_in(session.conference))
    second = AppearanceFactory(session=other, speaker=twice, status="confirmed")
    return second.delete


def spoil_room_size(session):
    session.conference.rooms.update(capacity=10)
    return lambda: session.conference.rooms.update(capacity=20)


def spoil_number(session):
    RegistrationFactory.create_batch(2, session=session)
    actions.set_capacity(session.pool, capacity=1)
    return lambda: actions.set_capacity(session.pool, capacity=2)


def spoil_day(session):
    session.slots.update(starts_at=begins(session.conference) + 9 * DAY, ends_at=None)
    return lambda: session.slots.update(starts_at=begins(session.conference))


def spoil_follow_up(session):
    late = SlotFactory(session=session, kind="follow_up", starts_at=begins(session.conference) + HOUR / 2)
    return late.delete


def spoil_holder(session):
    Session.objects.update(host=None, status="requested")
    return lambda: Session.objects.update(status="confirmed")


def spoil_cast(session):
    AppearanceFactory(session=session, status="confirmed")
    Session.objects.update(internal_note="Raum geklärt\nN.N., Senatorin")
    return lambda: Session.objects.update(internal_note="Raum geklärt. Ann.N.Nelson kommt.")


def spoil_announcement(session):
    AppearanceFactory(session=session, status="confirmed")
    Session.objects.update(status="draft")
    return lambda: Session.objects.update(status="confirmed")


def spoil_interpretation(session):
    Session.objects.update(language="de", interpreted_into=["de"])
    return lambda: Session.objects.update(interpreted_into=[])


SESSIONS = {
    "time": spoil_time,
    "room": spoil_room,
    "places": spoil_places,
    "link": spoil_link,
    "abstract": spoil_abstract,
    "translation": spoil_translation,
    "double-booked": spoil_speaker,
    "room-too-small": spoil_room_size,
    "overfull": spoil_number,
    "outside": spoil_day,
    "follow-up-too-early": spoil_follow_up,
    "nobody": spoil_holder,
    "somebody": spoil_cast,
    "hidden": spoil_announcement,
    "own-language": spoil_interpretation,
}
