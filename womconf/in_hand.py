"""The conference in hand: the one that an organiser works in. Every page of the admin is about one conference.

Whose page it is says the page itself (a row belongs to its conference), else its address, else the page before (a
cookie, which ends with the browser), else the clock: the conference that is next.
"""

from django.apps import apps
from django.conf import settings
from django.core.exceptions import FieldDoesNotExist
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

NAME = "conference"  # in the address of pages that are no lists
COOKIE = "__Host-conference" if settings.IS_HTTPS else "conference"  # no other host can set it


def conferences(request):
    """Return the conferences that an organiser can work in, the next one first, those that are over last."""
    if not hasattr(request, "conferences"):
        found = list(apps.get_model("programme", "Conference").objects.defer("description", "privacy_notice"))
        today = timezone.localdate()
        found.sort(key=lambda each: (each.ends_on < today, each.is_example, abs(each.starts_on - today)))
        request.conferences = found
    return request.conferences


def of(request):
    """Return the Conference in hand; None where there is none at all."""
    if getattr(request, "conference", None) is None:
        there = conferences(request)
        found = _among(there, asked_for(request)) or _among(there, request.COOKIES.get(COOKIE))
        request.conference = found or next(iter(there), None)
    return request.conference


def asked_for(request):
    """Return the key of a conference that stands in the address of a page or in its form, as it was written."""
    names = [NAME, getattr(request, "conference_parameter", NAME)]
    return next((text for name in names for text in (request.POST.get(name), request.GET.get(name)) if text), "")


def _among(found, key):
    return next((conference for conference in found if str(conference.pk) == key), None)


def remember(request, response):
    """Let the pages after this one be about the same conference where they do not say which."""
    conference = getattr(request, "conference", None)
    if conference is not None and request.COOKIES.get(COOKIE) != str(conference.pk):
        safe = {"secure": settings.SESSION_COOKIE_SECURE, "httponly": True, "samesite": "Lax"}
        response.set_cookie(COOKIE, conference.pk, **safe)
    return response


def within(model, request):
    """Return the condition, as a dict for filter(), that rows of a model are of the conference in hand."""
    try:
        is_of_one = model._meta.get_field("conference").related_model is apps.get_model("programme", "Conference")
    except FieldDoesNotExist:
        is_of_one = False
    return {"conference": of(request)} if is_of_one and of(request) else {}


class OfOneConferenceMixin:
    """Rows that belong to a conference: a list shows those of the conference in hand, and its address names it.

    `path_to_conference` leads from a row to its conference, in Django's words for lookups.
    """

    path_to_conference = "conference"

    @property
    def conference_parameter(self):
        return f"{self.path_to_conference}__id__exact"

    def list_of(self, conference, **query):
        """Return the address of the list of a conference's rows."""
        name = f"admin:{self.opts.app_label}_{self.opts.model_name}_changelist"
        return reverse(name, query={self.conference_parameter: conference.pk, **query})

    def changelist_view(self, request, extra_context=None):
        request.conference_parameter = self.conference_parameter
        conference, named = of(request), request.GET.get(self.conference_parameter)
        may_look = self.has_view_or_change_permission(request)
        if may_look and named is None and request.method in {"GET", "HEAD"} and len(conferences(request)) > 1:
            return redirect(self.list_of(conference, **dict(request.GET.lists())))
        request.names_unknown_conference = named is not None and (conference is None or named != str(conference.pk))
        request.is_list_of_one = True
        return super().changelist_view(request, extra_context)

    def get_queryset(self, request):
        found = super().get_queryset(request)
        return self.of_conference(found, of(request)) if getattr(request, "is_list_of_one", False) else found

    def of_conference(self, rows, conference):
        return rows.filter(**{self.path_to_conference: conference})

    def get_object(self, request, object_id, from_field=None):
        """Work in the conference of a row as soon as its page is opened."""
        found = super().get_object(request, object_id, from_field)
        if found is not None:
            request.conference = self._conference_of_row(found) or of(request)
        return found

    def _conference_of_row(self, row):
        for name in self.path_to_conference.split("__"):
            row = getattr(row, name, None)
        return row
