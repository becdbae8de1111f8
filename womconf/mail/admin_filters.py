"""Filters of the list of messages, in words."""

from django.conf import settings
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from womconf.admin_lists import ChoiceFilter
from womconf.mail.models import Message
from womconf.mail.writing import kinds


class KindFilter(ChoiceFilter):
    title = _("kind")
    parameter_name = "kind"

    def lookups(self, request, model_admin):
        return kinds()

    def narrow(self, request, queryset, value):
        return queryset.filter(kind=value)


class CameBackFilter(ChoiceFilter):
    title = pgettext_lazy("filter of messages", "arrived?")
    parameter_name = "came_back"

    def lookups(self, request, model_admin):
        return [("yes", _("came back"))]

    def narrow(self, request, queryset, value):
        return queryset.filter(bounced_at__isnull=False)


class BounceFilter(ChoiceFilter):
    """Narrow a list of people to those whose address does not work."""

    title = _("returned e-mails")
    parameter_name = "comes_back"

    def lookups(self, request, model_admin):
        return [("yes", _("comes back"))]

    def narrow(self, request, queryset, value):
        return queryset.filter(email__in=Message.objects.bounced().values("to"))


class LanguageFilter(ChoiceFilter):
    title = _("language")
    parameter_name = "language"

    def lookups(self, request, model_admin):
        return settings.LANGUAGES

    def narrow(self, request, queryset, value):
        return queryset.filter(language=value)
