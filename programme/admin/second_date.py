"""A session once more: where many wait, or because it went well."""

from django.contrib import admin
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from programme import actions
from programme.admin.base import EVERYWHERE, run
from womconf.admin_actions import ask_first, is_sure


class SecondDateMixin:
    """The act that copies sessions."""

    @admin.action(description=_("Second date …"), permissions=["add"], location=EVERYWHERE)
    def copy(self, request, queryset):
        """Make a draft of each, and lead to the page of a single one."""
        if not is_sure(request):
            explanation = _(
                "This makes a draft with the same texts, places and people; times and follow-ups are not copied. "
                "Nobody is registered for it, and its people are still to be asked. Once it is in the programme, both "
                "pages lead to each other, and what is to do offers to write to those who wait."
            )
            return ask_first(self, request, queryset, title=_("Make a second date"), explanation=str(explanation))
        copies = []
        run(
            request,
            queryset,
            lambda session: copies.append(actions.copy_session(session, by=request.user)),
            lambda n: (
                ngettext(
                    "%d draft was made. Please enter its time.", "%d drafts were made. Please enter their times.", n
                )
                % n
            ),
        )
        if len(copies) != 1:
            return None
        return redirect("admin:programme_session_change", copies[0].pk)
