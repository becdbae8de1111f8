"""Names that mail programs would turn into a link, and those that only look so."""

import pytest
from django.test import Client

from registration.models import Attendee
from tests.factories import (
    SessionFactory,
)
from tests.registration.steps import filled, open_own_page, page, register_and_confirm

pytestmark = pytest.mark.django_db


@pytest.fixture
def session():
    return SessionFactory()


LINKS = [
    "evil-bank.com",
    "Konto gesperrt! Jetzt anmelden auf evil-bank.com/login",
    "evil.example/login",
    "WWW.evil.example",
    "http://evil.example",
    "//evil.com",
    "evil.app",
    "evil.рф",
    "evil.de.",
    "müller.de",
    "evil\uff0ecom",
    "evil\u3002com",
    "１.2.3.4/x",
    "info@evil.com",
    "xn--bcher-kva.de",
    "evil.com:80",
    "(evil.online)",
]


@pytest.mark.parametrize("name", LINKS)
@pytest.mark.parametrize("field", ["name", "colleague_name"])
def test_name_that_mail_programs_would_link_is_refused(session, name, field):
    form = filled(session, colleague_name="Kim", colleague_email="kim@example.org") | {field: name}
    response = Client().post(page(session), form)
    assert (response.status_code, list(response.context["form"].errors)) == (200, [field])
    assert not Attendee.objects.exists()


NAMES = ["Dr. med. Anna M. Müller, M.Sc.", "J.R.R. Tolkien", "Dipl.-Ing. Ali Öz", "St.Gallen, Uwe", "N.N.", "Dr.Meyer"]


@pytest.mark.parametrize("name", NAMES)
def test_name_with_dots_is_a_name(session, name):
    assert Client().post(page(session), filled(session, name=name)).status_code == 302


@pytest.mark.parametrize("organisation", ["ver.di", "betterplace.org", "Kultur e.V.", "Amt z.B./Stadt"])
def test_organisation_may_be_called_like_its_website(session, organisation):
    assert Client().post(page(session), filled(session, organisation=organisation)).status_code == 302


def test_own_page_refuses_such_a_name_too(client, session):
    attendee = register_and_confirm(session)
    open_own_page(client, attendee)
    client.post("/me/name/", {"name": "evil-bank.com", "organisation": ""})
    attendee.refresh_from_db()
    assert attendee.name == "Erika Muster"
