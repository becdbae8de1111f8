"""A new database takes many former migrations at once, and is the same as one that took each of them."""

import os
import subprocess
import sys
from contextlib import closing

import psycopg
import pytest
from django.conf import settings
from django.db import connection

from tests.registration.test_name_of_pools import KEPT

pytestmark = [pytest.mark.soak, pytest.mark.django_db(transaction=True)]

AT_ONCE = "from django.core.management import call_command; call_command('migrate', verbosity=0)"
STEP_BY_STEP = """
from tests.former_versions import step_by_step
executor = step_by_step()
executor.migrate(executor.loader.graph.leaf_nodes())
"""
# Django names a unique column by itself in another way when it makes it with its table; a trigger that is taken away
# leaves its function behind.
NAMED_OTHERWISE = ("calendar_uid", "pgtrigger_delete_delete_4435f")


def made(name, how):
    """Make a database, migrate it, and return what it keeps under which name."""
    given = connection.settings_dict
    with closing(psycopg.connect(host=given["HOST"], user=given["USER"], dbname="postgres", autocommit=True)) as server:
        server.execute(f"DROP DATABASE IF EXISTS {name}")
        server.execute(f"CREATE DATABASE {name} TEMPLATE template0")
    environment = os.environ | {"DATABASE_URL": f"postgresql://{given['USER']}@/{name}?host={given['HOST']}"}
    program = f"import django; django.setup(); {how.strip()}".replace("; from tests", "\nfrom tests")
    command = [sys.executable, "-c", program]
    subprocess.run(command, env=environment, cwd=settings.BASE_DIR, check=True)
    with closing(psycopg.connect(host=given["HOST"], user=given["USER"], dbname=name)) as database:
        rows = {tuple(row) for row in database.execute(KEPT)}
    return {row for row in rows if not any(word in row[1] for word in NAMED_OTHERWISE)}


def test_both_ways_lead_to_the_same_database():
    at_once, step_by_step = made("at_once", AT_ONCE), made("step_by_step", STEP_BY_STEP)
    assert len(at_once) > 500
    assert at_once ^ step_by_step == set()
