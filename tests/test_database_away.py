"""While the database is away: an honest page that asks to try again, and everything works again when it is back."""

import contextlib
from copy import deepcopy

import psycopg
import pytest
from django.db import connection
from django.db.utils import InterfaceError, OperationalError
from django.test import Client

from tests import access, seed
from tests.addresses import all_addresses
from tests.factories import OrganiserFactory, SlotFactory
from tests.registration.steps import filled, page
from tests.test_access import values

pytestmark = pytest.mark.django_db

OURS = ("programme_", "registration_", "limits_")
ALL = ("SELECT", "INSERT", "UPDATE", "DELETE")


def away_with(error, tables=OURS):
    """Break every statement that names one of these; those of the tests around it pass."""

    def away(execute, sql, params, many, context):
        if any(name in sql for name in tables):
            raise error("server closed the connection unexpectedly") from psycopg.OperationalError()
        return execute(sql, params, many, context)

    return away


@contextlib.contextmanager
def database_away(error=OperationalError, tables=OURS):
    with connection.execute_wrapper(away_with(error, tables)):
        yield


def browser():
    """One that is shown the page for an error, as people are; Django's own would raise the error."""
    return Client(raise_request_exception=False)


@pytest.mark.parametrize("error", [OperationalError, InterfaceError])
@pytest.mark.parametrize("address", ["/", "/{slug}/", "/{slug}/register/", "/me/link/", "/{slug}/calendar.ics"])
def test_page_says_so_and_is_no_error_of_ours(error, address):
    slug = SlotFactory().conference.slug
    visitor = browser()
    with database_away(error):
        response = visitor.get(address.format(slug=slug))
    if address == "/me/link/":  # asks the database nothing
        assert response.status_code == 200
    else:
        assert (response.status_code, response["Retry-After"]) == (503, "2")
        assert response["Cache-Control"] == "no-store"
        assert "senden Sie einfach noch einmal ab" in response.text
    assert visitor.get(address.format(slug=slug), follow=True).status_code == 200


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("persona", [access.ANONYMOUS, access.ATTENDEE, access.SPEAKER, access.ORGANISER])
def test_no_page_of_the_program_calls_it_an_error_of_ours(persona, method):
    """Whoever it is: an organiser's user is read before any view runs, by the parts around it."""
    seed.things_of_libraries()
    alpha = seed.side("alpha")
    cookies = {
        access.ANONYMOUS: Client,
        access.ATTENDEE: lambda: seed.browser_with(alpha.attendee_link),
        access.SPEAKER: lambda: seed.browser_with(alpha.speaker_link),
        access.ORGANISER: lambda: seed.browser_of(OrganiserFactory()),
    }[persona]().cookies
    paths = {
        address.route: address.path(values(address.route, row, alpha)) + row.query
        for address in all_addresses()
        if (row := access.TABLE.get(address.route))
    }
    answers = {}
    for route, path in paths.items():
        visitor = browser()
        visitor.cookies = deepcopy(cookies)
        with database_away(tables=ALL):
            answers[route] = getattr(visitor, method)(path).status_code
    assert {route: status for route, status in answers.items() if status == 500} == {}
    assert 503 in answers.values()
    if persona == access.ORGANISER:
        assert answers["admin/programme/session/"] == answers["accounts/password/change/"] == 503


def test_sign_in_can_be_tried_again():
    OrganiserFactory(username="organiser")
    form = {"login": "organiser", "password": "mit drei Pferden nach Erfurt"}
    with database_away(tables=ALL):
        assert browser().post("/accounts/login/", form).status_code == 503


def test_form_that_met_it_can_be_sent_again():
    session = SlotFactory().session
    form = filled(session)
    with database_away():
        assert browser().post(page(session), form).status_code == 503
    assert [Client().post(page(session), form).status_code for _press in range(2)] == [302, 302]
    assert session.registrations.count() == 1


def test_link_that_cannot_be_sent_now_can_be_asked_for_again():
    with database_away(tables=["procrastinate_"]):
        response = browser().post("/me/link/", {"email": "erika@example.org"})
    assert response.status_code == 503
    assert Client().post("/me/link/", {"email": "erika@example.org"}).status_code == 302
