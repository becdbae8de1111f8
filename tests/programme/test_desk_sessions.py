"""What sessions lack: one item each, gone when it is there, and the same in the list and beside the session."""

import pytest

from programme import schedule_checks
from programme.desk import Desk
from programme.desk.lacking import LACKING
from programme.models import Session
from tests.factories import OrganiserFactory
from tests.programme.lacking import SESSIONS, settled_conference, settled_session, to_do

pytestmark = pytest.mark.django_db


@pytest.fixture
def organiser():
    return OrganiserFactory()


@pytest.fixture
def session():
    return settled_session(settled_conference())


@pytest.fixture
def open_items(session, organiser):
    """Return a function that says what is to do; it has been seen to say nothing."""
    assert to_do(session.conference, organiser) == []
    return lambda: to_do(session.conference, organiser)


def test_every_lack_is_tried_here():
    assert SESSIONS.keys() == LACKING.keys()


@pytest.mark.parametrize("lack", LACKING)
def test_what_a_session_lacks_is_one_item_until_it_is_there(session, open_items, organiser, client, lack):
    repair = SESSIONS[lack](session)
    session.conference.refresh_from_db()
    assert open_items() == [f"sessions-{lack}"]
    client.force_login(organiser)
    item = next(item for item in Desk(session.conference, organiser).open if item.key == f"sessions-{lack}")
    assert session in client.get(item.page).context["cl"].result_list
    repair()
    assert open_items() == []


CODES = {
    "no_slot": "time",
    "outside": "outside",
    "follow_up_too_early": "follow-up-too-early",
    "room_too_small": "room-too-small",
    "double_booked": "double-booked",
    "nobody": "nobody",
    "own_language": "own-language",
}


@pytest.mark.parametrize("lack", LACKING)
def test_warnings_beside_a_session_say_the_same_as_the_list_of_what_is_to_do(session, lack):
    SESSIONS[lack](session)
    session.conference.refresh_from_db()
    warned = schedule_checks.check(Session.objects.with_programme())
    said = {(CODES[warning.code], each.pk) for warning in warned for each in warning.sessions}
    everything = Session.objects.filter(conference=session.conference)
    found = {(code, each.pk) for code in CODES.values() for each in LACKING[code][0](everything, session.conference)}
    assert found == said


@pytest.mark.breaks_invariants  # nobody is told of it
@pytest.mark.parametrize("lack", LACKING)
def test_nothing_is_asked_of_a_session_that_is_cancelled_or_over(session, organiser, lack):
    SESSIONS[lack](session)
    Session.objects.update(status="cancelled", was_announced=True)
    assert to_do(session.conference, organiser) == []


def test_conference_without_sessions_says_how_to_begin(organiser, client):
    conference = settled_conference()
    assert to_do(conference, organiser) == ["no-sessions"]
    item = Desk(conference, organiser).open[0]
    client.force_login(organiser)
    assert client.get(item.page).context["form"]["conference"].value() == conference.pk
    settled_session(conference)
    assert to_do(conference, organiser) == []
    conference.is_example = True
    conference.save()
    assert client.get(item.page).context["form"]["conference"].value() is None
