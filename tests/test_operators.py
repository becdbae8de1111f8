"""docs/operators.md is true: its lines are run as they are written there, on as much of a machine as a test may have.

What only root can do (users, packages, services) is noted by stand-ins of the same names; folders of the system are
folders of the test. Everything else is real: git, gettext, PostgreSQL, the program, the shell.
"""

import configparser
import os
import re
import shutil
import subprocess
import sys
import tempfile
import textwrap
from pathlib import Path

import psycopg
import pytest
from django.conf import settings
from django.db import connection

from tests.conftest import missing
from tests.registration.test_name_of_pools import KEPT
from womconf.embedded import DATABASE, THROW_AWAY, USER, EmbeddedPostgres, _binaries

pytestmark = pytest.mark.xdist_group("operators")  # one installation is enough for all

PAGE = settings.BASE_DIR / "docs/operators.md"
INSTALLATION = ["machine", "database", "environment", "command", "update", "services"]
SYSTEM = ["/srv/womconf", "/etc/womconf.env", "/etc/systemd/system", "/usr/local/sbin", "/var/lib/womconf"]
SYSTEM += ["/var/backups/womconf"]
NOTED = """#!/bin/sh
echo "${0##*/} $*" >> "$NOTES"
"""
# The users of a machine are those of PostgreSQL (peer).
RUNUSER = """#!/bin/sh
[ "$1 $3" = "-u --" ] || exit 2
export PGUSER="$2"; shift 3
exec "$@"
"""
# A virtual environment that has everything already; its pip installs only what has its hash.
PYTHON = """#!/bin/sh
[ "$1 $2" = "-m venv" ] || exec "{python}" "$@"
mkdir -p "$3/bin" && ln -s "{granian}" "$3/bin/granian"
printf '#!/bin/sh\\nexec "{python}" "$@"\\n' > "$3/bin/python" && chmod +x "$3/bin/python"
printf '#!/bin/sh\\necho "pip $*" >> "$NOTES"\\n[ -f requirements.txt ]\\n' > "$3/bin/pip" && chmod +x "$3/bin/pip"
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


def file_in(name, path):
    """Return what the lines below a mark write into a file."""
    return re.search(rf"cat > {path} <<'?END'?\n(.*?)^END$", lines(name), re.DOTALL | re.MULTILINE)[1]


class Machine:
    """A folder that stands for the folders of a system, with a PostgreSQL and its superuser `postgres`."""

    def __init__(self, folder, socket):
        self.folder = folder
        self.socket = socket
        self.notes = folder / "notes"
        self._make_commands()
        for path in ("/etc/systemd/system", "/usr/local/sbin", "/var/backups", "/var/lib", "/srv"):
            self.path(path).mkdir(parents=True)
        self.environment = {
            name: value for name, value in os.environ.items() if not name.startswith(("PG", "DATABASE", "DJANGO"))
        }
        self.environment |= {
            "PATH": f"{folder / 'bin'}:{self.path('/usr/local/sbin')}:{_binaries()}:{os.environ['PATH']}",
            "PGHOST": socket,
            "PGUSER": "womconf",
            "NOTES": str(self.notes),
            "GIT_CONFIG_COUNT": "1",  # the clone may be another user's
            "GIT_CONFIG_KEY_0": "safe.directory",
            "GIT_CONFIG_VALUE_0": "*",
        }

    def _make_commands(self):
        """Put the stand-ins before the real ones."""
        commands = self.folder / "bin"
        commands.mkdir()
        noted = ["apt-get", "useradd", "chown", "systemctl", "certbot"]
        python = PYTHON.format(python=sys.executable, granian=Path(sys.executable).with_name("granian"))
        for name, script in [*((name, NOTED) for name in noted), ("runuser", RUNUSER), ("python3", python)]:
            (commands / name).write_text(script)
            (commands / name).chmod(0o755)

    def path(self, path):
        return self.folder / path.lstrip("/")

    def translated(self, text):
        for path in SYSTEM:
            text = text.replace(path, str(self.path(path)))
        return text.replace("/run/postgresql", self.socket)

    def run(self, script):
        """Run lines in one shell, as root would paste them, each of which has to succeed."""
        script = f"SOURCE='{settings.BASE_DIR}' HOST=conference.example.org SENDER=conference@example.org\n{script}"
        command = ["bash", "-euo", "pipefail", "-c", self.translated(script)]
        done = subprocess.run(
            command, env=self.environment, cwd=self.folder, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    def noted(self):
        return self.notes.read_text().splitlines()


@pytest.fixture(scope="module")
def installed(tmp_path_factory):
    """A machine on which the page was followed up to its services."""
    if shutil.which("msgfmt") is None:
        missing("gettext")
    with (
        tempfile.TemporaryDirectory(prefix="womconf-tests-") as data,  # open to PostgreSQL, as pytest's is not
        EmbeddedPostgres(data, settings=THROW_AWAY, dies_with_us=True) as server,
    ):
        folder = psycopg.conninfo.conninfo_to_dict(server.url)["host"]
        rename_superuser(folder)
        machine = Machine(tmp_path_factory.mktemp("machine"), folder)
        machine.said = machine.run("\n".join(lines(name) for name in INSTALLATION))
        machine.noted_first = machine.noted()
        yield machine


def rename_superuser(folder):
    facts = {"host": folder, "autocommit": True}
    with psycopg.connect(**facts, user=USER, dbname="postgres") as server:
        server.execute("CREATE ROLE postgres SUPERUSER LOGIN")
    with psycopg.connect(**facts, user="postgres", dbname="postgres") as server:
        server.execute(f"DROP DATABASE {DATABASE}")
        server.execute(f"ALTER ROLE {USER} RENAME TO the_first")


def test_installation_runs_as_written_and_leaves_no_question(installed):
    assert installed.run("psql -tAc 'SELECT rolsuper OR rolcreatedb FROM pg_roles WHERE rolname = current_user'") == "f"
    assert installed.run("psql -tAc 'SELECT count(*) > 0 FROM django_migrations'") == "t"
    assert "System check identified no issues" in installed.said
    assert installed.path("/srv/womconf/locale/de/LC_MESSAGES/django.mo").exists()
    assert list(installed.path("/var/lib/womconf/static/css").glob("site.*.css")) != []
    assert {line.split()[0] for line in installed.noted_first} == {"apt-get", "useradd", "chown", "pip", "systemctl"}
    assert installed.noted_first[-1] == "systemctl enable --now womconf-web womconf-worker"
    assert "pip install --quiet --require-hashes -r requirements.txt" in installed.noted_first


@pytest.mark.django_db
def test_database_of_an_installation_is_that_of_the_tests(installed):
    """Theirs is made in less time (tests/quick_migrations.py)."""
    with psycopg.connect(host=installed.socket, user="womconf", dbname="womconf") as theirs:
        real = theirs.execute(KEPT).fetchall()
    with connection.cursor() as cursor:
        cursor.execute(KEPT)
        ours = cursor.fetchall()
    assert len(real) > 500
    assert set(real) ^ set(ours) == set()


def test_page_asks_for_the_three_values_that_its_lines_use(installed):
    assert re.findall(r"^([A-Z]+)=", lines("yours"), re.MULTILINE) == ["SOURCE", "HOST", "SENDER"]
    written = installed.path("/etc/womconf.env").read_text()
    assert "BASE_URL='https://conference.example.org'" in written
    assert "DEFAULT_FROM_EMAIL='conference@example.org'" in written


def test_what_others_must_not_read_is_closed_to_them(installed):
    paths = ["/etc/womconf.env", "/var/lib/womconf", "/var/lib/womconf/static", "/var/backups/womconf"]
    assert [path for path in paths if installed.path(path).stat().st_mode & 0o077] == []
    for path in ("/srv/womconf/manage.py", "/srv/womconf/locale/de/LC_MESSAGES/django.mo", "/usr/local/sbin/womconf"):
        assert installed.path(path).stat().st_mode & 0o004


def test_program_leaves_nothing_where_its_code_is(installed):
    """That folder is root's: whatever the program would write there, it could not."""
    assert not installed.path("/srv/womconf/var").exists()


def test_an_update_is_the_same_lines_again(installed):
    before = installed.path("/etc/womconf.env").read_text()
    assert lines("update").strip() in lines("new code")
    installed.run(lines("new code"))
    assert installed.noted()[-2:] == ["systemctl reload womconf-web", "systemctl restart womconf-worker"]
    assert installed.path("/etc/womconf.env").read_text() == before


def test_environment_file_reads_the_same_for_a_shell_and_for_systemd(installed):
    """systemd takes the quotes off; it knows neither `$` nor a backslash within single ones, and a shell does not."""
    written = installed.path("/etc/womconf.env").read_text().splitlines()
    assert [line for line in written if not re.fullmatch(r"[A-Z_]+='[^'\\]+'", line)] == []
    assert {line.partition("=")[0] for line in written} >= {"BASE_URL", "SECRET_KEY", "DATABASE_URL", "WOMCONF_VAR"}


def test_services_are_units_that_read_the_environment_and_keep_to_their_folder(installed):
    units = sorted(installed.path("/etc/systemd/system").iterdir())
    assert [unit.name for unit in units] == ["womconf-web.service", "womconf-worker.service"]
    for unit in units:
        found = configparser.ConfigParser(interpolation=None)
        found.optionxform = str
        found.read(unit)
        assert found["Service"]["EnvironmentFile"] == str(installed.path("/etc/womconf.env"))
        assert (found["Service"]["User"], found["Service"]["StateDirectory"]) == ("womconf", "womconf")
    program = shutil.which("systemd-analyze")
    if program is not None:  # a machine of the tests need not have been started by systemd
        said = subprocess.run([program, "verify", *units], capture_output=True, text=True, check=False).stderr
        assert [line for line in said.splitlines() if "/womconf-" in line] == []


def test_services_start_what_is_there(installed):
    """The worker by its own line; the web server as far as its workers, which need the port."""
    for unit in installed.path("/etc/systemd/system").iterdir():
        program = re.search(r"^ExecStart=(\S+)", unit.read_text(), re.MULTILINE)[1]
        assert os.access(program, os.X_OK)
    said = installed.run("timeout 5 womconf worker || [ $? = 124 ]; womconf shell -c 'print(6 * 7)'")
    assert "42" in said


def test_restore_runs_as_written_for_a_user_without_rights(installed):
    before_it = len(installed.noted())
    installed.run("womconf import_programme programme/demo/programme.de.md --publish")
    installed.run(f"psql <<'END'\n{A_MAIL}\nEND")
    before = installed.run("psql -tAc 'SELECT count(*) FROM programme_session'")
    installed.run(lines("backup"))
    dump = installed.path("/var/backups/womconf/womconf.dump")
    assert dump.stat().st_mode & 0o077 == 0
    installed.run("psql -c 'DELETE FROM programme_slot'")
    said = installed.run(lines("restore"))
    assert "rules hold" in said
    assert installed.run("psql -tAc 'SELECT count(*) FROM programme_session'") == before
    assert installed.run("psql -tAc 'SELECT count(*) > 0 FROM programme_slot'") == "t"
    assert installed.run("psql womconf_before -tAc 'SELECT count(*) FROM programme_slot'") == "0"
    told = [line for line in installed.noted()[before_it:] if line.startswith("systemctl")]
    assert told == ["systemctl stop womconf-web womconf-worker", "systemctl start womconf-web womconf-worker"]
    installed.run("womconf shell -c 'from womconf.mail.actions import recover; recover()'")
    assert installed.run("psql -tAc 'SELECT status FROM mail_message'") == "held"


def test_restore_refuses_while_a_service_is_connected(installed):
    installed.run(f"{lines('backup')}runuser -u postgres -- dropdb --if-exists womconf_before")
    with pytest.raises(AssertionError, match="being accessed by other users"):
        installed.run(f"psql -c 'SELECT pg_sleep(10)' & sleep 1; {lines('restore')}")
