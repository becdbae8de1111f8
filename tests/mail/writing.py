"""A mail to try the outbox with."""

from django.utils import timezone

from tests.factories import AttendeeFactory
from womconf.links import PersonalLink
from womconf.mail import actions
from womconf.mail.models import Message
from womconf.mail.writing import Letter, fill, write

LINK = PersonalLink("attendee", "code1234", 1, "/me/")


def queue(key="key", *, attendee=None, priority=0, links=None, attachments=()):
    """Note a mail that has its words already, as after a first attempt while the mail server was away."""
    if not Message.objects.filter(key=key).exists():
        attendee = attendee or AttendeeFactory(name="Erika Müßig")
        noted = Message(key=key, kind="registered", to="erika@example.org", language="de", priority=priority)
        noted.attendee, noted.conference = attendee, attendee.conference
        actions.note([noted])
        message = Message.objects.get(key=key)
        context = {"attendee": attendee, "conference": attendee.conference, "sessions": [], "waiting": []}
        links = {"link": LINK} if links is None else links
        fill(
            message,
            Letter(
                "registration/registered",
                context,
                links=links,
                attachments=attachments,
                reply_to="office@example.org",
            ),
        )
        message.save(update_fields=actions.WORDS)
    return Message.objects.get(key=key)


def written(**which):
    """Return the newest Message of a kind in the words that the worker gives it."""
    message = Message.objects.filter(**which).latest("pk")
    if not message.is_written and write(message):
        message.save()
    return message


def work():
    """Let the worker write and send all that is due."""
    for message in Message.objects.filter(status=Message.Status.QUEUED, not_before__lte=timezone.now()).order_by("pk"):
        actions.send(message.pk)
