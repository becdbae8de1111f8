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


def back_up():
    """Return what docs/operators.md has one write: everything, and how to write it over what is there."""
    arguments = [
        _binaries() / "pg_dump",
        "--clean",
        "--if-exists",
        "--no-owner",
        address(connection.settings_dict["NAME"]),
    ]
    return subprocess.run(arguments, check=True, capture_output=True).stdout


def restore(backup):
    """Write a backup into the database that we are in."""
    connection.close()
    arguments = [_binaries() / "psql", "--quiet", "--set", "ON_ERROR_STOP=1", address(connection.settings_dict["NAME"])]
    subprocess.run(arguments, check=True, input=backup, capture_output=True)


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
