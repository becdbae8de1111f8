import re
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.test import Client


@pytest.mark.django_db
def test_security_txt_follows_rfc_9116(settings):
    settings.SECURITY_CONTACT = "security@example.org"
    response = Client().get("/.well-known/security.txt")
    assert response["Content-Type"] == "text/plain; charset=utf-8"
    fields = dict(re.fullmatch(r"([\w-]+): (.+)", line).groups() for line in response.text.splitlines())
    assert list(fields) == ["Contact", "Expires", "Preferred-Languages", "Canonical"]
    assert fields["Contact"] == "mailto:security@example.org"
    assert fields["Canonical"] == f"{settings.BASE_URL}/.well-known/security.txt"
    left = datetime.fromisoformat(fields["Expires"]) - datetime.now(UTC)
    assert timedelta(days=90) < left < timedelta(days=365)


@pytest.mark.django_db
def test_security_txt_never_expires_unnoticed():
    with time_machine.travel(datetime(2035, 1, 1, tzinfo=UTC)):
        assert "Expires: 2035-06-30T00:00:00Z" in Client().get("/.well-known/security.txt").text


@pytest.mark.django_db
def test_robots_keep_out_of_pages_that_are_not_for_everybody():
    assert Client().get("/robots.txt").text.splitlines() == [
        "User-agent: *",
        "Disallow: /admin/",
        "Disallow: /accounts/",
        "Disallow: /me/",
        "Disallow: /speaker/",
        "Disallow: /en/admin/",
        "Disallow: /en/accounts/",
        "Disallow: /en/me/",
        "Disallow: /en/speaker/",
    ]
