"""Who does not know what is true now: what each person was told, beside the programme and their registrations."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from programme.actions import cancel_session, tell_changes
from programme.models import Part, Pool, Room, Session, Slot
from programme.telling import untold
from programme.templatetags.telling_text import subject
from registration import actions, emails
from registration.models import Registration, ToldToAttendee
from tests.factories import (
    AttendeeFactory,
    ConferenceFactory,
    FollowUpPoolFactory,
    OrganiserFactory,
    RegistrationFactory,
    RoomFactory,
    SlotFactory,
)
from tests.mail.writing import work, written
from tests.registration.steps import register_and_confirm
from womconf.mail.models import Message

pytestmark = pytest.mark.django_db

HOUR = datetime.timedelta(hours=1)


@pytest.fixture
def slot():
    room = RoomFactory(name={"de": "Festsaal"})
    return SlotFactory(
        room=room,
        session__conference=room.conference,
        session__title={"de": "Amt", "en": "Office"},
        session__capacity=1,
    )


def register(slot, **changes):
    """Return the registration of somebody who was told of it by the mail that everybody gets."""
    registration = RegistrationFactory(session=slot.session, **changes)
    emails.tell_registered([registration])
    work()
    return registration


def told_by_hand(slot):
    """Return [(who, before, now)] of a conference."""
    return [
        (change.person, change.before and change.before.part, change.now and change.now.part)
        for change in untold(slot.conference)
    ]


def test_whoever_was_told_what_is_true_is_not_named(slot):
    register(slot)
    register(slot, status="waiting")
    assert untold(slot.conference) == []
    assert set(ToldToAttendee.objects.values_list("part", flat=True)) == {Part.ATTENDING, Part.WAITING}


def test_a_row_says_what_the_mail_said_and_by_which_one(slot):
    registration = register(slot)
    told = ToldToAttendee.objects.get()
    assert (told.attendee, told.slot, told.session, told.uid) == (
        registration.attendee,
        slot,
        slot.session,
        Slot.objects.get().uid,
    )
    assert (told.title, told.room, told.starts_at, told.ends_at) == ("Amt", "Festsaal", slot.starts_at, slot.ends_at)
    assert told.message == Message.objects.get(kind="registered")


def test_it_is_told_in_the_language_of_the_person(slot):
    register(slot, attendee__language="en")
    assert ToldToAttendee.objects.get().title == "Office"
    Session.objects.update(title={"de": "Ämter", "en": "Office"})
    assert untold(slot.conference) == []
    Session.objects.update(title={"de": "Ämter", "en": "Offices"})
    assert [(change.before.title, change.now.title) for change in untold(slot.conference)] == [("Office", "Offices")]


# Whatever door wrote it


def sql(statement, *values):
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


CHANGES = {
    "moved": "UPDATE programme_slot SET starts_at = starts_at + interval '1 hour', ends_at = NULL",
    "longer": "UPDATE programme_slot SET ends_at = ends_at + interval '1 minute'",
    "no end": "UPDATE programme_slot SET ends_at = NULL",
    "without a room": "UPDATE programme_slot SET room_id = NULL",
    "room renamed": """UPDATE programme_room SET name = '{"de": "Kleiner Saal"}'""",
    "title": """UPDATE programme_session SET title = '{"de": "Anders"}'""",
    "slot deleted": "DELETE FROM programme_slot",
    "another slot": """
        INSERT INTO programme_slot (conference_id, session_id, starts_at, kind, title)
        SELECT conference_id, session_id, starts_at + interval '1 day', 'main', '{}' FROM programme_slot
    """,
}


@pytest.mark.parametrize("change", CHANGES)
def test_any_change_of_what_was_told_is_untold_until_it_is_told(slot, change):
    registration = register(slot)
    sql(CHANGES[change])
    assert [each.person for each in untold(slot.conference)] == [registration.attendee]
    tell_changes(slot.conference)
    assert [each.is_on_the_way for each in untold(slot.conference)] == [True]
    work()
    assert untold(slot.conference) == []


SAID = {Slot: ["starts_at", "ends_at", "room_id"], Room: ["name"], Session: ["title"]}


@pytest.mark.parametrize("change", ["moved", "without a room", "room renamed", "title"])
def test_what_was_edited_back_is_no_change(slot, change):
    register(slot)
    before = {model: list(model.objects.values("id", *columns)) for model, columns in SAID.items()}
    sql(CHANGES[change])
    assert untold(slot.conference)
    for model, rows in before.items():
        for row in rows:
            model.objects.filter(pk=row.pop("id")).update(**row)
    assert untold(slot.conference) == []


def test_what_no_mail_says_of_a_slot_is_no_change(slot):
    register(slot)
    Session.objects.update(abstract={"de": "Neu"}, format={"de": "Werkstatt"})
    assert untold(slot.conference) == []


@pytest.mark.breaks_invariants
def test_a_place_that_was_lost_or_won_is_told(slot):
    given_up, waits = register(slot), register(slot, status="waiting")
    sql("UPDATE registration_registration SET status = 'cancelled' WHERE id = %s", given_up.pk)
    sql("UPDATE registration_registration SET status = 'confirmed', position = 0 WHERE id = %s", waits.pk)
    assert sorted(told_by_hand(slot), key=str) == sorted(
        [(given_up.attendee, "attending", None), (waits.attendee, "waiting", "attending")], key=str
    )
    emails.tell_cancelled([Registration.objects.get(pk=given_up.pk)])
    emails.tell_moved_up([Registration.objects.get(pk=waits.pk)])
    work()
    assert untold(slot.conference) == []


def test_whoever_has_no_address_and_was_told_nothing_is_named(slot):
    registration = RegistrationFactory(session=slot.session, attendee__email="")
    assert told_by_hand(slot) == [(registration.attendee, None, "attending")]


def test_session_that_is_cancelled_is_told_by_its_mail(slot):
    register(slot)
    cancel_session(slot.session, by=OrganiserFactory())
    assert [change.is_on_the_way for change in untold(slot.conference)] == [True]
    work()
    assert untold(slot.conference) == []
    assert ToldToAttendee.objects.get().part == Part.NONE


def test_loss_of_a_place_that_did_not_arrive_is_told_once_more_with_its_entry(slot):
    type(slot.conference).objects.update(contact_email="office@example.org")
    registration = register(slot)
    actions.cancel(registration)
    work()
    Message.objects.filter(kind="cancelled").update(status="failed", last_error="550")
    assert told_by_hand(slot) == [(registration.attendee, "none", None)]
    tell_changes(slot.conference)
    work()
    [entry] = Message.objects.get(kind="changes").attachments
    assert "METHOD:CANCEL" in entry["content"]
    assert untold(slot.conference) == []


def test_mail_that_was_given_up_tells_nobody_anything(slot):
    register(slot)
    sql(CHANGES["moved"])
    tell_changes(slot.conference)
    Message.objects.filter(status="queued").update(status="failed", last_error="550")
    assert [change.is_on_the_way for change in untold(slot.conference)] == [False]


def test_form_that_nobody_confirmed_is_told_by_its_own_mail(slot):
    RegistrationFactory(session=slot.session, status="pending", held_until=timezone.now() + HOUR)
    assert untold(slot.conference) == []


def test_what_is_over_is_not_told_any_more(slot):
    register(slot)
    Slot.objects.update(starts_at=timezone.now() - 3 * HOUR, ends_at=timezone.now() - 2 * HOUR)
    ToldToAttendee.objects.update(starts_at=timezone.now() - 5 * HOUR, ends_at=timezone.now() - 4 * HOUR)
    type(slot.conference).objects.update(
        starts_on=timezone.localdate(), ends_on=timezone.localdate(), created_at=timezone.now() - 100 * HOUR
    )
    slot.conference.refresh_from_db()
    assert untold(slot.conference) == []


def test_whoever_only_waits_is_not_told_of_what_is_over_whenever_it_was_to_be(slot):
    pool = FollowUpPoolFactory(session=slot.session, capacity=0)
    has_place = register(slot)
    register(slot, pool=pool, attendee=has_place.attendee, status="waiting")
    over = {"starts_at": timezone.now() - 2 * HOUR, "ends_at": timezone.now() - HOUR}
    Slot.objects.filter(pk=pool.slot_id).update(**over)
    assert told_by_hand(slot) == []
    Slot.objects.filter(pk=slot.pk).update(**over)
    assert told_by_hand(slot) == [(has_place.attendee, Part.ATTENDING, Part.ATTENDING)]


def test_mail_of_a_follow_up_on_its_way_does_not_tell_of_the_session_itself(slot):
    session = register(slot)
    follow_up = FollowUpPoolFactory(session=slot.session)
    of_follow_up = RegistrationFactory(session=slot.session, attendee=session.attendee, pool=follow_up)
    for each in (slot, follow_up.slot):
        each.starts_at += datetime.timedelta(days=1)
        each.ends_at += datetime.timedelta(days=1)
        each.save()
    emails.tell_moved_up([of_follow_up])
    assert {change.slot: change.is_on_the_way for change in untold(slot.conference)} == {
        slot: False,
        follow_up.slot: True,
    }
    assert tell_changes(slot.conference) == 1
    work()
    assert untold(slot.conference) == []


def test_subject_is_about_the_session_before_its_follow_up(slot):
    follow_up = SlotFactory(session=slot.session, kind="follow_up", title={"de": "Gespräch"}, starts_at=slot.starts_at)
    register(slot)
    Slot.objects.update(starts_at=slot.starts_at - HOUR)
    changes = untold(slot.conference)
    for order in (changes, changes[::-1]):
        assert "Gespräch" not in subject(order)
    Slot.objects.filter(pk=slot.pk).update(starts_at=slot.starts_at)
    [change] = untold(slot.conference)
    assert (change.slot, "Gespräch" in subject([change])) == (follow_up, True)


def test_another_conference_is_not_looked_at(slot):
    register(slot)
    sql(CHANGES["title"])
    assert untold(ConferenceFactory()) == []


def test_whoever_is_deleted_takes_along_what_they_were_told(slot):
    registration = register(slot)
    sql("DELETE FROM registration_registration")
    sql("DELETE FROM registration_attendee WHERE id = %s", registration.attendee_id)
    assert not ToldToAttendee.objects.exists()


@pytest.mark.parametrize("number", [1, 30])
def test_many_cost_no_more_statements_than_one(slot, number):
    Pool.objects.update(capacity=None)
    for _ in range(number):
        RegistrationFactory(session=slot.session, attendee=AttendeeFactory(conference=slot.conference))
    with CaptureQueriesContext(connection) as captured:
        assert len(untold(slot.conference)) == number
    assert len(captured) <= 8


def test_mail_names_the_house_of_a_room():
    room = RoomFactory(kind="on_site", name={"de": "Raum 12"}, conference__venue={"de": "Bürgerhaus, Lindenstraße 4"})
    slot = SlotFactory(room=room, session__conference=room.conference)
    register_and_confirm(slot.session)
    assert "Raum 12, Bürgerhaus, Lindenstraße 4" in written(kind="registered").text
