"""What registration does when something happens in the programme or in the mail."""

from django.dispatch import receiver

from programme import signals
from programme.actions import Piece
from programme.exports.ical import slot_uid_of
from registration import actions
from registration.models import Attendee
from womconf.mail import tags
from womconf.mail.signals import calendar_declined


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


@receiver(signals.conference_cloned)
def clone_questions(sender, source, conference, parts, sessions, **kwargs):
    if Piece.QUESTIONS in parts:
        actions.clone_questions(source, conference, sessions)


@receiver(signals.session_copied)
def copy_questions(sender, source, session, **kwargs):
    actions.copy_questions(source, session)


@receiver(signals.example_to_be_deleted)
def forget_everybody(sender, conference, **kwargs):
    actions.forget_everybody(conference)


@receiver(calendar_declined)
def ask_who_declined(sender, kind, pk, uid, address, **kwargs):
    if kind == tags.ATTENDEE:
        actions.ask_who_declined(pk, uid=slot_uid_of(uid), address=address)
