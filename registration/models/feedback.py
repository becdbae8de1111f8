"""How people found a session. Nothing here leads back to anybody (docs/decisions/0031)."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from programme.models import Session

TEXT_MAX_LENGTH = 1000


class Feedback(models.Model):
    """What somebody said of a session: no person, no time, a random key. Written by registration.actions only.

    `is_shown`: whether organisers count and read it; they learn of answers three at a time.
    """

    class Rating(models.IntegerChoices):
        VERY_GOOD = 5, pgettext_lazy("how it was", "very good")
        GOOD = 4, pgettext_lazy("how it was", "good")
        MIDDLING = 3, pgettext_lazy("how it was", "middling")
        NOT_SO_GOOD = 2, pgettext_lazy("how it was", "not so good")
        NOT_GOOD = 1, pgettext_lazy("how it was", "not good at all")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    session = models.ForeignKey(
        Session, verbose_name=_("session"), on_delete=models.DB_CASCADE, related_name="feedback"
    )
    rating = models.PositiveSmallIntegerField(_("How was it?"), choices=Rating)
    good = models.TextField(_("What was good?"), max_length=TEXT_MAX_LENGTH, blank=True)
    better = models.TextField(_("What could be better?"), max_length=TEXT_MAX_LENGTH, blank=True)
    is_shown = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("feedback")
        verbose_name_plural = _("feedback")
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                condition=Q(rating__gte=1, rating__lte=5),
                name="feedback_rating_known",
                violation_error_message=_("Please choose how it was."),
            ),
        ]

    def __str__(self):
        return str(self.get_rating_display())


class FeedbackGiven(models.Model):
    """That somebody has said how a session was, so that it counts once: a keyed hash of their registration, no more.

    Deleted when nobody can answer any more (registration.actions.close_feedback).
    """

    mark = models.CharField(max_length=64, primary_key=True)
    session = models.ForeignKey(
        Session, verbose_name=_("session"), on_delete=models.DB_CASCADE, related_name="feedback_given"
    )

    class Meta:
        verbose_name = _("given feedback")
        verbose_name_plural = _("given feedback")
        default_permissions = ()

    def __str__(self):
        return self.mark
