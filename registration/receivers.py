"""What registration does when something happens in the programme."""

from django.dispatch import receiver

from programme import signals
from registration import actions
from registration.models import Registration


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


@receiver(signals.slot_would_move)
def name_people_in_the_way(sender, slot, starts_at, ends_at, **kwargs):
    return Registration.objects.colliding_if(slot, starts_at, ends_at).values_list("attendee__name", flat=True)


@receiver(signals.change_told)
def tell_change(sender, session, **kwargs):
    return actions.tell_change(session)
