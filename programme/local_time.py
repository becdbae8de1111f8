"""Wall clock times in UTC, also in the two nights a year in which clocks are changed.

An hour that does not exist is read on the clock as it ran before the change (02:30 becomes 03:30); of an hour that
comes twice, the first one is meant (PEP 495, fold=0), unless somebody says otherwise.
"""

from datetime import UTC


def to_utc(naive, zone, fold=0):
    return naive.replace(tzinfo=zone, fold=fold).astimezone(UTC)


def is_skipped(naive, zone):
    """Whether the clocks jump over this time."""
    first, second = both(naive, zone)
    return first.utcoffset() < second.utcoffset()


def is_repeated(naive, zone):
    """Whether the clocks show this time twice."""
    first, second = both(naive, zone)
    return first.utcoffset() > second.utcoffset()


def both(naive, zone):
    """Return the two moments that a time on the clocks can mean, in their zone; they differ in those nights only."""
    return tuple(naive.replace(tzinfo=zone, fold=fold) for fold in (0, 1))


def period_to_utc(starts_at, ends_at, zone):
    """Return (start, end) in UTC; the end, if there is one, always lies after the start.

    Where a change of clocks would turn the two around, the length as written holds.
    """
    start = to_utc(starts_at, zone)
    if ends_at is None:
        return start, None
    end = to_utc(ends_at, zone)
    return start, end if end > start else start + (ends_at - starts_at)
