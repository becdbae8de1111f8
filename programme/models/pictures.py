from django.db import models
from django.db.models import F, Func, Q, Value
from django.db.models.functions import Left
from django.db.models.lookups import LessThanOrEqual
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from programme.models.people import Speaker
from programme.triggers import OF_SPEAKER
from programme.validators import validate_single_line
from womconf.kept.triggers import announced

MAX_SIDE = 480  # pixels
MOST_BYTES = 500_000  # of a square of 480 pixels, whatever stands in it
DIGEST_LENGTH = 16


class OctetLength(Func):
    function = "octet_length"
    output_field = models.IntegerField()


class HexDigest(Func):
    """The SHA-256 of some bytes in hexadecimal digits."""

    template = "encode(sha256(%(expressions)s), 'hex')"
    output_field = models.CharField()


class PictureManager(models.Manager):
    def get_queryset(self):
        """Leave the bytes in the database; whoever shows them asks for them."""
        return super().get_queryset().defer("content")


@announced(OF_SPEAKER)
class Picture(models.Model):
    """The picture of a speaker, as pages show it. Written by programme.actions only."""

    speaker = models.OneToOneField(Speaker, verbose_name=_("speaker"), on_delete=models.CASCADE, related_name="picture")
    content = models.BinaryField(_("picture"))
    width = models.PositiveSmallIntegerField()
    height = models.PositiveSmallIntegerField()
    # It stands in the address, so that another picture has another one and caches may keep each for long.
    digest = models.GeneratedField(
        expression=Left(HexDigest("content"), DIGEST_LENGTH),
        output_field=models.CharField(max_length=DIGEST_LENGTH),
        db_persist=True,
    )
    credit = models.CharField(
        pgettext_lazy("of a picture", "taken by"), max_length=200, blank=True, validators=[validate_single_line]
    )

    objects = PictureManager()

    class Meta:
        verbose_name = _("picture")
        verbose_name_plural = _("pictures")
        base_manager_name = "objects"
        constraints = [
            models.CheckConstraint(
                condition=Q(width__gte=1, width__lte=MAX_SIDE, height=F("width")),
                name="picture_is_a_small_square",
                violation_error_message=_("A picture is a square of at most 480 pixels."),
            ),
            models.CheckConstraint(
                condition=LessThanOrEqual(OctetLength("content"), Value(MOST_BYTES)),
                name="picture_has_a_size",
                violation_error_message=_("This picture has more bytes than a square of 480 pixels needs."),
            ),
        ]

    def __str__(self):
        return str(self.speaker)

    def get_absolute_url(self):
        speaker = self.speaker
        return reverse("programme:speaker-picture", args=[speaker.conference.slug, speaker.code, self.digest])
