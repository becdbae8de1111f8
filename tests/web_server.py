"""A real web server with the options that docs/operators.md names, and people who visit it over HTTP."""

import http.client
import os
import re
import socket
import subprocess
import sys
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from urllib.parse import urlencode

from django.conf import settings
from django.db import connection

from tests.mail.workers import wait_for

PATIENCE_SECONDS = 20


@contextmanager
def web_server(**environment):
    """Start it on a free port. Yield (process, port); whoever stops it earlier is welcome to."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port = found.getsockname()[1]
    database = connection.settings_dict
    environment = {
        **os.environ,
        "WEB_THREADS": "8",
        "KEPT_ANSWERS_MB": "40",
        "DJANGO_SETTINGS_MODULE": "tests.settings",
        "DATABASE_URL": f"postgresql://{database['USER']}@/{database['NAME']}?host={database['HOST']}",
        "FORMS_PER_NETWORK": "1000000",  # all come from one
        "HELD_PLACES_PER_NETWORK": "0",
        **environment,
    }
    options = re.search(r"granian (--interface.*?) womconf\.wsgi", operators_page(), re.DOTALL)[1].replace("\\\n", " ")
    options = options.replace("--port 8000", f"--port {port}").split()
    command = [sys.executable, "-m", "granian", *options, "--log-level", "error", "womconf.wsgi:application"]
    process = subprocess.Popen(command, env=environment, cwd=settings.BASE_DIR)
    try:
        assert wait_for(lambda: is_there(port))
        yield process, port
    finally:
        process.terminate()
        process.wait(PATIENCE_SECONDS)


def operators_page():
    return (Path(settings.BASE_DIR) / "docs" / "operators.md").read_text()


def is_there(port):
    with suppress(OSError), closing(http.client.HTTPConnection("127.0.0.1", port, timeout=5)) as wire:
        return ask(wire, "GET", "/healthz")[0] == 200


def ask(wire, method, path, body=None, **headers):
    wire.request(method, path, body, headers)
    response = wire.getresponse()
    return response.status, response.read().decode(), response.headers


class Visitor:
    """Somebody with a browser: opens the form of a session and sends it."""

    def __init__(self, port, session, number):
        self.path = f"/{session.conference.slug}/register/"
        self.email = f"person{number}@example.org"
        self.session = session
        self.port = port

    def open(self):
        self.wire = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE_SECONDS)
        _status, page, headers = ask(self.wire, "GET", self.path)
        hidden = {
            name: re.search(rf'name="{name}" value="([^"]+)"', page)[1] for name in ("csrfmiddlewaretoken", "key")
        }
        person = {"sessions": self.session.code, "name": "Erika", "email": self.email, "privacy": "on"}
        self.body = urlencode(hidden | person)
        self.cookie = headers["Set-Cookie"].split(";")[0]

    def send(self):
        kind = {"Content-Type": "application/x-www-form-urlencoded", "Cookie": self.cookie}
        with closing(self.wire):
            return ask(self.wire, "POST", self.path, self.body, **kind)[0]
