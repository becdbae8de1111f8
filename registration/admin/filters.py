"""Filters of the organisers' lists of registrations and questions."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from programme.admin.base import WithinConferenceFilter
from programme.letters import fold
from womconf.admin_lists import ChoiceFilter


class SessionFilter(WithinConferenceFilter):
    title = _("session")
    parameter_name = "session"

    def choices_of(self, conference):
        return sorted(((str(session.pk), str(session)) for session in conference.sessions.only("title")), key=_by_title)

    def narrow(self, request, queryset, value):
        return queryset.filter(session=value)


class PresenceFilter(ChoiceFilter):
    """Of those who have a place: who was seen, and who was not. Once a session is over, the latter are its no-shows."""

    title = pgettext_lazy("filter", "presence")
    parameter_name = "presence"

    def lookups(self, request, model_admin):
        return [("present", _("here")), ("absent", _("not here (yet)"))]

    def narrow(self, request, queryset, value):
        if value == "present":
            return queryset.filter(attended_at__isnull=False)
        return queryset.confirmed().filter(attended_at__isnull=True)


def _by_title(choice):
    return fold(choice[1])
