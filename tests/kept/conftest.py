import pytest
from django.db import connection, connections

from tests.mail.workers import wait_for
from womconf.kept.listening import CHANNEL, listener
from womconf.kept.store import store

NOBODYS = 2**31  # the key of no conference


@pytest.fixture
def keeping(transactional_db, settings):
    """Keep answers in this process, and hear of changes; tests commit what they write.

    Give a function that waits until all is heard that has been announced so far, and returns the moment.
    """
    settings.KEPT_ANSWERS_MB = 40
    listener.moment()
    assert wait_for(lambda: listener.hears)

    def heard():
        before = listener.moment()
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_notify(%s, %s)", [CHANNEL, str(NOBODYS)])
        assert wait_for(lambda: not listener.is_unchanged(NOBODYS, before))
        return listener.moment()

    yield heard
    listener.stop()
    store.clear()


@pytest.fixture
def elsewhere(transactional_db):
    """Another connection to the database, as psql or another process has one: function that executes and commits."""
    other = connections.create_connection("default")
    other.settings_dict = connections["default"].settings_dict

    def execute(statement, *values):
        with other.cursor() as cursor:
            cursor.execute(statement, values or None)
            return cursor.rowcount

    yield execute
    other.close()
