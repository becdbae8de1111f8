"""The form field for a day, which reads days as people write them: „18. Februar 2027“, „Do, 18.2.“, “18 Feb”."""

import re

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from programme.imports.text.dates import find_dates

LONGEST = 60
WITHOUT_LAST_DOT = re.compile(r"\d{1,2}\.\d{1,2}")


class DayField(forms.DateField):
    """What the formats of a language do not know is read as the import reads it, if it is one day and no more."""

    @classmethod
    def like(cls, field):
        """Return a field that says and requires what a DateField does."""
        messages = field.error_messages
        return cls(
            input_formats=field.input_formats, localize=field.localize, required=field.required, error_messages=messages
        )

    def to_python(self, value):
        try:
            return super().to_python(value)
        except ValidationError:
            day = read_day(value) if isinstance(value, str) else None
            if day is None:
                raise
            return day


def read_day(text):
    """Return the date that a text names, the next one where it has no year; None: it names none, several, or more."""
    text = " ".join(text.split())
    if len(text) > LONGEST:
        return None
    if WITHOUT_LAST_DOT.fullmatch(text):
        text += "."
    for spelling in (text, text.title()):  # the import takes a small “may” for no month
        match find_dates(spelling):
            case [found] if not found.is_range and (found.begin, found.end) == (0, len(text)):
                return _date(found)
    return None


def _date(found):
    today = timezone.localdate()
    years = [found.first.year] if found.first.year else range(today.year, today.year + 9)  # 29 February is rare
    dates = [day for year in years if (day := found.first.in_year(year))]
    day = next((day for day in dates if found.first.year or day >= today), None)
    return day if day and found.weekday in {None, day.weekday()} else None
