"""A database that was restored from a backup, or copied, writes to nobody until an organiser lets it."""

import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.management import call_command
from django.db import ProgrammingError, connection, connections, transaction
from django.urls import reverse

from tests.factories import OrganiserFactory
from tests.locks import wait_until_somebody_waits_for_a_lock
from tests.mail.databases import another_database, back_up, restore
from tests.mail.test_worker import let_leases_end
from tests.mail.workers import wait_for, worker
from tests.mail.writing import queue
from womconf.mail import actions
from womconf.mail.models import Home, HomeQuerySet, Message, Pause


def statuses():
    return dict(Message.objects.values_list("key", "status"))


@pytest.mark.django_db(transaction=True)
def test_what_was_sent_since_the_backup_is_not_sent_again_unless_an_organiser_lets_it(sink):
    actions.send(queue("before").pk)
    queue("waiting")
    actions._lease(queue("under way").pk)
    backup = back_up()
    let_leases_end()
    with worker(sink.port):
        assert wait_for(lambda: set(statuses().values()) == {"sent"})
    assert len(sink.mails) == 3

    with another_database():
        restore(backup)
        assert statuses() == {"before": "sent", "waiting": "queued", "under way": "sending"}
        with worker(sink.port):
            assert wait_for(lambda: statuses() == {"before": "sent", "waiting": "held", "under way": "held"})
            assert queue("later").status == "held"
            actions.cancel(Message.objects.get(key="waiting"))
            assert len(sink.mails) == 3
            assert actions.release_all(by=None) == 2
            assert wait_for(lambda: set(statuses().values()) == {"sent", "cancelled"})
        keys = dict(Message.objects.values_list("message_id", "key"))
    times = Counter(keys[mail["Message-ID"]] for _to, mail in sink.mails)
    assert times == {"before": 1, "waiting": 1, "under way": 2, "later": 1}


@pytest.mark.django_db(transaction=True)
def test_each_way_to_copy_or_restore_a_database_is_noticed_and_no_work_on_it_is():
    Home.objects.settle()
    assert Home.objects.is_here()
    backup = back_up()
    with another_database() as name:
        restore(backup)
        assert Home.objects.is_here() is False
        Home.objects.settle()
        with connection.cursor() as cursor:
            cursor.execute("VACUUM FULL mail_message")
            cursor.execute("ALTER TABLE mail_message ADD another text NOT NULL DEFAULT now()::text")
        assert Home.objects.is_here()
        restore(back_up(), "--clean", "--if-exists")
        assert Home.objects.is_here() is False
        Home.objects.settle()
        with another_database(copy_of=name):
            assert Home.objects.is_here() is False
        assert Home.objects.is_here()
    assert Home.objects.is_here()


@pytest.mark.django_db
def test_user_of_the_database_needs_no_right_of_the_server():
    Home.objects.settle()
    with connection.cursor() as cursor:
        cursor.execute("CREATE ROLE ordinary; GRANT SELECT, INSERT, UPDATE ON mail_home TO ordinary")
        cursor.execute("SET LOCAL ROLE ordinary")
        assert Home.objects.is_here()
        Home.objects.settle()
        cursor.execute("RESET ROLE")


def is_held():
    """Whether a worker that looks now holds all mail."""
    actions.recover()
    return actions.current_pause() is not None


@pytest.mark.django_db(transaction=True)
def test_migrate_makes_a_new_database_the_home_and_leaves_a_restored_one_alone(sink):
    """A database of tests is emptied after each test of this kind, and is a new one then."""
    assert Home.objects.is_here()
    assert actions.send(queue().pk).status == "sent"
    be_restored()
    call_command("migrate", verbosity=0)
    assert (Home.objects.is_here(), is_held()) == (False, True)
    call_command("flush", verbosity=0, interactive=False)
    assert (Home.objects.is_here(), is_held()) == (True, False)


@pytest.mark.django_db
def test_database_without_a_home_is_nobodys_home(sink):
    message = queue()
    Home.objects.all().delete()
    assert actions.send(message.pk) is None
    assert (Home.objects.count(), is_held(), sink.mails) == (0, True, [])
    actions.release_all(by=None)
    assert actions.send(message.pk).status == "sent"


@pytest.mark.django_db(transaction=True)
def test_worker_that_runs_on_during_a_restore_sends_nothing_and_writes_nothing(sink):
    """What it wrote would stand in the way of the backup's own rows: the restore would end in an error."""
    sent, waiting = queue("sent"), queue("waiting")
    actions.send(sent.pk)
    actions.hold_all(by=None)
    actions.release_all(by=None)
    backup = back_up()
    with another_database():
        for section, rows in [("pre-data", (0, 0, 0)), ("data", (1, 1, 2))]:
            restore(backup, f"--section={section}")
            assert [actions.recover(), *(actions.send(pk) for pk in [sent.pk, waiting.pk])] == [0, None, None]
            assert (Home.objects.count(), Pause.objects.count(), Message.objects.count()) == rows
            with pytest.raises(ProgrammingError, match="ON CONFLICT"):  # not even an organiser makes two rows
                Home.objects.settle()
        restore(backup, "--section=post-data")
        assert is_held()
        assert statuses() == {"sent": "sent", "waiting": "held"}
    assert len(sink.mails) == 1


def be_restored():
    Home.objects.update_or_create(pk=1, defaults={"identity": "another server/1/2"})


@pytest.mark.django_db
def test_all_is_held_before_anything_is_due():
    """The worker looks each minute: whoever looks into the admin after a restore need not wait for the first mail."""
    be_restored()
    assert (actions.recover(), actions.current_pause().is_after_restore) == (0, True)
    assert queue().status == "held"


@pytest.mark.django_db
def test_pause_of_an_organiser_that_was_restored_too_holds_what_was_on_its_way():
    under_way = actions._lease(queue().pk)
    actions.hold_all(by=OrganiserFactory())
    be_restored()
    assert actions.send(under_way.pk) is None
    under_way.refresh_from_db()
    assert (under_way.status, under_way.lease, Pause.objects.get().is_after_restore) == ("held", None, True)


@pytest.mark.django_db(transaction=True)
def test_eight_that_notice_it_at_once_stop_all_mail_once(sink):
    messages = [queue(f"key {n}") for n in range(8)]
    be_restored()
    barrier, outcomes = threading.Barrier(len(messages)), []

    def work(message):
        barrier.wait(timeout=20)
        outcomes.append(actions.send(message.pk))
        connections.close_all()

    threads = [threading.Thread(target=work, args=[message]) for message in messages]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (outcomes, sink.mails, Pause.objects.count()) == ([None] * len(messages), [], 1)
    assert set(statuses().values()) == {"held"}


@pytest.mark.django_db
def test_worker_that_looked_just_before_all_mail_was_let_go_does_not_hold_it_again(monkeypatch):
    message = queue()
    be_restored()
    actions.recover()
    look = HomeQuerySet.is_here

    def look_too_early(homes):
        found = look(homes)
        monkeypatch.undo()
        actions.release_all(by=None)
        return found

    monkeypatch.setattr(HomeQuerySet, "is_here", look_too_early)
    actions.recover()
    message.refresh_from_db()
    assert (message.status, actions.current_pause()) == ("queued", None)


@pytest.mark.django_db(transaction=True)
def test_worker_that_looks_while_all_mail_is_let_go_waits_for_that():
    message = queue()
    be_restored()
    actions.recover()

    def look():
        try:
            return actions.recover()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            actions.release_all(by=None)
            recovered = pool.submit(look)
            wait_until_somebody_waits_for_a_lock()
        recovered.result(timeout=20)
    message.refresh_from_db()
    assert (message.status, actions.current_pause()) == ("queued", None)


@pytest.mark.django_db
def test_admin_says_why_and_an_organiser_lets_all_go(client):
    client.force_login(OrganiserFactory())
    message = queue()
    be_restored()
    actions.recover()
    pages = ["/en" + reverse(name) for name in ("admin:index", "admin:mail_message_changelist")]
    for page in pages:
        assert "restored from a backup or is a copy" in client.get(page).text
    client.post(reverse("admin:mail_message_release_all"))
    for page in pages:
        assert "restored from a backup" not in client.get(page).text
    message.refresh_from_db()
    assert (message.status, Home.objects.is_here()) == ("queued", True)
