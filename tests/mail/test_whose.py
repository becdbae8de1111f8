"""Whose a mail is: the database deletes it with its person or its conference, whoever deletes them."""

import pytest
from django.core.checks import run_checks
from django.db import connection
from procrastinate.contrib.django.models import ProcrastinateJob

from programme.models import AccessLink, Consent, DifferentSpeakers, Proposal, SessionFile, ToldToSpeaker
from registration.invariants import breaks
from registration.models import DifferentAttendees, Feedback, FeedbackGiven, Mark, Opening, ToldToAttendee
from tests.factories import AttendeeFactory, ConferenceFactory, SpeakerFactory
from womconf.mail import actions
from womconf.mail.models import Message

pytestmark = pytest.mark.django_db


def mails_of(person, **whom):
    """Note a mail that waits and have another one in a worker's hands."""
    common = {"kind": "link", "to": "x@example.org", "language": "de", "conference_id": person.conference_id, **whom}
    for key in ("waiting", "under way"):
        actions.note([Message(key=f"{key} {person.pk}", **common)])
    actions._lease(Message.objects.get(key=f"under way {person.pk}").pk)


@pytest.mark.parametrize("way", ["by the program", "by psql", "with the conference"])
@pytest.mark.parametrize("make", [AttendeeFactory, SpeakerFactory])
def test_database_deletes_the_mails_of_a_person_with_them_and_asks_for_their_files(make, way):
    """Also those that a worker is sending: what it leaves behind in a file is looked for when its time is over."""
    person, other = make(), make()
    name = make._meta.model._meta.model_name
    mails_of(person, **{name: person})
    mails_of(other, **{name: other})
    theirs = list(Message.objects.filter(**{name: person}).order_by("pk").values_list("message_id", flat=True))
    leased_until = Message.objects.get(key=f"under way {person.pk}").leased_until
    if way == "by the program":
        person.delete()
    else:
        with connection.cursor() as cursor:
            cursor.execute(f"DELETE FROM {person._meta.db_table} WHERE id = %s", [person.pk])  # noqa: S608
            if way == "with the conference":
                cursor.execute("DELETE FROM programme_conference WHERE id = %s", [person.conference_id])
    assert set(Message.objects.values_list(name, flat=True)) == {other.pk}
    jobs = ProcrastinateJob.objects.filter(task_name="womconf.mail.tasks.delete_files").order_by("pk")
    assert [(sorted(job.args["message_ids"]), job.scheduled_at) for job in jobs] == [
        (sorted(theirs), None),
        (theirs[1:], leased_until),
    ]


def test_database_deletes_the_mails_of_a_conference_with_it():
    conference = ConferenceFactory()
    actions.note([Message(key="1", kind="link", to="x@example.org", language="de", conference=conference)])
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM programme_conference")
    assert not Message.objects.exists()


def test_rows_that_the_database_deletes_by_itself_are_named_by_nothing():
    """Where Django does not see a row go, it could not delete what depends on it either."""
    found = {error.obj.model for error in run_checks() if error.id == "fields.E323"}
    assert found == {
        *(DifferentAttendees, DifferentSpeakers),
        *(AccessLink, Consent, Feedback, FeedbackGiven, Mark, Message, Opening, Proposal, SessionFile),
        *(ToldToAttendee, ToldToSpeaker),
    }
    leading_here = {
        field.name for model in found for field in model._meta.get_fields() if field.auto_created and not field.concrete
    }
    assert leading_here == set()


@pytest.mark.breaks_invariants
@pytest.mark.parametrize("make", [AttendeeFactory, SpeakerFactory])
@pytest.mark.parametrize("conference", [None, ConferenceFactory], ids=["none", "another"])
def test_check_finds_a_mail_of_another_conference_than_its_person_s(make, conference):
    person = make()
    mails_of(person, **{make._meta.model._meta.model_name: person})
    assert breaks(stop_hours=12) == {}
    Message.objects.filter(key__startswith="waiting").update(conference=conference and conference())
    waiting = Message.objects.get(key__startswith="waiting")
    assert breaks(stop_hours=12) == {"row that points into two conferences": [waiting.pk]}
