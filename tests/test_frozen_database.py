"""A database that takes connections and never answers, as a frozen machine does: nobody waits for it for long.

All processes of a server of our own are stopped (SIGSTOP). The kernel goes on taking connections for it.
"""

import os
import shutil
import signal
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
from django.db import OperationalError, connections
from django.db.backends.postgresql.base import DatabaseWrapper as Stock
from django.test import Client

from womconf.database import base
from womconf.embedded import THROW_AWAY, EmbeddedPostgres
from womconf.settings import DATABASE_OPTIONS, database_from_url

pytestmark = pytest.mark.xdist_group("frozen")
PATIENCE_SECONDS = 7


@pytest.fixture(scope="module")
def server():
    folder = tempfile.mkdtemp(prefix="womconf-frozen-")
    with EmbeddedPostgres(folder, settings=THROW_AWAY, dies_with_us=True) as server:
        yield server
    shutil.rmtree(folder)


@pytest.fixture
def connection(server, django_db_blocker):
    """Ours to this server, in the place of the one to the database of the tests."""
    base.Away.until = 0.0
    settings = connections["default"].settings_dict | database_from_url(server.url)
    ours, before = base.DatabaseWrapper(settings), connections["default"]
    connections["default"] = ours
    with django_db_blocker.unblock():
        yield ours
        ours.close()
    connections["default"] = before


@contextmanager
def frozen(server):
    """Stop all processes of the server for a while: no statement is answered, no connection accepted."""
    postmaster = int((server.data / "postmaster.pid").read_text().split()[0])
    stopped = set()
    # It first, so that it starts no more; the kernel's list of children is whole once none of them runs.
    while running := {postmaster, *children(postmaster)} - stopped:
        for pid in sorted(running, key=lambda pid: pid != postmaster):
            os.kill(pid, signal.SIGSTOP)
        stopped |= running
    try:
        yield
    finally:
        for pid in stopped:
            with suppress(ProcessLookupError):  # it was about to end, and the server has noticed
                os.kill(pid, signal.SIGCONT)


def children(pid):
    return map(int, Path(f"/proc/{pid}/task/{pid}/children").read_text().split())


def seconds_until_refused(act):
    began = time.monotonic()
    with pytest.raises(OperationalError):
        act()
    return time.monotonic() - began


def ask(connection):
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        return cursor.fetchone()


def test_nobody_waits_for_it_with_or_without_a_connection(server, connection):
    assert ask(connection) == (1,)
    with frozen(server):
        assert seconds_until_refused(lambda: ask(connection)) < PATIENCE_SECONDS
        assert connection.connection.closed
        connection.close()
        assert seconds_until_refused(lambda: ask(connection)) < 0.1, "the others need not find out for themselves"
        base.Away.until = 0.0
        assert seconds_until_refused(lambda: ask(connection)) < PATIENCE_SECONDS
    base.Away.until = 0.0
    assert ask(connection) == (1,)


def test_page_says_so_and_comes_back_by_itself(server, connection):
    visitor = Client(raise_request_exception=False)
    with frozen(server):
        began = time.monotonic()
        answers = [visitor.get(page) for page in ["/", "/wom-2020/", "/wom-2020/register/"]]
        assert [answer.status_code for answer in answers] == [503, 503, 503]
        assert time.monotonic() - began < PATIENCE_SECONDS
    deadline = time.monotonic() + PATIENCE_SECONDS
    while visitor.get("/").status_code == 503 and time.monotonic() < deadline:
        time.sleep(0.1)
    assert ask(connection) == (1,)


def test_server_that_freezes_in_the_middle_of_a_transaction_is_noticed(server, connection):
    def change():
        with connection.cursor() as cursor:
            cursor.execute("BEGIN")
            with frozen(server):
                cursor.execute("SELECT 1")

    assert seconds_until_refused(change) < PATIENCE_SECONDS


def test_statement_that_takes_long_may(server, connection):
    """The worker's, migrations, reports."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_sleep(%s)", [base.LOOK_SECONDS * 2.2])


def test_without_our_connections_everybody_would_wait(server, connection):
    """The control: Django's own connection goes on waiting, until the server is back."""
    stock = Stock(connection.settings_dict)
    ask(stock)
    with ThreadPoolExecutor(1) as pool, frozen(server):
        answer = pool.submit(lambda: stock.connection.execute("SELECT 1").fetchone())
        with pytest.raises(TimeoutError):
            answer.result(PATIENCE_SECONDS)
    assert answer.result() == (1,)
    stock.close()


def test_transaction_left_open_is_ended_by_the_database(connection):
    with connection.cursor() as cursor:
        cursor.execute("SHOW idle_in_transaction_session_timeout")
        assert cursor.fetchone() == ("30s",)


def test_the_address_of_the_database_has_the_last_word():
    options = database_from_url("postgresql://u@h/n?connect_timeout=20&options=-c%20lock_timeout%3D1s")["OPTIONS"]
    assert options == DATABASE_OPTIONS | {"connect_timeout": 20, "options": "-c lock_timeout=1s"}
