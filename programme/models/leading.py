"""Other sessions that a session leads to: what to choose instead of it, and further dates of the same."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

ITSELF = _("A session cannot be another date of itself.")


class LeadsToOthers(models.Model):
    """The part of Session that names others of the same conference."""

    alternative = models.ForeignKey(
        "self",
        verbose_name=_("instead of it"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=_("A session that people can choose instead of one that does not take place."),
    )
    first_date = models.ForeignKey(
        "self",
        verbose_name=_("another date of"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=_("Where the same takes place once more: the pages of both lead to each other."),
    )

    class Meta:
        abstract = True

    @property
    def dates_key(self):
        """What all dates of the same have in common: the key of the first one."""
        return self.first_date_id or self.pk

    def name_first_of_all_dates(self):
        """Name the first date where another of the same was chosen, so that all of them name the same one.

        Raise a ValidationError where that is this one, or where others name this one.
        """
        if self.first_date_id is None:
            return
        if self.first_date.dates_key == self.pk:
            raise ValidationError({"first_date": ITSELF})
        if self.pk and type(self).objects.filter(first_date=self).exists():
            words = _("Other sessions are further dates of this one. Please enter it there, not here.")
            raise ValidationError({"first_date": words})
        self.first_date_id = self.first_date.dates_key


CONSTRAINTS = [
    models.CheckConstraint(
        condition=~Q(alternative=F("pk")),
        name="session_alternative_is_another",
        violation_error_message=_("A session cannot take place instead of itself."),
    ),
    models.CheckConstraint(
        condition=~Q(first_date=F("pk")),
        name="session_first_date_is_another",
        violation_error_message=ITSELF,
    ),
]
