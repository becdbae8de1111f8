"""Many people at once, in real threads over a real PostgreSQL; and controls that show what the protection is for."""

import contextlib
import datetime
import threading
import time
import uuid
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import pytest
from django.conf import settings
from django.db import OperationalError, connection, connections
from django.urls import reverse
from django.utils import timezone

from programme import actions as programme_actions
from programme.models import Pool
from registration import actions
from registration.actions import registering
from registration.actions.people import UNCONFIRMED_KEPT
from registration.exceptions import Busy, SessionNotBookable
from registration.invariants import breaks
from registration.models import Attendee, Registration, Submission
from tests.factories import FollowUpPoolFactory, RegistrationFactory, SessionFactory
from tests.locks import wait_until_somebody_waits_for_a_lock

pytestmark = pytest.mark.django_db(transaction=True)

THREADS = 32
MOST_PRESSES = 10


def at_once(calls):
    """Run all calls from as many threads, started together; return their results, exceptions among them."""
    barrier = threading.Barrier(min(THREADS, len(calls)))

    def run(index, call):
        if index < barrier.parties:
            barrier.wait(timeout=20)
        try:
            return call()
        except Exception as error:
            return error
        finally:
            connections.close_all()

    with ThreadPoolExecutor(barrier.parties) as pool:
        return list(pool.map(run, range(len(calls)), calls))


def press(sessions, number, key=None):
    """Send a form as a person does: told that too many are registering, they send the same form again."""
    form = {
        "name": f"Person {number}",
        "email": f"person{number}@example.org",
        "pools": [session.pool for session in sessions],
        "key": key or uuid.uuid4(),
        "language": "de",
        "privacy_version": "0" * 64,
    }

    def send():
        for _again in range(MOST_PRESSES - 1):
            with contextlib.suppress(Busy):
                return actions.register(sessions[0].conference, **form)
        return actions.register(sessions[0].conference, **form)

    return send


def assert_whole():
    assert breaks(stop_hours=settings.WAITING_LIST_STOP_HOURS) == {}


def count(session, status):
    return Registration.objects.filter(session=session, status=status).count()


def test_rush_takes_exactly_the_places_there_are_and_the_rest_wait_in_order():
    session = SessionFactory(capacity=5)
    results = at_once([press([session], number) for number in range(64)])
    assert [result for result in results if isinstance(result, Exception)] == []
    assert (count(session, "pending"), count(session, "waiting")) == (5, 59)
    holders = Registration.objects.having_place().filter(session=session)
    assert max(r.position for r in holders) < min(r.position for r in Registration.objects.waiting())
    assert_whole()


def unlocked(session_pks):
    """What transitions.lock returns, without the lock."""
    return list(Pool.objects.filter(session__in=list(session_pks)).values_list("pk", flat=True))


def test_without_the_lock_the_same_rush_is_refused_by_the_database_alone(monkeypatch):
    """The first control: no lock in the actions. The check of the counter still lets nobody in beyond the capacity."""
    monkeypatch.setattr(registering, "lock", unlocked)
    session = SessionFactory(capacity=5)
    results = at_once([press([session], number) for number in range(64)])
    assert [result for result in results if isinstance(result, Exception)], "the lock is not needed: the race is blind"
    assert Pool.objects.get(session=session).taken == Registration.objects.having_place().count() <= 5


@pytest.fixture
def no_counter():
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE registration_registration DISABLE TRIGGER USER")
    yield
    Registration.objects.all().delete()
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE registration_registration ENABLE TRIGGER USER")


def test_without_lock_and_counter_the_same_rush_oversells(monkeypatch, no_counter):
    """The second control: places counted by a query, as elsewhere. It must oversell, or the harness is blind."""
    monkeypatch.setattr(registering, "lock", unlocked)
    capacity = 5
    monkeypatch.setattr(
        registering, "has_free_place", lambda pool: pool.registrations.having_place().count() < capacity
    )
    session = SessionFactory(capacity=None)
    at_once([press([session], number) for number in range(64)])
    assert Registration.objects.having_place().filter(session=session).count() > capacity


def test_several_sessions_in_any_order_make_no_deadlock():
    conference = SessionFactory(capacity=3).conference
    sessions = [SessionFactory(conference=conference, capacity=3) for _n in range(4)]
    calls = [press(sessions if number % 2 else sessions[::-1], number) for number in range(40)]
    assert [result for result in at_once(calls) if isinstance(result, Exception)] == []
    assert [(count(session, "pending"), count(session, "waiting")) for session in sessions] == [(3, 37)] * 4
    assert_whole()


def test_one_form_pressed_many_times_at_once_registers_once():
    session = SessionFactory(capacity=5)
    key = uuid.uuid4()
    at_once([press([session], 1, key=key) for _press in range(THREADS)])
    assert (Attendee.objects.count(), Registration.objects.count()) == (1, 1)
    assert_whole()


def test_one_person_with_many_forms_at_once_has_one_place():
    session = SessionFactory(capacity=5)
    results = at_once([press([session], 1) for _press in range(THREADS)])
    assert [result for result in results if isinstance(result, Exception)] == []
    assert (Attendee.objects.count(), Registration.objects.count()) == (1, 1)
    assert_whole()


def test_one_new_address_in_many_sessions_at_once_is_one_person():
    """No two of these forms wait for the same places: only the constraint on the address brings them together."""
    conference = SessionFactory().conference
    sessions = SessionFactory.create_batch(THREADS, conference=conference)
    results = at_once([press([session], 1) for session in sessions])
    assert [result for result in results if isinstance(result, Exception)] == []
    assert (Attendee.objects.count(), Registration.objects.count()) == (1, THREADS)
    assert_whole()


def test_confirm_pressed_many_times_at_once_confirms_once():
    session = SessionFactory(capacity=5)
    attendee = press([session], 1)().attendee
    results = at_once([lambda: actions.confirm(attendee) for _press in range(THREADS)])
    assert sorted(len(result) for result in results) == [0] * (THREADS - 1) + [1]
    assert_whole()


@pytest.mark.parametrize("round_number", range(10))
def test_every_act_against_every_other_keeps_every_rule(round_number):
    session = SessionFactory(capacity=4)
    other = SessionFactory(conference=session.conference, capacity=2)
    holders = RegistrationFactory.create_batch(4, session=session)
    RegistrationFactory.create_batch(6, session=session, status="waiting")
    overdue = RegistrationFactory.create_batch(
        2, session=other, status="pending", held_until=timezone.now(), attendee__email_confirmed_at=None
    )
    people = [press([session, other], uuid.uuid4())().attendee for _n in range(4)]
    calls = [
        *[partial(actions.cancel, registration) for registration in holders[:3]],
        *[partial(actions.confirm, attendee) for attendee in people],
        *[partial(actions.confirm, registration.attendee) for registration in overdue],
        partial(actions.cancel_all, people[0]),
        actions.expire_overdue,
        partial(programme_actions.set_capacity, session.pool, capacity=6),
        partial(programme_actions.set_capacity, session.pool, capacity=3),
        partial(actions.promote, session),
        *[press([other, session], uuid.uuid4()) for _n in range(4)],
        partial(programme_actions.cancel_session, other),
    ]
    refusals = [result for result in at_once(calls) if isinstance(result, Exception)]
    assert {type(refusal) for refusal in refusals} <= {SessionNotBookable}
    assert_whole()


@pytest.mark.parametrize("round_number", range(5))
def test_form_is_either_confirmed_or_forgotten(round_number):
    long_ago = timezone.now() - UNCONFIRMED_KEPT - datetime.timedelta(minutes=1)
    session = SessionFactory(capacity=3)
    people = [press([session], number)().attendee for number in range(6)]
    Registration.objects.filter(status="pending").update(held_until=timezone.now())
    Submission.objects.update(sent_at=long_ago)
    at_once([*[partial(actions.confirm, person) for person in people], actions.forget_unconfirmed])
    with_a_form = Submission.objects.filter(confirmed_at__isnull=False).count()
    assert Registration.objects.live().count() == with_a_form
    assert not Submission.objects.filter(confirmed_at__isnull=True).exists()
    assert_whole()


# Somebody in psql holds what we need (F10, F16)


@pytest.fixture
def psql():
    """A second connection, as somebody at a terminal has it."""
    other = connection.copy()
    other.connect()
    other.set_autocommit(False)
    yield other.cursor()
    other.close()


LOCK = "SELECT FROM programme_pool WHERE session_id = %s FOR UPDATE"


def test_form_gets_an_honest_answer_while_a_place_is_locked(client, psql):
    """A page within five seconds that keeps what was typed; the same form goes through afterwards."""
    session = SessionFactory()
    form = {
        "name": "Erika Muster",
        "email": "erika@example.org",
        "sessions": [session.code],
        "privacy": "on",
        "key": str(uuid.uuid4()),
    }
    address = reverse("registration:register", args=[session.conference.slug])
    psql.execute(LOCK, [session.pk])
    began = time.monotonic()
    response = client.post(address, form)
    assert (response.status_code, time.monotonic() - began < 5) == (503, True)
    assert response.context["form"]["name"].value() == "Erika Muster"
    assert f'value="{form["key"]}"' in response.text
    assert not Attendee.objects.exists()
    psql.connection.rollback()
    assert client.post(address, form).status_code == 302


def test_deadlock_with_somebody_who_locks_in_another_order_is_survived(psql):
    first = SessionFactory()
    second = SessionFactory(conference=first.conference)
    psql.execute(LOCK, [second.pk])
    with ThreadPoolExecutor(1) as pool:
        form = pool.submit(at_once, [press([first, second], 1)])
        wait_until_somebody_waits_for_a_lock()
        with contextlib.suppress(OperationalError):  # one of the two is the victim
            psql.execute(LOCK, [first.pk])
        psql.connection.rollback()
        [result] = form.result()
    assert isinstance(result, Submission)
    assert (count(first, "pending"), count(second, "pending")) == (1, 1)


@pytest.mark.parametrize(
    "act",
    [
        lambda pool: programme_actions.end_hybrid(pool.session, capacity=5),
        lambda pool: programme_actions.make_hybrid(pool.session, on_site=5, online=5),
        lambda pool: programme_actions.set_capacity(pool, capacity=5),
        lambda pool: programme_actions.set_follow_up_capacity(pool.session.slots.get(), capacity=None),
    ],
    ids=["end_hybrid", "make_hybrid", "set_capacity", "set_follow_up_capacity"],
)
def test_organisers_lock_places_in_the_order_of_registration(psql, act):
    """Who waits for the first pool of a session holds none of the others yet: so no two can wait for each other."""
    session = FollowUpPoolFactory().session
    programme_actions.make_hybrid(session, on_site=1, online=1)
    first, *others = Pool.objects.filter(session=session).order_by("pk")
    psql.execute("SELECT FROM programme_pool WHERE id = %s FOR NO KEY UPDATE", [first.pk])
    with ThreadPoolExecutor(1) as pool:
        result = pool.submit(at_once, [partial(act, others[-1])])
        wait_until_somebody_waits_for_a_lock()
        for other in others:
            psql.execute("SELECT FROM programme_pool WHERE id = %s FOR NO KEY UPDATE NOWAIT", [other.pk])
        psql.connection.rollback()
        assert not isinstance(result.result()[0], Exception)
