"""How many threads of a web process may wait for something that is locked: at most half of them.

Who acts on the database may have to wait there for somebody else, for seconds. Were all threads of a process to do so,
nobody would be left to show a page that needs no lock. So whoever acts takes one of a few places first. A queue that
moves is no jam: while places are given back, others wait for one. Where none has been given back for half a second,
whoever finds no place tries without one: they get what nobody holds, and are refused at once where they would have to
wait. Each process has a room of its own and knows nothing of the others. See docs/decisions/0015.
"""

import threading
import time
from contextlib import contextmanager

from django.conf import settings
from django.db import OperationalError

JAM_SECONDS = 0.5  # without a place given back, until the others no longer wait for one


class WaitingRoom:
    def __init__(self, places):
        self.places = self.free = places
        self.is_jammed = False
        self._moved_at = time.monotonic()
        self._changed = threading.Condition()

    @contextmanager
    def place(self):
        """Lend a place; give True with it, or False where there was none."""
        if not self._take():
            yield False
            return
        began, is_in_vain = time.monotonic(), False
        try:
            yield True
        except Exception as error:
            # Only an OperationalError means a wait in vain; other exceptions refuse for a reason of their own.
            is_in_vain = isinstance(error, OperationalError) or isinstance(error.__cause__, OperationalError)
            raise
        finally:
            self._give_back(time.monotonic() - began, is_in_vain)

    def _take(self):
        with self._changed:
            while not self.free:
                patience = self._moved_at + JAM_SECONDS - time.monotonic()
                if patience <= 0:
                    self.is_jammed = True
                if self.is_jammed:
                    return False
                self._changed.wait(patience)
            self.free -= 1
            if not self.is_jammed:
                self._moved_at = time.monotonic()
            return True

    def _give_back(self, seconds, is_in_vain):
        """Take a place back. One that was held only briefly in a jam does not show that the queue moves."""
        with self._changed:
            self.free += 1
            if self.free == self.places or (seconds > JAM_SECONDS and not is_in_vain):
                self.is_jammed = False
            if not (is_in_vain or self.is_jammed):
                self._moved_at = time.monotonic()
            self._changed.notify()


room = WaitingRoom(max(1, settings.WEB_THREADS // 2))
