"""Filters of the list of messages, in words."""

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from womconf.admin_lists import ChoiceFilter
from womconf.mail.writing import kinds


class KindFilter(ChoiceFilter):
    title = _("kind")
    parameter_name = "kind"

    def lookups(self, request, model_admin):
        return kinds()

    def narrow(self, request, queryset, value):
        return queryset.filter(kind=value)


class LanguageFilter(ChoiceFilter):
    title = _("language")
    parameter_name = "language"

    def lookups(self, request, model_admin):
        return settings.LANGUAGES

    def narrow(self, request, queryset, value):
        return queryset.filter(language=value)
