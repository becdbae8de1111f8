import pghistory
from django.core.exceptions import ValidationError
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from programme.codes import CODE_LENGTH, new_code
from programme.fields import TranslatedCharField, TranslatedTextField, translations
from programme.models.conference import Conference
from programme.triggers import raises_revisions
from womconf.constraints import is_one_of
from womconf.kept.triggers import announced


@announced()
@pghistory.track(
    pghistory.InsertEvent(),
    pghistory.UpdateEvent(),
    pghistory.DeleteEvent(),
)
class Room(models.Model):
    """A physical room, an online room, or both at once."""

    class Kind(models.TextChoices):
        ON_SITE = "on_site", _("on site")
        ONLINE = "online", _("online")
        HYBRID = "hybrid", _("on site and online")

    conference = models.ForeignKey(
        Conference, verbose_name=_("conference"), on_delete=models.CASCADE, related_name="rooms"
    )
    code = models.CharField(_("code"), max_length=CODE_LENGTH, unique=True, default=new_code, editable=False)
    name = TranslatedCharField(_("name"), text_max_length=100)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind, default=Kind.ONLINE, db_default=Kind.ONLINE)
    capacity = models.PositiveIntegerField(
        _("places"),
        null=True,
        blank=True,
        help_text=_("A session without a number of places of its own gets these when it gets this room."),
    )
    directions = TranslatedTextField(
        _("how to get there"),
        blank=True,
        help_text=_("Public. Entrance, floor, tram stop. Never the link to a video conference."),
    )
    access = TranslatedTextField(
        _("accessibility"),
        blank=True,
        help_text=_("Public. Step-free way, lift, toilets, induction loop, a quiet place nearby."),
    )
    position = models.PositiveSmallIntegerField(_("position"), default=0, db_default=0)

    class Meta:
        verbose_name = _("room")
        verbose_name_plural = _("rooms")
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["conference", "name"],
                name="room_name_once",
                violation_error_message=_("This room is already there."),
            ),
            is_one_of("kind", ["on_site", "online", "hybrid"], name="room_kind_known"),
        ]
        triggers = [
            raises_revisions(
                "room_raises_revisions",
                ["name", "kind"],
                "SELECT session_id FROM programme_slot WHERE room_id = NEW.id",
                slots="SELECT id FROM programme_slot WHERE room_id = NEW.id",
            ),
        ]

    def __str__(self):
        return str(self.name)

    def get_absolute_url(self):
        return reverse("programme:room-detail", args=[self.conference.slug, self.code])

    @property
    def kind_beside_name(self):
        """The word of its kind, "" where its name says it already."""
        kind = self.get_kind_display()
        return "" if kind.casefold() in str(self.name).casefold() else kind

    def clean(self):
        """Refuse a way to a room that is online only: it would be the link, which only those get who register."""
        if self.is_online and translations(self.directions):
            refusal = _(
                "There is no way to a room that is only online. If this is the link to it, please leave it out: these "
                "words are public, and only those get the link who are registered."
            )
            raise ValidationError({"directions": refusal})

    @property
    def is_online(self):
        """Whether it is nowhere but online."""
        return self.kind == self.Kind.ONLINE

    @property
    def public_directions(self):
        """How visitors get there; nothing of a room that is online only, whatever somebody has typed."""
        return "" if self.is_online else self.directions
