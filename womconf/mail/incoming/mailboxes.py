"""Where mails come in: a folder of an IMAP server, or a Maildir. What was read stays there, marked as read."""

import hashlib
import imaplib
import os
import socket
import ssl
import threading
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

MAX_BYTES = 1_000_000  # of one mail: what a report says stands at its beginning, before the mail that it gives back
TIMEOUT_SECONDS = 20  # for one answer of the server
ROUND_SECONDS = 120  # for the whole conversation, however slowly the server speaks
UNREACHABLE, REFUSED, NO_FOLDER, NO_TLS = "unreachable", "refused", "folder", "tls"


class Away(Exception):
    """The mailbox cannot be read at the moment; takes one of the four words above."""


def mailbox_from_url(url):
    """Return the mailbox of a MAILBOX_URL, None where it is empty.

    `imaps://user:password@host/Folder` is TLS from the first byte, `imap://…` STARTTLS, refused without; `?starttls=0`
    is for a server on the same machine. Without a folder it is INBOX. `maildir:///folder` is a Maildir. Raises
    ImproperlyConfigured for anything else.
    """
    if not url:
        return None
    parts = urlsplit(url)
    if parts.scheme == "maildir" and parts.path.startswith("/") and not parts.netloc:
        return Maildir(Path(unquote(parts.path)))
    if parts.scheme in {"imap", "imaps"}:
        folder = unquote(parts.path.strip("/")) or "INBOX"
        if not parts.hostname or not parts.username or parts.password is None:
            raise ImproperlyConfigured("MAILBOX_URL names no mail server, no user or no password.")
        if not folder.isascii() or not folder.isprintable():
            raise ImproperlyConfigured("MAILBOX_URL: the folder must have a name of plain letters.")
        starttls = parse_qs(parts.query).get("starttls", ["1"])[0] != "0"
        return Imap(
            host=parts.hostname,
            port=parts.port or (993 if parts.scheme == "imaps" else 143),
            user=unquote(parts.username),
            password=unquote(parts.password),
            folder=folder,
            security="tls" if parts.scheme == "imaps" else "starttls" if starttls else "",
        )
    raise ImproperlyConfigured("MAILBOX_URL must start with imaps://, imap:// or maildir:///.")


@dataclass(frozen=True)
class Maildir:
    """A Maildir. What was looked at moves from `new` to `cur`, with the flag S (seen) where nobody needs to read it."""

    path: Path

    @contextmanager
    def open(self):
        yield self

    name = ""  # mails have no numbers

    def new(self, last):
        """Return the keys of mails that nobody has looked at, in the order in which they came. Raise Away."""
        try:
            os.stat(self.path / "cur")
            return sorted(entry.name for entry in os.scandir(self.path / "new") if entry.is_file())
        except OSError as error:
            raise Away(NO_FOLDER) from error

    def content(self, key):
        """Return the beginning of a mail, None where it is gone."""
        try:
            with (self.path / "new" / key).open("rb") as file:
                return file.read(MAX_BYTES)
        except FileNotFoundError:
            return None
        except OSError as error:
            raise Away(UNREACHABLE) from error

    def put_away(self, key, *, is_read):
        name = f"{key.partition(':')[0]}:2,{'S' if is_read else ''}"
        try:
            os.rename(self.path / "new" / key, self.path / "cur" / name)
        except FileNotFoundError:  # another worker did it
            pass
        except OSError as error:
            raise Away(NO_FOLDER) from error


@dataclass(frozen=True)
class Imap:
    host: str
    port: int
    user: str
    password: str = field(repr=False)
    folder: str
    security: str  # tls, starttls or ""

    @contextmanager
    def open(self):
        """Yield the ImapFolder. Raise Away, also where the server goes away while it is read."""
        try:
            client = self._connect()
        except ssl.SSLError as error:
            raise Away(NO_TLS) from error
        except (OSError, imaplib.IMAP4.error) as error:
            raise Away(UNREACHABLE) from error
        try:
            yield ImapFolder(client, self._enter(client))
        except (OSError, imaplib.IMAP4.abort) as error:
            raise Away(UNREACHABLE) from error
        finally:
            client.leave()

    def _connect(self):
        context = ssl.create_default_context()
        if self.security == "tls":
            return PunctualOverTLS(self.host, self.port, ssl_context=context, timeout=TIMEOUT_SECONDS)
        client = Punctual(self.host, self.port, timeout=TIMEOUT_SECONDS)
        if self.security == "starttls":
            try:
                client.starttls(context)
            except (OSError, imaplib.IMAP4.error) as error:
                client.leave()
                raise Away(NO_TLS) from error
        return client

    def _enter(self, client):
        """Log in and open the folder. Return the name by which its mails keep their numbers (RFC 9051, 2.3.1.1)."""
        try:
            client.login(self.user, self.password)
        except imaplib.IMAP4.abort:
            raise
        except (imaplib.IMAP4.error, UnicodeEncodeError) as error:
            raise Away(REFUSED) from error
        quoted = self.folder.replace("\\", r"\\").replace('"', r"\"")
        try:
            status, _count = client.select(f'"{quoted}"')
        except imaplib.IMAP4.error as error:
            is_lost = isinstance(error, imaplib.IMAP4.abort) and not isinstance(error, imaplib.IMAP4.readonly)
            raise Away(UNREACHABLE if is_lost else NO_FOLDER) from error
        if status != "OK":
            raise Away(NO_FOLDER)
        validity = client.response("UIDVALIDITY")[1][0] or b""
        place = f"{self.user} {self.host} {self.port} {self.folder} {validity.decode('ascii', 'replace')}"
        return hashlib.sha256(place.encode()).hexdigest()[:32]


class ImapFolder:
    """An open folder; `name` is another one as soon as the server numbers its mails anew."""

    def __init__(self, client, name):
        self.client = client
        self.name = name

    def new(self, last):
        """Return the numbers of the mails after the number `last`. Raise Away."""
        found = self._ask("SEARCH", None, f"UID {last + 1}:*")
        numbers = sorted({int(number) for line in found if isinstance(line, bytes) for number in line.split()})
        return [number for number in numbers if number > last]  # the last one of all is always found

    def content(self, number):
        """Return the beginning of a mail, None where it is gone."""
        found = self._ask("FETCH", str(number), f"(BODY.PEEK[]<0.{MAX_BYTES}>)")
        return next((part[1][:MAX_BYTES] for part in found if isinstance(part, tuple)), None)

    def put_away(self, number, *, is_read):
        if is_read:
            with suppress(Away):  # an archive that nobody may write to
                self._ask("STORE", str(number), "+FLAGS.SILENT", r"(\Seen)")

    def _ask(self, *command):
        try:
            status, answer = self.client.uid(*command)
        except imaplib.IMAP4.abort:
            raise
        except imaplib.IMAP4.error as error:
            raise Away(UNREACHABLE) from error
        if status != "OK":
            raise Away(UNREACHABLE)
        return answer


class PunctualMixin:
    """A conversation that ends after ROUND_SECONDS: imaplib begins to count anew with each byte."""

    def open(self, *args, **kwargs):
        self.watch = threading.Timer(ROUND_SECONDS, self.hang_up)
        self.watch.daemon = True
        self.watch.start()
        super().open(*args, **kwargs)

    def hang_up(self):
        with suppress(OSError, AttributeError):  # closed already, or not open yet
            socket.socket.shutdown(self.sock, socket.SHUT_RDWR)

    def leave(self):
        for say_goodbye in (self.logout, self.shutdown):
            with suppress(OSError, imaplib.IMAP4.error):
                say_goodbye()
        self.watch.cancel()


class Punctual(PunctualMixin, imaplib.IMAP4):
    pass


class PunctualOverTLS(PunctualMixin, imaplib.IMAP4_SSL):
    pass
