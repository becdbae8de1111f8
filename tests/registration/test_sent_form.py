"""The page after the form: it says what was typed and what became of it, and nothing that anybody is known for."""

import datetime
import re
import uuid

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from programme.templatetags.programme_text import day_and_time
from registration import sent_form
from tests.factories import ConferenceFactory, RegistrationFactory, SessionFactory, SlotFactory
from tests.markup import parse
from tests.registration.steps import filled, page, register_and_confirm

pytestmark = pytest.mark.django_db


@pytest.fixture
def session():
    return SlotFactory(session__title={"de": "Erste"}, session__capacity=9).session


@pytest.fixture
def full(session):
    full = SessionFactory(conference=session.conference, title={"de": "Volle"}, capacity=1)
    RegistrationFactory(session=full)
    return full


def after_sending(*sessions, client=None, **typed):
    client = client or Client()
    answer = client.post(page(sessions[0]), filled(*sessions, **typed))
    assert answer.status_code == 302
    return client.get(answer.url)


def lists(answer):
    """Return [(heading, [titles])] of the page."""
    found = re.findall(r"<h[23]>((?:(?!</h).)*)</h[23]>\s*<ul>(.*?)</ul>", answer.text, re.DOTALL)
    return [(without_moment(heading), re.findall(r"<li>(\w+)", entries)) for heading, entries in found]


def without_moment(html):
    moment = r'<span class="when">\w+, \d+\. \w+ \d{4}, <time datetime="[-\dT:+]+">\d\d:\d\d</time> Uhr</span>'
    return re.sub(moment, "DAY, HH:MM Uhr", html)


def test_page_names_the_address_and_what_is_kept_and_what_is_not(session, full):
    answer = after_sending(session, full, email="Erika@Straße.example")
    assert "<bdi>erika@straße.example</bdi>" in answer.text
    assert lists(answer) == [("Für Sie reserviert bis DAY, HH:MM Uhr", ["Erste"]), ("Auf der Warteliste", ["Volle"])]


def test_page_is_the_same_whether_the_address_is_known(session, full):
    """Also for whoever has the place already, and for whoever waits already: by nothing can a stranger tell."""
    erika = register_and_confirm(session, full)
    known = after_sending(session, full, email=erika.email)
    new = after_sending(session, full, email="other@example.org")
    texts = [known.text.replace(erika.email, ""), new.text.replace("other@example.org", "")]
    assert len({without_moment(text) for text in texts}) == 1
    assert len(lists(known)) == 2


def test_colleague_is_named_and_has_lists_of_their_own_where_they_differ(session, full):
    kim = {"colleague_name": "Kim", "colleague_email": "kim@example.org"}
    answer = after_sending(session, **kim)
    assert re.findall("<bdi>(.*?)</bdi>", answer.text) == ["erika@example.org", "kim@example.org"]
    assert lists(answer) == [("Für Sie reserviert bis DAY, HH:MM Uhr", ["Erste"])]
    last = SessionFactory(conference=session.conference, title={"de": "Letzte"}, capacity=1)
    answer = after_sending(last, **kim)
    assert re.findall("<h2><bdi>(.*?)</bdi>", answer.text) == ["erika@example.org", "kim@example.org"]
    assert lists(answer) == [("Für Sie reserviert bis DAY, HH:MM Uhr", ["Letzte"]), ("Auf der Warteliste", ["Letzte"])]


@pytest.mark.parametrize("typed", ["erika@gmial.com", "erika@gmx.ed", "erika@t-onlin.de", "erika@wbe.de"])
def test_slip_is_asked_about_with_a_way_back_and_the_form_counts(session, typed):
    answer = after_sending(session, email=typed)
    assert f"Stimmt die Adresse <bdi>{typed}</bdi>" in answer.text
    assert f'href="/{session.conference.slug}/register/?session={session.code}"' in answer.text
    kim = {"colleague_name": "Kim", "colleague_email": typed}
    assert f"<bdi>{typed}</bdi>, oder" in after_sending(session, **kim).text


def test_second_press_names_the_address_and_nothing_of_what_is_stored(session):
    client, key = Client(), str(uuid.uuid4())
    after_sending(session, client=client, key=key)
    answer = after_sending(session, client=client, key=key)
    assert "<bdi>erika@example.org</bdi>" in answer.text
    assert lists(answer) == [("Ihre Auswahl", ["Erste"])]


def test_address_stands_in_no_address_and_stays_on_this_page(session):
    client = Client()
    answer = client.post(page(session), filled(session))
    cookie = answer.cookies[sent_form.COOKIE]
    done = reverse("registration:register-done", args=[session.conference.slug])
    assert "erika" not in answer.url
    assert (cookie["path"], cookie["max-age"], cookie["httponly"]) == (done, 600, True)
    assert "erika" not in Client().get(answer.url).text


def test_page_does_not_claim_that_a_mail_was_sent_where_no_form_was(session):
    done = reverse("registration:register-done", args=[session.conference.slug])
    answer = parse(Client().get(done, {"session": session.code}).text).one("main")
    assert answer.one("h1").text == "Anmeldung"
    assert [link["href"] for link in answer.all("a")] == [
        f"{page(session)}?session={session.code}",
        f"/{session.conference.slug}/",
    ]
    assert [words in answer.text for words in ("geht an", "reserviert", "angekommen")] == [False] * 3


def test_page_promises_no_moment_for_the_mail_since_a_second_one_waits(session):
    """Within ten minutes no second mail leaves to the same address; whether this is one, the page does not know."""
    first, second = (after_sending(session, name=name).text for name in ("Erika", "Erich"))
    assert without_moment(first) == without_moment(second)
    assert ("Eine E-Mail geht an:" in first, "jetzt" in first) == (True, False)


@pytest.mark.parametrize("cookie", ["", "x", "e30:1x:y", "\x00", "[]", "a" * 5000])
def test_cookie_that_is_not_ours_says_nothing(session, cookie):
    client = Client()
    client.cookies[sent_form.COOKIE] = cookie
    done = reverse("registration:register-done", args=[session.conference.slug])
    assert client.get(done, {"session": session.code}).status_code == 200


def test_form_with_very_many_sessions_still_names_the_address(session, monkeypatch):
    monkeypatch.setattr(sent_form, "LONGEST", 80)
    answer = after_sending(session)
    assert "<bdi>erika@example.org</bdi>" in answer.text
    assert lists(answer) == [("Ihre Auswahl", ["Erste"])]


@pytest.mark.parametrize(
    ("zone", "moment", "words"),
    [
        ("Europe/Berlin", (2027, 1, 10, 4, 3), "Sonntag, 10. Januar 2027, 05:03 Uhr"),
        ("Europe/Berlin", (2027, 7, 10, 4, 3), "Samstag, 10. Juli 2027, 06:03 Uhr (Mitteleuropäische Sommerzeit)"),
        ("America/New_York", (2027, 7, 10, 4, 3), "Samstag, 10. Juli 2027, 00:03 Uhr (UTC−4)"),
    ],
)
def test_moment_has_its_day_and_names_its_zone_where_it_is_not_that_of_the_conference(zone, moment, words):
    conference = ConferenceFactory(time_zone=zone, starts_on=datetime.date(2027, 1, 20))
    moment = datetime.datetime(*moment, tzinfo=datetime.UTC)
    with timezone.override(conference.zone):
        written = parse(day_and_time({"conference": conference}, moment)).one("span", class_="when")
    assert written.text == words
    assert datetime.datetime.fromisoformat(written.one("time")["datetime"]) == moment
