"""Sessions, speakers, the start page, and both languages."""

import datetime

import pytest
from django.conf import settings
from django.utils import timezone

from tests.factories import (
    AppearanceFactory,
    ConferenceFactory,
    OrganisationFactory,
    RoomFactory,
    SessionFactory,
    SpeakerFactory,
    TrackFactory,
)
from tests.programme.pages.reading import article, ask, get, place, programme

pytestmark = pytest.mark.django_db


# The other pages


def test_session_page_tells_all(client, conference):
    session = place(
        conference,
        10,
        90,
        status="requested",
        title={"de": "Leichte Sprache"},
        abstract={"de": "Ein *kurzer* Text.\n\n# Inhalt"},
        host=OrganisationFactory(conference=conference, name="IQ", website="https://iq.example/"),
        room=RoomFactory(conference=conference, name={"de": "Saal"}, kind="hybrid"),
    )
    ask(session, "M. Behr", status="requested")
    page = get(client, f"/forum/sessions/{session.code}/")
    assert page.one("title").text == f"Leichte Sprache – {conference.title}"
    assert page.one("h1").text == "Leichte Sprache"
    assert page.one("article")["data-status"] == "requested"
    assert [time["datetime"] for time in page.all("time")] == ["2027-05-03T10:00+02:00", "2027-05-03T11:30+02:00"]
    assert page.one("aside").text == (
        "Auf einen Blick Wann und wo Montag, 3. Mai 2027 10:00 – 11:30 Uhr Saal (vor Ort und online) "
        "Mitteleuropäische Sommerzeit (Europe/Berlin, UTC+2) Für diese Veranstaltung anmelden In meinen Kalender merken"
    )
    assert page.one(class_="who").text == "Wer MB M. Behr angefragt Trägerorganisation IQ https://iq.example/"
    assert page.one("a", href="https://iq.example/")["rel"] == "nofollow noopener noreferrer"
    assert page.one(class_="prose").one("em").text == "kurzer"
    assert page.one(class_="prose").one("h2").text == "Inhalt"


def test_session_page_of_a_cancelled_one_offers_nothing(client, conference):
    session = place(conference, 10, status="cancelled")
    page = get(client, f"/forum/sessions/{session.code}/")
    assert page.one("h1").one("s").text == str(session.title)
    assert page.one(class_="notice").text == "Diese Veranstaltung fällt aus."
    assert "register" not in " ".join(link["href"] for link in page.one("main").all("a"))


def test_speakers_are_in_order_of_their_family_names(client, conference):
    session = place(conference, 10)
    for name in ("Ida Zett", "Åsa Öztürk", "Jonas Ärmel", "Bea Arm", "Ada Busch"):
        ask(session, name)
    page = get(client, "/forum/speakers/")
    assert [heading.text for heading in page.all("h2")] == [
        "Bea Arm",
        "Jonas Ärmel",
        "Ada Busch",
        "Åsa Öztürk",
        "Ida Zett",
    ]


def test_speakers_who_are_asked_are_shown_with_the_word(client, conference):
    session = place(conference, 10, title={"de": "Runde"})
    ask(session, "M. Behr", status="requested")
    ask(session, "N. Nein", status="declined")
    ask(SessionFactory(conference=conference, status="draft"), "E. Entwurf")
    page = get(client, "/forum/speakers/")
    assert [heading.text for heading in page.all("h2")] == ["M. Behr"]
    assert page.one(class_="speakers").text == "MB M. Behr Runde angefragt"


def test_speaker_page_tells_what_is_public(client, conference):
    session = place(conference, 10, title={"de": "Runde"}, status="cancelled")
    speaker = SpeakerFactory(
        conference=conference,
        name="Amina Öztürk",
        degree="Dr.",
        position="Leiterin",
        organisation=OrganisationFactory(conference=conference, name="Uni"),
        biography={"de": "Forscht."},
        email="amina@secret.example",
        phone="0361-4711",
        internal_note="heikel",
        website="https://amina.example/",
    )
    AppearanceFactory(session=session, speaker=speaker)
    AppearanceFactory(
        session=SessionFactory(conference=conference, title={"de": "Geheim"}, status="draft"), speaker=speaker
    )
    page = get(client, f"/forum/speakers/{speaker.code}/")
    assert page.one("h1").text == "Dr. Amina Öztürk"
    assert page.one(class_="theme").text == "Leiterin, Uni"
    assert page.one(class_="prose").text == "Forscht."
    assert page.one("h3").text == "Runde"
    assert page.one(class_="card").one(class_="status").text == "fällt aus"
    for secret in ("amina@secret.example", "amina@", "0361-4711", "heikel", "Geheim"):
        assert secret not in page.text


def test_start_page_leads_to_the_only_conference(client, conference):
    ConferenceFactory(published_at=None)
    assert client.get("/").headers["Location"] == "/forum/"
    assert client.get("/en/").headers["Location"] == "/en/forum/"


def test_start_page_lists_several_conferences(client):
    today = timezone.localdate()
    for slug, days in [("past", -40), ("older", -400), ("far", 90), ("next", 0)]:
        day = today + datetime.timedelta(days=days)
        ConferenceFactory(slug=slug, title={"de": slug}, starts_on=day, ends_on=day)
    ConferenceFactory(title={"de": "geheim"}, published_at=None)
    page = get(client, "/")
    assert [heading.text for heading in page.all("h2", "h3")] == [
        "Demnächst",
        "next",
        "far",
        "Vergangene",
        "past",
        "older",
    ]


def test_start_page_without_a_conference_says_so(client):
    assert get(client, "/").one(class_="notice").text == "Es gibt noch keine öffentliche Konferenz."


# Languages


def test_switch_leads_to_the_same_page_in_the_other_language(client, conference):
    session = place(conference, 10, title={"de": "Ausblick", "en": "Outlook"})
    german = get(client, f"/forum/sessions/{session.code}/")
    link = german.one(class_="languages").one("a")
    assert (link["hreflang"], link["lang"], link.text) == ("en", "en", "English")
    english = get(client, link["href"])
    assert (german.one("html")["lang"], german.one("h1").text) == ("de", "Ausblick")
    assert (english.one("html")["lang"], english.one("h1").text) == ("en", "Outlook")
    assert english.one(class_="languages").one("a")["href"] == f"/forum/sessions/{session.code}/"


def test_browser_and_cookie_do_not_choose_the_language(client, conference):
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    response = client.get("/forum/", headers={"Accept-Language": "en"})
    assert response["Content-Language"] == "de"
    assert client.get("/", headers={"Accept-Language": "en"}).headers["Location"] == "/forum/"


def test_english_page_is_english(client, conference):
    session = place(conference, 10, status="requested", title={"en": "Outlook"})
    page = programme(client, prefix="/en")
    assert page.all("h2")[0].text == "Monday, 3 May 2027"
    assert article(page, session).one(class_="status").text == "invited, not yet confirmed"
    assert page.one(class_="zone").text == "All times: Central European Summer Time (Europe/Berlin, UTC+2)"


def test_text_in_another_language_is_marked_and_mentioned(client, conference):
    """WCAG 3.1.2; Arabic runs from right to left."""
    session = place(conference, 10, title={"ar": "حقوق"}, abstract={"ar": "نص"})
    place(conference, 10, title={"de": "Ausblick"})
    page = programme(client)
    title = article(page, session).one("h4").one("span")
    assert (title["lang"], title["dir"], title.text) == ("ar", "rtl", "حقوق")
    assert "Einige Texte gibt es nicht auf Deutsch; sie stehen deshalb hier in dieser Sprache: Arabisch." in page.text
    detail = get(client, f"/forum/sessions/{session.code}/")
    prose = detail.one(class_="prose")
    assert (prose["lang"], prose["dir"]) == ("ar", "rtl")
    assert "Dies gibt es nicht auf Deutsch; es steht deshalb hier in dieser Sprache: Arabisch." in detail.text


@pytest.mark.parametrize(
    ("texts", "prefix", "languages"),
    [
        ({"de": "Worte", "ar": "نص"}, "/en", ["de", "ar"]),
        ({"de": "Worte", "ar": "نص"}, "", ["", "ar"]),  # no page is in Arabic
        ({"de": "Worte", "en": "Words", "ar": "نص"}, "/en", ["", "ar"]),  # the switch leads to the German one
        ({"ar": "نص", "en": "Words", "fr": "Mots"}, "", ["ar", "en", "fr"]),
        ({"de": "Worte", "en": "Words"}, "/en", [""]),
        ({"de": "Worte"}, "/en", ["de"]),
    ],
)
def test_text_can_be_read_in_each_language_that_it_has(client, conference, texts, prefix, languages):
    session = place(conference, 10, title={code: f"{text}!" for code, text in texts.items()}, abstract=texts)
    speaker = ask(session, "A. Ja").speaker
    type(speaker).objects.update(biography=texts)
    for address in (f"/forum/sessions/{session.code}/", f"/forum/speakers/{speaker.code}/"):
        page = get(client, prefix + address).one("main")
        assert [text.get("lang") or "" for text in page.all(class_="prose")] == languages
        for code, text in zip(languages[1:], page.all("details"), strict=True):
            direction = "rtl" if code == "ar" else "ltr"
            assert [(part["lang"], part["dir"]) for part in text.all("bdi", "div")] == [(code, direction)] * 2
            title = f"{texts[code]}!" if "sessions" in address else ""
            assert text.one("div", class_="prose").text == title + texts[code]
            assert [strong.text for strong in text.all("strong")] == [title] * bool(title)


def test_title_alone_in_another_language_does_not_deny_the_text_that_there_is(client, conference):
    session = place(conference, 10, title={"ar": "حقوق"}, abstract={"de": "Worte"})
    words = get(client, session.get_absolute_url()).text
    assert "Dies gibt es nur zum Teil auf Deutsch; der Rest steht hier in dieser Sprache: Arabisch." in words


def test_text_in_the_language_of_the_page_is_not_marked(client, conference):
    session = place(conference, 10, title={"de": "Ausblick", "en": "Outlook"})
    page = programme(client)
    assert article(page, session).one("h4").all("span") == []
    assert "nicht auf Deutsch" not in page.text
    assert get(client, session.get_absolute_url()).all("details") == []


# Marks: only what is not as usual, once


def test_what_is_as_usual_has_no_mark(client, conference):
    session = place(conference, 10, capacity=30)
    speaker = ask(session, "A. Ja").speaker
    pages = [session.get_absolute_url(), "/forum/speakers/", speaker.get_absolute_url()]
    assert [page for page in pages if "bestätigt" in get(client, page).text] == []
    for address in [*pages, "/forum/register/"]:
        page = get(client, address)
        assert page.all(class_="status") + page.all(class_="tag") + page.all(class_="places") == []
        assert "Plätze frei" not in page.one("main").text


@pytest.mark.parametrize(
    ("changes", "mark"),
    [
        ({"status": "requested"}, ("requested", "angefragt")),
        ({"status": "cancelled"}, ("cancelled", "fällt aus")),
        ({"capacity": 2}, ("few", "wenige Plätze")),
        ({"capacity": 0}, ("waiting", "ausgebucht, mit Warteliste")),
    ],
)
def test_exception_is_said_once(client, conference, changes, mark):
    track = TrackFactory(conference=conference)
    session = place(conference, 10, track=track, **changes)
    place(conference, 10)
    kind, words = mark
    for address in (track.get_absolute_url(), f"/forum/register/?session={session.code}"):
        main = get(client, address).one("main")
        assert [found.text for found in main.all("span", class_=kind)] == [words]
        assert main.text.count(words) == 1
    assert session.marks == [mark]


def test_marks_beside_a_person_are_theirs(client, conference):
    """That others have still to answer, or that places are few, is no affair of theirs."""
    session = place(conference, 10, status="requested", capacity=1)
    ask(session, "A. Ja")
    ask(session, "B. Offen", status="requested")
    cards = get(client, "/forum/speakers/").all("li", class_="card")
    assert [[mark.text for mark in card.all(class_="status")] for card in cards] == [[], ["angefragt"]]


def test_requested_session_asks_nobody_to_register_who_cannot(client, conference):
    session = place(conference, 10, status="requested")
    said = get(client, session.get_absolute_url()).one(class_="notice").text
    assert "Sie können sich schon anmelden" in said
    conference.registration_closes_at = timezone.now()
    conference.save()
    said = get(client, session.get_absolute_url()).one(class_="notice").text
    assert said == "Zu dieser Veranstaltung ist noch nicht alles geklärt."
    english = get(client, f"/en{session.get_absolute_url()}")
    assert english.one(class_="notice").text == "Not everything about this session is settled yet."


def test_english_says_what_requested_means(client, conference):
    track = TrackFactory(conference=conference)
    place(conference, 10, track=track, status="requested")
    assert get(client, f"/en{track.get_absolute_url()}").one(class_="status").text == "invited, not yet confirmed"
