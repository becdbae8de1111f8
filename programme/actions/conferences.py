"""When a conference is public, and the end of an example."""

from django.utils import timezone

from programme import about, signals
from programme.actions.locks import lock_conference, transition
from programme.exceptions import NotAnExample, NotReadyForThePublic
from programme.models import Conference


@transition
def publish_conference(conference, *, by=None):
    """Make a conference and its sessions public.

    An organiser can do so when it says who answers for it (NotReadyForThePublic); a command does as it is told.
    """
    conference = lock_conference(conference)
    if by is not None and (missing := about.missing(conference)):
        raise NotReadyForThePublic(missing)
    if not conference.is_public:
        conference.published_at, conference.published_by = timezone.now(), by
        conference.save(update_fields=["published_at", "published_by"])
    return conference


@transition
def unpublish_conference(conference, *, by):
    """Take a conference off the public pages; nothing else changes. The history keeps who did it."""
    conference = lock_conference(conference)
    if conference.is_public:
        conference.published_at = conference.published_by = None
        conference.save(update_fields=["published_at", "published_by"])
    return conference


@transition
def delete_example(conference):
    """Delete an example whole, with everybody who registered for it (registration listens) and what they were sent."""
    conference = lock_conference(conference)
    if not conference.is_example:
        raise NotAnExample
    signals.example_to_be_deleted.send(Conference, conference=conference)
    conference.delete()
