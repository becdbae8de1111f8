"""The programme, narrowed to what somebody looks for."""

import datetime

import pytest

from tests.factories import OrganisationFactory, TrackFactory
from tests.programme.pages.reading import DAY, ask, get, place, programme, titles

pytestmark = pytest.mark.django_db


@pytest.fixture
def large(conference):
    """A programme that is large enough for filters: {title: session}."""
    law, practice = (TrackFactory(conference=conference, name=name) for name in ({"de": "Recht"}, {"de": "Praxis"}))
    sessions = [place(conference, 10, title={"de": f"Füllung {n}"}) for n in range(10)]
    sessions += [
        place(conference, 9, title={"de": "Bescheide"}, track=law, format={"de": "Vortrag"}, language="de"),
        place(conference, 9, title={"de": "Ankommen"}, track=practice, format={"de": "Kurs", "en": "Class"}),
        place(
            conference,
            9,
            day=DAY + datetime.timedelta(days=1),
            title={"de": "Straße"},
            abstract={"de": "Von Ärmeln", "ar": "مكاتب"},
            language="ar",
            host=OrganisationFactory(conference=conference, name="Caritas"),
        ),
    ]
    ask(sessions[-1], "Łukasz Żak")
    return {str(session.title): session for session in sessions}


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({"track": "Recht"}, ["Bescheide"]),
        ({"format": "Kurs"}, ["Ankommen"]),
        ({"language": "ar"}, ["Straße"]),
        ({"day": "2027-05-04"}, ["Straße"]),
        ({"q": "STRASSE"}, ["Straße"]),
        ({"q": "ärmeln"}, ["Straße"]),
        ({"q": "مكاتب"}, ["Straße"]),
        ({"q": "żak"}, ["Straße"]),
        ({"q": "caritas strasse"}, ["Straße"]),
        ({"q": "bescheide strasse"}, []),
        ({"track": "Recht", "language": "ar"}, []),
    ],
)
def test_filter_narrows_the_programme(client, large, query, expected):
    assert titles(programme(client, **query)) == expected


def test_filter_is_kept_and_can_be_undone(client, large):
    page = programme(client, track="Recht", q="Bescheide")
    form = page.one("form", id="filter")
    assert form.one("input", id="filter-q")["value"] == "Bescheide"
    assert "selected" in form.one("option", value="Recht").attributes
    removable = [(link.text, link["href"]) for link in page.one(class_="removable").all("a")]
    assert removable == [
        ("Suche: Bescheide × – entfernen", "/forum/?track=Recht"),
        ("Themenstrang: Recht × – entfernen", "/forum/?q=Bescheide"),
        ("Alles anzeigen", "/forum/"),
    ]
    assert "1 Veranstaltung gefunden" in page.text


def test_filter_holds_in_every_language(client, large):
    page = programme(client, prefix="/en", format="Kurs")
    assert titles(page) == ["Ankommen"]
    assert page.one("option", value="Kurs").text == "Class"
    assert page.one(class_="languages").one("a")["href"] == "/forum/?format=Kurs"


@pytest.mark.parametrize(
    "query",
    [
        {"track": "999"},
        {"day": "gestern"},
        {"language": "xx"},
        {"q": "\0"},
        {"order_by": "conference__owner__password"},
        {"track": ["Recht", "nichts"]},
    ],
)
def test_filter_that_makes_no_sense_is_ignored(client, large, query):
    assert len(titles(programme(client, **query))) == len(large)


def test_filter_that_fits_nothing_says_so(client, large):
    assert programme(client, q="Quanten").one(class_="notice").text == (
        "Keine Veranstaltung passt dazu. Alle Veranstaltungen zeigen"
    )


def test_where_a_day_has_none_the_others_are_named(client, conference):
    place(conference, 9, title={"de": "Heute"})
    for hour in (9, 10):
        place(conference, hour, day=DAY + datetime.timedelta(days=1), title={"de": "Später"})
    notice = programme(client, day="2027-05-03", q="Später").one(class_="notice")
    assert notice.text == "Keine Treffer am Montag, 3. Mai 2027. 2 Veranstaltungen an anderen Tagen"
    assert titles(get(client, notice.one("a")["href"])) == ["Später", "Später"]
    notice = programme(client, day="2027-05-03", q="Quanten").one(class_="notice")
    assert notice.text == "Keine Treffer am Montag, 3. Mai 2027. Alle Veranstaltungen zeigen"
    assert len(titles(get(client, notice.one("a")["href"]))) == 3


def test_filter_is_offered_to_large_programmes_only(client, conference):
    for _ in range(11):
        place(conference, 9)
    assert programme(client).all("form", id="filter") == []
    place(conference, 9)
    form = programme(client).one("form", id="filter")
    assert [field["name"] for field in form.all("input", "select")] == ["q"]
