"""A session that moves into a room where another one is: both the collision and the question are said at once."""

import pytest

from programme.models import Slot
from tests.factories import OrganiserFactory, RoomFactory, SlotFactory
from tests.registration.test_admin_acts import slots
from tests.registration.test_untold_page import HOUR, register

pytestmark = pytest.mark.django_db
TAKEN = "Festsaal ist dann durch „Die andere“ belegt ("
ASKED = "Das betrifft 1 Person."


@pytest.fixture
def slot(client):
    """A session with somebody in it, one hour before another one in the hall."""
    client.force_login(OrganiserFactory())
    slot = SlotFactory(session__title={"de": "Diese"})
    hall = RoomFactory(conference=slot.conference, name={"de": "Festsaal"})
    at = slot.starts_at + HOUR
    SlotFactory(
        session__conference=slot.conference, session__title={"de": "Die andere"}, room=hall, starts_at=at, ends_at=None
    )
    register(slot)
    return slot


def into_the_hall(slot, **changes):
    address, form = slots(slot.session, later=1)
    return address, form | {"slots-0-room": slot.conference.rooms.get(name__mentions="Festsaal").pk} | changes


def test_where_the_room_is_taken_no_tick_is_offered_that_would_not_help(client, slot):
    address, form = into_the_hall(slot)
    for sent in (form, form | {"move_meant": "on"}):
        page = client.post(address, sent).text
        assert TAKEN in page
        assert "Fehler korrigieren" in page  # there is one
        assert (ASKED in page, "move_meant" in page) == (False, False)
    Slot.objects.filter(session__title__mentions="andere").delete()
    assert 'name="move_meant" autofocus' in client.post(address, form).text


def test_only_a_question_is_not_called_an_error(client, slot):
    Slot.objects.filter(session__title__mentions="andere").delete()
    address, form = into_the_hall(slot)
    page = client.post(address, form).text
    assert ASKED in page
    assert "Bitte lesen Sie erst, was daraus folgt." in page
    assert "Fehler" not in page


def test_room_that_a_cancelled_session_had_is_free(client, slot):
    other = Slot.objects.get(session__title__mentions="andere")
    other.session.status = "cancelled"
    other.session.save()
    address, form = into_the_hall(slot)
    assert TAKEN not in client.post(address, form).text


def test_other_changes_of_a_session_ask_nothing_of_its_room(client, slot):
    address, form = slots(slot.session)
    assert client.post(address, form | {"title_0": "Anders"}).status_code == 302
