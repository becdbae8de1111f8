import datetime

import pytest

from tests.factories import ConferenceFactory, RoomFactory, SlotFactory


@pytest.fixture
def conference():
    return ConferenceFactory(starts_on=datetime.date(2027, 5, 3), ends_on=datetime.date(2027, 5, 4))


@pytest.fixture
def slot(conference):
    """A session at 10:00 for an hour, in a room."""
    room = RoomFactory(conference=conference, name={"de": "Saal"})
    return SlotFactory(session__conference=conference, session__title={"de": "Beginn"}, room=room)
