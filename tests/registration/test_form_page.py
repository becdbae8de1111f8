"""The empty form: what can be chosen, in which order, and what it says where nothing can."""

import datetime

import pytest
from django.test import Client
from django.utils import timezone

from programme.models import Conference, Session
from tests.factories import (
    AppearanceFactory,
    OrganisationFactory,
    RegistrationFactory,
    RoomFactory,
    SessionFactory,
    SlotFactory,
    TrackFactory,
)
from tests.markup import parse
from tests.registration.steps import open_own_page, page

pytestmark = pytest.mark.django_db

HOUR = datetime.timedelta(hours=1)


@pytest.fixture
def session():
    return SlotFactory(session__title={"de": "Erste"}, session__capacity=4).session


def test_link_chooses_only_for_those_who_follow_it(session):
    chosen = Client().get(page(session), {"session": session.code}).text
    assert (" checked" in chosen, " checked" in Client().get(page(session)).text) == (True, False)


@pytest.mark.parametrize(
    ("of_conference", "of_sessions", "words"),
    [
        ({}, {"registration_opens_at": HOUR}, "Die Anmeldung öffnet am"),
        ({}, {"registration_closes_at": -HOUR}, "Im Moment gibt es nichts, wofür Sie sich anmelden können."),
        ({"registration_closes_at": -HOUR}, {"registration_opens_at": HOUR}, "Die Anmeldung ist geschlossen."),
        ({"registration_opens_at": HOUR}, {}, "Die Anmeldung öffnet am"),
        ({}, {"status": "cancelled"}, "Im Moment gibt es nichts, wofür Sie sich anmelden können."),
    ],
)
def test_form_in_which_nothing_can_be_chosen_says_why_instead(client, session, of_conference, of_sessions, words):
    def facts(given):
        return {name: timezone.now() + value if name != "status" else value for name, value in given.items()}

    Conference.objects.update(**facts(of_conference))
    Session.objects.update(**facts(of_sessions))
    text = client.get(page(session)).text
    assert (words in text, "<form" in text) == (True, False)


def outline(html):
    """Return what stands where sessions are chosen: headings and the codes of boxes, and whether a day is folded."""
    form = parse(html).one("fieldset", id="id_sessions")
    return [
        element["value"] if element.tag == "input" else element.text
        for element in form.all("h2", "h3", "input")
        if element.get("name") in {None, "sessions"}
    ]


def test_session_of_the_link_stands_first_and_the_days_are_folded(session):
    """Whoever comes from a session's page finds it at once, and the way to their name is short."""
    conference = session.conference
    starts_at = session.main_slot.starts_at
    beside = SlotFactory(session__conference=conference, starts_at=starts_at, ends_at=starts_at + HOUR).session
    later = SlotFactory(session__conference=conference, starts_at=starts_at + HOUR, ends_at=None).session
    html = Client().get(page(session), {"session": session.code}).text
    found = outline(html)
    assert found[:3] == ["Ihre Auswahl", session.code, "Weitere Veranstaltungen"]
    assert found[3].endswith(" 2 Veranstaltungen")
    assert found[4].endswith("gleichzeitig mit „Erste“")
    assert [found[5], found[7]] == [beside.code, later.code]
    assert ["open" in details.attributes for details in parse(html).all("details", class_="choose-from")] == [False]


def test_days_are_open_for_whoever_has_chosen_nothing_and_parallel_ones_are_marked(session):
    starts_at = session.main_slot.starts_at
    SlotFactory(session__conference=session.conference, starts_at=starts_at, ends_at=starts_at + HOUR)
    html = Client().get(page(session)).text
    assert "Ihre Auswahl" not in html
    assert outline(html)[1].endswith("2 beginnen gleichzeitig")
    assert "open" in parse(html).one("details", class_="choose-from").attributes


def test_choice_says_room_host_and_track(session):
    slot = session.main_slot
    slot.room = RoomFactory(conference=session.conference, name={"de": "Saal 2"})
    slot.save()
    session.host = OrganisationFactory(conference=session.conference, name="Caritas")
    session.track = TrackFactory(conference=session.conference, name={"de": "Recht"})
    session.save()
    label = parse(Client().get(page(session)).text).one("label", **{"for": f"id_sessions_{session.code}"})
    assert [words in label.text for words in ("Saal 2", "Caritas", "Recht")] == [True] * 3


def test_choice_says_the_language_where_it_is_another_one_than_that_of_the_page(session):
    Session.objects.update(language="en")
    labels = [
        parse(Client().get(address).text).one("label", **{"for": f"id_sessions_{session.code}"}).text
        for address in (page(session), f"/en{page(session)}")
    ]
    assert ["Sprache: Englisch" in labels[0], "Language" in labels[1]] == [True, False]


@pytest.mark.parametrize("wrong", ["sessions", "follow_ups"])
def test_what_is_refused_is_described_by_one_sentence(wrong):
    """Each `aria-describedby` of a refused form leads to one element: an ID that is there twice leads nowhere."""
    slot = SlotFactory()
    sent = {"sessions": [slot.session.code], wrong: ["no-such"], "name": "", "email": "nobody"}
    form = parse(Client().post(page(slot.session), sent).text)
    ids = [element["id"] for element in form.all() if element.get("id")]
    assert [each for each in ids if ids.count(each) > 1] == []
    described = {id for element in form.all() for id in (element.get("aria-describedby") or "").split()}
    assert "id_name_error" in described
    assert described - set(ids) == set()
    assert f"id_{wrong}_error" in ids


def test_links_beside_a_refused_form_take_along_what_is_ticked(session):
    refused = Client().post(page(session), {"sessions": [session.code, "no-such"], "name": ""})
    links = [link["href"] for link in parse(refused.text).one("header", class_="site-header").all("a")]
    assert f"/en{page(session)}?session={session.code}" in links
    assert [link for link in links if not link.endswith(f"/?session={session.code}")] == []


def test_sessions_are_counted_without_the_cancelled_ones(session):
    slot = session.main_slot
    times = {"starts_at": slot.starts_at, "ends_at": slot.ends_at}
    SlotFactory(session__conference=session.conference, session__status="cancelled", **times)
    day, moment = outline(Client().get(page(session)).text)[:2]
    assert (day.endswith(" 1 Veranstaltung"), "gleichzeitig" in moment) == (True, False)
    SlotFactory(session__conference=session.conference, **times)
    day, moment = outline(Client().get(page(session)).text)[:2]
    assert (day.endswith(" 2 Veranstaltungen"), moment.endswith("2 beginnen gleichzeitig")) == (True, True)


@pytest.mark.parametrize("status", ["requested", "confirmed"])
def test_that_a_session_is_asked_for_is_said_once(session, status):
    """Beside the person who has not answered, or for the session where everybody has."""
    Session.objects.update(status="requested")
    appearance = AppearanceFactory(session=session, speaker__conference=session.conference, status=status)
    words = parse(Client().get(page(session)).text).one("label", **{"for": f"id_sessions_{session.code}"}).text
    assert words.count("angefragt") == 1
    assert (f"{appearance.speaker.full_name} (angefragt" in words) == (status == "requested")


def test_fields_of_the_other_person_say_whose_they_are(session):
    refused = Client().post(page(session), {"colleague_name": "Kim", "email": "no"})
    told = parse(refused.text).one("div", id="error-summary").text
    assert ("Ihre E-Mail-Adresse: " in told, "E-Mail-Adresse der weiteren Person: " in told) == (True, True)


def test_whoever_opened_their_personal_page_need_not_type_again_who_they_are(session):
    registration = RegistrationFactory(session=session, attendee__organisation="Amt für Vielfalt")
    attendee, client = registration.attendee, Client()
    other = SessionFactory(capacity=5)
    open_own_page(client, attendee)
    for address, typed in [(page(session), [attendee.name, attendee.email, "Amt für Vielfalt"]), (page(other), [])]:
        fields = {field.get("name"): field.get("value") for field in parse(client.get(address).text).all("input")}
        known = [fields[name] for name in ("name", "email", "organisation") if fields[name]]
        assert known == typed
    assert client.get(page(session)).text.count("schon auf Ihrer Seite") == 1
    stranger = Client().get(page(session)).text
    assert attendee.name not in stranger
    assert "schon auf Ihrer Seite" not in stranger
