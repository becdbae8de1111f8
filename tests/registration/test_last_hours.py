"""The last hours before a session: its waiting list no longer moves up, and a free place goes to whoever takes it."""

import datetime

import pytest
from django.conf import settings
from django.utils import timezone

from programme import actions as programme_actions
from programme.desk import Desk
from programme.models import Membership
from registration import actions
from registration.exceptions import NoPlaceThere, NotConfirmedYet, Overlapping
from registration.models import Registration
from tests.browsers import change_page, opened
from tests.factories import OrganiserFactory, RegistrationFactory, SessionFactory, SlotFactory
from tests.mail.writing import written
from tests.registration.steps import filled, mails, open_own_page, page, register, register_and_confirm, statuses
from tests.seed import browser_of
from tests.visitor import Visitor

pytestmark = pytest.mark.django_db


def full(*, capacity=1, hours=6, **facts):
    """Return a session that begins so soon, with everybody in it, and two who wait, all confirmed."""
    session = SessionFactory(capacity=capacity, **facts)
    starts_at = timezone.now() + datetime.timedelta(hours=hours)
    SlotFactory(session=session, starts_at=starts_at, ends_at=starts_at + datetime.timedelta(hours=1))
    for number in range(capacity):
        RegistrationFactory(session=session, attendee__email=f"holder{number}@example.org")
    for name in ("first", "second"):
        RegistrationFactory(session=session, status="waiting", attendee__email=f"{name}@example.org")
    return session


def of(session, name):
    return Registration.objects.get(session=session, attendee__email=f"{name}@example.org")


def leave(session, number=0):
    actions.cancel(of(session, f"holder{number}"))


# Whoever comes


def test_freed_place_goes_to_whoever_comes_not_to_nobody():
    session = full()
    leave(session)
    actions.confirm(register(session, email="new@example.org").attendee)
    assert [status for name, status in statuses(session) if name in {"first", "second", "new"}] == [
        *("waiting", "waiting"),
        "confirmed",
    ]
    register(session, email="late@example.org")
    assert of(session, "late").status == "waiting"


def test_page_says_places_free_and_the_form_gives_one():
    session = full(capacity=10)
    leave(session)
    assert programme_word(session) == "few"
    register(session, email="new@example.org")
    assert of(session, "new").status == "pending"
    assert programme_word(session) == "waiting_list"


def programme_word(session):
    return type(session.pool).objects.get(session=session).word


def test_while_the_list_moves_up_nobody_passes_it_by():
    """The control: an hour earlier."""
    session = full(hours=settings.WAITING_LIST_STOP_HOURS + 1)
    leave(session)
    register(session, email="new@example.org")
    assert (of(session, "first").status, of(session, "new").status) == ("confirmed", "waiting")


def test_who_confirms_late_and_finds_a_place_free_has_it():
    session = full()
    attendee = register(session, email="new@example.org").attendee
    leave(session)
    actions.confirm(attendee)
    assert (of(session, "first").status, of(session, "new").status) == ("waiting", "confirmed")
    assert mails()[-1] == ("registered", "new@example.org")


def test_organiser_who_has_stopped_the_list_gives_the_places_in_the_last_hours_too():
    session = full()
    programme_actions.stop_waiting_list(session, by=OrganiserFactory())
    leave(session)
    register(session, email="new@example.org")
    assert of(session, "new").status == "waiting"
    with pytest.raises(NoPlaceThere):
        actions.take_free_place(of(session, "second"))


IN_TURN, FIRST_COME = "der Reihe nach", "dass niemand mehr nachrückt"


@pytest.mark.parametrize(("hours", "says"), [(6, (False, True)), (settings.WAITING_LIST_STOP_HOURS + 1, (True, False))])
def test_mail_after_the_form_promises_no_turn_in_the_last_hours(hours, says):
    register(full(hours=hours), email="new@example.org")
    text = written(kind="confirm").text
    assert (IN_TURN in text, FIRST_COME in text) == says


@pytest.mark.parametrize(("hours", "says"), [(6, (False, True)), (settings.WAITING_LIST_STOP_HOURS + 1, (True, False))])
def test_mail_after_confirming_promises_no_turn_in_the_last_hours(hours, says):
    register_and_confirm(full(hours=hours), email="new@example.org")
    text = written(kind="registered").text
    assert (IN_TURN in text, "dass niemand mehr aufrückt" in text) == says


@pytest.mark.parametrize(("hours", "is_said"), [(6, True), (settings.WAITING_LIST_STOP_HOURS + 1, False)])
def test_page_after_the_form_promises_no_turn_in_the_last_hours(client, hours, is_said):
    session = full(hours=hours)
    done = client.post(page(session), filled(session, email="new@example.org"), follow=True).text
    assert ("Auf der Warteliste" in done, FIRST_COME in done) == (True, is_said)


@pytest.mark.parametrize(("hours", "is_said"), [(6, True), (settings.WAITING_LIST_STOP_HOURS + 1, False)])
def test_who_gives_a_place_up_in_the_last_hours_reads_who_gets_it(client, hours, is_said):
    session = full(hours=hours)
    open_own_page(client, of(session, "holder0").attendee)
    assert ("Wer ihn zuerst nimmt, bekommt ihn" in client.get("/me/").text) == is_said


# Those who wait


def test_who_takes_the_free_place_first_gets_it():
    session = full()
    leave(session)
    taken = actions.take_free_place(of(session, "second"))
    assert (taken.status, of(session, "first").status) == ("confirmed", "waiting")
    assert mails()[-1] == ("moved-up", "second@example.org")
    mail = written(kind="moved-up")
    assert mail.subject == f"Sie haben einen Platz: „{session.title}“"
    assert "frei geworden" not in mail.text
    assert "frei geworden" not in mail.html
    with pytest.raises(NoPlaceThere):
        actions.take_free_place(of(session, "first"))


def test_taking_twice_changes_nothing():
    session = full(capacity=2)
    leave(session)
    leave(session, 1)
    for _press in range(2):
        actions.take_free_place(of(session, "second"))
    assert [kind for kind, _to in mails()].count("moved-up") == 1


@pytest.mark.parametrize("hours", [settings.WAITING_LIST_STOP_HOURS + 1, -2])
def test_nothing_is_to_be_taken_before_or_after(hours):
    session = full(hours=hours)
    actions.cancel(of(session, "holder0"), by=OrganiserFactory())
    with pytest.raises(NoPlaceThere):
        actions.take_free_place(of(session, "second"))


def test_button_takes_the_place_and_is_there_only_while_one_is_free(client):
    session = full()
    second = of(session, "second")
    open_own_page(client, second.attendee)
    assert "rückt nicht mehr von selbst nach" in client.get("/me/").text
    assert "/me/take/" not in client.get("/me/").text
    leave(session)
    assert 'action="/me/take/"' in client.get("/me/").text
    answer = client.post("/me/take/", {"session": session.code}, follow=True)
    assert "Der Platz gehört Ihnen." in answer.text
    assert of(session, "second").status == "confirmed"
    other = Visitor()
    open_own_page(other, of(session, "first").attendee)
    answer = other.post("/me/take/", {"session": session.code})
    assert "Jemand war schneller" in answer.text


def test_page_and_mail_say_beforehand_when_the_list_ends(client):
    session = full(hours=48)
    open_own_page(client, of(session, "second").attendee)
    assert "rücken Sie der Reihe nach auf" in client.get("/me/").text
    actions.confirm(register(session, email="new@example.org").attendee)
    text = written(kind="registered").text
    assert "In den letzten 12 Stunden vor dem Beginn" in text


# Organisers


def test_organiser_gives_the_free_place_to_whom_they_choose():
    session, organiser = full(), OrganiserFactory()
    leave(session)
    given = actions.give_place(of(session, "second"), by=organiser)
    assert (given.status, given.status_by, of(session, "first").status) == ("confirmed", organiser, "waiting")
    assert mails()[-1] == ("moved-up", "second@example.org")
    mail = written(kind="moved-up")
    assert mail.subject == f"Sie haben einen Platz: „{session.title}“"
    assert "frei geworden" not in mail.text
    assert "frei geworden" not in mail.html
    with pytest.raises(NoPlaceThere):
        actions.give_place(of(session, "first"), by=organiser)


def test_organiser_gives_a_place_that_is_kept_back():
    session = full(hours=48)
    type(session.pool).objects.filter(session=session).update(capacity=2, kept_back=1)
    actions.give_place(of(session, "second"), by=OrganiserFactory())
    pool = type(session.pool).objects.get(session=session)
    assert (of(session, "second").status, pool.kept_back, pool.taken) == ("confirmed", 0, 2)


def test_organiser_gives_nothing_to_an_address_that_nobody_has_confirmed():
    session = full()
    register(session, email="new@example.org")
    leave(session)
    with pytest.raises(NotConfirmedYet):
        actions.give_place(of(session, "new"), by=OrganiserFactory())


def test_organiser_is_refused_where_two_at_once_are():
    session = full(conference__overlaps="refuse")
    person, slot = of(session, "second").attendee, session.slots.get()
    other = SessionFactory(conference=session.conference)
    SlotFactory(session=other, starts_at=slot.starts_at, ends_at=slot.ends_at)
    RegistrationFactory(session=other, attendee=person)
    leave(session)
    with pytest.raises(Overlapping):
        actions.give_place(of(session, "second"), by=OrganiserFactory())


def test_button_of_organisers_reports_who_has_a_place_now():
    session = full()
    leave(session)
    browser = browser_of(OrganiserFactory())
    chosen = [of(session, name).pk for name in ("first", "second")]
    form = {"action": "give_place", "_selected_action": chosen, "sure": "on"}
    answer = browser.post("/admin/registration/registration/", form, follow=True)
    assert "1 Person hat jetzt einen Platz." in answer.text
    assert "Dort ist kein Platz frei." in answer.text
    assert (of(session, "first").status, of(session, "second").status) == ("confirmed", "waiting")


def test_organisers_who_add_places_read_that_nobody_moves_up_and_where_to_give_them(organiser):
    session = full()
    page, browser = change_page(session), browser_of(organiser)
    answer = browser.post(page, {**opened(browser, page), "capacity": "2"}, follow=True)
    said = "2 Personen warten, und Plätze sind frei. Die Veranstaltung beginnt bald"
    assert said in answer.text
    items = {item.key: item for item in Desk(session.conference, organiser).open}
    [named] = items["people-wait"].named
    assert "niemand rückt mehr von selbst nach" in named.about
    for name in ("first", "second"):
        assert of(session, name).attendee.name in browser.get(named.page).text
    actions.give_place(of(session, "first"), by=organiser)
    [named] = next(item for item in Desk(session.conference, organiser).open if item.key == "people-wait").named
    assert named.about == "1 Person wartet"


def test_whoever_sees_no_registrations_gets_no_link_to_them():
    session = full()
    of_programme = OrganiserFactory(is_superuser=False)
    Membership.objects.create(user=of_programme, conference=session.conference, role="programme")
    page, browser = change_page(session), browser_of(of_programme)
    answer = browser.post(page, {**opened(browser, page), "capacity": "2"}, follow=True)
    assert "2 Personen warten, und Plätze sind frei." in answer.text
    assert "Wartende anzeigen" not in answer.text
