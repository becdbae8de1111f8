import pytest

from tests.factories import AppearanceFactory, OrganiserFactory, SlotFactory


@pytest.fixture
def organiser():
    return OrganiserFactory()


@pytest.fixture
def asked():
    """Somebody in a requested session an hour long, with a conference that reads its mail."""
    slot = SlotFactory(session__status="requested", session__conference__contact_email="team@example.org")
    return AppearanceFactory(session=slot.session, status="requested")
