"""The rules of registration, told a second time and as simply as possible: one list of entries, and no database.

Nothing here knows how the program does it. Each act returns the exception that the program must raise, or None, and
notes in `mails` who must be written to.
"""

import itertools
import math

from registration.exceptions import (
    AddressIsTaken,
    MergeTheOtherWayRound,
    NoPlaceThere,
    NotAllFree,
    NotConfirmedYet,
    NotTheSamePerson,
    Overlapping,
    SessionIsOver,
    SessionNotBookable,
)
from tests.registration.entries import (
    LIVE,
    OVER,
    PLACED,
    POOLS,
    RANK,
    Entry,
    Form,
    Person,
    Pool,
    Session,
    at_once,
    clashes,
)


class Model:
    def __init__(self, capacities, hours, *, is_refusing):
        self.sessions = [Session(hours[:2]), Session(hours[2:3]), Session(hours[3:4])]
        self.pools = [
            Pool(number, self.sessions[session], is_follow_up, capacities[number])
            for number, (session, is_follow_up) in enumerate(POOLS)
        ]
        self.is_refusing = is_refusing
        self.people, self.forms, self.entries, self.mails = [], {}, [], []
        self.positions = itertools.count()

    # What is true

    def taken(self, pool):
        return sum(entry.pool is pool and entry.status in PLACED for entry in self.entries)

    def overbooked(self, pool):
        return max(0, self.taken(pool) - pool.capacity)

    def free(self, pool):
        return max(0, pool.capacity - pool.kept_back - self.taken(pool))

    def has_place(self, pool):
        """For whoever comes now: one is free, and nobody waits to whom it would go."""
        return self.free(pool) > 0 and (pool.session.is_first_come or not self.queue(pool))

    def queue(self, pool):
        """Those who can move up: they said that they want it, and have nothing else at that time."""
        waiting = [entry for entry in self.of(pool=pool, status={"waiting"}) if self.is_wanted(entry)]
        return [entry for entry in waiting if not self.collides(entry)]

    def is_wanted(self, entry):
        return entry.person.is_confirmed and (entry.form is None or entry.form.is_confirmed)

    def collides(self, entry):
        return any(at_once(entry.pool, other.pool) for other in self.of(entry.person, status={"confirmed"}))

    def of(self, person=None, *, pool=None, session=None, status=LIVE):
        """Return entries, first come first."""
        found = [entry for entry in self.in_order() if entry.status in status]
        found = [entry for entry in found if person is None or entry.person is person]
        found = [entry for entry in found if session is None or entry.pool.session is session]
        return [entry for entry in found if pool is None or entry.pool is pool]

    def in_order(self):
        return sorted(self.entries, key=lambda entry: entry.position)

    def in_hybrid(self):
        return self.of(session=self.sessions[1])

    def moving(self):
        return [person for person in self.people if person.new_address]

    def open_forms(self):
        return [key for key, form in self.forms.items() if not form.is_confirmed]

    def asked(self):
        """Those who have yet to confirm a form."""
        return [person for person in self.people if any(self.forms[key].person is person for key in self.open_forms())]

    def held(self):
        """The keys of forms for which places are held."""
        pending = {entry.form for entry in self.of(status={"pending"})}
        return [key for key, form in self.forms.items() if form in pending]

    def live(self, person, pool):
        """What somebody has in a session or in its follow-up, in whichever mode."""
        theirs = self.of(person, session=pool.session)
        return next((entry for entry in theirs if entry.pool.is_follow_up == pool.is_follow_up), None)

    def without_session(self):
        """Follow-ups of people who are not in the session itself."""
        mine = [entry for entry in self.of() if entry.pool.is_follow_up]
        return [entry for entry in mine if not self.live(entry.person, self.pools[0])]

    def find(self, address):
        return next((person for person in self.people if address and person.address == address), None)

    def find_or_note(self, address):
        person = self.find(address)
        if person is None:
            self.people.append(person := Person(address))
        return person

    # What follows from it

    def fill(self):
        """Give what is free to those who wait, and return them: after each act nobody waits where a place is free."""
        moved_up = []
        for pool in self.pools:
            while pool.session.moves_up and self.free(pool) and (queue := self.queue(pool)):
                queue[0].status = "confirmed"
                moved_up.append(queue[0])
        return moved_up

    def fill_and_tell(self):
        self.tell("moved-up", self.fill())

    def tell(self, kind, entries):
        """One mail to each person, of all of theirs."""
        for person in self.people:
            if theirs := [entry.pool.number for entry in entries if entry.person is person]:
                self.write(kind, person, *sorted(theirs))

    def write(self, kind, person, *pools):
        if person.address:
            self.mails.append((kind, person.address, *pools))

    def enter(self, person, pool, status, form, position=None):
        entry = Entry(person, pool, status, next(self.positions) if position is None else position, form)
        self.entries.append(entry)
        return entry

    # What people do

    def register(self, address, pools, key, *, together, is_meant):
        if key in self.forms:
            return None
        live = [pool for pool in pools if not pool.session.is_cancelled]
        if clashes(live) and (self.is_refusing or not is_meant):
            return Overlapping
        if not all(pool.session.is_bookable for pool in pools):
            return SessionNotBookable
        if together and not all(self.has_place(pool) for pool in pools):
            return NotAllFree
        person = self.find_or_note(address)
        form = self.forms[key] = Form(person, pools)
        for pool in sorted(pools, key=lambda pool: pool.is_follow_up):
            if not self.live(person, pool):
                self.enter(person, pool, "pending" if self.has_place(pool) else "waiting", form)
        self.write("confirm", person)
        return None

    def confirm(self, person):
        person.is_confirmed = True
        open_forms = [form for form in self.forms.values() if form.person is person and not form.is_confirmed]
        asked_for = self.of(person, status={"pending", "waiting", "expired"})
        settled = [self.settle(entry) for entry in asked_for if entry.form in open_forms]
        for form in open_forms:
            form.is_confirmed = True
        moved_up = self.fill()
        for entry in filter(None, settled):
            self.give_place_if_list_is_over(entry)
        self.tell("registered", [entry for entry in settled if entry])
        self.tell("moved-up", [entry for entry in moved_up if entry not in settled])

    def settle(self, entry):
        """Return what somebody has from now on of what they asked for."""
        if entry.pool.session.is_over:
            if entry.status in LIVE:
                entry.status = "expired"
            return None
        is_alone = entry.pool.is_follow_up and not self.live(entry.person, self.pools[0])
        if is_alone or (self.is_refusing and self.collides(entry)):
            if entry.status in LIVE:
                entry.status = "cancelled"
            return None
        if entry.status == "pending":
            entry.status = "confirmed"
        if entry.status in LIVE:
            return entry
        if self.live(entry.person, entry.pool) or not entry.pool.session.is_bookable:
            return None
        came_first = [other for other in self.queue(entry.pool) if other.position < entry.position]
        is_next = self.free(entry.pool) and not came_first
        status = "confirmed" if is_next or self.has_place(entry.pool) else "waiting"
        return self.enter(entry.person, entry.pool, status, entry.form, entry.position)

    def give_place_if_list_is_over(self, entry):
        is_free = entry.pool.session.is_first_come and self.free(entry.pool)
        if is_free and entry in self.queue(entry.pool):
            entry.status = "confirmed"
            return True
        return False

    def take_free_place(self, entry):
        if entry.status == "waiting":
            if not self.give_place_if_list_is_over(entry):
                return NoPlaceThere
            self.tell("moved-up", [entry])
        return None

    def give_place(self, entry):
        pool = entry.pool
        if entry.status in PLACED:
            return None
        if not pool.session.is_bookable or pool.capacity <= self.taken(pool):
            return NoPlaceThere
        if not self.is_wanted(entry):
            return NotConfirmedYet
        confirmed = [other.pool for other in self.of(entry.person, status={"confirmed"})]
        if self.is_refusing and clashes([pool, *confirmed]) - clashes(confirmed):
            return Overlapping
        pool.kept_back -= bool(pool.kept_back and not self.has_place(pool))
        entry.status = "confirmed"
        self.tell("moved-up", [entry])
        return None

    def cancel(self, entry, *, is_organiser):
        if entry.pool.hour == OVER and not is_organiser:
            return SessionIsOver
        is_whole = not entry.pool.is_follow_up
        self.end(self.of(entry.person, session=entry.pool.session) if is_whole else [entry], "cancelled")
        return None

    def cancel_all(self, person):
        """What is over stays, unless it is the follow-up of what is left."""
        theirs = self.of(person)
        ending = [entry for entry in theirs if entry.pool.hour != OVER]
        left = [entry.pool.session for entry in ending if not entry.pool.is_follow_up]
        self.end([entry for entry in theirs if entry in ending or entry.pool.session in left], "cancelled")

    def end(self, entries, kind):
        for entry in entries:
            entry.status = "cancelled"
        self.tell(kind, [entry for entry in entries if entry.person.is_confirmed])
        self.fill_and_tell()

    def switch(self, entry, pool):
        if pool is entry.pool:
            return None
        if not pool.session.is_bookable or (entry.status in PLACED and not self.has_place(pool)):
            return NoPlaceThere
        entry.pool = pool
        self.fill_and_tell()
        self.write("everything", entry.person)
        return None

    def erase(self, person):
        self.people.remove(person)
        self.entries = [entry for entry in self.entries if entry.person is not person]
        self.forms = {key: form for key, form in self.forms.items() if form.person is not person}
        self.fill_and_tell()

    def ask_for_address(self, person, address):
        person.new_address = address
        self.mails.append(("new-address", address))

    def change_address(self, person):
        if self.find(person.new_address) not in {None, person}:
            return AddressIsTaken
        self.write("address-changed", person)
        person.address, person.new_address = person.new_address, ""
        self.write("everything", person)
        return None

    # What the clock does

    def let_an_hour_pass(self, key):
        """For the places that are held for one form."""
        for entry in self.of(status={"pending"}):
            if entry.form is self.forms[key]:
                entry.status = "expired"
        for entry in self.without_session():
            entry.status = "expired"
        moved_up = self.fill()
        for session in self.sessions:  # each by itself
            self.tell("moved-up", [entry for entry in moved_up if entry.pool.session is session])

    def let_a_week_pass(self, key):
        """For one form that nobody has confirmed."""
        form = self.forms.pop(key)
        for entry in [entry for entry in self.entries if entry.form is form]:
            later = [self.forms[open_key] for open_key in self.open_forms()]
            asked_too = [one for one in later if one.person is form.person and entry.pool in one.pools]
            if asked_too and entry.status in {"pending", "waiting", "expired"}:
                entry.form = asked_too[-1]
            else:
                self.entries.remove(entry)
        for entry in self.without_session():
            entry.status = "expired"
        self.fill_and_tell()
        if not form.person.is_confirmed and all(
            one.person is not form.person for one in [*self.forms.values(), *self.entries]
        ):
            self.people.remove(form.person)

    # What organisers do

    def add(self, address, pools):
        if not all(pool.session.is_bookable for pool in pools):
            return SessionNotBookable
        person = self.find(address)
        confirmed = [entry.pool for entry in self.of(person, status={"confirmed"})] if person else []
        if self.is_refusing and clashes([*pools, *confirmed]) - clashes(confirmed):
            return Overlapping
        person = self.find_or_note(address) if address else Person("")
        if person not in self.people:
            self.people.append(person)
        person.is_confirmed = True
        is_for_everybody = {pool: self.has_place(pool) for pool in pools}
        for pool in sorted(pools, key=lambda pool: pool.is_follow_up):
            entry = self.live(person, pool) or self.enter(person, pool, "waiting", None)
            if entry.status == "waiting":
                entry.pool = pool
                if pool.capacity > self.taken(pool):
                    entry.status = "confirmed"
                    pool.kept_back -= bool(pool.kept_back and not is_for_everybody[pool])
            elif entry.status == "pending":
                entry.status = "confirmed"
            if entry.form and not entry.form.is_confirmed:
                entry.form = None
        self.fill_and_tell()
        self.write("everything", person)
        return None

    def merge(self, person, other):
        """The better place counts, and what either of them wanted is wanted."""
        if person is other:
            return NotTheSamePerson
        if other.is_confirmed and not person.is_confirmed:
            return MergeTheOtherWayRound
        kept = {(entry.pool.session, entry.pool.is_follow_up): entry for entry in self.of(person)}
        lost, wanted = [], {}
        for entry in self.of(other):
            twin = kept.setdefault((entry.pool.session, entry.pool.is_follow_up), entry)
            if twin is not entry:
                better, worse = sorted([twin, entry], key=lambda one: (RANK.index(one.status), one.position))
                kept[entry.pool.session, entry.pool.is_follow_up] = better
                lost.append(worse)
                if self.is_wanted(worse) and not self.is_wanted(better):
                    wanted[better] = worse.form
        confirmed = [
            e.pool for e in kept.values() if e.status == "confirmed" or (e in wanted and e.status == "pending")
        ]
        if self.is_refusing and clashes(confirmed):
            return Overlapping
        for entry, form in wanted.items():
            entry.form, entry.status = form, "confirmed" if entry.status == "pending" else entry.status
        for entry in lost:
            entry.status = "cancelled"
        for one in [*self.entries, *self.forms.values()]:
            if one.person is other:
                one.person = person
        self.people.remove(other)
        self.fill_and_tell()
        self.write("everything", person)
        return None

    def set_capacity(self, pool, capacity):
        pool.capacity = capacity
        pool.kept_back = min(pool.kept_back, 0 if capacity == math.inf else capacity)
        self.fill_and_tell()

    def keep_back(self, pool, count):
        pool.kept_back = count
        self.fill_and_tell()

    def stop_waiting_list(self, session):
        session.is_stopped = True

    def resume_waiting_list(self, session):
        session.is_stopped = False
        self.fill_and_tell()

    def move(self, session, slot, hour):
        if session.hours[slot] != hour:
            session.hours[slot] = hour
            self.fill_and_tell()

    def cancel_session(self, session):
        session.is_cancelled = True
        self.end(self.of(session=session), "session-cancelled")

    def reinstate_session(self, session):
        session.is_cancelled = False
