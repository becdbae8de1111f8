"""Places and access links in the list of sessions follow the rules of the page of a session."""

import pytest

from programme.actions import keep_back, set_access_link, set_capacity
from programme.models import AccessLink, Pool
from tests.browsers import form_data
from tests.factories import RegistrationFactory, SlotFactory

pytestmark = pytest.mark.django_db
LIST = "/admin/programme/session/edit/"


@pytest.fixture
def session():
    session = SlotFactory().session
    set_capacity(session.pool, capacity=1)
    return session


def save(client, **typed):
    """Send the page with what somebody typed into its only row."""
    fields = form_data(client.get(LIST).text)
    return client.post(LIST, {**fields, "_save": "1", **{f"form-0-{name}": value for name, value in typed.items()}})


def test_fewer_places_than_are_kept_back_are_refused(anna, session):
    set_capacity(session.pool, capacity=5)
    keep_back(Pool.objects.get(), count=3)
    for capacity in ("2", ""):
        refused = save(anna, capacity=capacity)
        assert refused.status_code == 200
        assert refused.context["cl"].formset.forms[0].errors.keys() == {"capacity"}
    assert save(anna, capacity="3").status_code == 302
    assert list(Pool.objects.values_list("capacity", "kept_back")) == [(3, 3)]


def test_who_moves_up_is_said(anna, session):
    RegistrationFactory(session=session)
    RegistrationFactory(session=session, status="waiting")
    answer = save(anna, capacity="2")
    assert "1 Person ist nachgerückt" in anna.get(answer["Location"]).text


def test_link_that_cannot_be_read_any_more_is_said_to_be_there_and_stays(anna, session, settings):
    key, settings.SECRET_KEY = settings.SECRET_KEY, "another key"
    set_access_link(session, "https://meet.example.org/x")
    settings.SECRET_KEY = key
    assert 'placeholder="gespeichert, aber nicht mehr lesbar"' in anna.get(LIST).text
    save(anna, internal_note="Raum vormerken")
    assert AccessLink.objects.count() == 1
