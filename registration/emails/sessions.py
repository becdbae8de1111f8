"""Mails about what organisers did to a session: cancelled it, or changed its time or room."""

from django.utils.translation import pgettext_lazy

from programme import schedule_checks
from registration.emails.letters import (
    about_registrations,
    by_person,
    is_confirmed,
    letter_to,
    message_to,
    sessions_of,
    settled_of,
)
from registration.models import Registration
from womconf.mail.actions import note, writes


def tell_session_cancelled(registrations):
    """Tell everybody, each in one mail, who may have a follow-up of it too."""
    note(
        [
            about_registrations("session-cancelled", theirs)
            for theirs in by_person(registrations)
            if is_confirmed(theirs)
        ]
    )


@writes("session-cancelled", pgettext_lazy("kind of e-mail", "session cancelled"))
def write_session_cancelled(attendee, registrations):
    """Write it with calendar entries that cancel the session in the calendar of the person."""
    cancelled = list(Registration.objects.filter(pk__in=registrations).select_related("session"))
    if not cancelled:  # deleted while all e-mail was stopped
        return None
    session = cancelled[0].session
    return letter_to(
        "session-cancelled", attendee, attended=cancelled, session=session, has_calendar=True, tells=cancelled
    )


def tell_session_changed(session, registrations):
    """Tell each of those who registered, once for each change of the session. Return how many are told."""
    return note(
        [
            message_to(
                "session-changed",
                registration.attendee,
                key=f"session-changed:{registration.pk}:{session.changed_at.timestamp()}",
                registration=registration.pk,
            )
            for registration in settled_of(registrations)
            if is_confirmed([registration])
        ]
    )


@writes("session-changed", pgettext_lazy("kind of e-mail", "session changed"))
def write_session_changed(attendee, registration):
    """Write it with a calendar entry that corrects the old one, and name their sessions that now overlap with it."""
    found = Registration.objects.live().filter(pk=registration).first()
    if found is None:
        return None
    theirs = Registration.objects.confirmed().filter(attendee=attendee)
    pool_ids = {row.pool_id for row in theirs}
    pairs = schedule_checks.overlaps(sessions_of(theirs), pool_ids)
    return letter_to(
        "session-changed",
        attendee,
        attended=[found],
        tells=[found],
        has_calendar=found.status in Registration.HAVING_PLACE,
        is_waiting=found.status == Registration.Status.WAITING,
        overlaps=[pair[pair[0].pk == found.session_id] for pair in pairs if found.session_id in {s.pk for s in pair}],
    )
