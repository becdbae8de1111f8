"""What becomes of a session: announced, confirmed, cancelled, taken back."""

import pytest

from programme import actions, signals
from programme.exceptions import RoomIsTaken, SessionIsCancelled
from tests.factories import (
    AppearanceFactory,
    OrganisationFactory,
    OrganiserFactory,
    RegistrationFactory,
    RoomFactory,
    SessionFactory,
    SlotFactory,
)
from tests.programme.actions.seen import mails, signals_of, status

pytestmark = pytest.mark.django_db


# announce_session


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        ([], "confirmed"),
        (["requested"], "requested"),
        (["confirmed", "requested"], "requested"),
        (["confirmed"], "confirmed"),
        (["confirmed", "declined"], "confirmed"),
        (["declined"], "requested"),
        (["withdrawn"], "requested"),
    ],
)
def test_announce_shows_a_draft_by_what_its_speakers_answered(organiser, answers, expected):
    session = SessionFactory(status="draft")
    for answer in answers:
        AppearanceFactory(session=session, status=answer)
    actions.announce_session(session, by=organiser)
    assert status(session) == (expected, organiser)


def test_announce_counts_the_host_as_somebody_who_holds_the_session(organiser):
    session = SessionFactory(status="draft")
    session.host = OrganisationFactory(conference=session.conference)
    session.save()
    AppearanceFactory(session=session, status="declined")
    actions.announce_session(session, by=organiser)
    assert status(session) == ("confirmed", organiser)


@pytest.mark.parametrize("there", ["requested", "confirmed", "cancelled"])
def test_announce_leaves_what_is_no_draft(organiser, there):
    session = SessionFactory(status=there)
    actions.announce_session(session, by=organiser)
    assert status(session) == (there, None)


# confirm_session, reopen_session, expect_answers, settle_session


@pytest.mark.parametrize("there", ["draft", "requested"])
def test_confirm_session_by_hand_does_not_wait_for_answers(organiser, there):
    appearance = AppearanceFactory(session__status=there, status="requested")
    actions.confirm_session(appearance.session, by=organiser)
    assert status(appearance.session) == ("confirmed", organiser)
    assert status(appearance) == ("requested", None)


def test_confirm_session_again_keeps_who_did_it_first(organiser):
    session = actions.confirm_session(SessionFactory(status="draft"), by=organiser)
    actions.confirm_session(session, by=OrganiserFactory())
    assert status(session) == ("confirmed", organiser)


@pytest.mark.parametrize("action", [actions.confirm_session, actions.reopen_session])
def test_cancelled_session_has_to_be_reinstated_first(organiser, action):
    session = SessionFactory(status="cancelled")
    with pytest.raises(SessionIsCancelled):
        action(session, by=organiser)
    assert status(session) == ("cancelled", None)


def test_reopen_makes_a_confirmed_session_requested(organiser):
    session = SessionFactory()
    actions.reopen_session(session, by=organiser)
    assert status(session) == ("requested", organiser)


def test_new_speaker_makes_a_confirmed_session_requested(organiser):
    session = AppearanceFactory(session__status_by=organiser, status="requested").session
    actions.expect_answers(session, by=organiser)
    assert status(session) == ("requested", organiser)


@pytest.mark.parametrize("there", ["draft", "requested", "cancelled"])
def test_new_speaker_changes_nothing_else(organiser, there):
    session = AppearanceFactory(session__status=there, status="requested").session
    actions.expect_answers(session, by=organiser)
    assert status(session) == (there, None)


def test_new_speaker_who_has_agreed_leaves_the_session_confirmed(organiser):
    session = AppearanceFactory(status="confirmed").session
    actions.expect_answers(session, by=organiser)
    assert status(session) == ("confirmed", None)


@pytest.mark.parametrize(
    ("there", "answers", "expected"),
    [
        ("requested", ["confirmed", "declined"], "confirmed"),
        ("requested", ["confirmed", "requested"], "requested"),
        ("requested", [], "confirmed"),
        ("requested", ["declined", "withdrawn"], "requested"),
        ("confirmed", ["declined"], "requested"),
        ("draft", ["confirmed"], "draft"),
        ("cancelled", ["confirmed"], "cancelled"),
    ],
)
def test_settle_follows_the_answers(there, answers, expected):
    session = SessionFactory(status=there)
    for answer in answers:
        AppearanceFactory(session=session, status=answer)
    for _time in range(2):
        actions.settle_session(session)
    assert status(session) == (expected, None)


def test_settle_leaves_confirmed_what_an_organiser_confirmed_before_the_answer(organiser):
    session = SessionFactory(status="confirmed", status_by=organiser)
    AppearanceFactory(session=session, status="requested")
    actions.settle_session(session)
    assert status(session) == ("confirmed", organiser)


# cancel_session, reinstate_session


def test_cancel_session_tells_those_who_registered_once(organiser):
    registration = RegistrationFactory()
    for _time in range(2):
        actions.cancel_session(registration.session, by=organiser)
    assert status(registration.session) == ("cancelled", organiser)
    assert status(registration) == ("cancelled", organiser)
    assert mails() == [("session-cancelled", registration.attendee.email)]


def test_cancel_session_states_the_fact_once(organiser):
    session = SessionFactory()
    assert signals_of(signals.session_cancelled, lambda: actions.cancel_session(session, by=organiser)) == [
        (session, organiser)
    ]
    assert signals_of(signals.session_cancelled, lambda: actions.cancel_session(session, by=organiser)) == []


def test_reinstated_session_is_what_its_speakers_answered(organiser):
    session = AppearanceFactory(session__status="cancelled", status="requested").session
    heard = signals_of(signals.session_reinstated, lambda: actions.reinstate_session(session, by=organiser))
    assert status(session) == ("requested", organiser)
    assert heard == [(session, organiser)]
    assert signals_of(signals.session_reinstated, lambda: actions.reinstate_session(session, by=organiser)) == []


def test_reinstated_session_leaves_ended_registrations_ended(organiser):
    registration = RegistrationFactory()
    actions.cancel_session(registration.session, by=organiser)
    actions.reinstate_session(registration.session, by=organiser)
    assert status(registration) == ("cancelled", organiser)


def test_session_is_not_reinstated_into_a_room_that_is_taken(organiser):
    room = RoomFactory()
    cancelled = SlotFactory(session__conference=room.conference, room=room).session
    actions.cancel_session(cancelled, by=organiser)
    SlotFactory(session__conference=room.conference, room=room)
    with pytest.raises(RoomIsTaken):
        actions.reinstate_session(cancelled, by=organiser)
    assert status(cancelled) == ("cancelled", organiser)
