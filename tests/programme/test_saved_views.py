"""Lists of the admin that are kept under a name, for all organisers of a conference."""

import pytest
from django.urls import reverse

from programme.models import SavedView
from tests.factories import ConferenceFactory, OrganiserFactory, SessionFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("organiser")]

LIST = "/admin/programme/session/"


@pytest.fixture
def session():
    return SessionFactory(status="requested")


def save(client, conference, **typed):
    typed = {"model": "programme.session", "name": "Offene", "query": "status__exact=requested&p=3", **typed}
    return client.post(reverse("admin:programme_save_view", args=[conference.pk]), typed)


def rows(page):
    return list(page.context["cl"].result_list)


def test_view_is_kept_under_a_name_and_shown_again_by_everybody(client, session):
    SessionFactory(conference=session.conference)
    answer = save(client, session.conference)
    assert answer.headers["Location"] == f"{LIST}?conference__id__exact={session.conference_id}&status__exact=requested"
    assert rows(client.get(answer.headers["Location"])) == [session]
    client.force_login(OrganiserFactory())
    page = client.get(LIST).text
    assert f'<a href="{answer.headers["Location"].replace("&", "&amp;")}">Offene</a>' in page


def test_same_name_is_written_over_and_another_conference_has_its_own(client, session):
    other = ConferenceFactory()
    for conference in (session.conference, session.conference, other):
        save(client, conference)
    assert SavedView.objects.count() == 2
    assert "Offene" not in client.get("/admin/programme/room/", {"conference__id__exact": other.pk}).text


def test_view_is_deleted_where_it_is_shown(client, session):
    shown = client.get(save(client, session.conference).headers["Location"]).text
    assert "Die Ansicht „Offene“ löschen" in shown
    view = SavedView.objects.get()
    chosen = {"model": "programme.session", "view": view.pk}
    for _twice in range(2):
        client.post(reverse("admin:programme_delete_view", args=[session.conference_id]), chosen)
    assert not SavedView.objects.exists()


@pytest.mark.parametrize("name", ["", " ", "x" * 61, "zwei\nZeilen"])
def test_view_without_a_name_is_refused_in_words_and_the_list_stays(client, session, name):
    answer = client.post(
        reverse("admin:programme_save_view", args=[session.conference_id]),
        {"model": "programme.session", "name": name, "query": "status__exact=requested"},
        follow=True,
    )
    assert "Die Ansicht wurde nicht gespeichert" in answer.text
    assert rows(answer) == [session]
    assert not SavedView.objects.exists()


@pytest.mark.parametrize(
    "query", ["conference__id__exact=999999", "status__exact=banana", "%00=%00", "x" * 900, "&&&=&"]
)
def test_view_of_nonsense_shows_nothing_worse_than_the_list_does(client, session, query):
    answer = save(client, session.conference, query=query)
    page = client.get(answer.headers["Location"], follow=True)
    assert page.status_code == 200
    assert page.context["conference"] == session.conference


@pytest.mark.parametrize("model", ["", "x", "auth.user", "programme.nothing", "programme.pool", "mfa.authenticator"])
def test_only_lists_of_a_conference_have_views(client, session, model):
    assert save(client, session.conference, model=model).status_code == 404


def test_who_may_not_see_a_list_keeps_no_view_of_it(client, session):
    client.force_login(OrganiserFactory(is_superuser=False))
    assert save(client, session.conference).status_code == 404
