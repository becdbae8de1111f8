"""The worker as a process of its own, as operators run it."""

import os
import signal
import subprocess
import sys
import threading
import time
from contextlib import contextmanager

from django.conf import settings
from django.db import connection

# A worker for which it is another time, and goes on from there.
AT = "import sys, time_machine; time_machine.travel(sys.argv.pop(1)).start(); import manage; manage.main()"


def start_worker(port, *, timeout=5, at=None, email_url=None):
    """Start a worker; `at` is what its clock says then, `email_url` where its mail goes instead of to the port."""
    database = connection.settings_dict
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "tests.settings",
        "DATABASE_URL": f"postgresql://{database['USER']}@/{database['NAME']}?host={database['HOST']}",
        "EMAIL_URL": email_url or f"smtp://127.0.0.1:{port}/?starttls=0&timeout={timeout}",
    }
    program = ["-c", AT, at.isoformat()] if at else ["manage.py"]
    command = [sys.executable, *program, "worker"]
    return subprocess.Popen(command, env=environment, cwd=settings.BASE_DIR, stdout=subprocess.DEVNULL)


@contextmanager
def worker(port, **options):
    """Run a worker; at the end it has to leave by itself when it is told to."""
    process = start_worker(port, **options)
    try:
        yield process
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            status = process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            process.kill()
            raise
    assert status == 0


def wait_for(condition, seconds=40):
    end, pause = time.monotonic() + seconds, 0.002
    while time.monotonic() < end:
        if condition():
            return True
        threading.Event().wait(pause)
        pause = min(2 * pause, 0.1)  # most things have happened in an instant
    return False
