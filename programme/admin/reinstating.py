"""A session takes place after all: registrations stay ended, so it is said how many, and where to write to them."""

from django.contrib import admin, messages
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from programme import actions
from programme.admin.base import EVERYWHERE, run
from womconf import in_hand
from womconf.admin_actions import ask_first, is_sure


class ReinstateMixin:
    """The act that takes a cancellation back."""

    @admin.action(description=_("Take the cancellation back …"), permissions=["change"], location=EVERYWHERE)
    def reinstate(self, request, queryset):
        chosen = [session for session in queryset.select_related("conference") if session.is_cancelled]
        may_write = request.user.has_perm("registration.add_mailing", in_hand.of(request))
        if not is_sure(request):
            people = sum(session.registered_until_cancelled for session in chosen)
            explanation = ngettext(
                "It stands in the programme again. The registrations have ended and do not come back: %d person had a "
                "place, and has to register anew.",
                "It stands in the programme again. The registrations have ended and do not come back: %d people had a "
                "place, and have to register anew.",
                people,
            )
            words = [explanation % people, *([_("In the next step you can write to them.")] if may_write else [])]
            title = _("Take the cancellation back")
            return ask_first(self, request, queryset, title=title, explanation=" ".join(map(str, words)))
        run(
            request,
            chosen,
            lambda session: actions.reinstate_session(session, by=request.user),
            lambda n: ngettext("%d session takes place again.", "%d sessions take place again.", n) % n,
        )
        for session in chosen if may_write else ():
            if session.registered_until_cancelled and not type(session).objects.get(pk=session.pk).is_cancelled:
                query = {"conference": session.conference_id, "lost_with": session.pk}
                page = reverse("admin:registration_mailing_add", query=query)
                link = format_html('<a href="{}">{}</a>', page, _("Write to those who had a place …"))
                messages.info(request, format_html("{}: {}", session, link))
        return None
