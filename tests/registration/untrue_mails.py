"""What people would be told wrongly, or not at all, of their places."""

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


def tell_of_a_promotion_that_is_none():
    slot = SlotFactory(session__capacity=0)
    registration = RegistrationFactory(session=slot.session, status="waiting")
    ATTENDEES.note(registration.attendee_id, [Said.of(slot, "attending")])
    ToldToAttendee.objects.update(by=ToldToAttendee.By.MAIL)
