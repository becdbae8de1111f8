"""What helps people to choose a session: kept by the database, said once in words, shown, found, and in calendars."""

import pytest
import vobject
from django.core.exceptions import ValidationError
from django.db import DataError, IntegrityError, connection, transaction
from django.utils import translation

from programme import schedule_checks
from programme.exports import ical
from programme.models import Session
from tests.browsers import Browser, change_page, form_data, opened, stored
from tests.factories import ConferenceFactory, OrganiserFactory, SessionFactory
from tests.programme.pages.reading import DAY, article, get, place, programme, titles

pytestmark = pytest.mark.django_db

HOSTILE = "<script>alert(1)</script>"


@pytest.fixture
def conference():
    return ConferenceFactory(slug="forum", starts_on=DAY, ends_on=DAY, languages=["de", "en"])


# What the database keeps


@pytest.mark.parametrize(
    ("column", "value", "refused_by"),
    [
        ("interpreted_into", "{de,en,de}", "each_once"),
        ("interpreted_into", "{ar,ar}", "each_once"),
        ("interpreted_into", "{Englisch}", "codes"),
        ("interpreted_into", "{en,}", None),
        ("interpreted_into", "{NULL}", "codes"),
        ("interpreted_into", "{{en,de},{ar,uk}}", "codes"),
        ("interpreted_into", '{"en,de"}', "codes"),
        ("interpreted_into", '{""}', "codes"),
        ("interpreted_into", None, "not-null"),
        ("aids", "{braille}", "aids_known"),
        ("aids", "{captions,captions}", "aids_known"),
        ("aids", "{sign_language,captions}", "aids_known"),
        ("aids", "{NULL}", "aids_known"),
        ("aids", "{{captions}}", "aids_known"),
        ("aids", None, "not-null"),
        ("target_group", None, "not-null"),
        ("materials", None, "not-null"),
        ("materials_url", None, "not-null"),
        ("materials_url", "javascript:alert(1)", "of_the_web"),
        ("materials_url", "data:text/html,x", "of_the_web"),
        ("materials_url", "//example.org/", "of_the_web"),
        ("materials_url", "ftp://example.org/", "of_the_web"),
        ("materials_url", " https://example.org/", "of_the_web"),
    ],
)
def test_the_database_refuses_facts_that_nobody_could_read(column, value, refused_by):
    session = SessionFactory()
    expected = (DataError, IntegrityError)
    with pytest.raises(expected, match=refused_by), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE programme_session SET {column} = %s WHERE id = %s", [value, session.pk])  # noqa: S608


@pytest.mark.parametrize("codes", [[], ["ar"], ["de", "den"], ["ade", "de"], ["pt-br", "pt"], ["ar", "en", "uk"]])
def test_the_database_takes_languages_that_only_look_alike(codes):
    assert stored(SessionFactory(interpreted_into=codes)).interpreted_into == codes


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"interpreted_into": ["tlh"]}, "interpreted_into"),
        ({"interpreted_into": ["en", "en"]}, "__all__"),
        ({"aids": ["braille"]}, "aids"),
        ({"aids": ["captions", "captions"]}, "__all__"),
        ({"target_group": {"de": "x" * 300}}, "target_group"),
        ({"target_group": {"ar": "x" * 121}}, "target_group"),
        ({"target_group": {"de": "Lehr\nkräfte"}}, "target_group"),
        ({"target_group": {"de": "Lehr\x00kräfte"}}, "target_group"),
        ({"materials": {"de": "x" * 301}}, "materials"),
        ({"materials": {"de": "\u202eFolien"}}, "materials"),
        ({"materials_url": "javascript:alert(1)"}, "materials_url"),
        ({"materials_url": "https://"}, "materials_url"),
        ({"materials_url": "https://example.org/\x00"}, "materials_url"),
        ({"materials_url": "https://example.org/\u202egnp.exe"}, "materials_url"),
        ({"materials_url": "https://example.org/" + "x" * 500}, "materials_url"),
        ({"materials_url": "ftp://example.org/"}, "materials_url"),
    ],
)
def test_facts_that_make_no_sense_are_refused_in_words(facts, field):
    session = SessionFactory()
    for name, value in facts.items():
        setattr(session, name, value)
    with pytest.raises(ValidationError) as refusal:
        session.full_clean()
    [(where, sentences)] = refusal.value.message_dict.items()
    assert (where, len(set(sentences))) == (field, 1)


def test_a_session_without_facts_has_none_in_words():
    session = SessionFactory(interpreted_into=[], aids=[], target_group="", materials="", materials_url="")
    assert (session.facts_in_words, session.ways_to_follow) == ([], [])


def helped(**facts):
    return SessionFactory(
        **{
            "language": "de",
            "interpreted_into": ["en", "ar"],
            "aids": ["captions", "sign_language"],
            "target_group": {"de": "Lehrkräfte", "en": "Teachers"},
            **facts,
        }
    )


def test_facts_are_said_in_the_language_of_the_page():
    session = helped()
    with translation.override("de"):
        assert [str(fact) for fact in session.facts_in_words] == [
            "Sprache: Deutsch",
            "Dolmetschung: Arabisch, Englisch",
            "Barrierefreiheit: Untertitel, Gebärdensprache",
            "Zielgruppe: Lehrkräfte",
        ]
        assert session.ways_to_follow == ["Dolmetschung: Arabisch, Englisch", "Untertitel", "Gebärdensprache"]
    with translation.override("en"):
        assert [tuple(map(str, fact)) for fact in session.facts_in_words] == [
            ("Language", "German"),
            ("Interpretation", "Arabic, English"),
            ("Accessibility", "Captions, Sign language"),
            ("Target group", "Teachers"),
        ]


def test_a_language_that_the_settings_no_longer_have_is_said_by_its_code(settings):
    session = helped()
    settings.CONTENT_LANGUAGES = [("de", "Deutsch")]
    assert session.ways_to_follow[0].endswith(": ar, en")


def test_words_ask_the_database_nothing(django_assert_num_queries):
    session = Session.objects.select_related("conference").get(pk=helped().pk)
    with django_assert_num_queries(0):
        assert all([session.facts_in_words, session.ways_to_follow])


def test_interpretation_into_its_own_language_is_a_question_not_a_refusal():
    """Where some speak German and some English, it is interpreted into both."""
    sessions = [helped(language="en"), helped(language="de"), helped(language="")]
    found = [warning for warning in schedule_checks.check(sessions) if warning.code == "own_language"]
    assert [warning.sessions for warning in found] == [(sessions[0],)]


# What calendars show


def calendar_of(session):
    sessions = list(Session.objects.filter(pk=session.pk).with_programme())
    return ical.calendar(sessions, conference=session.conference, language="de", is_feed=True)


def test_calendars_say_how_to_follow_a_session_and_nothing_of_materials(conference):
    session = place(conference, 10)
    text = vobject.readOne(calendar_of(session).decode()).vevent.description.value
    assert text == str(conference.title)
    Session.objects.filter(pk=session.pk).update(
        interpreted_into=["uk"], aids=["easy_language"], materials={"de": "Stift"}, target_group={"de": "Alle"}
    )
    text = vobject.readOne(calendar_of(session).decode()).vevent.description.value
    assert text.split("\n")[1:] == ["Dolmetschung: Ukrainisch", "Leichte Sprache"]


@pytest.mark.parametrize(
    ("facts", "rises"),
    [
        ({"interpreted_into": ["uk"]}, True),
        ({"aids": ["captions"]}, True),
        ({"interpreted_into": [], "aids": []}, False),
        ({"target_group": {"de": "Alle"}}, False),
        ({"materials": {"de": "Stift"}, "materials_url": "https://example.org/"}, False),
        ({"language": "en"}, False),
    ],
)
def test_calendar_revision_rises_exactly_when_the_calendar_changes(conference, facts, rises):
    session = place(conference, 10)
    before = session.slots.get().revision, calendar_of(session)
    Session.objects.filter(pk=session.pk).update(**facts)
    after = session.slots.get().revision, calendar_of(session)
    assert (after[0] > before[0], after[1] != before[1]) == (rises, rises)


# Public pages


@pytest.fixture
def session(conference):
    return place(
        conference,
        10,
        title={"de": "Bescheide"},
        language="de",
        interpreted_into=["ar"],
        aids=["sign_language"],
        target_group={"de": "Lehrkräfte"},
        materials={"de": f"Bitte Stift mitbringen {HOSTILE}"},
        materials_url="https://example.org/folien?a=1&b=2",
    )


def test_session_page_shows_each_fact_as_a_word_with_its_label(client, session):
    page = get(client, f"/forum/sessions/{session.code}/")
    rows = page.one("dl").all("dt", "dd")
    words = [row.text.strip() for row in rows]
    start = words.index("Sprache")
    assert words[start : start + 11] == [
        *("Sprache", "Deutsch", "Dolmetschung", "Arabisch", "Barrierefreiheit", "Gebärdensprache"),
        *("Zielgruppe", "Lehrkräfte"),
        *("Materialien", f"Bitte Stift mitbringen {HOSTILE}", "Materialien öffnen"),
    ]
    link = next(one for one in page.all("a") if one.text == "Materialien öffnen")
    assert (link["href"], link["rel"]) == ("https://example.org/folien?a=1&b=2", "nofollow noopener noreferrer")


def test_programme_and_form_say_in_a_few_words_how_to_follow(client, session):
    facts = article(programme(client), session).one("p", class_="facts")
    words = [span.text for span in facts.all("span")]
    assert {"Dolmetschung: Arabisch", "Gebärdensprache", "Zielgruppe: Lehrkräfte"} <= set(words)
    assert "Dolmetschung: Arabisch Gebärdensprache" in " ".join(get(client, "/forum/register/").text.split())


def test_a_session_without_facts_has_no_empty_words(client, conference):
    session = place(conference, 10)
    page = get(client, f"/forum/sessions/{session.code}/")
    labels = {label.text for label in page.all("dt")}
    assert labels & {"Sprache", "Dolmetschung", "Barrierefreiheit", "Zielgruppe", "Materialien"} == set()


def test_a_target_group_in_another_language_says_so_to_screen_readers(client, session):
    Session.objects.filter(pk=session.pk).update(target_group={"ar": "معلمون"})
    spans = article(programme(client), session).all("span")
    [span] = [span for span in spans if span.get("lang")]
    assert (span["lang"], span["dir"], span.text) == ("ar", "rtl", "معلمون")


# Filters


@pytest.fixture
def large(conference):
    for number in range(12):
        place(conference, 11, title={"de": f"Füllung {number}"})
    place(
        conference, 9, title={"de": "Eins"}, interpreted_into=["ar", "en"], target_group={"de": "Jugend", "en": "Youth"}
    )
    place(conference, 9, title={"de": "Zwei"}, aids=["captions"], target_group={"de": "Alle"})
    place(conference, 9, title={"de": "Drei"}, aids=["captions", "sign_language"], interpreted_into=["en"])


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({"interpretation": "ar"}, ["Eins"]),
        ({"interpretation": "en"}, ["Eins", "Drei"]),
        ({"aids": "captions"}, ["Zwei", "Drei"]),
        ({"aids": "sign_language"}, ["Drei"]),
        ({"target": "Jugend"}, ["Eins"]),
        ({"aids": "captions", "interpretation": "en"}, ["Drei"]),
        ({"aids": "sign_language", "target": "Alle"}, []),
    ],
)
def test_facts_narrow_the_programme(client, large, query, expected):
    assert titles(programme(client, **query)) == expected


@pytest.mark.parametrize("name", ["interpretation", "aids", "target"])
@pytest.mark.parametrize("junk", ["tlh", "\x00", "x" * 10_000, "<b>", "لغة", "captions,sign_language"])
def test_what_no_session_has_is_ignored(client, large, name, junk):
    assert len(titles(programme(client, **{name: junk}))) == 15


def test_a_rare_fact_is_offered_although_it_has_one_value(client, large):
    Session.objects.filter(interpreted_into__contains=["ar"]).update(interpreted_into=["en"])
    page = programme(client, prefix="/en")
    assert [option.text for option in page.one("select", name="interpretation").all("option")] == ["any", "English"]
    assert [option.text for option in page.one("select", name="target").all("option")] == ["any", "Alle", "Youth"]


# The form of organisers


@pytest.fixture
def organiser():
    browser = Browser()
    browser.force_login(OrganiserFactory())
    return browser


def test_organisers_tick_languages_and_aids_and_take_them_back(organiser):
    session = SessionFactory(aids=["captions"], interpreted_into=["en"])
    page = change_page(session)
    assert (opened(organiser, page)["aids"], opened(organiser, page)["interpreted_into"]) == ("captions", "en")
    typed = {"aids": ["sign_language", "captions"], "interpreted_into": ["ar", "de"], "target_group_0": "Alle"}
    typed |= {"materials_url": "https://example.org/folien", "materials_0": "Folien"}
    assert organiser.post(page, typed).status_code == 302
    row = stored(session)
    assert (row.aids, sorted(row.interpreted_into)) == (["captions", "sign_language"], ["ar", "de"])
    assert (str(row.target_group), str(row.materials), row.materials_url) == (
        *("Alle", "Folien"),
        "https://example.org/folien",
    )
    assert organiser.post(page, {"aids": None, "interpreted_into": None}).status_code == 302
    assert (stored(session).aids, stored(session).interpreted_into) == ([], [])


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"aids": ["braille"]}, "aids"),
        ({"interpreted_into": ["tlh"]}, "interpreted_into"),
        ({"materials_url": "javascript:alert(1)"}, "materials_url"),
        ({"target_group_0": "x" * 300}, "target_group"),
        ({"materials_0": "Folien\x00"}, "materials"),
    ],
)
def test_what_organisers_mistype_is_said_at_the_field(organiser, typed, field):
    response = organiser.post(change_page(SessionFactory()), typed)
    assert list(response.context["adminform"].form.errors) == [field]


def test_the_same_language_twice_in_what_is_sent_is_one(organiser):
    session = SessionFactory()
    typed = {"aids": ["captions", "captions"], "interpreted_into": ["en", "en"]}
    assert organiser.post(change_page(session), typed).status_code == 302
    assert (stored(session).aids, stored(session).interpreted_into) == (["captions"], ["en"])


@pytest.mark.parametrize(
    ("value", "expected"),
    [("captions", {"Zwei"}), ("easy_language", set()), ("ar", {"Eins"}), ("en", {"Eins", "Zwei"})],
)
def test_list_of_sessions_is_narrowed_by_what_helps_to_follow(organiser, value, expected):
    of = {"conference": ConferenceFactory()}
    SessionFactory(title={"de": "Eins"}, interpreted_into=["ar", "en"], **of)
    SessionFactory(title={"de": "Zwei"}, aids=["captions"], interpreted_into=["en"], **of)
    SessionFactory(title={"de": "Drei"}, **of)
    rows = organiser.get("/admin/programme/session/", {"help": value}).context["cl"].result_list
    assert {str(session.title) for session in rows} == expected


def test_two_organisers_with_the_same_page_lose_no_tick_of_each_other(organiser):
    colleague = Browser()
    colleague.force_login(OrganiserFactory())
    session = SessionFactory()
    page = change_page(session)
    typed = {**opened(organiser, page), "aids": ["captions", "sign_language"]}
    assert colleague.post(page, {"interpreted_into": ["ar"], "aids": ["easy_language"]}).status_code == 302
    refused = organiser.post(page, typed)
    assert (refused.status_code, stored(session).aids) == (200, ["easy_language"])
    again = form_data(refused.text)
    assert (again["aids"], again["interpreted_into"]) == (["captions", "sign_language"], "ar")
    assert organiser.post(page, {**again, "_save": "1"}).status_code == 302
    assert (stored(session).aids, stored(session).interpreted_into) == (["captions", "sign_language"], ["ar"])
