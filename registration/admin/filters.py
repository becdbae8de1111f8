"""Filters of the organisers' lists of registrations and questions."""

from django.utils.translation import gettext_lazy as _

from programme.admin.base import WithinConferenceFilter
from programme.letters import fold


class SessionFilter(WithinConferenceFilter):
    title = _("session")
    parameter_name = "session"

    def choices_of(self, conference):
        return sorted(((str(session.pk), str(session)) for session in conference.sessions.only("title")), key=_by_title)

    def narrow(self, request, queryset, value):
        return queryset.filter(session=value)


def _by_title(choice):
    return fold(choice[1])
