"""Texts that speakers propose: an organiser sees what would change, and decides."""

from hashlib import sha256

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from programme import actions
from programme.exceptions import ProgrammeError
from programme.models import Proposal, Session
from programme.validators import validate_no_control_characters
from womconf import diffs
from womconf.admin_saving import SavingAdmin
from womconf.admin_site import FindsAddresses
from womconf.in_hand import OfOneConferenceMixin

MAY_WRITE = "programme.change_session"


class DecisionForm(forms.Form):
    """The text as the session is to say it, or why not."""

    shown = forms.CharField(widget=forms.HiddenInput, required=False)
    offered = forms.CharField(widget=forms.HiddenInput, required=False)
    text = forms.CharField(label=gettext_lazy("Text as it will stand in the programme"), required=False, strip=False)
    reason = forms.CharField(
        label=gettext_lazy("A sentence to the speaker"),
        required=False,
        max_length=Proposal._meta.get_field("reason").max_length,
        validators=[validate_no_control_characters],
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("Why you do not take it over; it goes into the e-mail to them."),
    )

    def __init__(self, *args, proposal, initial=None, **kwargs):
        offer = {"text": proposal.text, "offered": _fingerprint(proposal.text), "shown": proposal.digest}
        super().__init__(*args, initial=offer | (initial or {}), **kwargs)
        self.proposal = proposal
        rows = 12 if proposal.field == Proposal.Field.ABSTRACT else 2
        self.fields["text"].widget = forms.Textarea(
            attrs={"rows": rows, "lang": proposal.language or None, "dir": "auto", "class": "vLargeTextField"}
        )

    @property
    def typed(self):
        """What an organiser made of the text that their page offered, and what they wrote beside it; only that."""
        text = self.data.get("text", "")
        typed = {} if _fingerprint(text) == self.data.get("offered") else {"text": text}
        return typed | {"reason": self.data.get("reason", "")}

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


def _fingerprint(text):
    return sha256(text.replace("\r\n", "\n").encode()).hexdigest()[:16]


@admin.register(Proposal)
class ProposalAdmin(OfOneConferenceMixin, FindsAddresses, SavingAdmin):
    """What waits stands first. The page of a text shows the difference, with the buttons that decide."""

    list_display = ["what", "session", "speaker", "status", "sent_at", "decided_by"]
    path_to_conference = "session__conference"
    list_filter = ["status", "field"]
    list_select_related = ["speaker", "session", "decided_by"]
    search_fields = ["speaker__name__says", "speaker__email", "session__title__mentions"]
    ordering = ["-status", "-pk"]
    actions = None
    list_per_page = 50

    def has_add_permission(self, request):
        return False  # speakers propose on their own page

    def has_delete_permission(self, request, obj=None):
        return False  # it goes with its speaker or its session

    @admin.display(description=gettext_lazy("text"), ordering="field")
    def what(self, proposal):
        return proposal.what

    def change_view(self, request, object_id, form_url="", extra_context=None):
        """Show what would change; take the decision of an organiser."""
        proposal = self.get_object(request, object_id)
        if not self.has_view_permission(request, proposal):
            raise PermissionDenied
        if proposal is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        with timezone.override(proposal.session.conference.zone):
            response = self._answer(request, proposal)
            return response.render() if hasattr(response, "render") else response

    def _answer(self, request, proposal):
        may_decide = self.has_change_permission(request, proposal) and request.user.has_perm(MAY_WRITE)
        if request.method != "POST":
            return self._page(request, proposal, DecisionForm(proposal=proposal), may_decide)
        if not may_decide:
            raise PermissionDenied
        form = DecisionForm(request.POST, proposal=proposal)
        if form.is_valid() and (done := self._decide(request, proposal, form.cleaned_data)):
            messages.success(request, done)
            return self._next(proposal)
        return self._page(request, self.get_object(request, str(proposal.pk)) or proposal, form, may_decide)

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("session__conference", "speaker")

    def _decide(self, request, proposal, data):
        """Act as the button says. Return what was done, in words; None where it was refused."""
        how = {"by": request.user, "shown": data["shown"]}
        try:
            if "accept" in request.POST:
                actions.accept_proposal(proposal, text=data["text"], **how)
                return " ".join([_("The session says so from now on."), self._who_is_told(proposal)])
            if "decline" in request.POST:
                actions.decline_proposal(proposal, reason=data["reason"], **how)
                return " ".join([_("The session stays as it is."), self._who_is_told(proposal)])
        except ProgrammeError as refusal:
            messages.error(request, str(refusal))
        return None

    def _who_is_told(self, proposal):
        if proposal.speaker.email:
            return _("The speaker gets an e-mail.")
        return _("The speaker has no e-mail address; please tell them otherwise.")

    def _next(self, proposal):
        """Go on to the next text that waits in the conference; after the last one to the list."""
        waiting = Proposal.objects.waiting().filter(session__conference=proposal.session.conference_id)
        following = waiting.order_by("pk").first()
        if following:
            return redirect("admin:programme_proposal_change", following.pk)
        return redirect("admin:programme_proposal_changelist")

    def _page(self, request, proposal, form, may_decide):
        typed = form.typed if form.is_bound else {}
        if form.is_bound and form.data.get("shown") != proposal.digest:
            form = DecisionForm(proposal=proposal, initial=typed)
        session_page = reverse("admin:programme_session_change", args=[proposal.session_id])
        context = {
            **self.admin_site.each_context(request),
            "title": _("Proposed text"),
            "subtitle": proposal.what,
            "opts": self.opts,
            "proposal": proposal,
            "session_link": format_html('<a href="{}">{}</a>', session_page, proposal.session),
            "typed": typed,
            "parts": diffs.compare(proposal.now, proposal.text) if proposal.is_waiting else [],
            "form": form if may_decide and proposal.is_waiting else None,
            "media": self.media,
        }
        return TemplateResponse(request, "admin/programme/proposal.html", context)
