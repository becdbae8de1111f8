"""Drops in the timetable at the same moment: none is doubled, none writes over another."""

import pytest

from programme.models import Slot
from tests.factories import RoomFactory, SessionFactory, SlotFactory
from tests.programme.timetable_form import at, form_of, opened
from tests.races.test_places import at_once
from tests.races.test_saves import organiser

pytestmark = pytest.mark.django_db(transaction=True)


def drop(browser, row, **typed):
    """Return the call that sends a form which was opened before."""
    typed = {**opened(browser, row), **typed}
    return lambda: browser.post(form_of(row), typed)


@pytest.mark.parametrize("round_number", range(2))
def test_first_time_that_is_sent_several_times_at_once_is_one_time(round_number):
    session = SessionFactory()
    day = session.conference.starts_on.isoformat()
    answers = at_once([drop(organiser(), session, **at("14:00", day=day)) for _time in range(4)])
    assert [answer.status_code for answer in answers] == [302] * 4
    assert session.slots.count() == 1


@pytest.mark.parametrize("round_number", range(2))
def test_of_several_who_move_one_session_at_once_each_but_the_first_is_asked(round_number):
    slot = SlotFactory()
    day = slot.conference.starts_on.isoformat()
    answers = at_once([drop(organiser(), slot, **at(f"1{hour}:30", day=day)) for hour in range(4)])
    assert sorted(answer.status_code for answer in answers) == [200, 200, 200, 302]
    assert all('data-state="overtaken"' in answer.text for answer in answers if answer.status_code == 200)
    assert Slot.objects.get().revision == 1


@pytest.mark.parametrize("round_number", range(2))
def test_of_several_who_want_one_room_at_once_one_has_it(round_number):
    slot = SlotFactory(room=None)
    room, day = RoomFactory(conference=slot.conference), slot.conference.starts_on.isoformat()
    others = [SlotFactory(session__conference=slot.conference, starts_at=slot.starts_at) for _number in range(3)]
    wanted = {**at("15:00", day=day), "room": str(room.pk)}
    answers = at_once([drop(organiser(), each, **wanted) for each in (slot, *others)])
    assert sorted(answer.status_code for answer in answers) == [200, 200, 200, 302]
    assert room.slots.count() == 1
