"""What other sites may do with ours: read the interface, load one script, frame one page; nothing else."""

import itertools
import json

import pytest
from django.conf import settings
from django.test import Client

from tests import access, seed
from tests.addresses import all_addresses
from tests.factories import OrganiserFactory
from tests.test_access import values
from tests.test_headers import close_file
from womconf import elsewhere

pytestmark = pytest.mark.django_db
FRAMED = "<slug:conference>/embed/"
SCRIPT = "/static/js/embed.js"


@pytest.fixture
def alpha():
    seed.things_of_libraries()
    return seed.side("alpha")


def may_be_read(response):
    return "Access-Control-Allow-Origin" in response.headers or "Cross-Origin-Resource-Policy" in response.headers


def may_be_framed(response):
    policy = response.get("Content-Security-Policy", "")
    return response.get("X-Frame-Options") != "DENY" or "frame-ancestors 'none'" not in policy


@pytest.mark.parametrize(
    ("method", "who"),
    [
        *itertools.product(["get", "post"], ["anybody", "attendee", "organiser"]),
        *itertools.product(["head", "options"], ["anybody", "attendee"]),
        # They make the pages of GET again, and take as long.
        pytest.param("head", "organiser", marks=pytest.mark.soak),
        pytest.param("options", "organiser", marks=pytest.mark.soak),
    ],
)
def test_no_other_address_is_open_to_other_sites(alpha, who, method):
    """Every address of the resolver, with the headers of a page elsewhere, in both languages."""
    browser = {
        "anybody": Client,
        "attendee": lambda: seed.browser_with(alpha.attendee_link),
        "organiser": lambda: seed.browser_of(OrganiserFactory()),
    }[who]()
    read, framed, asked = set(), set(), 0
    for address in all_addresses():
        path = address.path(values(address.route, access.TABLE[address.route], alpha))
        for prefix in ("", "/en"):
            client = Client(raise_request_exception=False, headers={"origin": "https://elsewhere.example"})
            client.cookies = browser.cookies.copy()
            response = getattr(client, method)(prefix + path)
            asked += 1
            if may_be_read(response):
                read.add(prefix + path)
            if may_be_framed(response):
                framed.add(prefix + path)
    assert asked > 300
    assert {path for path in read if not path.startswith("/api/")} == set()
    assert len(read) == len([address for address in all_addresses() if address.route.startswith("api/")])
    assert framed == ({"/alpha-2027/embed/", "/en/alpha-2027/embed/"} if method in {"get", "head"} else set())


@pytest.mark.parametrize("prefix", ["", "/en"])
@pytest.mark.parametrize("is_known", [False, True])
def test_framed_page_may_stand_anywhere_also_when_it_is_not_modified(alpha, prefix, is_known):
    """A browser takes the policy of "not modified" for that of the page."""
    path = f"{prefix}/alpha-2027/embed/"
    headers = {"if-none-match": Client().get(path)["ETag"]} if is_known else {}
    response = Client(headers=headers).get(path)
    assert response.status_code == (304 if is_known else 200)
    assert "X-Frame-Options" not in response.headers
    parts = [part.strip() for part in response["Content-Security-Policy"].split(";")]
    others = {f"{name} {' '.join(value)}" for name, value in settings.SECURE_CSP.items() if name != "frame-ancestors"}
    assert set(parts) == others | {"frame-ancestors *"}


@pytest.mark.parametrize(
    "path",
    [
        "/embed/",
        "/nobody/embed/",
        "/alpha-2027/sessions/embed/",
        "/alpha-2027/speakers/embed/",
        "/alpha-2027/embed/embed/",
        "/admin/embed/",
        "/accounts/embed/",
        "/me/embed/",
        "/ar/alpha-2027/embed/",
        "/alpha-2027/embed",
    ],
)
def test_what_only_ends_like_it_stays_unframed(alpha, path):
    response = Client().get(path)
    assert response.status_code in {301, 302, 404}
    assert not may_be_framed(response)


def test_framed_page_has_nothing_that_a_click_could_do(alpha):
    """Whoever lays another page over it must gain nothing: links to the window around it, no form, no button."""
    text = Client().get("/alpha-2027/embed/").text
    assert text.count("<base") == text.count('<base target="_top">') == 1
    assert text.count("target=") == 1
    assert text.count("<a ") > 1
    assert [word for word in ("<form", "<button", "<input", "<iframe") if word in text] == []
    assert "Set-Cookie" not in Client().get("/alpha-2027/embed/").headers


def test_script_may_be_loaded_from_elsewhere_and_no_other_file():
    response = Client().get(SCRIPT)
    assert (response["Access-Control-Allow-Origin"], response["Cross-Origin-Resource-Policy"]) == ("*", "cross-origin")
    close_file(response)
    for other in (
        "js/own-time.js",
        "js/embed-height.js",
        "css/site.css",
        "img/icon.svg",
        "js/embed.css",
        "js/embed.js.map",
    ):
        response = Client().get(f"/static/{other}")
        assert not may_be_read(response), other
        close_file(response)


@pytest.mark.parametrize(
    ("path", "is_script"),
    [
        (SCRIPT, True),
        ("/static/js/embed.0a1b2c3d4e5f.js", True),
        ("/static/js/embed-height.js", False),
        ("/static/js/embed/x.js", False),
        ("/static/js/embed.a.b.js", False),
        ("/static/js/embed.js/", False),
        ("/static/js/embed.js\n", False),
        ("/en/static/js/embed.js", False),
    ],
)
def test_script_is_known_by_its_two_names(path, is_script):
    """Its own, which stands in pages of other sites, and the one with a digest, which `collectstatic` gives it."""
    assert bool(elsewhere.SCRIPT.fullmatch(path)) == is_script


@pytest.mark.parametrize("asked", ["GET", "POST", "\x00", ""])
def test_a_browser_may_ask_first(alpha, asked):
    headers = {"origin": "https://elsewhere.example", "access-control-request-method": asked}
    headers["access-control-request-headers"] = "if-none-match"
    response = Client(headers=headers).options("/api/v1/conferences/alpha-2027/")
    assert (response.status_code, response.content) == (204, b"")
    assert response["Access-Control-Allow-Methods"] == "GET, HEAD, OPTIONS"
    assert (response["Access-Control-Allow-Headers"], response["Access-Control-Allow-Origin"]) == ("*", "*")
    assert "Access-Control-Allow-Credentials" not in response.headers


def broken(request):
    raise RuntimeError("broken")


def away(request):
    from django.db import OperationalError

    raise OperationalError("gone")


def urlpatterns_with(view):
    from django.urls import path

    from womconf import urls

    return type(
        "urls", (), {"urlpatterns": [path("api/broken/", view), *urls.urlpatterns], "handler500": urls.handler500}
    )


@pytest.mark.parametrize(
    ("view", "status", "words"), [(broken, 500, "schiefgegangen"), (away, 503, "einigen Sekunden")]
)
@pytest.mark.parametrize("method", ["get", "head"])
def test_our_own_faults_are_said_in_json_too(settings, view, status, words, method):
    settings.ROOT_URLCONF = urlpatterns_with(view)
    response = getattr(Client(raise_request_exception=False), method)("/api/broken/")
    assert (response.status_code, response["Content-Type"]) == (status, "application/json")
    assert response["Access-Control-Allow-Origin"] == "*"
    assert response.get("Retry-After") == ("2" if status == 503 else None)
    assert response["Cache-Control"] == "no-store"
    if method == "get":
        content = json.loads(response.content)
        assert content["status"] == status
        assert words in content["message"]["de"]


def test_another_host_is_refused_in_json():
    response = Client(headers={"host": "evil.example"}).get("/api/v1/")
    assert (response.status_code, json.loads(response.content)["status"]) == (400, 400)
