"""How a row is used again in another conference: what is said of each of its fields."""

from dataclasses import dataclass
from datetime import timedelta

from programme import local_time


@dataclass(frozen=True)
class Copies:
    """What becomes of each field of a model, by its name; a test finds a field that nobody has decided about.

    `same` are taken over as they are, `new` are given by whoever copies, and `left` begin as in any new row.
    """

    model: type
    same: tuple[str, ...]
    new: tuple[str, ...]
    left: tuple[str, ...] = ("id",)

    def of(self, row, **new):
        """Return a new row, not yet saved, that is like this one."""
        return self.model(**{name: getattr(row, name) for name in self.same}, **new)


def moved(starts_at, ends_at, days, zone):
    """Return both moments so many days later at the same times on the clock; a moment that is None stays so.

    The end lies after the start, as it did: where a night in which clocks are changed would turn the two around, the
    time between them stays.
    """
    start, end = (_moved(moment, days, zone) for moment in (starts_at, ends_at))
    if start and end and end <= start:
        end = start + (ends_at - starts_at)
    return start, end


def _moved(moment, days, zone):
    if moment is None:
        return None
    return local_time.to_utc(moment.astimezone(zone).replace(tzinfo=None) + timedelta(days), zone)
