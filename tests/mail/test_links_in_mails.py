"""Mail programs and scanners open the links in mails before people do: that changes nothing, however often."""

import html
import re

import pytest
from django.conf import settings as django_settings
from django.db import connection

from tests.browsers import Browser
from tests.mail.test_texts import (  # noqa: F401 – fixtures of every kind
    ALL,
    address_changed,
    conference,
    evening,
    letter,
    session,
)
from womconf.mail.models import Message
from womconf.mail.rendering import build

pytestmark = pytest.mark.django_db
LINK = re.compile(re.escape(django_settings.BASE_URL) + r"""/[^\s"'<>\\]*""")


@pytest.fixture(autouse=True)
def _writing_is_possible(settings):
    """Let views write as they would for everybody: other tests refuse it to GET and HEAD."""
    settings.MIDDLEWARE = [name for name in settings.MIDDLEWARE if not name.endswith("ReadOnlyGets")]


def links_of(message):
    """Return the addresses of ours in each part of a mail and in its headers."""
    mail = build(message).message()
    texts = [str(value) for value in mail.values()]
    for part in mail.walk():
        if not part.is_multipart():
            content = part.get_payload(decode=True).decode()
            unfolded = re.sub(r"\r?\n[ \t]", "", content) if part.get_content_type() == "text/calendar" else content
            texts.append(html.unescape(unfolded) if part.get_content_type() == "text/html" else unfolded)
    return sorted({link.rstrip(".,") for text in texts for link in LINK.findall(text)})


def everything_stored():
    """Return {table: a sum of all its rows}, of every table but that of sessions in browsers."""
    found = {}
    with connection.cursor() as cursor:
        for table in set(connection.introspection.table_names(cursor)) - {"django_session"}:
            cursor.execute(f"SELECT md5(string_agg(t::text, ',' ORDER BY t::text)) FROM {table} t")  # noqa: S608
            found[table] = cursor.fetchone()[0]
    return found


@pytest.mark.parametrize("write_mail", [write for write in ALL if write != address_changed])  # to an old address
def test_opening_every_link_of_every_mail_changes_nothing(session, write_mail):  # noqa: F811
    found = links_of(letter(write_mail, session, "de"))
    assert found
    before = everything_stored()
    for link in found:
        for _time in range(3):
            browser = Browser()
            path = link.removeprefix(django_settings.BASE_URL)
            statuses = [browser.head(path, follow=True).status_code, browser.get(path, follow=True).status_code]
            assert statuses == [200, 200] or "/admin/" in path, link
    assert everything_stored() == before


def test_a_change_would_be_seen(session):  # noqa: F811
    """The control: the button behind one of these links."""
    letter(evening, session, "de")
    [link] = [found for found in links_of(Message.objects.get()) if "/reminders/" in found][:1]
    before = everything_stored()
    path = link.removeprefix(django_settings.BASE_URL)
    Browser().post(path, "List-Unsubscribe=One-Click", content_type="application/x-www-form-urlencoded")
    assert everything_stored() != before
