"""Who of the organisers takes care of a session or a speaker, and the notes that only they read."""

import re

import pytest
from django.contrib.auth.models import User

from programme.models import Session, Speaker
from tests import factories, seed
from tests.browsers import change_page, opened

pytestmark = pytest.mark.django_db


@pytest.fixture
def anna():
    return factories.OrganiserFactory(username="anna", first_name="Anna", last_name="Muster")


@pytest.fixture
def browser(anna):
    return seed.browser_of(anna)


def offered(page):
    """Return who can be chosen in the field of a page."""
    [choices] = re.findall(r'<select name="owner".*?</select>', page, re.DOTALL)
    return re.findall(r"<option[^>]*>([^<]*)</option>", choices)


@pytest.mark.parametrize("make", [factories.SessionFactory, factories.SpeakerFactory])
def test_those_are_offered_who_can_work_here_and_who_stands_there_already(browser, anna, make):
    User.objects.create_user("fremd")
    User.objects.create_user("fort", is_staff=True, is_active=False)
    gone = User.objects.create_user("gegangen", is_staff=True, is_active=False)
    row = make(owner=gone)
    page = browser.get(change_page(row)).text
    assert offered(page) == ["– Bitte wählen –", "gegangen", "Anna Muster"]
    saved = {"title_0": "Neu"} if make is factories.SessionFactory else {"position": "Neu"}
    assert browser.post(change_page(row), {**opened(browser, change_page(row)), **saved}).status_code == 302
    row.refresh_from_db()
    assert row.owner == gone
    assert browser.post(change_page(row), {**opened(browser, change_page(row)), "owner": anna.pk}).status_code == 302
    row.refresh_from_db()
    assert row.owner == anna


@pytest.mark.parametrize("make", [factories.SessionFactory, factories.SpeakerFactory])
def test_list_shows_who_takes_care_and_is_narrowed_to_it(browser, anna, make):
    conference = factories.ConferenceFactory()
    bernd = factories.OrganiserFactory(username="bernd")
    mine, theirs, nobodys = (make(conference=conference, owner=owner) for owner in (anna, bernd, None))
    model = "session" if make is factories.SessionFactory else "speaker"
    page = f"/admin/programme/{model}/?conference__id__exact={conference.pk}"

    def shown(query=""):
        answer = browser.get(page + query)
        return {row.pk for row in answer.context["cl"].result_list}

    assert "Anna Muster" in browser.get(page).text
    filters = browser.get(page).context["cl"].filter_specs
    assert [label for _key, label in filters[0].lookup_choices] == ["ich", "bernd", "niemand"]
    assert shown() == {mine.pk, theirs.pk, nobodys.pk}
    assert shown("&owner=me") == {mine.pk}
    assert shown(f"&owner={bernd.pk}") == {theirs.pk}
    assert shown("&owner=nobody") == {nobodys.pk}


@pytest.mark.parametrize("make", [factories.SessionFactory, factories.SpeakerFactory])
def test_what_somebody_took_care_of_stays_when_their_account_is_deleted(anna, make):
    row = make(owner=anna)
    anna.delete()
    row.refresh_from_db()
    assert row.owner is None


@pytest.mark.parametrize("model", [Session, Speaker])
def test_notes_are_in_no_history(model):
    columns = {field.name for field in model.pgh_event_model._meta.get_fields()}
    assert ("internal_note" in columns, "owner" in columns) == (False, True)
