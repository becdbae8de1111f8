"""Every act against every other and itself, in processes and threads, on a conference that is much too small.

RACES_SEED repeats what a failure printed, RACES_OPERATIONS sets how many acts all pairs do together at least; each pair
races once anyway.
"""

import datetime
import itertools
import os
import random
import uuid
from collections import Counter

import pytest
from django.conf import settings
from django.db import connection
from django.utils import timezone

from programme.codes import new_code
from programme.models import Pool, Session, Slot
from registration.invariants import INVARIANTS, breaks
from registration.models import Attendee, Registration, Submission
from tests.factories import ConferenceFactory, HelperLinkFactory, OrganiserFactory, RoomFactory
from tests.races.acts import ACTS, ADDRESSES, CAPACITIES
from tests.races.processes import LOCKS, Crew

PAIRS = list(itertools.combinations_with_replacement(ACTS, 2))
OPERATIONS = int(os.environ.get("RACES_OPERATIONS", "0"))
OPERATIONS_SOAKED = int(os.environ.get("RACES_OPERATIONS", "1000000"))
SESSIONS = 3
TURNS, TURNS_SOAKED = 2, 7  # of each of the threads that race, one after the other
ROUNDS = 6  # of all pairs of an act, at most, until it was done often enough
LEAST_DONE = 0.05  # of all calls of an act
LEAST_DONE_OF = {"promote": 0.004}  # seldom finds anything: every other act fills what it frees
RACES_AT_ONE_GO = 10  # each in a conference of its own; then the tables are emptied
DATABASE_KEYS = ["NAME", "USER", "PASSWORD", "HOST", "PORT"]

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(scope="module")
def database(django_db_setup, django_db_blocker):
    """Where the other processes find the database of the tests."""
    with django_db_blocker.unblock():
        return {key: connection.settings_dict[key] for key in DATABASE_KEYS}


@pytest.fixture(scope="module")
def crew(database):
    crew = Crew(database)
    yield crew
    crew.leave()


@pytest.fixture
def crew_without_locks(database):
    crew = Crew(database, unlocked=True)
    yield crew
    crew.leave()


@pytest.fixture
def seed():
    """Printed with every failure."""
    seed = os.environ.get("RACES_SEED") or str(random.SystemRandom().randrange(10**9))
    print(f"RACES_SEED={seed}")
    return seed


def empty_tables():
    with connection.cursor() as cursor:
        cursor.execute(
            "TRUNCATE programme_conference, auth_user, registration_registrationevent, registration_attendeechange, "
            "mail_message, procrastinate_jobs, limits_count CASCADE"
        )
    OrganiserFactory()


def small_conference(chance):
    """Make three sessions with few places, where people have a place, wait, or have yet to confirm; return its key.

    The first one has a follow-up with places of its own, the last one places online; some begin in three hours, when
    their waiting lists no longer move by themselves.
    """
    conference = ConferenceFactory()
    HelperLinkFactory(conference=conference)
    rooms = RoomFactory.create_batch(2, conference=conference)
    sessions = Session.objects.bulk_create(
        [Session(conference=conference, title={"de": str(number)}, status="confirmed") for number in range(SESSIONS)]
    )
    slots = Slot.objects.bulk_create(
        [slot(session, number, rooms, chance) for number, session in enumerate(sessions)]
        + [slot(sessions[0], SESSIONS, rooms, chance, kind=Slot.Kind.FOLLOW_UP)]
    )
    Pool.objects.create(session=sessions[0], slot=slots[-1], code=new_code())
    Pool.objects.filter(session=sessions[-1]).update(mode=Pool.Mode.ON_SITE)
    Pool.objects.create(session=sessions[-1], mode=Pool.Mode.ONLINE)
    people = people_with_forms(conference, chance)
    there = {}  # by session
    for pool in Pool.objects.filter(session__in=sessions).order_by("pk"):  # the follow-up and those online come last
        had = there.get(pool.session_id, [])
        wanting = had if pool.slot_id else [person for person in people if person not in had]
        wanting = chance.sample(wanting, chance.randint(min(1, len(wanting)), len(wanting)))
        there[pool.session_id] = wanting
        capacity = chance.choice(CAPACITIES)
        kept_back = chance.choice([0, 0, 1]) if capacity else 0
        Pool.objects.filter(pk=pool.pk).update(capacity=capacity, kept_back=kept_back)
        sit_down(pool, wanting, None if capacity is None else capacity - kept_back, chance)
    return conference.pk


def slot(session, number, rooms, chance, **changes):
    """Return one of three slots in a row, or one that begins soon."""
    first = datetime.timedelta(hours=3) if chance.random() < 0.3 else datetime.timedelta(days=29)
    starts_at = timezone.now() + first + datetime.timedelta(hours=number)
    return Slot(
        conference=session.conference,
        session=session,
        starts_at=starts_at,
        ends_at=starts_at + datetime.timedelta(hours=1),
        room=rooms[number % 2],
        **changes,
    )


def people_with_forms(conference, chance):
    """Return [(attendee, form)]: some are new, some have been here before; a form is confirmed or is yet to be."""
    now = timezone.now()
    attendees = Attendee.objects.bulk_create(
        [
            Attendee(
                conference=conference,
                name=address,
                email=address,
                email_confirmed_at=chance.choice([None, *[now] * 3]),
            )
            for address in chance.sample(ADDRESSES, len(ADDRESSES) - 10)
        ]
    )
    forms = Submission.objects.bulk_create(
        [
            Submission(
                key=uuid.UUID(int=chance.getrandbits(128)),
                attendee=attendee,
                privacy_version="0" * 64,
                confirmed_at=attendee.email_confirmed_at and chance.choice([None, now]),
            )
            for attendee in attendees
        ]
    )
    return list(zip(attendees, forms, strict=True))


def sit_down(pool, people, capacity, chance):
    """Give them places, first come first served, as the actions would have; some are held too long already."""
    now = timezone.now()
    registrations = []
    for number, (attendee, form) in enumerate(people):
        held_until = None
        if capacity is not None and number >= capacity:
            status = Registration.Status.WAITING
        elif form.confirmed_at:
            status = Registration.Status.CONFIRMED
        else:
            status = Registration.Status.PENDING
            held_until = now + chance.choice([-1, 1]) * datetime.timedelta(minutes=30)
        registrations.append(
            Registration(
                attendee=attendee,
                session_id=pool.session_id,
                slot_id=pool.slot_id,
                pool=pool,
                submission=form,
                status=status,
                held_until=held_until,
            )
        )
    Registration.objects.bulk_create(registrations)


def race(crew, pair, seed, turns=TURNS):
    """Race once. Return {(act, outcome): how often} and what must never happen, with the seed that repeats it."""
    outcomes, faults = crew.race(small_conference(random.Random(seed)), pair, seed, turns=turns)
    found = breaks(stop_hours=settings.WAITING_LIST_STOP_HOURS)
    return outcomes, [f"{seed}: {fault}" for fault in [*faults, *found.items()]]


def race_pairs(crew, pairs, operations, seed, *, turns, act=None):
    """Race each of these pairs in turn, until they have done so many acts, and one act often enough.

    Return {(act, outcome): how often}.
    """
    outcomes = Counter()
    for number, pair in enumerate(itertools.cycle(pairs)):
        if number % RACES_AT_ONE_GO == 0:
            empty_tables()
        theirs, faults = race(crew, pair, f"{seed} {'-'.join(pair)} {number}", turns)
        assert not faults, "\n".join(faults)
        outcomes += theirs
        if number + 1 < len(pairs) or outcomes.total() < operations:
            continue
        if act is None or was_done(act, outcomes) or number + 1 >= ROUNDS * len(pairs):
            return outcomes


def was_done(act, outcomes):
    """Say whether that was so often enough: neither refused nor in vain."""
    calls = sum(count for (name, _outcome), count in outcomes.items() if name == act)
    return outcomes[act, "done"] >= LEAST_DONE_OF.get(act, LEAST_DONE) * calls > 0


@pytest.mark.parametrize("act", ACTS)
def test_each_act_against_every_other(crew, seed, act):
    """No act ends in anything but success or a refusal in words, and every rule that never breaks holds."""
    pairs = [pair for pair in PAIRS if pair[0] == act]
    outcomes = race_pairs(crew, pairs, OPERATIONS * len(pairs) / len(PAIRS), seed, turns=TURNS, act=act)
    assert was_done(act, outcomes), dict(outcomes)


@pytest.mark.soak
@pytest.mark.parametrize("pair", PAIRS, ids="-".join)
def test_pair_for_long(crew, seed, pair):
    outcomes = race_pairs(crew, [pair], OPERATIONS_SOAKED / len(PAIRS), seed, turns=TURNS_SOAKED)
    assert [act for act in pair if not was_done(act, outcomes)] == [], dict(outcomes)


def test_without_locks_the_same_races_break_a_rule_or_are_refused_by_the_database(crew_without_locks, seed):
    """The control: if nothing came of it, the races above would prove nothing; nor where nobody came by a lock."""
    empty_tables()
    missed, faults = set(LOCKS), []
    for pair in random.Random(seed).sample(PAIRS, len(PAIRS)):
        outcomes, found = race(crew_without_locks, pair, f"{seed} {pair}")
        missed -= {name for name, outcome in outcomes if outcome == "passed"}
        faults += [fault for fault in found if "IntegrityError" in fault or any(rule in fault for rule in INVARIANTS)]
        if faults and not missed:
            break
    empty_tables()
    assert (bool(faults), missed) == (True, set())
