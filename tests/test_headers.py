"""What every answer says to browsers and caches, whatever it is: a page, a file, a redirect, an error."""

import re
from copy import deepcopy

import pytest
from django.conf import settings
from django.contrib.auth.decorators import permission_required
from django.core.exceptions import BadRequest, PermissionDenied, SuspiciousOperation
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import path

from tests import access, seed
from tests.addresses import all_addresses
from tests.factories import OrganiserFactory
from tests.test_access import values
from tests.visitor import person_at
from womconf import settings as production
from womconf import urls

pytestmark = pytest.mark.django_db

# As strict as it gets: nothing inline, nothing from elsewhere, no frames, no plugins.
POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self'",
    "font-src": "'self'",
    "connect-src": "'self'",
    "manifest-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
    "object-src": "'none'",
    "frame-ancestors": "'none'",
}
ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
}
REFERRER_POLICIES = {"same-origin", "no-referrer"}


FRAMED = "<slug:conference>/embed/"  # other sites may show it in a frame (tests/test_elsewhere.py)


def faults(response, route=""):
    """Return what is wrong with the headers of an answer."""
    is_framed = route == FRAMED and response.status_code == 200
    always = ALWAYS | {"X-Frame-Options": None} if is_framed else ALWAYS
    found = [name for name, value in always.items() if response.get(name) != value]
    policy = dict(part.strip().split(" ", 1) for part in response.get("Content-Security-Policy", "- -").split(";"))
    if policy != (POLICY | {"frame-ancestors": "*"} if is_framed else POLICY):
        found.append(f"Content-Security-Policy {policy}")
    if response.get("Referrer-Policy") not in REFERRER_POLICIES:
        found.append("Referrer-Policy")
    if "camera=()" not in response.get("Permissions-Policy", ""):
        found.append("Permissions-Policy")
    content_type = response.get("Content-Type", "").lower().replace('"', "")
    if content_type.startswith("text/") and "charset=utf-8" not in content_type:
        found.append(content_type)  # [4.1.1]
    return found


def test_the_check_sees_what_is_missing():
    """The control."""
    assert len(faults(HttpResponse("bare"))) == 6


@pytest.fixture
def alpha():
    seed.things_of_libraries()
    return seed.side("alpha")


@pytest.fixture
def browsers(alpha):
    return {
        access.ANONYMOUS: Client(),
        access.ATTENDEE: seed.browser_with(alpha.attendee_link),
        access.SPEAKER: seed.browser_with(alpha.speaker_link),
        access.ORGANISER: seed.browser_of(OrganiserFactory()),
    }


def answers(browser, alpha):
    """Send GET and POST to every address; yield the route and the answer, and take back what they did."""
    for address in all_addresses():
        if (row := access.TABLE.get(address.route)) is None:
            continue  # test_access.py says so
        where = address.path(values(address.route, row, alpha)) + row.query
        for method in ("get", "post"):
            client = Client(raise_request_exception=False)
            client.cookies = deepcopy(browser.cookies)
            with transaction.atomic():
                sent = {"person": person_at(client, where) or ""}
                response = client.post(where, sent) if method == "post" else client.get(where)
                transaction.set_rollback(True)
            yield method, address.route, response


ME = "calendar.ics confirm/ cancel/ cancel-all/ link/ name/ data.json erase/ erased/ switch/ resend/ needs/ feedback/"
ME += " answers/ take/ leave/ left/ certificate.pdf feed/ feed.ics new-address/ address/ link/sent/ reminders/"
PERSONAL = ["me/", "speaker/", "me/join/<slug:code>/", *(f"me/{rest}" for rest in ME.split())]
PERSONAL += [f"helper/{rest}" for rest in ("", "no-network/", "mark/", "walk-in/", "marks/", "end/")]
PERSONAL += [f"<slug:conference>/{page}" for page in ("register/", "register/done/", "certificates/<slug:code>/")]
SPEAKER = "answer/ profile/ reminders/ picture/ consent/ data.json join/<slug:code>/ session/<slug:code>/"
SPEAKER += "".join(f" session/<slug:code>/files/{rest}" for rest in ("", "<slug:digest>/", "<slug:digest>/remove/"))
PERSONAL += [f"speaker/{rest}" for rest in SPEAKER.split()]

# Their cookies change when they are done, and they hold nothing but the name of an organiser.
SIGN_IN = ["accounts/login/", "accounts/2fa/authenticate/", "accounts/password/change/"]
SECRET = ["accounts/2fa/totp/activate/", "accounts/2fa/recovery-codes/generate/"]


def is_public(route):
    return route not in PERSONAL and not route.startswith(("admin/", "accounts/"))


def is_for_back(route, response):
    """Whether it is the page that answers a form, which only the reader's own browser keeps for its Back button."""
    answers_a_form = response.request["REQUEST_METHOD"] == "POST" and not 300 <= response.status_code < 400
    is_theirs = response.get("Cache-Control") == "private, no-cache"
    tells_readers_apart = "Cookie" in response.get("Vary", "") or route in SIGN_IN
    return not is_public(route) and route not in SECRET and answers_a_form and is_theirs and tells_readers_apart


def cache_faults(route, response):
    """T17, [14.2.2, 14.3.2]: public answers are the same for everybody; what belongs to one person is kept nowhere."""
    found = []
    is_kept = "no-store" not in response.get("Cache-Control", "") and not is_for_back(route, response)
    if "Cache-Control" not in response.headers:
        found.append("does not say what a cache may do")
    if is_public(route):
        if "Cookie" in response.get("Vary", "") and response.request["REQUEST_METHOD"] == "GET":
            found.append("differs by cookie")
        if response.cookies:
            found.append("sets a cookie")
    elif is_kept and response.status_code != 405:
        found.append("may be kept")
    if response.cookies and is_kept:
        found.append("a cookie may be kept")
    return found


def test_the_check_of_caches_sees_what_is_wrong(alpha):
    """The control."""
    response = Client().get("/accounts/login/")
    assert cache_faults("", response) == ["differs by cookie", "sets a cookie"]
    response.headers["Cache-Control"] = "private"
    assert cache_faults("accounts/login/", response) == ["may be kept", "a cookie may be kept"]


@pytest.mark.parametrize(
    ("where", "sent", "cookies"),
    [
        ("/alpha-2027/register/", {}, "Cookie"),
        ("/me/link/", {}, "Cookie"),
        ("/admin/programme/room/add/", {}, "Cookie"),
        ("/admin/programme/conference/import/", {}, "Cookie"),
        ("/admin/programme/session/", {"action": "cancel"}, "Cookie"),
        ("/admin/programme/session/", {"action": "delete_selected"}, "Cookie"),
        ("/accounts/reauthenticate/", {"password": "wrong"}, "Cookie"),
        ("/accounts/password/change/", {"oldpassword": "wrong"}, ""),
    ],
)
def test_page_that_answers_a_form_is_kept_for_back_alone(browsers, alpha, where, sent, cookies):
    if "action" in sent:
        sent = sent | {"_selected_action": [alpha.session.pk]}
    response = browsers[access.ORGANISER].post(where, sent)
    assert (response.status_code, response["Cache-Control"]) == (200, "private, no-cache")
    assert ("Cookie" in response.get("Vary", "")) == bool(cookies)
    assert "no-store" in browsers[access.ORGANISER].get(where)["Cache-Control"]


def test_login_that_failed_is_shown_again_whatever_the_cookies_are(alpha):
    response = Client().post("/accounts/login/", {"login": "anna", "password": "wrong"})
    assert (response.status_code, response["Cache-Control"]) == (200, "private, no-cache")
    assert "Vary" not in response.headers
    assert "wrong" not in response.text


def test_secret_of_a_second_factor_is_kept_nowhere(alpha):
    """The control: its page answers a form, too, and holds the secret."""
    user = OrganiserFactory(username="carla")
    user.set_password("mit drei Pferden nach Erfurt")
    user.save()
    browser = Client()
    browser.post("/accounts/login/", {"login": "carla", "password": "mit drei Pferden nach Erfurt"})
    browser.post("/accounts/reauthenticate/", {"password": "mit drei Pferden nach Erfurt"})
    response = browser.post("/accounts/2fa/totp/activate/", {"code": "000000"})
    assert (response.status_code, "no-store" in response["Cache-Control"]) == (200, True)
    assert response.context["form"].secret in response.text


@pytest.mark.parametrize("persona", [access.ANONYMOUS, access.ATTENDEE, access.SPEAKER, access.ORGANISER])
def test_every_answer_of_every_address(browsers, alpha, persona):
    found = {
        (method, route): faults(response, route) + cache_faults(route, response)
        for method, route, response in answers(browsers[persona], alpha)
    }
    assert {key: value for key, value in found.items() if value} == {}


# Errors, files and what never reaches a view


def broken(request):
    raise RuntimeError("broken")


def forbidden(request):
    raise PermissionDenied


def bad(request):
    raise BadRequest("bad")


def suspicious(request):
    raise SuspiciousOperation("suspicious")


@permission_required("nobody.has", raise_exception=True)
def closed(request):
    raise AssertionError("nobody gets here")


def takes_posts(request):
    return HttpResponse("done")


urlpatterns = [
    path("test/500/", broken),
    path("test/403/", forbidden),
    path("test/bad/", bad),
    path("test/suspicious/", suspicious),
    path("test/closed/", closed),
    path("test/post/", takes_posts),
    *urls.urlpatterns,
]


def close_file(response):
    """Close the file of an answer; `response.close()` would end the connection to the database, too."""
    for close in response._resource_closers:
        close()


@pytest.mark.urls(__name__)
@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/test/500/", 500),
        ("/test/403/", 403),
        ("/test/closed/", 403),
        ("/test/bad/", 400),
        ("/test/suspicious/", 400),
        ("/nothing/here/", 404),
        ("/en/nothing/here/", 404),
        ("/static/nothing.css", 404),
        ("/static/css/site.css", 200),
        ("/static/admin/css/base.css", 200),
        ("/admin", 301),
        ("/readyz", 503),
    ],
)
def test_errors_and_files_have_the_headers_too(address, status):
    response = Client(raise_request_exception=False).get(address)
    assert (response.status_code, faults(response)) == (status, [])
    close_file(response)
    kept = {404: "no-cache", 301: "no-cache", 500: "no-store"}
    assert response["Cache-Control"] == kept.get(status, response["Cache-Control"])


@pytest.mark.parametrize(
    ("method", "where", "status"),
    [
        ("get", "/gone-2027/", 404),
        ("get", "/alpha-2027/sessions/bcdfgh/", 404),
        ("get", "/alpha-2027/speakers/bcdfgh/", 404),
        ("get", "/alpha-2027/sessions/bcdfgh/calendar.ics", 404),
        ("get", "/nothing.ics", 404),
        ("get", "/alpha-2027", 301),
        ("get", "/en/gone-2027/", 404),
        ("post", "/alpha-2027/", 405),
        ("head", "/gone-2027/", 404),
        ("options", "/alpha-2027/", 405),
    ],
)
def test_a_cache_asks_again_whether_a_public_page_is_there_by_now(alpha, method, where, status):
    """Rule 9: a page that was not there is announced, and is there at once for everybody."""
    response = getattr(Client(), method)(where)
    assert (response.status_code, response["Cache-Control"]) == (status, "no-cache")


@pytest.mark.urls(__name__)
def test_a_form_without_its_token_is_refused_with_the_headers():
    response = Client(enforce_csrf_checks=True).post("/test/post/")
    assert (response.status_code, faults(response)) == (403, [])
    assert "Bitte senden Sie das Formular noch einmal" in response.text


@pytest.mark.parametrize(
    "header", ["evil.example", "testserver.evil.example", "testserver:80@evil.example", "a b", "…"]
)
def test_another_host_gets_nothing_but_an_error_with_the_headers(header, alpha):
    """T09"""
    for where in ("/", "/alpha-2027/", "/accounts/login/", "/me/link/", "/.well-known/security.txt", "/healthz"):
        response = Client(headers={"Host": header}).get(where)
        assert (response.status_code, faults(response)) == (400, [])
        assert "evil" not in response.text


@pytest.mark.parametrize("name", ["X-Forwarded-Host", "X-Host", "Forwarded", "X-Original-URL", "X-Rewrite-URL"])
def test_headers_that_name_another_host_are_not_believed(name, alpha):
    """T09"""
    for where in ("/", "/alpha-2027/", "/alpha-2027/calendar.ics", "/accounts/login/", "/me/link/"):
        response = Client(headers={name: "evil.example"}).get(where)
        assert "evil.example" not in response.text + str(response.headers)


def test_links_in_mails_and_calendars_name_the_configured_origin_only(alpha, settings):
    settings.ALLOWED_HOSTS = ["*"]  # even then
    settings.BASE_URL = "https://conference.example.org"
    feed = Client(headers={"Host": "evil.example"}).get("/alpha-2027/calendar.ics")
    assert "https://conference.example.org/" in feed.text
    assert "evil.example" not in feed.text
    assert alpha.attendee_link.url.startswith("https://conference.example.org/me/?key=")


def test_a_personal_link_is_exchanged_with_no_trace(alpha):
    for link in (alpha.attendee_link, alpha.speaker_link):
        response = Client().get(link.path, {"key": link.token})
        assert response["Location"] == link.path
        assert response["Cache-Control"] == "no-store"
        assert response["Referrer-Policy"] == "no-referrer"
        (cookie,) = response.cookies.values()
        assert (cookie["httponly"], cookie["samesite"], cookie["path"]) == (True, "Lax", "/")


# Behind https


@pytest.fixture
def https(settings):
    """The settings of a conference at an https address."""
    settings.IS_HTTPS = settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = True
    settings.SECURE_SSL_REDIRECT = True
    settings.SECURE_HSTS_SECONDS = 63_072_000
    settings.SECURE_HSTS_INCLUDE_SUBDOMAINS = settings.SECURE_HSTS_PRELOAD = True


def test_https_is_kept_for_two_years(https, alpha):
    """[3.4.1]"""
    for where in ("/", "/alpha-2027/", "/admin/", "/nothing/", "/static/css/site.css"):
        response = Client().get(where, secure=True)
        close_file(response)
        assert response["Strict-Transport-Security"] == "max-age=63072000; includeSubDomains; preload"


def test_http_leads_to_https_with_the_headers(https, alpha):
    response = Client().get("/alpha-2027/?q=a")
    assert (response.status_code, response["Location"]) == (301, "https://testserver/alpha-2027/?q=a")
    assert faults(response) == []
    assert Client().get("/healthz").status_code == 200


def test_cookies_are_secure_behind_https(https, alpha):
    """[3.3.1-3.3.4]"""
    client = Client()
    jars = [
        client.get("/accounts/login/", secure=True).cookies,
        client.get("/alpha-2027/register/", secure=True).cookies,
        client.get("/me/", {"key": alpha.attendee_link.token}, secure=True).cookies,
    ]
    assert all(jars)
    for cookie in (cookie for jar in jars for cookie in jar.values()):
        assert (cookie["secure"], cookie["httponly"], cookie["samesite"]) == (True, True, "Lax")
        assert (cookie["domain"], cookie["path"]) == ("", "/")


def test_the_policy_of_the_tests_is_the_policy_of_production():
    assert settings.SECURE_CSP == production.SECURE_CSP
    assert [name for name in settings.MIDDLEWARE if not name.startswith("tests.")] == production.MIDDLEWARE


def test_no_template_brings_its_own_script_or_style():
    """Mails, which have no policy, apart."""
    found = []
    for file in sorted((production.BASE_DIR / "templates").rglob("*.html")):
        if "email" in file.parts or file.is_relative_to(production.BASE_DIR / "templates/mail"):
            continue
        text = file.read_text()
        inline = re.findall(r"<style|\sstyle=|\son\w+=|javascript:|<script(?![^>]*(?:\ssrc=|application/json))", text)
        found += [(file.name, what) for what in inline]
    assert found == []
