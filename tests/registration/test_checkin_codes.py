"""The code on somebody's badge: everybody has one, and it tells nothing to whoever finds it."""

import re

import pytest
from django.test import Client

from registration import actions, emails
from registration.exports import own_data
from registration.models import Attendee
from tests.factories import AttendeeFactory, RegistrationFactory
from tests.registration.steps import register, register_and_confirm
from tests.seed import browser_with

pytestmark = pytest.mark.django_db
CODE = re.compile("[A-Z2-7]{16}")


@pytest.fixture
def registration():
    return RegistrationFactory()


def test_everybody_has_a_code_of_their_own(registration):
    session = registration.session
    typed = register_and_confirm(session, email="form@example.org")
    told = actions.add(session.conference, name="A", email="", pools=[session.pool], language="de", by=None)
    people = [registration.attendee, typed, told[0].attendee]
    codes = {Attendee.objects.get(pk=person.pk).checkin_code for person in people}
    assert len(codes) == 3
    assert all(map(CODE.fullmatch, codes))


def test_address_of_a_code_says_the_same_of_everybody_and_of_nobody(registration, settings):
    address = emails.checkin_address(registration.attendee)
    assert address == f"{settings.BASE_URL}/c/{registration.attendee.checkin_code}/"
    page = Client().get(address.removeprefix(settings.BASE_URL))
    other = Client().get("/c/NOBODYS234567ABC/")
    assert (page.status_code, page["Cache-Control"]) == (200, "no-store")
    assert page.text.replace(registration.attendee.checkin_code, "NOBODYS234567ABC") == other.text
    assert registration.attendee.name not in page.text


def test_personal_page_shows_the_code_once_there_is_a_place(registration):
    link = emails.personal_link(registration.attendee)
    page = browser_with(link).get("/me/").text
    assert 'role="img" aria-label="QR-Code für den Einlass"' in page
    actions.cancel(registration)
    assert "QR-Code für den Einlass" not in browser_with(link).get("/me/").text


def test_who_has_not_confirmed_has_no_code_to_show(registration):
    attendee = register(registration.session, email="new@example.org").attendee
    page = browser_with(emails.personal_link(attendee)).get("/me/").text
    assert "QR-Code für den Einlass" not in page


def test_own_data_name_the_code(registration):
    assert own_data(registration.attendee)["code_for_the_entrance"] == registration.attendee.checkin_code


def test_no_two_people_have_the_same_code():
    one, other = AttendeeFactory.create_batch(2)
    other.checkin_code = one.checkin_code
    with pytest.raises(Exception, match="checkin_code"):
        other.save()
