import zoneinfo
from datetime import datetime, time, timedelta

import pghistory
import pgtrigger
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from programme.codes import new_code
from programme.fields import TranslatedCharField, TranslatedTextField
from programme.languages import content_languages
from programme.models import afterwards, asking, certifying
from programme.periods import MORNING
from programme.triggers import raises_revisions
from programme.validators import validate_single_line, validate_time_zone, validate_web_address
from programme.years import in_our_years, validate_year
from womconf.addresses import AddressField, is_canonical
from womconf.constraints import is_one_of
from womconf.kept.triggers import announced
from womconf.quotes import in_quotes

MOST_JOIN_MINUTES = 24 * 60
MOST_REMINDER_MINUTES = 4 * 60
EARLIEST_REMINDER, LATEST_REMINDER = time(12), time(22)
RESERVED_SLUGS = frozenset(
    [
        "admin",
        "api",
        "accounts",
        "c",
        "me",
        "speaker",
        "helper",
        "static",
        "media",
        "healthz",
        "readyz",
        "robots.txt",
        "sitemap.xml",
    ]
)


def validate_free_slug(slug):
    if slug in RESERVED_SLUGS or slug in dict(settings.LANGUAGES):
        raise ValidationError(_("This address is taken by the program itself. Please choose another."), code="reserved")


def check_same_conference(conference_id, **related):
    """Raise a ValidationError at each field whose object belongs to another conference; triggers hold the line, too."""
    wrong = {name for name, other in related.items() if other is not None and other.conference_id != conference_id}
    if wrong:
        raise ValidationError({name: _("This belongs to another conference.") for name in wrong})


def is_between(opens_at, closes_at, now=None):
    """Whether it is open now; a time that is None sets no limit, the last moment does not count."""
    now = now or timezone.now()
    return (opens_at is None or opens_at <= now) and (closes_at is None or now < closes_at)


def default_languages():
    return ["de"]


class Overlaps(models.TextChoices):
    """What happens when somebody chooses two sessions at the same time."""

    WARN = "warn", _("We ask whether it is meant, and let it pass.")
    REFUSE = "refuse", _("It is refused.")


class ConferenceQuerySet(models.QuerySet):
    def public(self):
        return self.filter(published_at__isnull=False)

    def formerly(self, slug):
        """The one that had this address before, if there is one."""
        return self.filter(former_slugs=slug)

    def latest_first(self):
        return self.order_by("-starts_on", "-pk")

    def only_one(self):
        """Return the conference where there is just one, else None."""
        found = self[:2]
        return found[0] if len(found) == 1 else None


@announced("{row}.id")
@pghistory.track(
    pghistory.InsertEvent(),
    pghistory.UpdateEvent(),
    pghistory.DeleteEvent(),
    exclude=["created_at", "calendar_uid"],
)
class Conference(asking.AsksSpeakers, afterwards.AfterSessions, certifying.Certifies, models.Model):
    """One edition of a conference. Everything else belongs to exactly one of them."""

    slug = models.SlugField(
        _("address"),
        max_length=60,
        unique=True,
        validators=[validate_free_slug],
        help_text=_("Last part of the web address, such as wom-2020. A former one goes on leading here."),
    )
    calendar_uid = models.CharField(max_length=60, unique=True, default=new_code, editable=False)
    title = TranslatedCharField(_("title"))
    theme = TranslatedCharField(_("theme"), blank=True, help_text=_("The subject under which the sessions stand."))
    description = TranslatedTextField(_("description"), blank=True, help_text=_("Stands above the programme."))
    starts_on = models.DateField(_("first day"), validators=[validate_year])
    ends_on = models.DateField(_("last day"), validators=[validate_year])
    time_zone = models.CharField(
        _("time zone"), max_length=60, default="Europe/Berlin", validators=[validate_time_zone]
    )
    languages = ArrayField(
        models.CharField(max_length=10, choices=content_languages),
        verbose_name=_("languages"),
        default=default_languages,
        help_text=_("Languages in which texts are written; the first one is the main language."),
    )
    host_name = models.CharField(
        _("organiser"), max_length=200, blank=True, validators=[validate_single_line], help_text=_("Who invites.")
    )
    venue = TranslatedCharField(
        _("venue"), blank=True, text_max_length=300, help_text=_("Name and address of the house; empty: only online.")
    )
    imprint = TranslatedTextField(_("imprint"), blank=True, help_text=_("Who answers for these pages."))
    contact = TranslatedTextField(
        _("contact"), blank=True, help_text=_("How people reach you: address, telephone, e-mail.")
    )
    accessibility = TranslatedTextField(
        _("accessibility"),
        blank=True,
        help_text=_("What is accessible in the house and on these pages, what is not yet, and whom to tell."),
    )
    contact_email = AddressField(
        _("contact address"), blank=True, help_text=_("Answers to our e-mails go here; never on public pages.")
    )
    privacy_notice = TranslatedTextField(
        _("privacy notice"),
        blank=True,
        help_text=_(
            "Shown in the registration form, above the consent, and on a page of its own. Needed before the "
            "conference is public."
        ),
    )
    overlaps = models.CharField(
        _("two sessions at the same time"),
        max_length=10,
        choices=Overlaps,
        default=Overlaps.WARN,
        db_default=Overlaps.WARN,
        help_text=_("What happens when somebody chooses them."),
    )
    registration_opens_at = models.DateTimeField(
        _("registration opens"),
        null=True,
        blank=True,
        validators=[validate_year],
        help_text=_("Empty: as soon as the conference is public."),
    )
    registration_closes_at = models.DateTimeField(
        _("registration closes"),
        null=True,
        blank=True,
        validators=[validate_year],
        help_text=_("Empty: for each session when it is over."),
    )
    join_minutes = models.PositiveSmallIntegerField(
        _("opens for people who registered"),
        default=10,
        db_default=10,
        validators=[MaxValueValidator(MOST_JOIN_MINUTES)],
        help_text=_("Minutes before an online session begins."),
    )
    join_minutes_speakers = models.PositiveSmallIntegerField(
        _("opens for speakers and chairs"),
        default=30,
        db_default=30,
        validators=[MaxValueValidator(MOST_JOIN_MINUTES)],
        help_text=_("Minutes before an online session begins."),
    )
    join_test_link = models.URLField(
        _("link for a test"),
        default="",
        blank=True,
        db_default="",
        max_length=500,
        validators=[validate_web_address, validate_single_line],
        help_text=_("Where people can try out sound and picture beforehand, such as https://zoom.us/test."),
    )
    join_counts_as_presence = models.BooleanField(
        _("opening counts as being present"),
        default=False,
        db_default=False,
        help_text=_("Notes when somebody first opened an online session. They are told so beside the button."),
    )
    reminder_time = models.TimeField(
        _("reminder the evening before, at"),
        null=True,
        blank=True,
        default=time(18),
        db_default=time(18),
        help_text=_("Between 12:00 and 22:00, in the time zone of the conference. Empty: none."),
    )
    reminder_minutes = models.PositiveSmallIntegerField(
        _("reminder of online sessions"),
        default=30,
        db_default=30,
        validators=[MaxValueValidator(MOST_REMINDER_MINUTES)],
        help_text=_("Minutes before they begin, at most 240. 0: none."),
    )
    published_at = models.DateTimeField(_("public since"), null=True, blank=True, editable=False)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("published by"),
        null=True,
        blank=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="published_conferences",
    )
    is_example = models.BooleanField(
        _("example"),
        default=False,
        db_default=False,
        editable=False,
        help_text=_("Everything in it is made up. It says so on its pages, and can be deleted whole."),
    )
    created_at = models.DateTimeField(_("created"), auto_now_add=True)

    objects = ConferenceQuerySet.as_manager()

    class Meta:
        verbose_name = _("conference")
        verbose_name_plural = _("conferences")
        ordering = ["-starts_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")),
                name="conference_ends_after_start",
                violation_error_message=_("The last day must not lie before the first day."),
            ),
            models.CheckConstraint(
                condition=Q(registration_closes_at__isnull=True)
                | Q(registration_opens_at__isnull=True)
                | Q(registration_closes_at__gt=F("registration_opens_at")),
                name="conference_registration_closes_after_opening",
                violation_error_message=_("Registration must close after it has opened."),
            ),
            is_one_of("overlaps", ["warn", "refuse"], name="conference_overlaps_known"),
            models.CheckConstraint(
                condition=Q(languages__len__gte=1),
                name="conference_has_language",
                violation_error_message=_("Please choose at least one language."),
            ),
            models.CheckConstraint(
                condition=Q(published_by__isnull=True) | Q(published_at__isnull=False),
                name="conference_published_by_with_at",
                violation_error_message=_("Who published the conference is stored only together with when."),
            ),
            models.CheckConstraint(
                condition=Q(join_minutes__lte=MOST_JOIN_MINUTES, join_minutes_speakers__lte=MOST_JOIN_MINUTES),
                name="conference_join_within_a_day",
                violation_error_message=_("An online session opens at most a day before it begins."),
            ),
            models.CheckConstraint(
                condition=Q(join_test_link="") | Q(join_test_link__regex="^https?://"),
                name="conference_join_test_link_is_of_the_web",
                violation_error_message=_("Please give the test a web address that begins with https://."),
            ),
            models.CheckConstraint(
                condition=Q(reminder_time__isnull=True)
                | Q(reminder_time__gte=EARLIEST_REMINDER, reminder_time__lte=LATEST_REMINDER),
                name="conference_reminder_in_the_evening",
                violation_error_message=_("The reminder of the evening before leaves between 12:00 and 22:00."),
            ),
            models.CheckConstraint(
                condition=Q(reminder_minutes__lte=MOST_REMINDER_MINUTES),
                name="conference_reminder_within_hours",
                violation_error_message=_("The reminder of an online session leaves at most 240 minutes before it."),
            ),
            in_our_years(
                dates=["starts_on", "ends_on"],
                moments=["registration_opens_at", "registration_closes_at"],
                name="conference_in_our_years",
            ),
            is_canonical("contact_email", name="conference_contact_email_canonical"),
            *asking.CONSTRAINTS,
            *afterwards.CONSTRAINTS,
        ]
        triggers = [
            raises_revisions(
                "conference_raises_revisions",
                ["title", "venue", "slug", "time_zone"],  # the address stands in each entry, the zone at its times
                "SELECT id FROM programme_session WHERE conference_id = NEW.id",
                slots="SELECT id FROM programme_slot WHERE conference_id = NEW.id",
            ),
            # An AFTER trigger: it sees an address that another transaction gave up while this one waited for it.
            pgtrigger.Trigger(
                name="conference_keeps_former_slugs",
                when=pgtrigger.After,
                operation=pgtrigger.Insert | pgtrigger.UpdateOf("slug"),
                func="""
                    IF TG_OP = 'UPDATE' THEN
                        DELETE FROM programme_formerslug WHERE slug = NEW.slug AND conference_id = NEW.id;
                        IF OLD.slug <> NEW.slug THEN
                            INSERT INTO programme_formerslug (slug, conference_id) VALUES (OLD.slug, NEW.id);
                        END IF;
                    END IF;
                    IF EXISTS (SELECT FROM programme_formerslug WHERE slug = NEW.slug) THEN
                        RAISE EXCEPTION 'the address % leads to another conference', NEW.slug
                            USING ERRCODE = 'check_violation', CONSTRAINT = 'conference_slug_was_of_another',
                                  TABLE = TG_TABLE_NAME;
                    END IF;
                    RETURN NULL;
                """,
            ),
        ]

    def __str__(self):
        return str(self.title)

    def clean(self):
        """Refuse an address that another conference has given up: whoever has a link to it is led there."""
        self.check_certificate_text()
        other = Conference.objects.formerly(self.slug).exclude(pk=self.pk).first()
        if other is not None:
            refusal = _("Until it was changed, this was the address of “%(title)s”, and goes on leading there.")
            raise ValidationError(
                {"slug": ValidationError(refusal, code="former", params={"title": in_quotes(other.title)})}
            )

    @property
    def is_public(self):
        return self.published_at is not None

    @cached_property
    def has_house(self):
        """Whether people can come somewhere: it names a house, or has a room on site. Else it is online only."""
        return bool(self.venue) or self.rooms.exclude(kind="online").exists()

    @property
    def only_day(self):
        """The day of a conference that lasts one; else None."""
        return self.starts_on if self.starts_on == self.ends_on else None

    @property
    def is_rehearsal(self):
        """Whether all its days were over when it was entered: an example, an archive; nothing in it is too late."""
        return self.ends_on < timezone.localdate(self.created_at)

    @property
    def ends_at(self):
        """The moment from which it is over: its last night belongs to its last day."""
        return datetime.combine(self.ends_on + timedelta(days=1), MORNING, self.zone)

    @property
    def is_over(self):
        return self.has_ended()

    def has_ended(self, now=None):
        """Whether it is an archive by now: all its days are over, and so is trying things out in a rehearsal."""
        now = now or timezone.now()
        return self.ends_at <= now and not (self.is_rehearsal and self.registration_is_open(now))

    @property
    def zone(self):
        return zoneinfo.ZoneInfo(self.time_zone)

    @property
    def main_language(self):
        return self.languages[0]

    @property
    def interface_language(self):
        """The language in which the program writes to the organisers: the main one, if it speaks that."""
        return self.main_language if self.main_language in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE

    def registration_is_open(self, now=None):
        """Whether the form may be sent now; sessions have their own word in this, too."""
        return is_between(self.registration_opens_at, self.registration_closes_at, now)


class FormerSlug(models.Model):
    """An address that a conference had before; a trigger keeps it. It leads to the conference for ever."""

    slug = models.SlugField(max_length=60, primary_key=True)
    conference = models.ForeignKey(Conference, on_delete=models.CASCADE, related_name="former_slugs")

    def __str__(self):
        return self.slug
