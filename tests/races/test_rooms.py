"""Organisers who want one room for the same time, at the same moment: one gets it, the others are told.

Whatever else holds what they need: they get a sentence within five seconds, and what they typed is still there.
"""

import datetime
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from functools import partial

import pytest
from django.db import OperationalError, connection, transaction
from django.urls import reverse

from programme import actions
from programme.exceptions import Busy, RoomIsTaken
from programme.imports import text, writer
from programme.models import Appearance, Conference, Room, Session, Slot, Speaker
from registration.models import Attendee
from tests.browsers import Browser, opened
from tests.factories import AppearanceFactory, OrganiserFactory, RoomFactory, SessionFactory, SlotFactory
from tests.locks import wait_until_somebody_waits_for_a_lock
from tests.programme.speaker_pages.visiting import open_link
from tests.programme.test_admin import session_form
from tests.races.test_places import at_once

pytestmark = pytest.mark.django_db(transaction=True)

SESSIONS = 12


@pytest.fixture
def sessions():
    return SessionFactory.create_batch(SESSIONS, conference=SessionFactory().conference)


@pytest.fixture
def room(sessions):
    return RoomFactory(conference=sessions[0].conference)


@pytest.mark.parametrize("round_number", range(5))
def test_room_that_many_move_to_at_once_goes_to_one(sessions, room, round_number):
    slots = [SlotFactory(session=session) for session in sessions]
    times = {"starts_at": slots[0].starts_at, "ends_at": slots[0].ends_at}
    results = at_once([partial(actions.move_slot, slot, room=room, **times) for slot in slots])
    assert sorted(type(result).__name__ for result in results) == ["RoomIsTaken"] * (SESSIONS - 1) + ["Slot"]
    assert Slot.objects.filter(room=room).count() == 1


@pytest.mark.parametrize("round_number", range(5))
def test_room_that_many_take_back_at_once_goes_to_one(sessions, room, round_number):
    Session.objects.filter(pk__in=[session.pk for session in sessions]).update(status="cancelled")
    for session in sessions:
        SlotFactory(session=session, room=room)
    results = at_once([partial(actions.reinstate_session, session) for session in sessions])
    refusals = [result for result in results if isinstance(result, Exception)]
    assert {type(refusal) for refusal in refusals} == {RoomIsTaken}
    assert Session.objects.filter(status="confirmed", slots__room=room).count() == SESSIONS - len(refusals) == 1


def test_room_that_two_take_at_the_very_same_moment_is_refused_in_words(sessions, room):
    """Each has entered its slot before it looks for others, so each waits for the other: PostgreSQL ends one of them.

    Somebody at a terminal makes the moment last: their slot is entered now and checked at the end. PostgreSQL chooses
    whom it ends. Mostly it is whoever began to wait first, our action; if it is the terminal, they try again.
    """
    first, second, before = (SlotFactory(session=session) for session in sessions[:3])
    for _attempt in range(5):
        Slot.objects.filter(room=room).update(room=None)
        Slot.objects.filter(pk=before.pk).update(room=room)
        result, terminal_was_ended = _move_while_a_terminal_takes_the_room(second, first, before, room)
        if not terminal_was_ended:
            break
    assert isinstance(result, RoomIsTaken)
    assert isinstance(result.__cause__, OperationalError), "there was no deadlock: this test is blind"
    assert Slot.objects.get(room=room) == first


def _move_while_a_terminal_takes_the_room(slot, other_slot, before, room):
    """Return what moving `slot` came to, and whether PostgreSQL ended the terminal's transaction instead."""
    other = connection.copy()
    other.connect()
    other.set_autocommit(False)
    with closing(other), other.cursor() as psql, ThreadPoolExecutor(1) as pool:
        psql.execute("SET CONSTRAINTS slot_no_room_overlap DEFERRED")
        psql.execute("UPDATE programme_slot SET room_id = %s WHERE id = %s", [room.pk, other_slot.pk])
        psql.execute("UPDATE programme_slot SET room_id = NULL WHERE id = %s", [before.pk])
        times = {"starts_at": slot.starts_at, "ends_at": slot.ends_at}
        result = pool.submit(at_once, [partial(actions.move_slot, slot, room=room, **times)])
        wait_until_somebody_waits_for_a_lock()
        try:
            other.commit()
        except OperationalError:
            terminal_was_ended = True
        else:
            terminal_was_ended = False
        [moved] = result.result()
    return moved, terminal_was_ended


@pytest.fixture
def psql():
    """A second connection, as somebody at a terminal has it."""
    other = connection.copy()
    other.connect()
    other.set_autocommit(False)
    with closing(other), other.cursor() as cursor:
        yield cursor


def organiser():
    """A browser of its own."""
    client = Browser()
    client.force_login(OrganiserFactory())
    return client


def new_slot(session, room, **changes):
    """The form of a session with a slot that is new on it."""
    typed = {"kind": "main", "starts_at_0": "2027-05-03", "starts_at_1": "10:00", "room": str(room.pk)}
    typed |= {"ends_at_0": "2027-05-03", "ends_at_1": "11:00"}
    slot = {f"slots-0-{name}": value for name, value in typed.items()}
    return session_form(session, **{"slots-TOTAL_FORMS": "1", **slot, **changes})


def new_break(conference, room):
    typed = {"conference": str(conference.pk), "title_0": "Pause", "room": str(room.pk)}
    typed |= {"starts_at_0": "2027-05-03", "starts_at_1": "10:30", "ends_at_0": "2027-05-03", "ends_at_1": "10:45"}
    return typed


@pytest.mark.parametrize("round_number", range(3))
def test_room_that_many_enter_in_the_admin_at_once_goes_to_one_and_the_others_keep_their_forms(
    sessions, room, round_number
):
    pages = [
        partial(
            organiser().post,
            reverse("admin:programme_session_change", args=[session.pk]),
            new_slot(session, room, abstract_0=f"Getippt {session.pk}"),
        )
        for session in sessions[:7]
    ]
    pages.append(partial(organiser().post, reverse("admin:programme_slot_add"), new_break(room.conference, room)))
    responses = at_once(pages)
    refusals = [response for response in responses if response.status_code != 302]
    assert [response.status_code for response in refusals] == [200] * (len(pages) - 1)
    assert all(("belegt" in refusal.text) for refusal in refusals)
    typed = {f"Getippt {session.pk}" for session in sessions[:7]}
    assert sum(any(word in refusal.text for word in typed) for refusal in refusals) >= len(pages) - 2
    assert Slot.objects.filter(room=room).count() == 1


TEXT = """# Forum (3. Mai 2027)

## Erster Beitrag
3. Mai 2027, 10:00-11:00 Uhr, Saal
"""


def move(session, room):
    slot = session.slots.get()
    return actions.move_slot(slot, starts_at=slot.starts_at, ends_at=slot.ends_at, room=room)


def enter(session, room):
    slot = session.slots.get()
    new = Slot(session=session, conference=session.conference, starts_at=slot.starts_at, ends_at=slot.ends_at)
    new.room = room
    return actions.place_slots([new])


def take_back(session, room):
    return actions.reinstate_session(session)


@pytest.mark.parametrize("act", [move, enter, take_back])
def test_who_places_something_waits_for_whoever_does_so_in_that_room(sessions, room, psql, act):
    """Before anything is written: so no two wait for each other, and the second one reads what the first one did."""
    first, second = SlotFactory(session=sessions[0]), SlotFactory(session=sessions[1])
    if act is take_back:
        Slot.objects.filter(pk=second.pk).update(room=room)
        Session.objects.filter(pk=sessions[1].pk).update(status="cancelled")
    psql.execute("SELECT FROM programme_room WHERE id = %s FOR NO KEY UPDATE", [room.pk])
    with ThreadPoolExecutor(1) as pool:
        result = pool.submit(at_once, [partial(act, Session.objects.get(pk=sessions[1].pk), room)])
        wait_until_somebody_waits_for_a_lock()
        psql.execute("UPDATE programme_slot SET room_id = %s WHERE id = %s", [room.pk, first.pk])
        psql.connection.commit()
        [refusal] = result.result()
    assert isinstance(refusal, RoomIsTaken)
    assert not isinstance(refusal.__cause__, OperationalError), "they waited for each other"
    assert Slot.objects.get(room=room, holds_room=True) == first


def test_import_waits_for_whoever_places_something_in_a_room(psql):
    """It reads the timetable after that, and leaves out what has no room any more."""
    draft, _report = text.read(TEXT.encode())
    writer.apply(draft)
    imported, room = Slot.objects.get(), Room.objects.get()
    hour = datetime.timedelta(hours=1)
    other = SlotFactory(session__conference=room.conference, starts_at=imported.starts_at + hour)
    later, _report = text.read(TEXT.replace("10:00-11:00", "11:00-12:00").encode())
    psql.execute("SELECT FROM programme_room WHERE id = %s FOR NO KEY UPDATE", [room.pk])
    with ThreadPoolExecutor(1) as pool:
        result = pool.submit(at_once, [partial(writer.apply, later)])
        wait_until_somebody_waits_for_a_lock()
        psql.execute("UPDATE programme_slot SET room_id = %s WHERE id = %s", [room.pk, other.pk])
        psql.connection.commit()
        [changes] = result.result()
    assert [change.name for change in changes.entries] == ["Erster Beitrag, 03.05.2027, 11:00–12:00"]
    assert Slot.objects.get(pk=imported.pk).room is None
    assert Slot.objects.get(room=room) == other


# Somebody holds what an organiser or a speaker needs


def timed(call, *args):
    began = time.monotonic()
    response = call(*args)
    return response, time.monotonic() - began


BUSY = "Jemand anderes ändert gerade dasselbe."


def test_organiser_gets_a_sentence_while_a_session_is_locked_and_keeps_what_they_typed(sessions, room, psql):
    client, session = organiser(), sessions[0]
    page = reverse("admin:programme_session_change", args=[session.pk])
    form = {**opened(client, page), **new_slot(session, room, title_0="Neuer Titel", capacity="17")}
    psql.execute("SELECT FROM programme_session WHERE id = %s FOR UPDATE", [session.pk])
    response, seconds = timed(client.post, page, form)
    assert (response.status_code, seconds < 5) == (200, True)
    assert BUSY in " ".join(response.context["adminform"].form.non_field_errors())
    for typed in ('value="Neuer Titel"', 'value="17"', 'value="10:00"'):
        assert typed in response.text
    psql.connection.rollback()
    assert str(Session.objects.get(pk=session.pk).title) == str(session.title)
    assert client.post(page, form).status_code == 302
    assert str(Session.objects.get(pk=session.pk).title) == "Neuer Titel"
    assert Slot.objects.get(session=session).room == room


def test_organiser_gets_a_sentence_in_the_list_while_a_session_is_locked(sessions, psql):
    psql.execute("SELECT FROM programme_session WHERE id = %s FOR UPDATE", [sessions[0].pk])
    page = reverse("admin:programme_session_changelist")
    for chosen in [{"action": "cancel", "sure": "on"}, {"action": "delete_selected", "post": "yes"}]:
        response, seconds = timed(
            partial(organiser().post, follow=True), page, {"_selected_action": [sessions[0].pk], **chosen}
        )
        assert (response.status_code, seconds < 5) == (200, True)
        assert BUSY in response.text
    psql.connection.rollback()
    assert Session.objects.get(pk=sessions[0].pk).status == "confirmed"


def test_organiser_who_enters_somebody_keeps_what_they_typed_while_places_are_locked(sessions, psql):
    session = sessions[0]
    SlotFactory(session=session)
    form = {"conference": session.conference_id, "name": "Erika Muster", "email": "", "organisation": ""}
    form |= {"language": "de", "pools": [session.pool.pk]}
    psql.execute("SELECT FROM programme_pool WHERE session_id = %s FOR UPDATE", [session.pk])
    response, seconds = timed(organiser().post, reverse("admin:registration_attendee_add"), form)
    assert (response.status_code, seconds < 5) == (200, True)
    assert 'value="Erika Muster"' in response.text
    assert response.context["adminform"].form.non_field_errors()
    assert not Attendee.objects.exists()


def test_import_gets_a_sentence_while_a_session_is_locked_and_can_be_sent_again(psql):
    draft, _report = text.read(TEXT.encode())
    writer.apply(draft)
    changed = TEXT.replace("10:00-11:00", "10:00-12:00")
    client, page = organiser(), reverse("admin:programme_import")
    sent = {"content": changed, "conference": Conference.objects.get().pk}
    page = client.post(page, {"preview": "1", **sent})["Location"]
    form = client.get(page).context["form"]
    sent |= {name: form[name].value() for name in ("content", "expected", "previewed")} | {"apply": "1"}
    psql.execute("SELECT FROM programme_session FOR UPDATE")
    response, seconds = timed(client.post, page, sent)
    assert (response.status_code, response["Location"], seconds < 5) == (302, page, True)
    response = client.get(page)
    assert BUSY in response.text
    assert "10:00-12:00" in response.context["form"]["content"].value()
    assert response.context["can_apply"]
    psql.connection.rollback()
    assert "/admin/?conference=" in client.post(page, sent)["Location"]


def test_speaker_gets_an_honest_answer_while_their_session_or_profile_is_locked(client, psql):
    asked = AppearanceFactory(status="requested")
    open_link(client, asked.speaker)
    psql.execute("SELECT FROM programme_session WHERE id = %s FOR UPDATE", [asked.session_id])
    psql.execute("SELECT FROM programme_speaker WHERE id = %s FOR UPDATE", [asked.speaker_id])
    answer = {"session": asked.session.code, "role": asked.role, "answer": "no", "reason": "Leider krank."}
    response, seconds = timed(client.post, reverse("speaker:answer"), answer)
    assert (response.status_code, seconds < 5) == (503, True)
    assert BUSY in response.text
    assert "Leider krank." in response.text
    response, seconds = timed(client.post, reverse("speaker:profile"), {"position": "Leiterin"})
    assert (response.status_code, seconds < 5) == (503, True)
    assert BUSY in response.text
    assert 'value="Leiterin"' in response.text
    psql.connection.rollback()
    assert Appearance.objects.get().status == "requested"
    assert Speaker.objects.get().position == ""


def test_action_within_a_transaction_of_somebody_else_says_busy_too(sessions, psql):
    psql.execute("SELECT FROM programme_session WHERE id = %s FOR UPDATE", [sessions[0].pk])
    with pytest.raises(Busy), transaction.atomic():
        actions.cancel_session(sessions[0])
