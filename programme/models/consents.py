"""What speakers have agreed to."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from programme.models.people import Speaker
from womconf.constraints import is_one_of


class ConsentQuerySet(models.QuerySet):
    def valid(self):
        return self.filter(withdrawn_at__isnull=True)


class Consent(models.Model):
    """That a speaker agreed to something, from when, and until when. Whoever agrees again gets another row."""

    class Kind(models.TextChoices):
        PUBLICATION = "publication", pgettext_lazy("consent", "publication")
        RECORDING = "recording", pgettext_lazy("consent", "recording")
        PHOTO = "photo", pgettext_lazy("consent", "photos")

    speaker = models.ForeignKey(
        Speaker, verbose_name=_("speaker"), on_delete=models.DB_CASCADE, related_name="consents"
    )
    kind = models.CharField(_("kind"), max_length=12, choices=Kind)
    given_at = models.DateTimeField(_("given"), editable=False)
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, blank=True, editable=False)

    objects = ConsentQuerySet.as_manager()

    class Meta:
        verbose_name = _("consent")
        verbose_name_plural = _("consents")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["speaker", "kind"],
                condition=Q(withdrawn_at__isnull=True),
                name="consent_once",
                violation_error_message=_("This person has agreed to it already."),
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True) | Q(withdrawn_at__gte=F("given_at")),
                name="consent_withdrawn_after_it_was_given",
                violation_error_message=_("A consent is withdrawn after it was given."),
            ),
            is_one_of("kind", ["publication", "recording", "photo"], name="consent_kind_known"),
        ]

    def __str__(self):
        return str(self.get_kind_display())
