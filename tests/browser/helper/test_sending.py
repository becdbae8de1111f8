"""What a helper sees of a mark: that it is being sent, is done, waits for the network, or was refused."""

import re
import threading

import pytest
from playwright.sync_api import expect

from registration import actions
from registration.models import Mark, Registration
from tests.browser.helper.conftest import NAMES, PEOPLE, all_sent, enter, mark, open_list, present, row, waiting
from tests.factories import RegistrationFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SPONTAN, WAITS = "Frau Spontan", "Herr Warten"


@pytest.fixture
def held(phone):
    """What the phone sends stays on its way until `held.set()`; what is sent afterwards goes at once."""
    go = threading.Event()

    def hold(route):
        while not go.is_set():
            phone.wait_for_timeout(50)
        route.continue_()

    phone.context.route("**/helper/marks/", hold)
    yield go
    go.set()


@pytest.fixture
def full(session):
    """A session without a free place, for which one person waits."""
    session.pools.update(capacity=PEOPLE)
    RegistrationFactory(session=session, status="waiting", attendee__name=WAITS)
    return session


def count(phone):
    return phone.locator("[data-count]")


def last(phone):
    return phone.locator("[data-last]")


def stand(phone, name):
    """Return what the page says of somebody: whether as here, as being sent, as waiting; and the count."""
    states = ("data-here", "data-sending", "data-waits")
    found = [state.removeprefix("data-") for state in states if row(phone, name).get_attribute(state) is not None]
    return found, count(phone).inner_text()


def test_mark_on_its_way_shows_as_being_sent_and_as_done_once_the_server_says_so(phone, session, held):
    open_list(phone, session)
    mark(phone, NAMES[0])
    expect(last(phone)).to_have_text(f"{NAMES[0]}: wird gesendet …")
    assert stand(phone, NAMES[0]) == (["sending"], f"0 von {PEOPLE} da")
    expect(waiting(phone)).to_be_hidden()
    held.set()
    all_sent(phone)
    expect(last(phone)).to_have_text(f"✓ {NAMES[0]}")
    assert stand(phone, NAMES[0]) == (["here"], f"1 von {PEOPLE} da")


def test_person_entered_at_the_door_counts_once_the_server_says_so(phone, session, held):
    open_list(phone, session)
    enter(phone, SPONTAN)
    expect(last(phone)).to_have_text(f"{SPONTAN}: wird gesendet …")
    assert stand(phone, SPONTAN) == (["sending"], f"0 von {PEOPLE} da")
    held.set()
    all_sent(phone)
    assert stand(phone, SPONTAN) == (["here"], f"1 von {PEOPLE + 1} da")


def test_mark_that_is_taken_back_counts_until_the_server_says_so(phone, session, held):
    actions.mark_present(Registration.objects.get(attendee__name=NAMES[0]), how=Mark.How.LIST)
    open_list(phone, session)
    row(phone, NAMES[0]).get_by_role("button", name="Zurücknehmen").click()
    expect(last(phone)).to_have_text(f"{NAMES[0]}: wird gesendet …")
    assert stand(phone, NAMES[0]) == (["here", "sending"], f"1 von {PEOPLE} da")
    held.set()
    all_sent(phone)
    expect(last(phone)).to_have_text(f"– {NAMES[0]}")
    assert stand(phone, NAMES[0]) == ([], f"0 von {PEOPLE} da")


def test_refusal_stands_beside_the_person_until_it_was_seen(phone, full):
    open_list(phone, full)
    mark(phone, WAITS)
    refusal = row(phone, WAITS).locator("[data-refusal]")
    expect(refusal).to_contain_text(f"{WAITS} hat keinen Platz")
    all_sent(phone)
    expect(last(phone)).to_have_text(re.compile(f"{WAITS} hat keinen Platz"))
    assert stand(phone, WAITS) == ([], f"0 von {PEOPLE} da")
    expect(row(phone, WAITS).get_by_role("button", name="Da")).to_be_visible()
    phone.get_by_label("Name oder Code").fill("weiß")
    expect(refusal).to_be_visible()
    phone.reload()
    expect(refusal).to_contain_text(f"{WAITS} hat keinen Platz")
    refusal.get_by_role("button", name="Gelesen").click()
    phone.reload()
    expect(row(phone, WAITS)).to_be_visible()
    expect(phone.locator("[data-refusal]")).to_have_count(0)


def test_person_who_was_not_let_in_at_the_door_stays_on_the_list_with_the_reason_until_it_was_seen(phone, full):
    open_list(phone, full)
    enter(phone, SPONTAN)
    refusal = row(phone, SPONTAN).locator("[data-refusal]")
    expect(refusal).to_contain_text(f"{SPONTAN} hat keinen Platz")
    all_sent(phone)
    expect(last(phone)).to_have_text(re.compile(f"{SPONTAN} hat keinen Platz"))
    assert stand(phone, SPONTAN) == ([], f"0 von {PEOPLE} da")
    expect(row(phone, SPONTAN).get_by_role("button")).to_have_text(["Gelesen"])
    refusal.get_by_role("button", name="Gelesen").click()
    expect(row(phone, SPONTAN)).to_have_count(0)
    expect(last(phone)).to_be_hidden()
    assert present() == set()


def test_refusal_goes_when_the_person_is_marked_again(phone, full):
    open_list(phone, full)
    mark(phone, WAITS)
    expect(row(phone, WAITS).locator("[data-refusal]")).to_be_visible()
    actions.cancel(Registration.objects.get(attendee__name=NAMES[0]))
    phone.wait_for_timeout(800)  # no double tap
    mark(phone, WAITS)
    all_sent(phone)
    expect(phone.locator("[data-refusal]")).to_have_count(0)
    assert present() == {WAITS}


def test_without_a_network_a_mark_counts_at_once_and_is_taken_back_where_it_is_refused(phone, line, full):
    open_list(phone, full)
    line.cut()
    mark(phone, WAITS)
    expect(waiting(phone)).to_have_text("1 Vermerk wartet auf das Netz.")
    expect(last(phone)).to_have_text(f"✓ {WAITS}")
    assert stand(phone, WAITS) == (["here", "waits"], f"1 von {PEOPLE} da")
    line.mend()
    phone.evaluate("dispatchEvent(new Event('online'))")
    all_sent(phone)
    expect(row(phone, WAITS).locator("[data-refusal]")).to_contain_text(f"{WAITS} hat keinen Platz")
    assert stand(phone, WAITS) == ([], f"0 von {PEOPLE} da")


def test_line_that_does_not_answer_counts_as_none_after_a_while(phone, session, held):
    open_list(phone, session)
    mark(phone, NAMES[0])
    expect(waiting(phone)).to_have_text("1 Vermerk wartet auf das Netz.", timeout=15_000)
    assert stand(phone, NAMES[0]) == (["here", "waits"], f"1 von {PEOPLE} da")
    held.set()
    all_sent(phone)
    assert present() == {NAMES[0]}
