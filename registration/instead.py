"""What people can choose instead of a session that was cancelled."""

from programme.models import Session
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
