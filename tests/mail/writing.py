"""A mail to try the outbox with."""

from tests.factories import AttendeeFactory
from womconf.links import PersonalLink
from womconf.mail import actions

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
