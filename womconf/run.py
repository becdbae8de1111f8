"""`make run`: womconf on this machine with nothing set up, from the database to the mail worker.

It prepares what has changed, then looks after three processes: the database, the worker, the web server. They stop in
the reverse order on Ctrl-C or SIGTERM. The kernel ends web and worker if this process is killed; a database that is
left over is found and put in order by the next run.
"""

import hashlib
import http.client
import multiprocessing
import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import ExitStack, suppress
from functools import partial
from io import StringIO
from pathlib import Path

from womconf.embedded import EmbeddedDatabaseError, embedded_database
from womconf.processes import SPARES_MEMORY, die_with_parent

BASE_DIR = Path(__file__).resolve().parent.parent
DEMONSTRATION = BASE_DIR / "programme" / "demo" / "programme.de.md"
HOST = "127.0.0.1"
ORGANISER = "organiser"
PASSWORD_LENGTH = 20
WEB_PROCESSES = 2

ANSWER_SECONDS = 30  # for the web server's first answer
STOP_SECONDS = 5  # for each process to finish what it does
LOOK_SECONDS = 0.5  # between two looks at the processes
STEADY_SECONDS = 10  # what lived that long did not fail at its start
MOST_FAILURES = 3


class RunError(Exception):
    """The run cannot go on; the messages say why, and what to do, in English and in German."""

    def __str__(self):
        return "\n  ".join(self.args)


class Stopped(BaseException):
    """Somebody asked us to stop."""


def main():
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "womconf.settings")
    os.umask(0o077)  # mails and uploads are nobody else's business on this machine
    if os.environ.get("MAKELEVEL"):
        die_with_parent(os.getppid())
    for signum in _stop_signals():
        signal.signal(signum, _stop)
    try:
        with ExitStack() as stack:
            run(stack)
    except Stopped:
        _say("Beendet. (Stopped.)")
        return 0
    except (RunError, EmbeddedDatabaseError) as error:
        sys.stderr.write(f"womconf: {error}\n")
        return 1


def _stop_signals():
    hang_up = [] if signal.getsignal(signal.SIGHUP) == signal.SIG_IGN else [signal.SIGHUP]  # nohup
    return [signal.SIGINT, signal.SIGTERM, *hang_up]


def _stop(signum, frame):
    for each in _stop_signals():
        signal.signal(each, signal.SIG_IGN)  # we are at it: a second Ctrl-C must not leave half of it running
    raise Stopped


def run(stack):
    """Start everything, in order, and stay until somebody stops us; `stack` ends it in the reverse order."""
    port = _port()
    stack.enter_context(_claim(port))
    database = None
    if not os.environ.get("DATABASE_URL"):
        database = stack.enter_context(embedded_database())
    login = prepare()
    children = [
        stack.enter_context(Child("mail worker", [sys.executable, "manage.py", "worker"])),
        stack.enter_context(Child("web server", _web_server(port))),
    ]
    _wait_for_answer(port, children)
    _say_addresses(login)
    while True:
        for child in children:
            child.look_after()
        if database and not database.is_running():
            raise RunError(
                f"The database has ended by itself. {database.log} says why; nothing confirmed is lost.",
                "Die Datenbank hat sich selbst beendet. Diese Datei sagt, warum; nichts Bestätigtes ist verloren.",
            )
        time.sleep(LOOK_SECONDS)


def _port():
    value = os.environ.setdefault("PORT", "8000")
    if not value.isascii() or not value.isdecimal() or not 0 < int(value) < 2**16:
        raise RunError(
            f"PORT={value} is no port: take a number from 1 to 65535.",
            f"PORT={value} ist kein Port: Nehmen Sie eine Zahl von 1 bis 65535.",
        )
    return int(value)


def _claim(port):
    """Refuse a port that is taken, and keep it from other runs; return the socket that keeps it.

    Our web server's processes share their port (SO_REUSEPORT), so two runs of one user could share it unnoticed. The
    socket that is returned never listens: it only makes the check of another run fail.
    """
    check, claim = socket.socket(), socket.socket()
    check.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # the last run's connections may linger
    claim.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
    try:
        with check:
            check.bind((HOST, port))
            check.listen()
        claim.bind((HOST, port))
    except PermissionError as error:
        claim.close()
        raise RunError(
            f"Port {port} is only for root. Choose another one: make run PORT=8001",
            f"Port {port} ist root vorbehalten. Nehmen Sie einen anderen: make run PORT=8001",
        ) from error
    except OSError as error:
        claim.close()
        another = port + 1 if port < 2**16 - 1 else 8000
        raise RunError(
            f"Port {port} is taken. Choose another one: make run PORT={another}",
            f"Port {port} ist belegt. Nehmen Sie einen anderen: make run PORT={another}",
        ) from error
    return claim


def prepare():
    """Bring catalogues, tables and static files up to date; return the password while nobody has signed in."""
    import django
    from django.conf import settings
    from django.core.management import call_command

    from womconf.catalogues import compile_catalogues

    compile_catalogues(settings.LOCALE_PATHS[0])
    django.setup()
    from django.db import connections

    call_command("migrate", verbosity=0, interactive=False)
    _collect_static(settings)
    password = _fill_empty_database() or _renew_unused_login()
    connections.close_all()
    return password


def _collect_static(settings):
    """Collect the static files if one of them has changed. Old versions stay: pages in open browsers name them."""
    from django.contrib.staticfiles.finders import get_finders
    from django.core.management import call_command

    digest = hashlib.sha256()
    for finder in get_finders():
        for name, storage in finder.list([]):
            found = os.stat(storage.path(name))
            digest.update(f"{name} {found.st_size} {found.st_mtime_ns}\n".encode())
    stamp = Path(settings.WOMCONF_VAR) / "static.stamp"
    if stamp.exists() and stamp.read_text() == digest.hexdigest() and settings.STATIC_ROOT.exists():
        return
    _say("Dateien werden vorbereitet … (Collecting the static files …)")
    call_command("collectstatic", verbosity=0, interactive=False)
    stamp.write_text(digest.hexdigest())


def _fill_empty_database():
    """Import the demonstration conference into an empty database and make its organiser; return the password."""
    from django.contrib.auth import get_user_model
    from django.core.management import CommandError, call_command
    from django.db import transaction
    from django.utils.crypto import get_random_string

    from programme.actions import note_as_told
    from programme.models import Conference

    users = get_user_model().objects
    if Conference.objects.exists() or users.exists():
        return None
    _say("Zwei Beispielkonferenzen entstehen … (Making two example conferences …)")
    report = StringIO()
    password = get_random_string(PASSWORD_LENGTH)
    try:
        with transaction.atomic():
            call_command("import_programme", str(DEMONSTRATION), publish=True, stdout=report, stderr=report)
            users.create_superuser(ORGANISER, password=password)
            note_as_told(Conference.objects.get(), by=None)
            call_command("demonstration", stdout=report, stderr=report)
            Conference.objects.update(is_example=True)
    except CommandError as error:
        raise RunError(
            f"The example conferences cannot be made: {error} {report.getvalue()}",
            "Die Beispielkonferenzen lassen sich nicht anlegen; warum, steht in der Zeile darüber.",
        ) from error
    return password


def _renew_unused_login():
    """Give our organiser a new password as long as nobody has ever signed in, and return it.

    Whoever was stopped or closed the window before they had read it would else never get in.
    """
    from django.contrib.auth import get_user_model
    from django.utils.crypto import get_random_string

    users = list(get_user_model().objects.all()[:2])
    if [(user.get_username(), user.last_login) for user in users] != [(ORGANISER, None)]:
        return None
    password = get_random_string(PASSWORD_LENGTH)
    users[0].set_password(password)
    users[0].save(update_fields=["password"])
    return password


def _web_server(port):
    from django.conf import settings

    arguments = {
        "--interface": "wsgi",
        "--host": HOST,
        "--port": port,
        "--workers": WEB_PROCESSES,
        "--blocking-threads": settings.WEB_THREADS,
        "--workers-kill-timeout": STOP_SECONDS - 2,
        "--log-level": "error",
    }
    options = [str(part) for option in arguments.items() for part in option]
    return [
        sys.executable,
        "-m",
        "granian",
        *options,
        "--respawn-failed-workers",
        "--factory",
        "womconf.run:application",
    ]


def application():
    """Return the WSGI application, in a web process that must not outlive the one that started it."""
    die_with_parent(multiprocessing.parent_process().pid, signal.SIGKILL)
    from womconf.wsgi import application as wsgi_application

    return wsgi_application


def _wait_for_answer(port, children):
    deadline = time.monotonic() + ANSWER_SECONDS
    while time.monotonic() < deadline:
        for child in children:
            child.look_after()
        connection = http.client.HTTPConnection(HOST, port, timeout=ANSWER_SECONDS)
        try:
            connection.request("GET", "/healthz")
            connection.getresponse()
        except OSError:
            time.sleep(0.1)
        else:
            return
        finally:
            connection.close()
    raise RunError(
        f"The web server has not answered for {ANSWER_SECONDS} seconds.",
        f"Der Webserver antwortet seit {ANSWER_SECONDS} Sekunden nicht.",
    )


def _say_addresses(password):
    from django.conf import settings

    folder = settings.MAILERS["default"]["OPTIONS"].get("file_path")
    _say("")
    _say("womconf läuft. (womconf is running.)")
    _say("")
    _say_pair("Programm", "programme", f"{settings.BASE_URL}/")
    _say_pair("Verwaltung", "admin", f"{settings.BASE_URL}/admin/")
    if password:
        _say_pair("Benutzername", "user name", ORGANISER)
        _say_pair("Passwort", "password", password)
    if folder:
        _say_pair("E-Mails", "e-mails", f"{folder}/")
    _say("")
    if password:
        _say("Das Passwort ist bei jedem Start ein neues, bis sich jemand angemeldet hat.")
        _say("(The password is a new one at each start, until somebody has signed in.)")
    _say("Strg-C beendet alles. (Ctrl-C stops everything.)")


def _say_pair(german, english, value):
    _say(f"  {f'{german} ({english})':<26}{value}")


def _say(line):
    print(line, flush=True)


class Child:
    """A process that is started again when it ends by itself, unless it never gets going."""

    def __init__(self, name, arguments):
        self.name = name
        self.arguments = arguments
        self.failures = 0

    def __enter__(self):
        self._start()
        return self

    def _start(self):
        self.started_at = time.monotonic()
        self.process = subprocess.Popen(  # noqa: S603 - our own programs
            self.arguments,
            cwd=BASE_DIR,
            stdin=subprocess.DEVNULL,
            env=os.environ | SPARES_MEMORY,
            process_group=0,  # Ctrl-C is for us, and we stop it in order
            preexec_fn=partial(die_with_parent, os.getpid()),  # noqa: PLW1509 - we have no threads
        )

    def look_after(self):
        status = self.process.poll()
        if status is None:
            return
        self._kill_group()
        is_steady = time.monotonic() - self.started_at >= STEADY_SECONDS
        self.failures = 1 if is_steady else self.failures + 1
        if self.failures == MOST_FAILURES:
            raise RunError(
                f"The {self.name} does not start (status {status}); what it said stands above.",
                f"Ein Prozess startet nicht ({self.name}); was er sagte, steht oben.",
            )
        _say(f"The {self.name} has ended (status {status}) and is started again. (Ein Prozess wird neu gestartet.)")
        self._start()

    def __exit__(self, *exception):
        self.process.terminate()
        with suppress(subprocess.TimeoutExpired):
            self.process.wait(STOP_SECONDS)
        self._kill_group()
        self.process.wait()

    def _kill_group(self):
        """End what the process has started and left behind."""
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)


if __name__ == "__main__":
    sys.exit(main())
