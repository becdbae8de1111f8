"""Links for helpers at the door: made, shown to be passed on, revoked."""

from django.contrib import admin, messages
from django.forms.widgets import Script
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, pgettext

from programme.admin.base import EVERYWHERE, OfConferenceAdmin, run
from registration import actions, emails
from registration.exceptions import RegistrationError
from registration.models import HelperLink
from womconf.admin_actions import ask_first, is_sure
from womconf.admin_saving import ACTION
from womconf.templatetags.qr import qr_code


@admin.register(HelperLink)
class HelperLinkAdmin(OfConferenceAdmin):
    class Media:
        js = [Script("js/copy.js", type="module")]

    change_form_template = "admin/registration/mailing/change_form.html"
    list_display = ["name", "day", "only_for", "state"]
    list_filter = ["day"]
    list_select_related = ["conference", "session"]
    search_fields = ["name__says"]
    autocomplete_fields = ["session"]
    actions = ["revoke"]

    def get_fields(self, request, obj=None):
        entered = ["conference", "name", "day", "session"]
        return [*entered, "state", "to_pass_on", "created_by", "created_at"] if obj else entered

    def get_readonly_fields(self, request, obj=None):
        """Nothing of a link changes once somebody has it: another day is another link."""
        return self.get_fields(request, obj) if obj else []

    def get_changeform_initial_data(self, request):
        """Offer the conference's first day, or today while it is going on."""
        initial = super().get_changeform_initial_data(request)
        if request.conference:
            today = timezone.localdate(timezone=request.conference.zone)
            day = max(request.conference.starts_on, min(today, request.conference.ends_on))
            initial.setdefault("day", day)
        return initial

    def save_model(self, request, obj, form, change):
        obj.created_by = request.user
        super().save_model(request, obj, form, change)

    def response_add(self, request, obj, post_url_continue=None):
        """Show the page of the new link, where it can be copied, printed or scanned."""
        messages.success(request, _("This is the link. Please pass it on to nobody but this helper."))
        return redirect(reverse("admin:registration_helperlink_change", args=[obj.pk]))

    def render_change_form(self, request, context, *args, obj=None, **kwargs):
        """Offer what can be done with a link as a button; there is nothing to save."""
        if obj:
            context.pop("action_form", None)
            nothing_to_save = ("show_save", "show_save_and_continue", "show_save_and_add_another")
            context |= {"title": _("Link for a helper"), **dict.fromkeys(nothing_to_save, False)}
            if self.has_change_permission(request, obj) and not obj.revoked_at:
                context |= {"acts": [("revoke", _("Revoke …"))], "action_name": ACTION}
        return super().render_change_form(request, context, *args, obj=obj, **kwargs)

    @admin.display(description=_("session"), ordering="session")
    def only_for(self, link):
        return link.session or _("all of that day")

    @admin.display(description=_("status"))
    def state(self, link):
        return link.state().label

    @admin.display(description=_("link"))
    def to_pass_on(self, link):
        if link.state() in {HelperLink.State.OVER, HelperLink.State.REVOKED}:
            return "–"
        address = emails.helper_link(link).url
        drawing = qr_code(address, _("QR code of the link"))
        page = (
            '<p class="answer" id="helper-link">{}</p>'
            '<p class="acts"><button type="button" class="button" data-copy="helper-link" data-copied="{}" hidden>'
            "{}</button></p>"
            "<p>{}</p>"
        )
        return format_html(page, address, _("Copied"), pgettext("button", "Copy"), drawing)

    @admin.action(description=_("Revoke …"), permissions=["change"], location=EVERYWHERE)
    def revoke(self, request, queryset):
        if not is_sure(request):
            return ask_first(
                self,
                request,
                queryset,
                title=_("Revoke links for helpers"),
                explanation=_(
                    "Whoever is using such a link can mark nobody with it any more. This cannot be taken back, but you"
                    " can make a new link at any time."
                ),
            )
        return run(
            request,
            queryset,
            actions.revoke_helper_link,
            lambda n: ngettext("%d link does not work any more.", "%d links do not work any more.", n) % n,
            refusal=RegistrationError,
        )
