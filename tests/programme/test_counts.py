"""Numbers of places and minutes are read as people write them."""

import pytest
from django.core.exceptions import ValidationError

from programme.counts import CountField
from tests.browsers import form_data, stored
from tests.factories import SlotFactory


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("20", 20),
        (" 20 ", 20),
        ("ca. 20", 20),
        ("20 Plätze", 20),
        ("max. 20 Personen", 20),
        ("circa 20.", 20),
        ("1.000", 1000),
        ("", None),
    ],
)
def test_one_number_among_words_is_read(typed, number):
    assert CountField(required=False).clean(typed) == number


@pytest.mark.parametrize("typed", ["20-25", "20 bis 25", "-5", "2,5", "viele", "20 + 5", "20 100", "1" * 12 + "x"])
def test_anything_else_is_refused(typed):
    with pytest.raises(ValidationError):
        CountField(min_value=0).clean(typed)


@pytest.mark.django_db
def test_places_of_a_session_are_typed_as_text(client, organiser):
    session = SlotFactory().session
    address = f"/admin/programme/session/{session.pk}/change/"
    page = client.get(address).text
    assert 'type="number"' not in page
    client.post(address, {**form_data(page), "capacity": "ca. 20", "_save": "1"})
    assert stored(session).pool.capacity == 20
