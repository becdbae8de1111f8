"""Mails that organisers write themselves, to many people of a conference at once."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from programme.fields import TranslatedCharField, TranslatedTextField
from programme.models import Conference
from programme.models.mail_texts import WITH_NAME, placeholder_errors
from womconf.constraints import is_one_of


class Mailing(models.Model):
    """Words for many people, and who they are: by what is stored in `criteria` (registration.mailings.Criteria).

    People are looked for once more when it is sent, and each of them has a Message from then on. Afterwards nothing of
    it changes but that it is stopped.
    """

    class To(models.TextChoices):
        ATTENDEES = "attendees", _("people who registered")
        SPEAKERS = "speakers", pgettext_lazy("whom", "speakers")

    conference = models.ForeignKey(
        Conference, verbose_name=_("conference"), on_delete=models.CASCADE, related_name="mailings"
    )
    to = models.CharField(_("audience"), max_length=10, choices=To)
    criteria = models.JSONField(default=dict, blank=True, editable=False)
    subject = TranslatedCharField(_("subject"), text_max_length=150)
    text = TranslatedTextField(
        _("text"),
        text_max_length=5000,
        is_plain=True,
        help_text=_(
            "Plain text, between the greeting and a link to the personal page. Whoever reads in a language in which "
            "nothing is written gets it in the main language of the conference."
        ),
    )
    created_at = models.DateTimeField(_("written"), db_default=Now(), editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("written by"),
        null=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    sent_at = models.DateTimeField(_("sent at"), null=True, blank=True, editable=False)
    stopped_at = models.DateTimeField(_("stopped at"), null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("e-mail to many")
        verbose_name_plural = _("e-mails to many")
        ordering = ["-pk"]
        constraints = [
            is_one_of("to", ["attendees", "speakers"], name="mailing_to_known"),
            models.CheckConstraint(
                condition=Q(stopped_at__isnull=True) | Q(sent_at__isnull=False),
                name="mailing_stopped_after_sent",
                violation_error_message=_("Only an e-mail that was sent can be stopped."),
            ),
        ]

    def __str__(self):
        return str(self.subject)

    def clean(self):
        if errors := placeholder_errors(self, {"subject": WITH_NAME, "text": WITH_NAME}):
            raise ValidationError(errors)
