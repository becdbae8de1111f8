"""Wall clock times of a text in UTC, also in the two nights a year in which clocks are changed.

An hour that does not exist is read on the clock as it ran before the change (02:30 becomes 03:30); of an hour that
comes twice, the first one is meant (PEP 495, fold=0).
"""

from datetime import UTC


def to_utc(naive, zone):
    return naive.replace(tzinfo=zone, fold=0).astimezone(UTC)


def is_skipped(naive, zone):
    """Whether the clocks jump over this time."""
    return to_utc(naive, zone).astimezone(zone).replace(tzinfo=None) != naive


def is_repeated(naive, zone):
    """Whether the clocks show this time twice."""
    first, second = (naive.replace(tzinfo=zone, fold=fold) for fold in (0, 1))
    return first.utcoffset() > second.utcoffset()


def period_to_utc(starts_at, ends_at, zone):
    """Return (start, end) in UTC; the end, if there is one, always lies after the start.

    Where a change of clocks would turn the two around, the length as written holds.
    """
    start = to_utc(starts_at, zone)
    if ends_at is None:
        return start, None
    end = to_utc(ends_at, zone)
    return start, end if end > start else start + (ends_at - starts_at)
