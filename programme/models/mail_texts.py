"""What organisers add to the e-mails of their conference."""

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from programme.fields import TranslatedCharField, TranslatedTextField, translations
from programme.models.conference import Conference
from womconf.mail import placeholders
from womconf.mail.writing import SUBJECT, OwnWords, placeholders_of, words_of

# The placeholders that mails may have; which of them a kind has, stands where it is written.
ABOUT_CONFERENCE = ("conference", "host", "contact")
WITH_NAME = ("name", *ABOUT_CONFERENCE)
WITH_SESSION = (*WITH_NAME, "session")
MEANING = {
    "conference": _("name of the conference"),
    "host": _("who organises it"),
    "contact": _("address that answers go to"),
    "name": _("name of the person"),
    "session": _("title of the session"),
    SUBJECT: _("our subject; only in yours, where it must stand"),
}


def values(conference, **more):
    """Return the values of the placeholders of a mail about a conference, in the active language."""
    about = {"conference": conference.title, "host": conference.host_name, "contact": conference.contact_email}
    return {name: str(value) for name, value in {**about, **more}.items()}


def placeholder_errors(instance, allowed):
    """Return {field: ValidationError} of the translated fields that have other placeholders than {field: names}."""
    found = {}
    for field, names in allowed.items():
        for text in translations(getattr(instance, field)).values():
            try:
                placeholders.check(text, names)
            except ValidationError as error:
                found[field] = error
    return found


class MailText(models.Model):
    """The organisers' own words in all mails of one kind, in the languages of the interface; what is empty is ours.

    They stand above and below what the program tells, and never instead of it: no text can lose a link, a time or a
    calendar entry (docs/decisions/0027).
    """

    conference = models.ForeignKey(
        Conference, verbose_name=_("conference"), on_delete=models.CASCADE, related_name="mail_texts"
    )
    kind = models.CharField(_("kind of e-mail"), max_length=40)
    subject = TranslatedCharField(
        _("subject"),
        text_max_length=150,
        blank=True,
        help_text=_("Around ours, which says what the e-mail is about: “Forum: {subject}”. Empty: ours alone."),
    )
    opening = TranslatedTextField(
        _("words at the beginning"),
        text_max_length=2000,
        is_plain=True,
        blank=True,
        help_text=_("Stand below the greeting, above what the e-mail tells. Plain text."),
    )
    closing = TranslatedTextField(
        _("words at the end"),
        text_max_length=2000,
        is_plain=True,
        blank=True,
        help_text=_("Stand below what the e-mail tells. Plain text."),
    )

    class Meta:
        verbose_name = _("text of e-mails")
        verbose_name_plural = _("texts of e-mails")
        ordering = ["conference", "kind"]
        constraints = [
            models.UniqueConstraint(
                fields=["conference", "kind"],
                name="mail_text_once",
                violation_error_message=_("The texts of these e-mails are there already."),
            ),
        ]

    def __str__(self):
        return words_of(self.kind)

    def clean(self):
        """Refuse placeholders that these mails do not have, and a subject without ours, before they are in a mail."""
        names = placeholders_of(self.kind)
        errors = placeholder_errors(self, {"subject": (*names, SUBJECT), "opening": names, "closing": names})
        if any(f"{{{SUBJECT}}}" not in text for text in translations(self.subject).values()):
            errors.setdefault("subject", _("Please keep {subject}: it says what the e-mail is about."))
        if errors:
            raise ValidationError(errors)

    def in_language(self, language):
        """Return the OwnWords in one language; another one is never put into its place."""
        return OwnWords(
            **{name: translations(getattr(self, name)).get(language, "") for name in ("subject", "opening", "closing")}
        )
