from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.timesince import timesince

WATCHES = []  # [(right, watch)]


@dataclass(frozen=True)
class Named:
    """One of those whom an item is about: the name, their page, a telephone to call, and what else is to be said."""

    name: str
    page: str
    phone: str = ""
    about: str = ""


@dataclass(frozen=True)
class Item:
    """One thing to do. `page` is where it is settled, `act` are the words of the link there; "" where that is not here.

    `since` is when it began, where that is known; `named` are some of those whom it is about, `further` how many more
    there are. Lower ranks come first on the list (the constants below).
    """

    key: str
    rank: int
    sentence: str
    page: str = ""
    act: str = ""
    since: datetime | None = None
    named: tuple = ()  # of Named
    further: int = 0

    @property
    def age(self):
        """Say for how long it has been so, in its largest unit; "" of what began within the last hour."""
        is_news = self.since is None or timezone.now() - self.since < NEWS
        return "" if is_news else timesince(self.since, depth=1)


MOST_NAMED = 10  # of those whom an item is about
NEWS = timedelta(hours=1)
BROKEN, PEOPLE_WAIT, SPEAKERS, SESSIONS, CONFERENCE, AFTERWARDS = range(6)


def some(named, number):
    """Return the Named as a tuple, and how many of the `number` are not among them: what an Item takes."""
    named = tuple(named)
    return named, number - len(named)


def watch(right):
    """Register a function that takes a Desk and yields Items, for those who have a right ("programme.view_session")."""

    def register(look):
        WATCHES.append((right, look))
        return look

    return register
