"""What the interface gives: everything that the public pages show, and nothing else."""

import datetime
import json

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from programme.exports.api import answers
from programme.models import Conference, Session
from tests import factories
from tests.programme.api.conftest import V1, every_page, get

pytestmark = pytest.mark.django_db
SITE = "http://127.0.0.1:8000"
OF_FORUM = "conferences/forum/"


@pytest.fixture(autouse=True)
def site(settings):
    settings.BASE_URL = SITE


def test_start_leads_to_everything(forum):
    _response, start = get("")
    assert start == {
        "version": 1,
        "conferences": f"{SITE}/api/v1/conferences/",
        "description": f"{SITE}/api/v1/openapi.json",
    }
    [conference] = every_page(start["conferences"])
    for name in ("sessions", "breaks", "speakers", "rooms", "tracks", "organisations"):
        assert every_page(conference[name]) != [], name


def test_conference(forum):
    _response, conference = get(OF_FORUM)
    assert conference["title"] == {"de": "Forum Vielfalt", "en": "Forum on Diversity"}
    assert (conference["starts_on"], conference["ends_on"]) == ("2031-05-03", "2031-05-04")
    assert (conference["time_zone"], conference["languages"]) == ("Europe/Berlin", ["de", "en", "ar"])
    assert conference["pages"] == {"de": f"{SITE}/forum/", "en": f"{SITE}/en/forum/"}
    assert conference["registration_is_open"] is True
    assert get("conferences/")[1]["results"] == [conference]


def test_session(forum):
    session = every_page(f"{V1}{OF_FORUM}sessions/")[0]
    assert session["title"] == {"de": "Öffnung", "en": "Opening", "ar": "افتتاح"}
    assert session["status"] == {"state": "requested", "word": {"de": "angefragt", "en": "requested"}}
    assert get(session["url"].removeprefix(SITE))[1] == session
    [slot, follow_up] = session["slots"]
    codes = [thing.pop("code") for thing in (slot["room"], session["host"], session["track"])]
    assert all(codes)
    assert slot == {
        "kind": "main",
        "title": {},
        "starts_at": "2031-05-03T09:00:00+02:00",
        "ends_at": "2031-05-03T10:00:00+02:00",
        "time_zone": "Europe/Berlin",
        "room": {
            "name": {"de": "Saal", "en": "Hall"},
            "kind": {"state": "hybrid", "word": {"de": "vor Ort und online", "en": "on site and online"}},
        },
    }
    assert (follow_up["kind"], follow_up["title"], follow_up["room"]) == ("follow_up", {"de": "Gespräch"}, None)
    [aylin, other] = session["people"]
    assert (aylin["name"], aylin["role"]["state"], aylin["status"]["state"]) == (
        "Dr. Aylin Öz",
        "moderation",
        "confirmed",
    )
    assert other["status"]["word"] == {"de": "angefragt", "en": "invited, not yet confirmed"}
    assert session["host"] == {"name": "Ämter e. V.", "website": "https://amt.example/"}
    assert session["track"] == {"name": {"de": "Arbeit"}}


def test_places_are_words_alone(forum):
    registration = every_page(f"{V1}{OF_FORUM}sessions/")[0]["registration"]
    assert registration["is_open"] is True
    [places] = registration["places"]
    assert places["places"]["state"] == "waiting_list"
    assert places["mode"]["state"] == "any"
    code = Session.objects.get(host__name="Ämter e. V.").code
    assert registration["pages"]["en"] == f"{SITE}/en/forum/register/?session={code}"


def test_registration_says_whether_and_when(forum):
    sessions = {row["status"]["state"]: row["registration"] for row in every_page(f"{V1}{OF_FORUM}sessions/")}
    assert (sessions["cancelled"]["is_open"], sessions["cancelled"]["pages"]) == (False, None)
    assert sessions["cancelled"]["places"] == []
    assert sessions["confirmed"]["is_restricted"] is True
    opens = datetime.datetime(2031, 1, 1, 12, tzinfo=forum.zone)
    Conference.objects.update(registration_opens_at=opens)
    for row in every_page(f"{V1}{OF_FORUM}sessions/"):
        assert row["registration"]["opens_at"] == "2031-01-01T12:00:00+01:00"
        assert row["registration"]["is_open"] is False


def test_sessions_stand_in_order_of_time_and_drafts_nowhere(forum):
    starts = [row["slots"][0]["starts_at"] if row["slots"] else None for row in every_page(f"{V1}{OF_FORUM}sessions/")]
    assert starts == [
        "2031-05-03T09:00:00+02:00",
        "2031-05-03T11:00:00+02:00",
        "2031-05-03T14:00:00+02:00",
        None,
    ]


def test_speakers(forum):
    people = every_page(f"{V1}{OF_FORUM}speakers/")
    assert "Sagt Ab" not in [person["name"] for person in people]
    aylin = next(person for person in people if person["name"] == "Aylin Öz")
    assert aylin["organisation"] == {"code": aylin["organisation"]["code"], "name": "Verein", "website": None}
    assert (aylin["picture"]["credit"], aylin["sessions"][0]["role"]["state"]) == ("Foto Müller", "moderation")
    assert Client().get(aylin["picture"]["url"].removeprefix(SITE))["Content-Type"] == "image/webp"
    assert get(aylin["url"].removeprefix(SITE))[1] == aylin


def test_rooms_tracks_and_organisations_name_what_belongs_to_them(forum):
    first = every_page(f"{V1}{OF_FORUM}sessions/")[0]["code"]
    [room] = every_page(f"{V1}{OF_FORUM}rooms/")
    [track] = every_page(f"{V1}{OF_FORUM}tracks/")
    [host, home] = every_page(f"{V1}{OF_FORUM}organisations/")
    assert (room["sessions"], track["sessions"]) == ([first], [first])
    assert (host["name"], host["sessions"], host["speakers"]) == ("Ämter e. V.", [first], [])
    assert (home["name"], home["sessions"], len(home["speakers"])) == ("Verein", [], 1)


def test_breaks(forum):
    [pause] = every_page(f"{V1}{OF_FORUM}breaks/")
    assert (pause["kind"], pause["starts_at"]) == ("break", "2031-05-03T10:00:00+02:00")


def test_an_hour_that_comes_twice_has_two_offsets(forum):
    night = datetime.datetime(2031, 10, 26, 2, 30, tzinfo=forum.zone)
    for fold in (0, 1):
        factories.SlotFactory(
            session__conference=forum, starts_at=night.replace(fold=fold).astimezone(datetime.UTC), ends_at=None
        )
    starts = [slot["starts_at"] for row in every_page(f"{V1}{OF_FORUM}sessions/") for slot in row["slots"]]
    assert starts[-2:] == ["2031-10-26T02:30:00+02:00", "2031-10-26T02:30:00+01:00"]


def test_nothing_private_is_in_any_answer(forum):
    """The words are there to be found: the control stands in tests/test_leaks.py."""
    private = ["aylin@", "0361", "ruft ungern", "geheim-42", "jena.example", "buero@forum", "Entwurf", "Sagt Ab"]
    everything = ""
    for path in ("", *(["", "sessions/", "breaks/", "speakers/", "rooms/", "tracks/", "organisations/"])):
        everything += Client().get(V1 + OF_FORUM + path).text
    assert [word for word in private if word in everything] == []
    assert "capacity" not in everything
    assert "Öz" in everything


# Pages


@pytest.fixture
def many(forum, monkeypatch):
    monkeypatch.setattr(answers, "PAGE_SIZE", 3)
    factories.SessionFactory.create_batch(4, conference=forum)
    return forum


def test_pages_hold_everything_once(many):
    codes = [row["code"] for row in every_page(f"{V1}{OF_FORUM}sessions/")]
    assert len(codes) == len(set(codes)) == 8


def test_a_page_says_where_the_next_one_is(many):
    here = f"{SITE}/api/v1/conferences/forum/sessions/"
    response, first = get(f"{OF_FORUM}sessions/")
    assert {**first, "results": len(first["results"])} == {
        "count": 8,
        "page": 1,
        "pages": 3,
        "next": f"{here}?page=2",
        "previous": None,
        "results": 3,
    }
    assert response["Link"] == f'<{here}?page=2>; rel="next"'
    _response, second = get(f"{OF_FORUM}sessions/?page=2")
    assert (second["next"], second["previous"]) == (f"{here}?page=3", here)
    response, last = get(f"{OF_FORUM}sessions/?page=3")
    assert (last["next"], last["previous"], len(last["results"])) == (None, f"{here}?page=2", 2)
    assert "Link" not in response.headers


def test_an_empty_list_has_one_page():
    factories.ConferenceFactory(slug="leer")
    _response, empty = get("conferences/leer/sessions/")
    assert (empty["count"], empty["pages"], empty["results"]) == (0, 1, [])


BAD = ["0", "-1", "1" + "0" * 30, "a", "%00", "%FF%FE", "1.0", "1e3", "01", "%EF%BC%91", "+1", "1&page=2", "2%0A"]


@pytest.mark.parametrize("asked", [*BAD, "1" * 10_000, "null", "%20", "[]", "--", "1'"], ids=lambda text: text[:12])
@pytest.mark.parametrize("path", ["conferences/", "conferences/forum/sessions/", "conferences/forum/rooms/"])
def test_what_is_no_page_is_refused_with_a_sentence(many, path, asked):
    response, content = get(f"{path}?page={asked}")
    assert (response.status_code, content["status"]) == (400, 400)
    assert content["message"]["de"].startswith("„page“ ist eine ganze Zahl")


@pytest.mark.parametrize("asked", ["4", "999999"])
def test_behind_the_last_page_is_nothing(many, asked):
    response, content = get(f"{OF_FORUM}sessions/?page={asked}")
    assert (response.status_code, content["message"]["en"]) == (404, "There are only 3 pages.")


@pytest.mark.parametrize("junk", ["page[]=2", "page", "page=", "utm=1", "callback=alert", "format=xml", "&&;=%"])
def test_other_parameters_change_nothing(many, junk):
    assert get(f"{OF_FORUM}sessions/?{junk}")[1]["page"] == 1


# What is not there


@pytest.mark.parametrize(
    "path",
    [
        "/api/",
        "/api/v2/",
        "/api/v1/x",
        "/api/v1/conferences/nobody/",
        "/api/v1/conferences/nobody/sessions/",
        "/api/v1/conferences/forum/sessions/bcdfgh/",
        "/api/v1/conferences/forum/speakers/bcdfgh/",
        "/api/v1/conferences/forum/attendees/",
        "/api/v1/conferences/%00/",
        "/api/v1/conferences/%FF%FE/",
        "/api/v1/conferences/a%0Ab/",
        "/api/v1/conferences/../../admin/",
        "/api/v1/conferences/" + "a" * 10_000 + "/",
        "/api/v1/conferences/forum/sessions/%3Cscript%3E/",
        "/api/%0A",
    ],
    ids=lambda path: path[:60],
)
def test_what_is_not_there_is_said_in_json(forum, path):
    response, content = get(path)
    assert (response.status_code, response["Content-Type"]) == (404, "application/json")
    assert content["message"]["de"].startswith("An dieser Adresse gibt es nichts Öffentliches")
    assert int(response["Content-Length"]) == len(response.content)


def test_nothing_of_another_conference_or_of_one_that_is_not_public(forum):
    other = factories.SlotFactory(session__conference__slug="anders").session
    assert get(f"{OF_FORUM}sessions/{other.code}/")[0].status_code == 404
    assert get(f"conferences/anders/sessions/{other.code}/")[0].status_code == 200
    Conference.objects.filter(slug="anders").update(published_at=None)
    for path in ("", "sessions/", f"sessions/{other.code}/", "speakers/", "rooms/"):
        assert get(f"conferences/anders/{path}")[0].status_code == 404
    assert [row["slug"] for row in every_page(f"{V1}conferences/")] == ["forum"]


def test_a_draft_is_not_there(forum):
    draft = Session.objects.get(status=Session.Status.DRAFT)
    assert get(f"{OF_FORUM}sessions/{draft.code}/")[0].status_code == 404


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete", "trace"])
@pytest.mark.parametrize("path", ["", "openapi.json", "conferences/", "conferences/forum/sessions/"])
def test_it_is_only_there_to_be_read(forum, method, path):
    browser = Client(enforce_csrf_checks=True)
    response = getattr(browser, method)(V1 + path)
    content = json.loads(response.content)
    assert (response.status_code, response["Allow"]) == (405, "GET, HEAD")
    assert content["message"]["de"] == "Die Schnittstelle ist nur zum Lesen da: Bitte senden Sie GET."


@pytest.mark.parametrize("accept", ["text/html", "application/xml", "*/*", "application/json;q=0", "\x00"])
def test_it_answers_in_json_whatever_is_accepted(forum, accept):
    assert get(OF_FORUM, accept=accept)[0]["Content-Type"] == "application/json"


def test_language_of_the_reader_makes_no_difference(forum):
    answers = {Client(headers={"accept-language": each}).get(V1 + OF_FORUM).content for each in ("de", "en", "ar")}
    assert len(answers) == 1


@pytest.mark.parametrize("path", ["/api/v1", "/api/v1/conferences", "/api/v1/conferences/forum/sessions?page=1"])
def test_without_the_slash_at_its_end_an_address_leads_there(forum, path):
    response = Client().get(path)
    where, _mark, query = path.partition("?")
    assert (response.status_code, response["Location"]) == (301, f"{where}/{'?' if query else ''}{query}")


def test_former_address_of_a_conference_leads_to_the_present_one(forum):
    Conference.objects.get().__class__.objects.filter(pk=forum.pk).update(slug="forum-2031")
    response = Client().get(f"{V1}{OF_FORUM}sessions/?page=1")
    assert (response.status_code, response["Location"]) == (301, f"{V1}conferences/forum-2031/sessions/?page=1")
    assert response["Access-Control-Allow-Origin"] == "*"


@pytest.mark.parametrize("status", [200, 304])
def test_who_has_it_already_is_told_so(forum, status):
    response, _content = get(f"{OF_FORUM}sessions/")
    etag = response["ETag"] if status == 304 else '"other"'
    again = Client(headers={"if-none-match": etag}).get(f"{V1}{OF_FORUM}sessions/")
    assert again.status_code == status


def test_registration_closes_with_the_clock(forum):
    closes = timezone.now() + datetime.timedelta(hours=1)
    Conference.objects.update(registration_closes_at=closes)
    assert get(f"{OF_FORUM}sessions/")[1]["results"][0]["registration"]["is_open"] is True
    with time_machine.travel(closes):
        assert get(f"{OF_FORUM}sessions/")[1]["results"][0]["registration"]["is_open"] is False
        assert every_page(f"{V1}conferences/")[0]["registration_is_open"] is False


def test_half_a_character_breaks_nothing():
    assert answers.in_bytes({"de": "\ud800"}) == b'{"de":"?"}'
