"""Lists of the admin: what an address asks for and nobody understands shows nothing, and says so."""

from django.contrib import admin, messages
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.views.main import ChangeList
from django.core.exceptions import EmptyResultSet
from django.db import DataError, connection, transaction
from django.utils.translation import gettext as _

from womconf import in_hand
from womconf.quotes import in_quotes

# What Django, Python and PostgreSQL say of a value that is no number, no date, or far too large.
NOT_UNDERSTOOD = (IncorrectLookupParameters, DataError, ValueError, OverflowError)
NUL = "\x00"


class NotUnderstood(IncorrectLookupParameters):
    """Takes the sentence for the person who asked."""


def unknown_value(title):
    return _("The filter “%s” does not know what the address asks for.") % in_quotes(title)


class ChoiceFilter(admin.SimpleListFilter):
    """A filter that knows its choices. Another value is not understood; it never stands for "all"."""

    def queryset(self, request, queryset):
        value = self.value()
        if value is None:
            return queryset
        if value not in {str(choice) for choice, _label in self.lookup_choices}:
            raise NotUnderstood(self.refusal())
        return self.narrow(request, queryset, value)

    def narrow(self, request, queryset, value):
        """Return the rows that one of the choices leaves."""
        raise NotImplementedError

    def has_output(self):
        """Be asked also where there is nothing to choose from, so that a value in the address is not passed over."""
        return super().has_output() or self.value() is not None

    def refusal(self):
        return unknown_value(self.title)


class KnownValuesMixin:
    """Refuse a value that is none of the choices: Django would show an empty list and not say why."""

    def queryset(self, request, queryset):
        if {str(value) for value in self.lookup_val or []} - {str(value) for value in self.known_values()}:
            raise NotUnderstood(unknown_value(self.title))
        return super().queryset(request, queryset)


class RelatedFilter(KnownValuesMixin, admin.RelatedFieldListFilter):
    """A choice of another row, asked also where there is only one: Django passes over what the address says then."""

    def has_output(self):
        return super().has_output() or bool(self.used_parameters)

    def known_values(self):
        return [value for value, _label in self.lookup_choices]

    def field_choices(self, field, request, model_admin):
        """Offer what belongs to the conference in hand."""
        choices = {"limit_choices_to": in_hand.within(field.remote_field.model, request)}
        return field.get_choices(False, ordering=self.field_admin_ordering(field, request, model_admin), **choices)


class FieldWithChoicesFilter(KnownValuesMixin, admin.ChoicesFieldListFilter):
    def known_values(self):
        return [value for value, _label in self.field.flatchoices]


admin.FieldListFilter.register(lambda field: field.choices, FieldWithChoicesFilter, take_priority=True)
admin.FieldListFilter.register(lambda field: field.remote_field, RelatedFilter, take_priority=True)


class CarefulList(ChangeList):
    """A list that is empty where its address was not understood."""

    is_understood = True

    def get_filters_params(self, params=None):
        """Leave out the conference: every list shows one, which is no filter that could be taken away."""
        found = super().get_filters_params(params)
        found.pop(getattr(self.model_admin, "conference_parameter", None), None)
        return found

    def get_queryset(self, request, exclude_parameters=None):
        try:
            if getattr(request, "names_unknown_conference", False):
                raise NotUnderstood(_("This conference is not there, or no longer."))
            if any(NUL in value for values in request.GET.lists() for value in (values[0], *values[1])):
                raise NotUnderstood
            found = super().get_queryset(request, exclude_parameters)
            found.query.get_compiler(connection=connection).as_sql()  # what cannot be said in SQL fails here
        except EmptyResultSet:
            return found
        except NOT_UNDERSTOOD as error:
            return self._nothing(request, error)
        return found

    def get_results(self, request):
        try:
            with transaction.atomic():
                super().get_results(request)
        except IncorrectLookupParameters:  # there is no such page (any more)
            self.page_num = 1
            super().get_results(request)
        except NOT_UNDERSTOOD as error:
            self.queryset = self._nothing(request, error)
            super().get_results(request)

    def _nothing(self, request, error):
        if self.is_understood:
            self.is_understood = False
            sentence = str(error) if isinstance(error, NotUnderstood) and error.args else ""
            messages.warning(request, sentence or _("We did not understand what the address of this list asks for."))
        self.filter_specs = getattr(self, "filter_specs", [])
        self.has_filters = bool(self.filter_specs)
        self.has_active_filters = True
        self.clear_all_filters_qs = "?"
        self.date_hierarchy = None
        return self.root_queryset.none()


class CarefulListMixin:
    """For every ModelAdmin of ours."""

    def get_changelist(self, request, **kwargs):
        return CarefulList

    def get_search_results(self, request, queryset, search_term):
        """PostgreSQL keeps no NUL, so nothing contains one."""
        if NUL in search_term:
            return queryset.none(), False
        return super().get_search_results(request, queryset, search_term)
