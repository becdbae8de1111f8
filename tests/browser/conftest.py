import re
from email import message_from_bytes, policy

import pytest

from tests.factories import OrganiserFactory
from womconf.mail import actions
from womconf.mail.models import Message
from womconf.mail.transport import mailers_from_url

PHONE = {"width": 360, "height": 740}


@pytest.fixture
def site(live_server, settings, tmp_path):
    """The address of a running womconf whose mails go to files, like `make run`."""
    settings.BASE_URL = live_server.url
    settings.MAILERS = mailers_from_url(f"file://{tmp_path}/mail")
    return live_server.url


@pytest.fixture
def mailbox(site, tmp_path):
    """Do the worker's work and return a person's newest mail: its subject and the link in it to a page of theirs."""

    def newest(address):
        for message in Message.objects.filter(status=Message.Status.QUEUED).order_by("pk"):
            actions.send(message.pk)
        mine = Message.objects.filter(to=address).latest("pk")
        [file] = [path for path in (tmp_path / "mail").iterdir() if path.stem in mine.message_id]
        mail = message_from_bytes(file.read_bytes(), policy=policy.default)
        text = mail.get_body(("plain",)).get_content()
        return mail["Subject"], re.search(r"http\S+/(?:me|speaker|address)/\?key=\S+", text)[0]

    return newest


def give_up(place):
    """Give up a place on the personal page, which asks once before it does so."""
    place.locator("summary", has_text="Abmelden").click()
    place.get_by_role("button", name="Abmelden").click()


@pytest.fixture
def organiser(page, site):
    """An organiser who has logged in."""
    user = OrganiserFactory(username="organiser")
    user.set_password("a long enough secret")
    user.save()
    page.goto(f"{site}/admin/")
    page.fill("[name=login]", "organiser")
    page.fill("[name=password]", "a long enough secret")
    page.locator("main form button").first.click()
    page.wait_for_url("**/admin/")
    return user


@pytest.fixture(autouse=True)
def pages_of_the_operator(settings):
    """The operator's own pages, so that a conference may become public."""
    settings.ABOUT_URLS = dict.fromkeys(settings.ABOUT_URLS, "https://office.example/")
