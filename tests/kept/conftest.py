import pytest
from django.db import connections

from tests.mail.workers import wait_for
from womconf.kept.listening import listener
from womconf.kept.store import store


@pytest.fixture
def keeping(transactional_db, settings):
    """Keep answers in this process, and hear of changes; tests commit what they write."""
    settings.KEPT_ANSWERS_MB = 48
    listener.moment()
    assert wait_for(lambda: listener.hears)
    yield listener
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
