"""Where something stands: in which columns of which tables, and in which files. Nothing is left out by name."""

import email
from email import policy
from pathlib import Path

from django.contrib.sessions.models import Session as BrowserSession
from django.db import connection
from procrastinate.contrib.django.models import ProcrastinateJob
from psycopg import sql

from womconf.mail import actions as mail

# Whatever a text can stand in. Numbers, times and the like cannot hold a name.
COLUMNS = """
    SELECT table_schema, table_name, column_name, data_type FROM information_schema.columns
    JOIN information_schema.tables USING (table_schema, table_name)
    WHERE table_type = 'BASE TABLE' AND table_schema NOT IN ('pg_catalog', 'information_schema')
      AND data_type NOT IN ('bigint', 'integer', 'smallint', 'boolean', 'date', 'timestamp with time zone', 'uuid',
                            'double precision', 'numeric', 'interval')
"""


def tables_with(text):
    """Return "table.column" of each column in which a text stands somewhere, whatever its case."""
    found = set()
    with connection.cursor() as cursor:
        cursor.execute(COLUMNS)
        for schema, table, column, kind in cursor.fetchall():
            value = "encode({}, 'escape')" if kind == "bytea" else "{}::text"
            query = sql.SQL("SELECT EXISTS (SELECT FROM {} WHERE {} ILIKE %s)").format(
                sql.Identifier(schema, table), sql.SQL(value).format(sql.Identifier(column))
            )
            cursor.execute(query, [f"%{text}%"])
            if cursor.fetchone()[0]:
                found.add(f"{table}.{column}")
    if any(text.lower() in str(session.get_decoded()).lower() for session in BrowserSession.objects.all()):
        found.add("django_session.session_data")
    return found


def files_with(text, folder):
    """Return the files of a folder in which a text stands, mails in whatever encoding."""
    return {path for path in Path(folder).rglob("*") if path.is_file() and text.lower() in _text(path).lower()}


def _text(path):
    if path.suffix != ".eml":
        return path.read_bytes().decode("latin-1")
    message = email.message_from_bytes(path.read_bytes(), policy=policy.default)
    parts = [part.get_content() for part in message.walk() if not part.is_multipart()]
    return "\n".join(map(str, [*message.values(), *parts]))


def send_all():
    """Send every mail, as the worker does."""
    for message in mail.Message.objects.filter(status="queued").order_by("pk"):
        mail.send(message.pk)


def delete_files():
    """Do what the database has asked the worker for."""
    for job in ProcrastinateJob.objects.filter(task_name="womconf.mail.tasks.delete_files"):
        mail.delete_files(**job.args)
    ProcrastinateJob.objects.all().delete()
