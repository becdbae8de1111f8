"""The years in which a conference can take place; every date and time that somebody types lies in them.

Beyond them lie slips of the keyboard (0027, 20277) and moments that Python, calendars and zones cannot reckon with.
"""

from datetime import UTC, date, datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

FIRST, LAST = 1900, 2199
PLEASE = _("Please give a year from 1900 to 2199.")


def is_ours(year):
    return FIRST <= year <= LAST


def validate_year(value):
    """Refuse a date or a time in a year in which no conference takes place."""
    if not is_ours(value.year):
        raise ValidationError(PLEASE, code="year")


def in_our_years(*, dates=(), moments=(), name):
    """Return the constraint that holds these fields of a model in our years; an empty field is no year.

    Moments may lie a day beyond: a year begins at another hour elsewhere, and validate_year looks at what was typed.
    """
    first, end = date(FIRST, 1, 1), date(LAST + 1, 1, 1)
    condition = Q()
    for field in dates:
        condition &= Q((f"{field}__isnull", True)) | Q((f"{field}__gte", first), (f"{field}__lt", end))
    first = datetime(FIRST, 1, 1, tzinfo=UTC) - timedelta(days=1)
    end = datetime(LAST + 1, 1, 1, tzinfo=UTC) + timedelta(days=1)
    for field in moments:
        condition &= Q((f"{field}__isnull", True)) | Q((f"{field}__gte", first), (f"{field}__lt", end))
    return models.CheckConstraint(condition=condition, name=name, violation_error_message=PLEASE)
