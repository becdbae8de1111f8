"""What the certificates of attendance of a conference say, in the organisers' own words."""

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from programme.fields import TranslatedTextField, translations
from womconf.mail import placeholders

MEANING = {
    "name": _("name of the person"),
    "conference": _("name of the conference"),
    "dates": _("its days"),
    "host": _("who organises it"),
    "sessions": _("in how many sessions they were present, such as “3 sessions”"),
    "hours": _("for how long in all, such as “4 hours 30 minutes”"),
}


class Certifies(models.Model):
    """The part of Conference that words certificates."""

    certificate_text = TranslatedTextField(
        _("text of certificates"),
        default="",
        blank=True,
        db_default="",
        text_max_length=3000,
        is_plain=True,
        help_text=_("Plain text, above the list of sessions. Empty: a sentence of ours."),
    )

    class Meta:
        abstract = True

    def check_certificate_text(self):
        """Refuse placeholders that there are not, before they stand on a paper."""
        for text in translations(self.certificate_text).values():
            try:
                placeholders.check(text, MEANING)
            except ValidationError as error:
                raise ValidationError({"certificate_text": error}) from error

    def certificate_in(self, language):
        """Return the text in one language, with its placeholders; the active one must be that, for ours."""
        own = translations(self.certificate_text).get(language, "").strip()
        return own or gettext(
            "{name} took part in the conference {conference} ({dates}) and was present in {sessions}, {hours} in all."
        )
