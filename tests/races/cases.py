"""Cases of test_rollback: what each action is called with, and the actions of registration."""

import datetime
import uuid

from django.utils import timezone

from programme import actions as programme_actions
from programme import speaker_views
from programme.models import Session
from registration import actions
from registration.actions import answers, feedback, free_places, people, presence, registering
from registration.mailings import people as people_of
from registration.models import Mailing, Registration
from tests.factories import (
    AppearanceFactory,
    AttendeeFactory,
    HelperLinkFactory,
    OrganiserFactory,
    QuestionFactory,
    RegistrationFactory,
    SessionFactory,
    SlotFactory,
    SpeakerFactory,
)
from tests.mail.declining import told_attendee
from tests.registration.printing import conference_that_was, present, session_of
from tests.registration.steps import register, register_and_confirm

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


def waits_when_nobody_moves_up():
    """Return somebody who waits for a free place of a session that has just begun."""
    starts_at = timezone.now() - datetime.timedelta(minutes=1)
    ends_at = starts_at + datetime.timedelta(hours=6)
    session = SlotFactory(session__capacity=1, starts_at=starts_at, ends_at=ends_at).session
    return RegistrationFactory(session=session, status="waiting")


@case(free_places.take_free_place)
def _():
    return free_places.take_free_place, [waits_when_nobody_moves_up()], {}


@case(free_places.give_place)
def _():
    return free_places.give_place, [waits_when_nobody_moves_up()], {"by": OrganiserFactory()}


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


@case(actions.join)
def _():
    session = SlotFactory(starts_at=timezone.now(), session__conference__join_counts_as_presence=True).session
    programme_actions.set_access_link(session, "https://meet.example.org/a")
    erika = register_and_confirm(session)
    session = Session.objects.select_related("conference").get(pk=session.pk)
    return actions.join, [erika, session], {"device": "one"}


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


def session_that_is_over():
    """Return somebody's registration for a session that asks how it was, which two others have said already."""
    starts_at = timezone.now() - datetime.timedelta(hours=3)
    session = SlotFactory(session__conference__asks_feedback=True, starts_at=starts_at).session
    people = [RegistrationFactory(session=session, status="confirmed") for _ in range(3)]
    for registration in people[1:]:
        actions.give_feedback(registration, rating=4, good="Gut")
    return people[0]


@case(actions.give_feedback)
def _():
    return actions.give_feedback, [session_that_is_over()], {"rating": 5}


@case(feedback._close)
def _():
    return feedback._close, [session_that_is_over().session], {"without_texts": True}


@case(actions.thank)
def _():
    session = session_that_is_over().session
    session.conference.thanks_time = datetime.time(9)
    session.conference.save()
    return actions.thank, [], {"now": session.conference.thanks_at(session.last_moment)}


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


@case(actions.tell_apart)
def _():
    _session, erika = full_session()
    return actions.tell_apart, [[erika, AttendeeFactory(conference=erika.conference)]], {"by": None}


@case(actions.send_everything)
def _():
    _session, erika = full_session()
    return actions.send_everything, [erika], {}


@case(actions.ask_who_declined)
def _():
    erika = told_attendee(SlotFactory().session).attendee
    return actions.ask_who_declined, [erika.pk], {"uid": erika.told.get().uid, "address": erika.email}


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


def mail_to_many():
    erika = full_session()[1]
    return Mailing.objects.create(
        conference=erika.conference,
        to="attendees",
        subject={"de": "Morgen"},
        text={"de": "Bis morgen"},
    )


@case(actions.send_mailing)
def _():
    return actions.send_mailing, [mailing := mail_to_many()], {"expected": people_of(mailing).count()}


@case(actions.stop_mailing)
def _():
    mailing = mail_to_many()
    actions.send_mailing(mailing, expected=people_of(mailing).count())
    return actions.stop_mailing, [mailing], {}


@case(actions.mark_present)
def _():
    return actions.mark_present, [waits_when_nobody_moves_up()], {"how": "list", "by": OrganiserFactory()}


@case(actions.unmark_present)
def _():
    registration = RegistrationFactory()
    actions.mark_present(registration, how="list")
    return actions.unmark_present, [registration], {}


@case(presence._add_walk_in)
def _():
    session, _erika = full_session()
    walk_in = {"pools": [session.pool], "name": "Kim", "key": uuid.uuid4(), "by": OrganiserFactory(), "one_more": True}
    return presence._add_walk_in, [session.conference], walk_in


@case(actions.revoke_helper_link)
def _():
    return actions.revoke_helper_link, [HelperLinkFactory()], {}


@case(actions.issue_certificate)
def _():
    attendee = present(session_of(conference_that_was())).attendee
    return actions.issue_certificate, [attendee], {}


@case(actions.order_file)
def _():
    conference = SlotFactory().conference
    return actions.order_file, [conference, "lists"], {"by": OrganiserFactory(), "language": "de"}
