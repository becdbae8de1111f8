"""The machine that lets hypothesis act in the model (model.py) and in the program, and compares the two."""

import datetime
import math
import uuid
from collections import Counter
from contextlib import nullcontext
from operator import itemgetter

import pytest
from django.conf import settings
from django.db import transaction
from django.utils import timezone
from hypothesis import strategies
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
)

from programme import actions as programme_actions
from programme.models import Conference, Overlaps, Pool, Slot
from programme.telling import untold
from registration import actions
from registration.actions.people import UNCONFIRMED_KEPT
from registration.invariants import breaks
from registration.models import Attendee, Registration, Submission
from tests.factories import ConferenceFactory, FollowUpPoolFactory, OrganiserFactory, SessionFactory, SlotFactory
from tests.registration.entries import ELEVEN, ON_SITE, ONLINE, OVER, POOLS, SOON, TEN
from tests.registration.evening import ComesTheEvening
from tests.registration.model import Model
from tests.registration.post import calendar_of, deliver, reached, what_is_attended
from womconf.limits.models import Count
from womconf.mail.models import Message

ADDRESSES = [f"person{number}@example.org" for number in range(4)]
OFFICE = "office@example.org"
HOUR = datetime.timedelta(hours=1)
FOLLOW_UP = 3  # the number of its pool
OF_SESSIONS = ["stop_waiting_list", "resume_waiting_list", "cancel_session", "reinstate_session"]
OF_PEOPLE = ["register", "confirm", "cancel", "cancel_all", "switch", "ask_for_address", "change_address", "erase"]
OTHERS = ["let_an_hour_pass", "let_a_week_pass", "bounce", "add", "merge", "set_capacity", "keep_back", "move"]
OTHERS += ["give_place", "tell_changes", "let_the_evening_come"]
ACTS = {*OF_SESSIONS, *OF_PEOPLE, *OTHERS, "take_free_place"}


def numbers(things):
    return strategies.integers(0, len(things) - 1)


def when(name):
    """Only where the model has some of these."""

    def are_there(machine):
        found = getattr(machine.model, name)
        return bool(found() if callable(found) else found)

    return precondition(are_there)


addresses, pools, sessions = strategies.sampled_from(ADDRESSES), numbers(POOLS), numbers(range(3))
anybody = strategies.integers(0, 99)  # of those that are there, see one_of
capacities = strategies.sampled_from([0, 1, 1, 2, math.inf])
hours = strategies.sampled_from([*[TEN, ELEVEN] * 3, SOON, OVER])
choices = strategies.sets(pools, min_size=1, max_size=2).map(
    # Nobody is in a follow-up alone, nor in two places at once.
    lambda chosen: sorted((chosen | {0} if FOLLOW_UP in chosen else chosen) - ({1} if ONLINE in chosen else set()))
)


class Machine(ComesTheEvening, RuleBasedStateMachine):
    """Does the same with both, in a transaction that is rolled back."""

    done, refused = Counter(), Counter()

    @classmethod
    def build(cls):
        """Make what all runs begin with: a talk with a follow-up, a hybrid session, and another one."""
        cls.done.clear()
        cls.refused.clear()
        cls.now, cls.organiser, cls.conference = (
            timezone.now(),
            OrganiserFactory(),
            ConferenceFactory(contact_email=OFFICE),
        )
        cls.sessions = talk, hybrid, plain = SessionFactory.create_batch(3, conference=cls.conference)
        follow_up = FollowUpPoolFactory(session=talk)
        cls.slots = [*(SlotFactory(session=session) for session in cls.sessions), follow_up.slot]
        programme_actions.make_hybrid(hybrid, on_site=None, online=None)
        cls.pools = [talk.pools.first(), hybrid.pools.first(), plain.pools.first(), follow_up, hybrid.pools.last()]

    @initialize(
        capacities=strategies.lists(capacities, min_size=len(POOLS), max_size=len(POOLS)),
        hours=strategies.lists(strategies.sampled_from([TEN, ELEVEN]), min_size=4, max_size=4),
        is_refusing=strategies.booleans(),
        early=strategies.lists(strategies.tuples(addresses, choices, strategies.booleans()), min_size=2, max_size=5),
    )
    def begin(self, capacities, hours, is_refusing, early=()):
        self.transaction = transaction.atomic()
        self.transaction.__enter__()
        self.model, self.sent, self.last_mail = Model(capacities, hours, is_refusing=is_refusing), {}, 0
        self.submissions = {}  # {key of the page: pk of its Submission}
        Conference.objects.update(overlaps=Overlaps.REFUSE if is_refusing else Overlaps.WARN)
        for pool, capacity in zip(self.pools, capacities, strict=True):
            Pool.objects.filter(pk=pool.pk).update(capacity=none_for_infinity(capacity))
        for slot, hour in zip(self.slots, [hours[0], *hours[2:], hours[1]], strict=True):
            Slot.objects.filter(pk=slot.pk).update(starts_at=self.at(hour), ends_at=self.at(hour) + HOUR)
        self.conference.refresh_from_db()
        for address, chosen, is_confirmed in early:
            register = self.register_and_confirm if is_confirmed else self.register
            register(address=address, chosen=chosen)

    def teardown(self):
        if hasattr(self, "transaction"):
            try:
                assert breaks(stop_hours=settings.WAITING_LIST_STOP_HOURS) == {}
                self.let_the_evening_come()
            finally:
                transaction.set_rollback(True)
                self.transaction.__exit__(None, None, None)

    def at(self, hour):
        if hour in {OVER, SOON}:
            return self.now + (3 * HOUR if hour == SOON else -24 * HOUR)
        return self.now + datetime.timedelta(days=30, hours=hour - TEN)

    # Who and what is meant

    def attendee(self, person):
        people = Attendee.objects.select_related("conference").filter(conference=self.conference).order_by("pk")
        return people[self.model.people.index(person)]

    def registration(self, entry):
        in_pool = [other for other in self.model.in_order() if other.pool is entry.pool]
        rows = Registration.objects.filter(pool=self.pools[entry.pool.number]).order_by("position", "pk")
        return rows.select_related("attendee__conference")[in_pool.index(entry)]

    def fresh(self, chosen):
        """Return pools as a page reads them."""
        rows = Pool.objects.select_related("session__conference", "slot")
        return [rows.get(pk=self.pools[number].pk) for number in chosen]

    def both(self, name, *arguments, act, **named):
        """Carry it out in the model, then in the program, which must refuse the same."""
        Count.objects.all().delete()  # nobody is told to wait for a mail here
        refusal = getattr(self.model, name)(*arguments, **named)
        (self.refused if refusal else self.done)[name] += 1
        with pytest.raises(refusal) if refusal else nullcontext():
            act()

    # What people do

    @rule(
        address=addresses,
        chosen=choices,
        together=strategies.booleans(),
        is_meant=strategies.sampled_from([True, True, False]),
    )
    def register(self, address, chosen, together=False, is_meant=True):
        key = uuid.uuid4()
        self.sent[key] = (address, chosen, together, is_meant)
        self.send(key)

    @rule(address=addresses, chosen=choices, is_late=strategies.booleans())
    def register_and_confirm(self, address, chosen, is_late=False):
        self.register(address, chosen)
        if is_late and self.model.held():
            self.let_an_hour_pass(-1)
        for number, person in enumerate(self.model.asked()):
            if person.address == address:
                self.confirm(number)

    @rule(data=strategies.data())
    def send_again(self, data):
        if self.sent:
            self.send(data.draw(strategies.sampled_from(list(self.sent))))

    def send(self, key):
        address, chosen, together, is_meant = self.sent[key]
        wanted = [self.model.pools[number] for number in chosen]
        self.both(
            *("register", address, wanted, key),
            together=together,
            is_meant=is_meant,
            act=lambda: self.note(
                key,
                email=address,
                pools=self.fresh(chosen),
                together=together,
                overlaps_meant=is_meant,
            ),
        )

    def note(self, key, **form):
        """Send a form, and remember its Submission by the key of the page."""
        form |= {"name": "Erika", "language": "de", "privacy_version": "0" * 64}
        self.submissions[key] = actions.register(self.conference, key=key, **form).pk

    @when("asked")
    @rule(number=anybody)
    def confirm(self, number):
        person = one_of(self.model.asked(), number)
        attendee = self.attendee(person)
        self.both("confirm", person, act=lambda: actions.confirm(attendee))

    @when("of")
    @rule(number=anybody, is_organiser=strategies.booleans())
    def cancel(self, number, is_organiser):
        entry = one_of(self.model.of(), number)
        registration, by = self.registration(entry), self.organiser if is_organiser else None
        self.both("cancel", entry, is_organiser=is_organiser, act=lambda: actions.cancel(registration, by=by))

    @when("of")
    @rule(number=anybody)
    def cancel_all(self, number):
        person = one_of(self.model.of(), number).person
        attendee = self.attendee(person)
        self.both("cancel_all", person, act=lambda: actions.cancel_all(attendee))

    @when("of")
    @rule(number=anybody)
    def take_free_place(self, number):
        entry = one_of(self.model.of(), number)
        registration = self.registration(entry)
        self.both("take_free_place", entry, act=lambda: actions.take_free_place(registration))

    @when("of")
    @rule(number=anybody)
    def give_place(self, number):
        entry = one_of(self.model.of(), number)
        registration = self.registration(entry)
        self.both("give_place", entry, act=lambda: actions.give_place(registration, by=self.organiser))

    @when("in_hybrid")
    @rule(number=anybody, there=strategies.sampled_from([ON_SITE, ONLINE]))
    def switch(self, number, there):
        entry = one_of(self.model.in_hybrid(), number)
        registration, pool = self.registration(entry), self.model.pools[there]
        self.both("switch", entry, pool, act=lambda: actions.switch(registration, self.pools[there]))

    @when("people")
    @rule(number=anybody, address=addresses)
    def ask_for_address(self, number, address):
        person = one_of(self.model.people, number)
        attendee = self.attendee(person)
        self.both("ask_for_address", person, address, act=lambda: actions.ask_for_address(attendee, email=address))

    @when("moving")
    @rule(number=anybody)
    def change_address(self, number):
        person = one_of(self.model.moving(), number)
        attendee = self.attendee(person)
        version = attendee.address_version
        self.both("change_address", person, act=lambda: actions.change_address(attendee, version=version))

    @when("people")
    @rule(number=anybody)
    def erase(self, number):
        person = one_of(self.model.people, number)
        attendee = self.attendee(person)
        self.both("erase", person, act=lambda: actions.erase(attendee))

    # What the clock and the post do

    @when("held")
    @rule(number=anybody)
    def let_an_hour_pass(self, number):
        """For the places that are held for one form."""
        key = one_of(self.model.held(), number)
        held = Registration.objects.filter(held_until__isnull=False, submission=self.submissions[key])
        held.update(held_until=timezone.now())
        self.both("let_an_hour_pass", key, act=actions.expire_overdue)

    @when("open_forms")
    @rule(number=anybody)
    def let_a_week_pass(self, number):
        """For one form that nobody has confirmed."""
        key = one_of(self.model.open_forms(), number)
        long_ago = timezone.now() - UNCONFIRMED_KEPT - HOUR
        Submission.objects.filter(pk=self.submissions[key]).update(sent_at=long_ago)
        Attendee.objects.filter(submissions=self.submissions[key]).update(created_at=long_ago)
        self.both("let_a_week_pass", key, act=actions.forget_unconfirmed)

    @rule(address=addresses)
    def post(self, address):
        """The last mails leave, but those to one address come back."""
        due = list(Message.objects.filter(status="queued").order_by("-pk")[:3])
        deliver(due, refused=address)
        for message in Message.objects.filter(pk__in=[message.pk for message in due]):
            bounces = message.to == address
            assert message.status in {"failed" if bounces else "sent", "cancelled"}
            self.done["bounce"] += bounces and message.status == "failed"

    # What organisers do

    @rule(address=strategies.sampled_from([*ADDRESSES, ""]), chosen=choices)
    def add(self, address, chosen):
        facts = {"name": "Erika", "email": address, "language": "de", "by": self.organiser, "for_owner": True}
        wanted = [self.model.pools[number] for number in chosen]
        self.both(
            *("add", address, wanted), act=lambda: actions.add(self.conference, pools=self.fresh(chosen), **facts)
        )

    @when("people")
    @rule(number=anybody, other=anybody)
    def merge(self, number, other):
        person, other = one_of(self.model.people, number), one_of(self.model.people, other)
        both = self.attendee(person), self.attendee(other)
        self.both("merge", person, other, act=lambda: actions.merge(*both, by=self.organiser))

    @rule(number=pools, capacity=capacities)
    def set_capacity(self, number, capacity):
        self.both(
            *("set_capacity", self.model.pools[number], capacity),
            act=lambda: programme_actions.set_capacity(
                self.pools[number], capacity=none_for_infinity(capacity), by=self.organiser
            ),
        )

    @rule(number=pools, count=strategies.integers(0, 2))
    def keep_back(self, number, count):
        pool = self.model.pools[number]
        if pool.capacity >= count and pool.capacity != math.inf:
            self.both(
                *("keep_back", pool, count),
                act=lambda: programme_actions.keep_back(self.pools[number], count=count, by=self.organiser),
            )

    @rule(number=sessions, name=strategies.sampled_from(OF_SESSIONS))
    def manage(self, number, name):
        session, row = self.model.sessions[number], self.sessions[number]
        self.both(name, session, act=lambda: getattr(programme_actions, name)(row, by=self.organiser))

    @rule(number=numbers(range(4)), hour=hours)
    def move(self, number, hour):
        session, slot = [(0, 0), (1, 0), (2, 0), (0, 1)][number]
        starts_at = self.at(hour)
        self.both(
            *("move", self.model.sessions[session], slot, hour),
            act=lambda: programme_actions.move_slot(
                self.slots[number], starts_at=starts_at, ends_at=starts_at + HOUR, room=None, by=self.organiser
            ),
        )

    def left_to_tell(self):
        return [change for change in untold(self.conference) if change.person in reached(self.conference)]

    @when("of")
    @rule()
    def tell_changes(self):
        """Everybody who does not know what is true gets one mail, and then they and their calendars know it."""
        left = {change.person for change in self.left_to_tell() if not change.is_on_the_way}
        assert programme_actions.tell_changes(self.conference) == len(left)
        assert programme_actions.tell_changes(self.conference) == 0
        self.done["tell_changes"] += bool(left)
        deliver(Message.objects.filter(status="queued").order_by("pk"))
        assert (rest := self.left_to_tell()) == [], (rest, list(Message.objects.values_list("kind", "status", "to")))
        told = Message.objects.filter(kind="changes", status="sent", pk__gt=self.last_mail)
        assert set(told.values_list("attendee", flat=True)) <= {person.pk for person in left}
        for attendee in reached(self.conference):
            assert calendar_of(attendee) == what_is_attended(attendee)

    @invariant()
    def agree(self):
        """On everything that anybody has or had, in its order; on the counters; on who was written to of what."""
        if not hasattr(self, "model"):
            return
        of_pool = {pool.pk: number for number, pool in enumerate(self.pools)}
        rows = Registration.objects.order_by("position", "pk").values_list("pool", "attendee__email", "status")
        found = sorted(((of_pool[pool], address, status) for pool, address, status in rows), key=itemgetter(0))
        wanted = [(entry.pool.number, entry.person.address, entry.status) for entry in self.model.in_order()]
        assert found == sorted(wanted, key=itemgetter(0))
        pools = Pool.objects.in_bulk(of_pool)
        assert [(row.taken, row.kept_back, row.overbooked_by) for row in map(pools.get, of_pool)] == [
            (self.model.taken(pool), pool.kept_back, self.model.overbooked(pool)) for pool in self.model.pools
        ]
        self.agree_on_mails(of_pool)

    def agree_on_mails(self, of_pool):
        new = Message.objects.filter(pk__gt=self.last_mail).order_by("pk")
        pool_ids = dict(Registration.objects.values_list("pk", "pool"))
        found = []
        for message in new:
            self.last_mail = message.pk
            if message.kind == "changes":  # see tell_changes
                continue
            about = message.facts.get("registrations", [message.facts.get("registration")])
            found.append((message.kind, message.to, *sorted(of_pool[pool_ids[pk]] for pk in about if pk)))
        assert sorted(found) == sorted(self.model.mails)
        self.model.mails.clear()


def one_of(things, number):
    return list(things)[number % len(things)]


def none_for_infinity(capacity):
    return None if capacity == math.inf else capacity
