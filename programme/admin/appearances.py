"""Who takes part in what, as rows on the page of a session and on that of a speaker."""

from django import forms
from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from programme.admin.base import InConferenceMixin
from programme.models import Appearance


class AppearanceForm(forms.ModelForm):
    """A row keeps its person and its session: their answer, and what they said, would become somebody else's."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for field in (self.fields[name] for name in ("speaker", "session") if name in self.fields and self.instance.pk):
            field.disabled = True
            field.widget.can_add_related = False


class AppearancesInline(InConferenceMixin, admin.StackedInline):
    """What both have in common."""

    model = Appearance
    form = AppearanceForm
    readonly_fields = ["status", "status_at", "asked_at", "says"]
    extra = 0
    show_change_link = True

    @admin.display(description=_("what they say"))
    def says(self, appearance):
        """Show the other time that they ask for, the reason why they declined, or how we know that they agreed."""
        if appearance.other_time:
            return _("asks for another time: %s") % appearance.other_time
        return appearance.status_note or "–"


class AppearanceInline(AppearancesInline):
    """The people of a session. `?one_more` shows an empty row, too: for whoever comes instead, in the same role."""

    fields = [("speaker", "role", "position"), ("status", "status_at"), ("asked_at", "answer_by"), "says"]
    autocomplete_fields = ["speaker"]

    def get_extra(self, request, obj=None, **kwargs):
        return 1 if obj is None or "one_more" in request.GET else 0

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if db_field.name == "role" and "one_more" in request.GET:
            declined = Appearance.objects.unreplaced().filter(session=request.resolver_match.kwargs.get("object_id"))
            if last := declined.order_by("-status_at").first():
                field.initial = last.role
        return field

    def get_fields(self, request, obj=None):
        """Ask of a new session only who takes part; nobody has been asked or has answered yet."""
        return super().get_fields(request, obj) if obj else [("speaker", "role")]


class AppearanceOfSpeakerInline(AppearancesInline):
    """The sessions of a speaker."""

    fields = ["session", "role", "status", "status_at", "asked_at", "answer_by", "says"]
    autocomplete_fields = ["session"]
