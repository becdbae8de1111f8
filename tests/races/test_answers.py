"""Organisers and speakers at once: asked once, answered once, and the session's status right at the end."""

import itertools

import pytest
from django.db import connection

from programme import actions
from programme.actions import appearances, locks, sessions
from programme.exceptions import AskedAMomentAgo
from programme.models import Appearance, Session
from tests.factories import AppearanceFactory, SessionFactory
from tests.races.test_places import THREADS, at_once
from womconf.mail.models import Message

pytestmark = pytest.mark.django_db(transaction=True)


def ask_at_once(appearance):
    return at_once([lambda: actions.request_speaker(appearance, by=None) for _press in range(THREADS)])


def test_speaker_is_asked_once_however_many_organisers_press():
    refusals = [type(result) for result in ask_at_once(AppearanceFactory(status="requested"))]
    assert sorted(refusals, key=str) == sorted([Appearance] + [AskedAMomentAgo] * (THREADS - 1), key=str)
    assert Message.objects.count() == 1


def test_speaker_of_several_sessions_gets_one_mail_however_many_organisers_press_in_whatever_order():
    one = AppearanceFactory(status="declined", session__status="confirmed")
    facts = {"status": "declined", "session__status": "confirmed", "session__conference": one.session.conference}
    both = [one, AppearanceFactory(speaker=one.speaker, **facts)]
    press = [lambda order=order: actions.request_speaker_for_several(order, by=None) for order in (both, both[::-1])]
    results = at_once(press * (THREADS // 2))
    assert sorted(len(asked) for asked, _refused in results) == [0] * (2 * (THREADS // 2) - 1) + [2]
    assert Message.objects.count() == 1


def test_without_the_lock_the_same_speaker_is_asked_more_than_once(monkeypatch):
    """The control: what decides is read without a lock. It must write twice, or the harness is blind."""
    monkeypatch.setattr(appearances, "lock_appearance", lambda appearance: (appearance.session, appearance))
    appearance = AppearanceFactory(status="requested")
    at_once(
        [
            lambda: actions.request_speaker(Appearance.objects.get(pk=appearance.pk), by=None)
            for _press in range(THREADS)
        ]
    )
    assert Message.objects.count() > 1


@pytest.mark.parametrize("round_number", range(5))
def test_last_answers_at_once_settle_the_session(round_number):
    session = SessionFactory(status="requested")
    people = AppearanceFactory.create_batch(6, session=session, status="requested")
    answers = itertools.cycle([actions.confirm_appearance, actions.decline_appearance])
    calls = [lambda act=act, one=one: act(one) for act, one in zip(answers, people, strict=False)]
    assert [result for result in at_once(calls) if isinstance(result, Exception)] == []
    assert Session.objects.get(pk=session.pk).status == "confirmed"
    assert sorted(session.appearances.values_list("status", flat=True)) == ["confirmed"] * 3 + ["declined"] * 3


@pytest.fixture
def no_row_locks(monkeypatch):
    """Take the lock out, and the one that the calendar's trigger happens to take on the session."""
    for module in (locks, sessions):
        monkeypatch.setattr(module, "lock_session", lambda session: session)
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE programme_appearance DISABLE TRIGGER USER")
    yield
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE programme_appearance ENABLE TRIGGER USER")


@pytest.mark.breaks_invariants
def test_without_the_lock_the_last_answers_can_leave_the_session_requested(no_row_locks):
    """The control: each sees the others as still requested, and nobody confirms the session."""
    stuck = 0
    for _round in range(20):
        session = SessionFactory(status="requested")
        people = AppearanceFactory.create_batch(6, session=session, status="requested")
        at_once([lambda one=one: actions.confirm_appearance(one) for one in people])
        stuck += Session.objects.get(pk=session.pk).status == "requested"
    assert stuck
