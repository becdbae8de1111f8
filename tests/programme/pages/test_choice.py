"""What somebody notes on the programme: the address is all that knows it."""

import pytest
from icalendar import Calendar

from tests.factories import SessionFactory
from tests.programme.pages.reading import article, get, place, programme, titles

pytestmark = pytest.mark.django_db


@pytest.fixture
def three(conference):
    return [place(conference, hour, title={"de": f"Um {hour}"}) for hour in (14, 9, 11)]


def choice(client, *codes):
    return get(client, "/forum/choice/", session=codes)


def chosen(page):
    return [heading.text for heading in page.all("h2")]


def test_choice_names_its_sessions_in_the_order_of_time(client, three):
    assert chosen(choice(client, *(session.code for session in three))) == ["Um 9", "Um 11", "Um 14"]


def test_choice_leads_to_the_form_with_these_sessions(client, three):
    page = choice(client, three[0].code, three[1].code)
    button = next(link for link in page.all("a", class_="button") if "Für diese" in link.text)
    form = get(client, button["href"])
    ticked = {box["value"] for box in form.all("input", name="sessions") if "checked" in box.attributes}
    assert ticked == {three[0].code, three[1].code}


def test_choice_can_be_subscribed_to(client, three):
    page = choice(client, three[0].code, three[1].code)
    link = next(link for link in page.all("a", class_="button") if "Kalender" in link.text)
    events = Calendar.from_ical(client.get(link["href"]).content).walk("VEVENT")
    assert {str(event["SUMMARY"]) for event in events} == {"Um 14", "Um 9"}


def test_choice_comes_back_to_the_programme_and_on_every_page_of_it(client, three):
    code = three[0].code
    back = choice(client, code).one(class_="back").one("a")["href"]
    assert back == f"/forum/?session={code}"
    page = programme(client, session=code)
    assert "checked" in article(page, three[0]).one("input").attributes
    assert "checked" not in article(page, three[1]).one("input").attributes
    assert "Meine Auswahl (1)" in page.text


def test_what_a_filter_hides_stays_noted(client, three):
    page = programme(client, session=three[0].code, q="Um 9")
    assert titles(page) == ["Um 9"]
    hidden = page.one("form", id="choice").one("input")
    assert (hidden["value"], "checked" in hidden.attributes) == (three[0].code, True)
    assert page.one("form", id="filter").one("input", name="session")["value"] == three[0].code


def test_a_session_is_taken_out_by_a_link(client, three):
    page = choice(client, three[0].code, three[1].code)
    remove = next(link for link in page.all("a") if link.text == "Aus der Auswahl nehmen: Um 9")
    assert chosen(get(client, "/forum/choice/" + remove["href"])) == ["Um 14"]


def test_choice_says_what_overlaps(client, conference, three):
    place(conference, 9, 120, title={"de": "Auch um 9"})
    codes = [session.code for session in conference.sessions.all()]
    page = choice(client, *codes)
    assert (
        "Um 9, Mo, 3. Mai, 09:00 – 10:00 Uhr undAuch um 9, Mo, 3. Mai, 09:00 – 11:00 Uhr"
        in page.one(class_="warning").text
    )


@pytest.mark.parametrize("status", ["cancelled", "draft"])
def test_form_says_of_what_is_noted_that_it_cannot_be_booked(client, conference, three, status):
    other = place(conference, 10, title={"de": "Anderes"}, status=status)
    page = choice(client, three[0].code, other.code)
    assert ("Anderes" in page.text) == (status == "cancelled")
    (form,) = (link["href"] for link in page.all("a", class_="button") if "register" in link["href"])
    boxes = {box["value"]: box for box in get(client, form).all("input", name="sessions")}
    assert "checked" in boxes[three[0].code].attributes
    assert other.code not in boxes or "disabled" in boxes[other.code].attributes


def test_choice_without_anything_to_book_has_no_way_to_the_form(client, conference):
    cancelled = place(conference, 10, status="cancelled")
    assert not any("Für diese" in link.text for link in choice(client, cancelled.code).all("a", class_="button"))


@pytest.mark.parametrize("junk", [["nobody"], ["\0"], ["x" * 5000], [""], ["'; DROP TABLE", "%ff"], ["a"] * 600])
def test_junk_is_no_choice(client, three, junk):
    page = choice(client, *junk)
    assert page.all(class_="sessions") == []
    assert titles(programme(client, session=junk)) == ["Um 9", "Um 11", "Um 14"]


def test_empty_choice_says_how_to_make_one_and_an_old_one_what_became_of_it(client, three):
    assert "Sie haben noch keine Veranstaltung gemerkt" in choice(client).text
    page = choice(client, "gone1234").text
    assert "1 Veranstaltung dieser Auswahl wird nicht gezeigt" in page
    assert "noch keine" not in page


def test_session_of_another_conference_is_none_of_this_one(client, three):
    assert chosen(choice(client, SessionFactory().code)) == []


def test_more_than_a_hundred_are_too_many_and_it_says_so(client, conference):
    codes = [SessionFactory(conference=conference).code for _ in range(103)]
    page = choice(client, *codes)
    assert len(chosen(page)) == 100
    assert "3 Veranstaltungen dieser Auswahl werden nicht gezeigt" in page.text


def test_search_engines_leave_choices_alone(client, three):
    assert choice(client, three[0].code).one("meta", name="robots")["content"] == "noindex"


@pytest.mark.parametrize("query", [{"q": "Um 9"}, {"day": "2027-05-03", "q": "Um 9"}])
def test_calendar_holds_what_the_filters_leave(client, three, query):
    events = Calendar.from_ical(client.get("/forum/calendar.ics", query).content).walk("VEVENT")
    assert [str(event["SUMMARY"]) for event in events] == ["Um 9"]
