"""The conference in hand: the one that an organiser works in. Every page of the admin is about one conference.

Whose page it is says the page itself (a row belongs to its conference), else its address, else the page before (a
cookie, which ends with the browser), else the clock: the conference that is next.
"""

from functools import partial

from django.apps import apps
from django.conf import settings
from django.core.exceptions import FieldDoesNotExist, PermissionDenied
from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from womconf import rights

NAME = "conference"  # in the address of pages that are no lists
OF_CONFERENCE = "of_conference"  # in the address that a field asks for what it offers
MOST_DIGITS = 18  # of a key
COOKIE = "__Host-conference" if settings.IS_HTTPS else "conference"  # no other host can set it


def conferences(request):
    """Return the conferences that an organiser has a part in, the next one first, those that are over last."""
    if not hasattr(request, "conferences"):
        found = apps.get_model("programme", "Conference").objects.defer("description", "privacy_notice")
        if not rights.is_everywhere(request.user):
            found = found.filter(pk__in=rights.standing(request.user).roles)
        today = timezone.localdate()
        request.conferences = sorted(
            found, key=lambda each: (each.ends_on < today, each.is_example, abs(each.starts_on - today))
        )
    return request.conferences


def of(request):
    """Return the Conference in hand; None where there is none at all."""
    if getattr(request, "conference", None) is None:
        there = conferences(request)
        found = _among(there, asked_for(request)) or _among(there, request.COOKIES.get(COOKIE))
        take(request, found or next(iter(there), None))
    return request.conference


def take(request, conference):
    """Take a conference in hand: the rest of the request is about it, and rights by role are those that hold in it.

    The only place that does so. Who has no part in it is told that it is not there. Whoever was judged by their role in
    one conference gets to nothing of another one in the same request.
    """
    if conference is not None and not request.user.is_superuser:
        its = rights.standing(request.user)
        if not its.is_everywhere and conference.pk not in its.roles:
            raise Http404
        if its.roles and getattr(request.user, "asked_about", conference.pk) != conference.pk:
            raise PermissionDenied
    request.conference = conference
    return conference


def tell(request):
    """Let the user of a request know which conference is in hand, when rights by role are asked for."""
    request.user.conference_in_hand = partial(of, request)


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
    conference, of_one = of(request), apps.get_model("programme", "Conference")
    if conference is None:
        return {}
    if model is of_one:
        return {"pk": conference.pk}
    try:
        is_of_one = model._meta.get_field("conference").related_model is of_one
    except FieldDoesNotExist:
        return {}
    return {"conference": conference} if is_of_one else {}


class RowsOfConferencesMixin:
    """Rows that belong to a conference: only of the one in hand is anything shown or done to whom has a role in some.

    `path_to_conference` leads from a row to its conference, in Django's words for lookups.
    """

    path_to_conference = "conference"

    def get_queryset(self, request):
        found = super().get_queryset(request)
        if not rights.is_scoped(request.user):
            return found
        conference = of(request)
        return self.of_conference(found, conference) if conference else found.none()

    def of_conference(self, rows, conference):
        return rows.filter(**{self.path_to_conference: conference and conference.pk})

    def get_object(self, request, object_id, from_field=None):
        """Work in the conference of a row as soon as its page is opened.

        Somebody with a role in some conferences does so before anything else is asked, or locked.
        """
        if rights.is_scoped(request.user) and not self._goes_where_it_is(request, object_id, from_field):
            return None
        found = super().get_object(request, object_id, from_field)
        if found is not None:
            take(request, self._conference_of_row(found) or of(request))
        return found

    def _goes_where_it_is(self, request, object_id, from_field):
        """Take the conference of a row in hand; False where there is none, or it is not theirs."""
        if from_field not in {None, self.opts.pk.name} or not str(object_id).isdecimal():
            return False
        row = self.model._base_manager.filter(pk=str(object_id)[:MOST_DIGITS])
        key = row.values_list(self.path_to_conference, flat=True).first()
        conference = next((each for each in conferences(request) if each.pk == key), None)
        return conference is not None and bool(take(request, conference))

    def _conference_of_row(self, row):
        for name in self._path:
            row = getattr(row, name, None)
        return row

    @property
    def _path(self):
        return [name for name in self.path_to_conference.split("__") if name != "pk"]

    def has_view_permission(self, request, obj=None):
        return super().has_view_permission(request, obj) and self.is_in_hand(request, obj)

    def has_change_permission(self, request, obj=None):
        return super().has_change_permission(request, obj) and self.is_in_hand(request, obj)

    def has_delete_permission(self, request, obj=None):
        return super().has_delete_permission(request, obj) and self.is_in_hand(request, obj)

    def is_in_hand(self, request, row):
        """Whether rights by role, which hold in the conference in hand, hold for a row (None: for the list)."""
        if row is None or request.user.is_superuser or not rights.standing(request.user).roles:
            return True
        *before, last = self._path or ["self"]
        for name in before:
            row = getattr(row, name, None)
        key = row.pk if last == "self" else getattr(row, f"{last}_id", None)
        return key is not None and key == getattr(of(request), "pk", None)

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        """Offer what is of the conference in hand, and take nothing else, whatever was sent."""
        field = super().formfield_for_foreignkey(db_field, request, **kwargs)
        field.queryset = field.queryset.filter(**within(db_field.remote_field.model, request))
        return field


class OfOneConferenceMixin(RowsOfConferencesMixin):
    """Rows whose list shows those of the conference in hand, and its address names it."""

    @property
    def conference_parameter(self):
        return f"{self.path_to_conference}__id__exact"

    def list_of(self, conference, **query):
        """Return the address of the list of a conference's rows."""
        name = f"admin:{self.opts.app_label}_{self.opts.model_name}_changelist"
        return reverse(name, query={self.conference_parameter: conference.pk, **query})

    def named_in(self, request):
        """Take the conference in hand that the address of a list names, and return it; else the one before."""
        request.conference_parameter = self.conference_parameter
        return of(request)

    def changelist_view(self, request, extra_context=None):
        conference, named = self.named_in(request), request.GET.get(self.conference_parameter)
        may_look = self.has_view_or_change_permission(request)
        if may_look and named is None and request.method in {"GET", "HEAD"} and len(conferences(request)) > 1:
            return redirect(self.list_of(conference, **dict(request.GET.lists())))
        request.names_unknown_conference = named is not None and (conference is None or named != str(conference.pk))
        request.is_list_of_one = True
        return super().changelist_view(request, extra_context)

    def get_queryset(self, request):
        found = super().get_queryset(request)
        return self.of_conference(found, of(request)) if getattr(request, "is_list_of_one", False) else found
