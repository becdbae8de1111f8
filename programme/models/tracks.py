import pghistory
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from programme.codes import CODE_LENGTH, new_code
from programme.fields import TranslatedCharField, TranslatedTextField
from programme.models.conference import Conference
from womconf.kept.triggers import announced


@announced()
@pghistory.track(
    pghistory.InsertEvent(),
    pghistory.UpdateEvent(),
    pghistory.DeleteEvent(),
)
class Track(models.Model):
    """An optional grouping of sessions."""

    conference = models.ForeignKey(
        Conference, verbose_name=_("conference"), on_delete=models.CASCADE, related_name="tracks"
    )
    code = models.CharField(_("code"), max_length=CODE_LENGTH, unique=True, default=new_code, editable=False)
    name = TranslatedCharField(_("name"), text_max_length=100)
    description = TranslatedTextField(
        _("description"), blank=True, help_text=_("Stands on its page, above its sessions.")
    )
    position = models.PositiveSmallIntegerField(_("position"), default=0, db_default=0)

    class Meta:
        verbose_name = _("track")
        verbose_name_plural = _("tracks")
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["conference", "name"],
                name="track_name_once",
                violation_error_message=_("This track is already there."),
            ),
        ]

    def __str__(self):
        return str(self.name)

    def get_absolute_url(self):
        return reverse("programme:track-detail", args=[self.conference.slug, self.code])
