"""Invitations to work on a conference, by mail."""

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from programme.codes import new_code
from programme.models.conference import Conference
from programme.models.memberships import Role, role_is_known
from womconf.addresses import AddressField, is_canonical

CODE_LENGTH = 12


def new_invitation_code():
    return new_code(CODE_LENGTH)


class InvitationQuerySet(models.QuerySet):
    def open(self):
        """Return those that were neither accepted nor revoked; their time may be over."""
        return self.filter(accepted_at=None, revoked_at=None)

    def past(self, now):
        """Return those that have been of no use for longer than they are kept."""
        before = now - Invitation.KEPT
        is_over = Q(accepted_at__lt=before) | Q(revoked_at__lt=before) | Q(sent_at__lt=before - Invitation.VALID)
        return self.filter(is_over)


class Invitation(models.Model):
    """That somebody was invited to a role by mail. The link in the mail names its code and version, and is not stored.

    Who accepts it may have another address than the one that it went to; it says who did.
    """

    VALID, KEPT = timedelta(days=14), timedelta(days=30)

    conference = models.ForeignKey(
        Conference, verbose_name=_("conference"), on_delete=models.CASCADE, related_name="invitations"
    )
    code = models.CharField(_("code"), max_length=CODE_LENGTH, unique=True, default=new_invitation_code, editable=False)
    link_version = models.PositiveIntegerField(default=1, db_default=1, editable=False)
    email = AddressField(_("e-mail address"))
    role = models.CharField(_("role"), max_length=20, choices=Role)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("by whom"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    created_at = models.DateTimeField(_("created"), db_default=Now(), editable=False)
    sent_at = models.DateTimeField(_("sent"), db_default=Now(), editable=False)
    accepted_at = models.DateTimeField(_("accepted"), null=True, blank=True)
    accepted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("accepted by"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    revoked_at = models.DateTimeField(_("revoked"), null=True, blank=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        default_permissions = ()
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["conference", "email"],
                condition=Q(accepted_at=None, revoked_at=None),
                name="invitation_one_open_for_an_address",
                violation_error_message=_("This address is invited already."),
            ),
            models.CheckConstraint(
                condition=Q(accepted_at=None) | Q(revoked_at=None),
                name="invitation_accepted_or_revoked",
                violation_error_message=_("An invitation that was accepted cannot be revoked."),
            ),
            models.CheckConstraint(
                condition=Q(accepted_by=None) | Q(accepted_at__isnull=False),
                name="invitation_accepted_when_by_somebody",
                violation_error_message=_("Who accepts an invitation does so at some time."),
            ),
            role_is_known("invitation_role_known"),
            is_canonical("email", name="invitation_email_canonical", or_empty=False),
        ]

    def __str__(self):
        return f"{self.email}: {self.get_role_display()}"

    @property
    def expires_at(self):
        return self.sent_at + self.VALID

    @property
    def is_open(self):
        return self.accepted_at is None and self.revoked_at is None

    def is_valid(self, now=None):
        """Whether somebody can accept it at this moment."""
        return self.is_open and (now or timezone.now()) < self.expires_at
