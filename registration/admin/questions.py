"""The organisers' own questions."""

from django import forms
from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from programme.admin.base import InConferenceMixin, OfConferenceAdmin
from registration.admin.filters import SessionFilter
from registration.models import Option, Question


class OptionFormSet(forms.BaseInlineFormSet):
    def clean(self):
        """Refuse a choice with fewer than two answers, and answers of a question that is no choice."""
        super().clean()
        if any(self.errors):
            return
        kept = [form for form in self.forms if form.has_changed() or form.instance.pk]
        count = sum(not self._should_delete_form(form) for form in kept)
        is_choice = self.instance.kind == Question.Kind.CHOICE
        if is_choice and count < 2:
            raise forms.ValidationError(_("Please offer at least two answers."))
        if not is_choice and count:
            raise forms.ValidationError(_("Only a choice has possible answers. Please delete them here."))


class OptionInline(InConferenceMixin, admin.TabularInline):
    model = Option
    formset = OptionFormSet
    fields = ["text", "position"]
    extra = 0


@admin.register(Question)
class QuestionAdmin(OfConferenceAdmin):
    list_display = ["text", "session", "kind", "required"]
    list_filter = [SessionFilter, "kind", "is_required"]
    list_select_related = ["session"]
    search_fields = ["text__mentions", "session__title__mentions"]
    ordering = ["position", "pk"]
    fields = ["conference", "session", "text", "help_text", "kind", "is_required", "position"]
    autocomplete_fields = ["session"]
    inlines = [OptionInline]

    @admin.display(description=_("required"), boolean=True, ordering="is_required")
    def required(self, question):
        return question.is_required
