"""A session that was cancelled takes place after all: whoever had a place is not forgotten."""

import datetime

import pytest
from django.urls import reverse
from django.utils.html import escape

from programme import actions as programme_actions
from programme.desk import Desk
from programme.models import Membership
from registration import actions
from registration.mailings import people
from registration.models import Mailing
from tests.browsers import opened
from tests.factories import ConferenceFactory, OrganiserFactory, RegistrationFactory, SlotFactory
from tests.registration.steps import open_own_page

pytestmark = pytest.mark.django_db


@pytest.fixture
def session():
    conference = ConferenceFactory(languages=["de"], contact_email="office@example.org")
    return SlotFactory(session__conference=conference, session__title={"de": "Beratung"}).session


def reinstate(client, session, **typed):
    chosen = {"action": "reinstate", "_selected_action": [session.pk], **typed}
    return client.post(reverse("admin:programme_session_changelist"), chosen, follow=True)


def test_page_asks_first_and_names_how_many_had_a_place(client, organiser, session):
    RegistrationFactory.create_batch(2, session=session)
    programme_actions.cancel_session(session)
    asked = reinstate(client, session)
    assert "2 Personen hatten einen Platz" in asked.text
    session.refresh_from_db()
    assert session.is_cancelled
    assert "1 Veranstaltung findet wieder statt." in reinstate(client, session, sure="True").text


def test_link_after_it_begins_an_email_to_those_who_lost_their_place(client, organiser, session):
    lost, again, left = RegistrationFactory.create_batch(3, session=session)
    actions.cancel(left)
    type(left).objects.filter(pk=left.pk).update(status_at=left.created_at.replace(year=2020))
    programme_actions.cancel_session(session)
    page = reinstate(client, session, sure="True")
    add = f"{reverse('admin:registration_mailing_add')}?conference={session.conference_id}&lost_with={session.pk}"
    assert f'href="{escape(add)}"' in page.text
    RegistrationFactory(session=session, attendee=again.attendee)
    assert client.post(add, opened(client, add)).status_code == 302
    mailing = Mailing.objects.get()
    assert str(mailing.subject) == "Findet doch statt: „Beratung“"
    assert f"/register/?session={session.code}" in str(mailing.text)
    assert list(people(mailing)) == [lost.attendee]


def test_own_page_does_not_say_that_the_person_gave_the_place_up(client, session):
    registration = RegistrationFactory(session=session)
    programme_actions.cancel_session(session)
    programme_actions.reinstate_session(session)
    open_own_page(client, registration.attendee)
    page = client.get("/me/").text
    assert "Diese Veranstaltung war abgesagt und findet nun doch statt." in page
    assert "abgemeldet" not in page
    assert f"?session={session.code}" in page


def test_whoever_gave_a_place_up_reads_so(client, session):
    registration = RegistrationFactory(session=session)
    actions.cancel(registration)
    open_own_page(client, registration.attendee)
    page = client.get("/me/").text
    assert "abgemeldet" in page
    assert "findet nun doch statt" not in page
    assert f'?session={session.code}">Noch einmal anmelden</a>' in page


def test_whoever_gave_a_place_up_before_the_session_was_cancelled_did_not_lose_it_with_it(session):
    gave_up, lost = RegistrationFactory.create_batch(2, session=session)
    actions.cancel(gave_up)
    type(lost).objects.filter(pk=gave_up.pk).update(status_at=gave_up.created_at - datetime.timedelta(days=1))
    programme_actions.cancel_session(session)
    rows = type(lost).objects.with_session()
    assert [str(rows.get(pk=row.pk).in_words) for row in (gave_up, lost)] == ["abgemeldet", "fällt aus"]


def test_whoever_may_not_write_to_people_is_offered_no_email(client, session):
    RegistrationFactory(session=session)
    programme_actions.cancel_session(session)
    of_programme = OrganiserFactory(is_superuser=False)
    Membership.objects.create(user=of_programme, conference=session.conference, role="programme")
    client.force_login(of_programme)
    assert "Im nächsten Schritt" not in reinstate(client, session).text
    page = reinstate(client, session, sure="True")
    assert "1 Veranstaltung findet wieder statt." in page.text
    assert "lost_with" not in page.text


def test_what_is_to_do_keeps_the_email_until_it_is_begun(client, organiser, session):
    def items():
        return [item for item in Desk(session.conference, organiser).open if item.key == "reinstated-untold"]

    RegistrationFactory(session=session)
    programme_actions.cancel_session(session)
    assert items() == []
    programme_actions.reinstate_session(session)
    [item] = items()
    assert [named.name for named in item.named] == ["Beratung"]
    add = item.named[0].page
    assert client.post(add, opened(client, add)).status_code == 302
    assert items() == []
    programme_actions.cancel_session(session)  # nobody was there any more
    programme_actions.reinstate_session(session)
    assert items() == []


def test_session_that_cost_nobody_a_place_is_not_named(organiser, session):
    programme_actions.cancel_session(session)
    programme_actions.reinstate_session(session)
    assert "reinstated-untold" not in {item.key for item in Desk(session.conference, organiser).open}
