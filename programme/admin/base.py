"""What the pages of the admin have in common."""

import json

from django import forms
from django.contrib import admin, messages
from django.db.models import Q
from django.utils import timezone

from programme.exceptions import ProgrammeError
from programme.models import Conference
from programme.widgets import show_languages_of


def run(request, queryset, act, done):
    """Call an action for each chosen object and report: what was done, and each refusal in its own words."""
    count = 0
    for chosen in queryset:
        try:
            act(chosen)
        except ProgrammeError as refusal:
            messages.error(request, f"{chosen}: {refusal}")
        else:
            count += 1
    if count:
        messages.success(request, done(count))


def spellings(words):
    """Return how a word may stand in a translated text: JSON writes every letter beyond ASCII as an escape."""
    variants = {words, words.lower(), words.upper(), words.capitalize(), words.title()}
    return {json.dumps(variant)[1:-1] for variant in variants}


class TranslatedSearchMixin:
    """Search translated fields, too, in every alphabet."""

    translated_search_fields = ()

    def get_search_results(self, request, queryset, search_term):
        found, may_have_duplicates = super().get_search_results(request, queryset, search_term)
        term = search_term.strip()
        if term:
            matches = Q()
            for field in self.translated_search_fields:
                for spelling in spellings(term):
                    matches |= Q(**{f"{field}__icontains": spelling})
            found = queryset.filter(Q(pk__in=found.values("pk")) | matches)
        return found, may_have_duplicates


class LanguagesForm(forms.ModelForm):
    """Show translated fields in the languages of the conference that the object belongs to."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        instance = self.instance
        conference = instance if isinstance(instance, Conference) else getattr(instance, "conference", None)
        if conference is None or conference.pk is None:
            conference = Conference.objects.filter(pk=self.initial.get("conference") or None).first()
        if conference is not None:
            show_languages_of(self, conference)


class ConferenceZoneMixin:
    """Show and read times in the zone of the conference, wherever the organiser sits."""

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        obj = self.get_object(request, object_id) if object_id else None
        conference = obj if isinstance(obj, Conference) else getattr(obj, "conference", None)
        with timezone.override(conference.zone if conference else None):
            response = super().changeform_view(request, object_id, form_url, extra_context)
            return response.render() if hasattr(response, "render") else response


class OfConferenceAdmin(TranslatedSearchMixin, ConferenceZoneMixin, admin.ModelAdmin):
    """Something that belongs to one conference, and stays there."""

    form = LanguagesForm
    list_per_page = 50

    def get_readonly_fields(self, request, obj=None):
        fields = super().get_readonly_fields(request, obj)
        return [*fields, "conference"] if obj else fields

    def get_changeform_initial_data(self, request):
        initial = super().get_changeform_initial_data(request)
        conferences = Conference.objects.latest_first()[:2]
        if len(conferences) == 1:
            initial.setdefault("conference", conferences[0].pk)
        return initial
