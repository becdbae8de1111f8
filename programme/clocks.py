"""The form field for a time of day, which reads times as people write them: “17.30h”, „ca. 9 Uhr“, „13 Uhr 30“."""

import re
from datetime import time

from django import forms
from django.core.exceptions import ValidationError

from programme.imports.text.times import find_times

LONGEST = 40
ABOUT = re.compile(r"(?:ca\.|circa|etwa|gegen|um|ab|about|around|at|from)\s+", re.IGNORECASE)


class ClockField(forms.TimeField):
    """What the formats of a language do not know is read as the import reads it, if it is one time and no more."""

    @classmethod
    def like(cls, field):
        """Return a field that says and requires what a TimeField does."""
        messages = field.error_messages
        return cls(
            input_formats=field.input_formats, localize=field.localize, required=field.required, error_messages=messages
        )

    def to_python(self, value):
        try:
            return super().to_python(value)
        except ValidationError:
            clock = read_clock(value) if isinstance(value, str) else None
            if clock is None:
                raise
            return clock


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
