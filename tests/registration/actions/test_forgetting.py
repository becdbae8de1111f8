"""Lost links, and people who never confirmed."""

import datetime

import pytest
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from programme.models import Pool
from registration import actions, emails, tasks
from registration.actions.people import SEND_LINKS_TASK, UNCONFIRMED_KEPT
from registration.models import Attendee, Registration, Submission
from tests.factories import AttendeeFactory, RegistrationFactory, SessionFactory, SpeakerFactory
from tests.mail.writing import written
from tests.registration.steps import mails, register, register_and_confirm, statuses
from womconf.mail.models import Message

pytestmark = pytest.mark.django_db

WEEK_AGO = UNCONFIRMED_KEPT + datetime.timedelta(minutes=1)


# lost links


def test_asking_for_links_is_the_same_job_for_known_and_unknown_addresses():
    attendee = AttendeeFactory()
    speaker = SpeakerFactory(email=attendee.email)
    actions.ask_for_links(attendee.email)
    actions.ask_for_links("nobody@example.org")
    jobs = ProcrastinateJob.objects.filter(task_name=SEND_LINKS_TASK).order_by("id")
    known, unknown = [job.args for job in jobs]
    assert known == {"attendees": [attendee.pk], "speakers": [speaker.pk]}
    assert unknown == {"attendees": [], "speakers": []}


def test_link_is_sent_to_a_speaker_who_lost_it():
    speaker = SpeakerFactory()
    for _press in range(2):
        tasks.send_links(attendees=[], speakers=[speaker.pk])
    assert mails() == [("speaker-link", speaker.email)]


def test_link_is_sent_for_every_conference_that_knows_the_address():
    people = [AttendeeFactory(email="erika@example.org") for _conference in range(2)]
    tasks.send_links(attendees=[person.pk for person in people])
    codes = [written(pk=mail.pk).links[0]["code"] for mail in Message.objects.order_by("pk")]
    assert codes == [person.code for person in people]


# forgetting


def test_who_never_confirms_is_forgotten_after_a_week():
    session = SessionFactory(capacity=1)
    attendee = register(session).attendee
    actions.send_links([attendee.pk])
    Attendee.objects.update(created_at=timezone.now() - WEEK_AGO)
    assert actions.forget_unconfirmed() == 0
    attendee.submissions.update(sent_at=timezone.now() - WEEK_AGO)
    assert actions.forget_unconfirmed() == 1
    assert (Attendee.objects.count(), Message.objects.count(), Pool.objects.get().taken) == (0, 0, 0)


def test_who_confirmed_is_not_forgotten():
    attendee = register_and_confirm(SessionFactory())
    Attendee.objects.update(created_at=timezone.now() - WEEK_AGO)
    attendee.submissions.update(sent_at=timezone.now() - WEEK_AGO)
    assert actions.forget_unconfirmed() == 0
    assert Registration.objects.get().status == "confirmed"


def test_form_of_a_stranger_is_forgotten_and_the_person_stays():
    session = SessionFactory(capacity=0)
    attendee = RegistrationFactory(session__conference=session.conference).attendee
    submission = register(session, email=attendee.email)
    Submission.objects.filter(pk=submission.pk).update(sent_at=timezone.now() - WEEK_AGO)
    assert actions.forget_unconfirmed() == 0
    assert (statuses(session), Submission.objects.count(), Message.objects.count()) == ([], 0, 0)
    assert attendee.registrations.get().status == "confirmed"


def test_place_of_a_forgotten_form_goes_to_who_waits(settings):
    settings.PLACE_HOLD_MINUTES = 60 * 24 * 30
    session = SessionFactory(capacity=1)
    register(session, email="slow@example.org")
    register_and_confirm(session, email="waits@example.org")
    Submission.objects.filter(confirmed_at__isnull=True).update(sent_at=timezone.now() - WEEK_AGO)
    actions.forget_unconfirmed()
    assert statuses(session) == [("waits", "confirmed")]


def test_forgetting_is_undone_when_who_moves_up_cannot_be_told(monkeypatch, settings):
    settings.PLACE_HOLD_MINUTES = 60 * 24 * 30
    session = SessionFactory(capacity=1)
    register(session, email="slow@example.org")
    register_and_confirm(session, email="waits@example.org")
    Submission.objects.filter(confirmed_at__isnull=True).update(sent_at=timezone.now() - WEEK_AGO)
    monkeypatch.setattr(emails, "tell_moved_up", lambda registrations: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        actions.forget_unconfirmed()
    assert statuses(session) == [("slow", "pending"), ("waits", "waiting")]
