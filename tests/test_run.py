"""`make run` as a person sees it: real processes, real signals, a real port."""

import http.client
import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from queue import Empty, Queue

import psycopg
import pytest
from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.hashers import check_password
from django.db import connection
from django.test import override_settings
from django.utils import timezone

from womconf import settings as real_settings
from womconf.embedded import EmbeddedPostgres
from womconf.run import MOST_FAILURES, Child, RunError, _renew_unused_login

pytestmark = pytest.mark.xdist_group("run")  # one after the other: they share a data folder

WOMCONF = (sys.executable, "-m", "womconf.run")
SETTLE_SECONDS = 120  # a busy machine; the limits that matter are asserted on their own


# All that a newcomer reads, and nothing of PostgreSQL; who starts as root reads before it which folders were opened.
FIRST_START = """\
Dateien werden vorbereitet … (Collecting the static files …)
Zwei Beispielkonferenzen entstehen … (Making two example conferences …)

womconf läuft. (womconf is running.)

  Programm (programme)      http://127.0.0.1:{port}/
  Verwaltung (admin)        http://127.0.0.1:{port}/admin/
  Benutzername (user name)  organiser
  Passwort (password)       {password}
  E-Mails (e-mails)         {folder}/mail/

Das Passwort ist bei jedem Start ein neues, bis sich jemand angemeldet hat.
(The password is a new one at each start, until somebody has signed in.)
Strg-C beendet alles. (Ctrl-C stops everything.)"""


@pytest.fixture(scope="module")
def var():
    """A data folder that the first run fills, and the next ones find."""
    with tempfile.TemporaryDirectory(prefix="womconf run ü ") as folder:
        yield Path(folder)
        with EmbeddedPostgres(Path(folder) / "postgres"):  # takes over what a failed test left, and stops it
            pass


@pytest.fixture
def start_run(var):
    """Start a run, by default in the shared data folder; what is left of it at the end is killed."""
    runs = []

    def start(*, port=None, folder=var, command=WOMCONF, **environment):
        runs.append(Run(folder, port or free_port(), command, environment))
        return runs[-1]

    yield start
    for run in runs:
        run.kill_all()


@pytest.fixture(scope="module")
def lend_run(var):
    """Lend a run that is up: that of the test before, where it still is, for a start takes long."""
    runs = []

    def lend(port=None):
        if not runs or runs[-1].process.poll() is not None:
            runs.append(Run(var, port or free_port(), WOMCONF, {}))
            runs[-1].wait_until_up()
        return runs[-1]

    yield lend
    for run in runs:
        run.kill_all()


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Run:
    """A running `make run`: what it says, and what belongs to it."""

    def __init__(self, folder, port, command, environment):
        self.port = int(port) if str(port).isdecimal() else port
        inherited = {name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "MAKELEVEL"}}
        inherited |= {"PORT": str(port), "WOMCONF_VAR": str(folder), "DJANGO_SETTINGS_MODULE": "womconf.settings"}
        self.started_at = time.monotonic()
        self.process = subprocess.Popen(
            command,
            cwd=settings.BASE_DIR,
            env=inherited | environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        self.lines = []
        self._queue = Queue()
        threading.Thread(target=self._read, args=[self.process.stdout], daemon=True).start()

    def _read(self, stream):
        with stream:
            for line in stream:
                self._queue.put(line.rstrip("\n"))

    def wait_for(self, text):
        """Return the first line that contains `text`."""
        deadline = time.monotonic() + SETTLE_SECONDS
        while time.monotonic() < deadline:
            try:
                self.lines.append(self._queue.get(timeout=0.1))
            except Empty:
                assert self.process.poll() is None or not self._queue.empty(), self.lines
            else:
                if text in self.lines[-1]:
                    return self.lines[-1]
        pytest.fail(f"{text!r} was not said: {self.lines}")

    def wait_until_up(self):
        self.wait_for("Ctrl-C stops everything.")
        return time.monotonic() - self.started_at

    def stop(self, signum):
        """Send the signal; return the exit status and the seconds that it took."""
        sent_at = time.monotonic()
        self.process.send_signal(signum)
        status = self.process.wait(SETTLE_SECONDS)
        return status, time.monotonic() - sent_at

    def members(self):
        """The processes of the run, by id, with their command lines; the database has a session of its own."""
        found = {}
        for folder in Path("/proc").glob("[0-9]*"):
            try:
                state, _, _, session = (folder / "stat").read_text().rpartition(")")[2].split()[:4]
                if int(session) == self.process.pid and state != "Z":
                    found[int(folder.name)] = (folder / "cmdline").read_text().replace("\0", " ")
            except (FileNotFoundError, ProcessLookupError):
                continue
        return found

    def member(self, words):
        return min(pid for pid, line in self.members().items() if words in line)

    def kill_all(self):
        for pid in self.members():
            os.kill(pid, signal.SIGKILL)
        self.process.wait()

    def get(self, address):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=SETTLE_SECONDS)
        connection.request("GET", address)
        response = connection.getresponse()
        response.read()
        connection.close()
        return response.status

    def answers(self):
        try:
            return self.get("/healthz") > 0
        except ConnectionError:
            return False


def wait_until(condition, seconds=SETTLE_SECONDS):
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def is_free(port):
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def test_first_run_shows_the_demonstration_and_ctrl_c_ends_everything(var, start_run):
    run = start_run()
    run.wait_until_up()
    [password] = passwords(run)
    said = "\n".join(line for line in run.lines if "as root" not in line and "Als root" not in line)
    assert said == FIRST_START.format(port=run.port, password=password, folder=var)
    assert run.get("/") == 200
    assert run.get("/accounts/login/") == 200
    assert len(run.members()) == 5  # the run, the mail worker, the web server with its two processes
    assert len(password) >= 15
    server = EmbeddedPostgres(var / "postgres")
    with psycopg.connect(server.url) as connection:
        (stored,) = connection.execute("SELECT password FROM auth_user WHERE username = 'organiser'").fetchone()
    with override_settings(PASSWORD_HASHERS=real_settings.PASSWORD_HASHERS):
        assert check_password(password, stored)

    status, seconds = run.stop(signal.SIGINT)
    assert (status, run.members(), server.is_running(), is_free(run.port)) == (0, {}, False, True)
    assert seconds < 10


def passwords(run):
    return [line.split()[-1] for line in run.lines if line.strip().startswith("Passwort (password)")]


def stored_login(var):
    """Return what is stored of the password, while a run has its database."""
    with psycopg.connect(EmbeddedPostgres(var / "postgres").url) as connection:
        return connection.execute("SELECT password FROM auth_user WHERE username = 'organiser'").fetchone()[0]


def test_login_is_told_again_while_nobody_has_signed_in(var, start_run, lend_run):
    """Whoever was killed before they had read it gets in after the next start."""
    killed = start_run()
    killed.wait_until_up()
    [first] = passwords(killed)
    assert killed.stop(signal.SIGKILL)[0] == -signal.SIGKILL
    wait_until(lambda: not killed.members())
    [second] = passwords(lend_run())
    assert second != first
    with override_settings(PASSWORD_HASHERS=real_settings.PASSWORD_HASHERS):
        assert check_password(second, stored_login(var))


@pytest.mark.parametrize(
    ("users", "is_renewed"),
    [
        ([("organiser", False)], True),
        ([("organiser", True)], False),
        ([("organiser", False), ("carla", False)], False),
        ([("carla", False)], False),
        ([], False),
    ],
)
@pytest.mark.django_db
def test_only_the_unused_login_of_the_first_run_is_renewed(users, is_renewed):
    for name, has_signed_in in users:
        get_user_model().objects.create_superuser(
            name, password="secret", last_login=timezone.now() if has_signed_in else None
        )
    password = _renew_unused_login()
    assert bool(password) == is_renewed
    for user in get_user_model().objects.all():
        assert user.check_password(password or "secret")


def test_port_in_use_is_said_before_anything_is_started(tmp_path, start_run):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        run = start_run(port=port, folder=tmp_path / "var")
        run.wait_for(f"womconf: Port {port} is taken. Choose another one: make run PORT={port + 1}")
        assert run.process.wait(SETTLE_SECONDS) == 1
    assert not (tmp_path / "var").exists()


@pytest.mark.parametrize("port", ["0", "65536", "http", "-1"])
def test_port_that_is_none_is_refused(start_run, tmp_path, port):
    run = start_run(port=port, folder=tmp_path / "var")
    run.wait_for(f"womconf: PORT={port} is no port: take a number from 1 to 65535.")
    assert run.process.wait(SETTLE_SECONDS) == 1


def test_two_runs_never_share_a_port(lend_run, start_run, tmp_path):
    first = lend_run()
    second = start_run(port=first.port, folder=tmp_path / "var")
    second.wait_for(f"Port {first.port} is taken.")
    assert second.process.wait(SETTLE_SECONDS) == 1
    assert first.answers()


def test_killed_web_server_and_worker_are_started_again(lend_run):
    run = lend_run()
    for words, name in [("granian", "web server"), ("manage.py worker", "mail worker")]:
        os.kill(run.member(words), signal.SIGKILL)
        run.wait_for(f"The {name} has ended (status -9) and is started again.")
    wait_until(lambda: len(run.members()) == 5)
    wait_until(run.answers)
    assert run.get("/accounts/login/") == 200


def test_killed_run_leaves_nothing_that_the_next_one_trips_over_or_changes(var, lend_run):
    killed = lend_run()
    with psycopg.connect(EmbeddedPostgres(var / "postgres").url) as connection:
        connection.execute("UPDATE auth_user SET last_login = now()")
    before = stored_login(var)
    killed.process.kill()
    wait_until(lambda: not killed.members(), seconds=5)
    assert is_free(killed.port)
    run = lend_run(port=killed.port)
    assert [line for line in run.lines if re.search("organiser|Passwort|Collecting|Making", line)] == []
    assert stored_login(var) == before
    assert run.get("/accounts/login/") == 200


def test_run_ends_with_its_database(var, lend_run):
    run = lend_run()
    os.kill(int((var / "postgres/data/postmaster.pid").read_text().splitlines()[0]), signal.SIGKILL)
    run.wait_for("womconf: The database has ended by itself.")
    assert run.process.wait(SETTLE_SECONDS) == 1
    assert run.members() == {}


def test_killed_make_ends_its_run(start_run):
    run = start_run(command=("sh", "-c", f"'{sys.executable}' -m womconf.run; true"), MAKELEVEL="1")
    run.wait_until_up()
    run.process.kill()
    wait_until(lambda: not run.members(), seconds=10)


def test_run_that_is_stopped_half_way_stops_in_order(var, start_run):
    (var / "static.stamp").unlink()
    run = start_run()
    run.wait_for("Collecting the static files")
    assert run.stop(signal.SIGTERM)[0] == 0
    assert (run.members(), EmbeddedPostgres(var / "postgres").is_running()) == ({}, False)


@pytest.fixture
def given(django_db_setup, django_db_blocker):
    """The address of a database of somebody else's, with all tables and nothing in them."""
    with django_db_blocker.unblock():
        name = connection.settings_dict["NAME"]
        connection.close()  # or nobody could copy it
    server = os.environ["DATABASE_URL"]
    with psycopg.connect(server, autocommit=True) as administration:
        administration.execute(f'CREATE DATABASE given TEMPLATE "{name}"')
        yield server.replace(f"/{administration.info.dbname}?", "/given?")
        administration.execute("DROP DATABASE given WITH (FORCE)")


def test_run_uses_the_database_that_it_is_given(var, start_run, given):
    run = start_run(DATABASE_URL=given)
    run.wait_for("Benutzername (user name)  organiser")
    run.wait_until_up()
    assert not EmbeddedPostgres(var / "postgres").is_running()
    assert run.stop(signal.SIGTERM)[0] == 0
    with psycopg.connect(given) as still_there:
        assert still_there.execute("SELECT username FROM auth_user").fetchall() == [("organiser",)]


def look_after_for_long(child):
    while True:
        child.look_after()
        time.sleep(0.01)


def test_process_that_never_gets_going_ends_the_run(capfd):
    child = Child("mail worker", [sys.executable, "-c", "raise SystemExit('no mail today')"])
    with child, pytest.raises(RunError, match=r"The mail worker does not start \(status 1\)"):
        look_after_for_long(child)
    assert capfd.readouterr().err.count("no mail today") == MOST_FAILURES
