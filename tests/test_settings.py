"""Settings that would hurt are named by `manage.py check`; production as operators set it up has none."""

import os
import re
import subprocess
import sys

import pytest
from django.conf import settings
from django.core import checks

from womconf import checks as ours

PRODUCTION = {
    "BASE_URL": "https://conference.example.org",
    "SECRET_KEY": "x7Qm-2fLr_9sVw4Tz8Kc1Nb6Hd3Pj5Gy0Ua-Eo2Ri7Wk9Xq4Mv8Zt1",
    "EMAIL_URL": "smtp://user:secret@mail.example.org:587",
    "DEFAULT_FROM_EMAIL": "Team <team@example.org>",
    "TRUSTED_PROXY_COUNT": "1",
}


def manage(*arguments, **environment):
    """Run manage.py as an operator does, with nothing of this process' environment but where things are."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "DATABASE_URL") if name in os.environ}
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=settings.BASE_DIR,
        env=kept | environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def setting(name, **environment):
    run = manage("shell", "-v0", "-c", f"from django.conf import settings; print(repr(settings.{name}))", **environment)
    assert run.returncode == 0, run.stderr
    return run.stdout.strip()


def test_production_has_no_finding():
    """[ASVS 3.4.1, 13.4.2, 15.2.3]"""
    run = manage("check", "--deploy", "--fail-level", "INFO", **PRODUCTION)
    assert run.returncode == 0, run.stderr
    assert re.fullmatch(r"System check identified no issues \([0-9]+ silenced\)\.\n", run.stdout)
    assert settings.SILENCED_SYSTEM_CHECKS == ["fields.E323"]  # see mail/test_whose.py


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"DEBUG": "true"}, "womconf.E002"),
        ({"BASE_URL": "https://conference.example.org/2027"}, "womconf.E001"),
        ({"BASE_URL": "https://straße.example"}, "womconf.E001"),
        ({"EMAIL_URL": "file:///tmp/mail"}, "womconf.W001"),
        ({"DEFAULT_FROM_EMAIL": "womconf@localhost"}, "womconf.W002"),
        ({"REQUIRE_SECOND_FACTOR": "false"}, "womconf.W003"),
        ({"CACHE_URL": "locmemcache://"}, "womconf.W004"),
        ({"TRUSTED_PROXY_COUNT": "0"}, "womconf.I001"),
        ({"DJANGO_SETTINGS_MODULE": "tests.settings"}, "womconf.E004"),
        ({"BASE_URL": "http://conference.example.org"}, "security.W008"),
        ({"SECRET_KEY": "short"}, "security.W009"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_each_dangerous_setting_is_named(change, code):
    run = manage("check", "--deploy", "--fail-level", "INFO", **PRODUCTION | change)
    assert run.returncode == 1
    assert f"({code})" in run.stderr


@pytest.mark.parametrize(
    "url", ["conference.example.org", "ftp://example.org", "https://", "https://a@b.example", "https://example.org?a"]
)
def test_only_an_origin_is_a_base_url(settings, url):
    settings.BASE_URL = url
    assert [found.id for found in ours.check_origin(None)] == ["womconf.E001"]


@pytest.mark.parametrize("url", ["http://127.0.0.1:8000", "https://example.org", "https://[2001:db8::1]:8443"])
def test_an_origin_is_a_base_url(settings, url):
    settings.BASE_URL = url
    assert ours.check_origin(None) == []


def test_work_inside_the_request_is_refused(settings):
    settings.TASKS = {"default": {"BACKEND": "django.tasks.backends.immediate.ImmediateBackend"}}
    assert [(found.id, found.level) for found in ours.check_tasks(None)] == [("womconf.E003", checks.ERROR)]


@pytest.mark.parametrize(
    ("url", "hosts"),
    [
        ("https://conference.example.org", "['conference.example.org']"),
        ("https://conference.example.org:8443", "['conference.example.org']"),
        ("http://[::1]:8000", "['[::1]', '127.0.0.1', 'localhost', '[::1]']"),
        ("http://[::1]", "['[::1]', '127.0.0.1', 'localhost', '[::1]']"),
    ],
)
def test_the_host_that_is_answered_is_the_one_that_is_named(url, hosts):
    assert setting("ALLOWED_HOSTS", **PRODUCTION | {"BASE_URL": url}) == hosts


def test_cookies_in_production_belong_to_this_host_alone():
    """[3.3.1] A __Host- cookie is sent over https only and cannot be set by another subdomain."""
    names = "(settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME)"
    assert setting(f"BASE_URL and {names}", **PRODUCTION) == "('__Host-sessionid', '__Host-csrftoken')"
    code = "from womconf.cookies import MessageCookie; print(MessageCookie.cookie_name)"
    assert manage("shell", "-v0", "-c", code, **PRODUCTION).stdout == "__Host-messages\n"


def test_a_second_factor_is_required_in_public_and_not_in_a_first_try():
    assert setting("REQUIRE_SECOND_FACTOR", **PRODUCTION) == "True"
    assert setting("REQUIRE_SECOND_FACTOR") == "False"


def test_geography_is_not_installed():
    """Its libraries have had most of Django's weaknesses."""
    assert "django.contrib.gis" not in settings.INSTALLED_APPS
