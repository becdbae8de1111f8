"""Every action that writes, broken off at its end and at the end of each action within it, leaves nothing behind."""

import ast
import datetime
import uuid
from copy import deepcopy

import pytest
from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from programme import actions as programme_actions
from programme import speaker_views
from programme.actions import moving
from programme.models import Conference, Slot
from registration import actions
from registration.actions import answers, free_places, people, registering
from registration.models import Registration
from tests.factories import (
    AppearanceFactory,
    AttendeeFactory,
    ConferenceFactory,
    FollowUpPoolFactory,
    OrganiserFactory,
    QuestionFactory,
    RegistrationFactory,
    SessionFactory,
    SlotFactory,
    SpeakerFactory,
)
from tests.registration.steps import register, register_and_confirm
from womconf import failpoints, transactions

pytestmark = pytest.mark.django_db

FORM = {"name": "Kim", "email": "kim@example.org", "language": "de", "privacy_version": "0" * 64}
CASES = {}


def case(function):
    """Note a case under the name of the action that it calls; it returns that action and what to call it with."""

    def note(prepare):
        CASES[f"{function.__module__}.{function.__name__}"] = prepare
        return prepare

    return note


def full_session():
    """Return a session with one place, and who has it; somebody else waits."""
    session = SlotFactory(session__capacity=1).session
    erika = register_and_confirm(session)
    register_and_confirm(session, email="waits@example.org")
    return session, erika


def session_with_a_place_held_too_long():
    session = SlotFactory(session__capacity=1).session
    register(session)
    register_and_confirm(session, email="waits@example.org")
    Registration.objects.filter(status="pending").update(held_until=timezone.now() - datetime.timedelta(minutes=1))
    return session


def hybrid_session():
    session = SlotFactory().session
    programme_actions.make_hybrid(session, on_site=1, online=1)
    return type(session).objects.get(pk=session.pk)


def moved(slot):
    later = datetime.timedelta(hours=2)
    return {"starts_at": slot.starts_at + later, "ends_at": slot.ends_at + later, "room": None}


def asked():
    return AppearanceFactory(status="requested")


# Registration


@case(registering._register)
def _():
    session = SlotFactory(session__capacity=1).session
    question = QuestionFactory(conference=session.conference)
    form = {**FORM, "pools": [session.pool], "key": uuid.uuid4(), "answers": {question: "a"}, "access_needs": "b"}
    return registering._register, [session.conference], form


@case(registering._register_both)
def _():
    session = SlotFactory(session__capacity=1).session
    form = {**FORM, "pools": [session.pool], "key": uuid.uuid4()}
    colleague = {**form, "name": "Alex", "email": "alex@example.org", "key": uuid.uuid4()}
    return registering._register_both, [session.conference, [form, colleague]], {}


def waits_in_the_last_hours():
    """Return somebody who waits for a free place that nobody moves up to any more."""
    starts_at = timezone.now() + datetime.timedelta(hours=6)
    session = SlotFactory(session__capacity=1, starts_at=starts_at, ends_at=None).session
    return RegistrationFactory(session=session, status="waiting")


@case(free_places.take_free_place)
def _():
    return free_places.take_free_place, [waits_in_the_last_hours()], {}


@case(free_places.give_place)
def _():
    return free_places.give_place, [waits_in_the_last_hours()], {"by": OrganiserFactory()}


@case(actions.add)
def _():
    session, _erika = full_session()
    person = {"name": "Kim", "email": "kim@example.org", "language": "de", "by": OrganiserFactory()}
    return actions.add, [session.conference], {"pools": [session.pool], **person}


@case(answers._answer)
def _():
    session, erika = full_session()
    question = QuestionFactory(conference=session.conference)
    actions.answer(erika, {question: "old"}, questions=[question])
    return answers._answer, [erika, {question: "new"}, [question]], {}


@case(actions.note_needs)
def _():
    _session, erika = full_session()
    actions.note_needs(erika, "Aufzug")
    return actions.note_needs, [erika, "Untertitel"], {}


@case(actions.confirm)
def _():
    return actions.confirm, [register(SlotFactory(session__capacity=1).session).attendee], {}


@case(actions.cancel)
def _():
    _session, erika = full_session()
    return actions.cancel, [erika.registrations.get()], {}


@case(actions.cancel_all)
def _():
    _session, erika = full_session()
    return actions.cancel_all, [erika], {}


@case(actions.switch)
def _():
    session = hybrid_session()
    return actions.switch, [register_and_confirm(session).registrations.get(), session.online_pool], {}


@case(actions.withdraw_session)
def _():
    session, _erika = full_session()
    return actions.withdraw_session, [session], {}


@case(actions.promote)
def _():
    return actions.promote, [session_with_a_place_held_too_long()], {}


@case(actions.promote_around)
def _():
    return actions.promote_around, [session_with_a_place_held_too_long()], {}


@case(actions.tell_change)
def _():
    session, _erika = full_session()
    slot = session.slots.get()
    programme_actions.move_slot(slot, **moved(slot))
    return actions.tell_change, [session], {}


@case(actions.correct)
def _():
    return actions.correct, [AttendeeFactory()], {"name": "Neu", "organisation": "Amt"}


@case(programme_actions.describe_speaker)
def _():
    return programme_actions.describe_speaker, [SpeakerFactory()], {"position": "Leiterin"}


@case(speaker_views._save_profile)
def _():
    typed = {"initial-position": "", "position": "Leiterin"}
    return speaker_views._save_profile, [SpeakerFactory(), typed], {}


@case(actions.revoke_feed)
def _():
    return actions.revoke_feed, [AttendeeFactory()], {}


@case(actions.ask_for_address)
def _():
    return actions.ask_for_address, [AttendeeFactory()], {"email": "new@example.org"}


@case(actions.change_address)
def _():
    person = actions.ask_for_address(AttendeeFactory(), email="new@example.org")
    return actions.change_address, [person], {"version": person.address_version}


@case(actions.erase)
def _():
    _session, erika = full_session()
    return actions.erase, [erika], {}


@case(actions.merge)
def _():
    session, erika = full_session()
    twin = RegistrationFactory(session=SessionFactory(conference=session.conference)).attendee
    RegistrationFactory(session=session, attendee=twin, status="waiting")
    return actions.merge, [twin, erika], {"by": None}


@case(actions.send_everything)
def _():
    _session, erika = full_session()
    return actions.send_everything, [erika], {}


@case(actions.send_links)
def _():
    _session, erika = full_session()
    return actions.send_links, [[erika.pk], [SpeakerFactory().pk]], {}


@case(people._forget_submission)
def _():
    session, _erika = full_session()
    return people._forget_submission, [register(session, email="x@example.org")], {}


@case(people._forget_attendee)
def _():
    return people._forget_attendee, [AttendeeFactory(email_confirmed_at=None)], {}


# Programme


@case(programme_actions.publish_conference)
def _():
    return programme_actions.publish_conference, [ConferenceFactory(published_at=None)], {}


@case(programme_actions.unpublish_conference)
def _():
    return programme_actions.unpublish_conference, [ConferenceFactory()], {"by": None}


@case(programme_actions.delete_example)
def _():
    session, _erika = full_session()
    Conference.objects.update(is_example=True)
    return programme_actions.delete_example, [session.conference], {}


@case(actions.forget_everybody)
def _():
    session, _erika = full_session()
    return actions.forget_everybody, [session.conference], {}


@case(programme_actions.announce_session)
def _():
    return programme_actions.announce_session, [SessionFactory(status="draft")], {}


@case(programme_actions.confirm_session)
def _():
    return programme_actions.confirm_session, [asked().session], {"by": OrganiserFactory()}


@case(programme_actions.reopen_session)
def _():
    return programme_actions.reopen_session, [SessionFactory()], {"by": OrganiserFactory()}


@case(programme_actions.settle_session)
def _():
    session = programme_actions.reopen_session(SessionFactory(), by=OrganiserFactory())
    return programme_actions.settle_session, [session], {}


@case(programme_actions.expect_answers)
def _():
    appearance = AppearanceFactory(session__status_by=OrganiserFactory(), status="requested")
    return programme_actions.expect_answers, [appearance.session], {}


@case(programme_actions.cancel_session)
def _():
    session, _erika = full_session()
    return programme_actions.cancel_session, [session], {}


@case(programme_actions.reinstate_session)
def _():
    session, _erika = full_session()
    return programme_actions.reinstate_session, [programme_actions.cancel_session(session)], {}


@case(programme_actions.set_capacity)
def _():
    session, _erika = full_session()
    return programme_actions.set_capacity, [session.pool], {"capacity": 2}


@case(programme_actions.keep_back)
def _():
    session = SessionFactory(capacity=2)
    programme_actions.keep_back(session.pool, count=2)
    register_and_confirm(session)
    return programme_actions.keep_back, [session.pool], {"count": 0}


@case(programme_actions.stop_waiting_list)
def _():
    return programme_actions.stop_waiting_list, [SessionFactory(capacity=1)], {}


@case(programme_actions.resume_waiting_list)
def _():
    session, erika = full_session()
    programme_actions.stop_waiting_list(session)
    actions.cancel_all(erika)
    return programme_actions.resume_waiting_list, [session], {}


@case(programme_actions.make_hybrid)
def _():
    session, _erika = full_session()
    return programme_actions.make_hybrid, [session], {"on_site": 2, "online": 5}


@case(programme_actions.end_hybrid)
def _():
    return programme_actions.end_hybrid, [hybrid_session()], {"capacity": 3}


@case(programme_actions.set_follow_up_capacity)
def _():
    return programme_actions.set_follow_up_capacity, [FollowUpPoolFactory(capacity=1).slot], {"capacity": 2}


@case(programme_actions.place_slots)
def _():
    old = SlotFactory()
    new = Slot(session=old.session, conference=old.conference, **moved(old))
    old.starts_at -= datetime.timedelta(hours=1)
    return programme_actions.place_slots, [[old, new]], {}


@case(moving.remove_slot)
def _():
    session, _erika = full_session()
    return moving.remove_slot, [session.slots.get()], {}


@case(moving.change_zone)
def _():
    session, _erika = full_session()
    SlotFactory(session__conference=session.conference)
    return moving.change_zone, [session.conference, "Asia/Kolkata"], {}


@case(programme_actions.move_slot)
def _():
    session, _erika = full_session()
    slot = session.slots.get()
    return programme_actions.move_slot, [slot], moved(slot)


@case(programme_actions.tell_change)
def _():
    session, _erika = full_session()
    slot = session.slots.get()
    programme_actions.move_slot(slot, **moved(slot))
    return programme_actions.tell_change, [session], {"by": None}


@case(programme_actions.request_speaker)
def _():
    return programme_actions.request_speaker, [AppearanceFactory(status="declined")], {"by": OrganiserFactory()}


@case(programme_actions.confirm_appearance)
def _():
    return programme_actions.confirm_appearance, [asked()], {}


@case(programme_actions.decline_appearance)
def _():
    return programme_actions.decline_appearance, [asked()], {"reason": "verhindert"}


@case(programme_actions.record_answer)
def _():
    return programme_actions.record_answer, [asked()], {"status": "confirmed", "note": "Telefon"}


@case(programme_actions.reopen_appearance)
def _():
    return programme_actions.reopen_appearance, [AppearanceFactory()], {}


@case(programme_actions.withdraw_appearance)
def _():
    return programme_actions.withdraw_appearance, [asked()], {"by": None}


@case(programme_actions.remove_appearance)
def _():
    return programme_actions.remove_appearance, [asked()], {"by": None}


@case(programme_actions.remove_speaker)
def _():
    return programme_actions.remove_speaker, [asked().speaker], {"by": None}


@case(programme_actions.send_speaker_link)
def _():
    return programme_actions.send_speaker_link, [SpeakerFactory()], {}


@case(programme_actions.revoke_speaker_link)
def _():
    return programme_actions.revoke_speaker_link, [SpeakerFactory()], {"by": None}


class BrokenOff(Exception):
    """Nothing that any part of the program knows."""


@pytest.fixture
def break_off():
    """Arm the end of the actions: the one of the given number is broken off there. Returns how many there were."""
    came = []

    def arm(number):
        came.clear()

        def act():
            came.append(1)
            if len(came) == number:
                raise BrokenOff

        failpoints.arm("before commit", act)
        return came

    yield arm
    failpoints._armed.clear()


def everything():
    """Return {table: (rows, their hash)} of the whole database."""
    with connection.cursor() as cursor:
        tables = connection.introspection.table_names(cursor)
        one = "SELECT '{0}', count(*), md5(string_agg(t::text, '|' ORDER BY t::text)) FROM {0} t"
        cursor.execute(" UNION ALL ".join(one.format(connection.ops.quote_name(table)) for table in tables))
        return {table: facts for table, *facts in cursor.fetchall()}


def number_of_ends(break_off, call):
    """Run it once to see that it writes at all, and take it back."""
    before, came = everything(), break_off(None)
    with transaction.atomic():
        call()
        assert everything() != before, "it writes nothing: the test is blind"
        transaction.set_rollback(True)
    return len(came)


@pytest.mark.parametrize("name", sorted(CASES))
def test_action_that_is_broken_off_leaves_nothing_behind(break_off, name):
    function, args, kwargs = CASES[name]()

    def call():
        function(*deepcopy(args), **deepcopy(kwargs))

    before = everything()
    for number in range(1, 1 + number_of_ends(break_off, call)):
        break_off(number)
        with pytest.raises(BrokenOff):
            call()
        assert everything() == before


def test_without_the_transaction_an_action_leaves_a_half(break_off, monkeypatch):
    """The control: an action that is no transaction any more leaves what it wrote."""
    function, args, kwargs = CASES["registration.actions.people.correct"]()
    before = everything()
    monkeypatch.setattr(transactions, "_run_once", run_open)
    break_off(1)
    with pytest.raises(BrokenOff):
        function(*args, **kwargs)
    assert everything() != before


def run_open(function, args, kwargs):
    result = function(*args, **kwargs)
    failpoints.failpoint("before commit")
    return result


def test_every_action_that_writes_is_in_the_table():
    found = set()
    for folder in ("registration", "programme"):
        for path in (settings.BASE_DIR / folder).rglob("*.py"):
            module = ".".join(path.relative_to(settings.BASE_DIR).with_suffix("").parts)
            for node in ast.walk(ast.parse(path.read_text())):
                if isinstance(node, ast.FunctionDef) and "transition" in map(ast.unparse, node.decorator_list):
                    found.add(f"{module}.{node.name}")
    assert found == set(CASES)
