"""Texts that speakers propose for their sessions."""

from hashlib import sha256

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from programme.fields import translations
from programme.languages import language_name
from programme.models.people import Speaker
from programme.models.sessions import Session
from programme.triggers import same_conference
from womconf.constraints import is_one_of


class ProposalQuerySet(models.QuerySet):
    def waiting(self):
        """Those that an organiser has still to decide, and can."""
        return self.filter(status=Proposal.Status.WAITING).exclude(session__status=Session.Status.CANCELLED)


class Proposal(models.Model):
    """A text that a speaker proposes for a session. Public pages show it once an organiser has accepted it.

    Its status is written by programme.actions only.
    """

    class Field(models.TextChoices):
        ABSTRACT = "abstract", _("abstract")
        MATERIALS = "materials", _("materials")
        MATERIALS_URL = "materials_url", _("link to the materials")

    class Status(models.TextChoices):
        WAITING = "waiting", pgettext_lazy("proposal", "waiting")
        ACCEPTED = "accepted", pgettext_lazy("proposal", "accepted")
        DECLINED = "declined", pgettext_lazy("proposal", "declined")

    speaker = models.ForeignKey(
        Speaker, verbose_name=_("speaker"), on_delete=models.DB_CASCADE, related_name="proposals"
    )
    session = models.ForeignKey(
        Session, verbose_name=_("session"), on_delete=models.DB_CASCADE, related_name="proposals"
    )
    field = models.CharField(pgettext_lazy("of a form", "field"), max_length=20, choices=Field)
    language = models.CharField(_("language"), max_length=10, blank=True)
    text = models.TextField(_("proposed text"), blank=True)
    base = models.TextField(_("text at that time"), blank=True)
    sent_at = models.DateTimeField(_("sent"), db_default=Now(), editable=False)
    status = models.CharField(
        _("status"),
        max_length=10,
        choices=Status,
        default=Status.WAITING,
        db_default=Status.WAITING,
        editable=False,
    )
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True, editable=False)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("decided by"),
        null=True,
        blank=True,
        editable=False,
        on_delete=models.DB_SET_NULL,
        related_name="+",
    )
    is_edited = models.BooleanField(_("accepted with changes"), default=False, db_default=False, editable=False)
    reason = models.CharField(_("what the speaker is told"), max_length=500, blank=True)
    told_at = models.DateTimeField(_("told"), null=True, blank=True, editable=False)

    objects = ProposalQuerySet.as_manager()

    class Meta:
        verbose_name = _("proposed text")
        verbose_name_plural = _("proposed texts")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["speaker", "session", "field", "language"],
                condition=Q(status="waiting"),
                name="proposal_waits_once",
                violation_error_message=_("This person has proposed such a text already."),
            ),
            models.CheckConstraint(
                condition=Q(status="waiting", decided_at__isnull=True, decided_by__isnull=True)
                | ~Q(status="waiting") & Q(decided_at__isnull=False),
                name="proposal_decided_with_at",
                violation_error_message=_("Who decided on a text is stored only together with when."),
            ),
            models.CheckConstraint(
                condition=~Q(status="declined") | ~Q(reason=""),
                name="proposal_declined_for_a_reason",
                violation_error_message=_("Please write a sentence to the speaker."),
            ),
            models.CheckConstraint(
                condition=Q(field="materials_url", language="") | ~Q(field="materials_url") & ~Q(language=""),
                name="proposal_in_a_language",
                violation_error_message=_("Every text but a link is in a language."),
            ),
            is_one_of("status", ["waiting", "accepted", "declined"], name="proposal_status_known"),
            is_one_of("field", ["abstract", "materials", "materials_url"], name="proposal_field_known"),
        ]
        triggers = [
            same_conference("proposal_same_conference", session_id="programme_session", speaker_id="programme_speaker"),
        ]

    def __str__(self):
        return f"{self.what}: {self.session}"

    @property
    def what(self):
        """Which text it is: the abstract (Deutsch)."""
        field = str(self.get_field_display())
        return f"{field} ({language_name(self.language)})" if self.language else field

    @property
    def is_waiting(self):
        return self.status == self.Status.WAITING

    @property
    def now(self):
        """What the session says there now."""
        return text_of(self.session, self.field, self.language)

    @property
    def is_outdated(self):
        """Whether the text has been changed since somebody proposed another one."""
        return self.now != self.base

    @property
    def digest(self):
        """Return a short text that is another one as soon as the proposal is, or what it would replace."""
        return sha256("\0".join([self.now, self.text]).encode()).hexdigest()[:16]


def text_of(session, field, language):
    """Return what a session says in one field and language; "" where it says nothing."""
    value = getattr(session, field)
    return _by_language(value).get(language, "") if language else value


def with_text(session, field, language, text):
    """Return the value of a field of a session with another text in one language."""
    if not language:
        return text
    texts = _by_language(getattr(session, field)) | {language: text}
    return {code: words for code, words in texts.items() if words}


def _by_language(value):
    """Plain text is in the main language, as in the forms of the admin."""
    return {code or settings.LANGUAGE_CODE: words for code, words in translations(value).items()}
