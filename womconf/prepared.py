"""Statements that PostgreSQL plans once for each connection: those few whose planning takes longer than the rest."""

import psycopg
from django.db import connection


def fetch(statement, values):
    """Return the rows, as tuples, of a statement that is planned at its first use and kept.

    Django puts values into the text of a statement, so that each is a new one to PostgreSQL; here they stay beside it
    (https://www.psycopg.org/psycopg3/docs/advanced/prepare.html). Django's log of statements does not show it.
    """
    with connection.cursor() as ours, connection.wrap_database_errors, psycopg.Cursor(ours.connection) as cursor:
        cursor.execute(statement, values, prepare=True)
        return cursor.fetchall()
