"""The small form of a slot in the timetable: what it stores, what it refuses, what it says before and after a move."""

import datetime
from urllib.parse import parse_qs, urlsplit

import pytest
from django.contrib.admin.models import LogEntry
from django.utils import timezone

from programme.actions import cancel_session
from programme.models import Slot, ToldToSpeaker
from tests.browsers import form_data, stored
from tests.factories import (
    AppearanceFactory,
    FollowUpPoolFactory,
    RegistrationFactory,
    RoomFactory,
    SessionFactory,
    SlotFactory,
    SpeakerFactory,
)
from tests.programme.timetable_form import at, form_of, move, opened, when

pytestmark = pytest.mark.django_db

HOUR = datetime.timedelta(hours=1)


# Moving


def test_move_keeps_the_length_says_where_it_is_and_leads_back_to_its_day(anna, slot):
    answer = move(anna, slot, **at("14:30", day="2027-05-04"))
    assert answer.status_code == 302
    assert urlsplit(answer["Location"]).fragment == f"slot-{slot.pk}"
    assert parse_qs(urlsplit(answer["Location"]).query) == {"day": ["2027-05-04"], "slot": [str(slot.pk)]}
    assert when(slot) == ("04. 14:30", "15:30")
    assert "„Beginn“: Dienstag, 4. Mai 2027, 14:30 – 15:30 Uhr, Saal." in anna.get(answer["Location"]).text
    assert LogEntry.objects.get().get_edited_object() == slot.session


def test_length_and_room_change_and_an_end_can_be_open(anna, slot):
    room = RoomFactory(conference=slot.conference)
    assert move(anna, slot, minutes="90", room=room.pk).status_code == 302
    assert (when(slot), stored(slot).room) == (("03. 10:00", "11:30"), room)
    assert move(anna, slot, minutes="", room="").status_code == 302
    assert (when(slot), stored(slot).room) == (("03. 10:00", None), None)


def test_what_nobody_touched_keeps_its_seconds(anna, slot):
    exact = slot.starts_at.replace(second=7, microsecond=5)
    Slot.objects.update(starts_at=exact, ends_at=exact + HOUR / 7)
    room = RoomFactory(conference=slot.conference)
    assert move(anna, slot, room=room.pk).status_code == 302
    assert (stored(slot).starts_at, stored(slot).ends_at) == (exact, exact + HOUR / 7)


def test_a_break_moves_too(anna, conference):
    pause = SlotFactory(conference=conference, session=None, kind="break", title={"de": "Mittag"})
    assert move(anna, pause, **at("12:00")).status_code == 302
    assert when(pause) == ("03. 12:00", "13:00")


def test_session_without_a_time_gets_its_first_one(anna, conference):
    session = SessionFactory(conference=conference)
    suggested = form_data(anna.get(f"{form_of(session)}?day=2027-05-04").text)
    assert (suggested["starts_at_0"], suggested["minutes"]) == ("04.05.2027", "60")
    assert anna.post(form_of(session), {**suggested, **at("15:00")}).status_code == 302
    assert when(session.slots.get()) == ("03. 15:00", "16:00")
    assert LogEntry.objects.get().get_edited_object() == session


def test_session_is_taken_out_of_the_timetable(anna, slot):
    answer = move(anna, slot, remove="1")
    assert answer.status_code == 302
    assert not Slot.objects.exists()
    page = anna.get(answer["Location"]).text
    assert "„Beginn“ wurde aus dem Zeitplan genommen" in page
    assert f'data-card="session-{slot.session.pk}"' in page


def test_follow_up_for_which_people_have_registered_stays(anna, slot):
    pool = FollowUpPoolFactory(session=slot.session)
    everywhere = RegistrationFactory(session=slot.session)
    RegistrationFactory(pool=pool, session=slot.session, attendee=everywhere.attendee)
    answer = move(anna, pool.slot, remove="1")
    assert answer.status_code == 200
    assert "angemeldet" in answer.text
    assert stored(pool.slot)


def test_cancelled_session_moves_and_takes_nobodys_room(anna, slot):
    other = SlotFactory(session__conference=slot.conference, room=slot.room, starts_at=slot.starts_at + 2 * HOUR)
    cancel_session(other.session)
    assert move(anna, other, **at("10:00")).status_code == 302
    assert when(other) == ("03. 10:00", "11:00")


# What is refused


@pytest.mark.parametrize(
    "typed",
    [
        {"starts_at_1": "25:00"},
        {"starts_at_1": ""},
        {"starts_at_0": "", "starts_at_1": ""},
        {"starts_at_0": "0027-05-03"},
        {"starts_at_0": "9999-12-31"},
        {"starts_at_0": "2027-03-28", "starts_at_1": "02:30"},
        {"starts_at_0": "2027-10-31", "starts_at_1": "02:30"},
        {"minutes": "0"},
        {"minutes": "-60"},
        {"minutes": "1e9"},
        {"minutes": "99999999"},
        {"room": "0"},
        {"room": "x"},
    ],
)
def test_what_cannot_be_is_refused_and_stands_there_still(anna, slot, typed):
    answer = move(anna, slot, **typed)
    assert answer.status_code == 200
    assert 'data-state="refused"' in answer.text
    shown = form_data(answer.text)
    assert {name: shown[name] for name in typed if name != "room"} == {
        name: value for name, value in typed.items() if name != "room"
    }
    assert stored(slot).starts_at == slot.starts_at


def test_hour_that_comes_twice_is_meant_once(anna, slot):
    assert move(anna, slot, **at("02:30", day="2027-10-31"), starts_at_2="1").status_code == 302
    assert stored(slot).starts_at == datetime.datetime.fromisoformat("2027-10-31T01:30Z")


def test_room_of_another_conference_is_no_choice(anna, slot):
    assert move(anna, slot, room=RoomFactory().pk).status_code == 200
    assert stored(slot).room == slot.room


def test_room_that_is_taken_is_refused_with_who_has_it(anna, slot):
    other = SlotFactory(session__conference=slot.conference, session__title={"de": "Andere"}, starts_at=slot.ends_at)
    answer = move(anna, other, **at("10:30"), room=slot.room.pk)
    assert 'data-state="refused"' in answer.text
    assert "Saal ist dann durch „Beginn“ belegt" in answer.text
    assert when(other)[0] == "03. 11:00"


def test_who_would_be_hurt_is_asked_about_once(anna, slot):
    other = SlotFactory(session__conference=slot.conference, starts_at=slot.ends_at)
    attendee = RegistrationFactory(session=slot.session).attendee
    RegistrationFactory(session=other.session, attendee=attendee)
    answer = move(anna, other, **at("10:00"))
    assert 'data-state="asked"' in answer.text
    assert "Zur neuen Zeit hätte 1 Person zwei Veranstaltungen gleichzeitig" in answer.text
    assert when(other)[0] == "03. 11:00"
    assert anna.post(form_of(other), {**form_data(answer.text), "move_meant": "on"}).status_code == 302
    assert when(other)[0] == "03. 10:00"


# Numbers


def numbers(browser, row, **typed):
    shown = opened(browser, row)
    typed = {name: value for name, value in {**shown, **typed}.items() if not name.startswith("initial-")}
    return browser.get(f"{form_of(row)}numbers/", typed).json()


def test_numbers_say_what_a_move_would_hurt_and_change_nothing(anna, slot):
    conference = slot.conference
    small = RoomFactory(conference=conference, name={"de": "Kammer"}, capacity=0)
    blocked = SlotFactory(session__conference=conference, session__title={"de": "Andere"}, room=small)
    other = SlotFactory(session__conference=conference, starts_at=slot.ends_at)
    speaker = SpeakerFactory(conference=conference)
    for each in (slot, other):
        AppearanceFactory(session=each.session, speaker=speaker)
    attendee = RegistrationFactory(session=slot.session).attendee
    RegistrationFactory(session=other.session, attendee=attendee)
    found = numbers(anna, other, **at("10:30"), room=small.pk)
    said = found.pop("said")
    expected = {"room": 1, "speakers": 1, "attendees": 1, "told": 0, "is_refused": True, "hurts": True}
    assert found == expected
    assert said[0].startswith(f"Kammer ist dann durch „{blocked.session}“ belegt")
    assert said[1:] == [
        f"Zur neuen Zeit hätte 1 Person zwei Veranstaltungen gleichzeitig: {attendee.name}.",
        f"1 Referent:in ist dann in einer anderen Veranstaltung: {speaker} („{slot.session}“).",
        "Plätze in Kammer: 0; vergeben: 1.",
    ]
    assert when(other)[0] == "03. 11:00"


def test_speaker_who_has_two_sessions_at_once_since_a_move_is_named_after_it(anna, slot):
    other = SlotFactory(session__conference=slot.conference, starts_at=slot.ends_at)
    speaker = SpeakerFactory(conference=slot.conference)
    for each in (slot, other):
        AppearanceFactory(session=each.session, speaker=speaker)
    asked = move(anna, other, **at("10:30"))
    said = f"1 Referent:in ist dann in einer anderen Veranstaltung: {speaker} („{slot.session}“)."
    assert said in asked.text
    answer = anna.post(form_of(other), {**form_data(asked.text), "move_meant": "on"})
    assert said in anna.get(answer["Location"]).text


def test_numbers_of_a_move_that_hurts_nobody_say_so(anna, slot):
    found = numbers(anna, slot, **at("12:00"))
    assert found["said"] == ["Nichts steht im Weg."]
    assert not found["hurts"]


def test_numbers_count_who_knows_of_it(anna, slot):
    appearance = AppearanceFactory(session=slot.session)
    ToldToSpeaker.objects.create(
        speaker=appearance.speaker,
        slot=slot,
        session=slot.session,
        uid=slot.uid,
        part="speaking",
        title="Beginn",
        starts_at=slot.starts_at,
        status="confirmed",
        by="mail",
        told_at=timezone.now(),
    )
    assert numbers(anna, slot, **at("12:00"))["told"] == 1
    assert 'data-state="asked"' in move(anna, slot, remove="1").text


def test_numbers_warn_of_a_day_outside_and_of_the_past(anna, slot):
    said = numbers(anna, slot, **at("12:00", day="2020-05-03"))["said"]
    assert said == ["03.05.2020 liegt außerhalb der Konferenztage.", "Diese Zeit ist vorbei."]


def test_numbers_of_what_cannot_be_say_why(anna, slot):
    found = numbers(anna, slot, starts_at_1="25:00")
    assert (found["is_refused"], len(found["said"])) == (True, 1)


# Two organisers


def test_second_one_sees_what_the_first_has_changed_beside_it_and_then_saves(anna, bernd, slot):
    typed = {**opened(anna, slot), **at("14:00")}
    assert move(bernd, slot, **at("16:00")).status_code == 302
    refused = anna.post(form_of(slot), typed)
    assert 'data-state="overtaken"' in refused.text
    theirs = refused.text.split('<div class="theirs">')[1]
    assert theirs.startswith("<p>bernd hat dies inzwischen geändert")
    assert "16:00" in theirs.split("</div>")[0]
    assert form_data(refused.text)["starts_at_1"] == "14:00"
    assert when(slot)[0] == "03. 16:00"
    assert anna.post(form_of(slot), form_data(refused.text)).status_code == 302
    assert when(slot)[0] == "03. 14:00"


def test_two_who_change_different_things_lose_neither(anna, bernd, slot):
    room = RoomFactory(conference=slot.conference)
    typed = {**opened(anna, slot), "room": room.pk}
    move(bernd, slot, **at("16:00"))
    refused = anna.post(form_of(slot), typed)
    assert 'class="taken-over"' in refused.text
    assert anna.post(form_of(slot), form_data(refused.text)).status_code == 302
    assert (when(slot)[0], stored(slot).room) == ("03. 16:00", room)


def test_the_same_form_twice_is_one_move(anna, slot):
    typed = {**opened(anna, slot), **at("14:00")}
    assert [anna.post(form_of(slot), typed).status_code for _time in range(2)] == [302, 302]
    assert (when(slot), stored(slot).revision) == (("03. 14:00", "15:00"), 1)


def test_first_time_twice_is_one_time(anna, conference):
    session = SessionFactory(conference=conference)
    typed = {**opened(anna, session), **at("14:00")}
    assert [anna.post(form_of(session), typed).status_code for _time in range(2)] == [302, 302]
    assert when(session.slots.get())[0] == "03. 14:00"


def test_session_that_somebody_else_has_placed_meanwhile_is_not_placed_twice(anna, bernd, conference):
    session = SessionFactory(conference=conference)
    typed = {**opened(anna, session), **at("14:00")}
    assert bernd.post(form_of(session), {**opened(bernd, session), **at("16:00")}).status_code == 302
    refused = anna.post(form_of(session), typed)
    assert 'data-state="overtaken"' in refused.text
    slot = session.slots.get()
    assert form_of(slot) in refused.text
    assert form_data(refused.text)["starts_at_1"] == "14:00"
    assert when(slot)[0] == "03. 16:00"


def test_slot_that_is_gone_shows_once_more_what_was_typed(anna, slot):
    typed = {**opened(anna, slot), **at("14:15")}
    Slot.objects.all().delete()
    answer = anna.post(form_of(slot), typed)
    assert answer.status_code == 410
    assert "14:15" in answer.text


def test_after_a_move_the_page_says_who_does_not_know_and_leads_there(anna, slot):
    RegistrationFactory(session=slot.session)
    answer = move(anna, slot, **at("14:00"))
    told = f"/admin/programme/conference/{slot.conference.pk}/untold/"
    assert f'<a href="{told}">' in anna.get(answer["Location"]).text
    answer = move(anna, slot, **at("15:00"), tell="1")
    assert answer["Location"] == f"{told}?session={slot.session.pk}"
