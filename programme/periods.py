"""The time that something takes. An open end takes the first moment only: nobody knows how long it lasts."""

from datetime import timedelta

MOMENT = timedelta.resolution


def taken_until(starts_at, ends_at):
    """Return when the time is over that something takes (models.slots.slot_period says the same in the database)."""
    return ends_at or starts_at + MOMENT
