"""Who works on a conference, and as what. Superusers, and those with rights of their own, work on all of them."""

import pghistory
from django.conf import settings
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from programme.models.conference import Conference
from womconf.constraints import is_one_of


class Role(models.TextChoices):
    """What somebody is in one conference; programme/roles.py says what they may do as that."""

    LEAD = "lead", pgettext_lazy("role", "lead")
    PROGRAMME = "programme", pgettext_lazy("role", "programme")
    REGISTRATIONS = "registrations", pgettext_lazy("role", "registrations")
    HELPER = "helper", pgettext_lazy("role", "at the door")
    READER = "reader", pgettext_lazy("role", "only looks")
    NEEDS = "needs", pgettext_lazy("role", "access needs")


def role_is_known(name):
    return is_one_of("role", Role.values, name=name)


@pghistory.track(
    pghistory.InsertEvent(),
    pghistory.DeleteEvent(),
)
class Membership(models.Model):
    """That somebody has a role in one conference. A person may have several."""

    conference = models.ForeignKey(
        Conference, verbose_name=_("conference"), on_delete=models.CASCADE, related_name="memberships"
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("person"), on_delete=models.CASCADE, related_name="memberships"
    )
    role = models.CharField(_("role"), max_length=20, choices=Role)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("by whom"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    at = models.DateTimeField(_("since"), db_default=Now(), editable=False)

    class Meta:
        verbose_name = _("role of a person")
        verbose_name_plural = _("roles of people")
        default_permissions = ()
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["conference", "user", "role"],
                name="membership_role_once",
                violation_error_message=_("This person has this role already."),
            ),
            role_is_known("membership_role_known"),
        ]

    def __str__(self):
        return f"{self.user}: {self.get_role_display()}"
