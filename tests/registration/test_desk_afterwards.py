"""What is to do before and after the sessions, so that thanks, certificates and materials reach people."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from programme import actions as programme_actions
from programme.desk import Desk
from programme.models import Conference, Role, Session
from registration import actions
from registration.models import Mailing, Registration
from tests.factories import OrganiserFactory, RegistrationFactory, SessionFileFactory
from tests.programme.lacking import DAY, settled_conference, settled_session, to_do

pytestmark = pytest.mark.django_db


@pytest.fixture
def session():
    return settled_session(settled_conference())


@pytest.fixture
def organiser():
    return OrganiserFactory()


def take_place(session, days_ago=3):
    """Let the conference be over."""
    day = timezone.localdate() - days_ago * DAY
    Conference.objects.update(starts_on=day, ends_on=day, created_at=timezone.now() - 60 * DAY)
    session.slots.update(
        starts_at=dt.datetime.combine(day, dt.time(10), session.conference.zone),
        ends_at=dt.datetime.combine(day, dt.time(11), session.conference.zone),
    )
    session.conference.refresh_from_db()
    return session.conference


def test_what_nobody_decided_about_the_time_afterwards_is_asked_two_weeks_before(session, organiser):
    conference = session.conference
    assert to_do(conference, organiser) == []
    Conference.objects.update(starts_on=timezone.localdate() + 14 * DAY)
    conference.refresh_from_db()
    assert "afterwards-off" in to_do(conference, organiser)
    conference.thanks_time, conference.asks_feedback = dt.time(9), True
    assert "afterwards-off" not in to_do(conference, organiser)
    programme_actions.set_access_link(session, "https://meet.example.org/x")
    item = next(item for item in Desk(conference, organiser).open if item.key == "afterwards-off")
    assert item.page.endswith("#id_join_counts_as_presence")
    conference.join_counts_as_presence = True
    assert "afterwards-off" not in to_do(conference, organiser)


def test_item_names_what_is_switched_off_in_the_words_of_the_settings(session, organiser):
    conference = session.conference
    conference.starts_on = timezone.localdate()
    programme_actions.set_access_link(session, "https://meet.example.org/x")
    item = next(item for item in Desk(conference, organiser).open if item.key == "afterwards-off")
    assert item.sentence == (
        "Für die Zeit nach den Veranstaltungen ist ausgeschaltet: der Dank per E-Mail, mit Materialien und "
        "Aufzeichnungen; die Frage, wie es war; dass als anwesend gilt, wer online dabei ist, und eine Bescheinigung "
        "bekommen kann."
    )


def test_session_in_which_nobody_is_marked_is_an_item_after_it_until_somebody_is(session, organiser, client):
    registrations = RegistrationFactory.create_batch(2, session=session, status=Registration.Status.CONFIRMED)
    Session.objects.update(materials_url="https://example.org/slides")
    assert to_do(session.conference, organiser) == []
    conference = take_place(session)
    assert to_do(conference, organiser) == ["nobody-present"]
    client.force_login(organiser)
    page = client.get(reverse("admin:index"), {"conference": conference.pk}).content.decode()
    assert f"session={session.pk}" in page
    assert reverse("paper:without-names", args=[conference.pk, "figures"]) in page
    actions.mark_present(registrations[0], how="list")
    assert to_do(conference, organiser) == []


def test_session_without_materials_is_an_item_after_it_until_there_is_something(session, organiser):
    conference = take_place(session)
    assert to_do(conference, organiser) == ["no-materials"]
    Session.objects.update(materials={"de": "Folien"})
    assert to_do(conference, organiser) == []


def test_file_that_is_shown_counts_as_materials(session, organiser):
    conference = take_place(session)
    file = SessionFileFactory(session=session, speaker=None)
    assert to_do(conference, organiser) == ["no-materials"]
    programme_actions.change_file(file, is_shown=True, by=organiser)
    assert to_do(conference, organiser) == []


def test_cancelled_session_and_one_of_long_ago_are_asked_nothing(session, organiser):
    assert to_do(take_place(session, days_ago=40), organiser) == []
    conference = take_place(session)
    Session.objects.update(status=Session.Status.CANCELLED)
    assert to_do(conference, organiser) == []


def test_mailing_that_was_written_is_an_item_until_it_is_sent(session, organiser):
    mailing = Mailing.objects.create(
        conference=session.conference, to=Mailing.To.ATTENDEES, subject={"de": "Anreise"}, text={"de": "Gleis 2."}
    )
    assert to_do(session.conference, organiser) == ["mailings-unsent"]
    Mailing.objects.filter(pk=mailing.pk).update(sent_at=timezone.now())
    assert to_do(session.conference, organiser) == []


@pytest.mark.parametrize("role", [Role.READER, Role.NEEDS])
def test_who_only_looks_is_asked_to_do_none_of_it(session, role):
    user = OrganiserFactory(is_superuser=False)
    session.conference.memberships.create(user=user, role=role)
    RegistrationFactory(session=session, status=Registration.Status.CONFIRMED)
    assert "no-materials" not in to_do(take_place(session), user)
