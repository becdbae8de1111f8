"""Workers as processes, killed and in company."""

import datetime
import os
import random
import signal
import threading
from collections import Counter
from functools import partial

import pytest
from django.db import connection
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from tests.factories import OrganiserFactory
from tests.mail.sink import conversation
from tests.mail.workers import start_worker, wait_for, worker
from tests.mail.writing import queue
from womconf.mail import actions
from womconf.mail.models import Message

pytestmark = pytest.mark.django_db(transaction=True)
SEED = int(os.environ.get("KILLS_SEED", str(random.SystemRandom().randrange(10**6))))
KILLS = int(os.environ.get("KILLS", "500"))
MAILS_EACH = 8  # more than are sent before the kill, so that it meets a worker that is sending


@pytest.fixture(autouse=True)
def no_jobs_of_workers_that_were_killed():
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_jobs")


def all_sent():
    return not Message.objects.exclude(status="sent").exists()


def let_leases_end():
    """Do what five minutes do."""
    past = timezone.now() - datetime.timedelta(seconds=1)
    assert Message.objects.filter(status="sending").update(leased_until=past)
    actions.recover()


def test_worker_sends_what_was_queued_and_ends_on_sigterm(sink):
    messages = [queue(f"key {n}") for n in range(5)]
    with worker(sink.port):
        assert wait_for(lambda: len(sink.mails) == len(messages))
        assert wait_for(all_sent)


def test_worker_killed_after_the_server_took_the_mail_sends_it_once_more_under_the_same_id(sink):
    message = queue()
    process = start_worker(sink.port)
    sink.accepted = lambda: os.kill(process.pid, signal.SIGKILL)
    assert process.wait(timeout=20) == -signal.SIGKILL
    assert wait_for(lambda: len(sink.mails) == 1)
    message.refresh_from_db()
    assert (message.status, actions.send(message.pk)) == ("sending", None)
    sink.accepted = lambda: None
    let_leases_end()
    with worker(sink.port):
        assert wait_for(all_sent)
    assert [mail["Message-ID"] for _to, mail in sink.mails] == [message.message_id] * 2


def test_killed_worker_leaves_no_mail_behind(sink):
    messages = [queue(f"key {n}") for n in range(20)]
    process = start_worker(sink.port)
    sink.accepted = lambda: len(sink.mails) == 5 and process.kill()
    process.wait(timeout=20)
    sink.accepted = lambda: None
    let_leases_end()
    with worker(sink.port):
        assert wait_for(all_sent)
    sent = [mail["Message-ID"] for _to, mail in sink.mails]
    assert set(sent) == {message.message_id for message in messages}
    assert len(sent) <= len(messages) + 2  # twice only what was between the server's 250 and our note: one a job slot


@pytest.mark.soak
def test_worker_killed_hundreds_of_times_repeats_only_what_the_server_had_taken(sink):
    """At any moment of sending, KILLS times: no mail is missing, and twice came only what nobody could note in time."""
    chance, in_doubt = random.Random(SEED), set()
    for kill in range(KILLS):
        for n in range(MAILS_EACH):
            queue(f"key {kill} {n}")
        process = start_worker(sink.port)
        last = len(sink.mails) + chance.randint(1, MAILS_EACH)
        sink.accepted = partial(_kill_soon, process, sink, last, chance.uniform(0, 0.01))
        assert process.wait(timeout=20) == -signal.SIGKILL
        taken = {mail["Message-ID"] for _to, mail in sink.mails}
        in_doubt |= taken - set(Message.objects.filter(status="sent").values_list("message_id", flat=True))
        Message.objects.filter(status="sending").update(leased_until=timezone.now() - datetime.timedelta(seconds=1))
        actions.recover()
    sink.accepted = lambda: None
    with worker(sink.port):
        assert wait_for(all_sent, seconds=300)
    arrived = Counter(mail["Message-ID"] for _to, mail in sink.mails)
    twice = {message_id for message_id, times in arrived.items() if times > 1}
    print(f"seed {SEED}: {KILLS} workers killed, {len(arrived)} mails, {len(twice)} came more than once")
    assert set(arrived) == set(Message.objects.values_list("message_id", flat=True))
    assert twice <= in_doubt != set()


def _kill_soon(process, sink, last, seconds):
    if len(sink.mails) == last:
        threading.Timer(seconds, process.kill).start()


def test_two_workers_with_each_job_twice_send_every_mail_once(sink):
    messages = [queue(f"key {n}") for n in range(20)]
    for message in messages:
        actions._defer(message)
    with worker(sink.port), worker(sink.port):
        assert wait_for(lambda: not ProcrastinateJob.objects.filter(task_name=actions.SEND_TASK).exists())
        assert all_sent()
    assert sorted(mail["Message-ID"] for _to, mail in sink.mails) == sorted(m.message_id for m in messages)


def test_worker_sends_neither_held_nor_cancelled_mails(sink):
    cancelled, _held = queue("cancelled"), queue("held")
    actions.cancel(cancelled)
    actions.hold_all(by=OrganiserFactory())
    with worker(sink.port):
        assert wait_for(lambda: not ProcrastinateJob.objects.filter(task_name=actions.SEND_TASK).exists())
    assert sink.mails == []
    assert sorted(Message.objects.values_list("key", "status")) == [("cancelled", "cancelled"), ("held", "held")]


def test_worker_deletes_the_file_of_a_mail_that_is_deleted(tmp_path):
    queue()
    with worker(0, email_url=tmp_path.as_uri()):
        assert wait_for(lambda: len(list(tmp_path.glob("*.eml"))) == 1)
        Message.objects.all().delete()
        assert wait_for(lambda: list(tmp_path.iterdir()) == [])


def test_server_that_says_nothing_does_not_keep_a_worker_from_its_other_work(sink):
    messages = [queue(f"key {n}") for n in range(3)]
    with conversation(lambda connection: connection.recv(1000)) as (port, _connections), worker(port, timeout=1):
        assert wait_for(lambda: Message.objects.filter(last_error="SMTPServerDisconnected").count() == len(messages))
    assert set(Message.objects.values_list("status", "attempts")) == {("queued", 0)}
