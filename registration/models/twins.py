from django.db import models
from django.utils.translation import gettext_lazy as _

from programme.models import DifferentPeople
from programme.triggers import same_conference
from registration.models.people import Attendee


class DifferentAttendees(DifferentPeople):
    one = models.ForeignKey(Attendee, verbose_name=_("attendee"), on_delete=models.DB_CASCADE, related_name="+")
    other = models.ForeignKey(Attendee, verbose_name=_("attendee"), on_delete=models.DB_CASCADE, related_name="+")

    class Meta(DifferentPeople.Meta):
        verbose_name = _("two different attendees")
        verbose_name_plural = _("different attendees")
        triggers = [
            same_conference(
                "different_attendees_same_conference", one_id="registration_attendee", other_id="registration_attendee"
            ),
        ]
