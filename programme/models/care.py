"""What organisers note for each other about a session or a speaker."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from programme.validators import validate_no_control_characters


class HasOwner(models.Model):
    """Something that one of the organisers takes care of."""

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("takes care"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="%(class)ss",
        help_text=_("Which of you sees to it. Never public."),
    )

    class Meta:
        abstract = True


class HasInternalNote(models.Model):
    """Something with a note that only organisers read: on no page, in no e-mail, in no file, and in no history."""

    internal_note = models.TextField(
        _("internal note"),
        default="",
        blank=True,
        db_default="",
        validators=[validate_no_control_characters],
        help_text=_("Never public."),
    )

    class Meta:
        abstract = True


class IsCaredFor(HasOwner, HasInternalNote):
    """Both."""

    class Meta:
        abstract = True
