import re
from datetime import UTC, datetime, timedelta
from urllib.robotparser import RobotFileParser

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
def test_robots_keep_out_of_pages_that_are_not_for_everybody(settings):
    assert Client().get("/robots.txt").text.splitlines() == [
        "User-agent: *",
        "Allow: /me/feed.ics",
        "Allow: /en/me/feed.ics",
        "Disallow: /admin/",
        "Disallow: /accounts/",
        "Disallow: /me/",
        "Disallow: /speaker/",
        "Disallow: /en/admin/",
        "Disallow: /en/accounts/",
        "Disallow: /en/me/",
        "Disallow: /en/speaker/",
        "",
        f"Sitemap: {settings.BASE_URL}/sitemap.xml",
    ]


@pytest.mark.django_db
@pytest.mark.parametrize("robot", ["Googlebot", "Google-Calendar-Importer", "*"])
@pytest.mark.parametrize("prefix", ["", "/en"])
def test_robots_may_fetch_calendars_that_people_have_subscribed_to(robot, prefix):
    rules = RobotFileParser()
    rules.parse(Client().get("/robots.txt").text.splitlines())
    paths = ["/me/feed.ics?key=x", "/tag-2027/calendar.ics", "/me/", "/me/feed/", "/me/calendar.ics"]
    assert [rules.can_fetch(robot, prefix + path) for path in paths] == [True, True, False, False, False]


@pytest.mark.django_db
def test_programs_that_ask_for_an_icon_find_it():
    answer = Client().get("/favicon.ico")
    assert (answer.status_code, answer.headers["Location"].endswith(".svg")) == (302, True)
