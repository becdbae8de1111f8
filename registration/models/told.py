"""What people who registered were last told."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from programme.models import Told
from registration.models.people import Attendee


class ToldToAttendee(Told):
    attendee = models.ForeignKey(Attendee, verbose_name=_("attendee"), on_delete=models.DB_CASCADE, related_name="told")

    class Meta(Told.Meta):
        verbose_name = _("what somebody was told")
        verbose_name_plural = _("what people were told")
        constraints = [*Told.Meta.constraints, Told.once_for("attendee")]

    def __str__(self):
        return self.title
