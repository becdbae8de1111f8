"""The time that something takes. An open end takes the first moment only: nobody knows how long it lasts."""

from datetime import time, timedelta

MOMENT = timedelta.resolution
MORNING = time(6)  # what ends before belongs to the evening before


def last_moment(slots):
    """Return when the last of these slots ends, of whatever year; None where there is none."""
    return max((slot.ends_at or slot.starts_at for slot in slots), default=None)


def taken_until(starts_at, ends_at):
    """Return when the time is over that something takes (models.slots.slot_period says the same in the database)."""
    return ends_at or starts_at + MOMENT
