"""Who was there: what organisers, helpers and online sessions note, and the links by which helpers do so."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from programme.codes import CODE_LENGTH, new_code
from programme.models import Conference, Session
from programme.triggers import same_conference
from programme.validators import validate_single_line
from programme.years import in_our_years, validate_year
from registration.models.registrations import Registration
from womconf.constraints import is_one_of


class HelperLink(models.Model):
    """What somebody opens on a phone who notes at a door who comes: for one day, without an account.

    The link itself is signed and not stored (docs/decisions/0002). It is deleted some days after its day.
    """

    class State(models.TextChoices):
        TO_COME = "to_come", pgettext_lazy("link of a helper", "works on its day")
        OPEN = "open", pgettext_lazy("link of a helper", "works today")
        OVER = "over", pgettext_lazy("link of a helper", "its day is over")
        REVOKED = "revoked", pgettext_lazy("link of a helper", "revoked")

    conference = models.ForeignKey(
        Conference, verbose_name=_("conference"), on_delete=models.CASCADE, related_name="helper_links"
    )
    code = models.CharField(_("code"), max_length=CODE_LENGTH, unique=True, default=new_code, editable=False)
    name = models.CharField(
        _("for whom"),
        max_length=120,
        validators=[validate_single_line],
        help_text=_("Who gets the link; stands beside what they note. Gone a week after the day."),
    )
    day = models.DateField(
        _("day"), validators=[validate_year], help_text=_("The link works on this day only, as clocks go there.")
    )
    session = models.ForeignKey(
        Session,
        verbose_name=_("only this session"),
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="helper_links",
        help_text=_("Empty: all sessions of that day."),
    )
    created_at = models.DateTimeField(_("created"), db_default=Now(), editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("created by"),
        null=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    revoked_at = models.DateTimeField(_("revoked at"), null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("link for a helper")
        verbose_name_plural = _("links for helpers")
        ordering = ["-day", "name", "pk"]
        constraints = [in_our_years(dates=["day"], name="helper_link_day_in_our_years")]
        triggers = [
            same_conference("helper_link_same_conference", conference_id="", session_id="programme_session"),
        ]

    def __str__(self):
        return self.name

    def state(self, now=None):
        if self.revoked_at:
            return self.State.REVOKED
        today = timezone.localdate(now, self.conference.zone)
        if today == self.day:
            return self.State.OPEN
        return self.State.TO_COME if today < self.day else self.State.OVER


class MarkQuerySet(models.QuerySet):
    def in_order(self):
        """As things happened, whenever a phone could send them."""
        return self.order_by("at", "pk")


class Mark(models.Model):
    """That somebody was seen, or was not there after all. The newest one of a registration counts.

    `key` comes from whoever marks: sent again, the same mark is the same row. Written by registration.actions.presence,
    which writes Registration.attended_at in the same transaction.
    """

    class How(models.TextChoices):
        LIST = "list", pgettext_lazy("how somebody was marked", "on the list")
        SEARCH = "search", pgettext_lazy("how somebody was marked", "by search")
        CODE = "code", pgettext_lazy("how somebody was marked", "by the code")
        WALK_IN = "walk_in", pgettext_lazy("how somebody was marked", "came without registration")
        ONLINE = "online", pgettext_lazy("how somebody was marked", "online")

    registration = models.ForeignKey(
        Registration, verbose_name=_("registration"), on_delete=models.DB_CASCADE, related_name="marks"
    )
    key = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    is_present = models.BooleanField(_("present"))
    at = models.DateTimeField(_("seen at"), editable=False)
    noted_at = models.DateTimeField(_("arrived"), db_default=Now(), editable=False)
    how = models.CharField(_("how"), max_length=10, choices=How)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("marked by"),
        null=True,
        blank=True,
        on_delete=models.DB_SET_NULL,
        related_name="+",
    )
    link = models.ForeignKey(
        HelperLink,
        verbose_name=_("marked by helper"),
        null=True,
        blank=True,
        on_delete=models.DB_SET_NULL,
        related_name="marks",
    )

    objects = MarkQuerySet.as_manager()

    class Meta:
        verbose_name = _("mark of presence")
        verbose_name_plural = _("marks of presence")
        default_permissions = ()
        constraints = [
            is_one_of("how", ["list", "search", "code", "walk_in", "online"], name="mark_how_known"),
            models.CheckConstraint(
                condition=Q(by=None) | Q(link=None),
                name="mark_by_one",
                violation_error_message=_("Either an organiser has marked somebody, or a helper."),
            ),
            models.CheckConstraint(
                condition=~Q(how="online") | Q(by=None, link=None, is_present=True),
                name="mark_online_by_themselves",
                violation_error_message=_("Whoever comes in online is marked by nobody."),
            ),
        ]

    def __str__(self):
        return str(self.get_how_display())
