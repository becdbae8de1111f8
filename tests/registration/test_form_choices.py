"""What the form says beside its sessions, as somebody at the page sees it; the choices are in test_choices."""

import datetime

import pytest
from django.utils import timezone

from programme import actions as programme_actions
from programme.models import Session
from registration.models import AccessNeeds, Attendee, Registration
from tests.factories import RegistrationFactory, SessionFactory, SlotFactory
from tests.registration.steps import filled, open_own_page, page, register, register_and_confirm, statuses
from tests.visitor import Visitor

pytestmark = pytest.mark.django_db


@pytest.fixture
def session():
    return SessionFactory()


def errors(response):
    return list(response.context["form"].errors)


def test_together_says_where_no_place_is_free(client, session):
    full = SessionFactory(conference=session.conference, capacity=0)
    response = client.post(page(session), filled(session, full, together="on"))
    assert (errors(response), Registration.objects.count()) == (["together"], 0)


def test_code_is_asked_for_only_where_a_session_has_one(client, session):
    assert "id_access_code" not in client.get(page(session)).text
    Session.objects.update(access_code="geheim")
    text = client.get(page(session)).text
    assert ("id_access_code" in text, "nur für Eingeladene" in text, "geheim" in text) == (True, True, False)
    response = client.post(page(session), filled(session))
    assert errors(response) == ["access_code"]
    assert client.post(page(session), filled(session, access_code="x GEHEIM")).status_code == 302


def test_session_that_is_closed_says_so_and_cannot_be_ticked(client, session):
    SlotFactory(session__conference=session.conference)  # one that is open
    hour_ago = timezone.now() - datetime.timedelta(hours=1)
    Session.objects.filter(pk=session.pk).update(registration_closes_at=hour_ago)
    text = client.get(page(session)).text
    assert ("Anmeldung geschlossen" in text, " disabled" in text) == (True, True)
    assert "register/?session=" not in client.get(session.get_absolute_url()).text
    assert errors(client.post(page(session), filled(session))) == ["sessions"]


COLLEAGUES = {
    "no address": ({"colleague_name": "Kim"}, "colleague_email"),
    "no name": ({"colleague_email": "kim@example.org"}, "colleague_name"),
    "oneself": ({"colleague_name": "Kim", "colleague_email": "ERIKA@example.org"}, "colleague_email"),
    "bad address": ({"colleague_name": "Kim", "colleague_email": "kim\nBcc: all@example.org"}, "colleague_email"),
    "web address": ({"colleague_name": "www.evil.example", "colleague_email": "k@example.org"}, "colleague_name"),
    "NUL": ({"colleague_name": "K\x00m", "colleague_email": "k@example.org"}, "colleague_name"),
    "needs without consent": ({"access_needs": "Aufzug"}, "access_needs_agreed"),
    "long needs": ({"access_needs": "x" * 1001, "access_needs_agreed": "on"}, "access_needs"),
    "NUL in needs": ({"access_needs": "\x00", "access_needs_agreed": "on"}, "access_needs"),
    "turned code": ({"access_code": "\u202e"}, "access_code"),
    "unknown language": ({"language": "xx"}, "language"),
}


@pytest.mark.parametrize(("typed", "field"), COLLEAGUES.values(), ids=COLLEAGUES.keys())
def test_bad_input_is_said_at_its_field(client, session, typed, field):
    response = client.post(page(session), filled(session, **typed))
    assert (response.status_code, errors(response)) == (200, [field])
    assert not Attendee.objects.exists()


def test_colleague_and_needs_arrive(client, session):
    typed = {"colleague_name": "Kim", "colleague_email": "kim@example.org"}
    typed |= {"access_needs": "Aufzug <b>", "access_needs_agreed": "on", "language": "en"}
    assert client.post(page(session), filled(session, **typed)).status_code == 302
    assert statuses(session) == [("erika", "pending"), ("kim", "pending")]
    assert AccessNeeds.objects.get().submission.attendee.email == "erika@example.org"
    assert set(Attendee.objects.values_list("language", flat=True)) == {"en"}


def test_answer_is_the_same_whether_the_address_is_known(session):
    """TRUST T08: the bytes; that the same statements are made for everybody is the action's word."""
    register_and_confirm(session)
    answers = []
    for email in ("erika@example.org", "stranger@example.org"):
        response = Visitor().post(page(session), filled(session, email=email))
        answers.append((response.status_code, response.url, response.content))
    assert answers[0] == answers[1]


def test_own_page_switches_to_online_and_says_where_it_is_full(client, session):
    programme_actions.make_hybrid(session, on_site=None, online=1)
    session = Session.objects.get()
    attendee = register_and_confirm(session)
    open_own_page(client, attendee)
    client.post("/me/switch/", {"session": session.code})
    assert attendee.registrations.get().pool == session.online_pool
    client.post("/me/switch/", {"session": session.code})
    RegistrationFactory(session=session, pool=session.online_pool)
    response = client.post("/me/switch/", {"session": session.code})
    assert "Dort ist kein Platz frei." in response.text
    assert attendee.registrations.get().pool == session.pool
    for bad in ("", "nothing", "\x00"):
        assert client.post("/me/switch/", {"session": bad}).status_code == 302


def test_own_page_shows_and_deletes_what_somebody_needs(client, session):
    attendee = register(session, access_needs="Aufzug <b>").attendee
    open_own_page(client, attendee)
    assert "Aufzug &lt;b&gt;" in client.get("/me/").text
    assert client.get("/me/data.json").json()["forms"][0]["access_needs"] == "Aufzug <b>"
    client.post("/me/needs/")
    assert not AccessNeeds.objects.exists()
