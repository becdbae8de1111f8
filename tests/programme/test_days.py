"""A day is read as people write it."""

from datetime import date

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import translation

from programme.days import DayField
from programme.models import Conference
from programme.moments import MomentField

READ = {
    "18.02.2027": date(2027, 2, 18),
    "18.2.27": date(2027, 2, 18),
    "2027-02-18": date(2027, 2, 18),
    "18. Februar 2027": date(2027, 2, 18),
    " 18.  februar 2027 ": date(2027, 2, 18),
    "Do, 18. Februar 2027": date(2027, 2, 18),
    "Donnerstag, den 18.2.2027": date(2027, 2, 18),
    "18 Feb 2027": date(2027, 2, 18),
    "February 18, 2027": date(2027, 2, 18),
    # without a year: the next one
    "18.2.": date(2027, 2, 18),
    "18.2": date(2027, 2, 18),
    "1.12.": date(2026, 12, 1),
    "30.11.": date(2026, 11, 30),
    "29.11.": date(2027, 11, 29),
    "29. Februar": date(2028, 2, 29),
}
REFUSED = [
    "Februar 2027",
    "18./19. Februar 2027",
    "18. Februar 2027 und 3. März 2027",
    "31. Februar 2027",
    "Freitag, 18. Februar 2027",  # a Thursday
    "18. Februar 2027, 9 Uhr",
    "morgen",
    "18. Februar 20277",
    "9" * 5000,
]


@pytest.fixture(autouse=True)
def _german():
    with translation.override("de"), time_machine.travel("2026-11-30 12:00+01:00", tick=False):
        yield


@pytest.mark.parametrize("text", READ)
def test_day_is_read_as_people_write_it(text):
    assert DayField().clean(text) == READ[text]


@pytest.mark.parametrize("text", REFUSED)
def test_what_is_no_single_day_is_refused(text):
    with pytest.raises(ValidationError):
        DayField().clean(text)


def test_day_beside_a_time_is_read_as_well():
    assert MomentField().clean(["18. Februar 2027", "9 Uhr", None]).isoformat() == "2027-02-18T08:00:00+00:00"


def test_conference_is_made_with_days_in_words(client, organiser):
    form = {"title_0": "Forum", "starts_on": "18. Februar 2027", "ends_on": "19.2.", "time_zone": "Europe/Berlin"}
    client.post(reverse("admin:programme_conference_add"), form)
    assert list(Conference.objects.values_list("starts_on", "ends_on")) == [(date(2027, 2, 18), date(2027, 2, 19))]
