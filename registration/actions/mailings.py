"""Mails to many people: sent once, to as many as the organiser saw, and stopped by one click."""

from django.utils import timezone

from programme.actions import transition
from registration import emails
from registration.exceptions import MailingIsNotSent, MailingIsSent, MailingReachesNobody, MailingReachesOthers
from registration.mailings import people
from registration.models import Mailing
from womconf.mail.actions import cancel_waiting


@transition
def send_mailing(mailing, *, expected):
    """Send it to everybody whom it reaches now, if these are as many as the organiser expects. Return how many."""
    mailing = Mailing.objects.select_for_update(of=["self"]).select_related("conference").get(pk=mailing.pk)
    if mailing.sent_at is not None:
        raise MailingIsSent
    reached = list(people(mailing))
    if not reached:
        raise MailingReachesNobody
    if len(reached) != expected:
        raise MailingReachesOthers(len(reached))
    count = emails.send_mailing(mailing, reached)
    mailing.sent_at = timezone.now()
    mailing.save(update_fields=["sent_at"])
    return count


@transition
def stop_mailing(mailing):
    """Keep back what of it has not left. Return how many mails that are; where all has left, nothing is noted."""
    mailing = Mailing.objects.select_for_update().get(pk=mailing.pk)
    if mailing.sent_at is None:
        raise MailingIsNotSent
    count = cancel_waiting(emails.messages_of(mailing))
    if count and mailing.stopped_at is None:
        mailing.stopped_at = timezone.now()
        mailing.save(update_fields=["stopped_at"])
    return count
