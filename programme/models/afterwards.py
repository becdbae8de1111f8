"""What happens once a session is over: thanks, a recording, and the question how it was."""

from datetime import datetime, time, timedelta

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from programme.periods import MORNING, last_moment
from programme.validators import validate_secure_address, validate_single_line

EARLIEST_THANKS, LATEST_THANKS = time(6), time(22)


class AfterSessions(models.Model):
    """The part of Conference that says what people hear after their sessions, and whether they are asked."""

    thanks_time = models.TimeField(
        _("thanks the next day, at"),
        null=True,
        blank=True,
        help_text=_(
            "Between 6:00 and 22:00, in the time zone of the conference. One e-mail a person and day, with materials "
            "and recordings: to those who are marked as present; where nobody is marked (in the room and online count "
            "apart), to all who had a place. Not to those who want no such e-mails. Empty: none."
        ),
    )
    asks_feedback = models.BooleanField(
        _("ask how a session was"),
        default=False,
        db_default=False,
        help_text=_(
            "Whoever had a place finds a short form on their page once the session is over. Nobody can see who has "
            "answered what; you read answers from three on."
        ),
    )

    class Meta:
        abstract = True

    def thanks_at(self, ended_at):
        """Return when people are thanked for what ended at a moment; None: never.

        What ends in the first hours of a day belongs to the evening before.
        """
        if self.thanks_time is None:
            return None
        day = self.evening_of(ended_at)
        return datetime.combine(day + timedelta(days=1), self.thanks_time, self.zone)

    def evening_of(self, moment):
        """Return the day to which a moment belongs: its night counts, too."""
        local = moment.astimezone(self.zone)
        return local.date() - timedelta(days=local.time() < MORNING)


CONSTRAINTS = [
    models.CheckConstraint(
        condition=Q(thanks_time__isnull=True) | Q(thanks_time__gte=EARLIEST_THANKS, thanks_time__lte=LATEST_THANKS),
        name="conference_thanks_by_day",
        violation_error_message=_("Thanks leave between 6:00 and 22:00."),
    ),
]


class HasRecording(models.Model):
    """The part of Session that is there afterwards; it reads `slots` and `conference`."""

    recording_url = models.URLField(
        _("link to the recording"),
        default="",
        blank=True,
        db_default="",
        max_length=500,
        validators=[validate_secure_address, validate_single_line],
        help_text=_("Everybody sees it once the session is over. It begins with https://."),
    )

    class Meta:
        abstract = True

    @property
    def last_moment(self):
        """When its last slot ends, of whatever year; None where no time is known."""
        return last_moment(self.fetched("slots"))

    @property
    def recording(self):
        """The address of its recording once it is over, also where a rehearsal has nothing that is over; else ""."""
        if not self.recording_url or self.is_cancelled:
            return ""
        return self.recording_url if (self.last_moment or self.conference.ends_at) <= timezone.now() else ""


RECORDING_CONSTRAINT = models.CheckConstraint(
    condition=Q(recording_url="") | Q(recording_url__startswith="https://"),
    name="session_recording_url_is_secure",
    violation_error_message=_("Please give the recording an address that begins with https://."),
)
