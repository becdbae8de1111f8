from django.conf import settings
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from programme.models.conference import Conference
from programme.validators import validate_no_control_characters
from programme.years import in_our_years, validate_year


class PutOff(models.Model):
    """Something on the list of what is to do that organisers want to see again only on a certain day."""

    conference = models.ForeignKey(
        Conference, verbose_name=_("conference"), on_delete=models.CASCADE, related_name="put_off"
    )
    key = models.CharField(_("what"), max_length=60)
    until = models.DateField(_("until"), validators=[validate_year], help_text=_("It comes back on this day."))
    note = models.CharField(
        _("note"), max_length=200, blank=True, default="", db_default="", validators=[validate_no_control_characters]
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("by"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    at = models.DateTimeField(_("at"), db_default=Now(), editable=False)

    class Meta:
        verbose_name = _("put off")
        verbose_name_plural = _("put off")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["conference", "key"],
                name="put_off_once",
                violation_error_message=_("This is put off already."),
            ),
            in_our_years(dates=["until"], name="put_off_in_our_years"),
        ]

    def __str__(self):
        return f"{self.key}: {self.until}"
