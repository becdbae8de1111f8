"""The list of sessions: its filters, and the warnings about each."""

from django.db.models import OuterRef, Q, Subquery
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from programme import schedule_checks, telling
from programme.admin.base import WithinConferenceFilter
from programme.desk.lacking import LACKING
from programme.languages import content_languages
from programme.letters import fold
from programme.models import Session, Slot
from programme.models.facts import Aid
from womconf import in_hand
from womconf.admin_lists import CarefulList, ChoiceFilter

BEGINS_AT = Subquery(Slot.objects.filter(session=OuterRef("pk")).order_by("starts_at").values("starts_at")[:1])


def beginning_of(session):
    """Return day and time of a Session that was fetched with BEGINS_AT as `begins_at`; "" without a time."""
    if session.begins_at is None:
        return ""
    return date_format(session.begins_at.astimezone(session.conference.zone), "SHORT_DATETIME_FORMAT")


def name_with_time(session):
    """Tell apart two sessions of one title: a talk that is given twice, say."""
    return session.named_at(session.begins_at)


class DayFilter(WithinConferenceFilter):
    title = _("day")
    parameter_name = "day"

    def choices_of(self, conference):
        with timezone.override(conference.zone):
            days = Slot.objects.filter(conference=conference, session__isnull=False).dates("starts_at", "day")
            return [(day.isoformat(), date_format(day, "SHORT_DATE_FORMAT")) for day in days]

    def narrow(self, request, queryset, value):
        with timezone.override(self.conference.zone):
            on_that_day = Slot.objects.filter(conference=self.conference, starts_at__date=value)
            return queryset.filter(pk__in=list(on_that_day.values_list("session", flat=True)))


class FormatFilter(WithinConferenceFilter):
    title = _("format")
    parameter_name = "format"

    def choices_of(self, conference):
        self.formats = conference.sessions.exclude(format="").values_list("format", flat=True).distinct()
        names = {str(found) for found in self.formats} - {""}
        return [(name, name) for name in sorted(names, key=fold)]

    def narrow(self, request, queryset, value):
        return queryset.filter(format__in=[found for found in self.formats if str(found) == value])


class HelpFilter(ChoiceFilter):
    """What helps people to follow a session. An aid stands in the address by its name, a language by its code."""

    title = _("help to follow")
    parameter_name = "help"

    def lookups(self, request, model_admin):
        languages = [(code, f"{_('Interpretation')}: {name}") for code, name in content_languages()]
        return [*Aid.choices, *languages]

    def narrow(self, request, queryset, value):
        return queryset.filter(Q(aids__contains=[value]) if value in Aid else Q(interpreted_into__contains=[value]))


class LackingFilter(ChoiceFilter):
    """Narrow the list to what lacks something, or collides, as the start page counts it."""

    title = pgettext_lazy("filter of sessions", "lacking")
    parameter_name = "lacking"

    def lookups(self, request, model_admin):
        return [(lack, words) for lack, (_find, words) in LACKING.items()]

    def narrow(self, request, queryset, value):
        find, _words = LACKING[value]
        conference = in_hand.of(request)
        found = find(Session.objects.filter(conference=conference).to_come(), conference)
        return queryset.filter(pk__in=found.order_by().values("pk"))


class KnowsReaderMixin:
    """Rows of a page know who looks at them: a link stands only where they may follow it."""

    def get_object(self, request, object_id, from_field=None):
        row = super().get_object(request, object_id, from_field)
        if row is not None:
            row.reader = request.user
        return row


def link_if(right, session, address, words):
    """Return the words, as a link for a reader of the Session who has a right in its conference."""
    reader = getattr(session, "reader", None)
    if reader is None or not reader.has_perm(right, session.conference):
        return words
    return format_html('<a href="{}">{}</a>', address, words)


class SessionList(CarefulList):
    """The sessions of one page of the list, with the warnings about them."""

    def get_queryset(self, request, exclude_parameters=None):
        return (
            super().get_queryset(request, exclude_parameters).with_programme().select_related("owner").defer("abstract")
        )

    def get_results(self, request):
        super().get_results(request)
        self.result_list = list(self.result_list)
        others = Session.objects.sharing_speakers_with(self.result_list).with_programme().defer("abstract")
        found = schedule_checks.by_session([*self.result_list, *others])
        conference = in_hand.of(request)
        untold = telling.who_by_session(conference, self.result_list) if conference else {}
        for session in self.result_list:
            session.warnings = found[session.pk]
            session.untold = untold.get(session.pk, "")
            session.reader = request.user
