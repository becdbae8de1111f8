"""Where an online session takes place: the link of the video conference, which nobody gets to read but organisers."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from programme.models.rooms import Room
from programme.models.sessions import Session
from womconf.sealed import SealedField, Unreadable

LINK_MAX_LENGTH = 2000


class AccessLinkQuerySet(models.QuerySet):
    def that_counts_for(self, slot):
        """Return the link of the session of a slot, else that of the room; None where neither has one."""
        is_its = Q(session=slot.session_id)
        if slot.room_id is not None:
            is_its |= Q(room=slot.room_id)
        return self.filter(is_its).order_by(F("session").asc(nulls_last=True)).first()


class AccessLink(models.Model):
    """The link of a session, or of an online room for all sessions in it that have none of their own.

    It stands in a table of its own, so that whatever reads sessions and rooms (pages, exports, history, the notice that
    pages have changed) never touches it. Written by programme.actions.set_access_link.
    """

    session = models.OneToOneField(
        Session,
        verbose_name=_("session"),
        null=True,
        blank=True,
        on_delete=models.DB_CASCADE,
        related_name="access_link",
    )
    room = models.OneToOneField(
        Room, verbose_name=_("room"), null=True, blank=True, on_delete=models.DB_CASCADE, related_name="access_link"
    )
    address = SealedField(_("access link"))

    objects = AccessLinkQuerySet.as_manager()

    class Meta:
        verbose_name = _("access link")
        verbose_name_plural = _("access links")
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                condition=Q(session__isnull=True) ^ Q(room__isnull=True),
                name="access_link_of_session_or_room",
                violation_error_message=_("An access link belongs to a session or to a room."),
            ),
        ]

    def __str__(self):
        return f"{self._meta.verbose_name} {self.pk}"

    @property
    def is_readable(self):
        """Whether its key is still known: SECRET_KEY, or one of SECRET_KEY_FALLBACKS."""
        try:
            self.address.open()
        except Unreadable:
            return False
        return True
