"""When and where sessions take place."""

from programme import signals
from programme.actions.locks import lock_rooms, lock_session, refusals, room_changes, transition
from programme.models import Slot


@transition
def place_slots(slots, *, by=None):
    """Enter new slots, and move those that are there to the time and room that they say, unless somebody else is there.

    Nothing else of those that are there is written. A first time is told as a move is (signal slot_moved).
    """
    for session in sorted({slot.session for slot in slots if slot.session}, key=lambda session: session.pk):
        lock_session(session)
    lock_rooms(slot.room_id for slot in slots)
    with room_changes():
        for slot in slots:
            if slot.pk is None:
                with refusals():
                    slot.save()
                signals.slot_moved.send(Slot, slot=slot, session=slot.session, by=by)
            else:
                move_slot(slot, starts_at=slot.starts_at, ends_at=slot.ends_at, room=slot.room, by=by)


@transition
def move_slot(slot, *, starts_at, ends_at, room, by=None):
    """Move a slot to another time or room, unless somebody else is there."""
    if slot.session_id:
        lock_session(slot.session)
    lock_rooms([room and room.pk])
    slot = Slot.objects.select_for_update(no_key=True, of=("self",)).select_related("session").get(pk=slot.pk)
    if (slot.starts_at, slot.ends_at, slot.room_id) == (starts_at, ends_at, room and room.pk):
        return slot
    slot.starts_at, slot.ends_at, slot.room = starts_at, ends_at, room
    with refusals():
        slot.save(update_fields=["starts_at", "ends_at", "room"])
    signals.slot_moved.send(Slot, slot=slot, session=slot.session, by=by)
    return slot
