"""What people would be told wrongly, or not at all, of their places."""

import datetime

from django.utils import timezone

from programme.telling import Said
from registration import actions
from registration.models import Registration, ToldToAttendee
from registration.telling import ATTENDEES
from tests.factories import RegistrationFactory, SessionFactory, SlotFactory
from womconf.mail.models import Message


def facts(kind, registration):
    """What a Message about a registration is made of."""
    return {
        "kind": kind,
        "key": f"{kind}:{registration.pk}",
        "to": registration.attendee.email,
        "language": "de",
        "attendee": registration.attendee,
        "conference": registration.session.conference,
        "facts": {"registrations": [registration.pk]},
    }


def tell(kind, registration):
    Message.objects.create(**facts(kind, registration))


def promote_in_silence():
    registration = RegistrationFactory(session=SessionFactory(capacity=1), status="waiting")
    Registration.objects.filter(pk=registration.pk).update(status="confirmed", status_at=timezone.now())


def cancel_and_tell_twice():
    registration = RegistrationFactory()
    actions.cancel(registration)
    tell("session-cancelled", registration)


def remind_twice():
    slot = SlotFactory()
    registration = RegistrationFactory(session=slot.session)
    for number in range(2):
        reminder = facts("evening", registration) | {"facts": {"starts": {slot.pk: slot.starts_at.isoformat()}}}
        Message.objects.create(**reminder | {"key": f"evening:{number}"})


def remind_of_a_place_given_back():
    slot = SlotFactory()
    registration = RegistrationFactory(session=slot.session)
    actions.cancel(registration)
    message = Message.objects.create(**facts("evening", registration) | {"facts": {}})
    ATTENDEES.note(registration.attendee_id, [Said.of(slot, "attending")], message=message)
    ToldToAttendee.objects.update(told_at=timezone.now() + datetime.timedelta(minutes=2))


def tell_of_a_promotion_that_is_none():
    slot = SlotFactory(session__capacity=0)
    registration = RegistrationFactory(session=slot.session, status="waiting")
    ATTENDEES.note(registration.attendee_id, [Said.of(slot, "attending")])
    ToldToAttendee.objects.update(by=ToldToAttendee.By.MAIL)
