"""Mail servers that are away, say no, break off, dawdle or cannot be trusted; real ones, on this machine."""

import time
import uuid

import pytest
from aiosmtpd.smtp import AuthResult
from django.urls import reverse
from django.utils import timezone

from tests.factories import OrganiserFactory
from tests.mail.sink import certificate, conversation, free_port, smtp_sink
from tests.mail.writing import queue
from womconf.mail import actions
from womconf.mail.models import Message
from womconf.mail.transport import mailers_from_url

pytestmark = pytest.mark.django_db


def use(settings, address):
    settings.MAILERS = mailers_from_url(address)


def send_to(settings, address):
    use(settings, address)
    return actions.send(queue().pk)


def send_again(message):
    Message.objects.update(not_before=timezone.now())
    return actions.send(message.pk)


def what_organisers_read(client, message):
    client.force_login(OrganiserFactory())
    return client.get("/en" + reverse("admin:mail_message_change", args=[message.pk])).text


# The server is not there, or does not let us in: each minute again, without end


def assert_waits_for_the_server(message, note):
    assert (message.status, message.attempts, message.last_error) == ("queued", 0, note)
    assert 50 < (message.not_before - timezone.now()).total_seconds() <= 60


def test_mail_leaves_when_a_server_that_was_away_is_back(settings, client):
    port = free_port()
    message = send_to(settings, f"smtp://127.0.0.1:{port}/?starttls=0")
    assert_waits_for_the_server(message, "ConnectionRefusedError 111")
    assert "The mail server cannot be reached." in what_organisers_read(client, message)
    with smtp_sink(port) as server:
        assert send_again(message).status == "sent"
        assert [mail["Message-ID"] for _to, mail in server.mails] == [message.message_id]


def test_server_that_is_away_for_days_gets_the_mail_in_the_end(settings, sink):
    message = send_to(settings, f"smtp://127.0.0.1:{free_port()}/?starttls=0")
    for _n in range(3 * actions.MAX_ATTEMPTS):
        message = send_again(message)
    assert_waits_for_the_server(message, "ConnectionRefusedError 111")
    use(settings, f"smtp://127.0.0.1:{sink.port}/?starttls=0")
    assert send_again(message).status == "sent"


def test_server_that_says_nothing_is_left_in_time(settings):
    with conversation(lambda connection: connection.recv(1000)) as (port, _connections):
        start = time.monotonic()
        message = send_to(settings, f"smtp://127.0.0.1:{port}/?starttls=0&timeout=1")
        assert time.monotonic() - start < 3
    assert_waits_for_the_server(message, "SMTPServerDisconnected")


def test_server_that_greets_with_later_is_asked_again(settings):
    def busy(connection):
        connection.sendall(b"421 too many connections\r\n")
        connection.recv(1000)

    with conversation(busy) as (port, _connections):
        message = send_to(settings, f"smtp://127.0.0.1:{port}/?starttls=0")
    assert_waits_for_the_server(message, "SMTPConnectError 421")


@pytest.mark.parametrize("scheme", ["smtp", "smtps"])
def test_certificate_that_nobody_vouches_for_gets_no_mail(settings, tmp_path, client, scheme):
    context, _path = certificate(tmp_path, name="localhost")
    options = {"ssl_context": context} if scheme == "smtps" else {"tls_context": context}
    with smtp_sink(**options) as server:
        message = send_to(settings, f"{scheme}://user:secret@localhost:{server.port}")
        assert server.mails == []
    assert_waits_for_the_server(message, "SSLCertVerificationError: self-signed certificate")
    assert "The mail server&#x27;s certificate is not valid" in what_organisers_read(client, message)


@pytest.mark.parametrize("scheme", ["smtp", "smtps"])
def test_certificate_of_somebody_else_gets_no_mail(settings, tmp_path, monkeypatch, scheme):
    context, path = certificate(tmp_path, name="mail.example.org")
    monkeypatch.setenv("SSL_CERT_FILE", str(path))
    options = {"ssl_context": context} if scheme == "smtps" else {"tls_context": context}
    with smtp_sink(**options) as server:
        message = send_to(settings, f"{scheme}://localhost:{server.port}")
        assert server.mails == []
    assert message.status == "queued"
    assert message.last_error.startswith("SSLCertVerificationError: Hostname mismatch")


@pytest.mark.parametrize("scheme", ["smtp", "smtps"])
def test_certificate_that_is_trusted_gets_the_mail(settings, tmp_path, monkeypatch, scheme):
    """The control: the same server, whose certificate this machine trusts."""
    context, path = certificate(tmp_path, name="localhost")
    monkeypatch.setenv("SSL_CERT_FILE", str(path))
    options = {"ssl_context": context} if scheme == "smtps" else {"tls_context": context}
    with smtp_sink(**options) as server:
        assert send_to(settings, f"{scheme}://localhost:{server.port}").status == "sent"
        assert len(server.mails) == 1


def test_server_without_starttls_gets_no_mail(sink, settings):
    message = send_to(settings, f"smtp://user:secret@127.0.0.1:{sink.port}")
    assert_waits_for_the_server(message, "SMTPNotSupportedError")
    assert sink.mails == []


def test_tls_with_a_server_that_speaks_none_ends_in_time(sink, settings):
    message = send_to(settings, f"smtps://127.0.0.1:{sink.port}/?timeout=2")
    assert (message.status, message.attempts, sink.mails) == ("queued", 0, [])


def test_password_that_is_refused_does_not_lose_the_mail(settings, client):
    with smtp_sink(
        authenticator=lambda *login: AuthResult(success=False, handled=False), auth_require_tls=False
    ) as server:
        message = send_to(settings, f"smtp://user:wrong@127.0.0.1:{server.port}/?starttls=0")
    assert_waits_for_the_server(message, "SMTPAuthenticationError 535")
    assert "refuses our user name or password" in what_organisers_read(client, message)


# The server says no to this mail


@pytest.mark.parametrize("answer", ["421 closing", "451 try later", "452 full"])
@pytest.mark.parametrize("step", ["sender_answers", "recipient_answers", "answers"])
def test_server_that_says_later_gets_the_same_mail_later(sink, step, answer, client):
    setattr(sink, step, [answer])
    message = actions.send(queue().pk)
    assert (message.status, message.attempts, message.last_error.split()[-1]) == ("queued", 1, answer[:3])
    assert message.not_before > timezone.now()
    assert "The mail server puts this e-mail off." in what_organisers_read(client, message)
    assert send_again(message).status == "sent"
    assert [mail["Message-ID"] for _to, mail in sink.mails] == [message.message_id]


@pytest.mark.parametrize(
    ("step", "note"), [("recipient_answers", "SMTPRecipientsRefused 550"), ("answers", "SMTPDataError 550")]
)
def test_server_that_says_no_is_not_asked_again(sink, step, note, client):
    setattr(sink, step, ["550 no such user erika@example.org"])
    message = actions.send(queue().pk)
    assert (message.status, message.last_error) == ("failed", note)
    assert "The mail server refuses this e-mail for good." in what_organisers_read(client, message)
    assert (send_again(message), actions.recover(), sink.mails) == (None, 0, [])


def test_sender_that_is_refused_is_the_operators_to_correct(sink, client):
    sink.sender_answers = ["530 authentication required"]
    message = actions.send(queue().pk)
    assert (message.status, message.last_error) == ("queued", "SMTPSenderRefused 530")
    assert "refuses our sender" in what_organisers_read(client, message)
    assert send_again(message).status == "sent"


def test_pauses_grow_and_end():
    message = queue()
    pauses = []
    for attempt in range(1, actions.MAX_ATTEMPTS + 1):
        now = timezone.now()
        Message.objects.update(status="sending", lease=uuid.uuid4(), leased_until=now, attempts=attempt, not_before=now)
        message.refresh_from_db()
        message = actions._postpone(message, "SMTPDataError 451")
        pauses.append(round((message.not_before - timezone.now()).total_seconds() / 60))
    assert pauses[:5] == [1, 2, 4, 8, 16]
    assert max(pauses) == 360
    assert sum(pauses) / 60 > 36
    assert (message.status, message.last_error) == ("failed", "SMTPDataError 451")


# The server breaks off or dawdles


def dialogue(*, after_data, after_quit=lambda connection: connection.sendall(b"221 bye\r\n")):
    """Return a server's side of a dialogue that goes well until the mail is there; then `after_data(connection)`."""

    def talk(connection):
        lines = connection.makefile("rb")
        connection.sendall(b"220 hello\r\n")
        for line in lines:
            verb = line.split()[0].upper()
            if verb == b"DATA":
                connection.sendall(b"354 go on\r\n")
                while next(lines) != b".\r\n":
                    pass
                after_data(connection)
            elif verb == b"QUIT":
                after_quit(connection)
                return
            else:
                connection.sendall(b"250 ok\r\n")

    return talk


def hang_up(connection):
    connection.close()
    raise ConnectionAbortedError


def drip(connection):
    """Answer one byte a second, so that no pause between two is ever long."""
    for _n in range(30):
        connection.sendall(b"2")
        time.sleep(1)


def accept(connection):
    connection.sendall(b"250 ok\r\n")


def test_server_that_hangs_up_after_the_mail_gets_it_again(settings, client):
    with conversation(dialogue(after_data=hang_up)) as (port, connections):
        message = send_to(settings, f"smtp://127.0.0.1:{port}/?starttls=0")
        assert len(connections) == 1
    assert (message.status, message.attempts, message.last_error) == ("queued", 1, "SMTPServerDisconnected")
    assert "The mail server broke off, or took too long." in what_organisers_read(client, message)


@pytest.mark.parametrize("talk", [drip, dialogue(after_data=drip)], ids=["greeting", "after the mail"])
def test_server_that_answers_a_byte_a_second_is_left_in_time(settings, talk):
    with conversation(talk) as (port, _connections):
        start = time.monotonic()
        message = send_to(settings, f"smtp://127.0.0.1:{port}/?starttls=0&timeout=2")
        assert 1.5 < time.monotonic() - start < 6
    assert (message.status, message.last_error) == ("queued", "SMTPServerDisconnected")


@pytest.mark.parametrize("goodbye", [hang_up, lambda connection: connection.sendall(b"5" * 9000 + b"\r\n")])
def test_mail_that_was_accepted_is_sent_whatever_happens_at_the_goodbye(settings, goodbye):
    with conversation(dialogue(after_data=accept, after_quit=goodbye)) as (port, _connections):
        assert send_to(settings, f"smtp://127.0.0.1:{port}/?starttls=0&timeout=2").status == "sent"


def test_server_that_does_not_answer_the_goodbye_is_not_waited_for(settings):
    with conversation(dialogue(after_data=accept, after_quit=lambda connection: connection.recv(1))) as (port, _c):
        start = time.monotonic()
        assert send_to(settings, f"smtp://127.0.0.1:{port}/?starttls=0&timeout=60").status == "sent"
        assert time.monotonic() - start < 6
