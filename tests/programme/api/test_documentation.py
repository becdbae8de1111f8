"""docs/api.md and docs/embedding.md: each command is run, each answer shown is a part of what comes."""

import argparse
import json
import re
import shlex
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.test import Client

from programme.exports.api.openapi import ENDPOINTS

pytestmark = pytest.mark.django_db
SITE = "https://conference.example"


def page(name):
    return (settings.BASE_DIR / "docs" / name).read_text()


def commands():
    return re.findall(r"^    (curl .+)$", page("api.md"), re.MULTILINE)


def run(command):
    """Send what curl would send (curl --help: -I, -H, -X), and return the answer."""
    options = argparse.ArgumentParser()
    options.add_argument("-I", dest="method", action="store_const", const="HEAD")
    options.add_argument("-X", dest="method")
    options.add_argument("-H", dest="headers", action="append", default=[])
    options.add_argument("url")
    asked = options.parse_args(shlex.split(command)[1:])
    where = urlsplit(asked.url)
    assert f"{where.scheme}://{where.netloc}" == SITE
    headers = dict(header.split(": ", 1) for header in asked.headers)
    path = f"{where.path}?{where.query}" if where.query else where.path
    return Client(headers=headers).generic(asked.method or "GET", path)


@pytest.mark.parametrize("command", commands())
def test_each_command_gives_what_the_page_says(forum, command):
    response = run(command)
    expected = {"-X OPTIONS": 204, "page=0": 400}
    assert response.status_code == next((status for sign, status in expected.items() if sign in command), 200)
    assert response["Access-Control-Allow-Origin"] == "*"


def is_part(part, whole):
    if isinstance(part, dict):
        return isinstance(whole, dict) and all(name in whole and is_part(part[name], whole[name]) for name in part)
    if isinstance(part, list):
        return isinstance(whole, list) and all(any(is_part(item, other) for other in whole) for item in part)
    return part == whole


def test_answers_that_are_shown_are_parts_of_the_real_ones(forum):
    shown = [
        json.loads(block) for block in re.findall(r"^```json\n(.*?)^```", page("api.md"), re.DOTALL | re.MULTILINE)
    ]
    sessions = run(f"curl {SITE}/api/v1/conferences/forum/sessions/").json()
    error = run(f"curl {SITE}/api/v1/conferences/forum/sessions/?page=0").json()
    assert [is_part(*pair) for pair in zip(shown, [sessions, sessions["results"][0], error], strict=True)] == [True] * 3
    assert not is_part(shown[1], sessions["results"][1])  # the control


def test_every_address_stands_in_the_table():
    text = page("api.md")
    for endpoint in ENDPOINTS:
        below = endpoint.path.removeprefix("/api/v1/").format(conference="CONF", code="CODE")
        last = below.rstrip("/").rpartition("/")[2]
        assert below == "" or f"`{below}`" in text or f"`…/{last}/`" in text, below


def test_addresses_to_copy_are_there(forum):
    """What stands in the lines to copy leads somewhere."""
    blocks = re.findall(r"^```html\n(.*?)^```", page("embedding.md"), re.DOTALL | re.MULTILINE)
    assert len(blocks) == 2
    for path in set(re.findall(rf'"{SITE}(/[^"]*)"', "".join(blocks))) | {"/en/forum/embed/"}:
        if path.startswith("/static/"):
            assert (settings.BASE_DIR / path.removeprefix("/")).exists()
        else:
            assert Client().get(path).status_code == 200, path
