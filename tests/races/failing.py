"""A process of its own that registers somebody or sends a mail, and meets a fault at one of the failpoints."""

import contextlib
import os
import signal
import socket
import time
import traceback
from types import SimpleNamespace

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.db import connection  # noqa: E402

from programme.models import Pool, Session  # noqa: E402
from registration import actions  # noqa: E402
from registration.actions import registering  # noqa: E402
from womconf import failpoints, transactions  # noqa: E402
from womconf.mail import actions as mail_actions  # noqa: E402
from womconf.mail.incoming.mailboxes import mailbox_from_url  # noqa: E402
from womconf.mail.incoming.reading import read_mailbox  # noqa: E402
from womconf.mail.transport import mailers_from_url  # noqa: E402

SLEEP_SECONDS = float(os.environ.get("FAILPOINT_SLEEP", "4"))  # longer than anybody waits for a lock


def kill():
    os.kill(os.getpid(), signal.SIGKILL)


def fail():
    raise ZeroDivisionError


def sleep():
    time.sleep(SLEEP_SECONDS)


def drop_connection():
    """Cut the connection to the database, as a broken network does: the program learns of it at the next statement."""
    if connection.connection is not None:
        with socket.socket(fileno=os.dup(connection.connection.fileno())) as wire:
            wire.shutdown(socket.SHUT_RDWR)


FAULTS = {"kill -9": kill, "exception": fail, "sleep": sleep, "dropped connection": drop_connection}


def _arm(database, place, fault, reached):
    connection.settings_dict["NAME"] = database

    def act():
        if not reached.is_set():  # once: whoever tries again is not broken off again
            reached.set()
            FAULTS[fault]()

    failpoints.arm(place, act)


def register(meeting, session, form):
    _arm(*meeting)
    session = Session.objects.get(pk=session)
    actions.register(session.conference, pools=[session.pool], **form)


def register_without_transaction(meeting, session, form):
    """Do the same with each statement committed by itself."""
    transactions.transaction = SimpleNamespace(atomic=contextlib.nullcontext)
    registering.lock = _do_not_lock
    register(meeting, session, form)


def _do_not_lock(session_pks):
    failpoints.failpoint("after lock")
    return list(Pool.objects.filter(session__in=list(session_pks)).values_list("pk", flat=True))


def send(meeting, message, port):
    settings.MAILERS = mailers_from_url(f"smtp://127.0.0.1:{port}/?starttls=0")
    _arm(*meeting)
    mail_actions.send(message)


def quietly(function, *args):
    """Run in a child: what goes wrong there is its exit status, and a traceback only where nobody asked for it."""
    try:
        function(*args)
    except ZeroDivisionError:
        os._exit(1)
    except Exception:
        traceback.print_exc()
        os._exit(2)
    os._exit(0)


def read_mail_of(meeting, url):
    settings.MAILBOX = mailbox_from_url(url)
    _arm(*meeting)
    read_mailbox()
