"""The form field for a day, which reads days as people write them: „18. Februar 2027“, „Do, 18.2.“, “18 Feb”."""

import re

from django import forms
from django.utils import timezone

from programme.as_written import AsWrittenMixin
from programme.imports.text.dates import find_dates

LONGEST = 60
WITHOUT_LAST_DOT = re.compile(r"\d{1,2}\.\d{1,2}")


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


class DayField(AsWrittenMixin, forms.DateField):
    read = staticmethod(read_day)
