"""Deleting people for good, for those who ask by telephone or letter; they themselves have a button on their page."""

from django.contrib import admin
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from programme.admin.base import EVERYWHERE, run
from registration import actions
from registration.exceptions import RegistrationError
from womconf.admin_actions import ask_first, is_sure


class EraseMixin:
    """An action for the list of people and the page of one, for organisers who may delete people."""

    def has_erase_permission(self, request):
        return request.user.has_perm("registration.delete_attendee")

    @admin.action(description=_("Delete all data …"), permissions=["erase"], location=EVERYWHERE)
    def erase(self, request, queryset):
        if not is_sure(request):
            return ask_first(
                self,
                request,
                queryset,
                title=_("Delete all data of these people"),
                explanation=_(
                    "Their registrations, answers and all e-mails to them are deleted for good; each place goes to "
                    "whoever is first on the waiting list. They get no e-mail about it."
                ),
            )
        run(
            request,
            queryset,
            lambda attendee: self._erase(request, attendee),
            lambda n: ngettext("All data of %d person are deleted.", "All data of %d people are deleted.", n) % n,
            refusal=RegistrationError,
        )
        return redirect("admin:registration_attendee_changelist")

    def _erase(self, request, attendee):
        actions.erase(attendee)
        self.log_deletions(request, [attendee])
