"""A finished page is given again for as long as it is true, and not a moment longer."""

import datetime
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from programme import actions, views
from programme.models import Session
from registration.emails import personal_link
from tests import factories
from tests.mail.workers import wait_for
from womconf.kept.listening import CHANNEL, listener
from womconf.kept.store import store


@pytest.fixture
def session(keeping):
    return factories.SlotFactory(session__title={"de": "Alte Wege"}, session__capacity=4).session


@pytest.fixture
def programme(session):
    return f"/{session.conference.slug}/"


def get(path, **headers):
    return Client(headers=headers).get(path)


def statements_of(path):
    with CaptureQueriesContext(connection) as statements:
        assert get(path).status_code == 200
    return len([each for each in statements if each["sql"].startswith("SELECT")])


@pytest.fixture
def rename(session, elsewhere):
    """Function that renames the session in another process, and waits until that is heard."""

    def to(title):
        before = listener.moment()
        assert elsewhere("UPDATE programme_session SET title = %s", f'{{"de": "{title}"}}') == 1
        assert wait_for(lambda: not listener.is_unchanged(session.conference_id, before))

    return to


FILES = ["calendar.ics", "programme.csv", "programme.xlsx", "programme.md"]


@pytest.mark.parametrize("page", ["", "speakers/", *FILES, "sessions/{code}/", "register/", "?format=Vortrag"])
def test_second_reader_costs_no_statement(programme, session, page):
    factories.SlotFactory(session__conference=session.conference, session__format={"de": "Vortrag"})
    Session.objects.filter(pk=session.pk).update(format={"de": "Werkstatt"})
    page = programme + page.format(code=session.code)
    assert wait_for(lambda: statements_of(page) == 0)  # once the last announcements have arrived


def test_a_change_is_on_the_page_as_soon_as_it_is_heard(programme, rename):
    assert "Alte Wege" in get(programme).text
    rename("Neue Wege")
    assert "Neue Wege" in get(programme).text


def test_a_page_whose_rows_change_while_it_is_made_is_not_kept(programme, rename, monkeypatch):
    """The race: the page has read its rows, then they change, then it would be kept."""
    render = views.render

    def slow(*args, **kwargs):
        response = render(*args, **kwargs)
        monkeypatch.setattr(views, "render", render)
        rename("Neue Wege")
        return response

    monkeypatch.setattr(views, "render", slow)
    assert "Alte Wege" in get(programme).text
    assert "Neue Wege" in get(programme).text


def test_whoever_does_not_hear_asks_the_database(programme, session, elsewhere):
    """Its connection is cut, over and over: nothing that is kept is used until it hears again, and then all is anew."""
    assert wait_for(lambda: statements_of(programme) == 0)
    cut = """
        SELECT pg_terminate_backend(pid) FROM pg_stat_activity
        WHERE application_name = 'womconf kept answers' AND datname = current_database()
    """
    assert elsewhere(cut) == 1
    assert wait_for(lambda: not listener.hears)
    assert statements_of(programme) > 0
    assert wait_for(lambda: listener.hears)
    assert statements_of(programme) > 0
    assert wait_for(lambda: statements_of(programme) == 0)


@pytest.mark.parametrize("said", ["", "everything", "-1", "1;2"])
def test_what_names_no_conference_concerns_all_of_them(programme, session, elsewhere, said):
    before = listener.moment()
    elsewhere("SELECT pg_notify(%s, %s)", CHANNEL, said)
    assert wait_for(lambda: not listener.is_unchanged(session.conference_id, before))
    assert listener.hears


def test_sixteen_first_readers_make_one_page(programme, monkeypatch):
    assert wait_for(lambda: statements_of(programme) == 0)
    store.clear()
    made, render, all_there = [], views.render, threading.Barrier(16)

    def slow(*args, **kwargs):
        made.append(threading.get_ident())
        wait_for(lambda: False, seconds=0.5)
        return render(*args, **kwargs)

    def read(_reader):
        all_there.wait()
        try:
            return get(programme).content
        finally:
            connection.close()

    monkeypatch.setattr(views, "render", slow)
    with ThreadPoolExecutor(16) as readers:
        assert len(set(readers.map(read, range(16)))) == 1
    assert len(made) == 1


def test_the_clock_ends_a_page(programme, session):
    """At the end of a session, "Register" goes, though no row has changed."""
    slot = session.slots.get()
    assert "register/?session=" in get(programme).text
    assert wait_for(lambda: statements_of(programme) == 0)
    with time_machine.travel(slot.ends_at + datetime.timedelta(seconds=1)):
        assert "register/?session=" not in get(programme).text


def test_an_organiser_sees_at_once_what_they_changed(programme, session, anna, monkeypatch):
    """Even where nothing of it has been heard yet."""
    assert wait_for(lambda: statements_of(programme) == 0)
    monkeypatch.setattr(listener, "_note", lambda payload: None)
    actions.cancel_session(session)
    assert 'data-status="cancelled"' in anna.get(programme).text


def test_junk_in_the_address_makes_no_second_copy(programme):
    factories.SlotFactory(session__conference__slug=programme.strip("/") + "-b")
    assert wait_for(lambda: statements_of(programme) == 0)
    before = len(store._entries)
    junk = ["utm=1", "utm=2&utm=3", "x=" + "a" * 10_000, "day=%00", "day=%FF%FE", "day=banana", "day[]=1", "&&&=", "%"]
    for query in junk:
        response = get(f"{programme}?{query}")
        assert response.status_code == 200, query
    assert len(store._entries) == before


@pytest.mark.parametrize("page", ["register/?session={code}&session={code}&utm=1", "register/?session=nobody&x=1"])
def test_junk_in_the_address_of_the_form_makes_no_second_copy(programme, session, page):
    get(f"{programme}register/")
    get(f"{programme}register/?session={session.code}")
    assert wait_for(lambda: statements_of(f"{programme}register/") == 0)
    before = len(store._entries)
    get(programme + page.format(code=session.code))
    assert len(store._entries) == before


def test_memory_is_bounded(programme, session, settings):
    assert wait_for(lambda: statements_of(programme) == 0)
    settings.KEPT_ANSWERS_MB = store.size * 2.5 / 2**20
    for room in range(5):
        get(f"{programme}register/?session={session.code}" if room % 2 else f"/en{programme}")
        get(f"{programme}speakers/")
        assert store.size <= settings.KEPT_ANSWERS_MB * 2**20
    settings.KEPT_ANSWERS_MB = 0.0001
    assert get(f"{programme}calendar.ics").status_code == 200


def test_nothing_of_one_person_is_kept(programme, session, settings):
    """Pages behind a personal link, forms with errors, redirects, errors."""
    registration = factories.RegistrationFactory(session=session)
    get(programme)
    wait_for(lambda: statements_of(programme) == 0)
    before = set(store._entries)
    browser = Client()
    browser.get(personal_link(registration.attendee).url.removeprefix(settings.BASE_URL), follow=True)
    browser.get("/me/")
    browser.get("/me/calendar.ics")
    browser.post(f"{programme}register/", {"name": "Lea"})
    browser.get("/nowhere/")
    browser.get(f"{programme}sessions/nobody/")
    browser.get("/admin/login/")
    assert set(store._entries) - before == {("questions", session.conference.pk)}
