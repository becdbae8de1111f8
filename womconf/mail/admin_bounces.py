"""What the pages of people say of their address: whether e-mails come back, and why."""

from django.contrib import admin, messages
from django.contrib.admin import ActionLocation
from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from womconf.admin_actions import asks_for_many
from womconf.mail import bounces
from womconf.mail.models import Message


def mark(address, *, is_bouncing):
    """Return an address as a list shows it, with a word beside it where e-mails to it come back."""
    return _("%(address)s (e-mails come back)") % {"address": address} if is_bouncing else address


class BouncesMixin:
    """Of people with an `email`: a column and a field for what comes back, and an action for what works again.

    Their page names `bounce` in its fields, their list `comes_back` in its columns.
    """

    def get_queryset(self, request):
        is_bouncing = Exists(Message.objects.bounced().filter(to=OuterRef("email")))
        return super().get_queryset(request).annotate(is_bouncing=is_bouncing)

    @admin.display(description=_("returned e-mails"))
    def comes_back(self, person):
        return _("comes back") if person.is_bouncing else ""

    @admin.display(description=_("e-mails"))
    def bounce(self, person):
        """Say why e-mails to this person come back, and since when."""
        if not (person.pk and person.email):
            return "–"
        message = bounces.last_of(person.email)
        if message is None:
            return _("arrive, as far as is known")
        when = date_format(timezone.localtime(message.bounced_at), "SHORT_DATETIME_FORMAT")
        reason = bounces.sentence(message.bounce_code)
        return _("come back: %(reason)s (%(when)s, %(code)s)") % {
            "reason": reason,
            "when": when,
            "code": message.bounce_code,
        }

    @asks_for_many
    @admin.action(
        description=_("E-mail arrives again"),
        permissions=["change"],
        location=[ActionLocation.CHANGE_LIST, ActionLocation.CHANGE_FORM],
    )
    def arrives_again(self, request, queryset):
        count = 0
        for person in queryset:
            if person.email and bounces.end(person.email):
                self.log_change(request, person, "E-mail arrives again")
                count += 1
        text = ngettext("%d address counts as one that works.", "%d addresses count as ones that work.", count)
        messages.success(request, text % count)
