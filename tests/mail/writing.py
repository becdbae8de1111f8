"""A mail to try the outbox with."""

from tests.factories import AttendeeFactory
from womconf.links import PersonalLink
from womconf.mail import actions
from womconf.mail.models import Message
from womconf.mail.writing import write

LINK = PersonalLink("attendee", "code1234", 1, "/me/")


def queue(key="key", **changes):
    attendee = changes.pop("attendee", None) or AttendeeFactory(name="Erika Müßig")
    facts = {
        "to": "erika@example.org",
        "language": "de",
        "kind": "registered",
        "key": key,
        "context": {"attendee": attendee, "conference": attendee.conference, "sessions": [], "waiting": []},
        "links": {"link": LINK},
        "reply_to": "office@example.org",
    }
    return actions.queue("registration/registered", **{**facts, **changes})


def written(**which):
    """Return the newest Message of a kind in the words that the worker gives it."""
    message = Message.objects.filter(**which).latest("pk")
    if not message.is_written and write(message):
        message.save()
    return message
