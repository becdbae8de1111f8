"""The list of registrations with very many of them: figures stand in benchmarks/lists.py, here is why they hold."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from registration.admin import RegistrationAdmin, filters
from registration.admin.long_lists import add_numbers
from registration.models import Registration
from tests.factories import ConferenceFactory, OrganiserFactory, RegistrationFactory, SessionFactory
from tests.seed import browser_of

pytestmark = pytest.mark.django_db
LIST = reverse("admin:registration_registration_changelist")


@pytest.fixture
def browser():
    return browser_of(OrganiserFactory())


def statements(browser, address):
    browser.get(address)
    with CaptureQueriesContext(connection) as queries:
        assert browser.get(address).status_code == 200
    return [query["sql"] for query in queries]


@pytest.fixture
def small_pages(monkeypatch):
    monkeypatch.setattr(RegistrationAdmin, "list_per_page", 4)


@pytest.mark.parametrize("query", ["", "?p=2", "?o=-1&p=2", "?status__exact=waiting", "?q=person"])
def test_list_costs_the_same_for_few_and_for_many(browser, small_pages, query):
    session = SessionFactory(capacity=0)
    RegistrationFactory.create_batch(5, session=session, status="waiting", attendee__name="person")
    few = len(statements(browser, LIST + query))
    RegistrationFactory.create_batch(25, session=session, status="waiting", attendee__name="person")
    assert len(statements(browser, LIST + query)) == few


def test_rows_before_a_page_are_only_passed_over(browser, small_pages):
    """No table is joined for them, and no number on a waiting list counted: only keys are read with an offset."""
    session = SessionFactory(capacity=0)
    RegistrationFactory.create_batch(9, session=session, status="waiting")
    [page] = [sql for sql in statements(browser, f"{LIST}?p=2") if "OFFSET" in sql]
    assert ("COUNT" in page, page.count("JOIN")) == (False, 1)  # that of the conference


def test_page_shows_the_places_on_the_whole_list(browser, small_pages):
    sessions = SessionFactory.create_batch(2, capacity=0, conference=ConferenceFactory())
    for _number in range(4):
        for session in sessions:
            RegistrationFactory(session=session, status="waiting")
    found = browser.get(f"{LIST}?p=2").context["cl"].result_list
    assert [row.number for row in found] == [3, 3, 4, 4]


def test_numbers_are_those_of_the_query():
    """One rule, told twice: for a few rows of a long list, and for the list of one person."""
    session = SessionFactory(capacity=1)
    RegistrationFactory(session=session)
    RegistrationFactory.create_batch(3, session=session, status="waiting")
    rows = list(Registration.objects.order_by("-position"))
    add_numbers(rows)
    assert {row.pk: row.number for row in rows} == dict(Registration.objects.with_number().values_list("pk", "number"))


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("müller", ["Anna Müller"]),
        ("anna", ["Anna Müller", "Anna Weber"]),
        ("anna vielfalt", ["Anna Weber"]),
        ("weber@example.org", ["Anna Weber"]),
        ("vielfalt", ["Anna Weber"]),
        ("nobody", []),
        ("", ["Anna Müller", "Anna Weber"]),
    ],
)
def test_search_finds_people_and_sessions_whichever_way(browser, words, found):
    session = SessionFactory(title={"de": "Recht"})
    other = SessionFactory(title={"de": "Vielfalt"}, conference=session.conference)
    RegistrationFactory(session=session, attendee__name="Anna Müller", attendee__email="mueller@example.org")
    RegistrationFactory(session=other, attendee__name="Anna Weber", attendee__email="weber@example.org")
    rows = browser.get(LIST, {"q": words}).context["cl"].result_list
    assert sorted(row.attendee.name for row in rows) == found


@pytest.mark.parametrize(
    ("model", "sought"),
    [
        ("registration", "o'neil"),
        ("registration", "SEAN O’NEIL"),
        ("attendee", "o'neil"),
        ("attendee", "SEAN O’NEIL"),
        ("attendee", "amt koszeg"),
    ],
)
def test_search_finds_people_however_they_are_spelled(browser, model, sought):
    session = SessionFactory()
    RegistrationFactory(session=session, attendee__name="Seán O´Neil", attendee__organisation="Amt Kőszeg")
    RegistrationFactory(session=session, attendee__name="Kim Muster")
    found = browser.get(reverse(f"admin:registration_{model}_changelist"), {"q": sought}).context["cl"].result_list
    assert [getattr(row, "attendee", row).name for row in found] == ["Seán O´Neil"]


def test_search_folds_no_name_of_the_list(browser):
    """The names are folded when they are stored: to fold 110,000 takes two seconds."""
    RegistrationFactory()
    for address in (LIST, reverse("admin:registration_attendee_changelist")):
        assert not [sql for sql in statements(browser, f"{address}?q=kim") if 'womconf_folded("registration' in sql]


def test_very_many_sessions_are_searched_and_not_listed(browser, monkeypatch):
    monkeypatch.setattr(filters, "MOST_SESSIONS", 1)
    mine = RegistrationFactory(session__title={"de": "Recht"})
    other = RegistrationFactory(session=SessionFactory(conference=mine.session.conference))
    whole = browser.get(LIST)
    assert [spec.title for spec in whole.context["cl"].filter_specs].count(filters.SessionFilter.title) == 0
    narrowed = browser.get(LIST, {"session": mine.session_id})
    assert list(narrowed.context["cl"].result_list) == [mine]
    assert "<strong>Recht</strong>" in narrowed.text
    assert not browser.get(LIST, {"session": other.session_id + 1}).context["cl"].is_understood
