"""A web server with the options of a real one, for a benchmark."""

import http.client
import os
import socket
import subprocess
import sys
import threading
import time
from contextlib import contextmanager
from pathlib import Path

from womconf.processes import SPARES_MEMORY

WORKERS = 2
THREADS = int(os.environ.get("WEB_THREADS", "8"))  # of each worker


def _free_port():
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]


@contextmanager
def serve(application):
    port = _free_port()
    options = ["--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port), "--workers", str(WORKERS)]
    options += ["--blocking-threads", str(THREADS), "--log-level", "critical", "--respawn-failed-workers"]
    options += ["--workers-kill-timeout", "5"]  # a worker that is just starting does not hear that all is over
    with Server([sys.executable, "-m", "granian", *options, application]) as server:
        _await(port)
        yield server, port


class Server:
    """The web server, started again when it ends: granian gives up where a worker dies twice in 5.5 seconds.

    `make run` looks after it in the same way (womconf.run.Child), and so does systemd.
    """

    def __init__(self, command):
        self.command, self.over, self.restarts = command, threading.Event(), -1

    def __enter__(self):
        self._start()
        self.thread = threading.Thread(target=self._look_after)
        self.thread.start()
        return self

    def _start(self):
        environment = os.environ | {"FORMS_PER_NETWORK": "1000000"}
        environment |= {"HELD_PLACES_PER_NETWORK": "0", "LOG_LEVEL": "CRITICAL"} | SPARES_MEMORY
        self.process = subprocess.Popen(self.command, env=environment)
        self.restarts += 1

    def _look_after(self):
        while not self.over.wait(0.1):
            if self.process.poll() is not None:
                self._start()

    def __exit__(self, *exception):
        self.over.set()
        self.thread.join()
        self.process.terminate()
        self.process.wait()


def _await(port):
    for _attempt in range(300):
        try:
            http.client.HTTPConnection("127.0.0.1", port, timeout=5).request("GET", "/healthz")
        except ConnectionRefusedError:
            time.sleep(0.1)
        else:
            return
    raise RuntimeError("The server did not start.")


def workers_of(server):
    """Return the ids of the processes that answer (Linux)."""
    pid = server.process.pid
    try:
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except FileNotFoundError:  # it is just being started again
        return []
    return [int(child) for child in children if b"resource_tracker" not in Path(f"/proc/{child}/cmdline").read_bytes()]
