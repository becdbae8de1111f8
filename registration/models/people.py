"""Who registered, in one conference."""

from collections import defaultdict

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from programme.codes import CHECKIN_CODE_LENGTH, CODE_LENGTH, new_checkin_code, new_code
from programme.languages import interface_languages
from programme.letters import Folded, FoldedField
from programme.models import Conference, Pool
from programme.validators import validate_single_line
from registration import triggers
from womconf.addresses import AddressField, is_canonical


class AttendeeQuerySet(models.QuerySet):
    def with_address(self, email):
        """Those with this canonical address. Written like the unique constraint, so that its index is used."""
        return self.exclude(email="").filter(email=email)

    def with_both(self, pairs):
        """Those who have a confirmed place in both pools of one of these pairs of keys."""
        people = defaultdict(set)
        pool_ids = {key for pair in pairs for key in pair}
        confirmed = self.filter(registrations__status="confirmed", registrations__pool__in=pool_ids)
        for pool_id, attendee in confirmed.values_list("registrations__pool", "pk"):
            people[pool_id].add(attendee)
        return self.filter(pk__in=set().union(*(people[one] & people[other] for one, other in pairs)))


def _folded(name):
    """Return the column that a search looks through instead of the one of this name."""
    return models.GeneratedField(expression=Folded(name), output_field=FoldedField(), db_persist=True)


class Attendee(models.Model):
    """A person who registered, in one conference. No account: the personal link is all they have."""

    conference = models.ForeignKey(
        Conference, verbose_name=_("conference"), on_delete=models.RESTRICT, related_name="attendees"
    )
    code = models.CharField(_("code"), max_length=CODE_LENGTH, unique=True, default=new_code, editable=False)
    checkin_code = models.CharField(
        _("code for the entrance"),
        max_length=CHECKIN_CODE_LENGTH,
        unique=True,
        default=new_checkin_code,
        editable=False,
        help_text=_("In the QR code on their badge and their personal page. Says nothing to anybody but a helper."),
    )
    name = models.CharField(_("name"), max_length=120, validators=[validate_single_line])
    email = AddressField(
        _("e-mail address"),
        blank=True,
        help_text=_("Empty: somebody without one, whom organisers have entered."),
    )
    phone = models.CharField(
        _("telephone"),
        max_length=40,
        blank=True,
        db_default="",
        default="",
        validators=[validate_single_line],
        help_text=_("Of somebody without an e-mail address, so that you can call them when something changes."),
    )
    organisation = models.CharField(_("organisation"), max_length=200, blank=True, validators=[validate_single_line])
    language = models.CharField(
        _("language of e-mails"), max_length=10, default="de", db_default="de", choices=interface_languages
    )
    email_confirmed_at = models.DateTimeField(_("address confirmed"), null=True, blank=True, editable=False)
    link_version = models.PositiveIntegerField(
        default=1, db_default=1, editable=False, help_text=_("Raised to revoke every personal link given out before.")
    )
    feed_version = models.PositiveIntegerField(
        default=1, db_default=1, editable=False, help_text=_("Raised to revoke the addresses of their calendar.")
    )
    new_email = AddressField(
        _("new e-mail address"),
        blank=True,
        editable=False,
        help_text=_("Wished for, not yet confirmed."),
    )
    new_email_asked_at = models.DateTimeField(_("new e-mail address since"), null=True, blank=True, editable=False)
    wants_reminders = models.BooleanField(
        _("wants reminders"),
        default=True,
        db_default=True,
        editable=False,
        help_text=_("By e-mail, before their sessions. They switch it off themselves."),
    )
    address_version = models.PositiveIntegerField(
        default=1, db_default=1, editable=False, help_text=_("Raised to revoke links that confirm a new address.")
    )
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    folded_name = _folded("name")
    folded_organisation = _folded("organisation")

    objects = AttendeeQuerySet.as_manager()

    class Meta:
        verbose_name = _("attendee")
        verbose_name_plural = _("attendees")
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["conference", "email"],
                condition=~Q(email=""),
                name="attendee_email_once",
                violation_error_message=_("Somebody with this e-mail address is already there."),
            ),
            is_canonical("email", name="attendee_email_canonical"),
            is_canonical("new_email", name="attendee_new_email_canonical"),
            models.CheckConstraint(
                condition=Q(new_email="", new_email_asked_at__isnull=True)
                | (~Q(new_email="") & Q(new_email_asked_at__isnull=False)),
                name="attendee_new_email_with_at",
                violation_error_message=_("A new e-mail address is stored only together with when it was asked for."),
            ),
        ]
        triggers = triggers.ATTENDEE

    def __str__(self):
        return self.name

    @property
    def confirmed_pools(self):
        """The pools in which they have a confirmed place."""
        confirmed = self.registrations.confirmed().values("pool")
        return list(Pool.objects.filter(pk__in=confirmed).select_related("session"))


class AttendeeChange(models.Model):
    """Which fields of an attendee changed and when; never what stood in them."""

    attendee_id = models.BigIntegerField(db_index=True)
    fields = ArrayField(models.CharField(max_length=60), verbose_name=_("changed fields"))
    changed_at = models.DateTimeField(_("changed"), db_default=Now())

    class Meta:
        verbose_name = _("change of an attendee")
        verbose_name_plural = _("changes of attendees")

    def __str__(self):
        return ", ".join(self.fields)
