"""The page of the timetable that organisers change: what it shows, of which day, and to whom."""

import datetime
import re

import pytest

from programme.models import Slot
from tests.browsers import stored
from tests.factories import AppearanceFactory, ConferenceFactory, RoomFactory, SessionFactory, SlotFactory
from tests.programme.timetable_form import at, form_of, opened, page_of
from tests.test_rights import staff

pytestmark = pytest.mark.django_db

HOUR = datetime.timedelta(hours=1)
RIGHTS = ["programme.view_session", "programme.change_session", "programme.change_slot"]


# The page


def test_page_shows_every_room_and_every_state_and_what_has_no_time(anna, conference, slot):
    RoomFactory(conference=conference, name={"de": "Leerer Raum"})
    for status, word in (("draft", "Entwurf"), ("cancelled", "fällt aus"), ("requested", "angefragt")):
        SlotFactory(session=SessionFactory(conference=conference, status=status, title={"de": f"Ist {word}"}))
    SlotFactory(conference=conference, session=None, kind="break", title={"de": "Mittag"}, starts_at=slot.ends_at)
    SlotFactory(session=slot.session, kind="follow_up", title={"de": "Gespräch"}, starts_at=slot.ends_at + HOUR)
    waiting = SessionFactory(conference=conference, title={"de": "Wartet"})
    SessionFactory(conference=conference, title={"de": "Fällt aus"}, status="cancelled")
    text = anna.get(page_of(conference)).text
    table, side = text.split("<aside")
    for words in ("Saal", "Leerer Raum", "Ohne Raum", "Beginn", "Mittag", "Gespräch", "Ist Entwurf", ">fällt aus<"):
        assert words in table
    assert f"session-{waiting.pk}" in side
    assert "Fällt aus" not in text
    assert form_of(slot) in table
    assert form_of(waiting) in side


def test_page_shows_one_day_and_leads_to_the_others(anna, conference, slot):
    other = SlotFactory(session__conference=conference, starts_at=slot.starts_at + 26 * HOUR)
    outside = SlotFactory(session__conference=conference, starts_at=slot.starts_at + 240 * HOUR)
    text = anna.get(page_of(conference)).text
    assert f'id="slot-{slot.pk}"' in text
    assert f'id="slot-{other.pk}"' not in text
    for day in ("03", "04", "13"):
        assert f'href="?day=2027-05-{day}"' in text
    assert f'id="slot-{other.pk}"' in anna.get(page_of(conference, day="2027-05-04")).text
    assert f'id="slot-{outside.pk}"' in anna.get(page_of(conference, session=outside.session.pk)).text


def test_form_of_what_has_no_time_offers_the_day_that_the_page_shows(anna, conference, slot):
    waiting = SessionFactory(conference=conference)
    [link] = re.findall(
        rf'href="([^"]*/session-{waiting.pk}/[^"]*)"', anna.get(page_of(conference, day="2027-05-04")).text
    )
    assert 'value="04.05.2027"' in anna.get(link).text


@pytest.mark.parametrize("day", ["", "morgen", "2027-02-30", "0001-01-01", "9999-12-31", "2027-05-03T25:00"])
def test_a_day_that_cannot_be_is_the_first_one(anna, conference, slot, day):
    assert f'id="slot-{slot.pk}"' in anna.get(page_of(conference, day=day)).text


def test_hours_around_what_takes_place_are_there_to_scale(anna, conference, slot):
    Slot.objects.update(starts_at=slot.starts_at - 4 * HOUR, ends_at=slot.starts_at + 10 * HOUR)
    rows = anna.get(page_of(conference)).text.split("<tbody>")[1].split("</tbody>")[0]
    hours = [row.split("</th>")[0].split(">")[-1] for row in rows.split("<th")[1:]]
    assert (hours[0], hours[-1]) == ("05:00", "20:00")
    assert rows.count('class="m60 hour"') == len(hours)


@pytest.mark.parametrize("day", ["2027-03-28", "2027-10-31"])
def test_days_on_which_clocks_change_are_shown(anna, conference, day):
    moment = datetime.datetime.fromisoformat(f"{day}T00:30Z")
    slot = SlotFactory(session__conference=conference, starts_at=moment, ends_at=moment + 3 * HOUR)
    assert f'id="slot-{slot.pk}"' in anna.get(page_of(conference, day=day)).text


def test_page_costs_the_same_with_many_sessions(anna, conference, slot, django_assert_max_num_queries):
    with django_assert_max_num_queries(40) as few:
        anna.get(page_of(conference))
    for number in range(20):
        session = AppearanceFactory(session__conference=conference, speaker__conference=conference).session
        SlotFactory(session=session, starts_at=slot.starts_at + number * HOUR / 4)
        SessionFactory(conference=conference)
    with django_assert_max_num_queries(len(few)) as many:
        anna.get(page_of(conference))
    assert len(many) == len(few)


def test_page_that_is_known_as_it_is_says_nothing(anna, conference, slot):
    version = anna.get(page_of(conference)).text.split('data-version="')[1].split('"')[0]
    assert anna.get(page_of(conference, known=version)).status_code == 204
    stored(slot.session).slots.update(ends_at=slot.ends_at + HOUR)
    assert anna.get(page_of(conference, known=version)).status_code == 200


def test_titles_are_text(anna, conference):
    SlotFactory(session__conference=conference, session__title={"de": "<b>Fett</b> \"'&"})
    assert "<b>Fett" not in anna.get(page_of(conference)).text


# Rights


def test_who_may_only_look_sees_the_grid_without_handles(client, conference, slot):
    client.force_login(staff("programme.view_session"))
    page = client.get(page_of(conference))
    assert "Beginn" in page.text
    assert "handle" not in page.text
    assert form_of(slot) not in page.text
    for answer in (
        client.get(form_of(slot)),
        client.post(form_of(slot), at("11:00")),
        client.get(f"{form_of(slot)}numbers/"),
    ):
        assert answer.status_code == 403


@pytest.mark.parametrize("lacking", RIGHTS[1:])
def test_both_rights_of_the_sessions_page_are_needed(client, slot, lacking):
    client.force_login(staff(*[right for right in RIGHTS if right != lacking]))
    assert client.post(form_of(slot), at("11:00")).status_code == 403
    assert stored(slot).starts_at == slot.starts_at


def test_new_times_and_lost_ones_need_rights_of_their_own(client, slot):
    client.force_login(staff(*RIGHTS))
    assert client.post(form_of(slot), {**opened(client, slot), "remove": "1"}).status_code == 403
    assert client.get(form_of(SessionFactory(conference=slot.conference))).status_code == 403
    assert stored(slot)


def test_what_is_of_another_conference_is_not_found(anna, slot):
    elsewhere = ConferenceFactory()
    for key in (f"slot-{slot.pk}", f"session-{slot.session.pk}", "slot-", "slot-x", "room-1", "slot-" + "9" * 30):
        path = f"{page_of(elsewhere)}{key}/"
        assert anna.get(path).status_code == 404
        assert anna.post(path, at("11:00")).status_code == 410
        assert anna.get(f"{path}numbers/").status_code == 404
