"""Filters of the organisers' lists of registrations and questions."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from programme.admin.banner import is_key
from programme.admin.base import WithinConferenceFilter
from programme.letters import fold
from womconf.admin_lists import ChoiceFilter

MOST_SESSIONS = 200


class SessionFilter(WithinConferenceFilter):
    """Which session somebody registered for. Nobody chooses among very many: the search finds those by their title."""

    title = _("session")
    parameter_name = "session"

    def choices_of(self, conference):
        sessions = conference.sessions.only("title")
        if sessions.count() > MOST_SESSIONS:
            value = self.used_parameters.get(self.parameter_name, "")
            sessions = sessions.filter(pk=value) if is_key(value) else sessions.none()
        return sorted(((str(session.pk), str(session)) for session in sessions), key=_by_title)

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
