"""What the pages of the admin have in common."""

import re
from urllib.parse import urlencode

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.utils import NestedObjects, unquote
from django.contrib.admin.widgets import AutocompleteSelect, RelatedFieldWidgetWrapper
from django.db import DEFAULT_DB_ALIAS, IntegrityError, models
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import ngettext

from programme.actions import transition
from programme.clocks import ClockField
from programme.counts import CountField
from programme.days import DayField
from programme.exceptions import ProgrammeError
from programme.models import Conference, Proposal
from programme.moments import MomentField, MomentWidget
from programme.widgets import TranslatedFormField
from womconf import in_hand
from womconf.admin_lists import ChoiceFilter
from womconf.admin_saving import SavingAdmin
from womconf.in_hand import OF_CONFERENCE, OfOneConferenceMixin
from womconf.mail.actions import current_pause
from womconf.mail.models import Message

EVERYWHERE = [admin.ActionLocation.CHANGE_LIST, admin.ActionLocation.CHANGE_FORM]


def run(request, queryset, act, done, refusal=ProgrammeError):
    """Call an action for each chosen object and report: what was done, and each refusal in its own words."""
    count = 0
    for chosen in queryset:
        try:
            act(chosen)
        except refusal as reason:
            messages.error(request, f"{chosen}: {reason}")
        else:
            count += 1
    if count:
        messages.success(request, done(count))


def on_their_way(count):
    """Say that so many e-mails leave now, or why they do not."""
    if current_pause():
        return (
            ngettext(
                "%d e-mail is noted. It leaves when you let all e-mail go again (Messages).",
                "%d e-mails are noted. They leave when you let all e-mail go again (Messages).",
                count,
            )
            % count
        )
    return ngettext("%d e-mail is on its way.", "%d e-mails are on their way.", count) % count


class SelectOfConference(AutocompleteSelect):
    """Offer the objects of one conference only."""

    conference = None

    def get_url(self):
        url = super().get_url()
        return f"{url}?{urlencode({OF_CONFERENCE: self.conference.pk})}" if self.conference else url


class AddsToConference(RelatedFieldWidgetWrapper):
    """The buttons beside a choice: what is added in their window belongs to the conference of the page."""

    conference = None

    @classmethod
    def of(cls, wrapper, conference):
        """Return one that stands for another wrapper."""
        can = {
            f"can_{act}_related": getattr(wrapper, f"can_{act}_related") for act in ("add", "change", "delete", "view")
        }
        found = cls(wrapper.widget, wrapper.rel, wrapper.admin_site, **can)
        found.conference = conference
        return found

    def get_context(self, name, value, attrs):
        context = super().get_context(name, value, attrs)
        context["url_params"] += f"&{in_hand.NAME}={self.conference.pk}"
        return context


class InConferenceMixin:
    """Fields of a form about one conference: its languages, its clock, and choices among its own rooms and people."""

    formfield_overrides = {
        models.DateTimeField: {"form_class": MomentField, "widget": MomentWidget},
        models.DateField: {"form_class": DayField},
        models.TimeField: {"form_class": ClockField},
        models.PositiveIntegerField: {"form_class": CountField},
        models.PositiveSmallIntegerField: {"form_class": CountField},
    }

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if db_field.name == "ends_at":
            field.widget.day_of = "starts_at"
        if isinstance(field, TranslatedFormField) and request.conference:
            field.show_languages(request.conference.languages)
        if field and isinstance(field.widget, RelatedFieldWidgetWrapper) and request.conference:
            field.widget = AddsToConference.of(field.widget, request.conference)
        return field

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if db_field.name in self.get_autocomplete_fields(request):
            kwargs["widget"] = SelectOfConference(db_field, self.admin_site, using=kwargs.get("using"))
            kwargs["widget"].conference = request.conference
        field = super().formfield_for_foreignkey(db_field, request, **kwargs)
        field.queryset = field.queryset.filter(**in_hand.within(db_field.remote_field.model, request))
        return field


class ConferenceZoneMixin:
    """Show and read times in the zone of the conference, wherever the organiser sits."""

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        conference = in_hand.take(request, self.conference_of(request, object_id))
        with timezone.override(conference.zone if conference else None):
            response = super().changeform_view(request, object_id, form_url, extra_context)
            return response.render() if hasattr(response, "render") else response

    def conference_of(self, request, object_id):
        """Return whose page this is: the object's conference, else the one in hand."""
        if object_id is not None:
            obj = self.get_object(request, unquote(object_id))
            return obj if isinstance(obj, Conference) else getattr(obj, "conference", None)
        return in_hand.of(request)


class DeletionMixin:
    """Refuse to delete what people have registered for, in words: what stands in the way, and what to do instead."""

    def get_deleted_objects(self, objs, request):
        """Name those of the chosen that have to stay, instead of each registration that holds them.

        Nobody may delete registrations here; that is not why, so it is not said then. Nor may anybody delete a mail or
        a proposed text by itself; with its person it goes.
        """
        deleted, counts, lacking, protected = super().get_deleted_objects(objs, request)
        if not protected:
            with_others = {Message._meta.verbose_name, Proposal._meta.verbose_name}
            return deleted, counts, lacking - with_others, protected
        return deleted, counts, set(), [self._link(obj) for obj in objs if _has_to_stay(obj)]

    def _link(self, obj):
        address = reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_change", args=[obj.pk])
        return format_html('<a href="{}">{}</a>', address, obj)

    def delete_view(self, request, object_id, extra_context=None):
        show = super().delete_view
        if request.method != "POST":
            return show(request, object_id, extra_context)
        try:
            return transition(show)(request, object_id, extra_context)
        except ProgrammeError as refusal:
            messages.error(request, str(refusal))
        except IntegrityError:
            pass  # Nobody had registered a moment ago, when it was asked: the page now says who stands in the way.
        return redirect(request.get_full_path())

    def delete_queryset(self, request, queryset):
        transition(super().delete_queryset)(request, queryset)

    def response_action(self, request, queryset, **kwargs):
        try:
            return super().response_action(request, queryset, **kwargs)
        except ProgrammeError as refusal:
            messages.error(request, str(refusal))
            return redirect(request.get_full_path())


def _has_to_stay(obj):
    collector = NestedObjects(using=DEFAULT_DB_ALIAS)
    collector.collect([obj])
    return bool(collector.protected)


def without_field(fieldsets, name):
    """Return the fieldsets of an admin page without one of their fields."""

    def rest(fields):
        rows = [tuple(field for field in row if field != name) if isinstance(row, tuple) else row for row in fields]
        return [row for row in rows if row and row != name]

    return [(title, {**options, "fields": rest(options["fields"])}) for title, options in fieldsets]


class OfConferenceAdmin(OfOneConferenceMixin, DeletionMixin, InConferenceMixin, ConferenceZoneMixin, SavingAdmin):
    """Something that belongs to one conference, and stays there."""

    class Media:
        js = ["js/admin-labels.js"]

    list_per_page = 50

    def has_add_permission(self, request):
        return super().has_add_permission(request) and in_hand.of(request) is not None

    def get_fieldsets(self, request, obj=None):
        """Show no field for the conference: the head of the page names it. A new row carries it unseen."""
        fieldsets = super().get_fieldsets(request, obj)
        return without_field(fieldsets, "conference") if obj else fieldsets

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if db_field.name == "conference":
            kwargs |= {"widget": forms.HiddenInput, "initial": in_hand.of(request)}
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def get_search_results(self, request, queryset, search_term):
        """Let the fields of a form find objects of its own conference only."""
        conference = request.GET.get(OF_CONFERENCE)
        if conference is not None:
            queryset = queryset.filter(conference=conference) if conference.isdecimal() else queryset.none()
        return super().get_search_results(request, queryset, search_term)


def chosen_in(request, prefix, name):
    """Return the keys that were chosen in one field of each row of an inline, or of the form itself (prefix "")."""
    pattern = re.compile(rf"{prefix}-[0-9]+-{name}" if prefix else name)
    return [int(value) for key, value in request.POST.items() if pattern.fullmatch(key) and value.isdecimal()]


class WithinConferenceFilter(ChoiceFilter):
    """A filter whose choices are those of the conference in hand."""

    def lookups(self, request, model_admin):
        self.conference = in_hand.of(request)
        return list(self.choices_of(self.conference)) if self.conference else []
