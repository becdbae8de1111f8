"""What organisers have said of two people who look like one."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from programme.models.people import Speaker
from programme.triggers import same_conference


class DifferentPeople(models.Model):
    """That two people are not the same, although they look like it. `one` is the one with the smaller key."""

    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("by"),
        null=True,
        blank=True,
        on_delete=models.DB_SET_NULL,
        related_name="+",
    )
    at = models.DateTimeField(_("at"), db_default=Now(), editable=False)

    class Meta:
        abstract = True
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["one", "other"],
                name="%(class)s_once",
                violation_error_message=_("This has been said already."),
            ),
            models.CheckConstraint(
                condition=Q(one__lt=F("other")),
                name="%(class)s_in_order",
                violation_error_message=_("Please choose two people of the same conference."),
            ),
        ]

    def __str__(self):
        return f"{self.one} ≠ {self.other}"


class DifferentSpeakers(DifferentPeople):
    one = models.ForeignKey(Speaker, verbose_name=_("speaker"), on_delete=models.DB_CASCADE, related_name="+")
    other = models.ForeignKey(Speaker, verbose_name=_("speaker"), on_delete=models.DB_CASCADE, related_name="+")

    class Meta(DifferentPeople.Meta):
        verbose_name = _("two different speakers")
        verbose_name_plural = _("different speakers")
        triggers = [
            same_conference(
                "different_speakers_same_conference", one_id="programme_speaker", other_id="programme_speaker"
            ),
        ]
