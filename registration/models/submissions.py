"""Forms as they were sent, and what people need to take part."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from programme.languages import interface_languages
from programme.validators import validate_single_line
from registration.models.people import Attendee


class SubmissionQuerySet(models.QuerySet):
    def unconfirmed(self):
        """Those that nobody has confirmed yet, the newest first."""
        return self.filter(confirmed_at__isnull=True).order_by("-pk")

    def by_name(self):
        """Return the forms as lists, one for each name that was typed, the newest first."""
        groups = {}
        for form in self.order_by("-pk"):
            groups.setdefault(form.name, []).append(form)
        return list(groups.values())


class Submission(models.Model):
    """One form as it was sent: makes a second press change nothing, and proves what was agreed to and when.

    What it says of the person counts once the form is confirmed: anybody can type the address of somebody else.
    """

    key = models.UUIDField(
        _("key"), unique=True, help_text=_("Made of the one-time key of the page and of what was typed into it.")
    )
    attendee = models.ForeignKey(
        Attendee, verbose_name=_("attendee"), on_delete=models.CASCADE, related_name="submissions"
    )
    name = models.CharField(_("name"), max_length=120, blank=True, validators=[validate_single_line])
    organisation = models.CharField(_("organisation"), max_length=200, blank=True, validators=[validate_single_line])
    language = models.CharField(_("language of e-mails"), max_length=10, blank=True, choices=interface_languages)
    asked_for = ArrayField(
        models.BigIntegerField(),
        verbose_name=_("places asked for"),
        default=list,
        blank=True,
        help_text=_("Pools by their ids, also those for which an earlier form of this person had asked already."),
    )
    privacy_version = models.CharField(
        _("version of the privacy notice"),
        max_length=64,
        blank=True,
        help_text=_("SHA-256 of the text that was shown; empty: answers that were added later."),
    )
    sent_at = models.DateTimeField(_("sent"), db_default=Now())
    confirmed_at = models.DateTimeField(_("address confirmed"), null=True, blank=True)

    # {id of a pool: until when a place is kept there; None: on the waiting list}, as it would be for somebody new. The
    # action that has just written the form alone knows it: nothing of what the person had before shows in it.
    given_places = None

    objects = SubmissionQuerySet.as_manager()

    class Meta:
        verbose_name = _("submitted form")
        verbose_name_plural = _("submitted forms")
        ordering = ["-pk"]

    def __str__(self):
        return str(self.key)


class AccessNeeds(models.Model):
    """What somebody needs to take part, in their own words; by a consent of its own.

    It can say something about somebody's health: a table of its own, shown to the named role only
    (registration.admin.needs), in no export but the person's own, and deleted first.
    """

    ROLE = "access needs"  # a group of organisers

    submission = models.OneToOneField(
        Submission, verbose_name=_("submitted form"), on_delete=models.CASCADE, related_name="access_needs"
    )
    text = models.TextField(_("needs"), max_length=1000)
    created_at = models.DateTimeField(_("written"), db_default=Now())

    class Meta:
        verbose_name = _("access needs")
        verbose_name_plural = _("access needs")
        ordering = ["-pk"]

    def __str__(self):
        return f"{self._meta.verbose_name} {self.pk}"
