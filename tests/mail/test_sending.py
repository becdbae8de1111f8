"""From a Message to a mailbox, over a real mail server."""

import threading

import pytest
from django.contrib.admin.models import LogEntry
from django.db import connection, connections, transaction
from django.urls import reverse
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from tests.factories import AttendeeFactory, OrganiserFactory
from tests.mail.writing import LINK, queue
from womconf.mail import actions
from womconf.mail.actions import Attachment
from womconf.mail.models import Message
from womconf.mail.rendering import CLOSE, OPEN
from womconf.mail.transport import mailers_from_url

pytestmark = pytest.mark.django_db


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
    actions.send(queue(attendee=attendee, links={}).pk)
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


def test_mail_that_cannot_be_built_fails_and_does_not_stop_others(sink):
    broken = queue("broken")
    Message.objects.filter(pk=broken.pk).update(attachments=[{"filename": "without a content"}])
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


def test_mail_of_a_dead_worker_and_one_sent_again_are_held_too(sink):
    organiser = OrganiserFactory()
    dead = actions._lease(queue("dead").pk)
    again = actions.cancel(queue("again"))
    actions.hold_all(by=organiser)
    Message.objects.filter(pk=dead.pk).update(leased_until=timezone.now())
    assert actions.retry(again).status == "held"
    assert (actions.send(dead.pk), actions.send(again.pk), sink.mails) == (None, None, [])
    assert actions.release_all(by=organiser) == 1
    assert [actions.send(message.pk).status for message in (dead, again)] == ["sent", "sent"]


def test_mail_that_did_not_leave_while_all_mail_was_stopped_is_held(settings):
    settings.MAILERS = mailers_from_url("smtp://127.0.0.1:1/?starttls=0")
    under_way = actions._lease(queue().pk)
    actions.hold_all(by=OrganiserFactory())
    assert actions._wait_for_server(under_way, "ConnectionRefusedError 111").status == "held"


def test_released_mails_get_jobs_of_their_priority():
    organiser = OrganiserFactory()
    actions.hold_all(by=organiser)
    news, urgent = queue("news", priority=-10), queue("urgent", priority=10)
    actions.release_all(by=organiser)
    jobs = ProcrastinateJob.objects.filter(task_name=actions.SEND_TASK).order_by("priority")
    assert [(job.args, job.priority) for job in jobs] == [({"pk": news.pk}, -10), ({"pk": urgent.pk}, 10)]


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


# The outbox in the admin


def test_organisers_stop_all_mail_and_let_it_go_again(client):
    organiser = OrganiserFactory()
    client.force_login(organiser)
    message = queue()
    messages = "/en" + reverse("admin:mail_message_changelist")
    page = client.get(messages).text
    assert ("Stop all e-mail" in page, "has been stopped" in page) == (True, False)
    client.post(reverse("admin:mail_message_stop_all"))
    message.refresh_from_db()
    assert message.status == "held"
    assert f"(by {organiser.username})" in client.get(messages).text
    client.post(reverse("admin:mail_message_release_all"))
    message.refresh_from_db()
    assert message.status == "queued"
    assert "has been stopped" not in client.get(messages).text


def test_what_an_organiser_did_to_a_mail_is_in_its_history(client):
    organiser = OrganiserFactory()
    client.force_login(organiser)
    message = queue()
    client.post(
        reverse("admin:mail_message_changelist"), {"action": "cancel", "_selected_action": [message.pk]}, follow=True
    )
    message.refresh_from_db()
    assert message.status == "cancelled"
    assert [(entry.user, entry.change_message) for entry in LogEntry.objects.all()] == [(organiser, "Do not send")]


@pytest.mark.parametrize("answer", ["250 OK", "451 later"])
def test_a_mail_whose_person_is_deleted_while_it_leaves_is_nobodys_trouble(sink, monkeypatch, answer):
    """Its row goes between the lease and the note of the outcome; the worker goes on."""
    sink.answers = [answer]
    build = actions.build

    def build_then_delete(message):
        mail = build(message)
        Message.objects.filter(pk=message.pk).delete()
        return mail

    monkeypatch.setattr(actions, "build", build_then_delete)
    actions.send(queue().pk)
    assert not Message.objects.exists()
