"""What registration does when something happens in the programme."""

from django.dispatch import receiver

from programme import signals
from registration import actions


@receiver(signals.session_cancelled)
def withdraw_session(sender, session, by, **kwargs):
    actions.withdraw_session(session, by=by)


@receiver(signals.capacity_changed)
def fill_places(sender, session, **kwargs):
    actions.promote(session)


@receiver(signals.slot_moved)
def reopen_waiting_list(sender, session, **kwargs):
    if session is not None:  # a break has moved
        actions.promote(session)
