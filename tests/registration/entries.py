"""What model.py speaks of: people, forms, sessions, pools, and what somebody has or had in a pool."""

from dataclasses import dataclass

PLACED, LIVE = {"pending", "confirmed"}, {"pending", "confirmed", "waiting"}
# When things take place: over, too soon for the waiting list, and two hours of a later day, one after the other.
OVER, SOON, TEN, ELEVEN = range(4)
# The pools in the order in which they are filled: (session, whether it is its follow-up). The second session is hybrid.
POOLS = [(0, False), (1, False), (2, False), (0, True), (1, False)]
ON_SITE, ONLINE = 1, 4


@dataclass(eq=False)
class Person:
    address: str
    is_confirmed: bool = False
    new_address: str = ""


@dataclass(eq=False)
class Form:
    person: Person
    pools: list
    is_confirmed: bool = False


@dataclass(eq=False)
class Session:
    hours: list  # of the session itself, of its follow-up
    is_cancelled: bool = False
    is_stopped: bool = False

    @property
    def is_over(self):
        return max(self.hours) == OVER

    @property
    def is_bookable(self):
        return not self.is_cancelled and max(self.hours) > OVER

    @property
    def moves_up(self):
        return self.is_bookable and not self.is_stopped and min(self.hours) > SOON

    @property
    def is_first_come(self):
        """Too late for the waiting list: a free place is for whoever takes it."""
        return self.is_bookable and not self.is_stopped and min(self.hours) <= SOON


@dataclass(eq=False)
class Pool:
    number: int
    session: Session
    is_follow_up: bool
    capacity: float  # math.inf: no limit
    kept_back: int = 0

    @property
    def hour(self):
        return self.session.hours[self.is_follow_up]


@dataclass(eq=False)
class Entry:
    """What somebody has or had in a pool. `form` is None where an organiser entered it."""

    person: Person
    pool: Pool
    status: str
    position: int
    form: Form | None


RANK = ["confirmed", "pending", "waiting"]


def at_once(pool, other):
    return pool.session is not other.session and pool.hour == other.hour


def clashes(pools):
    """Return the pairs of sessions of which nobody can attend both."""
    return {frozenset([pool.session, other.session]) for pool in pools for other in pools if at_once(pool, other)}
