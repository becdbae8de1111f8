"""Nobody acts for somebody else by mistake: each form of a personal page is for the person whose page it is."""

import pytest
from django.conf import settings

from programme.models import Conference
from programme.speaker_letters import speaker_link
from registration.emails import personal_link
from registration.models import Attendee, Question, Registration
from tests.factories import (
    AppearanceFactory,
    ConferenceFactory,
    QuestionFactory,
    RegistrationFactory,
    SessionFactory,
    SlotFactory,
)
from tests.markup import parse
from tests.registration.steps import open_own_page, register, register_and_confirm
from tests.visitor import Visitor
from womconf import links

pytestmark = pytest.mark.django_db


@pytest.fixture
def anna():
    return RegistrationFactory(
        session=SlotFactory().session, attendee__name="Anna", attendee__organisation="Amt"
    ).attendee


@pytest.fixture
def bernd(anna):
    return RegistrationFactory(session__conference=anna.conference, attendee__name="Bernd").attendee


ACTS = {
    "confirm": {},
    "cancel": {"session": "x"},
    "cancel-all": {},
    "take": {"session": "x"},
    "switch": {"session": "x"},
    "resend": {},
    "needs": {"access_needs": "Ich brauche einen Aufzug.", "access_needs_agreed": "on"},
    "answers": {},
    "feed": {},
    "new-address": {"new_email": "neu@example.org"},
    "name": {"name": "Anna Neu", "organisation": ""},
    "erase": {"sure": "on"},
}


TYPED_AND_CHOSEN = [Question.Kind.TEXT, Question.Kind.NUMBER, Question.Kind.CHOICE]


def everything():
    return list(Attendee.objects.order_by("pk").values()), list(Registration.objects.order_by("pk").values())


@pytest.mark.parametrize(("act", "typed"), ACTS.items(), ids=ACTS)
def test_form_of_annas_tab_does_nothing_to_bernd_whose_link_was_opened_since(client, anna, bernd, act, typed):
    open_own_page(client, anna)
    open_own_page(client, bernd)
    before = everything()
    response = client.post(f"/me/{act}/", {"person": anna.code, **typed})
    assert (response.status_code, everything()) == (409, before)
    texts = [text for text in typed.values() if text not in {"", "on", "x"}]
    assert [text for _label, text in shown(response)] == texts  # nothing that was typed is lost, nothing else is shown


def shown(response):
    """Return [(label, text)] of what a page shows of a form that was not carried out."""
    cards = parse(response.text).one("main").all("div", class_="card")
    return [tuple(part.text for part in card.all("p")) for card in cards]


def test_only_what_was_typed_is_shown_of_a_form_with_its_label(client, anna, bernd):
    """Neither the values of buttons, boxes and hidden fields, nor what the page had shown already."""
    words, figure, choice = (QuestionFactory(conference=anna.conference, kind=kind) for kind in TYPED_AND_CHOSEN)
    draft = SessionFactory(conference=anna.conference, status="draft")
    hidden = QuestionFactory(conference=anna.conference, session=draft)
    open_own_page(client, bernd)
    sent = {"form": "x", "wanted": "yes", "key": "a~b", "initial-name": "Anna", "name": "Anna", "organisation": "Amt"}
    sent |= {f"question_{asked.pk}": text for asked, text in [(words, "Zwei"), (figure, "3"), (choice, "17")]}
    sent |= {f"question_{hidden.pk}": "Vier", "question_x": "5", "question_999999999": "6", "agree": "no"}
    response = client.post("/me/answers/", {"person": anna.code, **sent})
    assert shown(response) == [
        ("Organisation (freiwillig)", "Amt"),
        (str(words.text), "Zwei"),
        (str(figure.text), "3"),
        ("Ihre Antwort", "Vier"),
    ]


@pytest.mark.parametrize("person", ["", "x", "\x00"])
def test_form_that_does_not_say_whose_it_is_is_refused(client, anna, person):
    open_own_page(client, anna)
    assert client.post("/me/erase/", {"person": person, "sure": "on"}).status_code == 409
    assert Attendee.objects.count() == 1


def test_speaker_answers_and_writes_for_themselves_only(client):
    one, other = (AppearanceFactory(status="requested").speaker for _person in range(2))
    for speaker in (one, other):
        client.get(speaker_link(speaker).path, {"key": speaker_link(speaker).token})
    session = one.appearances.get().session
    for path, typed in [
        ("answer", {"session": session.code, "answer": "no", "reason": "Ich bin verreist."}),
        ("profile", {"position": "Leiterin"}),
    ]:
        response = client.post(f"/speaker/{path}/", {"person": one.code, **typed})
        assert response.status_code == 409
    assert shown(response) == [("Funktion", "Leiterin")]
    response = client.post("/speaker/consent/", {"person": one.code, "kind": "photo", "agree": "no"})
    assert (response.status_code, shown(response), "photo" in response.text) == (409, [], False)
    for speaker in (one, other):
        speaker.refresh_from_db()
        assert (speaker.position, speaker.appearances.get().status) == ("", "requested")


PERSONAL_TEMPLATES = [
    *("registration/me.html", "registration/address.html", "registration/_confirm.html"),
    *("registration/_waiting_list_end.html", "wom/whose_page.html"),
    *("programme/speaker/home.html", "programme/speaker/profile.html", "programme/_reminders_button.html"),
]


def test_every_form_of_a_personal_page_says_whose_it_is(client, anna):
    QuestionFactory(conference=anna.conference)
    register(SessionFactory(conference=anna.conference), email=anna.email)
    open_own_page(client, anna)
    speaker = AppearanceFactory(status="requested").speaker
    client.get(speaker_link(speaker).path, {"key": speaker_link(speaker).token})
    templates = [(settings.BASE_DIR / "templates" / path).read_text() for path in PERSONAL_TEMPLATES]
    assert [text.count("csrf_token") for text in templates] == [0] * len(templates)  # wom/whose.html brings it
    count = 0
    for page, person in [("/me/", anna), ("/speaker/", speaker), ("/speaker/profile/", speaker)]:
        for form in parse(client.get(page).text).all("form", method="post"):
            assert [box["value"] for box in form.all("input", name="person")] == [person.code], form["action"]
            count += 1
    assert count > 12


# The way out


@pytest.mark.parametrize("who", ["attendee", "speaker"])
def test_button_closes_the_page_on_this_device(who):
    browser = Visitor()
    if who == "attendee":
        link, page = personal_link(RegistrationFactory().attendee), "/me/"
    else:
        link, page = speaker_link(AppearanceFactory().speaker), "/speaker/"
    browser.get(link.path, {"key": link.token})
    form = parse(browser.get(page).text).one("form", action="/me/leave/")
    response = browser.post("/me/leave/", {field["name"]: field["value"] for field in form.all("input")}, follow=True)
    assert "Ihre Seite ist geschlossen" in response.text
    assert parse(response.text).one("main").one("a")["href"] == f"/{Conference.objects.get().slug}/"
    assert browser.get(page).status_code == 403
    browser.get(link.path, {"key": link.token})  # the link in the mail goes on working
    assert browser.get(page).status_code == 200


@pytest.mark.parametrize("conference", ["", "nothing", "hidden", "\x00", "//evil.example", "x" * 5000])
def test_way_out_leads_to_the_conferences_where_no_public_one_is_named(conference):
    ConferenceFactory(slug="hidden", published_at=None)
    response = Visitor().post("/me/leave/", {"conference": conference}, follow=True)
    assert parse(response.text).one("main").one("a")["href"] == "/"


@pytest.mark.parametrize("has_confirmed", [True, False])
def test_first_button_confirms_where_something_is_to_confirm(client, has_confirmed):
    session = SlotFactory().session
    attendee = register_and_confirm(session) if has_confirmed else register(session).attendee
    open_own_page(client, attendee)
    main = parse(client.get("/me/").text).one("main")
    words = "Seite auf diesem Gerät schließen" if has_confirmed else "Anmeldung bestätigen"
    assert main.all("button")[0].text == words
    if not has_confirmed:
        in_order = [element.tag for element in main.one("form", class_="notice").all("button", "ul")]
        assert in_order == ["button", "ul"]


def test_get_closes_nothing(client, anna):
    open_own_page(client, anna)
    assert client.get("/me/leave/").status_code == 405
    assert client.get("/me/").status_code == 200


def test_cookie_ends_with_the_browser(client, anna):
    open_own_page(client, anna)
    cookie = client.cookies[links.cookie_name(links.ATTENDEE)]
    assert (cookie["max-age"], cookie["expires"], bool(cookie["httponly"])) == ("", "", True)
