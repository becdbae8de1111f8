from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from programme.models.conference import Conference
from programme.validators import validate_single_line


class SavedView(models.Model):
    """A list of the admin as organisers have narrowed and sorted it, under a name, for all of the conference."""

    MOST_LETTERS = 1000

    conference = models.ForeignKey(
        Conference, verbose_name=_("conference"), on_delete=models.CASCADE, related_name="saved_views"
    )
    model = models.CharField(_("list"), max_length=60, help_text=_("Such as programme.session."))
    name = models.CharField(_("name"), max_length=60, validators=[validate_single_line])
    query = models.CharField(_("query"), max_length=MOST_LETTERS, blank=True, help_text=_("Of the list's address."))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("by"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )

    class Meta:
        verbose_name = _("saved view")
        verbose_name_plural = _("saved views")
        default_permissions = ()
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["conference", "model", "name"],
                name="saved_view_name_once",
                violation_error_message=_("There is a view with this name already."),
            ),
        ]

    def __str__(self):
        return self.name
