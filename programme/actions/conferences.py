"""When a conference is public."""

from django.utils import timezone

from programme.actions.locks import lock_conference, transition


@transition
def publish_conference(conference, *, by=None):
    """Make a conference and its sessions public."""
    conference = lock_conference(conference)
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
