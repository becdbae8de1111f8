"""What the lists of registrations and people have in common."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext

from programme.admin.base import run
from registration.exceptions import RegistrationError
from womconf.admin_actions import ask_first, is_sure
from womconf.admin_saving import SavingAdmin
from womconf.admin_site import FindsAddresses
from womconf.in_hand import OfOneConferenceMixin


class ReadMostlyAdmin(OfOneConferenceMixin, FindsAddresses, SavingAdmin):
    list_per_page = 50
    show_full_result_count = False

    def has_add_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


def cancel_after_asking(model_admin, request, queryset, act, done):
    if is_sure(request):
        return run(request, queryset, act, done, refusal=RegistrationError)
    return ask_first(
        model_admin,
        request,
        queryset,
        title=pgettext("registration", "Cancel"),
        explanation=_("They get an e-mail; each place goes to whoever is first on the waiting list."),
    )
