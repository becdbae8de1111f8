"""What exports call the slots of a session, so that each program knows one again in whatever format it reads it."""

from collections import Counter

from programme.models import Slot


def named_slots(session):
    """Yield each slot with a name for it, which outlives a slot that was deleted and entered again."""
    seen = Counter()
    for slot in session.slots.all():
        seen[slot.kind] += 1
        part = "-follow-up" if slot.kind == Slot.Kind.FOLLOW_UP else ""
        number = f"-{seen[slot.kind]}" if seen[slot.kind] > 1 else ""
        yield f"{session.code}{part}{number}", slot


def title_of(slot, session):
    """Return the title under which a slot stands where there is no field for its status."""
    title = str(session.title)
    if slot.kind == Slot.Kind.FOLLOW_UP:
        title = f"{slot.label}: {title}"
    if session.is_cancelled:
        return f"{session.get_status_display()}: {title}"
    if session.is_requested:
        return f"{title} ({session.get_status_display()})"
    return title
