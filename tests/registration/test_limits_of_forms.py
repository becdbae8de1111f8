"""[T12, ASVS 2.4.1] A script does not pass, an office does."""

import pytest
from django.test import Client

from registration.models import Attendee, Registration
from tests.factories import SessionFactory
from tests.registration.steps import filled, page

pytestmark = pytest.mark.django_db


@pytest.fixture
def session():
    return SessionFactory()


def test_a_hundred_forged_networks_are_one(session, settings):
    settings.FORMS_PER_NETWORK = 20
    answers, client = [], Client()  # one for all: each new one loads the middleware
    for number in range(100):
        forged = {"HTTP_X_FORWARDED_FOR": f"10.{number}.{number}.1", "HTTP_X_REAL_IP": "10.1.1.1"}
        form = filled(session, email=f"{number}@example.org")
        client.cookies.clear()
        answers.append(client.post(page(session), form, **forged).status_code)
    assert (answers.count(302), answers.count(429)) == (20, 80)
    assert Attendee.objects.count() == 20


def test_behind_a_proxy_of_ours_only_its_word_counts(session, settings):
    settings.FORMS_PER_NETWORK, settings.TRUSTED_PROXY_COUNT = 2, 1
    answers = []
    for number in range(6):
        forwarded = f"203.0.113.{number}, 198.51.100.7"
        form = filled(session, email=f"{number}@example.org")
        answers.append(Client().post(page(session), form, HTTP_X_FORWARDED_FOR=forwarded).status_code)
    assert answers == [302, 302, 429, 429, 429, 429]


def test_addresses_of_one_customer_are_one_network(session, settings):
    settings.FORMS_PER_NETWORK = 2
    answers = []
    for number in range(1, 5):
        form, sender = filled(session, email=f"{number}@example.org"), f"2001:db8:1:{number:x}::{number:x}"
        answers.append(Client().post(page(session), form, REMOTE_ADDR=sender).status_code)
    assert answers == [302, 302, 429, 429]
    elsewhere = Client().post(page(session), filled(session, email="else@example.org"), REMOTE_ADDR="2001:db8:2::1")
    assert elsewhere.status_code == 302


def test_fifty_people_of_one_office_pass(session):
    for number in range(50):
        form = filled(session, email=f"person{number}@office.example")
        assert Client().post(page(session), form, REMOTE_ADDR="203.0.113.5").status_code == 302
    assert Registration.objects.count() == 50
