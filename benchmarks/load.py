"""Ask for one address again and again over several kept connections; a process of its own, as quick as Python can.

`python -m benchmarks.load PORT PATH CONNECTIONS SECONDS [HEADER: VALUE]…` prints answers a second, the status and the
bytes of the last body. It reads Content-Length and no more.
"""

import selectors
import socket
import sys
import time


class Exchange:
    """One connection: what is asked, and what of the answer is still to come."""

    def __init__(self, port, question):
        self.question = question
        self.socket = socket.create_connection(("127.0.0.1", port))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.head, self.missing, self.status, self.size = b"", None, 0, 0
        self.socket.sendall(question)
        self.socket.setblocking(False)

    def read(self):
        """Read what is there; return whether the answer is complete, and ask again if so."""
        received = self.socket.recv(1 << 20)
        if not received:
            raise ConnectionError("the server has closed the connection")
        if self.missing is None:
            self.head += received
            head, end, body = self.head.partition(b"\r\n\r\n")
            if not end:
                return False
            self.status = int(head[9:12])
            self.size = 0 if self.status == 304 else _length(head)
            self.missing = self.size - len(body)
        else:
            self.missing -= len(received)
        if self.missing > 0:
            return False
        self.head, self.missing = b"", None
        self.socket.sendall(self.question)
        return True


def _length(head):
    _before, _name, rest = head.lower().partition(b"content-length:")
    return int(rest.split(b"\r\n", 1)[0]) if rest else 0


def load(port, path, connections, seconds, headers=()):
    """Return (answers a second, status, bytes of the last body)."""
    lines = [f"GET {path} HTTP/1.1", f"Host: 127.0.0.1:{port}", *headers, "", ""]
    question = "\r\n".join(lines).encode()
    selector = selectors.DefaultSelector()
    for _ in range(connections):
        exchange = Exchange(port, question)
        selector.register(exchange.socket, selectors.EVENT_READ, exchange)
    answers, began = 0, time.monotonic()
    while time.monotonic() - began < seconds:
        for key, _events in selector.select(1):
            answers += key.data.read()
    return answers / (time.monotonic() - began), exchange.status, exchange.size


if __name__ == "__main__":
    port, path, connections, seconds, *headers = sys.argv[1:]
    print(*load(int(port), path, int(connections), float(seconds), headers))
