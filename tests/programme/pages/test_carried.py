"""What somebody has noted goes with them, wherever they click, also without JavaScript."""

from urllib.parse import parse_qs, urlsplit

import pytest

from programme.choice import carried
from tests import factories
from tests.markup import parse
from tests.programme.pages.reading import get, place

pytestmark = pytest.mark.django_db

PAGES = [
    *("/", "/speakers/", "/hosts/", "/rooms/", "/tracks/", "/imprint/", "/register/", "/choice/"),
    *("/sessions/{one.code}/", "/speakers/{speaker.code}/", "/hosts/{host.code}/"),
    *("/rooms/{room.code}/", "/tracks/{track.code}/"),
]


@pytest.fixture
def things(conference):
    conference.imprint = {"de": "Wir"}
    conference.save()
    host = factories.OrganisationFactory(conference=conference)
    track = factories.TrackFactory(conference=conference)
    one = place(conference, 9, title={"de": "Erste"}, host=host, track=track)
    slot = one.slots.get()
    slot.room = factories.RoomFactory(conference=conference)
    slot.save()
    speaker = factories.AppearanceFactory(session=one, speaker__conference=conference).speaker
    two = place(conference, 11, title={"de": "Zweite"})
    return {"one": one, "two": two, "host": host, "track": track, "room": slot.room, "speaker": speaker}


def links(page):
    """Yield the path of each link to a page of the conference, and the sessions that its address notes."""
    for link in page.all("a"):
        address = urlsplit(link["href"])
        if address.path.endswith("/") and address.path.removeprefix("/en").startswith("/forum/"):
            yield address.path, parse_qs(address.query).get("session", [])


@pytest.mark.parametrize("language", ["", "/en"])
@pytest.mark.parametrize("path", PAGES)
def test_each_link_of_each_page_takes_along_what_is_noted(client, things, path, language):
    noted = {things["one"].code, things["two"].code}
    page = get(client, f"{language}/forum{path.format(**things)}", session=sorted(noted))
    found = list(links(page))
    assert len(found) > 3
    of_their_own = {link["href"] for link in page.all("a", class_="book")}
    assert [path for path, codes in found if not noted <= set(codes)] == [urlsplit(href).path for href in of_their_own]


def test_page_that_does_not_exist_takes_along_what_its_address_notes(client, things):
    noted = [things["one"].code, things["two"].code]
    answer = client.get("/en/forum/no/such/", {"session": [*noted, 'no"code', noted[0]]})
    found = [codes for _path, codes in links(parse(answer.text))]
    assert (answer.status_code, len(found) > 3) == (404, True)
    assert [codes for codes in found if codes != noted] == []


def test_pages_without_a_choice_have_plain_links(client, things):
    page = get(client, "/forum/speakers/")
    assert {code for _path, codes in links(page) for code in codes} == set()
    assert page.all("form", id="choice") == []


def test_unknown_sessions_are_not_taken_along(client, things):
    page = get(client, "/forum/speakers/", session=["nobody"])
    assert {code for path, codes in links(page) for code in codes if path.startswith("/forum/")} == set()
    assert page.all("form", id="choice") == []


def test_each_page_leads_to_the_choice(client, things):
    page = get(client, "/forum/hosts/", session=[things["one"].code])
    form = page.one("form", id="choice")
    assert form["action"] == "/forum/choice/"
    assert form.one("input", name="session")["value"] == things["one"].code
    assert "Meine Auswahl (1)" in page.text


def test_session_can_be_noted_on_its_own_page(client, things):
    address = f"/forum/sessions/{things['one'].code}/"
    assert "checked" not in get(client, address).one("input", form="choice").attributes
    assert "checked" in get(client, address, session=[things["one"].code]).one("input", form="choice").attributes


@pytest.mark.parametrize(
    "html",
    [
        '<a href="/forum/calendar.ics">',
        '<a href="/forum/sessions/AB/calendar.ics">',
        '<a href="https://example.org/forum/">',
        '<a href="/other/">',
        '<a href="/forums/">',
        '<a href="#main">',
        '<link href="/forum/">',
        '<p title="/forum/">',
    ],
)
def test_what_leads_elsewhere_or_is_a_file_is_left_alone(html):
    assert carried(html, "forum", ["AB"]) == html


@pytest.mark.parametrize(
    ("link", "complete"),
    [
        ("/forum/", "/forum/?session=AB&amp;session=CD"),
        ("/en/forum/#x", "/en/forum/?session=AB&amp;session=CD#x"),
        ("/forum/?q=a%26b&amp;day=1", "/forum/?q=a%26b&amp;day=1&amp;session=AB&amp;session=CD"),
        ("/forum/register/?session=ZZ", "/forum/register/?session=ZZ"),
        ("/forum/register/", "/forum/register/?session=AB&amp;session=CD"),
    ],
)
def test_link_that_names_a_session_itself_is_for_that_one_alone(link, complete):
    assert carried(f'<a class="x" href="{link}">', "forum", ["AB", "CD"]) == f'<a class="x" href="{complete}">'
