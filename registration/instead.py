"""What people can choose instead: of a session that was cancelled, and of one that they wait for a place in."""

from collections import defaultdict

from django.db.models import Q

from programme.models import Session
from programme.timetable import in_order_of_time
from registration.models import Registration


def offered_instead(attendee, sessions):
    """Return {key of a session: the Session offered instead} of those that were cancelled.

    `attendee`: a person or their key. What they take part in already, or nobody can choose any more, is left out.
    """
    wanted = {session.pk: session.alternative_id for session in sessions if session.is_cancelled}
    if not any(wanted.values()):
        return {}
    theirs = Registration.objects.live().filter(attendee=attendee).values("session")
    can_be_chosen = Session.objects.bookable().filter(pk__in=wanted.values()).exclude(pk__in=theirs)
    found = can_be_chosen.with_programme().in_bulk()
    return {pk: found[instead] for pk, instead in wanted.items() if instead in found}


def with_free_places(sessions, *, unless_of=None):
    """Return {key of a session: [further dates of the same that have free places, in the order of time]}.

    `unless_of`: an attendee. What they are registered for, or have a place on the waiting list of, is left out.
    """
    keys = {session.pk: session.dates_key for session in sessions}
    dates = Session.objects.taking_registrations().filter(Q(pk__in=keys.values()) | Q(first_date__in=keys.values()))
    if unless_of is not None:
        dates = dates.exclude(pk__in=Registration.objects.live().filter(attendee=unless_of).values("session"))
    found = defaultdict(list)
    for date in in_order_of_time(dates.with_programme()):
        if not date.is_full:
            found[date.dates_key].append(date)
    others = {pk: [date for date in found[key] if date.pk != pk] for pk, key in keys.items()}
    return {pk: dates for pk, dates in others.items() if dates}
