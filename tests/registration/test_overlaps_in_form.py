"""The form says which of the chosen sessions overlap, if only in part: one pair a line, with both times."""

import datetime

import pytest
from django.utils import timezone

from programme.models import Conference, Session
from programme.templatetags.programme_text import short_date
from tests.factories import ConferenceFactory, FollowUpPoolFactory, SlotFactory
from tests.markup import parse
from tests.registration.steps import filled, page

pytestmark = pytest.mark.django_db


@pytest.fixture
def conference():
    return ConferenceFactory()


@pytest.fixture
def session_at(conference):
    """Make a session of the first day from one hour to another, such as 10.5 for half past ten; None: no end."""

    def at(hour):
        day = datetime.datetime.combine(conference.starts_on, datetime.time(), conference.zone)
        return None if hour is None else day + datetime.timedelta(hours=hour)

    def make(title, start, end):
        title = {"de": title, "en": title}
        return SlotFactory(
            session__conference=conference, session__title=title, starts_at=at(start), ends_at=at(end)
        ).session

    return make


def shown(html):
    """Return the pairs that stand in the form; None where a browser shows nothing of them."""
    block = parse(html).one("div", id="overlaps")
    return None if "hidden" in block.attributes else [pair.text for pair in block.one("div", class_="notice").all("li")]


def errors(response):
    return list(response.context["form"].errors)


def test_overlap_asks_and_keeps_what_was_typed(client, session_at):
    first, other = session_at("Eins", 10, 11), session_at("Zwei", 10, 11)
    assert shown(client.get(page(other)).text) is None
    response = client.post(page(other), filled(first, other))
    assert (response.status_code, errors(response)) == (200, ["overlaps_meant"])
    assert ('href="#id_overlaps_meant"' in response.text, 'id="id_overlaps_meant"' in response.text) == (True, True)
    assert 'value="Erika Muster"' in response.text
    assert "möchte trotzdem alle." in response.text
    assert client.post(page(other), filled(first, other, overlaps_meant="on")).status_code == 302


@pytest.mark.parametrize(("overlaps", "field"), [("warn", "overlaps_meant"), ("refuse", "sessions")])
def test_overlap_is_said_together_with_all_else_that_is_to_be_mended(client, session_at, overlaps, field):
    first, other = session_at("Eins", 10, 11), session_at("Zwei", 10, 11)
    Conference.objects.update(overlaps=overlaps)
    refused = client.post(page(other), filled(first, other, email="", privacy=""))
    assert set(errors(refused)) == {field, "email", "privacy"}


def test_every_pair_stands_on_its_line_with_both_times(client, conference, session_at):
    sessions = [
        session_at(title, *hours)
        for title, *hours in [("Eins", 10, 12), ("Zwei", 11.5, 13), ("Drei", 12.5, None), ("Vier", 13, 14)]
    ]
    day = short_date(timezone.localtime(sessions[0].main_slot.starts_at, conference.zone))
    one, two, three = (
        f"Eins, {day}, 10:00 – 12:00 Uhr",
        f"Zwei, {day}, 11:30 – 13:00 Uhr",
        f"Drei, {day}, ab 12:30 Uhr",
    )
    refused = client.post(page(sessions[0]), filled(*sessions))
    linked = client.get(page(sessions[0]), {"session": [session.code for session in sessions]})
    assert errors(refused) == ["overlaps_meant"]
    assert [shown(answer.text) for answer in (refused, linked)] == [[f"{one} und{two}", f"{two} und{three}"]] * 2


def test_page_after_the_form_says_the_same(client, session_at):
    first, other = session_at("Eins", 10, 12), session_at("Zwei", 11, 13)
    answer = client.post(page(first), filled(first, other, overlaps_meant="on"))
    notice = parse(client.get(answer.url).text).one("div", class_="warning")
    assert [pair.text.count("Uhr") for pair in notice.all("li")] == [2]


def test_heading_of_a_time_names_what_is_chosen_and_still_going_on(client, session_at):
    chosen = session_at("Eins", 10, 12)
    for start, end in [(9, 10), (11, 13), (12, 13)]:
        session_at("Andere", start, end)
    headings = parse(client.get(page(chosen), {"session": chosen.code}).text).all("h3")
    assert [heading.text for heading in headings] == ["09:00", "11:00 gleichzeitig mit „Eins“", "12:00"]


def test_follow_up_is_in_the_way_only_of_those_who_choose_it(client, session_at):
    first, other = session_at("Eins", 10, 11), session_at("Zwei", 15, 16)
    follow_up = FollowUpPoolFactory(session=first)  # at three, too
    sent = {"name": "", "sessions": [first.code, other.code]}
    assert shown(client.post(page(first), sent).text) is None
    assert len(shown(client.post(page(first), {**sent, "follow_ups": [follow_up.code]}).text)) == 1


@pytest.mark.parametrize(
    "facts",
    [{"status": Session.Status.CANCELLED}, {"registration_closes_at": timezone.now() - datetime.timedelta(days=1)}],
)
def test_session_that_cannot_be_booked_is_in_nobodys_way(client, session_at, facts):
    first, other = session_at("Eins", 10, 11), session_at("Zwei", 10, 11)
    Session.objects.filter(pk=other.pk).update(**facts)
    assert shown(client.get(page(first), {"session": [first.code, other.code]}).text) is None


def test_overlap_that_is_refused_offers_nothing_to_tick(client, session_at):
    first, other = session_at("Eins", 10, 11), session_at("Zwei", 10, 11)
    Conference.objects.update(overlaps="refuse")
    response = client.post(page(other), filled(first, other))
    assert (errors(response), 'id="id_overlaps_meant"' in response.text) == (["sessions"], False)
    assert "Bitte wählen Sie jeweils eine." in response.text
