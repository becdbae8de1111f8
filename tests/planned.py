"""The rules that never break are asked after each test; PostgreSQL plans that long question once for all."""

from weakref import WeakKeyDictionary

from django.conf import settings
from django.db import connection

from registration.invariants import ALL_AT_ONCE, breaks
from womconf.models import THINGS

FEW = 400_000  # bytes of a table up to which the plan for empty tables will do
MANY = """
    SELECT max(pg_relation_size(oid)) FROM pg_class
    WHERE relname IN ('registration_registrationevent', 'mail_message')
"""
# The plan of a function stays with the connection. A prepared statement would not: psycopg drops all of them after a
# rollback, and nearly every test ends in one.
FUNCTION = """
    CREATE OR REPLACE FUNCTION pg_temp.broken() RETURNS SETOF record LANGUAGE plpgsql AS $broken$ BEGIN
        RETURN QUERY SELECT rule, ids::bigint[] FROM ({}) AS broken (rule, ids);
    END $broken$
"""
ASK = "SELECT * FROM pg_temp.broken() AS (rule int, ids bigint[])"

planned = WeakKeyDictionary()  # {connection: the values with which the question is planned there}


def plan():
    """Have the question planned in this connection, outside of a transaction, which would take the plan back."""
    if connection.in_atomic_block or connection.connection in planned:
        return
    values = {"stop_hours": settings.WAITING_LIST_STOP_HOURS, "hang_seconds": 30, "things": THINGS}
    with connection.cursor() as cursor:
        cursor.execute(FUNCTION.format(connection.ops.compose_sql(ALL_AT_ONCE, values)))
    planned[connection.connection] = values


def broken():
    """Return what `breaks` returns."""
    with connection.execute_wrapper(_as_planned):
        return breaks(stop_hours=settings.WAITING_LIST_STOP_HOURS)


def _as_planned(execute, sql, params, many, context):
    if sql == ALL_AT_ONCE and planned.get(connection.connection) == params and _are_few(execute, context):
        return execute(ASK, None, many, context)
    return execute(sql, params, many, context)


def _are_few(execute, context):
    execute(MANY, None, False, context)
    return context["cursor"].fetchone()[0] <= FEW
