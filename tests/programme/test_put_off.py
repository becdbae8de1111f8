"""What is to do and put off: until a day, with a note, and once, whoever does it."""

import pytest
from django.urls import reverse
from django.utils import timezone

from programme import actions
from programme.desk import Desk
from programme.models import PutOff
from tests.programme.lacking import DAY, settled_conference, settled_session, spoil_abstract

pytestmark = pytest.mark.django_db


@pytest.fixture
def session():
    return settled_session(settled_conference())


def test_item_that_is_put_off_comes_back_on_its_day(session, organiser, client):
    spoil_abstract(session)
    page = reverse("admin:programme_put_off", args=[session.conference.pk])
    until = timezone.localdate() + 3 * DAY
    form = {"key": "sessions-abstract", "until": until.isoformat(), "note": "Frau Behr schickt ihn"}
    assert client.post(page, form).status_code == 302
    shown = client.get("/admin/")
    assert "data-todo" not in shown.text
    assert "Frau Behr schickt ihn" in shown.text
    desk = Desk(session.conference, organiser, now=timezone.now() + 3 * DAY)
    assert [item.key for item in desk.open if item.key != "backup"] == ["sessions-abstract"]
    client.post(reverse("admin:programme_take_up_again", args=[session.conference.pk]), {"key": "sessions-abstract"})
    assert 'data-todo="sessions-abstract"' in client.get("/admin/").text


def test_item_that_two_put_off_is_put_off_once_and_the_last_word_counts(session, organiser):
    for days in (2, 5):
        actions.put_off(session.conference, "x", until=timezone.localdate() + days * DAY, by=organiser)
    assert PutOff.objects.get().until == timezone.localdate() + 5 * DAY


@pytest.mark.parametrize("until", ["", "gestern", "2020-01-01", "9999-99-99", "3000-01-01"])
def test_nothing_is_put_off_until_a_day_that_is_none_or_over(session, organiser, client, until):
    spoil_abstract(session)
    page = reverse("admin:programme_put_off", args=[session.conference.pk])
    answer = client.post(page, {"key": "sessions-abstract", "until": until, "note": "Notiz"})
    assert (answer.status_code, 'value="Notiz"' in answer.text, "errorlist" in answer.text) == (200, True, True)
    assert not PutOff.objects.exists()


def test_what_is_settled_meanwhile_cannot_be_put_off(session, organiser, client):
    page = reverse("admin:programme_put_off", args=[session.conference.pk])
    answer = client.post(page, {"key": "sessions-abstract", "until": "2099-01-01"}, follow=True)
    assert "Das ist inzwischen erledigt." in answer.text
