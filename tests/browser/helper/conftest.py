"""A phone of a helper at the door, behind a line that can be cut, and what helpers do on it."""

import contextlib
import datetime
import re
import socket
import threading

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from registration import emails
from registration.models import Registration
from tests.browser.conftest import PHONE
from tests.factories import ConferenceFactory, HelperLinkFactory, RegistrationFactory, SlotFactory

NAMES = ["Anna Weiß", "Şebnem Çelik", "عائشة خان", "Олена Шевченко", "王小明", "Zoe Ziegler"]
PEOPLE = 40


class Line:
    """The line between a phone and the server, which can be cut: nothing then comes through, whoever asks."""

    def __init__(self, port):
        self.server_port, self.is_cut, self.open = port, False, []
        self.listener = socket.create_server(("localhost", 0))
        self.port = self.listener.getsockname()[1]
        threading.Thread(target=self._serve, daemon=True).start()

    def cut(self):
        self.is_cut = True
        for end in self.open:
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)

    def mend(self):
        self.is_cut = False

    def close(self):
        self.cut()
        self.listener.close()

    def _serve(self):
        with contextlib.suppress(OSError):
            while True:
                phone, _address = self.listener.accept()
                if self.is_cut:
                    phone.close()
                    continue
                server = socket.create_connection(("localhost", self.server_port))
                self.open += [phone, server]
                for one, other in ((phone, server), (server, phone)):
                    threading.Thread(target=self._pass_on, args=(one, other), daemon=True).start()

    def _pass_on(self, one, other):
        with contextlib.suppress(OSError):
            while data := one.recv(65536):
                other.sendall(data)
        for end in (one, other):
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)


@pytest.fixture
def line(live_server):
    line = Line(live_server.thread.port)
    yield line
    line.close()


@pytest.fixture
def session():
    conference = ConferenceFactory(starts_on=timezone.localdate(), ends_on=timezone.localdate())
    now = timezone.now()
    end = now + datetime.timedelta(hours=1)
    session = SlotFactory(session__conference=conference, starts_at=now, ends_at=end).session
    for number in range(PEOPLE):
        name = NAMES[number] if number < len(NAMES) else f"Person {number:02}"
        RegistrationFactory(session=session, attendee__name=name, attendee__organisation="Amt für Weiterbildung")
    return session


@pytest.fixture
def link(session):
    return HelperLinkFactory(conference=session.conference, name="Hanna")


@pytest.fixture
def phone(browser, line, link):
    """A phone on which a helper has opened the link, behind a line that can be cut."""
    context = browser.new_context(viewport=PHONE, locale="de-DE")
    page = context.new_page()
    opened = emails.helper_link(link)
    page.goto(f"http://localhost:{line.port}{opened.path}?key={opened.token}")
    yield page
    context.close()


def open_list(phone, session):
    phone.get_by_role("link", name=re.compile(str(session.title))).click()
    expect(phone.locator("html[data-survives]")).to_be_attached(timeout=20_000)


def row(phone, name):
    return phone.locator("[data-list] li", has_text=name)


def mark(phone, name):
    row(phone, name).get_by_role("button", name="Da").click()


def present():
    return set(Registration.objects.filter(attended_at__isnull=False).values_list("attendee__name", flat=True))


def waiting(phone):
    return phone.locator("[data-waiting]")


def enter(phone, name):
    phone.locator(".helper-walk-in").evaluate("(it) => { it.open = true }")
    phone.get_by_label("Name", exact=True).fill(name)
    phone.get_by_role("button", name="Eintragen").click()


def take_back(phone, name):
    row(phone, name).get_by_role("button", name="Zurücknehmen").click()


def all_sent(phone):
    """Wait until the server has answered for each mark."""
    expect(phone.locator("[data-helper][data-sends]")).to_have_count(0, timeout=20_000)
    expect(waiting(phone)).to_be_hidden()
