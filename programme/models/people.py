import re

import pghistory
from django.conf import settings
from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext, pgettext_lazy

from programme.codes import CODE_LENGTH, new_code
from programme.fields import TranslatedTextField
from programme.languages import interface_languages
from programme.letters import Folded
from programme.models.appearance_queries import AppearanceQuerySet
from programme.models.care import HasOwner
from programme.models.conference import Conference, check_same_conference
from programme.models.organisations import Organisation
from programme.models.sessions import Session
from programme.models.words import WORDS
from programme.triggers import OF_SESSION, leaves_nothing_behind, raises_revisions, same_conference
from programme.validators import validate_no_control_characters, validate_single_line, validate_web_address
from programme.years import in_our_years, validate_year
from womconf.addresses import AddressField, is_canonical
from womconf.constraints import is_one_of
from womconf.kept.triggers import announced

MOST_NEEDS = 2000  # characters
# Whether a text to import names somebody of whom this is the name or the address.
NAMED = "strpos(words, " + WORDS.replace("%(expressions)s", "{}") + ") > 0"


class SpeakerQuerySet(models.QuerySet):
    def with_address(self, email):
        """`email` in canonical form."""
        return self.filter(email=email)

    def public(self):
        """Speakers of public sessions, the requested ones among them; whoever declined is not shown."""
        return self.filter(
            appearances__status__in=Appearance.SHOWN,
            appearances__session__was_announced=True,
            conference__published_at__isnull=False,
        ).distinct()

    def with_consent(self, kind):
        """Those who have agreed to something (Consent.Kind), and have not withdrawn it."""
        return self.filter(consents__kind=kind, consents__withdrawn_at__isnull=True)

    def without_consent(self, kind):
        return self.exclude(pk__in=self.model.objects.with_consent(kind).values("pk"))

    def in_order(self):
        """By family name, Ä beside A, on every PostgreSQL."""
        return self.order_by("sort_key", "name", "pk")


# No event of a deletion: the whole history of somebody who is deleted goes with them (speaker_leaves_nothing_behind).
@announced()
@pghistory.track(
    pghistory.InsertEvent(),
    pghistory.UpdateEvent(),
    exclude=["created_at", "email", "phone", "internal_note", "sort_key", "wants_reminders"],
)
class Speaker(HasOwner, models.Model):
    """A person who takes part in sessions: a public profile and a private contact."""

    conference = models.ForeignKey(
        Conference, verbose_name=_("conference"), on_delete=models.CASCADE, related_name="speakers"
    )
    code = models.CharField(_("code"), max_length=CODE_LENGTH, unique=True, default=new_code, editable=False)
    name = models.CharField(_("name"), max_length=200, validators=[validate_single_line])
    degree = models.CharField(
        pgettext_lazy("of a person", "academic title"), max_length=60, blank=True, validators=[validate_single_line]
    )
    family_name = models.CharField(
        _("family name"),
        max_length=100,
        blank=True,
        validators=[validate_single_line],
        help_text=_("For sorting; empty: the last word of the name."),
    )
    organisation = models.ForeignKey(
        Organisation,
        verbose_name=_("organisation"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="speakers",
    )
    position = models.CharField(
        pgettext_lazy("of a person", "function"), max_length=200, blank=True, validators=[validate_single_line]
    )
    biography = TranslatedTextField(_("biography"), blank=True)
    website = models.URLField(_("website"), blank=True, validators=[validate_web_address])
    email = AddressField(_("e-mail address"), blank=True, help_text=_("Never public."))
    phone = models.CharField(
        _("telephone"), max_length=40, blank=True, validators=[validate_single_line], help_text=_("Never public.")
    )
    language = models.CharField(
        _("language of e-mails"), max_length=10, default="de", choices=interface_languages, db_default="de"
    )
    internal_note = models.TextField(_("internal note"), blank=True, help_text=_("Never public."))
    link_version = models.PositiveIntegerField(
        default=1, db_default=1, editable=False, help_text=_("Raised to revoke every personal link given out before.")
    )
    wants_reminders = models.BooleanField(
        _("wants reminders"),
        default=True,
        db_default=True,
        editable=False,
        help_text=_("By e-mail, before their sessions. They switch it off themselves."),
    )
    sort_key = models.GeneratedField(
        expression=Folded(
            models.Case(
                models.When(
                    family_name="",
                    then=models.Func(
                        "name",
                        models.Value(r"^.*\s"),
                        models.Value(""),
                        function="regexp_replace",
                        output_field=models.CharField(),
                    ),
                ),
                default="family_name",
                output_field=models.CharField(),
            )
        ),
        output_field=models.TextField(),
        db_persist=True,
    )
    created_at = models.DateTimeField(_("created"), auto_now_add=True)

    objects = SpeakerQuerySet.as_manager()

    class Meta:
        verbose_name = _("speaker")
        verbose_name_plural = _("speakers")
        ordering = ["sort_key", "name", "pk"]
        constraints = [is_canonical("email", name="speaker_email_canonical")]
        triggers = [
            same_conference("speaker_same_conference", conference_id=None, organisation_id="programme_organisation"),
            raises_revisions(
                "speaker_raises_revisions",
                ["degree", "name"],
                """SELECT session_id FROM programme_appearance
                   WHERE speaker_id = NEW.id AND status IN ('requested', 'confirmed')""",
            ),
            # What the import remembers of them under a pseudonym stays (programme.actions.remove_speaker).
            leaves_nothing_behind(
                "speaker_leaves_nothing_behind",
                "DELETE FROM programme_picture WHERE speaker_id = OLD.id",
                "DELETE FROM programme_importeditem WHERE kind = 'speaker' AND object_id = OLD.id",
                """DELETE FROM programme_importeditem WHERE kind = 'appearance' AND "values" ? 'speaker'
                   AND object_id IN (SELECT pgh_obj_id FROM programme_appearanceevent WHERE speaker_id = OLD.id)""",
                "DELETE FROM programme_speakerevent WHERE pgh_obj_id = OLD.id",
                f"""DELETE FROM programme_importtext
                    WHERE content <> '' AND ({NAMED.format("OLD.name")} OR {NAMED.format("OLD.email")})""",  # noqa: S608
            ),
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("programme:speaker-detail", args=[self.conference.slug, self.code])

    def clean(self):
        check_same_conference(self.conference_id, organisation=self.organisation)

    @property
    def initials(self):
        """The first letters of the first and the last word of the name; what stands where there is no picture."""
        letters = [word[0] for word in re.findall(r"[^\W_][\w’'-]*", self.name)] or ["·"]
        return "".join([letters[0], *letters[1:][-1:]]).upper()

    @property
    def full_name(self):
        return f"{self.degree} {self.name}".strip()


@announced(OF_SESSION)
@pghistory.track(
    pghistory.InsertEvent(),
    pghistory.UpdateEvent(),
    pghistory.DeleteEvent(),
    exclude=["created_at", "status_note", "asking_words", "other_time_at", "technical_needs"],
)
class Appearance(models.Model):
    """A speaker in a session. Its status is written by programme.actions only."""

    class Role(models.TextChoices):
        SPEAKER = "speaker", _("speaker")
        MODERATION = "moderation", _("chair")
        PANEL = "panel", _("panel")
        INTERPRETER = "interpreter", _("interpreter")

    class Status(models.TextChoices):
        REQUESTED = "requested", pgettext_lazy("appearance", "requested")
        CONFIRMED = "confirmed", pgettext_lazy("appearance", "confirmed")
        DECLINED = "declined", pgettext_lazy("appearance", "declined")
        WITHDRAWN = "withdrawn", pgettext_lazy("appearance", "withdrawn")

    SHOWN = (Status.REQUESTED, Status.CONFIRMED)

    session = models.ForeignKey(
        Session, verbose_name=_("session"), on_delete=models.CASCADE, related_name="appearances"
    )
    speaker = models.ForeignKey(
        Speaker, verbose_name=_("speaker"), on_delete=models.CASCADE, related_name="appearances"
    )
    role = models.CharField(_("role"), max_length=12, choices=Role, default=Role.SPEAKER, db_default=Role.SPEAKER)
    position = models.PositiveSmallIntegerField(_("position"), default=0, db_default=0)
    status = models.CharField(
        _("status"),
        max_length=10,
        choices=Status,
        default=Status.REQUESTED,
        db_default=Status.REQUESTED,
        editable=False,
    )
    status_at = models.DateTimeField(_("status since"), db_default=Now(), editable=False)
    status_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("entered by"),
        null=True,
        blank=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=_("Empty: the speaker, by the personal link."),
    )
    status_note = models.TextField(
        _("note on the status"), blank=True, editable=False, help_text=_("The speaker's reason, or how we know.")
    )
    asked_at = models.DateTimeField(_("last asked"), null=True, blank=True, editable=False)
    answer_by = models.DateField(_("answer until"), null=True, blank=True, validators=[validate_year])
    asking_words = models.CharField(
        _("your own sentences"),
        default="",
        blank=True,
        db_default="",
        max_length=400,
        editable=False,
        validators=[validate_no_control_characters],
        help_text=_("They stand in the request, and in each reminder."),
    )
    # They can take part at another time, which the note names; until an organiser asks again or enters an answer.
    other_time_at = models.DateTimeField(_("asks for another time since"), null=True, blank=True, editable=False)
    technical_needs = models.TextField(
        _("technical needs"),
        default="",
        blank=True,
        db_default="",
        validators=[MaxLengthValidator(MOST_NEEDS), validate_no_control_characters],
        help_text=_("What this person needs to speak: adapter, sound, flip chart. Only organisers read it."),
    )
    created_at = models.DateTimeField(_("created"), auto_now_add=True)

    objects = AppearanceQuerySet.as_manager()

    class Meta:
        verbose_name = _("appearance")
        verbose_name_plural = _("appearances")
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["session", "speaker", "role"],
                name="appearance_once",
                violation_error_message=_("This person already has this role in the session."),
            ),
            models.CheckConstraint(
                condition=Q(other_time_at__isnull=True) | Q(status="requested") & ~Q(status_note=""),
                name="appearance_other_time_in_words",
                violation_error_message=_("Who asks for another time has still to answer, and says which."),
            ),
            in_our_years(dates=["answer_by"], name="appearance_in_our_years"),
            is_one_of("status", ["requested", "confirmed", "declined", "withdrawn"], name="appearance_status_known"),
            is_one_of("role", ["speaker", "moderation", "panel", "interpreter"], name="appearance_role_known"),
        ]
        triggers = [
            same_conference(
                "appearance_same_conference", session_id="programme_session", speaker_id="programme_speaker"
            ),
            raises_revisions(
                "appearance_raises_revisions",
                ["status", "speaker_id", "session_id", "position"],
                "OLD.session_id, NEW.session_id",
                unless="""
                    coalesce(OLD.status NOT IN ('requested', 'confirmed'), true)
                        AND coalesce(NEW.status NOT IN ('requested', 'confirmed'), true)
                    OR (OLD.status, OLD.speaker_id, OLD.session_id, OLD.position)
                        IS NOT DISTINCT FROM (NEW.status, NEW.speaker_id, NEW.session_id, NEW.position)
                """,
            ),
        ]

    def __str__(self):
        return f"{self.speaker} – {self.session}"

    @property
    def session_with_time(self):
        """The title with day and time, of a row that was fetched with_beginning()."""
        return self.session.named_at(self.begins_at)

    @property
    def name_with_time(self):
        return f"{self.speaker} – {self.session_with_time}"

    def clean(self):
        if self.speaker_id and self.session.conference_id:
            check_same_conference(self.session.conference_id, speaker=self.speaker)

    @property
    def is_requested(self):
        return self.status == self.Status.REQUESTED

    @property
    def was_entered(self):
        """Whether the answer is not by the speaker, who was never asked: somebody else has noted it."""
        return self.asked_at is None and bool(self.status_by_id or self.status_note)

    @property
    def is_read_in_a_text(self):
        """Whether the answer stood in an imported text: it is nobody's word, and any word is better."""
        return self.was_entered and self.status_by_id is None

    @property
    def other_time(self):
        """When somebody could take part instead, in their own words; "" where they do not ask for it."""
        return self.status_note if self.other_time_at else ""

    @property
    def others(self):
        """The other people of the session, each once. Only who has agreed: nobody learns who else was merely asked.

        What stands in an imported text is not their word.
        """
        shown = [other for other in self.session.fetched("appearances") if not other.is_read_in_a_text]
        agreed = [other.speaker for other in shown if other.status == self.Status.CONFIRMED]
        return list(dict.fromkeys(speaker for speaker in agreed if speaker.pk != self.speaker_id))

    @property
    def marks(self):
        """Return [(class, words)] of what is not as usual beside the name of the person: the session or they.

        That others have still to answer is no affair of theirs, and how many places there are stands at the session.
        """
        if self.session.is_cancelled:
            return self.session.marks
        return [(self.status, self.in_words)] if self.is_requested else []

    @property
    def in_words(self):
        """What the public reads beside the name of somebody who has not answered yet."""
        return pgettext("appearance", "invited, not yet confirmed") if self.is_requested else self.get_status_display()
