import pghistory
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from programme.codes import CODE_LENGTH, new_code
from programme.fields import TranslatedTextField
from programme.letters import Folded
from programme.models.conference import Conference
from programme.triggers import raises_revisions
from programme.validators import validate_single_line, validate_web_address
from womconf.kept.triggers import announced


@announced()
@pghistory.track(
    pghistory.InsertEvent(),
    pghistory.UpdateEvent(),
    pghistory.DeleteEvent(),
)
class Organisation(models.Model):
    """Who holds a session, with or without named speakers; where a person comes from."""

    conference = models.ForeignKey(
        Conference, verbose_name=_("conference"), on_delete=models.CASCADE, related_name="organisations"
    )
    code = models.CharField(_("code"), max_length=CODE_LENGTH, unique=True, default=new_code, editable=False)
    name = models.CharField(_("name"), max_length=200, validators=[validate_single_line])
    website = models.URLField(_("website"), blank=True, validators=[validate_web_address])
    description = TranslatedTextField(
        _("description"), blank=True, help_text=_("Stands on its page, above its sessions.")
    )

    class Meta:
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")
        ordering = [Folded("name"), "name"]
        constraints = [
            models.UniqueConstraint(
                fields=["conference", "name"],
                name="organisation_name_once",
                violation_error_message=_("This organisation is already there."),
            ),
        ]
        triggers = [
            raises_revisions(
                "organisation_raises_revisions", ["name"], "SELECT id FROM programme_session WHERE host_id = NEW.id"
            ),
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("programme:host-detail", args=[self.conference.slug, self.code])
