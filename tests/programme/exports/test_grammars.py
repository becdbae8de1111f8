"""The feed of changes and the sitemap before grammars of their formats, which a parser of others applies (lxml)."""

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone
from lxml import etree

from programme import actions
from programme.models import Conference, Session
from tests.programme.exports import everything

# Each change is a transaction of its own, as it is in life: the history has the time of the transaction.
pytestmark = pytest.mark.django_db(transaction=True)


def faults(name, content):
    """Return what the grammar forbids in a file."""
    judge = etree.RelaxNG(etree.parse(settings.BASE_DIR / f"tests/data/schemas/{name}.rng"))
    judge.validate(etree.fromstring(content))
    return [str(error) for error in judge.error_log]


def assert_keeps_to(name, content, mistakes):
    """Find nothing wrong with a file, and something with each copy of it in which one thing is made wrong."""
    assert faults(name, content) == []
    for right, wrong in mistakes:
        assert right in content
        assert faults(name, content.replace(right, wrong)), wrong


@pytest.fixture
def conference():
    """Everything that a conference can have, public since before its first change."""
    conference = everything.everything()
    Conference.objects.update(published_at=timezone.now())
    for session in Session.objects.exclude(status=Session.Status.CANCELLED).filter(conference=conference)[:2]:
        actions.cancel_session(session, by=None)
    return conference


@pytest.mark.parametrize("prefix", ["", "/en"])
def test_feed_keeps_to_rfc_4287(conference, prefix):
    content = Client().get(f"{prefix}/{conference.slug}/changes.atom").content
    assert b"<entry" in content
    mistakes = [
        (b"<updated>", b"<updated>x"),
        (b"<summary ", b"<abstract/><summary "),
        (b'rel="alternate"', b'relation="alternate"'),
        (b"<id>", b"<id>a</id><id>"),
        (b"<name>", b"<surname/><name>"),
        (b'type="text"', b'type="markdown"'),
    ]
    assert_keeps_to("atom", content, mistakes)


def test_sitemap_keeps_to_its_protocol(conference):
    content = Client().get("/sitemap.xml").content
    mistakes = [
        (b"<loc>http", b"<loc>"),
        (b"</loc>", b"</loc><lastmod>yesterday</lastmod>"),
        (b"</loc>", b"</loc><priority>2</priority>"),
        (b"</loc>", b"</loc><changefreq>often</changefreq>"),
        (b'hreflang="en"', b'hreflang="en_GB"'),
    ]
    assert_keeps_to("sitemap", content, mistakes)
