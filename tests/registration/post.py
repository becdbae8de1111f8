"""The mails of the machine: how they leave, and what calendars make of them."""

import smtplib

from django.core.mail.backends.base import BaseEmailBackend
from django.test import override_settings

from programme.exports import ical
from registration.models import Attendee
from tests.calendars import Calendars
from womconf.mail import actions
from womconf.mail.models import Message


class Post(BaseEmailBackend):
    """A mail server that refuses mail to one address for good (RFC 5321, 4.2.1), and takes all other."""

    refused = None

    def send_messages(self, messages):
        for message in messages:
            if message.to == [self.refused]:
                raise smtplib.SMTPRecipientsRefused({self.refused: (550, b"no such mailbox")})
        return len(messages)


def deliver(messages, *, refused=None):
    """Send mails; those to one address come back."""
    Post.refused = refused
    with override_settings(MAILERS={"default": {"BACKEND": f"{__name__}.Post"}}):
        for message in messages:
            actions.send(message.pk)


def reached(conference):
    """Return the attendees at whom mails arrive: not who has no address, nor one from which mails came back."""
    in_vain = ["", *Message.objects.bounced().values_list("to", flat=True)]
    return Attendee.objects.filter(conference=conference).exclude(email__in=in_vain)


def calendar_of(attendee):
    """Return {UID: start} in a calendar that has taken all entries that arrived."""
    calendars = Calendars()
    for message in Message.objects.filter(attendee=attendee, status="sent"):
        for attachment in message.attachments:
            calendars.take(attendee, attachment["content"])
    return calendars.of(attendee)


def what_is_attended(attendee):
    """Return {UID: start} of what is to come in the calendar that they can subscribe to."""
    events = {}
    for registration in attendee.registrations.confirmed().with_session():
        for slot in registration.session.slots_of({registration.pool_id}):
            events[ical.uid_of(slot.uid)] = slot.starts_at.replace(microsecond=0)
    return events
