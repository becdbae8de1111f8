import datetime

import pytest
import time_machine

from tests.factories import AppearanceFactory, SlotFactory


@pytest.fixture
def asked():
    """Somebody who was asked to speak on 3 May 2027 from 10:00 to 11:00 in Berlin."""
    slot = SlotFactory(
        session__status="requested",
        session__abstract={"de": "Alt", "en": "Old"},
        session__conference__starts_on=datetime.date(2027, 5, 3),
        session__conference__contact_email="team@example.org",
    )
    return AppearanceFactory(session=slot.session, status="requested")


@pytest.fixture(autouse=True)
def before_the_conference():
    with time_machine.travel("2027-03-01T12:00Z", tick=False) as clock:
        yield clock
