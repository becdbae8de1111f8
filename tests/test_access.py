"""Every address of the program, tried by everybody with every method, against the table in tests/access.py (T06)."""

import re
from copy import deepcopy
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.contrib import admin
from django.contrib.auth import get_user_model
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.test import Client

from programme.models import Session
from programme.share_pictures import of_conference, of_session
from tests import access, seed
from tests.addresses import CONVERTER, all_addresses
from tests.factories import OrganiserFactory
from tests.visitor import person_at

pytestmark = pytest.mark.django_db

OF_A_SUPERUSER = SimpleNamespace(user=get_user_model()(is_superuser=True))


@pytest.fixture
def alpha():
    seed.things_of_libraries()
    return seed.side("alpha")


@pytest.fixture
def browsers(alpha):
    beta = seed.side("beta")
    staff = OrganiserFactory(username="staff", is_superuser=False)
    organiser = OrganiserFactory(username="organiser")
    for user in (staff, organiser):
        user.set_password("mit drei Pferden nach Erfurt")
        user.save()
    return {
        access.ANONYMOUS: Client(),
        access.ATTENDEE: seed.browser_with(alpha.attendee_link),
        access.STRANGER: seed.browser_with(beta.attendee_link),
        access.SPEAKER: seed.browser_with(alpha.speaker_link),
        access.STAFF: seed.browser_of(staff),
        access.ORGANISER: seed.browser_of(organiser),
    }


def test_every_address_stands_in_the_table():
    missing = {address.route for address in all_addresses()} - access.TABLE.keys()
    assert missing == set(), "Say in tests/access.py who may do what at these addresses (PAGES or ADMIN_MODELS)"


def test_the_table_has_no_address_that_is_gone():
    assert access.TABLE.keys() - {address.route for address in all_addresses()} == set()


def some_methods(number, route):
    """Return GET and POST, and in the admin one of the others in turn, most of which make the page of GET again."""
    others = [method for method in access.METHODS if method not in {"GET", "POST"}]
    return ["GET", "POST", others[number % len(others)]] if route.startswith("admin/") else access.METHODS


def all_methods(_number, _route):
    return access.METHODS


@pytest.mark.parametrize("persona", access.PERSONAS)
@pytest.mark.parametrize("methods", [some_methods, pytest.param(all_methods, marks=pytest.mark.soak)])
def test_addresses_answer_as_the_table_says(persona, methods, browsers, alpha):
    found, expected = {}, {}
    for number, address in enumerate(all_addresses()):
        row = access.TABLE.get(address.route)
        if row is None:
            continue  # another test says so
        path = address.path(values(address.route, row, alpha)) + row.query
        for method in methods(number, address.route):
            found[method, address.route] = answer(browsers[persona], method, path)
            expected[method, address.route] = row.expected(method, persona)
    assert {key: (found[key], expected[key]) for key in found if found[key] != expected[key]} == {}


def values(route, row, side):
    """Return what stands for the variable parts of a route: objects of one conference."""
    made = {
        "conference": lambda: side.conference.slug,
        "code": lambda: getattr(side, row.code).code,
        "digest": lambda: _digest(route, side),
        "object_id": lambda: _object_id(route, side),
        "content_type_id": lambda: ContentType.objects.get_for_model(Session).pk,
        "id": lambda: get_user_model().objects.values_list("pk", flat=True).first(),
        "kind": lambda: side.session.files.get().kind,
        "pk": lambda: 1,
        "app_label": lambda: "programme",
        "url": lambda: "nothing/here/",
        "rest": lambda: "v2/nothing/",
        "name": lambda: "figures.xlsx",
        "event": lambda: 0,
        "field": lambda: "title",
        "key": lambda: f"session-{side.session.pk}" if "numbers" in route else f"slot-{side.session.slots.get().pk}",
    }
    return {name: made[name]() for name in CONVERTER.findall(route)}


def _object_id(route, side):
    """Return the oldest row that an organiser sees in the list of a model, a session elsewhere."""
    if model := re.match(r"admin/(\w+)/(\w+)/<path:object_id>/", route):
        return (
            admin.site.get_model_admin(apps.get_model(*model.groups())).get_queryset(OF_A_SUPERUSER).earliest("pk").pk
        )
    return side.session.pk


def _digest(route, side):
    """Return what stands in the address of a picture or a file."""
    if "files/" in route:
        return side.session.files.get().digest
    if "picture-" in route:
        return side.speaker.picture.digest
    card = of_session(side.session) if "sessions/" in route else of_conference(side.conference)
    return card.digest


def _whose(client, path):
    """Return what each form of a personal page holds; nothing elsewhere, where a button alone may be an answer."""
    person = person_at(client, path)
    return {"person": person} if person else {}


def answer(browser, method, path):
    """Send one request, take back what it did, and return its status."""
    client = Client(raise_request_exception=False)
    client.cookies = deepcopy(browser.cookies)
    with transaction.atomic():
        if method == "POST":
            response = client.post(path, _whose(client, path))
        else:
            response = client.generic(method, path, content_type="application/x-www-form-urlencoded")
        transaction.set_rollback(True)
    if response.status_code == 302 and response["Location"].startswith(("/admin/login/?", "/accounts/login/?")):
        return access.LOGIN
    return response.status_code


def test_a_wrong_row_would_be_noticed(browsers, alpha):
    """The control: what the table says about the admin is not true of a public page."""
    assert answer(browsers[access.ANONYMOUS], "GET", "/alpha-2027/") == 200
    assert access.TABLE["admin/"].expected("GET", access.ANONYMOUS) == access.LOGIN


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_the_whole_admin_is_closed_to_a_password_alone(method, browsers, alpha, settings):
    """[ASVS 6.3.3] An organiser signed in without the second factor that is required."""
    settings.REQUIRE_SECOND_FACTOR = True
    open_to = {}
    for address in all_addresses():
        if address.route.startswith("admin/") and address.name not in {"admin:login", "admin:logout"}:
            row = access.TABLE[address.route]
            path = address.path(values(address.route, row, alpha)) + row.query
            open_to[address.route] = answer(browsers[access.ORGANISER], method, path)
    assert {route: status for route, status in open_to.items() if status != access.LOGIN} == {}
    assert len(open_to) > 50


# T07: nothing of one conference by the link of another


@pytest.fixture
def beta():
    return seed.side("beta")


def codes_of(side):
    return [side.session.code, side.draft.code, side.speaker.code, side.attendee.code]


def test_codes_of_another_conference_find_nothing(alpha, beta):
    """Not even where both are public: a code belongs to its conference."""
    shown = []
    for code in codes_of(alpha):
        for page in ("sessions/{}/", "sessions/{}/calendar.ics", "speakers/{}/"):
            response = Client().get(f"/{beta.conference.slug}/" + page.format(code))
            shown.append(response.status_code)
            assert "alpha" not in response.text
    assert set(shown) == {404}


def test_a_draft_and_its_code_find_nothing(alpha):
    for page in ("", "calendar.ics"):
        response = Client().get(f"/alpha-2027/sessions/{alpha.draft.code}/{page}")
        assert (response.status_code, "Entwurf" in response.text) == (404, False)


def test_nothing_of_a_conference_that_is_not_public_is_shown(alpha):
    alpha.conference.published_at = None
    alpha.conference.save()
    for page in ("", "calendar.ics", "speakers/", f"speakers/{alpha.speaker.code}/", f"sessions/{alpha.session.code}/"):
        response = Client().get(f"/alpha-2027/{page}")
        assert (response.status_code, "alpha" in response.text.replace("/alpha-2027/", "")) == (404, False)
    for page in ("register/", "register/done/"):
        assert Client().get(f"/alpha-2027/{page}").status_code == 404


@pytest.mark.parametrize("who", ["attendee", "speaker"])
def test_a_link_opens_nothing_of_another_person(alpha, beta, who):
    browser = seed.browser_with(getattr(beta, f"{who}_link"))
    home, *others = ["/me/", "/me/calendar.ics"] if who == "attendee" else ["/speaker/"]
    assert "beta" in browser.get(home).text  # it does open their own
    for path in [home, *others]:
        for parameter in ("", *(f"?session={code}&code={code}&attendee={code}" for code in codes_of(alpha))):
            assert "alpha" not in browser.get(path + parameter).text


@pytest.mark.parametrize("path", ["/me/confirm/", "/me/cancel/", "/me/cancel-all/"])
def test_an_attendee_changes_nothing_of_another_person(alpha, beta, path):
    browser = seed.browser_with(beta.attendee_link)
    before = state_of(alpha)
    for code in codes_of(alpha):
        response = browser.post(path, {"session": code, "code": code, "attendee": code})
        assert (response.status_code, response["Location"].partition("?")[0]) == (302, "/me/")
    assert state_of(alpha) == before


def test_a_speaker_answers_for_nobody_else(alpha, beta):
    browser = seed.browser_with(beta.speaker_link)
    before = state_of(alpha)
    for code in codes_of(alpha):
        response = browser.post("/speaker/answer/", {"session": code, "answer": "no"})
        assert (response.status_code, "alpha" in response.text) == (200, False)
    assert state_of(alpha) == before


def test_nobody_registers_for_a_session_of_another_conference(alpha, beta):
    for code in codes_of(alpha):
        form = {"sessions": [code], "name": "Eva", "email": "eva@example.org", "privacy": "on"}
        response = Client().post("/beta-2027/register/", form)
        assert (response.status_code, "alpha" in response.text) == (200, False)
    assert alpha.session.registrations.count() == 1


def state_of(side):
    side.registration.refresh_from_db()
    return (
        side.registration.status,
        list(side.session.appearances.values_list("status", flat=True)),
        side.attendee.submissions.filter(confirmed_at__isnull=False).count(),
    )
