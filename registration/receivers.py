"""What registration does when something happens in the programme."""

from django.dispatch import receiver

from programme import signals
from registration import actions
from registration.models import Attendee


@receiver(signals.session_cancelled)
def withdraw_session(sender, session, by, **kwargs):
    actions.withdraw_session(session, by=by)


@receiver(signals.capacity_changed)
def fill_places(sender, session, **kwargs):
    actions.promote(session)


@receiver(signals.slot_moved)
def reopen_waiting_list(sender, session, **kwargs):
    if session is not None:  # a break has moved
        actions.promote_around(session)


@receiver(signals.places_would_overlap)
def name_people_in_the_way(sender, pairs, **kwargs):
    return Attendee.objects.with_both(pairs).values_list("name", flat=True)


@receiver(signals.example_to_be_deleted)
def forget_everybody(sender, conference, **kwargs):
    actions.forget_everybody(conference)
