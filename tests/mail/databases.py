"""Backups and copies of the database of the test, as operators make them."""

import subprocess
from contextlib import contextmanager

import psycopg
from django.db import connection
from psycopg import sql

from womconf.embedded import _binaries


def address(name):
    database = connection.settings_dict
    return f"postgresql://{database['USER']}@/{name}?host={database['HOST']}"


def back_up(*, form="custom"):
    """Return a backup of the database that we are in; one of the form "plain" is SQL that can be read."""
    return _run("pg_dump", "--format", form, "--no-owner", address(connection.settings_dict["NAME"]))


def restore(backup, *options):
    """Write a backup into the database that we are in; options such as `--section=data` write a part of it."""
    connection.close()
    _run("pg_restore", *options, "--exit-on-error", "--dbname", address(connection.settings_dict["NAME"]), input=backup)


def _run(program, *arguments, **options):
    return subprocess.run([_binaries() / program, *arguments], check=True, capture_output=True, **options).stdout


@contextmanager
def another_database(*, copy_of=None):
    """Be in a new database: an empty one, or a copy of a whole one as the server makes it."""
    name = f"{copy_of or connection.settings_dict['NAME']}_copy"
    create = sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(
        sql.Identifier(name), sql.Identifier(copy_of or "template0")
    )
    drop = sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name))
    before = connection.settings_dict["NAME"]
    connection.close()
    with psycopg.connect(address("postgres"), autocommit=True) as server:
        server.execute(drop)
        server.execute(create)
        connection.settings_dict["NAME"] = name
        try:
            yield name
        finally:
            connection.close()
            connection.settings_dict["NAME"] = before
            server.execute(drop)
