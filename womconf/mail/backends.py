"""How a mail leaves the house: over SMTP in a time that is bounded, or into a file."""

import io
import os
import smtplib
import time
from contextlib import suppress
from pathlib import Path

from django.core.mail.backends.base import BaseEmailBackend
from django.core.mail.backends.smtp import EmailBackend

GOODBYE_SECONDS = 3


class Unreachable(OSError):
    """The server was not there, or did not let us in: that says nothing about the mail. The cause says why."""


class SmtpBackend(EmailBackend):
    """Django's, in which `timeout` bounds the whole dialogue, and a server that is away differs from a mail refused."""

    def delete_files(self, message_ids):
        """Do nothing: what has left the house is not ours any more."""

    @property
    def connection_class(self):
        return PunctualSMTPOverTLS if self.use_ssl else PunctualSMTP

    def open(self):
        try:
            return super().open()
        except OSError as error:
            with suppress(OSError):
                self.close()
            raise Unreachable from error


class Punctual:
    """An SMTP dialogue that ends `timeout` seconds after it began.

    smtplib begins to count anew with each byte: a server that answers one byte a second would keep a worker for hours.
    """

    def _get_socket(self, host, port, timeout):  # where smtplib lets its TLS variant begin, too
        self.ends_at = time.monotonic() + timeout
        return super()._get_socket(host, port, timeout)

    def send(self, data):
        if self.sock:
            self.sock.settimeout(max(self.seconds_left, 0.01))
        super().send(data)

    def getreply(self):
        if self.file is None and self.sock:
            self.file = io.BufferedReader(PunctualReader(self))
        return super().getreply()

    def quit(self):
        """Say good-bye, but neither wait long for an answer nor mind it: the server has the mail already."""
        self.ends_at = min(self.ends_at, time.monotonic() + GOODBYE_SECONDS)
        try:
            return super().quit()
        except OSError as error:
            raise smtplib.SMTPServerDisconnected from error

    @property
    def seconds_left(self):
        return self.ends_at - time.monotonic()


class PunctualSMTP(Punctual, smtplib.SMTP):
    pass


class PunctualSMTPOverTLS(Punctual, smtplib.SMTP_SSL):
    pass


class PunctualReader(io.RawIOBase):
    """The server's answers, as long as there is time."""

    def __init__(self, dialogue):
        self.dialogue = dialogue
        self.socket = dialogue.sock

    def readable(self):
        return True

    def readinto(self, buffer):
        left = self.dialogue.seconds_left
        if left <= 0:
            raise TimeoutError("timed out")
        self.socket.settimeout(left)
        return self.socket.recv_into(buffer)


class EmlBackend(BaseEmailBackend):
    """Write each mail as one .eml file, whole or not at all, so that a newcomer's program can open it.

    Personal links stand in it: nobody but its owner may read it.
    """

    def __init__(self, *, file_path, **kwargs):
        super().__init__(**kwargs)
        self.folder = Path(file_path)

    def send_messages(self, messages):
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        for message in messages:
            self._write(message)
        return len(messages)

    def delete_files(self, message_ids):
        """Delete the files of mails, also what a worker that was killed has left of one, if they are there.

        Raises OSError where one cannot be deleted.
        """
        for message_id in message_ids:
            for path in self._paths(message_id):
                path.unlink(missing_ok=True)

    def _write(self, message):
        parsed = message.message()
        path, part = self._paths(parsed["Message-ID"])
        part.touch(mode=0o600)
        part.write_bytes(parsed.as_bytes())
        os.replace(part, path)

    def _paths(self, message_id):
        """Return the file of a mail, and that in which it is written first."""
        name = "".join(c for c in message_id.strip("<>").split("@")[0] if c.isalnum() or c in "-_")
        path = self.folder / f"{name}.eml"
        return path, path.with_suffix(".part")
