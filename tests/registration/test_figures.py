"""Figures on the organisers' start page: each registration on the day on which it came."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from registration.figures import Figures
from registration.models import Registration
from tests.factories import ConferenceFactory, RegistrationFactory, SessionFactory
from tests.registration.steps import register

TODAY = date(2030, 5, 20)


@pytest.mark.parametrize("zone", ["Europe/Berlin", "Asia/Kathmandu", "America/St_Johns", "Pacific/Chatham", "UTC"])
def test_each_registration_counts_on_its_day_in_the_zone_of_the_conference(db, zone):
    session = SessionFactory(conference=ConferenceFactory(time_zone=zone))
    midnight = datetime.combine(date(2030, 5, 2), time(), ZoneInfo(zone)).astimezone(UTC)
    for offset in (timedelta(seconds=-1), timedelta(0), timedelta(seconds=1), timedelta(days=1)):
        registration = RegistrationFactory(session=session)
        Registration.objects.filter(pk=registration.pk).update(created_at=midnight + offset)
    line = Figures(session.conference, TODAY).by_day
    came = [(date(2030, 5, 1), 1), (date(2030, 5, 2), 3), (date(2030, 5, 3), 4)]
    assert line.days == [(date(2030, 4, 30), 0), *came, (TODAY, 4)]


def test_places_of_the_sums_and_of_the_sessions_are_the_same_number(db):
    session = SessionFactory(capacity=9)
    RegistrationFactory(session=session)
    register(session)
    figures = Figures(session.conference, TODAY)
    [(_heading, sums), *_further] = figures.sums
    numbers = {str(what): number for what, number in sums}
    assert numbers["belegte Plätze"] + numbers["vorgemerkt, noch nicht bestätigt"] == figures.by_session[0].taken == 2
