"""The mailbox that is read: an IMAP server or a Maildir, which may be away, slow, or read by two workers at once."""

import datetime
import multiprocessing
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, connections
from django.urls import reverse
from django.utils import timezone

from tests.factories import ConferenceFactory
from tests.mail.databases import another_database, back_up, restore
from tests.mail.imap import Folder, imap_server
from tests.mail.returned import ADDRESS, files, filled, maildir, put, report_of, sent
from tests.mail.sink import certificate, conversation, free_port
from tests.races.failing import quietly, read_mail_of
from womconf.mail import tasks
from womconf.mail.incoming import mailboxes, reading
from womconf.mail.incoming.mailboxes import Away, Maildir, mailbox_from_url
from womconf.mail.incoming.reading import Found, read_mailbox
from womconf.mail.models import Home, Mailbox, Message

pytestmark = pytest.mark.django_db


@pytest.fixture
def message(settings, mailoutbox):
    settings.MAILBOX_ADDRESS = ADDRESS
    return sent()


@pytest.fixture
def server(settings, tmp_path):
    settings.WOMCONF_VAR = tmp_path
    with imap_server() as server:
        settings.MAILBOX = mailbox_from_url(address_of(server))
        yield server


@pytest.fixture
def folder(settings, tmp_path):
    settings.MAILBOX = maildir(tmp_path / "mailbox")
    return settings.MAILBOX


def address_of(server, folder="", password=None):
    return f"imap://office:{password or server.password}@127.0.0.1:{server.port}/{folder}?starttls=0"


def by_a_person(number=1):
    return filled("person", RETURN=ADDRESS, PERSON=f"erika{number}@example.org", MESSAGE_ID="<a@example.org>")


def is_bounced():
    return Message.objects.filter(bounced_at__isnull=False).exists()


# IMAP


def test_report_in_an_imap_folder_is_noted_and_marked_as_read_and_nothing_else_is(server, message):
    numbers = [server.inbox.add(content) for content in (by_a_person(), report_of(message), b"")]
    assert read_mailbox() == {Found.REPORT: 1, Found.OTHER: 2}
    assert is_bounced()
    assert server.inbox.seen == {numbers[1]}


def test_imap_mail_is_fetched_once(server, message):
    server.inbox.add(by_a_person())
    server.inbox.add(report_of(message))
    read_mailbox()
    assert read_mailbox() == {}
    server.inbox.add(by_a_person(2))
    assert read_mailbox() == {Found.OTHER: 1}
    assert server.commands.count("FETCH") == 3


def test_folder_whose_mails_get_new_numbers_is_read_anew(server, message):
    server.inbox.add(report_of(message))
    read_mailbox()
    before = Message.objects.values().get()
    server.inbox.validity += 1
    assert read_mailbox() == {Found.REPORT: 1}
    assert Message.objects.values().get() == before


def test_another_folder_is_read_from_its_beginning(server, message, settings):
    server.inbox.add(by_a_person())
    server.inbox.add(by_a_person(2))
    read_mailbox()
    server.folders["Returned & more"] = Folder({1: report_of(message)})
    settings.MAILBOX = mailbox_from_url(address_of(server, "Returned%20%26%20more"))
    assert read_mailbox() == {Found.REPORT: 1}


def test_round_reads_so_many_and_the_next_one_goes_on(server, message, monkeypatch):
    monkeypatch.setattr(reading, "MOST_AT_ONCE", 2)
    for number in range(3):
        server.inbox.add(by_a_person(number))
    server.inbox.add(report_of(message))
    assert [sum(read_mailbox().values()) for _round in range(3)] == [2, 2, 0]
    assert is_bounced()


def test_of_a_mail_of_twenty_megabytes_the_beginning_is_fetched(server, message):
    server.inbox.add(report_of(message, "exim").replace(b"Guten Tag", b"x" * 20_000_000))
    assert read_mailbox() == {Found.REPORT: 1}
    assert is_bounced()


def test_mail_that_somebody_deletes_meanwhile_is_passed_over(server, message):
    server.inbox.add(report_of(message))
    server.inbox.add(by_a_person())
    server.before = lambda command: server.inbox.mails.pop(1, None) if command == "FETCH" else None
    assert read_mailbox() == {Found.OTHER: 1}


@pytest.mark.parametrize("is_tls_at_once", [True, False])
def test_password_goes_only_over_tls_that_can_be_trusted(settings, tmp_path, is_tls_at_once, monkeypatch):
    context, file = certificate(tmp_path, name="localhost")
    scheme = "imaps" if is_tls_at_once else "imap"
    with imap_server(tls=context, is_tls_at_once=is_tls_at_once) as server:
        settings.MAILBOX = mailbox_from_url(f"{scheme}://office:secret@localhost:{server.port}/")
        with pytest.raises(Away, match=mailboxes.NO_TLS):
            read_mailbox()
        assert "LOGIN" not in server.commands
        monkeypatch.setenv("SSL_CERT_FILE", str(file))
        assert read_mailbox() == {}
        assert server.commands.count("LOGIN") == 1


def test_server_without_starttls_gets_no_password(settings):
    with imap_server() as server:
        settings.MAILBOX = mailbox_from_url(f"imap://office:secret@127.0.0.1:{server.port}/")
        with pytest.raises(Away, match=mailboxes.NO_TLS):
            read_mailbox()
        assert "LOGIN" not in server.commands


# Away


def nobody_there(settings, server):
    settings.MAILBOX = mailbox_from_url(f"imap://office:secret@127.0.0.1:{free_port()}/?starttls=0")


def wrong_password(settings, server):
    settings.MAILBOX = mailbox_from_url(address_of(server, password="wrong"))


def unknown_folder(settings, server):
    settings.MAILBOX = mailbox_from_url(address_of(server, "Nothing"))


def may_not_write(settings, server):
    server.inbox.is_read_only = True


def hangs_up(settings, server):
    def hang_up(command):
        if command == "FETCH":
            raise ConnectionResetError

    server.inbox.add(by_a_person())
    server.before = hang_up


def no_maildir(settings, server):
    settings.MAILBOX = Maildir(settings.WOMCONF_VAR / "missing")


def maildir_without_cur(settings, server):
    settings.MAILBOX = maildir(settings.WOMCONF_VAR / "half")
    (settings.MAILBOX.path / "cur").rmdir()


AWAY = {
    nobody_there: mailboxes.UNREACHABLE,
    wrong_password: mailboxes.REFUSED,
    unknown_folder: mailboxes.NO_FOLDER,
    may_not_write: mailboxes.NO_FOLDER,
    hangs_up: mailboxes.UNREACHABLE,
    no_maildir: mailboxes.NO_FOLDER,
    maildir_without_cur: mailboxes.NO_FOLDER,
}


@pytest.mark.parametrize("fault", AWAY)
def test_mailbox_that_is_away_is_logged_once_and_shown_after_an_hour(settings, server, fault, caplog, anna):
    ConferenceFactory()
    works = settings.MAILBOX
    fault(settings, server)
    for _round in range(3):
        tasks.read_mail(0)
    assert [record.levelname for record in caplog.records if record.name == reading.__name__] == ["WARNING"]
    assert Mailbox.objects.get().problem == AWAY[fault]
    words = str(Mailbox.Problem(AWAY[fault]).label)
    first_page = reverse("admin:index")
    assert words not in anna.get(first_page).text
    Mailbox.objects.update(away_since=timezone.now() - datetime.timedelta(minutes=61))
    assert words in anna.get(first_page).text
    settings.MAILBOX, server.before = works, lambda command: None
    server.inbox.is_read_only = False
    tasks.read_mail(0)
    assert (Mailbox.objects.get().away_since, Mailbox.objects.get().problem) == (None, "")
    assert words not in anna.get(first_page).text


def test_mailbox_that_is_not_read_any_more_is_not_missed(settings, server, anna):
    nobody_there(settings, server)
    tasks.read_mail(0)
    Mailbox.objects.update(away_since=timezone.now() - datetime.timedelta(days=1))
    settings.MAILBOX = None
    tasks.read_mail(0)
    assert str(Mailbox.Problem.UNREACHABLE.label) not in anna.get(reverse("admin:index")).text


def drip(connection):
    while True:
        connection.sendall(b"*")
        time.sleep(0.02)


def say_nothing(connection):
    time.sleep(30)


@pytest.mark.parametrize("talk", [drip, say_nothing])
def test_server_that_dawdles_is_left_in_time(settings, monkeypatch, talk):
    monkeypatch.setattr(mailboxes, "ROUND_SECONDS", 0.5)
    with conversation(talk) as (port, _connections):
        settings.MAILBOX = mailbox_from_url(f"imap://office:secret@127.0.0.1:{port}/?starttls=0")
        begun = time.monotonic()
        with pytest.raises(Away, match=mailboxes.UNREACHABLE):
            read_mailbox()
        assert time.monotonic() - begun < 5


# Killed, twice, in a copy


@pytest.fixture(scope="module")
def processes():
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["tests.races.failing"])
    return context


def kill_before_it_is_marked(processes, url):
    reached = processes.Event()
    meeting = (connection.settings_dict["NAME"], "before it is marked as read", "kill -9", reached)
    process = processes.Process(target=quietly, args=(read_mail_of, meeting, url))
    process.start()
    assert reached.wait(20), "it did not come to this place: the test is blind"
    process.join(20)
    assert process.exitcode == -9


@pytest.mark.django_db(transaction=True)
@pytest.mark.xdist_group("failpoints")
@pytest.mark.parametrize("kind", ["imap", "maildir"])
def test_worker_killed_between_noting_and_marking_notes_nothing_twice(request, settings, message, processes, kind):
    mailbox = request.getfixturevalue("server" if kind == "imap" else "folder")
    if kind == "imap":
        mailbox.inbox.add(report_of(message))
        url = address_of(mailbox)
    else:
        put(mailbox, report_of(message))
        url = f"maildir://{mailbox.path}"
    kill_before_it_is_marked(processes, url)
    before = Message.objects.values().get()
    assert before["bounce_code"] == "5.1.1"
    assert read_mailbox() == ({} if kind == "imap" else {Found.REPORT: 1})
    assert Message.objects.values().get() == before


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("kind", ["imap", "maildir"])
def test_of_two_workers_at_once_each_imap_mail_is_taken_by_one_and_nothing_is_noted_twice(
    request, message, settings, kind
):
    mailbox = request.getfixturevalue("server" if kind == "imap" else "folder")
    for number in range(30):
        if kind == "imap":
            mailbox.inbox.add(by_a_person(number))
        else:
            put(mailbox, by_a_person(number), name=f"{number:02}")
    last = report_of(message)
    mailbox.inbox.add(last) if kind == "imap" else put(mailbox, last, name="99")
    barrier = threading.Barrier(2)

    def work():
        barrier.wait(timeout=20)
        try:
            return read_mailbox()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as pool:
        found = [future.result() for future in [pool.submit(work) for _worker in range(2)]]
    if kind == "imap":
        assert found[0] + found[1] == {Found.OTHER: 30, Found.REPORT: 1}
    else:
        assert len(files(mailbox)) == 31
        assert all(name.startswith("cur/") for name in files(mailbox))
    assert Message.objects.get().bounce_code == "5.1.1"


def test_error_of_ours_holds_up_no_other_mail(server, message, monkeypatch, caplog):
    def stumble(report, claimed):
        raise ZeroDivisionError

    server.inbox.add(report_of(message))
    with monkeypatch.context() as patch:
        patch.setattr(reading.bounces, "note", stumble)
        assert read_mailbox() == {Found.UNREADABLE: 1}
    assert "ZeroDivisionError" in caplog.text
    server.inbox.add(report_of(message))
    assert read_mailbox() == {Found.REPORT: 1}


@pytest.mark.django_db(transaction=True)
def test_copy_of_the_database_leaves_the_mailbox_to_the_real_one(folder, message):
    Home.objects.settle()
    backup = back_up()
    put(folder, report_of(message))
    with another_database():
        restore(backup)
        assert read_mailbox() == {}
        with pytest.raises(CommandError):
            call_command("read_mailbox")
    assert read_mailbox() == {Found.REPORT: 1}


# The command


def test_command_says_what_it_found(folder, message, capsys):
    put(folder, report_of(message))
    call_command("read_mailbox")
    call_command("read_mailbox")
    assert capsys.readouterr().out.splitlines() == ["Meldungen zu unseren E-Mails: 1", "Nichts Neues."]


def test_command_says_why_it_cannot(settings, server):
    settings.MAILBOX = None
    with pytest.raises(CommandError, match="MAILBOX_URL"):
        call_command("read_mailbox")
    wrong_password(settings, server)
    with pytest.raises(CommandError, match="Passwort"):
        call_command("read_mailbox")
