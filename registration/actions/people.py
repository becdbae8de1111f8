"""What people ask for about themselves, and how those are forgotten who never confirmed."""

from contextlib import suppress
from datetime import timedelta

from procrastinate.contrib.django import app as procrastinate_app

from programme.actions import send_speaker_link
from programme.models import Speaker
from registration import emails
from registration.actions.places import fill
from registration.actions.transitions import lock, lock_attendee, now_in_database, transition
from registration.exceptions import Busy, Gone
from registration.models import Attendee, Submission

SEND_LINKS_TASK = "registration.tasks.send_links"
# A form that was not confirmed after this time is forgotten, with the address and everything that was sent for it.
UNCONFIRMED_KEPT = timedelta(days=7)


@transition
def rename(attendee, *, name, organisation):
    """Correct what a person is called."""
    attendee = lock_attendee(attendee.pk)
    attendee.name, attendee.organisation = name, organisation
    attendee.save(update_fields=["name", "organisation"])
    return attendee


@transition
def erase(attendee):
    """Delete a person at their own wish, with all they registered for and all that was written to them.

    Their places go to the waiting lists. Nothing is left to write to, so no mail says so. Raises Busy where a form of
    theirs arrives at this moment.
    """
    seats = lock(attendee.registrations.live().values_list("session_id", flat=True))
    attendee = Attendee.objects.select_for_update().filter(pk=attendee.pk).first()
    if attendee is None:  # in another window
        return
    if attendee.registrations.live().exclude(seats__in=seats).exists():
        raise Busy
    emails.forget_attendee(attendee)
    attendee.delete()
    fill(seats, now_in_database())


def ask_for_links(email):
    """Have the personal links of an address sent to it by the worker: those of people who registered, and of speakers.

    Nothing here depends on whether the address is known, so that not even the time it takes tells.
    """
    known = {
        name: list(people.with_address(email).order_by("pk").values_list("pk", flat=True))
        for name, people in [("attendees", Attendee.objects), ("speakers", Speaker.objects)]
    }
    procrastinate_app.configure_task(SEND_LINKS_TASK).defer(**known)


@transition
def send_links(attendees, speakers=()):
    """Send each of these people (primary keys) their personal link."""
    for attendee in Attendee.objects.filter(pk__in=attendees).select_related("conference").order_by("pk"):
        emails.send_link(attendee)
    for speaker in Speaker.objects.filter(pk__in=speakers).order_by("pk"):
        send_speaker_link(speaker)


def forget_unconfirmed():
    """Delete forms that nobody confirmed in a week, and people who have nothing else. Return how many people."""
    last_moment = now_in_database() - UNCONFIRMED_KEPT
    for submission in Submission.objects.filter(confirmed_at__isnull=True, sent_at__lt=last_moment):
        with suppress(Gone):
            _forget_submission(submission)
    without_anything = Attendee.objects.filter(
        email_confirmed_at__isnull=True,
        submissions__isnull=True,
        registrations__isnull=True,
        created_at__lt=last_moment,
    )
    return sum(_forget_attendee(attendee) for attendee in without_anything)


@transition
def _forget_submission(submission):
    seats = lock(submission.registrations.live().values_list("session_id", flat=True))
    lock_attendee(submission.attendee_id)
    if not Submission.objects.filter(pk=submission.pk, confirmed_at__isnull=True).exists():  # confirmed just now
        return
    submission.registrations.all().delete()
    emails.forget_submission(submission)
    submission.delete()
    fill(seats, now_in_database())


@transition
def _forget_attendee(attendee):
    attendee = Attendee.objects.select_for_update().filter(pk=attendee.pk, email_confirmed_at__isnull=True).first()
    if attendee is None or attendee.submissions.exists():  # came back at the last moment
        return 0
    emails.forget_attendee(attendee)
    attendee.delete()
    return 1
