"""[attack 17] Nobody keeps all places of a conference from others by sending many forms without confirming any."""

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from registration import actions
from registration.exceptions import TooManyKept
from registration.models import Registration
from tests.factories import ConferenceFactory, SessionFactory
from tests.mail.writing import written
from tests.registration.steps import HOLD, after, filled, page, register

pytestmark = pytest.mark.django_db
OFFICE, ELSEWHERE = "203.0.113.5", "198.51.100.7"


def pending(**which):
    return Registration.objects.filter(status="pending", **which).count()


def send(session, name, network=OFFICE, **changes):
    form = filled(session, email=f"{name}@example.org", **changes)
    return Client().post(page(session), form, REMOTE_ADDR=network).status_code


def test_one_network_keeps_half_of_a_session_and_others_get_the_rest():
    session = SessionFactory(capacity=5)
    assert {send(session, f"office{number}") for number in range(8)} == {302}
    assert pending() == 3
    assert send(session, "else", ELSEWHERE) == 302
    assert pending() == 4


def test_one_network_keeps_so_many_places_of_a_conference(settings):
    settings.HELD_PLACES_PER_NETWORK = 4
    conference = ConferenceFactory()
    sessions = SessionFactory.create_batch(6, conference=conference, capacity=10)
    another = SessionFactory(capacity=10)
    for number, session in enumerate([*sessions, another]):
        send(session, f"office{number}")
    assert pending(session__conference=conference) == 4
    assert pending(session=another) == 1, "each conference by itself"


def test_the_attack_leaves_places_of_each_session():
    """As it was tried: 33 places in three sessions, 32 forms in 0.7 seconds; also by one form for all of them."""
    conference = ConferenceFactory()
    sessions = [SessionFactory(conference=conference, capacity=capacity) for capacity in (30, 2, 1)]
    for number in range(32):
        form = filled(*sessions, email=f"name+{number % 19}@host{number}.example")
        Client().post(page(sessions[0]), form, REMOTE_ADDR=OFFICE)
    assert [pending(session=session) for session in sessions] == [15, 1, 1]


def test_who_confirms_beyond_the_limit_has_a_free_place_at_once():
    """A large office notices little."""
    session = SessionFactory(capacity=4)
    people = [register(session, email=f"office{number}@example.org", network=OFFICE).attendee for number in range(4)]
    assert "Ist ein Platz frei, wenn Sie bestätigen, haben Sie ihn sofort" in written(kind="confirm").text
    for person in reversed(people):
        actions.confirm(person)
    assert Registration.objects.confirmed().count() == 4


def test_what_has_no_limit_is_kept_for_everybody(settings):
    settings.HELD_PLACES_PER_NETWORK = 2
    session = SessionFactory()
    for number in range(5):
        send(session, f"office{number}")
    assert (pending(), Registration.objects.exclude(held_for="").count()) == (5, 0)


def test_confirmed_and_expired_places_no_longer_count():
    session = SessionFactory(capacity=4)
    first = register(session, email="first@example.org", network=OFFICE).attendee
    register(session, email="second@example.org", network=OFFICE)
    actions.confirm(first)
    register(session, email="third@example.org", network=OFFICE)
    assert pending() == 2
    after(2 * HOLD)
    actions.expire_overdue()
    register(session, email="fourth@example.org", network=OFFICE)
    assert pending() == 1


def test_all_or_nothing_is_refused_in_words_where_no_more_is_kept():
    session = SessionFactory(capacity=2)
    register(session, email="first@example.org", network=OFFICE)
    with pytest.raises(TooManyKept):
        register(session, email="second@example.org", network=OFFICE, together=True)


def test_only_a_hash_of_the_network_is_stored_and_only_as_long_as_the_place_is_kept():
    session = SessionFactory(capacity=2)
    attendee = register(session, network=OFFICE).attendee
    [kept] = Registration.objects.values_list("held_for", flat=True)
    assert (len(kept), OFFICE in kept) == (64, False)
    actions.confirm(attendee)
    assert Registration.objects.get().held_for == ""
    with pytest.raises(IntegrityError, match="registration_network_only_while_held"), transaction.atomic():
        Registration.objects.update(held_for=kept)


def test_limit_can_be_switched_off(settings):
    settings.HELD_PLACES_PER_NETWORK = 0
    session = SessionFactory(capacity=3)
    for number in range(3):
        send(session, f"office{number}")
    assert pending() == 3


def test_one_mailbox_gets_so_many_forms_whatever_stands_behind_its_plus():
    session = SessionFactory()
    answers = [send(session, f"victim+{number}", f"192.0.2.{number}") for number in range(25)]
    assert (answers.count(302), answers.count(429)) == (20, 5)
    assert send(session, "somebody") == 302
    assert {send(session, "victim") for _form in range(25)} == {302}, "nobody is kept out by their address"
