"""Texts that speakers propose: an organiser sees what would change, and decides."""

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from programme import actions, diffs
from programme.exceptions import ProgrammeError
from programme.languages import language_name
from programme.models import Proposal, Session
from programme.validators import validate_no_control_characters
from womconf.admin_lists import CarefulListMixin
from womconf.admin_site import FindsAddresses

MAY_WRITE = "programme.change_session"


class DecisionForm(forms.Form):
    """The text as the session is to say it, or why not."""

    shown = forms.CharField(widget=forms.HiddenInput, required=False)
    text = forms.CharField(label=_("Text as it will stand in the programme"), required=False, strip=False)
    reason = forms.CharField(
        label=_("A sentence to the speaker"),
        required=False,
        max_length=Proposal._meta.get_field("reason").max_length,
        validators=[validate_no_control_characters],
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Why you do not take it over; it goes into the e-mail to them."),
    )

    def __init__(self, *args, proposal, **kwargs):
        super().__init__(*args, initial={"text": proposal.text, "shown": proposal.digest}, **kwargs)
        self.proposal = proposal
        rows = 12 if proposal.field == Proposal.Field.ABSTRACT else 2
        self.fields["text"].widget = forms.Textarea(
            attrs={"rows": rows, "lang": proposal.language or None, "dir": "auto", "class": "vLargeTextField"}
        )

    def clean_text(self):
        """Refuse what the session itself would refuse in this field."""
        text = self.cleaned_data["text"].replace("\r\n", "\n").strip()
        field = Session._meta.get_field(self.proposal.field)
        if text:
            field.run_validators({self.proposal.language: text} if self.proposal.language else text)
        return text

    def clean(self):
        data = super().clean()
        if "decline" in self.data and not data.get("reason", "").strip() and "reason" not in self.errors:
            self.add_error("reason", _("Please write a sentence to the speaker."))
        return data


@admin.register(Proposal)
class ProposalAdmin(FindsAddresses, CarefulListMixin, admin.ModelAdmin):
    """What waits stands first. The page of a text shows the difference, with the buttons that decide."""

    list_display = ["what", "session", "speaker", "status", "sent_at", "decided_by"]
    list_filter = ["session__conference", "status", "field"]
    list_select_related = ["speaker", "session", "decided_by"]
    search_fields = ["speaker__name__says", "speaker__email", "session__title__mentions"]
    ordering = ["-status", "-pk"]
    actions = None
    list_per_page = 50

    def has_add_permission(self, request):
        return False  # speakers propose on their own page

    def has_delete_permission(self, request, obj=None):
        return False  # it goes with its speaker or its session

    @admin.display(description=_("text"), ordering="field")
    def what(self, proposal):
        return proposal.what

    def change_view(self, request, object_id, form_url="", extra_context=None):
        """Show what would change; take the decision of an organiser."""
        proposal = self.get_object(request, object_id)
        if proposal is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        if not self.has_view_permission(request, proposal):
            raise PermissionDenied
        may_decide = self.has_change_permission(request, proposal) and request.user.has_perm(MAY_WRITE)
        if request.method != "POST":
            return self._page(request, proposal, DecisionForm(proposal=proposal), may_decide)
        if not may_decide:
            raise PermissionDenied
        form = DecisionForm(request.POST, proposal=proposal)
        if form.is_valid() and (done := self._decide(request, proposal, form.cleaned_data)):
            messages.success(request, done)
            return self._next(proposal)
        return self._page(request, self.get_object(request, object_id), form, may_decide)

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("session__conference", "speaker")

    def _decide(self, request, proposal, data):
        """Act as the button says. Return what was done, in words; None where it was refused."""
        how = {"by": request.user, "shown": data["shown"]}
        try:
            if "accept" in request.POST:
                actions.accept_proposal(proposal, text=data["text"], **how)
                return _("The session says so from now on. The speaker gets an e-mail.")
            if "decline" in request.POST:
                actions.decline_proposal(proposal, reason=data["reason"], **how)
                return _("The session stays as it is. The speaker gets an e-mail with your sentence.")
        except ProgrammeError as refusal:
            messages.error(request, str(refusal))
        return None

    def _next(self, proposal):
        """Go on to the next text that waits in the conference; after the last one to the list."""
        waiting = Proposal.objects.waiting().filter(session__conference=proposal.session.conference_id)
        following = waiting.order_by("pk").first()
        if following:
            return redirect("admin:programme_proposal_change", following.pk)
        return redirect("admin:programme_proposal_changelist")

    def _page(self, request, proposal, form, may_decide):
        if form.is_bound and form.data.get("shown") != proposal.digest:
            form = DecisionForm(proposal=proposal)  # what was typed is about another text
        session_page = reverse("admin:programme_session_change", args=[proposal.session_id])
        context = {
            **self.admin_site.each_context(request),
            "title": _("Proposed text"),
            "subtitle": proposal.what,
            "opts": self.opts,
            "proposal": proposal,
            "session_link": format_html('<a href="{}">{}</a>', session_page, proposal.session),
            "language": language_name(proposal.language) if proposal.language else "",
            "parts": diffs.compare(proposal.now, proposal.text) if proposal.is_waiting else [],
            "form": form if may_decide and proposal.is_waiting else None,
            "media": self.media,
        }
        return TemplateResponse(request, "admin/programme/proposal.html", context)
