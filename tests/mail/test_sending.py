"""From a Message to a mailbox, over a real mail server."""

import datetime
import os
import signal
import subprocess
import sys
import threading
import time
import uuid

import pytest
from django.conf import settings
from django.db import connection, connections, transaction
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from tests.factories import AttendeeFactory, OrganiserFactory
from tests.mail.sink import smtp_sink
from womconf.links import PersonalLink
from womconf.mail import actions
from womconf.mail.actions import Attachment
from womconf.mail.models import Message
from womconf.mail.rendering import CLOSE, OPEN
from womconf.mail.transport import mailers_from_url

pytestmark = pytest.mark.django_db

LINK = PersonalLink("attendee", "code1234", 1, "/me/")


def queue(key="key", **changes):
    attendee = changes.pop("attendee", None) or AttendeeFactory(name="Erika Müßig")
    facts = {
        "to": "erika@example.org",
        "language": "de",
        "kind": "registered",
        "key": key,
        "context": {"attendee": attendee, "conference": attendee.conference, "sessions": [], "waiting": []},
        "links": {"link": LINK},
        "reply_to": "office@example.org",
    }
    return actions.queue("registration/registered", **{**facts, **changes})


def test_mail_arrives_with_text_html_and_calendar(sink):
    calendar = Attachment(
        "kalender.ics", "BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n", "text/calendar; method=PUBLISH; charset=utf-8"
    )
    message = actions.send(queue(attachments=[calendar]).pk)
    assert (message.status, message.attempts, message.last_error) == ("sent", 1, "")
    [(recipients, mail)] = sink.mails
    assert recipients == ["erika@example.org"]
    assert (mail["To"], mail["Reply-To"], mail["Auto-Submitted"]) == (
        "erika@example.org",
        "office@example.org",
        "auto-generated",
    )
    assert mail["Message-ID"] == message.message_id
    assert "Erika Müßig" in mail.get_body(("plain",)).get_content()
    assert "Erika Müßig" in mail.get_body(("html",)).get_content()
    [attached] = mail.iter_attachments()
    assert (attached.get_content_type(), attached.get_param("method")) == ("text/calendar", "PUBLISH")
    assert (attached.get_filename(), attached.get_content_charset()) == ("kalender.ics", "utf-8")
    assert attached.get_content().splitlines() == ["BEGIN:VCALENDAR", "END:VCALENDAR"]


def test_link_is_in_the_mail_and_nowhere_in_the_database(sink):
    message = queue()
    actions.send(message.pk)
    [(_recipients, mail)] = sink.mails
    assert LINK.url in mail.get_body(("plain",)).get_content()
    assert LINK.url in mail.get_body(("html",)).get_content()
    with connection.cursor() as cursor:
        cursor.execute("SELECT row_to_json(m)::text FROM mail_message m")
        assert LINK.token not in cursor.fetchone()[0]


def test_text_of_people_cannot_become_a_link(sink):
    attendee = AttendeeFactory(name=f"{OPEN}0{CLOSE} <a href='https://evil.example'>x</a>")
    actions.send(
        queue(attendee=attendee, context={"attendee": attendee, "conference": attendee.conference}, links={}).pk
    )
    [(_recipients, mail)] = sink.mails
    assert "/me/?key=" not in mail.as_string()
    assert "<a href='https://evil" not in mail.get_body(("html",)).get_content()


def test_the_same_occasion_makes_one_mail():
    assert queue("once") == queue("once")
    assert Message.objects.count() == 1


def test_mail_is_gone_with_the_act_that_is_rolled_back():
    with transaction.atomic():
        queue()
        transaction.set_rollback(True)
    assert (Message.objects.count(), ProcrastinateJob.objects.filter(task_name=actions.SEND_TASK).count()) == (0, 0)


def test_mail_and_its_job_are_written_together():
    message = queue()
    assert [job.args for job in ProcrastinateJob.objects.filter(task_name=actions.SEND_TASK)] == [{"pk": message.pk}]


def test_sent_mail_is_not_sent_again(sink):
    message = queue()
    actions.send(message.pk)
    assert actions.send(message.pk) is None
    assert len(sink.mails) == 1


@pytest.mark.parametrize("answer", ["421 closing", "451 try later", "452 full"])
def test_server_that_says_later_gets_the_same_mail_later(sink, answer):
    sink.answers = [answer]
    message = actions.send(queue().pk)
    assert (message.status, message.last_error.split()[-1]) == ("queued", answer[:3])
    assert message.not_before > timezone.now()
    first_id = message.message_id
    Message.objects.update(not_before=timezone.now())
    assert actions.send(message.pk).status == "sent"
    assert sink.mails[0][1]["Message-ID"] == first_id


def test_server_that_says_no_is_not_asked_again(sink):
    sink.answers = ["550 no such user erika@example.org"]
    message = actions.send(queue().pk)
    assert (message.status, message.last_error) == ("failed", "SMTPDataError 550")


def test_unreachable_server_gets_the_mail_when_it_is_back(settings):
    with smtp_sink() as server:
        port = server.port
    settings.MAILERS = mailers_from_url(f"smtp://127.0.0.1:{port}/?starttls=0")
    message = actions.send(queue().pk)
    assert (message.status, message.attempts) == ("queued", 1)
    with smtp_sink(port) as server:
        Message.objects.update(not_before=timezone.now())
        assert actions.send(message.pk).status == "sent"
        assert len(server.mails) == 1


def test_pauses_grow_and_end():
    message = queue()
    pauses = []
    for attempt in range(1, actions.MAX_ATTEMPTS + 1):
        message.refresh_from_db()
        Message.objects.update(
            status="sending",
            lease=uuid.uuid4(),
            leased_until=timezone.now(),
            attempts=attempt,
            not_before=timezone.now(),
        )
        message.refresh_from_db()
        message = actions._postpone(message, "OSError")
        pauses.append(round((message.not_before - timezone.now()).total_seconds() / 60))
    assert pauses[:5] == [1, 2, 4, 8, 16]
    assert max(pauses) == 360
    assert sum(pauses) / 60 > 36
    assert (message.status, message.last_error) == ("failed", "OSError")


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # Django drops that connection unclosed
def test_server_without_starttls_gets_no_mail(sink, settings):
    settings.MAILERS = mailers_from_url(f"smtp://user:secret@127.0.0.1:{sink.port}")
    message = actions.send(queue().pk)
    assert (message.status, sink.mails) == ("queued", [])
    assert "SMTPNotSupportedError" in message.last_error


def test_mail_that_cannot_be_built_fails_and_does_not_stop_others(sink):
    broken = queue("broken")
    Message.objects.filter(pk=broken.pk).update(to="not an\naddress")
    assert actions.send(broken.pk).status == "failed"
    assert actions.send(queue("whole").pk).status == "sent"


def test_held_mail_leaves_only_when_it_is_released(sink):
    organiser = OrganiserFactory()
    before = queue("before")
    assert actions.hold_all(by=organiser) == 1
    during = queue("during")
    assert (actions.send(before.pk), actions.send(during.pk), sink.mails) == (None, None, [])
    assert actions.release_all(by=organiser) == 2
    assert [actions.send(message.pk).status for message in (before, during)] == ["sent", "sent"]


def test_cancelled_mail_does_not_leave_and_a_sent_one_cannot_be_cancelled(sink):
    message = actions.cancel(queue())
    assert actions.send(message.pk) is None
    sent = actions.send(queue("sent").pk)
    with pytest.raises(actions.CannotChange):
        actions.cancel(sent)


def test_failed_mail_can_be_sent_again_by_an_organiser(sink):
    sink.answers = ["550 no"]
    failed = actions.send(queue().pk)
    actions.retry(failed)
    assert actions.send(failed.pk).status == "sent"


def test_every_due_mail_without_a_job_gets_one():
    message = queue()
    ours = ProcrastinateJob.objects.filter(task_name=actions.SEND_TASK)
    assert actions.recover() == 0
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_jobs")
    assert actions.recover() == 1
    assert [job.args for job in ours] == [{"pk": message.pk}]


def test_lease_that_is_over_passes_to_another_worker_and_the_first_cannot_write_any_more(sink):
    message = queue()
    first = actions._lease(message.pk)
    assert actions.send(message.pk) is None
    Message.objects.update(leased_until=timezone.now())
    assert actions.send(message.pk).status == "sent"
    assert actions._finish(first, status="failed", last_error="late").status == "sent"


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_send_once(sink):
    message = queue()
    barrier = threading.Barrier(8)

    def work():
        barrier.wait(timeout=10)
        try:
            actions.send(message.pk)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=work) for _n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(sink.mails) == 1


def worker(sink_port):
    url = connection.settings_dict
    address = f"postgresql://{url['USER']}@/{url['NAME']}?host={url['HOST']}"
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "tests.settings",
        "DATABASE_URL": address,
        "EMAIL_URL": f"smtp://127.0.0.1:{sink_port}/?starttls=0",
    }
    command = [sys.executable, "manage.py", "worker"]
    return subprocess.Popen(command, env=environment, cwd=settings.BASE_DIR, stdout=subprocess.DEVNULL)


def wait_for(condition, seconds=40):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():
            return True
        threading.Event().wait(0.1)
    return False


@pytest.mark.django_db(transaction=True)
def test_worker_process_sends_what_was_queued_and_ends_on_sigterm(sink):
    messages = [queue(f"key {n}") for n in range(5)]
    process = worker(sink.port)
    try:
        assert wait_for(lambda: len(sink.mails) == len(messages))
        assert wait_for(lambda: not Message.objects.exclude(status="sent").exists())
    finally:
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=20) == 0


@pytest.mark.django_db(transaction=True)
def test_killed_worker_leaves_no_mail_behind(sink):
    messages = [queue(f"key {n}") for n in range(20)]
    process = worker(sink.port)
    wait_for(lambda: len(sink.mails) >= 3)
    process.kill()
    process.wait()
    Message.objects.filter(status="sending").update(leased_until=timezone.now() - datetime.timedelta(seconds=1))
    actions.recover()
    process = worker(sink.port)
    try:
        assert wait_for(lambda: not Message.objects.exclude(status="sent").exists())
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=20)
    sent = [mail["Message-ID"] for _recipients, mail in sink.mails]
    assert set(sent) == {message.message_id for message in messages}
    assert len(sent) <= len(messages) + 2  # twice only what was between the server's 250 and our note: one a job slot
