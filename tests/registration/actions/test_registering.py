"""register: places held, waiting lists, and what is refused."""

import datetime
import uuid

import pytest
from django.utils import timezone

from programme import actions as programme_actions
from programme.models import Pool, Session
from registration import actions, emails
from registration.actions import registering
from registration.actions.people import UNCONFIRMED_KEPT
from registration.exceptions import NothingChosen, RegistrationClosed, SessionNotBookable
from registration.models import Attendee, Registration, Submission
from tests.factories import (
    AttendeeFactory,
    ConferenceFactory,
    OrganiserFactory,
    RegistrationFactory,
    SessionFactory,
    SlotFactory,
)
from tests.mail.writing import written
from tests.registration.steps import HOLD, mails, register, register_and_confirm, statuses
from womconf.limits.models import Count
from womconf.mail.models import Message

pytestmark = pytest.mark.django_db

WEEK_AGO = UNCONFIRMED_KEPT + datetime.timedelta(minutes=1)


# register


def test_register_holds_a_place_in_every_chosen_session_and_asks_by_one_mail():
    first = SessionFactory(capacity=1)
    second = SessionFactory(conference=first.conference)
    register(first, second)
    assert statuses(first) == statuses(second) == [("erika", "pending")]
    assert mails() == [("confirm", "erika@example.org")]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("has_address", [True, False])
def test_public_code_that_somebody_has_already_is_drawn_again(monkeypatch, has_address):
    """Two of 200,000 people draw the same one with a chance of a tenth: fifty rushes of 5,000 met it once."""
    session, drawn = SessionFactory(), iter(["bcdfghjk", "bcdfghjk", "mnpqrstv"])
    monkeypatch.setattr(registering, "new_code", lambda: next(drawn))
    monkeypatch.setattr(Attendee._meta.get_field("code"), "_get_default", lambda: next(drawn))
    register(session)
    if has_address:
        register(session, email="other@example.org")
    else:
        person = {"name": "Anna", "email": "", "language": "de"}
        actions.add(session.conference, pools=[session.pool], by=OrganiserFactory(), **person)
    assert list(Attendee.objects.order_by("pk").values_list("code", flat=True)) == ["bcdfghjk", "mnpqrstv"]


def test_register_holds_the_place_for_an_hour():
    session = SessionFactory()
    before = timezone.now()
    register(session)
    assert before + HOLD <= Registration.objects.get().held_until <= timezone.now() + HOLD


def test_register_puts_on_the_waiting_list_where_a_session_is_full():
    full = SessionFactory(capacity=0)
    free = SessionFactory(conference=full.conference, capacity=1)
    register(full, free)
    assert (statuses(full), statuses(free)) == ([("erika", "waiting")], [("erika", "pending")])


def test_register_does_not_pass_by_those_who_wait():
    """Where a free place is theirs: an organiser has stopped the list, to give it away themselves."""
    session = SessionFactory(capacity=1)
    programme_actions.stop_waiting_list(session, by=OrganiserFactory())
    RegistrationFactory(session=session, status="waiting", attendee__email="first@example.org")
    register(session)
    assert statuses(session) == [("first", "waiting"), ("erika", "waiting")]


def test_register_twice_with_one_key_changes_nothing():
    session = SessionFactory()
    key = uuid.uuid4()
    first = register(session, key=key)
    again = register(session, key=key)
    assert again == first
    assert (Attendee.objects.count(), Registration.objects.count(), Message.objects.count()) == (1, 1, 1)


def test_register_again_for_the_same_session_keeps_the_first_place():
    session = SessionFactory()
    register(session)
    register(session)
    assert statuses(session) == [("erika", "pending")]


def test_register_finds_the_person_by_address():
    session = SessionFactory()
    register(session)
    register(session, name="Erika Anders")
    assert Attendee.objects.count() == 1


def test_register_does_not_rename_a_person_whose_address_is_confirmed():
    attendee = AttendeeFactory(name="Erika Muster")
    session = SessionFactory(conference=attendee.conference)
    register(session, email=attendee.email, name="Somebody Else", organisation="Elsewhere")
    attendee.refresh_from_db()
    assert (attendee.name, attendee.organisation) == ("Erika Muster", "")


def test_register_needs_a_session():
    with pytest.raises(NothingChosen):
        register()


def test_register_is_refused_while_registration_is_closed():
    session = SessionFactory(conference__registration_closes_at=timezone.now())
    with pytest.raises(RegistrationClosed):
        register(session)


@pytest.mark.parametrize("status", ["draft", "cancelled"])
def test_register_refuses_sessions_that_cannot_be_booked_and_books_no_other(status):
    session = SessionFactory(status=status)
    other = SessionFactory(conference=session.conference)
    with pytest.raises(SessionNotBookable):
        register(other, session)
    assert not Attendee.objects.exists()


def test_register_refuses_a_session_of_another_conference():
    with pytest.raises(SessionNotBookable):
        register(SessionFactory(), SessionFactory())


def test_register_refuses_a_session_that_was_deleted_meanwhile():
    session = SessionFactory()
    pool = SessionFactory(conference=session.conference).pool
    Session.objects.filter(pk=pool.session_id).delete()
    with pytest.raises(SessionNotBookable):
        register(session, pools=[pool])


def test_register_refuses_what_is_over():
    session = SlotFactory(starts_at=timezone.now() - datetime.timedelta(hours=2)).session
    with pytest.raises(SessionNotBookable):
        register(session)


def test_nothing_is_over_in_a_conference_that_was_over_when_it_was_entered():
    past = datetime.date(2020, 9, 15)
    session = SlotFactory(
        session__conference__starts_on=past, session__conference__ends_on=past, session__capacity=1
    ).session
    first = register(session, email="first@example.org").attendee
    second = register(session, email="second@example.org").attendee
    actions.confirm(first)
    actions.confirm(second)
    actions.cancel_all(first)
    assert statuses(session) == [("first", "cancelled"), ("second", "confirmed")]


def test_register_lists_what_this_form_asks_for_with_the_places_on_the_list():
    first = SlotFactory(session__title={"en": "First"}).session
    second = SlotFactory(session__conference=first.conference, session__title={"en": "Second"}).session
    full = SessionFactory(conference=first.conference, title={"en": "Full"}, capacity=0)
    register(first, language="en")
    Count.objects.all().delete()
    register(second, full, language="en")
    text = written().text
    assert [line for line in text.splitlines() if line.startswith("*")] == [
        "* Second",
        "* Full: number 1",
    ]


def test_register_for_nothing_new_sends_the_link():
    session = SessionFactory()
    register_and_confirm(session)
    register(session)
    assert [kind for kind, _to in mails()] == ["confirm", "registered", "confirm"]
    assert written().subject.startswith("Ihr persönlicher Link")


def test_register_for_a_hundred_sessions_in_one_form():
    conference = ConferenceFactory()
    sessions = SessionFactory.create_batch(100, conference=conference)
    attendee = register_and_confirm(*sessions)
    actions.cancel_all(attendee)
    assert [kind for kind, _to in mails()] == ["confirm", "registered", "cancelled"]
    assert set(Registration.objects.values_list("status", flat=True)) == {"cancelled"}


def test_mail_to_an_unconfirmed_address_has_nothing_that_was_typed():
    session = SessionFactory()
    register(session, name="Win a prize at https://evil.example", organisation="Evil Ltd")
    mail = written()
    assert not [text for text in (mail.subject, mail.text, mail.html) if "evil" in text.lower()]


def test_register_leaves_nothing_behind_when_its_mail_cannot_be_written(monkeypatch):
    monkeypatch.setattr(emails, "ask_to_confirm", lambda attendee, key: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        register(SessionFactory(capacity=1))
    assert (Attendee.objects.count(), Submission.objects.count(), Pool.objects.get().taken) == (0, 0, 0)


# who is not waited for


def test_stranger_who_types_a_confirmed_address_moves_nobody_up():
    """The owner's other registrations have been confirmed; this one has not."""
    session = SessionFactory(capacity=1)
    leaving = RegistrationFactory(session=session)
    victim = AttendeeFactory(conference=session.conference, email="victim@example.org")
    register(session, email=victim.email)
    second = register_and_confirm(session, email="second@example.org")
    actions.cancel(leaving)
    assert statuses(session)[1:] == [("victim", "waiting"), ("second", "confirmed")]
    actions.cancel_all(second)
    actions.confirm(victim)
    assert statuses(session)[1:] == [("victim", "confirmed"), ("second", "cancelled")]
