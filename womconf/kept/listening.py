"""What has changed: a thread of each process hears it from the database, at the commit.

Triggers announce each change of a row that public pages show, with the key of its conference (womconf.kept.triggers).
The thread has a connection of its own and numbers what it hears. Whoever reads rows notes the number before; what they
made of the rows is good as long as nothing about their conference has been heard since. As soon as the thread does not
hear, it says so, and nothing that is kept is used: then each request asks the database.
"""

import os
import socket
import threading
import time
from contextlib import suppress

import psycopg
from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, connections

CHANNEL = "womconf_shown"
LISTEN = f"LISTEN {CHANNEL}"
HEARTBEAT_SECONDS = 1
# Without an answer to a heartbeat for so long, nobody can tell what has changed.
DEAF_SECONDS = 2
AGAIN_SECONDS = 0.5  # before the next try to connect


class Listener:
    def __init__(self):
        self._forget()
        os.register_at_fork(after_in_child=self._forget)  # a thread stays behind in the process that forks

    def _forget(self):
        self._starting = threading.Lock()
        self._thread = self._connection = None
        self._is_stopped = False
        self._heard_at = None  # of time.monotonic()
        self._number = 0  # of the last change
        self._of_all = 0  # number of the last change that concerns every conference
        self._of = {}  # the same of each conference, by its key

    def moment(self):
        """Return the number of the last change that was heard; None while nothing is heard or nothing is to be kept."""
        if not settings.KEPT_ANSWERS_MB:
            return None
        self._start()
        return self._number if self.hears else None

    @property
    def hears(self):
        heard_at = self._heard_at
        return heard_at is not None and time.monotonic() - heard_at < DEAF_SECONDS

    def is_unchanged(self, conference, moment):
        """Whether we hear, and have heard of no change in a conference (None: in any of them) since a moment."""
        last = self._number if conference is None else self._of.get(conference, 0)
        return self.heard_all_since(moment) and last <= moment

    def heard_all_since(self, moment):
        """Whether we hear, and have heard without a gap since a moment, from the same server."""
        return self.hears and self._of_all <= moment

    def stop(self):
        """End the thread, and hear nothing until somebody asks for a moment again."""
        self._is_stopped, self._heard_at = True, None
        thread, connection = self._thread, self._connection
        if connection is not None:
            with suppress(psycopg.Error, OSError), socket.socket(fileno=os.dup(connection.fileno())) as ours:
                ours.shutdown(socket.SHUT_RDWR)  # the thread need not wait for its next heartbeat
        if thread is not None:
            thread.join()
        self._forget()

    def _start(self):
        if self._thread is None:
            with self._starting:
                if self._thread is None:
                    self._thread = threading.Thread(target=self._run, name="kept answers", daemon=True)
                    self._thread.start()

    def _run(self):
        while not self._is_stopped:
            with suppress(psycopg.Error, OSError):
                self._listen()
            self._heard_at = None
            if not self._is_stopped:
                time.sleep(AGAIN_SECONDS)

    def _listen(self):
        with psycopg.connect(**_where(), autocommit=True, application_name="womconf kept answers") as connection:
            self._connection = connection
            connection.execute(LISTEN)
            self._note("")  # whatever came while nobody listened
            while not self._is_stopped:
                asked_at = time.monotonic()
                connection.execute("SELECT 1")
                self._heard_at = asked_at
                for change in connection.notifies(timeout=HEARTBEAT_SECONDS):
                    self._note(change.payload)

    def _note(self, payload):
        """Number a change; what it belongs to is written before the number, so that no reader takes it for older."""
        number = self._number + 1
        if payload.isdecimal():
            self._of[int(payload)] = number
        else:
            self._of_all = number
        self._number = number


def _where():
    """Return where to listen, for psycopg: a pooler in front of the database passes no notifications on."""
    if settings.DATABASE_LISTEN_URL:
        return {"conninfo": settings.DATABASE_LISTEN_URL}
    wanted = connections[DEFAULT_DB_ALIAS].get_connection_params()
    return {name: value for name, value in wanted.items() if name not in {"context", "cursor_factory"}}


listener = Listener()
