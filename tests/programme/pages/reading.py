"""Making a small conference, and reading its pages as a visitor does."""

import datetime

from tests import markup
from tests.factories import AppearanceFactory, ConferenceFactory, SessionFactory, SlotFactory, SpeakerFactory

DAY = datetime.date(2027, 5, 3)


def at(hour, minute=0, *, day=DAY, conference=None):
    return datetime.datetime.combine(day, datetime.time(hour, minute), (conference or ConferenceFactory.build()).zone)


def place(conference, hour, minutes=60, *, day=DAY, room=None, **session):
    """Return a session that takes place at this hour."""
    start = at(hour, day=day, conference=conference)
    end = start + datetime.timedelta(minutes=minutes) if minutes else None
    slot = SlotFactory(
        session=SessionFactory(conference=conference, **session), starts_at=start, ends_at=end, room=room
    )
    return slot.session


def ask(session, name, **appearance):
    return AppearanceFactory(
        session=session, speaker=SpeakerFactory(conference=session.conference, name=name), **appearance
    )


def get(client, path, **query):
    response = client.get(path, query)
    assert response.status_code == 200
    return markup.parse(response.content.decode())


def programme(client, prefix="", **query):
    return get(client, f"{prefix}/forum/", **query)


def article(page, session):
    return page.one("article", id=session.code)


def titles(page):
    return [heading.text for heading in page.all("h4")]
