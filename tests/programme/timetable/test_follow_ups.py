"""A follow-up belongs to its session: it goes along to another time or room, through each door by which one moves."""

import datetime

import pytest

from programme.models import Slot
from registration import emails
from tests.browsers import form_data, prefix_of, stored
from tests.factories import (
    AppearanceFactory,
    FollowUpPoolFactory,
    RegistrationFactory,
    RoomFactory,
    SlotFactory,
)
from tests.mail.writing import work
from tests.programme.timetable_form import at, move, when
from tests.registration.told import register

pytestmark = pytest.mark.django_db

HOUR = datetime.timedelta(hours=1)
MOVED = {"move_meant": "on"}


@pytest.fixture
def talk(slot):
    """Twenty minutes behind it, in the same room."""
    talk = FollowUpPoolFactory(session=slot.session).slot
    Slot.objects.filter(pk=talk.pk).update(
        starts_at=slot.ends_at, ends_at=slot.ends_at + HOUR / 3, room=slot.room, title={"de": "Gespräch"}
    )
    return stored(talk)


def by_timetable(browser, slot, clock, minutes="60", **typed):
    return move(browser, slot, **at(clock), minutes=minutes, **MOVED, **typed)


def by_session(browser, slot, clock, minutes="60", **typed):
    """Send the page of the session with another time of its first slot."""
    address = f"/admin/programme/session/{slot.session_id}/change/"
    fields = form_data(browser.get(address).text)
    row = prefix_of(fields, slot)
    begins = datetime.datetime.strptime(clock, "%H:%M")  # noqa: DTZ007
    ends = f"{begins + datetime.timedelta(minutes=int(minutes)):%H:%M}"
    room = {f"{row}-{name}": value for name, value in typed.items()}
    sent = {**fields, f"{row}-starts_at_1": clock, f"{row}-ends_at_1": ends, **room, **MOVED, "_save": "1"}
    return browser.post(address, sent)


DOORS = pytest.mark.parametrize("door", [by_timetable, by_session])


@DOORS
def test_follow_up_goes_along_as_far_behind_the_end_and_into_the_new_room(anna, slot, talk, door):
    room = RoomFactory(conference=slot.conference)
    answer = door(anna, slot, "14:00", minutes="90", room=room.pk)
    assert answer.status_code == 302
    assert when(slot) == ("03. 14:00", "15:30")
    assert (when(talk), stored(talk).room) == (("03. 15:30", "15:50"), room)
    assert "„Gespräch“ kommt mit" in anna.get(answer["Location"]).text


@DOORS
@pytest.mark.parametrize("moved", [{"clock": "10:15"}, {"clock": "10:00", "minutes": "75"}], ids=["later", "longer"])
def test_follow_up_goes_along_where_its_session_comes_to_stand_at_its_old_time(anna, slot, talk, door, moved):
    assert door(anna, slot, **moved).status_code == 302
    assert when(slot) == (f"03. {moved['clock']}", "11:15")
    assert when(talk) == ("03. 11:15", "11:35")


def test_move_of_a_follow_up_concerns_those_who_know_of_it(anna, slot, talk):
    """Whoever takes part in its session only is told nothing by it."""
    both, _session_only = register(slot), register(slot)
    chose = RegistrationFactory(session=slot.session, attendee=both.attendee, pool=talk.pools.get())
    emails.tell_registered([chose])
    work()
    assert "Das betrifft 1 Person." in move(anna, talk, **at("12:00")).text
    assert "Das betrifft 2 Personen." in move(anna, slot, **at("14:00")).text
    said = anna.get(move(anna, talk, **at("12:00"), **MOVED)["Location"]).text
    assert "„Gespräch: " in said


@DOORS
def test_follow_up_in_another_room_is_not_said_to_go_along_into_a_new_one(anna, slot, talk, door):
    elsewhere, room = RoomFactory.create_batch(2, conference=slot.conference)
    Slot.objects.filter(pk=talk.pk).update(room=elsewhere)
    answer = door(anna, slot, "10:00", room=room.pk)
    assert (stored(slot).room, stored(talk).room) == (room, elsewhere)
    assert "kommt mit" not in anna.get(answer["Location"]).text


@DOORS
def test_move_back_takes_it_back(anna, slot, talk, door):
    door(anna, slot, "14:00", minutes="90")
    door(anna, slot, "10:00")
    assert when(talk) == ("03. 11:00", "11:20")


@DOORS
def test_room_that_is_taken_at_the_time_of_the_follow_up_refuses_the_whole_move(anna, slot, talk, door):
    at_three = slot.starts_at + 5 * HOUR
    other = SlotFactory(session__conference=slot.conference, room=slot.room, starts_at=at_three)
    answer = door(anna, slot, "14:00")
    assert answer.status_code == 200
    assert "Saal ist" in answer.text
    assert [when(each)[0] for each in (slot, talk, other)] == ["03. 10:00", "03. 11:00", "03. 15:00"]


@DOORS
def test_follow_up_of_a_later_time_of_the_session_stays(anna, slot, talk, door):
    second = SlotFactory(session=slot.session, starts_at=slot.starts_at + 2 * HOUR)
    Slot.objects.filter(pk=talk.pk).update(starts_at=second.ends_at, ends_at=second.ends_at + HOUR / 3)
    door(anna, slot, "09:00")
    assert when(talk) == ("03. 13:00", "13:20")


def test_time_that_an_organiser_gives_the_follow_up_counts(anna, slot, talk):
    address = f"/admin/programme/session/{slot.session_id}/change/"
    fields = form_data(anna.get(address).text)
    first, second = prefix_of(fields, slot), prefix_of(fields, talk)
    times = {f"{first}-starts_at_1": "14:00", f"{first}-ends_at_1": "15:00"}
    own = {f"{second}-starts_at_1": "16:30", f"{second}-ends_at_1": "17:00"}
    assert anna.post(address, {**fields, **times, **own, **MOVED, "_save": "1"}).status_code == 302
    assert (when(slot), when(talk)) == (("03. 14:00", "15:00"), ("03. 16:30", "17:00"))


def test_numbers_name_who_is_elsewhere_the_break_and_what_goes_along(anna, slot, talk):
    ada = AppearanceFactory(session=slot.session, speaker__name="Ada Lovelace").speaker
    other = SlotFactory(
        session__conference=slot.conference, session__title={"de": "Podium"}, starts_at=slot.starts_at + 3 * HOUR
    )
    AppearanceFactory(session=other.session, speaker=ada)
    SlotFactory(
        conference=slot.conference,
        session=None,
        kind="break",
        title={"de": "Mittag"},
        starts_at=slot.starts_at + 3 * HOUR,
    )
    address = f"/admin/programme/conference/{slot.conference_id}/timetable/slot-{slot.pk}/numbers/"
    said = " ".join(anna.get(address, {**at("13:00"), "minutes": "60", "room": slot.room_id}).json()["said"])
    assert "1 Referent:in ist dann in einer anderen Veranstaltung: Ada Lovelace („Podium“)." in said
    assert "„Mittag“ ist zur selben Zeit" in said
    assert "„Gespräch“ kommt mit" in said


def test_question_before_a_move_names_the_break_at_that_time(anna, slot):
    at_one = slot.starts_at + 3 * HOUR
    other = SlotFactory(session__conference=slot.conference, starts_at=at_one).session
    AppearanceFactory(session=other, speaker=AppearanceFactory(session=slot.session).speaker)
    lunch = {"kind": "break", "title": {"de": "Mittag"}, "starts_at": at_one}
    SlotFactory(conference=slot.conference, session=None, **lunch)
    asked = move(anna, slot, **at("13:00"), minutes="60")
    assert asked.status_code == 200
    assert "„Mittag“ ist zur selben Zeit" in asked.text
