"""A real SMTP server that keeps what it gets and answers what a test tells it to."""

import socket
from contextlib import contextmanager
from email import message_from_bytes, policy

from aiosmtpd.controller import Controller


class Sink:
    """`answers` are given to the next mails in turn, instead of accepting them."""

    def __init__(self):
        self.mails = []
        self.answers = []
        self.port = None

    async def handle_DATA(self, server, session, envelope):  # the name that aiosmtpd calls
        if self.answers:
            return self.answers.pop(0)
        mail = message_from_bytes(envelope.content, policy=policy.default)
        self.mails.append((envelope.rcpt_tos, mail))
        return "250 OK"


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextmanager
def smtp_sink(port=None):
    sink = Sink()
    sink.port = port or free_port()
    controller = Controller(sink, hostname="127.0.0.1", port=sink.port)
    controller.start()
    try:
        yield sink
    finally:
        controller.stop()
