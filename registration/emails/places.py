"""Mails about somebody's own places: what they have, got, or gave back."""

from django.utils import timezone
from django.utils.translation import pgettext_lazy

from programme.models.mail_texts import WITH_NAME
from registration.emails.confirming import write_confirm, write_link
from registration.emails.letters import (
    about_registrations,
    by_person,
    having_place,
    is_confirmed,
    letter_to,
    message_to,
    waiting,
)
from registration.models import Registration
from registration.telling import ATTENDEES
from womconf.mail.actions import note, writes


def tell_registered(registrations):
    """Say what somebody has now: confirmed sessions with their calendar entries, and places on waiting lists."""
    note([about_registrations("registered", theirs) for theirs in by_person(registrations) if theirs[0].attendee.email])


@writes("registered", pgettext_lazy("kind of e-mail", "what they are registered for"), WITH_NAME)
def write_registered(attendee, registrations):
    live = list(Registration.objects.live().filter(pk__in=registrations))
    if live:
        theirs = {"attended": having_place(live), "waiting": waiting(live)}
        return letter_to("registered", attendee, **theirs, tells=live, has_ways_in=True)
    return None


def tell_moved_up(registrations):
    """Tell everybody who has a place now, each in one mail."""
    note([about_registrations("moved-up", theirs) for theirs in by_person(registrations) if theirs[0].attendee.email])


def tell_given(registration):
    """Tell somebody who waited that they have a place now, which they have taken, or were given by somebody."""
    if registration.attendee.email:
        message = about_registrations("moved-up", [registration])
        message.facts["is_given"] = True
        note([message])


@writes("moved-up", pgettext_lazy("kind of e-mail", "place from the waiting list"), WITH_NAME)
def write_moved_up(attendee, registrations, is_given=False):
    still_there = list(Registration.objects.confirmed().filter(pk__in=registrations))
    if not still_there:
        return None
    theirs = {"attended": still_there, "tells": still_there}
    return letter_to("moved-up", attendee, **theirs, has_ways_in=True, is_given=is_given)


def tell_cancelled(registrations):
    """Say that it worked; whoever never confirmed is not written to."""
    _know_it(registration for registration in registrations if not registration.attendee.email)
    note([about_registrations("cancelled", theirs) for theirs in by_person(registrations) if is_confirmed(theirs)])


@writes("cancelled", pgettext_lazy("kind of e-mail", "place given up"), WITH_NAME)
def write_cancelled(attendee, registrations):
    given_up = list(Registration.objects.filter(pk__in=registrations))
    return letter_to("cancelled", attendee, attended=given_up, tells=given_up) if given_up else None


def tell_everything(attendee):
    """Say what somebody has now, after organisers or they themselves changed it, whatever was said before."""
    if not attendee.email:
        _know_it(attendee.registrations.live())
    else:
        key = f"everything:{attendee.pk}:{timezone.now().isoformat()}"
        note([message_to("everything", attendee, key=key)])


@writes("everything", pgettext_lazy("kind of e-mail", "everything they are registered for"), WITH_NAME)
def write_everything(attendee):
    """What nobody has confirmed is no place yet: it stands apart, and in no calendar; alone, it is asked about."""
    theirs = Registration.objects.live().filter(attendee=attendee)
    unconfirmed, sure = list(theirs.unconfirmed()), list(theirs.settled())
    if not sure:
        return write_confirm(attendee) if unconfirmed else write_link(attendee)
    return letter_to(
        "registered",
        attendee,
        attended=having_place(sure),
        waiting=waiting(sure),
        unconfirmed=[registration.pool.title for registration in unconfirmed],
        tells=sure,
        has_ways_in=True,
    )


def _know_it(registrations):
    """Note that people without an address know of these: they have said on the telephone what they want."""
    for theirs in by_person(registrations):
        attendee = theirs[0].attendee
        ATTENDEES.note(attendee.pk, ATTENDEES.numbered(attendee.pk, ATTENDEES.said_of(attendee, theirs)))
