"""While the database is away: an honest page that asks to try again, and everything works again when it is back."""

import psycopg
import pytest
from django.db import connection
from django.db.utils import InterfaceError, OperationalError

from tests.factories import SlotFactory
from tests.registration.steps import filled, page
from tests.visitor import Visitor

pytestmark = pytest.mark.django_db


def away_with(error, tables=("programme_", "registration_", "limits_")):
    """Break every statement of the program's own; those of the tests around it pass."""

    def away(execute, sql, params, many, context):
        if any(name in sql for name in tables):
            raise error("server closed the connection unexpectedly") from psycopg.OperationalError()
        return execute(sql, params, many, context)

    return away


@pytest.mark.parametrize("error", [OperationalError, InterfaceError])
@pytest.mark.parametrize("address", ["/", "/{slug}/", "/{slug}/register/", "/me/link/", "/{slug}/calendar.ics"])
def test_page_says_so_and_is_no_error_of_ours(error, address):
    slug = SlotFactory().conference.slug

    browser = Visitor()
    with connection.execute_wrapper(away_with(error)):
        response = browser.get(address.format(slug=slug))
    if address == "/me/link/":  # asks the database nothing
        assert response.status_code == 200
    else:
        assert (response.status_code, response["Retry-After"]) == (503, "2")
        assert "senden Sie einfach noch einmal ab" in response.text
    assert browser.get(address.format(slug=slug), follow=True).status_code == 200


def test_form_that_met_it_can_be_sent_again():
    session = SlotFactory().session
    form = filled(session)

    with connection.execute_wrapper(away_with(OperationalError)):
        assert Visitor().post(page(session), form).status_code == 503
    assert [Visitor().post(page(session), form).status_code for _press in range(2)] == [302, 302]
    assert session.registrations.count() == 1


def test_link_that_cannot_be_sent_now_can_be_asked_for_again():
    with connection.execute_wrapper(away_with(OperationalError, tables=["procrastinate_"])):
        response = Visitor().post("/me/link/", {"email": "erika@example.org"})
    assert response.status_code == 503
    assert Visitor().post("/me/link/", {"email": "erika@example.org"}).status_code == 200
