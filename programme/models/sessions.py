import pghistory
import pgtrigger
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.validators import validate_domain_name
from django.db import models
from django.db.models import Exists, F, OuterRef, Prefetch, Q
from django.db.models.functions import Coalesce, Now
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext

from programme.codes import CODE_LENGTH, code_key, new_code
from programme.fields import TranslatedCharField, TranslatedTextField
from programme.languages import content_languages
from programme.meeting_links import refuse_meeting_links
from programme.models import afterwards, care, facts, leading, waiting_list
from programme.models.conference import Conference, check_same_conference, is_between
from programme.models.organisations import Organisation
from programme.models.rows import HasRows
from programme.models.slots import Slot
from programme.models.tracks import Track
from programme.triggers import raises_revisions, same_conference
from programme.validators import refuse_file_names, validate_single_line, validate_web_address
from programme.years import in_our_years, validate_year
from womconf.addresses import are_canonical_domains
from womconf.constraints import is_one_of
from womconf.kept.triggers import announced

SHOWN_BY_CALENDARS = "title", "status", "host_id", "interpreted_into", "aids", "code"
SHOWN_BY_EXPORTS = *SHOWN_BY_CALENDARS, "abstract"


class SessionQuerySet(models.QuerySet):
    def announced(self):
        """What visitors may see as soon as the conference is public: no drafts."""
        return self.filter(was_announced=True)

    def public(self):
        """What visitors may see: what has been announced, and nothing of a conference that is not public."""
        return self.announced().filter(conference__published_at__isnull=False)

    def bookable(self, now=None):
        """Public, not cancelled, and not over. What has no slot yet can be booked; in a rehearsal nothing is over."""
        return self.public().to_come(now)

    def to_come(self, now=None):
        """Not cancelled, and not over; drafts, too. In a rehearsal nothing is over."""
        slots = Slot.objects.filter(session=OuterRef("pk"))
        not_over = slots.annotate(last=Coalesce("ends_at", "starts_at")).filter(last__gt=now or timezone.now())
        live = self.exclude(status=Session.Status.CANCELLED)
        return live.filter(Exists(not_over) | ~Exists(slots) | waiting_list.IS_REHEARSAL)

    def taking_registrations(self, now=None):
        """Those that people may register for now (Session.takes_registrations says the same of a single one)."""
        now = now or timezone.now()
        open_now = Q()
        for of in ("", "conference__"):
            opens_at, closes_at = f"{of}registration_opens_at", f"{of}registration_closes_at"
            open_now &= Q((f"{opens_at}__isnull", True)) | Q((f"{opens_at}__lte", now))
            open_now &= Q((f"{closes_at}__isnull", True)) | Q((f"{closes_at}__gt", now))
        return waiting_list.letting_in(self.bookable(now).filter(open_now), now)

    def moving_up(self, now=None):
        """Bookable ones whose waiting list moves up by itself: not so late that nobody would notice."""
        return waiting_list.moving_up(self.bookable(now), now or timezone.now())

    def sharing_speakers_with(self, sessions):
        """Other sessions of the people who take part in these."""
        from programme.models.people import Appearance  # people imports sessions

        pks = [session.pk for session in sessions]
        shown = Appearance.objects.shown().order_by()
        speakers = shown.filter(session__in=pks).values("speaker")
        return self.filter(pk__in=shown.filter(speaker__in=speakers).values("session")).exclude(pk__in=pks)

    def with_programme(self):
        """Fetch all that a page about sessions shows, in a number of queries that does not grow with the sessions."""
        from programme.models.people import Appearance  # people imports sessions

        return self.select_related("conference", "track", "host").prefetch_related(
            "pools",
            Prefetch("slots", Slot.objects.select_related("room").order_by("starts_at", "pk")),
            Prefetch("appearances", Appearance.objects.shown().with_people()),
        )


@announced()
@pghistory.track(
    pghistory.InsertEvent(),
    pghistory.UpdateEvent(),
    pghistory.DeleteEvent(),
    # The status says the same as was_announced; changed_at rises with what is not of this row, too. A note may name
    # people, who can ask to be forgotten.
    exclude=["created_at", "was_announced", "changed_at", "internal_note"],
)
class Session(
    HasRows,
    facts.HasFacts,
    waiting_list.HasWaitingList,
    afterwards.HasRecording,
    care.IsCaredFor,
    leading.LeadsToOthers,
    models.Model,
):
    """One thing to attend. Its status is written by programme.actions only."""

    class Status(models.TextChoices):
        DRAFT = "draft", _("draft")
        REQUESTED = "requested", _("requested")
        CONFIRMED = "confirmed", _("confirmed")
        CANCELLED = "cancelled", _("cancelled")

    conference = models.ForeignKey(
        Conference, verbose_name=_("conference"), on_delete=models.CASCADE, related_name="sessions"
    )
    code = models.CharField(_("code"), max_length=CODE_LENGTH, unique=True, default=new_code, editable=False)
    title = TranslatedCharField(_("title"), text_max_length=300)
    abstract = TranslatedTextField(_("abstract"), blank=True)
    format = TranslatedCharField(
        _("format"), blank=True, text_max_length=60, help_text=_("For example talk, workshop, webtalk.")
    )
    language = models.CharField(_("language"), max_length=10, blank=True, choices=content_languages)
    interpreted_into = ArrayField(
        models.CharField(max_length=10, choices=content_languages),
        verbose_name=_("interpreted into"),
        default=list,
        blank=True,
        db_default=[],
    )
    aids = ArrayField(
        models.CharField(max_length=20, choices=facts.Aid),
        verbose_name=_("accessibility"),
        default=list,
        blank=True,
        db_default=[],
    )
    target_group = TranslatedCharField(
        _("target group"),
        default="",
        blank=True,
        db_default="",
        text_max_length=120,
        help_text=_("For example: people who teach or advise."),
    )
    materials = TranslatedCharField(
        _("materials"),
        default="",
        blank=True,
        db_default="",
        text_max_length=300,
        help_text=_("What people find there, or should bring. For example: please bring a form of your own."),
    )
    materials_url = models.URLField(
        _("link to the materials"),
        default="",
        blank=True,
        db_default="",
        max_length=500,
        validators=[validate_web_address, validate_single_line],
        help_text=_("For example to slides or a hand-out. Everybody sees it."),
    )
    host = models.ForeignKey(
        Organisation,
        verbose_name=_("host organisation"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="sessions",
    )
    track = models.ForeignKey(
        Track, verbose_name=_("track"), null=True, blank=True, on_delete=models.SET_NULL, related_name="sessions"
    )
    registration_opens_at = models.DateTimeField(
        _("registration opens"),
        null=True,
        blank=True,
        validators=[validate_year],
        help_text=_("Empty: with that of the conference."),
    )
    registration_closes_at = models.DateTimeField(
        _("registration closes"),
        null=True,
        blank=True,
        validators=[validate_year],
        help_text=_("Empty: with that of the conference."),
    )
    access_code = models.CharField(
        _("access code"),
        max_length=40,
        blank=True,
        validators=[validate_single_line],
        help_text=_("Only those can register who know it. Empty: everybody."),
    )
    email_domains = ArrayField(
        models.CharField(max_length=253, validators=[validate_domain_name]),
        verbose_name=_("mail domains"),
        default=list,
        blank=True,
        db_default=[],
        help_text=_("Only those can register whose e-mail address ends so, such as stadt-jena.de. Empty: everybody."),
    )
    status = models.CharField(
        _("status"), max_length=10, choices=Status, default=Status.DRAFT, db_default=Status.DRAFT, editable=False
    )
    was_announced = models.BooleanField(default=False, db_default=False, editable=False)  # kept by a trigger
    status_at = models.DateTimeField(_("status since"), db_default=Now(), editable=False)
    status_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("status set by"),
        null=True,
        blank=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=_("Empty: the program itself, for instance when the last speaker answered."),
    )
    cancelled_because = TranslatedCharField(
        _("why it does not take place"),
        blank=True,
        text_max_length=300,
        db_default="",
        help_text=_(
            "Public, and in the e-mail to everybody whom it concerns. Where they have it already, correct it here, and "
            "write to them by “E-mails to many”."
        ),
    )
    # Cancelling ends all registrations: this many had a place then, which is told to those who take part.
    registered_until_cancelled = models.PositiveIntegerField(default=0, db_default=0, editable=False)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    changed_at = models.DateTimeField(_("changed"), db_default=Now(), editable=False)

    objects = SessionQuerySet.as_manager()

    class Meta:
        verbose_name = _("session")
        verbose_name_plural = _("sessions")
        ordering = ["pk"]
        constraints = [
            is_one_of("status", ["draft", "requested", "confirmed", "cancelled"], name="session_status_known"),
            models.CheckConstraint(
                condition=Q(registration_closes_at__isnull=True)
                | Q(registration_opens_at__isnull=True)
                | Q(registration_closes_at__gt=F("registration_opens_at")),
                name="session_registration_closes_after_opening",
                violation_error_message=_("Registration must close after it has opened."),
            ),
            in_our_years(moments=["registration_opens_at", "registration_closes_at"], name="session_in_our_years"),
            are_canonical_domains("email_domains", name="session_email_domains_canonical"),
            *facts.CONSTRAINTS,
            afterwards.RECORDING_CONSTRAINT,
            *leading.CONSTRAINTS,
        ]
        indexes = [models.Index(fields=["conference", "status"], name="session_conference_status")]
        triggers = [
            same_conference(
                "session_same_conference",
                conference_id=None,
                host_id="programme_organisation",
                track_id="programme_track",
                alternative_id="programme_session",
                first_date_id="programme_session",
            ),
            pgtrigger.Trigger(
                name="session_has_pool",
                when=pgtrigger.After,
                operation=pgtrigger.Insert,
                func="INSERT INTO programme_pool (session_id) VALUES (NEW.id); RETURN NEW;",
            ),
            # Cancelled sessions stay visible, struck through, but not one that nobody has ever seen.
            pgtrigger.Trigger(
                name="session_remembers_announcement",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.UpdateOf("status", "was_announced"),
                func="""
                    IF NEW.status <> 'cancelled' THEN NEW.was_announced := NEW.status <> 'draft';
                    ELSIF TG_OP = 'INSERT' THEN NEW.was_announced := true;
                    ELSE NEW.was_announced := OLD.was_announced;
                    END IF;
                    RETURN NEW;
                """,
            ),
            pgtrigger.Trigger(
                name="session_cancelled_frees_room",
                when=pgtrigger.After,
                operation=pgtrigger.UpdateOf("status"),
                condition=pgtrigger.Condition("OLD.status IS DISTINCT FROM NEW.status"),
                func="""
                    UPDATE programme_slot SET holds_room = (NEW.status <> 'cancelled')
                    WHERE session_id = NEW.id AND holds_room <> (NEW.status <> 'cancelled');
                    RETURN NEW;
                """,
            ),
            pgtrigger.Trigger(
                name="session_notes_change",
                when=pgtrigger.Before,
                operation=pgtrigger.UpdateOf(*SHOWN_BY_EXPORTS),
                condition=pgtrigger.AnyChange(*SHOWN_BY_EXPORTS),
                func="NEW.changed_at := clock_timestamp(); RETURN NEW;",
            ),
            raises_revisions("session_raises_revisions", SHOWN_BY_CALENDARS, "NEW.id"),
        ]

    def __str__(self):
        return str(self.title)

    def get_absolute_url(self):
        return reverse("programme:session-detail", args=[self.conference.slug, self.code])

    def clean(self):
        refuse_meeting_links(self, "materials_url", "recording_url")
        refuse_file_names(self, "materials_url", "recording_url")
        check_same_conference(self.conference_id, host=self.host, track=self.track, first_date=self.first_date)
        self.name_first_of_all_dates()

    @property
    def is_cancelled(self):
        return self.status == self.Status.CANCELLED

    @property
    def is_requested(self):
        return self.status == self.Status.REQUESTED

    @property
    def exception_in_words(self):
        """What visitors read of its state where that is not the rule; "" of a session that is confirmed."""
        if self.is_requested:
            return pgettext("session", "invited, not yet confirmed")
        return self.get_status_display() if self.is_cancelled else ""

    @property
    def is_said_of_people(self):
        """Whether visitors read beside a person that the session is asked for: then it has no mark of its own."""
        return self.is_requested and any(appearance.is_requested for appearance in self.fetched("appearances"))

    @property
    def marks(self):
        """Return [(class, words)] of all that is not as usual: asked for, cancelled, few places or only a waiting list.

        Places count while somebody can register.
        """
        marks = [(self.status, self.exception_in_words)] if self.exception_in_words else []
        return marks + [(pool.mark, pool.in_words_with_mode) for pool in self.scarce_pools if pool.word]

    @property
    def scarce_pools(self):
        """The pools of the session itself if places are few in one of them and somebody can register; else none."""
        pools = self.own_pools if self.takes_registrations() else []
        return pools if any(pool.word for pool in pools) else []

    @property
    def is_over(self):
        return self.has_ended()

    def has_ended(self, now=None):
        """Whether its last slot is over; what has no time yet has not ended, nor has anything in a rehearsal."""
        end = self.last_moment
        return end is not None and end <= (now or timezone.now()) and not self.conference.is_rehearsal

    def has_begun(self, now=None):
        """Whether its first slot has started; what has no time yet has not begun, nor has anything in a rehearsal."""
        now = now or timezone.now()
        return not self.conference.is_rehearsal and any(slot.starts_at <= now for slot in self.fetched("slots"))

    def registration_is_open(self, now=None):
        """Whether people may register for it now, as far as its own times say; those of the conference count, too."""
        return is_between(self.registration_opens_at, self.registration_closes_at, now)

    def takes_registrations(self, now=None):
        """Whether people may register for it now, be it on its waiting list: "Register" stands where this is true.

        Once it has begun a free place is all that is left: nobody waits for one then.
        """
        now = now or timezone.now()
        is_on = self.status in {self.Status.REQUESTED, self.Status.CONFIRMED} and self.conference.is_public
        is_open = self.conference.registration_is_open(now) and self.registration_is_open(now)
        return is_on and is_open and not self.has_ended(now) and not (self.has_begun(now) and self.is_full)

    @property
    def registration_is_ahead(self):
        return self.registration_opens_at is not None and self.registration_opens_at > timezone.now()

    @property
    def by_the_clock(self):
        """What a form shows of it that time alone changes."""
        return self.takes_registrations(), self.is_over, self.registration_is_ahead

    @property
    def is_restricted(self):
        return bool(self.access_code or self.email_domains)

    def admits(self, domain, codes):
        """Whether somebody may register with an address at this domain (canonical) and these codes (code_key)."""
        if not self.is_restricted or (self.access_code and code_key(self.access_code) in codes):
            return True
        return any(domain == own or domain.endswith(f".{own}") for own in self.email_domains)
