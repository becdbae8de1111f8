"""The form field for a time of day, which reads times as people write them: “17.30h”, „ca. 9 Uhr“, „13 Uhr 30“."""

import re
from datetime import time

from django import forms

from programme.as_written import AsWrittenMixin
from programme.imports.text.times import find_times

LONGEST = 40
ABOUT = re.compile(r"(?:ca\.|circa|etwa|gegen|um|ab|about|around|at|from)\s+", re.IGNORECASE)


def read_clock(text):
    """Return the time of day that a text names; None: it names none, a span, or one that may be two („halb drei“)."""
    text = " ".join(text.split())
    if about := ABOUT.match(text):
        text = text[about.end() :]
    match find_times(text) if len(text) <= LONGEST else []:
        case [found] if (found.begin, found.end) == (0, len(text)) and found.ends is None:
            is_sure = found.is_possible and not (found.told or found.zone) and found.starts < 24 * 60
            return time(*divmod(found.starts, 60)) if is_sure else None
    return None


class ClockField(AsWrittenMixin, forms.TimeField):
    read = staticmethod(read_clock)
