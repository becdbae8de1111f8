"""How a conference asks its speakers."""

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from programme.validators import validate_single_line

MOST_REMINDERS, MOST_DAYS = 5, 60


def default_answer_reminders():
    return [7, 2]


class AsksSpeakers(models.Model):
    """The part of Conference that says who asks speakers, and when they are reminded to answer."""

    asks_name = models.CharField(
        _("who asks speakers"),
        default="",
        blank=True,
        db_default="",
        max_length=200,
        validators=[validate_single_line],
        help_text=_("The name in each request. Empty: only the organiser is named."),
    )
    asks_contact = models.CharField(
        _("how speakers reach them"),
        default="",
        blank=True,
        db_default="",
        max_length=200,
        validators=[validate_single_line],
        help_text=_("Telephone or e-mail address, in each request. Empty: the contact of the conference."),
    )
    answer_reminders = ArrayField(
        models.PositiveSmallIntegerField(validators=[MinValueValidator(1), MaxValueValidator(MOST_DAYS)]),
        verbose_name=_("reminders to answer"),
        default=default_answer_reminders,
        blank=True,
        db_default=default_answer_reminders(),
        help_text=_(
            "How many days before the day until which speakers are to answer, such as 7, 2. Whoever has not answered "
            "then gets an e-mail at 8 in the morning. Empty: nobody is reminded by itself."
        ),
    )

    class Meta:
        abstract = True


CONSTRAINTS = [
    models.CheckConstraint(
        condition=Q(
            answer_reminders__contained_by=list(range(1, MOST_DAYS + 1)), answer_reminders__len__lte=MOST_REMINDERS
        ),
        name="conference_answer_reminders_in_days",
        violation_error_message=_("Speakers are reminded at most five times, 1 to 60 days before."),
    ),
]
