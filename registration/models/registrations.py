"""Who is in which session."""

from datetime import timedelta

import pghistory
import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Case, Count, Exists, F, Func, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Coalesce, Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from programme.models import Pool, Session, Slot
from programme.periods import last_moment
from programme.triggers import same_conference
from registration.models.people import Attendee
from registration.models.submissions import Submission
from womconf.constraints import is_one_of

TWO_CLOCKS = timedelta(minutes=1)  # how far the clock of the database may be from ours


class CollidesWithConfirmed(Func):
    """Whether the person of a registration has another session at that time: the function is in migration 0004."""

    function = "registration_collides"
    output_field = models.BooleanField()


class RegistrationQuerySet(models.QuerySet):
    def live(self):
        """Those that count: pending, confirmed or waiting."""
        return self.filter(status__in=Registration.LIVE)

    def having_place(self):
        return self.filter(status__in=Registration.HAVING_PLACE)

    def confirmed(self):
        return self.filter(status=Registration.Status.CONFIRMED)

    def waiting(self):
        """The waiting list, first come first."""
        return self.filter(status=Registration.Status.WAITING).order_by("position")

    def promotable(self):
        """Those who move up, first come first: by their link they said that they want this, and they can come.

        Whoever has another session at that time keeps their place on the list, and moves up once they have left it.
        """
        has_confirmed = self.settled().waiting().filter(attendee__email_confirmed_at__isnull=False)
        return has_confirmed.exclude(CollidesWithConfirmed("pk"))

    def colliding(self):
        """Those at whose time the person has another session, confirmed."""
        return self.filter(CollidesWithConfirmed("pk"))

    def with_collision(self):
        """Annotate whether the person has another session at that time, confirmed."""
        return self.annotate(collides=CollidesWithConfirmed("pk"))

    def unconfirmed(self):
        """Those that came with a form which nobody has confirmed yet, also after the time to do so has run out."""
        status = Registration.Status
        is_open = Q(submission__isnull=False, submission__confirmed_at__isnull=True)
        return self.filter(Q(status=status.PENDING) | Q(is_open, status__in=[status.WAITING, status.EXPIRED]))

    def settled(self):
        """Those that a person has or had: nothing of a form that nobody has confirmed, which may be somebody else's."""
        is_wanted = Q(submission__isnull=True) | Q(submission__confirmed_at__isnull=False)
        return self.filter(is_wanted).exclude(status=Registration.Status.PENDING)

    def lost_with_session(self):
        """Those that ended because the session was cancelled, also where that was taken back."""
        cancelled = Session.pgh_event_model.objects.filter(
            pgh_obj=OuterRef("session"),
            status=Session.Status.CANCELLED,
            status_at__gte=OuterRef("status_at") - TWO_CLOCKS,
            status_at__lte=OuterRef("status_at") + TWO_CLOCKS,
        )
        return self.filter(Exists(cancelled.order_by()), status=Registration.Status.CANCELLED)

    def newest_of_each(self):
        """What a person has or had in each session and follow-up: whoever comes back gets a new registration."""
        return self.order_by("session_id", "slot_id", "-pk").distinct("session_id", "slot_id")

    def with_session(self):
        """Fetch what a person's own page shows of each session."""
        return self.select_related("session__conference", "pool__session", "pool__slot").prefetch_related(
            "session__pools", "session__slots__room", "session__files"
        )

    def in_order_of_time(self):
        """By the start of what they are for; what has no time yet comes last."""
        starts = Slot.objects.filter(session=OuterRef("session")).order_by("starts_at").values("starts_at")[:1]
        return self.order_by(
            Coalesce("slot__starts_at", Subquery(starts)).asc(nulls_last=True),
            "session_id",
            F("slot_id").asc(nulls_first=True),
        )

    def with_number(self):
        """Annotate the number on the waiting list: 1 for the first, None for those who do not wait."""
        ahead = (
            Registration.objects.filter(
                pool=OuterRef("pool"), status=Registration.Status.WAITING, position__lte=OuterRef("position")
            )
            .order_by()
            .values("pool")
            .values(count=Count("pk"))
        )
        return self.annotate(number=Case(When(status=Registration.Status.WAITING, then=Subquery(ahead))))

    def without_their_session(self):
        """Follow-ups of people who have no live registration in the session itself."""
        in_session = Registration.objects.live().filter(
            attendee=OuterRef("attendee"), session=OuterRef("session"), slot__isnull=True
        )
        return self.filter(~Exists(in_session), slot__isnull=False)

    def overdue(self, now):
        """Pending ones whose place is no longer held."""
        return self.filter(status=Registration.Status.PENDING, held_until__lte=now)


@pghistory.track(
    pghistory.InsertEvent(),
    pghistory.UpdateEvent(),
    pghistory.DeleteEvent(),
    fields=["attendee", "session", "pool", "status", "status_at", "status_by", "position"],
    obj_field=pghistory.ObjForeignKey(related_name="events"),
    model_name="RegistrationEvent",
)
class Registration(models.Model):
    """One attendee in one session. Its status is written by registration.actions only."""

    class Status(models.TextChoices):
        PENDING = "pending", pgettext_lazy("registration", "not yet confirmed")
        CONFIRMED = "confirmed", pgettext_lazy("registration", "registered")
        WAITING = "waiting", pgettext_lazy("registration", "on the waiting list")
        CANCELLED = "cancelled", pgettext_lazy("registration", "cancelled")
        EXPIRED = "expired", pgettext_lazy("registration", "expired")

    LIVE = (Status.PENDING, Status.CONFIRMED, Status.WAITING)
    HAVING_PLACE = (Status.PENDING, Status.CONFIRMED)

    attendee = models.ForeignKey(
        Attendee, verbose_name=_("attendee"), on_delete=models.CASCADE, related_name="registrations"
    )
    session = models.ForeignKey(
        Session, verbose_name=_("session"), on_delete=models.RESTRICT, related_name="registrations"
    )
    pool = models.ForeignKey(
        Pool,
        verbose_name=_("places"),
        on_delete=models.RESTRICT,
        related_name="registrations",
        help_text=_("Says which session it is, and which follow-up of it; the database copies both from here."),
    )
    slot = models.ForeignKey(
        Slot,
        verbose_name=_("follow-up"),
        null=True,
        blank=True,
        editable=False,
        on_delete=models.RESTRICT,
        related_name="registrations",
    )
    submission = models.ForeignKey(
        Submission,
        verbose_name=_("submitted form"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="registrations",
    )
    status = models.CharField(_("status"), max_length=10, choices=Status, editable=False)
    status_at = models.DateTimeField(_("status since"), db_default=Now(), editable=False)
    status_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("status set by"),
        null=True,
        blank=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=_("Empty: the attendee, or the program itself."),
    )
    held_until = models.DateTimeField(_("place held until"), null=True, blank=True, editable=False)
    # Keyed hash of the network whose form it is, only while the place is held.
    held_for = models.CharField(max_length=64, blank=True, default="", db_default="", editable=False)
    position = models.BigIntegerField(
        _("order"),
        editable=False,
        db_default=Func(Value("registration_position"), function="nextval", output_field=models.BigIntegerField()),
        help_text=_("Rises with every form that is sent, never with the clock; decides who is first."),
    )
    # A fact beside the status, which follows from the marks (registration.actions.presence).
    attended_at = models.DateTimeField(
        _("present since"),
        null=True,
        blank=True,
        editable=False,
        help_text=_("When they were first seen: at the door, or online where opening the session counts as that."),
    )
    # How often the status has changed, as the database counts it: the history must show as many steps.
    revision = models.PositiveIntegerField(default=0, db_default=0, editable=False)
    created_at = models.DateTimeField(_("registered"), db_default=Now(), editable=False)

    objects = RegistrationQuerySet.as_manager()

    class Meta:
        verbose_name = _("registration")
        verbose_name_plural = _("registrations")
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(
                fields=["attendee", "session", "slot"],
                condition=Q(status__in=["pending", "confirmed", "waiting"]),
                nulls_distinct=False,
                name="registration_one_per_person",
                violation_error_message=_("This person is already registered for this session."),
            ),
            is_one_of(
                "status", ["pending", "confirmed", "waiting", "cancelled", "expired"], name="registration_status_known"
            ),
            models.CheckConstraint(
                condition=Q(status="pending", held_until__isnull=False)
                | (~Q(status="pending") & Q(held_until__isnull=True)),
                name="registration_only_pending_is_held",
                violation_error_message=_("A place is held for some time only until its form is confirmed."),
            ),
            models.CheckConstraint(
                condition=Q(status="pending") | Q(held_for=""),
                name="registration_network_only_while_held",
                violation_error_message=_("Where a form came from is stored only until it is confirmed."),
            ),
            models.CheckConstraint(
                condition=Q(attended_at__isnull=True) | Q(status__in=["confirmed", "cancelled"]),
                name="registration_attended_with_a_place",
                violation_error_message=_("Only somebody who has or had a place was present."),
            ),
        ]
        indexes = [
            models.Index(fields=["pool", "status", "position"], name="registration_queue"),
            models.Index(fields=["held_until"], condition=Q(status="pending"), name="registration_held"),
            models.Index(fields=["held_for"], condition=~Q(held_for=""), name="registration_held_for"),
        ]
        triggers = [
            # Triggers run in the order of their names. This one comes first, as the others read the session from it.
            pgtrigger.Trigger(
                name="registration_a_session_of_its_pool",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.UpdateOf("pool_id", "session_id", "slot_id"),
                func="""
                    SELECT session_id, slot_id INTO NEW.session_id, NEW.slot_id
                    FROM programme_pool WHERE id = NEW.pool_id;
                    RETURN NEW;
                """,
            ),
            same_conference(
                "registration_same_conference", session_id="programme_session", attendee_id="registration_attendee"
            ),
            pgtrigger.FSM(
                name="registration_legal_steps",
                field="status",
                transitions=[
                    ("pending", "confirmed"),
                    ("pending", "waiting"),
                    ("pending", "cancelled"),
                    ("pending", "expired"),
                    ("waiting", "confirmed"),
                    ("waiting", "cancelled"),
                    ("waiting", "expired"),
                    ("confirmed", "cancelled"),
                ],
            ),
            # An UPDATE cannot set the number of steps itself: the history is complete when it has as many rows.
            pgtrigger.Trigger(
                name="registration_counts_its_steps",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                func="""
                    NEW.revision := OLD.revision + (NEW.status IS DISTINCT FROM OLD.status)::int;
                    RETURN NEW;
                """,
            ),
            # The counter of taken places, kept where nobody can pass it by. The row lock that the UPDATE takes makes
            # simultaneous registrations queue up; the check on Pool refuses the one too many.
            pgtrigger.Trigger(
                name="registration_counts_places",
                when=pgtrigger.After,
                operation=pgtrigger.Insert | pgtrigger.Delete | pgtrigger.UpdateOf("status", "pool_id"),
                func="""
                    IF TG_OP <> 'INSERT' AND OLD.status IN ('pending', 'confirmed')
                       AND NOT (TG_OP = 'UPDATE' AND NEW.pool_id = OLD.pool_id
                                AND NEW.status IN ('pending', 'confirmed')) THEN
                        UPDATE programme_pool SET taken = taken - 1,
                            overbooked_by = least(overbooked_by, greatest(0, taken - 1 - capacity))
                        WHERE id = OLD.pool_id;
                    END IF;
                    IF TG_OP <> 'DELETE' AND NEW.status IN ('pending', 'confirmed')
                       AND NOT (TG_OP = 'UPDATE' AND NEW.pool_id = OLD.pool_id
                                AND OLD.status IN ('pending', 'confirmed')) THEN
                        UPDATE programme_pool SET taken = taken + 1 WHERE id = NEW.pool_id;
                    END IF;
                    RETURN NULL;
                """,
            ),
        ]

    def __str__(self):
        return f"{self.attendee} – {self.pool.title}"

    @property
    def attended_slots(self):
        """When and where it takes place."""
        return self.session.slots_of({self.pool_id})

    def first_day_ahead(self, now):
        """Return the day on which it first takes place where that is a later one than today; None in a rehearsal."""
        conference = self.session.conference
        days = [slot.starts_at.astimezone(conference.zone).date() for slot in self.attended_slots]
        is_ahead = bool(days) and not conference.is_rehearsal and min(days) > now.astimezone(conference.zone).date()
        return min(days) if is_ahead else None

    @property
    def is_over(self):
        return self.has_ended()

    def has_ended(self, now=None):
        """Whether all of it is over that they attend; what has no time yet is not, nor is anything in a rehearsal."""
        end = last_moment(self.attended_slots)
        return end is not None and end <= (now or timezone.now()) and not self.session.conference.is_rehearsal

    @property
    def other_mode(self):
        """The pool online of somebody on site, those on site of somebody online; None where there is no choice."""
        own = [pool for pool in self.session.own_pools if pool.pk != self.pool_id]
        return own[0] if own and self.slot_id is None else None

    def is_asked_for_by(self, forms):
        """Whether one of these forms of the person asks for it, whichever form had asked first."""
        return self.submission_id is None or any(
            self.submission_id == form.pk or self.pool_id in form.asked_for for form in forms
        )

    @property
    def is_live(self):
        return self.status in self.LIVE

    @property
    def in_words(self):
        """What people read of its state. What has ended with a cancelled session was not given up by the person."""
        session = self.pool.session
        has_ended_with_it = (
            session.is_cancelled and not self.is_live and self.status_at >= session.status_at - TWO_CLOCKS
        )
        return Session.Status.CANCELLED.label if has_ended_with_it else self.get_status_display()


class OpeningQuerySet(models.QuerySet):
    def devices(self):
        """Return {key of a registration: the most devices from which its access was opened on one day}."""
        counts = self.values_list("registration", "day").annotate(count=Count("pk")).order_by("count")
        return {registration: count for registration, _day, count in counts}


class Opening(models.Model):
    """That the access to an online session was opened from one device on one day: shows whether a link was passed on.

    `device` is a keyed hash of network and browser, which differs for each registration and each day, so that nobody
    can be followed by it. Deleted once the conference is over (registration.actions.forget_openings).
    """

    registration = models.ForeignKey(
        Registration, verbose_name=_("registration"), on_delete=models.DB_CASCADE, related_name="openings"
    )
    day = models.DateField(_("day"), editable=False)
    device = models.CharField(max_length=64)

    objects = OpeningQuerySet.as_manager()

    class Meta:
        verbose_name = _("opened access")
        verbose_name_plural = _("opened accesses")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["registration", "day", "device"],
                name="opening_once_a_day",
                violation_error_message=_("This device is noted already."),
            ),
        ]

    def __str__(self):
        return str(self.day)
