"""What somebody was last told of a slot that they attend (docs/decisions/0022)."""

from dataclasses import asdict, dataclass
from datetime import datetime

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from programme.models.people import Speaker
from programme.models.sessions import Session
from programme.models.slots import Slot
from womconf.constraints import is_one_of


class Part(models.TextChoices):
    """What a slot is to a person."""

    ATTENDING = "attending", pgettext_lazy("part in a session", "registered")
    WAITING = "waiting", pgettext_lazy("part in a session", "on the waiting list")
    REQUESTED = "requested", pgettext_lazy("part in a session", "requested to take part")
    SPEAKING = "speaking", pgettext_lazy("part in a session", "taking part")
    NONE = "none", pgettext_lazy("part in a session", "no longer part of it")


@dataclass(frozen=True)
class Facts:
    """What a mail says of a slot, in one language: compared, it shows whether there is anything to tell."""

    part: str
    title: str
    starts_at: datetime
    ends_at: datetime | None
    room: str
    status: str  # of the session; "" for speakers, who hear of their own part

    @classmethod
    def of(cls, slot, part):
        """Return what is true of a slot with its session and room, in the active language."""
        title = str(slot.session.title)
        if slot.kind == Slot.Kind.FOLLOW_UP:
            title = f"{slot.label}: {title}"
        room = str(slot.room.name) if slot.room else ""
        status = slot.session.status if part in {Part.ATTENDING, Part.WAITING} else ""
        return cls(part, title, slot.starts_at, slot.ends_at, room, status)


class Told(models.Model):
    """What one person was last told of one slot. Written by telling.Audience.note only.

    A slot that is deleted leaves its row behind, so that the person can be told that it is gone; `uid` still names it.
    """

    class By(models.TextChoices):
        MAIL = "mail", _("by e-mail")
        ORGANISER = "organiser", _("by an organiser")

    slot = models.ForeignKey(
        Slot, verbose_name=_("slot"), null=True, blank=True, on_delete=models.DB_SET_NULL, related_name="+"
    )
    session = models.ForeignKey(
        Session, verbose_name=_("session"), null=True, blank=True, on_delete=models.DB_SET_NULL, related_name="+"
    )
    uid = models.TextField()
    revision = models.PositiveIntegerField(_("revision"), default=0)
    # The SEQUENCE of the calendar entry that they got last (RFC 5546, 2.1.4).
    sequence = models.PositiveIntegerField(default=0, db_default=0)
    part = models.CharField(max_length=10, choices=Part)
    title = models.TextField(_("title"))
    starts_at = models.DateTimeField(_("start"), editable=False)
    ends_at = models.DateTimeField(_("end"), null=True, blank=True, editable=False)
    room = models.TextField(_("room"), blank=True)
    status = models.CharField(_("status"), max_length=10, choices=Session.Status, blank=True, default="", db_default="")
    by = models.CharField(max_length=10, choices=By, default=By.MAIL)
    message = models.ForeignKey(
        "mail.Message", verbose_name=_("message"), null=True, blank=True, on_delete=models.DB_SET_NULL, related_name="+"
    )
    organiser = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.DB_SET_NULL, related_name="+"
    )
    note = models.CharField(_("note"), max_length=200, blank=True)
    told_at = models.DateTimeField(_("told"), editable=False)

    class Meta:
        abstract = True
        constraints = [is_one_of("part", Part.values, name="%(class)s_part_known")]

    @property
    def facts(self):
        return Facts(self.part, self.title, self.starts_at, self.ends_at, self.room, self.status)

    def take(self, said):
        """Take over what a telling.Said says."""
        for name in ("slot_id", "session_id", "uid", "revision", "sequence"):
            setattr(self, name, getattr(said, name))
        for name, value in asdict(said.facts).items():
            setattr(self, name, value)

    @staticmethod
    def once_for(name):
        """Return the constraint that a person has one row for each slot; `name` is that of the foreign key."""
        return models.UniqueConstraint(
            fields=[name, "uid"],
            name="%(class)s_once",
            violation_error_message=_("What somebody was told of a slot is stored once."),
        )


class ToldToSpeaker(Told):
    """What people who take part were last told."""

    speaker = models.ForeignKey(Speaker, verbose_name=_("speaker"), on_delete=models.DB_CASCADE, related_name="told")

    class Meta(Told.Meta):
        verbose_name = _("what a speaker was told")
        verbose_name_plural = _("what speakers were told")
        constraints = [*Told.Meta.constraints, Told.once_for("speaker")]

    def __str__(self):
        return self.title
