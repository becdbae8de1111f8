"""Real SMTP servers: one that keeps what it gets and answers what a test tells it to, and some that misbehave."""

import datetime
import socket
import ssl
import threading
from contextlib import contextmanager, suppress
from email import message_from_bytes, policy

from aiosmtpd.controller import Controller
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID


class Sink:
    """`answers` are given to the next mails in turn, instead of accepting them; `accepted` is called with each mail.

    `recipient_answers` come earlier, at RCPT TO.
    """

    def __init__(self):
        self.mails = []
        self.answers = []
        self.recipient_answers = []
        self.sender_answers = []
        self.accepted = lambda: None
        self.port = None

    async def handle_MAIL(self, server, session, envelope, address, options):  # these names are aiosmtpd's
        if self.sender_answers:
            return self.sender_answers.pop(0)
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(self, server, session, envelope, address, options):
        if self.recipient_answers:
            return self.recipient_answers.pop(0)
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        answer = self.answers.pop(0) if self.answers else "250 OK"
        if answer.startswith("250"):
            mail = message_from_bytes(envelope.content, policy=policy.default)
            self.mails.append((envelope.rcpt_tos, mail))
            self.accepted()
        return answer


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class QuietController(Controller):
    def _trigger_server(self):
        """Knock once, as aiosmtpd's own does, but without trust in the certificate: some here deserve none."""
        knock = socket.create_connection((self.hostname, self.port), timeout=5)
        if self.ssl_context:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
            context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
            knock = context.wrap_socket(knock)
        with knock:
            knock.recv(1000)


@contextmanager
def smtp_sink(port=None, **options):
    """Serve on 127.0.0.1; `ssl_context` is TLS from the first byte, `tls_context` STARTTLS."""
    sink = Sink()
    sink.port = port or free_port()
    controller = QuietController(sink, hostname="127.0.0.1", port=sink.port, **options)
    controller.start()
    try:
        yield sink
    finally:
        controller.stop()


@contextmanager
def conversation(talk):
    """A server that does with each connection what `talk(connection)` does; yields its port and the connections."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        connections = []

        def serve():
            with suppress(OSError):
                while True:
                    connection, _address = server.accept()
                    connections.append(connection)
                    threading.Thread(target=talk_to, args=[connection], daemon=True).start()

        def talk_to(connection):
            with connection, suppress(OSError):
                talk(connection)

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        try:
            yield server.getsockname()[1], connections
        finally:
            server.shutdown(socket.SHUT_RDWR)
            for connection in connections:
                with suppress(OSError):
                    connection.shutdown(socket.SHUT_RDWR)
            thread.join(timeout=5)


def certificate(folder, *, name):
    """Return the SSLContext of a server whose certificate nobody has signed but itself, and its file."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = datetime.datetime.now(datetime.UTC)
    signed = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .sign(key, hashes.SHA256())
    )
    path = folder / "server.pem"
    path.write_bytes(
        key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()) + signed.public_bytes(Encoding.PEM)
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(path)
    return context, path
