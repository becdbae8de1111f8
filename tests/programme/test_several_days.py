"""What lasts several days stands on each of them, and once in full."""

import datetime
import re
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse

from programme.timetable import days_of
from tests.factories import ConferenceFactory, SlotFactory
from tests.registration.steps import page

pytestmark = pytest.mark.django_db

BERLIN = ZoneInfo("Europe/Berlin")


def at(day, hour, month=9):
    return datetime.datetime(2027, month, day, hour, tzinfo=BERLIN)


@pytest.fixture
def exhibition():
    """From Thursday, 16 September, to Saturday."""
    conference = ConferenceFactory(starts_on=datetime.date(2027, 9, 16), ends_on=datetime.date(2027, 9, 18))
    SlotFactory(session__conference=conference, starts_at=at(17, 10), ends_at=at(17, 11))
    return SlotFactory(session__conference=conference, starts_at=at(16, 9), ends_at=at(18, 18)).session


@pytest.mark.parametrize(
    ("start", "end", "days"),
    [
        (at(16, 9), None, [16]),
        (at(16, 9), at(16, 18), [16]),
        (at(16, 9), at(18, 18), [16, 17, 18]),
        (at(16, 22), at(17, 0), [16]),
        (at(16, 22), at(17, 5), [16]),
        (at(16, 22), at(17, 7), [16, 17]),
        (at(16, 9), at(18, 0), [16, 17]),
        (at(30, 9, month=10), at(31, 9, month=10), [30, 31]),
    ],
)
def test_days_of_a_slot(start, end, days):
    slot = SlotFactory(starts_at=start, ends_at=end)
    assert [day.day for day in days_of(slot, BERLIN)] == days


def test_long_slip_of_the_keyboard_is_no_year_of_days():
    assert len(days_of(SlotFactory(starts_at=at(16, 9), ends_at=at(16, 9).replace(year=2199)), BERLIN)) == 31


def test_each_day_names_it_and_the_first_in_full(client, exhibition):
    html = client.get(reverse("programme:programme", args=[exhibition.conference.slug])).text
    assert len(re.findall(rf'<article [^>]*id="{exhibition.code}"', html)) == html.count(
        f'data-session="{exhibition.code}"'
    )
    assert html.count(f'data-session="{exhibition.code}"') == 1
    sections = re.findall(
        r'<section class="day" id="day-([\d-]+)"(.*?)(?=<section class="day"|</main>)', html, re.DOTALL
    )
    links = {
        day: f'href="{exhibition.get_absolute_url()}"' in section and "continued" in section
        for day, section in sections
    }
    assert links == {"2027-09-16": False, "2027-09-17": True, "2027-09-18": True}
    assert (
        re.findall(r'<span class="when">(seit [^<]*)</span>', html)
        == ["seit Do, 16. Sept., bis 18:00 Uhr (Sa, 18. Sept.)"] * 2
    )


@pytest.mark.parametrize("day", [16, 17, 18])
def test_day_filter_finds_it(client, exhibition, day):
    address = reverse("programme:programme", args=[exhibition.conference.slug])
    assert exhibition.get_absolute_url() in client.get(address, {"day": f"2027-09-{day}"}).text


def test_form_offers_it_once(client, exhibition):
    html = client.get(page(exhibition)).text
    assert html.count(f'value="{exhibition.code}"') == 1
    assert "18. September" not in re.sub(r"<time.*?</span>|\(Sa, [^)]*\)", "", html.partition("<form")[2])
