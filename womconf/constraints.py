"""Constraints that many models have alike."""

from django.db.models import CheckConstraint, Q
from django.utils.translation import gettext_lazy as _


def is_one_of(field, values, *, name):
    """Return the constraint that a field holds one of these values, whoever writes it."""
    return CheckConstraint(
        condition=Q((f"{field}__in", values)),
        name=name,
        violation_error_message=_("Please choose one of the values that are offered."),
    )
