"""docs/operators.md is true: its lines are run as they are written there."""

import os
import re
import shlex
import subprocess
import tempfile
import textwrap

import psycopg
import pytest
from django.conf import settings

from womconf.embedded import DATABASE, THROW_AWAY, USER, EmbeddedPostgres, _binaries

PAGE = settings.BASE_DIR / "docs/operators.md"
# What stands on every Debian: here the accounts of a machine are the users of PostgreSQL, and services are only named.
SUDO = """#!/bin/sh
if [ "$1" = -u ]; then export PGUSER="$2"; shift 2; fi
exec "$@"
"""
SYSTEMCTL = """#!/bin/sh
echo "$@" >> "$SERVICES_LOG"
"""

A_MAIL = """
    INSERT INTO mail_message (key, kind, "to", language, facts, subject, text, html, links, attachments, message_id,
                              reply_to, last_error, priority)
    VALUES ('key', 'registered', 'a@example.org', 'de', '{}', 's', 't', 'h', '[]', '[]', '<a@example.org>', '', '', 0);
"""


def lines(name):
    """Return the commands that stand below a mark of the page, as a shell reads them."""
    found = re.search(rf"<!-- {name}: [^>]* -->\n(.*?)<!-- end -->", PAGE.read_text(), re.DOTALL)
    return textwrap.dedent(found[1])


def install_lines():
    """Return those of the installation that make user, database and extension."""
    page = PAGE.read_text().partition("<!-- backup")[0]
    return "\n".join(re.findall(r"^    (sudo -u postgres .*)$", page, re.MULTILINE))


@pytest.fixture
def machine(tmp_path):
    """A PostgreSQL with its superuser `postgres` and nothing else; returns what runs lines on it as `womconf`."""
    for name, script in [("sudo", SUDO), ("systemctl", SYSTEMCTL)]:
        (tmp_path / "bin").mkdir(exist_ok=True)
        (tmp_path / "bin" / name).write_text(script)
        (tmp_path / "bin" / name).chmod(0o755)
    (tmp_path / "here").mkdir()
    for name in (".venv", "manage.py"):
        (tmp_path / "here" / name).symlink_to(settings.BASE_DIR / name)
    with (
        tempfile.TemporaryDirectory(prefix="womconf-tests-") as data,  # open to PostgreSQL, as pytest's is not
        EmbeddedPostgres(data, settings=THROW_AWAY, dies_with_us=True) as server,
    ):
        folder = psycopg.conninfo.conninfo_to_dict(server.url)["host"]
        rename_superuser(folder)
        environment = {
            **os.environ,
            "PATH": f"{tmp_path / 'bin'}:{_binaries()}:{os.environ['PATH']}",
            "PGHOST": folder,
            "PGUSER": "womconf",
            "DATABASE_URL": f"postgresql://womconf@/womconf?host={folder}",
            "DJANGO_SETTINGS_MODULE": "womconf.settings",
            "WOMCONF_VAR": str(tmp_path / "var"),
            "SECRET_KEY": "only-for-tests",
            "SERVICES_LOG": str(tmp_path / "services"),
        }

        def run(script):
            command = ["bash", "-euo", "pipefail", "-c", script]
            done = subprocess.run(
                command, env=environment, cwd=tmp_path / "here", capture_output=True, text=True, check=False
            )
            assert done.returncode == 0, done.stderr
            return done.stdout.strip()

        yield run


def rename_superuser(folder):
    facts = {"host": folder, "autocommit": True}
    with psycopg.connect(**facts, user=USER, dbname="postgres") as server:
        server.execute("CREATE ROLE postgres SUPERUSER LOGIN")
    with psycopg.connect(**facts, user="postgres", dbname="postgres") as server:
        server.execute(f"DROP DATABASE {DATABASE}")
        server.execute(f"ALTER ROLE {USER} RENAME TO the_first")


def test_restore_runs_as_written_for_a_user_without_rights(machine, tmp_path):
    manage = ".venv/bin/python manage.py"
    machine(install_lines())
    assert machine("psql -tAc 'SELECT rolsuper OR rolcreatedb FROM pg_roles WHERE rolname = current_user'") == "f"
    programme = shlex.quote(f"{settings.BASE_DIR}/programme/demo/programme.de.md")
    machine(f"{manage} migrate; {manage} import_programme {programme} --publish")
    machine(f"psql <<'END'\n{A_MAIL}\nEND")
    before = machine("psql -tAc 'SELECT count(*) FROM programme_session'")
    machine(lines("backup"))
    dump = tmp_path / "here" / "womconf.dump"
    assert dump.stat().st_mode & 0o077 == 0
    machine("psql -c 'DELETE FROM programme_slot'")
    said = machine(lines("restore"))
    assert "rules hold" in said
    assert machine("psql -tAc 'SELECT count(*) FROM programme_session'") == before
    assert machine("psql -tAc 'SELECT count(*) > 0 FROM programme_slot'") == "t"
    assert machine("psql womconf_before -tAc 'SELECT count(*) FROM programme_slot'") == "0"
    services = (tmp_path / "services").read_text().splitlines()
    assert services == ["stop womconf-web womconf-worker", "start womconf-web womconf-worker"]
    machine(f"{manage} shell -c 'from womconf.mail.actions import recover; recover()'")
    assert machine("psql -tAc 'SELECT status FROM mail_message'") == "held"


def test_restore_refuses_while_a_service_is_connected(machine):
    machine(install_lines())
    machine(".venv/bin/python manage.py migrate")
    machine(lines("backup"))
    with pytest.raises(AssertionError, match="being accessed by other users"):
        machine(f"psql -c 'SELECT pg_sleep(60)' & sleep 1; {lines('restore')}")
