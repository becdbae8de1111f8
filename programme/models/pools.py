import pghistory
import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Case, F, Q, Value, When
from django.db.models.functions import Greatest
from django.db.models.lookups import GreaterThan
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from programme.codes import CODE_LENGTH
from programme.triggers import OF_SESSION
from womconf.constraints import is_one_of
from womconf.kept.triggers import announced


@announced(OF_SESSION, columns=["slot_id", "code", "mode", "word"])
# What organisers decide; how many places are taken, the history of registrations says.
@pghistory.track(
    pghistory.InsertEvent(),
    pghistory.UpdateEvent(),
    pghistory.DeleteEvent(),
    fields=["session", "slot", "mode", "capacity", "kept_back", "paused_at", "paused_by"],
    model_name="PoolEvent",
)
class Pool(models.Model):
    """The places of one kind in a session: how many there are, how many are taken. People read of places only.

    Every session has one from the start (trigger), a hybrid one has one for each mode, and a follow-up has one if its
    places are given away one by one. `taken` is kept by a trigger on registrations and by nobody else; the check is the
    last guard of every door. `capacity` is written by programme.actions.set_capacity and add_place.
    """

    HAS_FREE = Q(capacity__isnull=True) | Q(taken__lt=F("capacity") - F("kept_back"))
    # "Few" are three, or a tenth of all.
    FREE = F("capacity") - F("kept_back") - F("taken")
    FEW = Greatest(Value(3), F("capacity") / Value(10))

    class Mode(models.TextChoices):
        ANY = "", _("one for all")
        ON_SITE = "on_site", _("on site")
        ONLINE = "online", _("online")

    class Word(models.TextChoices):
        FREE = "", _("places free")
        FEW = "few", _("few places left")
        WAITING_LIST = "waiting_list", _("full, with a waiting list")

    session = models.ForeignKey(
        "Session", verbose_name=_("session"), on_delete=models.CASCADE, related_name="pools", db_index=False
    )
    slot = models.ForeignKey(
        "Slot", verbose_name=_("follow-up"), null=True, blank=True, on_delete=models.CASCADE, related_name="pools"
    )
    code = models.CharField(
        _("code"), max_length=CODE_LENGTH, unique=True, null=True, editable=False, help_text=_("Of a follow-up.")
    )
    mode = models.CharField(_("mode"), max_length=10, blank=True, choices=Mode, default=Mode.ANY, db_default=Mode.ANY)
    capacity = models.PositiveIntegerField(_("places"), null=True, blank=True, help_text=_("Empty: no limit."))
    kept_back = models.PositiveIntegerField(
        _("kept back"),
        default=0,
        db_default=0,
        help_text=_("Places of these that you give away yourselves; the form and the waiting list leave them alone."),
    )
    paused_at = models.DateTimeField(
        _("waiting list stopped"), null=True, blank=True, editable=False, help_text=_("Nobody moves up since then.")
    )
    paused_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("waiting list stopped by"),
        null=True,
        blank=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    taken = models.PositiveIntegerField(_("taken"), default=0, db_default=0, editable=False)
    overbooked_by = models.PositiveIntegerField(
        _("overbooked by"),
        default=0,
        db_default=0,
        editable=False,
        help_text=_("People who had a place when the capacity was set below their number."),
    )

    word = models.GeneratedField(
        verbose_name=_("what visitors read"),
        expression=Case(
            When(Q(capacity__isnull=True) | GreaterThan(FREE, FEW), then=Value(Word.FREE)),
            When(GreaterThan(FREE, Value(0)), then=Value(Word.FEW)),
            default=Value(Word.WAITING_LIST),
        ),
        output_field=models.CharField(max_length=20, choices=Word),
        db_persist=True,
        help_text=_("Not the number of free places: that is nobody else's business."),
    )

    class Meta:
        verbose_name = _("places")
        verbose_name_plural = _("places")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["session", "slot", "mode"],
                nulls_distinct=False,
                name="pool_one_of_a_kind",
                violation_error_message=_("The session has places of this kind already."),
            ),
            is_one_of("mode", ["", "on_site", "online"], name="pool_mode_known"),
            models.CheckConstraint(
                condition=Q(capacity__isnull=True) | Q(taken__lte=F("capacity") + F("overbooked_by")),
                name="pool_never_oversold",
                violation_error_message=_("There are no more places than the session has."),
            ),
            models.CheckConstraint(
                condition=Q(capacity__isnull=False) | Q(overbooked_by=0),
                name="pool_overbooked_needs_capacity",
                violation_error_message=_("Only what has a number of places can be overbooked."),
            ),
            models.CheckConstraint(
                condition=Q(kept_back=0) | Q(kept_back__lte=F("capacity"), capacity__isnull=False),
                name="pool_kept_back_are_some_of_them",
                violation_error_message=_("There are fewer places than you want to keep back."),
            ),
            models.CheckConstraint(
                condition=Q(paused_at__isnull=False) | Q(paused_by__isnull=True),
                name="pool_paused_by_with_at",
                violation_error_message=_("Who stopped the waiting list is stored only together with when."),
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="pool_of_own_follow_up",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.UpdateOf("session_id", "slot_id"),
                condition=pgtrigger.Condition("NEW.slot_id IS NOT NULL"),
                func="""
                    IF NOT EXISTS (SELECT FROM programme_slot
                                   WHERE id = NEW.slot_id AND session_id = NEW.session_id AND kind = 'follow_up') THEN
                        RAISE EXCEPTION 'places of a slot that is no follow-up of their session'
                            USING ERRCODE = 'check_violation', CONSTRAINT = 'pool_of_own_follow_up',
                                  TABLE = TG_TABLE_NAME;
                    END IF;
                    RETURN NEW;
                """,
            ),
        ]

    def __str__(self):
        if self.capacity is None:
            return gettext("%d taken, no limit") % self.taken
        facts = {"taken": self.taken, "capacity": self.capacity, "kept_back": self.kept_back}
        if self.kept_back:
            return gettext("%(taken)d of %(capacity)d taken, %(kept_back)d kept back") % facts
        return gettext("%(taken)d of %(capacity)d taken") % facts

    @property
    def kind_in_words(self):
        """Which places of a session these are; how many there are says str()."""
        return gettext("follow-up") if self.slot_id else self.get_mode_display()

    @property
    def in_words(self):
        """What visitors read of the places, in the same words on every page."""
        return self.Word(self.word).label

    @property
    def in_words_with_mode(self):
        """The same, with the mode before it where a session has places of two kinds."""
        return f"{self.get_mode_display()}: {self.in_words}" if self.mode else str(self.in_words)

    @property
    def mark(self):
        """The class of the words, for the style sheet."""
        return "waiting" if self.word == self.Word.WAITING_LIST else self.word or "free"

    @property
    def title(self):
        """What it is that somebody has a place in."""
        title = str(self.session.title) if self.slot is None else f"{self.slot.label}: {self.session.title}"
        return f"{title} ({self.get_mode_display()})" if self.mode else title

    @property
    def free(self):
        """Places left for those who register, 0 or more; None where there is no limit."""
        return None if self.capacity is None else max(0, self.capacity - self.kept_back - self.taken)

    @property
    def free_for_organisers(self):
        """Places left with those that are kept back, 0 or more; None where there is no limit."""
        return None if self.capacity is None else max(0, self.capacity - self.taken)

    @property
    def is_in_use(self):
        """Whether it cannot be taken away, because somebody has or had a place in it, or waits or waited for one."""
        return self.registrations.exists()

    @property
    def is_full(self):
        return self.free == 0
