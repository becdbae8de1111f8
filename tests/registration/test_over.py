"""What is over: nobody gives it back any more, and nobody need be told of it."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from programme.models import Session, Slot
from programme.telling import Overview
from registration import actions, emails
from registration.exceptions import SessionIsOver
from registration.models import Mark, Registration
from tests.factories import (
    ConferenceFactory,
    FollowUpPoolFactory,
    OrganiserFactory,
    RegistrationFactory,
    SessionFileFactory,
    SlotFactory,
)
from tests.mail.writing import work
from tests.registration.steps import register
from tests.seed import browser_with
from womconf.mail.models import Message

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture
def mine():
    return RegistrationFactory(session=SlotFactory().session)


def end(session):
    now = timezone.now()
    Slot.objects.filter(session=session, kind="main").update(starts_at=now - 2 * HOUR, ends_at=now - HOUR)


def page_of(registration):
    return browser_with(emails.personal_link(registration.attendee)).get(reverse("registration:me")).text


def test_what_is_over_cannot_be_given_back_by_the_person_whatever_door(mine):
    browser = browser_with(emails.personal_link(mine.attendee))
    button = reverse("registration:me-cancel")
    assert button in browser.get(reverse("registration:me")).text
    end(mine.session)
    page = browser.get(reverse("registration:me")).text
    assert button not in page
    form = {"session": mine.session.code, "person": mine.attendee.code}
    assert "vorbei" in browser.post(button, form).text
    with pytest.raises(SessionIsOver):
        actions.cancel(mine)
    assert actions.cancel_all(mine.attendee) == []
    assert Registration.objects.get().status == "confirmed"
    assert not Message.objects.exists()


def test_organisers_correct_what_is_over(mine):
    end(mine.session)
    actions.cancel(mine, by=OrganiserFactory())
    assert Registration.objects.get().status == "cancelled"


def test_giving_everything_back_leaves_what_is_over(mine):
    other = RegistrationFactory(
        attendee=mine.attendee, session=SlotFactory(session__conference=mine.session.conference).session
    )
    end(mine.session)
    assert actions.cancel_all(mine.attendee) == [other]


def test_follow_up_to_come_can_be_given_back_when_its_session_is_over(mine):
    pool = FollowUpPoolFactory(session=mine.session)
    follow_up = RegistrationFactory(session=mine.session, attendee=mine.attendee, pool=pool)
    end(mine.session)
    with pytest.raises(SessionIsOver):
        actions.cancel(mine)
    assert actions.cancel(follow_up) == [follow_up]


def test_rehearsal_is_never_over(mine):
    end(mine.session)
    day = timezone.localdate()
    type(mine.session.conference).objects.update(starts_on=day - timedelta(9), ends_on=day - timedelta(8))
    assert len(actions.cancel(mine)) == 1


def test_page_says_who_was_there_and_has_materials_and_recording(mine):
    Session.objects.update(materials_url="https://files.example/folien", recording_url="https://video.example/b")
    assert "https://files.example/folien" not in page_of(mine)
    end(mine.session)
    page = page_of(mine)
    assert 'class="status confirmed">vorbei<' in page
    assert 'href="https://files.example/folien"' in page
    assert 'href="https://video.example/b"' in page
    actions.mark_present(mine, how=Mark.How.LIST, by=OrganiserFactory())
    assert 'class="status confirmed">Sie waren dabei<' in page_of(mine)


def test_whoever_is_noted_as_present_reads_so_and_is_not_asked_whether_they_give_it_up(mine):
    now = timezone.now()
    Slot.objects.filter(session=mine.session).update(starts_at=now - HOUR / 60, ends_at=now + HOUR)
    button = f'action="{reverse("registration:me-cancel")}"'
    assert button in page_of(mine)
    actions.mark_present(mine, how=Mark.How.LIST, by=OrganiserFactory())
    page = page_of(mine)
    assert ('class="status confirmed">Sie sind als anwesend vermerkt<' in page, button in page) == (True, False)


def test_page_leads_to_the_files_that_are_shown(mine):
    end(mine.session)
    hidden, shown = (SessionFileFactory(session=mine.session, is_shown=is_shown) for is_shown in (False, True))
    page = page_of(mine)
    assert (shown.get_absolute_url() in page, hidden.get_absolute_url() in page) == (True, False)


def test_overlap_is_said_until_one_of_both_is_over(mine):
    slot = mine.session.slots.get()
    other = SlotFactory(session__conference=mine.session.conference, starts_at=slot.starts_at, ends_at=slot.ends_at)
    RegistrationFactory(session=other.session, attendee=mine.attendee)
    words = "Diese Veranstaltungen überschneiden sich"
    assert words in page_of(mine)
    end(mine.session)
    end(other.session)
    assert words not in page_of(mine)


def test_list_of_what_is_over_is_no_list_any_more(mine):
    mine.session.pools.update(capacity=1)
    waiting = RegistrationFactory(session=mine.session, status="waiting")
    Session.objects.update(materials_url="https://files.example/folien")
    assert "An 1. Stelle der Warteliste" in page_of(waiting)
    end(mine.session)
    page = page_of(waiting)
    assert "1. Stelle" not in page
    assert "Warteliste" not in page
    assert "https://files.example/folien" not in page


def test_whoever_came_without_a_registration_need_not_be_told_of_what_they_came_to():
    conference = ConferenceFactory()
    now = timezone.now()
    slot = SlotFactory(session__conference=conference, starts_at=now - HOUR / 2, ends_at=now + HOUR)
    actions.add_walk_in(conference, pools=[slot.session.pool], name="Frau Spontan", by=OrganiserFactory())
    work()
    assert Overview.of(conference).people == []
    Slot.objects.update(starts_at=now + 24 * HOUR, ends_at=None)
    assert [person.name for person in Overview.of(conference).to_call] == ["Frau Spontan"]
    end(slot.session)
    assert Overview.of(conference).people == []


def test_whoever_came_to_the_first_part_is_told_that_the_second_one_moves(mine):
    now = timezone.now()
    Slot.objects.update(starts_at=now - HOUR / 2, ends_at=now + HOUR)
    second = SlotFactory(session=mine.session, starts_at=now + 3 * HOUR, ends_at=now + 4 * HOUR)
    emails.tell_registered([mine])
    work()
    actions.mark_present(mine, how=Mark.How.LIST, by=OrganiserFactory())
    Slot.objects.filter(pk=second.pk).update(starts_at=now + 5 * HOUR, ends_at=now + 6 * HOUR)
    assert Overview.of(mine.session.conference).people == [mine.attendee]


def test_whoever_was_there_need_not_be_told_that_it_was_earlier_than_they_were_told(mine):
    emails.tell_registered([mine])
    work()
    end(mine.session)
    assert Overview.of(mine.session.conference).people == [mine.attendee]  # may come in vain
    actions.mark_present(mine, how=Mark.How.LIST, by=OrganiserFactory())
    assert Overview.of(mine.session.conference).people == []


def test_whoever_confirms_after_the_end_is_not_registered_for_what_is_over():
    over = SlotFactory(session__capacity=2).session
    later = over.main_slot.ends_at
    ahead = SlotFactory(session__conference=over.conference, starts_at=later, ends_at=later + HOUR).session
    attendee = register(over, ahead).attendee
    end(over)
    actions.confirm(attendee)
    states = {row.session_id: row.status for row in attendee.registrations.all()}
    assert states == {over.pk: "expired", ahead.pk: "confirmed"}
    over.pool.refresh_from_db()
    assert over.pool.taken == 0
