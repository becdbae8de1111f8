import pytest
import time_machine

from tests.factories import ConferenceFactory
from tests.registration.reminding import DAY, EARLIER, TEN, slot_at


@pytest.fixture
def clock():
    with time_machine.travel(EARLIER, tick=False) as clock:
        yield clock


@pytest.fixture
def conference(clock):
    return ConferenceFactory(
        starts_on=TEN.date(), ends_on=TEN.date() + DAY, venue={"de": "Rathaus"}, contact_email="office@example.org"
    )


@pytest.fixture
def slot(conference):
    return slot_at(conference)
