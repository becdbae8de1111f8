"""Django's PostgreSQL, but nobody waits for ever for a server that takes connections and never answers.

A server whose machine is gone is noticed by the kernel (keepalives, `tcp_user_timeout`: settings.database_from_url).
One that is frozen goes on keeping its connections: its kernel still answers for it. So whoever has waited for some
seconds for an answer looks whether the server would still take somebody new. If so, the statement only takes long, and
may; if not, the connection is given up.
"""

import time

import psycopg
from django.db.backends.postgresql import base
from psycopg import IsolationLevel
from psycopg.errors import ConnectionTimeout, _WaitTimeout

LOOK_SECONDS = 3  # without an answer, until somebody looks, and between two looks
ANSWER_SECONDS = 2  # the shortest time that psycopg waits for a new connection
# Once a thread has noticed that the server does not answer, all threads of this process act on it for AWAY_SECONDS:
# none opens a new connection, and one that has a connection waits only SHORT_SECONDS for an answer.
AWAY_SECONDS = 2
SHORT_SECONDS = 0.5


class Away:
    """Until when this process takes the server for one that does not answer, in seconds of time.monotonic()."""

    until = 0.0

    @classmethod
    def is_known(cls):
        return time.monotonic() < cls.until

    @classmethod
    def note(cls, seconds=AWAY_SECONDS):
        cls.until = time.monotonic() + seconds


class Connection(psycopg.Connection):
    arguments = None  # with which it was opened

    def wait(self, gen, *args, timeout=None, **kwargs):
        """Wait for an answer, as long as the server is there. Raises OperationalError.

        psycopg calls this for every exchange with the server. After a look it is called again and continues.
        """
        if timeout is not None:
            return super().wait(gen, *args, timeout=timeout, **kwargs)
        while True:
            was_away = Away.is_known()
            try:
                return super().wait(gen, *args, timeout=SHORT_SECONDS if was_away else LOOK_SECONDS, **kwargs)
            except _WaitTimeout as error:
                if was_away or (self.arguments and not _takes_connections(self.arguments)):
                    self.pgconn.finish()
                    raise psycopg.OperationalError("the database does not answer") from error


class DatabaseWrapper(base.DatabaseWrapper):
    def get_new_connection(self, conn_params):
        if Away.is_known():
            raise psycopg.OperationalError("the database did not answer a moment ago")
        if Away.until:  # this thread tries; the others are refused until it knows
            Away.note(conn_params.get("connect_timeout", 0) + AWAY_SECONDS)
        self.isolation_level = IsolationLevel.READ_COMMITTED
        try:
            connection = Connection.connect(**conn_params)
        except ConnectionTimeout:
            Away.note()
            raise
        except psycopg.Error:  # the server answered, if only with an error
            Away.until = 0.0
            raise
        Away.until = 0.0
        connection.arguments = conn_params
        return connection


def _takes_connections(arguments):
    """Ask the server for one more connection; "there are too many" is an answer, too."""
    try:
        psycopg.connect(**arguments | {"connect_timeout": ANSWER_SECONDS}).close()
    except ConnectionTimeout:
        Away.note()
        return False
    except psycopg.Error:
        pass
    return True
