"""Slides and other materials of a session, as files."""

from hashlib import sha256

from django.conf import settings
from django.db import models
from django.db.models import Q, Value
from django.db.models.functions import Left, Now, Substr
from django.db.models.lookups import GreaterThanOrEqual, LessThanOrEqual
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from programme.meeting_links import validate_no_meeting_link
from programme.models.people import Speaker
from programme.models.pictures import DIGEST_LENGTH, HexDigest, OctetLength
from programme.models.sessions import Session
from programme.triggers import OF_SESSION, same_conference
from programme.validators import validate_single_line
from womconf.constraints import is_one_of
from womconf.kept.triggers import announced

MOST_BYTES = 20_000_000  # of a file, as much as the proxy in docs/operators.md lets through
MOST_FILES = 5  # of one speaker in one session
PIECE = 2_000_000  # bytes that are read at once
LONGEST_NAME = 120
NAME_VALIDATORS = [validate_single_line, validate_no_meeting_link]
OPEN_DOCUMENT = "application/vnd.oasis.opendocument."
OPEN_XML = "application/vnd.openxmlformats-officedocument."


def digest_of(content):
    """Return what the database makes of these bytes as the digest."""
    return sha256(content).hexdigest()[:DIGEST_LENGTH]


class SessionFileQuerySet(models.QuerySet):
    def shown(self):
        return self.filter(is_shown=True)

    def waiting(self):
        """Those of speakers that an organiser has still to show or to delete."""
        handed_in = self.filter(is_shown=False, speaker__isnull=False)
        return handed_in.exclude(session__status=Session.Status.CANCELLED)


class SessionFileManager(models.Manager.from_queryset(SessionFileQuerySet)):
    def get_queryset(self):
        """Leave the bytes in the database; whoever sends them asks for them."""
        return super().get_queryset().defer("content")


@announced(OF_SESSION, columns=["session_id", "name", "kind", "digest", "is_shown"])
class SessionFile(models.Model):
    """A file of a session. Pages show it once an organiser says so. Written by programme.actions only."""

    class Kind(models.TextChoices):
        """What a file is by its content, called as its name ends."""

        PDF = "pdf", "PDF"
        PPTX = "pptx", "PowerPoint"
        DOCX = "docx", "Word"
        XLSX = "xlsx", "Excel"
        ODP = "odp", "OpenDocument"
        ODT = "odt", "OpenDocument"
        ODS = "ods", "OpenDocument"

    MEDIA_TYPES = {
        Kind.PDF: "application/pdf",
        Kind.PPTX: f"{OPEN_XML}presentationml.presentation",
        Kind.DOCX: f"{OPEN_XML}wordprocessingml.document",
        Kind.XLSX: f"{OPEN_XML}spreadsheetml.sheet",
        Kind.ODP: f"{OPEN_DOCUMENT}presentation",
        Kind.ODT: f"{OPEN_DOCUMENT}text",
        Kind.ODS: f"{OPEN_DOCUMENT}spreadsheet",
    }

    session = models.ForeignKey(Session, verbose_name=_("session"), on_delete=models.DB_CASCADE, related_name="files")
    # What a person has written is theirs: it goes with them, also where everybody could see it.
    speaker = models.ForeignKey(
        Speaker,
        verbose_name=_("handed in by"),
        null=True,
        blank=True,
        on_delete=models.DB_CASCADE,
        related_name="files",
        help_text=_("Empty: an organiser."),
    )
    name = models.CharField(_("name"), max_length=LONGEST_NAME, validators=NAME_VALIDATORS)
    kind = models.CharField(_("kind"), max_length=4, choices=Kind)
    content = models.BinaryField(_("file"))
    size = models.GeneratedField(
        verbose_name=_("size"),
        expression=OctetLength("content"),
        output_field=models.IntegerField(),
        db_persist=True,
    )
    # It stands in the address, so that caches may keep it for long.
    digest = models.GeneratedField(
        expression=Left(HexDigest("content"), DIGEST_LENGTH),
        output_field=models.CharField(max_length=DIGEST_LENGTH),
        db_persist=True,
    )
    is_shown = models.BooleanField(pgettext_lazy("a file", "show in the programme"), default=False, db_default=False)
    created_at = models.DateTimeField(_("handed in"), db_default=Now(), editable=False)

    objects = SessionFileManager()

    class Meta:
        verbose_name = pgettext_lazy("of a session", "file")
        verbose_name_plural = _("slides and materials")
        base_manager_name = "objects"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["session", "digest"],
                name="file_once_in_a_session",
                violation_error_message=_("This session has this file already."),
            ),
            models.CheckConstraint(
                condition=~Q(name=""),
                name="file_has_a_name",
                violation_error_message=_("Please give the file a name."),
            ),
            models.CheckConstraint(
                condition=Q(
                    GreaterThanOrEqual(OctetLength("content"), Value(1)),
                    LessThanOrEqual(OctetLength("content"), Value(MOST_BYTES)),
                ),
                name="file_has_a_size",
                violation_error_message=_("A file has at most 20 MB, and is not empty."),
            ),
            is_one_of("kind", ["pdf", "pptx", "docx", "xlsx", "odp", "odt", "ods"], name="file_kind_known"),
        ]
        triggers = [
            same_conference("file_same_conference", session_id="programme_session", speaker_id="programme_speaker"),
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        session = self.session
        return reverse("programme:session-file", args=[session.conference.slug, session.code, self.digest, self.kind])

    @property
    def web_address(self):
        """Where it is to be had, for whoever reads it elsewhere than here."""
        return f"{settings.BASE_URL}{self.get_absolute_url()}"

    def read(self):
        """Return its bytes, read in pieces.

        PostgreSQL sends bytes as hexadecimal digits: all at once, they would take three times the memory for a moment.
        """
        row = type(self).objects.filter(pk=self.pk)
        starts = range(1, self.size + 1, PIECE)
        return b"".join(row.values_list(Substr("content", start, PIECE), flat=True).first() or b"" for start in starts)

    @property
    def media_type(self):
        return self.MEDIA_TYPES[self.kind]

    @property
    def file_name(self):
        """The name under which it is saved; what could lead into a folder or mean something to a system is left out."""
        kept = "".join("-" if sign in '\\/:*?"<>|%' else sign for sign in self.name).strip(" .-")
        return f"{kept or self.digest}.{self.kind}"
