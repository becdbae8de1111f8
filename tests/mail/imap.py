"""A small IMAP server (RFC 3501): one user, some folders, and the commands by which a mailbox is read."""

import re
import socketserver
import threading
from contextlib import contextmanager
from dataclasses import dataclass, field


@dataclass
class Folder:
    """Mails by their number; `seen` are the numbers of those that are marked as read."""

    mails: dict = field(default_factory=dict)
    seen: set = field(default_factory=set)
    validity: int = 1
    is_read_only: bool = False

    def add(self, content):
        number = max(self.mails, default=0) + 1
        self.mails[number] = content
        return number


class Server:
    """`before` is called with each command before it is carried out: a test can break off there."""

    def __init__(self):
        self.folders = {"INBOX": Folder()}
        self.password = "secret"
        self.commands = []
        self.before = lambda command: None
        self.tls = None
        self.port = None

    @property
    def inbox(self):
        return self.folders["INBOX"]


class Conversation(socketserver.StreamRequestHandler):
    def handle(self):
        try:
            self.converse()
        finally:
            self.request.close()

    def converse(self):
        self.folder = None
        self.say("* OK ready")
        while line := self.rfile.readline():
            tag, name, rest = re.fullmatch(r"(\S+) (\S+) ?(.*)", line.decode().strip()).groups()
            if name.upper() == "UID":
                name, _space, rest = rest.partition(" ")
            self.server.ours.commands.append(name.upper())
            self.server.ours.before(name.upper())
            answer = getattr(self, f"do_{name.lower()}")(rest)
            self.say(f"{tag} {answer}")
            if name.upper() == "LOGOUT":
                return
            if name.upper() == "STARTTLS":
                self.finish()
                self.request = self.server.ours.tls.wrap_socket(self.request, server_side=True)
                self.setup()

    def say(self, text):
        self.wfile.write(f"{text}\r\n".encode())

    def do_capability(self, rest):
        self.say("* CAPABILITY IMAP4rev1" + (" STARTTLS" if self.server.ours.tls else ""))
        return "OK done"

    def do_starttls(self, rest):
        return "OK begin"

    def do_login(self, rest):
        return "OK in" if rest == f'office "{self.server.ours.password}"' else "NO wrong"

    def do_select(self, rest):
        self.folder = self.server.ours.folders.get(rest.strip('"'))
        if self.folder is None:
            return "NO no such folder"
        self.say(f"* {len(self.folder.mails)} EXISTS")
        self.say(f"* OK [UIDVALIDITY {self.folder.validity}] numbers")
        return "OK [READ-ONLY] open" if self.folder.is_read_only else "OK [READ-WRITE] open"

    def do_search(self, rest):
        first = int(re.fullmatch(r"UID (\d+):\*", rest)[1])
        numbers = sorted(self.folder.mails)
        found = [number for number in numbers if number >= first] or numbers[-1:]
        self.say("* SEARCH " + " ".join(map(str, found)))
        return "OK done"

    def do_fetch(self, rest):
        number, most = map(int, re.fullmatch(r"(\d+) \(BODY\.PEEK\[\]<0\.(\d+)>\)", rest).groups())
        if number in self.folder.mails:
            content = self.folder.mails[number][:most]
            self.wfile.write(f"* 1 FETCH (UID {number} BODY[]<0> {{{len(content)}}}\r\n".encode() + content + b")\r\n")
        return "OK done"

    def do_store(self, rest):
        self.folder.seen.add(int(re.fullmatch(r"(\d+) \+FLAGS\.SILENT \(\\Seen\)", rest)[1]))
        return "OK done"

    def do_logout(self, rest):
        self.say("* BYE")
        return "OK done"


class TcpServer(socketserver.ThreadingTCPServer):
    daemon_threads = True
    allow_reuse_address = True

    def handle_error(self, request, client_address):
        """A client that goes away in the middle is what some tests are about."""


@contextmanager
def imap_server(*, tls=None, is_tls_at_once=False):
    """Serve on 127.0.0.1; `tls` is the SSLContext of STARTTLS, or of the first byte."""
    ours = Server()
    ours.tls = None if is_tls_at_once else tls
    with TcpServer(("127.0.0.1", 0), Conversation) as server:
        server.ours = ours
        ours.port = server.server_address[1]
        if is_tls_at_once:
            server.socket = tls.wrap_socket(server.socket, server_side=True)
        thread = threading.Thread(target=server.serve_forever, args=[0.02], daemon=True)
        thread.start()
        try:
            yield ours
        finally:
            server.shutdown()
            thread.join(timeout=5)
