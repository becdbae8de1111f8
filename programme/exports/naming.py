"""What exports call the slots of a session, in whatever format."""

from uuid import UUID

from programme.models import Slot

# Never to be changed: guids are made from it and from uids of slots, and other programs know a session by its guid.
NAMESPACE = UUID("0a7c1f8e-52b4-5a0e-9a53-3f2f7a1c6d21")


def title_of(slot, session, *, says_requested=True):
    """Return the title under which a slot stands where there is no field for its status.

    Without `says_requested` it does not say that somebody has yet to agree: for those who come it is theirs.
    """
    title = str(session.title)
    if slot.kind == Slot.Kind.FOLLOW_UP:
        title = f"{slot.label}: {title}"
    if session.is_cancelled:
        return f"{session.get_status_display()}: {title}"
    if session.is_requested and says_requested:
        return f"{title} ({session.get_status_display()})"
    return title
