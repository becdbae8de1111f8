"""Speakers, and requests to them: ask, and answer on their behalf."""

from django import forms
from django.contrib import admin
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.db.models import Count, Q
from django.template.response import TemplateResponse
from django.utils.translation import gettext_lazy as _

from programme import actions
from programme.admin.base import OfConferenceAdmin, run
from programme.models import Appearance, Speaker
from programme.validators import validate_no_control_characters


class AppearanceOfSpeakerInline(admin.TabularInline):
    model = Appearance
    fields = ["session", "role", "status", "status_at", "asked_at", "answer_by"]
    readonly_fields = ["status", "status_at", "asked_at"]
    autocomplete_fields = ["session"]
    extra = 0


@admin.register(Speaker)
class SpeakerAdmin(OfConferenceAdmin):
    list_display = ["name", "degree", "organisation", "has_address", "open_requests"]
    list_filter = ["conference", "appearances__status"]
    ordering = ["sort_key", "name", "pk"]
    search_fields = ["name", "email", "organisation__name"]
    translated_search_fields = ["biography"]
    autocomplete_fields = ["conference", "organisation"]
    fieldsets = [
        (None, {"fields": ["conference", "degree", "name", "family_name", "organisation", "position"]}),
        (_("Profile"), {"fields": ["biography", "website"]}),
        (_("Never public"), {"fields": ["email", "phone", "language", "internal_note"]}),
    ]
    inlines = [AppearanceOfSpeakerInline]

    def get_queryset(self, request):
        is_open = Q(appearances__status=Appearance.Status.REQUESTED)
        return (
            super()
            .get_queryset(request)
            .select_related("organisation", "conference")
            .annotate(requests=Count("appearances", filter=is_open))
        )

    @admin.display(boolean=True, description=_("e-mail address"))
    def has_address(self, speaker):
        return bool(speaker.email)

    @admin.display(description=_("open requests"), ordering="requests")
    def open_requests(self, speaker):
        return speaker.requests or "–"


class NoteForm(forms.Form):
    note = forms.CharField(
        label=_("How do you know?"),
        max_length=2000,
        validators=[validate_no_control_characters],
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("For example: by telephone on 3 May."),
    )


@admin.register(Appearance)
class AppearanceAdmin(admin.ModelAdmin):
    """All requests at a glance: who has still to answer, who was asked when."""

    list_display = ["speaker", "session", "role", "status", "status_at", "status_by", "asked_at", "answer_by"]
    list_filter = ["session__conference", "status", "role"]
    search_fields = ["speaker__name", "speaker__email"]
    list_select_related = ["speaker", "session", "status_by"]
    fields = ["speaker", "session", "role", "position", "answer_by", "status", "status_at", "status_by", "status_note"]
    readonly_fields = ["speaker", "session", "status", "status_at", "status_by", "status_note"]
    actions = ["ask", "confirm_on_behalf", "decline_on_behalf", "withdraw"]
    list_per_page = 50

    def has_add_permission(self, request):
        return False  # a person is added to a session on the session's or the person's page

    @admin.action(description=_("Ask by e-mail"), permissions=["change"])
    def ask(self, request, queryset):
        run(
            request,
            queryset,
            lambda appearance: actions.request_speaker(appearance, by=request.user),
            lambda n: _("%d asked.") % n,
        )

    @admin.action(description=_("Agreed: answer on their behalf"), permissions=["change"])
    def confirm_on_behalf(self, request, queryset):
        return self._with_note(
            request,
            queryset,
            "confirm_on_behalf",
            lambda appearance, note: actions.confirm_appearance(appearance, by=request.user, note=note),
        )

    @admin.action(description=_("Declined: answer on their behalf"), permissions=["change"])
    def decline_on_behalf(self, request, queryset):
        return self._with_note(
            request,
            queryset,
            "decline_on_behalf",
            lambda appearance, note: actions.decline_appearance(appearance, by=request.user, reason=note),
        )

    @admin.action(description=_("Withdraw the request"), permissions=["change"])
    def withdraw(self, request, queryset):
        run(
            request,
            queryset,
            lambda appearance: actions.withdraw_appearance(appearance, by=request.user),
            lambda n: _("%d withdrawn.") % n,
        )

    def _with_note(self, request, queryset, action, act):
        """Ask for the note on a page of its own, then act."""
        form = NoteForm(request.POST if "note" in request.POST else None)
        if form.is_valid():
            note = form.cleaned_data["note"]
            run(request, queryset, lambda chosen: act(chosen, note), lambda n: _("%d answers noted.") % n)
            return None
        context = {
            **self.admin_site.each_context(request),
            "title": dict(self.get_action_choices(request))[action],
            "opts": self.model._meta,
            "form": form,
            "chosen": queryset.select_related("speaker", "session"),
            "action": action,
            "checkbox_name": ACTION_CHECKBOX_NAME,
            "media": self.media,
        }
        return TemplateResponse(request, "admin/programme/appearance/note.html", context)
