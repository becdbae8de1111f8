"""Mails about what organisers did to a session: cancelled it, or changed its time or room."""

from django.utils.translation import pgettext_lazy

from programme import schedule_checks
from programme.models import Part
from programme.models.mail_texts import WITH_NAME, WITH_SESSION
from registration.emails.letters import about_registrations, by_person, is_confirmed, letter_to, sessions_of
from registration.instead import offered_instead
from registration.models import Attendee, Registration
from registration.telling import ATTENDEES
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


@writes("session-cancelled", pgettext_lazy("kind of e-mail", "session cancelled"), WITH_SESSION)
def write_session_cancelled(attendee, registrations):
    """Write it with calendar entries that cancel the session in the calendar of the person."""
    cancelled = list(Registration.objects.filter(pk__in=registrations).select_related("session"))
    if not cancelled:  # deleted while all e-mail was stopped
        return None
    session = cancelled[0].session
    return letter_to(
        "session-cancelled",
        attendee,
        attended=cancelled,
        session=session,
        alternative=offered_instead(attendee, [session]).get(session.pk),
        tells=cancelled,
    )


@writes("changes", pgettext_lazy("kind of e-mail", "changes of their sessions"), WITH_NAME)
def write_changes(attendee):
    """Write whatever somebody does not know yet, old and new; nothing where all is as they were told, or are told."""
    person = Attendee.objects.select_related("conference").get(pk=attendee)
    changes = ATTENDEES.left_to_say(person)
    if not changes:
        return None
    theirs = Registration.objects.confirmed().filter(attendee=attendee)
    sessions = {change.session.pk for change in changes if change.session}
    attended, pools = sessions_of(theirs), {row.pool_id for row in theirs}
    overlaps = [pair for pair in schedule_checks.overlaps(attended, pools) if sessions & {each.pk for each in pair}]
    places = {change.session.pk for change in changes if change.session and change.facts.part == Part.ATTENDING}
    kept = [session for session in attended if session.pk in places]
    return letter_to(
        "changes",
        attendee,
        changes=[change.at(change.slot and change.session.place_instead(change.slot, pools)) for change in changes],
        keeps_place=bool(kept) and not overlaps,  # of overlaps the mail says the same
        is_online=any(session.online_slots_of(pools) for session in kept),
        said=[change.said for change in changes],
        overlaps=overlaps,
    )
