"""What may happen to a mail. The only writers of Message.status."""

import logging
import uuid
from contextlib import suppress
from datetime import datetime, timedelta
from itertools import groupby
from operator import attrgetter

from django.core.mail import mailers
from django.db import transaction
from django.db.models.expressions import DatabaseDefault
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob
from psycopg.types.json import Jsonb

from womconf import jobs, prepared
from womconf.failpoints import failpoint
from womconf.mail import bounces, failures
from womconf.mail.backends import Unreachable
from womconf.mail.models import Home, Message, Pause
from womconf.mail.pace import set_pace
from womconf.mail.rendering import Attachment, build
from womconf.mail.writing import Letter, write, writes

__all__ = [
    "Attachment",
    "Letter",
    "cancel",
    "cancel_scheduled",
    "cancel_waiting",
    "current_pause",
    "delete_files",
    "hold_all",
    "note",
    "recover",
    "release_all",
    "retry",
    "send",
    "write_anew",
    "writes",
]

logger = logging.getLogger(__name__)

SEND_TASK = "womconf.mail.tasks.send_message"
WHOM = ["conference_id", "attendee_id", "speaker_id"]
NOTED = ["key", "kind", "to", "language", *WHOM, "facts", "priority", "message_id", "not_before"]
WORDS = ["to", "subject", "text", "html", "links", "attachments", "reply_to", "sender"]
LEASE = timedelta(minutes=5)
# A server that is away is asked each minute, for as long as it takes: then its mail leaves soon after it is back.
# A mail that the server puts off waits longer each time, and is given up in the end.
UNREACHABLE_PAUSE = timedelta(minutes=1)
FIRST_PAUSE = timedelta(minutes=1)
LONGEST_PAUSE = timedelta(hours=6)
MAX_ATTEMPTS = 16  # with these pauses about two days


class CannotChange(Exception):
    """The mail is no longer in a state in which this can be done."""


class LeaseIsLost(Exception):
    """Another worker has the mail in hand by now, or it was deleted: this one has nothing to do with it any more."""


# Store a mail and its job in one statement. A key that exists makes no second mail; a held mail gets its job later.
NOTE = """
    WITH noted AS (
        INSERT INTO mail_message (key, kind, "to", language, conference_id, attendee_id, speaker_id, facts, priority,
                                  message_id, not_before, reply_to, subject, text, html, links, attachments, last_error)
        SELECT key, kind, "to", language, conference_id, attendee_id, speaker_id, facts, priority,
               message_id, coalesce(not_before, now()), '', '', '', '', '[]', '[]', ''
        FROM jsonb_to_recordset(%(messages)s) AS given (key text, kind text, "to" text, language text,
            conference_id bigint, attendee_id bigint, speaker_id bigint, facts jsonb,
            priority smallint, message_id text, not_before timestamptz)
        ON CONFLICT (key) DO NOTHING
        RETURNING id, status, priority, not_before
    ), deferred AS (
        SELECT procrastinate_defer_jobs_v1(array_agg(
            ('default', %(task)s, priority, NULL, NULL, jsonb_build_object('pk', id),
             CASE WHEN not_before > now() THEN not_before END)::procrastinate_job_to_defer_v1 ORDER BY id))
        FROM noted WHERE status = 'queued' HAVING count(*) > 0
    )
    SELECT count(*), (SELECT count(*) FROM deferred) FROM noted
"""


def note(messages):
    """Have mails written and sent by the worker: Messages with `facts` for the writer of their `kind` (writing.writes).

    This is the only way for a mail to come about. A rollback takes them along, and a `key` that is there already makes
    no second mail. Return how many are new.
    """
    if not messages:
        return 0
    set_pace(messages)
    given = [{name: _as_json(getattr(message, name)) for name in NOTED} for message in messages]
    [[count, _jobs]] = prepared.fetch(NOTE, {"messages": Jsonb(given), "task": SEND_TASK})
    return count


def _as_json(value):
    """Return a moment as text, nothing for one that the database sets, and everything else as it is."""
    if isinstance(value, DatabaseDefault):
        return None
    return value.isoformat() if isinstance(value, datetime) else value


def send(pk):
    """Hand one mail over to the mail server, if it is due and nobody else is at it. Return its Message, or None.

    A short transaction takes a lease; the mail goes out in no transaction; a second one notes the outcome, unless the
    lease has passed to somebody else. Killed between the server's 250 and that note, a mail leaves twice, with the same
    Message-ID; nowhere else.
    """
    message = _lease(pk)
    with suppress(LeaseIsLost):
        return message and _hand_over(message)
    return None


def _hand_over(message):
    try:
        if not message.is_written and not _write(message):
            return _finish(message, status=Message.Status.CANCELLED)
        failpoint("before DATA")
        build(message).send()
        failpoint("after 250")
    except LeaseIsLost:
        raise
    except Unreachable as error:
        return _wait_for_server(message, failures.describe(error.__cause__))
    except Exception as error:
        if failures.is_permanent(error):
            if code := failures.bounce_code(error):
                bounces.note_failure(message, code)
            return _finish(message, status=Message.Status.FAILED, last_error=failures.describe(error))
        return _postpone(message, failures.describe(error))
    return _finish(message, status=Message.Status.SENT, last_error="")


@transaction.atomic
def retry(message):
    """Send a failed or cancelled mail after all; one that waits for its next attempt goes at once."""
    message = Message.objects.select_for_update().get(pk=message.pk)
    if message.status in {Message.Status.SENT, Message.Status.SENDING}:
        raise CannotChange
    is_new = {"attempts": 0, "not_before": timezone.now(), "bounced_at": None, "bounce_code": ""}
    _set_status(message, _status_before_sending(), **is_new)
    if message.status == Message.Status.QUEUED:
        _defer(message)
    return message


@transaction.atomic
def cancel(message):
    """Make sure that a mail which has not left does not leave."""
    message = Message.objects.select_for_update().get(pk=message.pk)
    if message.status == Message.Status.CANCELLED:
        return message
    if message.status in {Message.Status.SENT, Message.Status.SENDING}:
        raise CannotChange
    return _set_status(message, Message.Status.CANCELLED)


def cancel_scheduled(messages, *, at):
    """Cancel those of some mails that would leave later than now, and at another moment than `at` (None: at once)."""
    later = messages.filter(status__in=[Message.Status.QUEUED, Message.Status.HELD], not_before__gt=timezone.now())
    if at is not None:
        later = later.exclude(not_before=at)
    return later.update(status=Message.Status.CANCELLED, status_at=timezone.now())


def cancel_waiting(messages):
    """Cancel those of some mails that have not left and are not being sent. Return how many."""
    waiting = messages.filter(status__in=[Message.Status.QUEUED, Message.Status.HELD])
    return waiting.update(status=Message.Status.CANCELLED, status_at=timezone.now())


def write_anew(messages):
    """Have those of some noted mails that have not left written again: what they tell of is not true any more.

    One that is being sent at this moment leaves as it is.
    """
    messages.not_under_way().update(subject="", text="", html="", links=[], attachments=[])


@transaction.atomic
def hold_all(*, by):
    """Stop all mail: what is queued is held, what is written from now on is held, too."""
    Pause.objects.get_or_create(ended_at=None, defaults={"started_by": by})
    return _hold(Message.Status.QUEUED)


@transaction.atomic
def release_all(*, by):
    """Let mail leave again, from this database, the held ones first come first."""
    Home.objects.settle()
    Pause.objects.filter(ended_at=None).update(ended_at=timezone.now(), ended_by=by)
    held = list(
        Message.objects.select_for_update().filter(status=Message.Status.HELD).only("pk", "priority").order_by("pk")
    )
    Message.objects.filter(pk__in=[message.pk for message in held]).update(
        status=Message.Status.QUEUED, status_at=timezone.now()
    )
    _defer_all(held)
    return len(held)


def recover(now=None):
    """Give a job to every mail that is due and has none: the row is the truth, the job only a messenger."""
    if not _is_at_home():
        return 0
    due = Message.objects.due(now or timezone.now())
    under_way = ProcrastinateJob.objects.filter(task_name=SEND_TASK, status="todo").values_list("args", flat=True)
    has_job = {args["pk"] for args in under_way}
    orphans = [message for message in due.only("pk", "priority").order_by("pk") if message.pk not in has_job]
    _defer_all(orphans)
    return len(orphans)


def delete_files(message_ids):
    """Delete what mails have left in files; the database asks for it where it deletes a Message. Raises OSError."""
    mailers.default.delete_files(message_ids)


def current_pause():
    """Return the Pause that is under way, or None."""
    return Pause.objects.filter(ended_at=None).select_related("started_by").first()


@transaction.atomic
def _is_at_home():
    """Say whether mail may leave from this database. If not, hold all of it, also what was on its way at the backup.

    While it is being restored nothing is held: what is written then would stand in the way of the backup's own rows.
    """
    is_home = Home.objects.is_here()
    if is_home is False:  # asked again under the lock: an organiser may just be letting all mail go
        is_home = Home.objects.select_for_update().is_here()
    if is_home is False:
        pause, _is_new = Pause.objects.get_or_create(ended_at=None)
        if Pause.objects.filter(pk=pause.pk, is_after_restore=False).update(is_after_restore=True):
            logger.error("This database is a copy, or was restored: all e-mail is held until an organiser lets it go.")
        _hold(Message.Status.QUEUED, Message.Status.SENDING)
    return is_home is True


def _hold(*statuses):
    return Message.objects.filter(status__in=statuses).update(
        status=Message.Status.HELD, status_at=timezone.now(), lease=None, leased_until=None
    )


def _status_before_sending():
    return Message.Status.HELD if current_pause() else Message.Status.QUEUED


def _defer(message, *, at=None):
    jobs.defer(SEND_TASK, {"pk": message.pk}, priority=message.priority, at=at)


def _defer_all(messages):
    for priority, group in groupby(sorted(messages, key=attrgetter("priority")), key=attrgetter("priority")):
        jobs.defer(SEND_TASK, *({"pk": message.pk} for message in group), priority=priority)


@transaction.atomic
def _lease(pk):
    if not _is_at_home():
        return None
    now = timezone.now()
    message = Message.objects.select_for_update(skip_locked=True).due(now).filter(pk=pk).first()
    if message is None or current_pause():
        return None
    return _set_status(
        message, Message.Status.SENDING, lease=uuid.uuid4(), leased_until=now + LEASE, attempts=message.attempts + 1
    )


def _write(message):
    """Write a mail from its facts and freeze it. Return False where there is nothing to say any more."""
    letter = write(message)
    if letter is not None:
        _freeze(message, letter.on_written)
    return letter is not None


@transaction.atomic
def _freeze(message, on_written):
    """Store the words of a mail, and what follows from its saying them, if this worker still has the lease."""
    words = {name: getattr(message, name) for name in WORDS}
    if not Message.objects.filter(pk=message.pk, lease=message.lease).update(**words):
        raise LeaseIsLost
    if on_written:
        on_written(message)


def _set_status(message, status, **fields):
    fields = {"status": status, "status_at": timezone.now(), **fields}
    if status != Message.Status.SENDING:
        fields |= {"lease": None, "leased_until": None}
    for name, value in fields.items():
        setattr(message, name, value)
    message.save(update_fields=list(fields))
    return message


def _finish(message, **fields):
    """Write an outcome down, unless another worker holds the lease by now."""
    failpoint("before it is noted")
    now = timezone.now()
    Message.objects.filter(pk=message.pk, lease=message.lease).update(
        status_at=now, lease=None, leased_until=None, **fields
    )
    with suppress(Message.DoesNotExist):  # deleted while it left, with the person it went to
        message.refresh_from_db()
    return message


def _postpone(message, reason):
    if message.attempts >= MAX_ATTEMPTS:
        return _finish(message, status=Message.Status.FAILED, last_error=reason)
    pause = min(FIRST_PAUSE * 2 ** (message.attempts - 1), LONGEST_PAUSE)
    return _send_later(message, pause, last_error=reason)


def _wait_for_server(message, reason):
    """Try again soon, without counting: the server has not even heard of this mail."""
    return _send_later(message, UNREACHABLE_PAUSE, last_error=reason, attempts=message.attempts - 1)


@transaction.atomic
def _send_later(message, pause, **fields):
    at = timezone.now() + pause
    message = _finish(message, status=_status_before_sending(), not_before=at, **fields)
    if message.status == Message.Status.QUEUED:
        _defer(message, at=at)
    return message
