"""What follows when somebody's calendar declines: a question, never more (docs/decisions/0025)."""

from django.utils import timezone

from programme.models import Part, Slot
from registration import emails
from registration.actions.transitions import transition
from registration.models import Attendee, ToldToAttendee


@transition
def ask_who_declined(attendee, *, uid, address):
    """Ask a person (a key) whose calendar declines a slot (its uid) whether they give the place back.

    Only somebody with this address who has a place there that is still to come, and once for each invitation that they
    were sent. The place stays theirs. Return whether a question leaves.
    """
    known = Attendee.objects.exclude(email="").filter(pk=attendee, email=address)
    attendee = known.select_for_update(no_key=True).first()
    if attendee is None:
        return False
    told = ToldToAttendee.objects.filter(attendee=attendee, uid=uid, part=Part.ATTENDING).first()
    slot = Slot.objects.select_related("conference").filter(uid=uid).first()
    if told is None or slot is None or not slot.is_to_come(timezone.now()):
        return False
    theirs = attendee.registrations.confirmed().filter(session=slot.session_id).with_session()
    registration = next((row for row in theirs if slot in row.attended_slots), None)
    return registration is not None and emails.ask_who_declined(registration, told)
