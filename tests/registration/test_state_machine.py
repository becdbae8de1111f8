"""A model of seats and waiting lists against the program: whatever happens in whatever order, they agree."""

import os
import uuid
from contextlib import nullcontext
from dataclasses import dataclass, field

import pytest
from django.conf import settings
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, strategies
from hypothesis import settings as hypothesis_settings
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from programme import actions as programme_actions
from programme.models import Seats, Session
from registration import actions
from registration.actions import places
from registration.exceptions import NotAllFree, SessionNotBookable
from registration.invariants import breaks
from registration.models import Attendee, Registration
from tests.factories import OrganiserFactory, SessionFactory

RUNS, STEPS = int(os.environ.get("MACHINE_RUNS", "100")), int(os.environ.get("MACHINE_STEPS", "30"))
PEOPLE, SESSIONS = range(4), range(2)
SEATED, LIVE = {"pending", "confirmed"}, {"pending", "confirmed", "waiting"}


@dataclass
class Entry:
    """A registration, as the model has it. `form` is None where an organiser entered it."""

    person: int
    status: str
    position: int
    form: object


@dataclass
class Room:
    """A session, as the model has it."""

    capacity: int
    kept_back: int = 0
    is_stopped: bool = False
    is_cancelled: bool = False
    entries: list = field(default_factory=list)

    @property
    def taken(self):
        return sum(entry.status in SEATED for entry in self.entries)

    @property
    def free(self):
        return max(0, self.capacity - self.kept_back - self.taken)

    def live(self, person):
        return next((entry for entry in self.entries if entry.person == person and entry.status in LIVE), None)


class Model:
    """The rules, told a second time, as simply as possible: one list of entries for each session."""

    def __init__(self, capacities):
        self.rooms = [Room(capacity) for capacity in capacities]
        self.confirmed, self.forms, self.counter = set(), {}, 0

    def promotable(self, room):
        waiting = [entry for entry in room.entries if entry.status == "waiting" and self.is_wanted(entry)]
        return sorted(waiting, key=lambda entry: entry.position)

    def is_wanted(self, entry):
        return entry.person in self.confirmed and (entry.form is None or self.forms[entry.form])

    def fill(self, rooms):
        for room in rooms:
            while room.free and not room.is_stopped and not room.is_cancelled and self.promotable(room):
                self.promotable(room)[0].status = "confirmed"

    def next(self):
        self.counter += 1
        return self.counter

    def register(self, person, chosen, form, *, together):
        rooms = [self.rooms[number] for number in chosen]
        if any(room.is_cancelled for room in rooms):
            return SessionNotBookable
        if together and not all(room.free and not self.promotable(room) for room in rooms):
            return NotAllFree
        self.forms[form] = False
        for room in rooms:
            if not room.live(person):
                status = "pending" if room.free and not self.promotable(room) else "waiting"
                room.entries.append(Entry(person, status, self.next(), form))
        return None

    def confirm(self, person):
        self.confirmed.add(person)
        forms = {form for form, is_confirmed in self.forms.items() if not is_confirmed}
        mine = [(entry, room) for room in self.rooms for entry in room.entries if entry.person == person]
        mine = [(entry, room) for entry, room in mine if entry.form in forms and entry.status != "cancelled"]
        mine = [(entry, room) for entry, room in mine if entry.status in {"pending", "waiting", "expired"}]
        for entry, room in sorted(mine, key=lambda one: one[0].position):
            if entry.status == "pending":
                entry.status = "confirmed"
            elif entry.status == "expired" and not room.live(person) and not room.is_cancelled:
                is_first = not [other for other in self.promotable(room) if other.position < entry.position]
                status = "confirmed" if is_first and room.free else "waiting"
                room.entries.append(Entry(person, status, entry.position, entry.form))
        for entry, _room in mine:
            self.forms[entry.form] = True
        for form in forms:
            if form[0] == person:
                self.forms[form] = True
        self.fill([room for _entry, room in mine])

    def cancel(self, person, room):
        theirs = [other for other in self.rooms if other.live(person)]
        room.live(person).status = "cancelled"
        self.fill(theirs)

    def cancel_all(self, person):
        theirs = [room for room in self.rooms if room.live(person)]
        for room in theirs:
            room.live(person).status = "cancelled"
        self.fill(theirs)

    def add(self, person, room):
        if room.is_cancelled:
            return SessionNotBookable
        is_free_for_all = room.free and not self.promotable(room)
        self.confirmed.add(person)
        entry = room.live(person)
        if entry is None or entry.status == "waiting":
            has_place = room.capacity > room.taken
            if has_place and room.kept_back and not is_free_for_all:
                room.kept_back -= 1
            if entry is None:
                room.entries.append(Entry(person, "confirmed" if has_place else "waiting", self.next(), None))
            elif has_place:
                entry.status = "confirmed"
        elif entry.status == "pending":
            entry.status = "confirmed"
        self.fill([room])
        return None

    def erase(self, person):
        theirs = [room for room in self.rooms if room.live(person)]
        for room in self.rooms:
            room.entries = [entry for entry in room.entries if entry.person != person]
        self.forms = {form: is_confirmed for form, is_confirmed in self.forms.items() if form[0] != person}
        self.confirmed.discard(person)
        self.fill(theirs)

    def expire(self):
        for room in self.rooms:
            for entry in room.entries:
                if entry.status == "pending":
                    entry.status = "expired"
        self.fill(self.rooms)


people, rooms = strategies.sampled_from(PEOPLE), strategies.sampled_from(SESSIONS)


class Machine(RuleBasedStateMachine):
    """Does the same with both, in a transaction that is rolled back."""

    @initialize(capacities=strategies.lists(strategies.integers(0, 2), min_size=len(SESSIONS), max_size=len(SESSIONS)))
    def begin(self, capacities):
        self.transaction = transaction.atomic()
        self.transaction.__enter__()
        first = SessionFactory(capacity=capacities[0])
        self.sessions = [first]
        self.sessions += [SessionFactory(conference=first.conference, capacity=n) for n in capacities[1:]]
        self.conference, self.organiser = first.conference, OrganiserFactory()
        self.model, self.sent = Model(capacities), {}

    def teardown(self):
        if hasattr(self, "transaction"):
            assert breaks(stop_hours=settings.WAITING_LIST_STOP_HOURS) == {}
            transaction.set_rollback(True)
            self.transaction.__exit__(None, None, None)

    def attendee(self, person):
        return Attendee.objects.select_related("conference").filter(email=f"{person}@example.org").first()

    def session(self, number):
        return Session.objects.select_related("conference").get(pk=self.sessions[number].pk)

    @rule(person=people, chosen=strategies.sets(rooms, min_size=1), together=strategies.booleans())
    def register(self, person, chosen, together):
        key = uuid.uuid4()
        self.sent[key] = (person, sorted(chosen), together)
        self.send(key)

    @rule(person=people, number=rooms)
    def register_and_confirm(self, person, number):
        self.register(person, {number}, together=False)
        self.confirm(person)

    @rule(data=strategies.data())
    def send_again(self, data):
        if self.sent:
            self.send(data.draw(strategies.sampled_from(list(self.sent))))

    def send(self, key):
        person, chosen, together = self.sent[key]
        form = (person, key)
        refusal = None
        if form not in self.model.forms:
            refusal = self.model.register(person, chosen, form, together=together)
        with pytest.raises(refusal) if refusal else nullcontext():
            actions.register(
                self.conference,
                name="Erika",
                email=f"{person}@example.org",
                pools=[self.session(number).seats for number in chosen],
                key=key,
                language="de",
                privacy_version="0" * 64,
                together=together,
            )

    @rule(person=people)
    def confirm(self, person):
        if attendee := self.attendee(person):
            self.model.confirm(person)
            actions.confirm(attendee)

    @rule(person=people, number=rooms, by_organiser=strategies.booleans())
    def cancel(self, person, number, by_organiser):
        room = self.model.rooms[number]
        if room.live(person):
            self.model.cancel(person, room)
            registration = self.attendee(person).registrations.live().get(session=self.sessions[number])
            actions.cancel(registration, by=self.organiser if by_organiser else None)

    @rule(person=people)
    def cancel_all(self, person):
        if attendee := self.attendee(person):
            self.model.cancel_all(person)
            actions.cancel_all(attendee)

    @rule(person=people, number=rooms)
    def add(self, person, number):
        refusal = self.model.add(person, self.model.rooms[number])
        facts = {"name": "Erika", "email": f"{person}@example.org", "language": "de", "by": self.organiser}
        with pytest.raises(refusal) if refusal else nullcontext():
            actions.add(self.conference, pools=[self.session(number).seats], **facts)

    @rule(number=rooms, capacity=strategies.integers(0, 3))
    def set_capacity(self, number, capacity):
        room = self.model.rooms[number]
        room.capacity, room.kept_back = capacity, min(room.kept_back, capacity)
        self.model.fill([room])
        programme_actions.set_capacity(self.session(number).seats, capacity=capacity, by=self.organiser)

    @rule(number=rooms, count=strategies.integers(0, 2))
    def keep_back(self, number, count):
        room = self.model.rooms[number]
        room.kept_back = min(count, room.capacity)
        self.model.fill([room])
        programme_actions.keep_back(self.session(number).seats, count=room.kept_back, by=self.organiser)

    @rule(number=rooms)
    def stop_waiting_list(self, number):
        self.model.rooms[number].is_stopped = True
        programme_actions.stop_waiting_list(self.session(number), by=self.organiser)

    @rule(number=rooms)
    def resume_waiting_list(self, number):
        room = self.model.rooms[number]
        room.is_stopped = False
        self.model.fill([room])
        programme_actions.resume_waiting_list(self.session(number), by=self.organiser)

    @rule(number=rooms, sure=strategies.integers(0, 9))
    def cancel_session(self, number, sure):
        if sure == 0:
            room = self.model.rooms[number]
            room.is_cancelled = True
            for entry in room.entries:
                if entry.status in LIVE:
                    entry.status = "cancelled"
            programme_actions.cancel_session(self.session(number), by=self.organiser)

    @rule(person=people)
    def erase(self, person):
        if attendee := self.attendee(person):
            self.model.erase(person)
            actions.erase(attendee)

    @rule()
    def let_an_hour_pass(self):
        self.model.expire()
        Registration.objects.filter(held_until__isnull=False).update(held_until=timezone.now())
        actions.expire_overdue()

    @rule(number=rooms)
    def promote(self, number):
        self.model.fill([self.model.rooms[number]])
        actions.promote(self.session(number))

    @invariant()
    def agree(self):
        if not hasattr(self, "model"):
            return
        live = Registration.objects.live().order_by("session", "position")
        found = [[] for _number in SESSIONS]
        numbers = {session.pk: number for number, session in enumerate(self.sessions)}
        for session, status, email in live.values_list("session", "status", "attendee__email"):
            found[numbers[session]].append((int(email[0]), status))
        wanted = [
            [
                (entry.person, entry.status)
                for entry in sorted(room.entries, key=lambda entry: entry.position)
                if entry.status in LIVE
            ]
            for room in self.model.rooms
        ]
        assert found == wanted
        seats = Seats.objects.filter(session__in=self.sessions).order_by("session")
        assert [(row.taken, row.kept_back, row.overbooked_by) for row in seats] == [
            (room.taken, room.kept_back, max(0, room.taken - room.capacity)) for room in self.model.rooms
        ]


def run(runs, steps):
    run_state_machine_as_test(
        Machine,
        settings=hypothesis_settings(
            max_examples=runs,
            stateful_step_count=steps,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )


@pytest.mark.django_db
def test_program_does_what_the_model_says():
    run(RUNS, STEPS)


@pytest.mark.soak
@pytest.mark.django_db
def test_program_does_what_the_model_says_for_long():
    run(2000, 60)


@pytest.mark.django_db
@pytest.mark.breaks_invariants
def test_machine_finds_a_list_that_is_served_from_its_end(monkeypatch):
    """The control: a short way to the planted fault, so that it takes no luck to meet it."""
    real = places._waits_for
    monkeypatch.setattr(places, "_waits_for", lambda seats: real(seats).order_by("-position"))
    machine = Machine()
    machine.begin(capacities=[0, 0])
    for person in (0, 1):
        machine.register_and_confirm(person=person, number=0)
    machine.agree()
    machine.set_capacity(number=0, capacity=1)
    with pytest.raises(AssertionError):
        machine.agree()
    transaction.set_rollback(True)
    machine.transaction.__exit__(None, None, None)
