"""What is kept, in the memory of one process, and who makes it when it is not there."""

import threading
from collections import OrderedDict
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.utils import timezone

from womconf.kept.listening import listener
from womconf.processes import give_memory_back

PATIENCE_SECONDS = 5  # with whoever makes what we want, too
LARGE = 2**20  # bytes


@dataclass(frozen=True)
class Made:
    """Something that was made of rows, and how long it is true."""

    value: object
    size: int  # bytes, or an estimate
    conference: int | None  # whose rows they are; None: of all
    moment: int | None  # of the listener, before the first of them was read; None: nothing was heard, so it is not kept
    until: datetime | None  # when the clock makes it untrue


class Store:
    """Values by name, the least used one forgotten first. `size` is in bytes, of all that is kept."""

    def __init__(self, listener):
        self.listener = listener
        self.size = 0
        self._entries = OrderedDict()
        self._in_the_making = {}  # name → threading.Event
        self._lock = threading.Lock()

    def get(self, name):
        """Return the value that is kept under a name, or None: there is none, or it may no longer be true."""
        made = self._entries.get(name)
        if made is None or not self._is_true(made):
            return None
        with self._lock:
            if name in self._entries:
                self._entries.move_to_end(name)
        return made.value

    def former(self, name):
        """Return what was kept last under a name, true or not; None if the database may be another one since then."""
        made = self._entries.get(name)
        return made.value if made and self.listener.heard_all_since(made.moment) else None

    def get_or_make(self, name, make):
        """Return the value that is kept under a name, else what `make` makes: a Made, or whatever is not to be kept.

        Of several threads that want the same, one makes it; the others wait for it, and make it themselves only if it
        is not kept then.
        """
        if self.listener.moment() is None:
            return value_of(make())
        if (value := self.get(name)) is not None:
            return value
        with self._lock:
            others = self._in_the_making.get(name)
            if others is None:
                ours = self._in_the_making[name] = threading.Event()
        if others is not None:
            others.wait(PATIENCE_SECONDS)
            value = self.get(name)
            return value if value is not None else self._make(name, make)
        try:
            return self._make(name, make)
        finally:
            with self._lock:
                del self._in_the_making[name]
            ours.set()

    def _make(self, name, make):
        made = make()
        if isinstance(made, Made) and made.moment is not None and made.size <= self._limit and self._is_true(made):
            self._keep(name, made)
            if made.size >= LARGE:  # to make it took much more for a moment
                give_memory_back()
        return value_of(made)

    @property
    def _limit(self):
        return settings.KEPT_ANSWERS_MB * 2**20

    def _is_true(self, made):
        is_over = made.until is not None and made.until <= timezone.now()
        return not is_over and self.listener.is_unchanged(made.conference, made.moment)

    def _keep(self, name, made):
        with self._lock:
            self._drop(name)
            self._entries[name] = made
            self.size += made.size
            while self.size > self._limit:
                self._drop(next(iter(self._entries)))

    def _drop(self, name):
        made = self._entries.pop(name, None)
        if made is not None:
            self.size -= made.size

    def clear(self):
        with self._lock:
            self._entries.clear()
            self.size = 0


def value_of(made):
    """Return what somebody made, be it to be kept or not."""
    return made.value if isinstance(made, Made) else made


store = Store(listener)
