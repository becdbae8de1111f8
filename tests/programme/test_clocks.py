"""A time of day is read as people write it."""

from datetime import time

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation

from programme.clocks import ClockField

READ = {
    "9": time(9),
    "9:30": time(9, 30),
    "9.30": time(9, 30),
    "9 Uhr": time(9),
    "17.30h": time(17, 30),
    "14.45 h": time(14, 45),
    "13 Uhr 30": time(13, 30),
    "ca. 17.30": time(17, 30),
    "um 15 Uhr": time(15),
    "ab 9 Uhr": time(9),
}
REFUSED = [
    "17.30-18",
    "halb drei",
    "früh",
    "mittags",
    "25 Uhr",
    "9:61",
    "24 Uhr",
    "9 Uhr MEZ",
    "9 Uhr und 10 Uhr",
    "9" * 5000,
]


@pytest.fixture(autouse=True)
def _german():
    with translation.override("de"):
        yield


@pytest.mark.parametrize("text", READ)
def test_time_is_read_as_people_write_it(text):
    assert ClockField().clean(text) == READ[text]


@pytest.mark.parametrize("text", REFUSED)
def test_what_is_no_single_time_is_refused(text):
    with pytest.raises(ValidationError):
        ClockField().clean(text)
