"""The tables are emptied after each test that commits: only those that hold something, and not made anew.

Django's own way makes all tables anew, and every permission: 0.2 s for each test, most of which fill a dozen tables.
"""

from django.contrib.contenttypes.models import ContentType
from django.db import connection, transaction
from django.test import TransactionTestCase

BIG = 400_000  # bytes of a table from which on it is quicker to make all anew than to take its rows out

FILLED = """
    SELECT relname, pg_relation_size(oid) FROM pg_class
    WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace AND relname <> 'django_migrations' AND {}
    ORDER BY oid
"""
READ = "SELECT json_agg(row ORDER BY row)::text FROM {0} row"
TAKE_OUT = "DELETE FROM {0}"
PUT_BACK = "INSERT INTO {0} SELECT * FROM json_populate_recordset(NULL::{0}, %s)"


class Beginning:
    """What stands in the tables before the first test: what migrations have put there."""

    def __init__(self):
        self.rows = {}

    def remember(self):
        with connection.cursor() as cursor:
            found = {table: _read(cursor, table) for table in _filled(cursor)}
        self.rows = {table: rows for table, rows in found.items() if rows}

    def come_back_to(self):
        """Take out what tests have written, and put back what they have changed of the first rows.

        No trigger fires, so no history is kept; whoever still writes is waited for, as TRUNCATE does.
        """
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET LOCAL session_replication_role = replica")
            sizes = {table: size for table, size in _filled(cursor).items() if table not in self.rows}
            if max(sizes.values(), default=0) > BIG:
                cursor.execute("TRUNCATE " + ", ".join(_filled(cursor, "true").keys() - self.rows.keys()))
            elif sizes:
                cursor.execute("LOCK TABLE " + ", ".join(sizes))
                cursor.execute("; ".join(map(TAKE_OUT.format, sizes)))
            for table, rows in self.rows.items():
                if _read(cursor, table) != rows:
                    cursor.execute(TAKE_OUT.format(table))
                    cursor.execute(PUT_BACK.format(table), [rows])
                    ContentType.objects.clear_cache()


def _filled(cursor, which="pg_relation_size(oid) > 0"):
    """Return {table: its size}; a table whose rows were taken out may still be among them."""
    cursor.execute(FILLED.format(which))
    return dict(cursor.fetchall())


def _read(cursor, table):
    cursor.execute(READ.format(table))
    return cursor.fetchone()[0]


beginning = Beginning()


def empty_quickly():
    """Let every test that commits end that way, where we may switch triggers off, as on the server of the tests."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT has_parameter_privilege('session_replication_role', 'SET')")
        [may_switch] = cursor.fetchone()
    if may_switch:
        beginning.remember()
        TransactionTestCase._fixture_teardown = lambda _case: beginning.come_back_to()
