"""[attack 18] Access codes: a search does not get through, and an office that mistypes is not refused."""

import pytest
from django.test import Client

from registration.models import Registration
from tests.factories import SessionFactory
from tests.registration.steps import filled, page

pytestmark = pytest.mark.django_db
OFFICE, ELSEWHERE = "203.0.113.5", "198.51.100.7"


@pytest.fixture
def session():
    return SessionFactory(access_code="4711")


def send(session, code, network=OFFICE, client=None, **changes):
    changes = {"email": f"person{send.count}@example.org"} | changes
    send.count += 1
    client = client or Client()
    return client.post(page(session), filled(session, access_code=code, **changes), REMOTE_ADDR=network)


send.count = 0


@pytest.mark.parametrize("in_one_form", [1, 5])
def test_search_of_hundreds_of_codes_does_not_get_through(session, in_one_form):
    codes = [str(number) for number in range(4500, 4720)]
    assert "4711" in codes
    client = Client()  # one for all: each new one loads the middleware
    answers = {
        send(session, " ".join(codes[start : start + in_one_form]), client=client).status_code
        for start in range(0, len(codes), in_one_form)
    }
    assert answers == {200, 429}
    assert not Registration.objects.exists()


def test_no_form_takes_more_than_a_few_codes(session):
    answer = send(session, " ".join(str(number) for number in range(4690, 4730)))
    assert "höchstens 5" in answer.text
    assert not Registration.objects.exists()


def test_thirty_who_mistype_in_an_office_do_not_refuse_the_right_code(session):
    for number in range(30):
        assert send(session, f"471{number}x").status_code == 200
    assert send(session, "4711").status_code == 302


def test_right_codes_cost_nothing(session):
    for _person in range(70):
        assert send(session, "4711").status_code == 302


def test_right_code_of_one_session_is_no_wrong_one_of_another(session):
    other = SessionFactory(conference=session.conference, access_code="geheim")
    both = [session.code, other.code]
    for _person in range(40):
        assert send(session, "GEHEIM 4711", sessions=both).status_code == 302
    assert send(session, "geheim 4712", sessions=both).status_code == 200
    assert send(session, "4711").status_code == 302


def test_search_for_one_session_refuses_nobody_elsewhere_or_for_another_session(session):
    other = SessionFactory(conference=session.conference, access_code="geheim")
    for number in range(13):
        send(session, " ".join(f"{number}{digit}" for digit in range(5)))
    assert send(session, "4711").status_code == 429
    assert send(session, "4711", ELSEWHERE).status_code == 302
    assert send(other, "geheim").status_code == 302


def test_nothing_tells_which_code_was_nearly_right(session):
    session.__class__.objects.filter(pk=session.pk).update(access_code="abcdefgh")
    texts = {send(session, code, email="e@example.org").text.count("nur für Eingeladene") for code in ("abcdefgx", "z")}
    assert len(texts) == 1


def test_whoever_needs_no_code_may_type_any(session):
    free = SessionFactory(conference=session.conference)
    for _person in range(15):
        assert send(free, "a b c d e").status_code == 302
