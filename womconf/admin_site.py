from functools import wraps
from urllib.parse import urlencode

from allauth.account.decorators import secure_admin_login
from allauth.account.utils import get_next_redirect_url
from django.conf import settings
from django.contrib import messages
from django.contrib.admin import AdminSite, action
from django.contrib.admin.actions import delete_selected
from django.contrib.admin.views.autocomplete import AutocompleteJsonView
from django.contrib.contenttypes.models import ContentType
from django.contrib.contenttypes.views import shortcut
from django.db import IntegrityError, transaction
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.i18n import JavaScriptCatalog

from womconf import in_hand, rights
from womconf.accounts import lacks_second_factor, page_to_show_second_factor
from womconf.addresses import in_search

# A form of so many rows still comes back: settings.DATA_UPLOAD_MAX_NUMBER_FIELDS is a little more.
MOST_AT_ONCE = 10_000


@action(permissions=delete_selected.allowed_permissions, description=delete_selected.short_description)
def delete_all_or_none(model_admin, request, queryset):
    """Delete what was chosen, unless something came to need it since the question was asked.

    The question names each row, so that nothing is deleted that came later; a form holds no more of them than that.
    """
    if queryset.count() > MOST_AT_ONCE:
        messages.error(request, _("Please choose fewer: at most %d can be deleted at once.") % MOST_AT_ONCE)
        return None
    try:
        with transaction.atomic():
            return delete_selected(model_admin, request, queryset)
    except IntegrityError:
        messages.error(request, _("Something new depends on it. Nothing was deleted; please look at it again."))
        return None


APPS = ["programme", "registration", "mail", "auth", "mfa"]
MODELS = ["Conference", "Session", "Speaker", "Appearance", "Proposal", "Organisation", "Room", "Track", "Slot"]
MODELS += ["Attendee", "Registration", "Question", "AccessNeeds", "Export"]


def _place(order, name):
    return order.index(name) if name in order else len(order)


class Suggestions(AutocompleteJsonView):
    """Suggests rows as their ModelAdmin names them: two that have one name are told apart by `name_in_choices`."""

    def serialize_result(self, obj, to_field_name):
        name = getattr(self.model_admin, "name_in_choices", str)
        return {**super().serialize_result(obj, to_field_name), "text": name(obj)}


class ScriptsCatalogue(JavaScriptCatalog):
    """The words of the admin's scripts: Django's, and ours for those that it lacks."""

    packages = ["django.contrib.admin"]

    def get_paths(self, packages):
        return [*super().get_paths(packages), *settings.LOCALE_PATHS]


class FindsAddresses:
    """Find people by their address however it is typed: `anna@straße.example` is stored as `anna@xn--strae-oqa.…`."""

    def get_search_results(self, request, queryset, search_term):
        return super().get_search_results(request, queryset, in_search(search_term))


class OrganisersSite(AdminSite):
    """The admin, with one door: allauth's login, which asks for the second factor. Nothing here takes a password."""

    enable_nav_sidebar = False  # it would take its width from the lists, whose last columns matter most

    def __init__(self, name="admin"):
        super().__init__(name)
        self.add_action(delete_all_or_none, "delete_selected")

    def has_permission(self, request):
        return super().has_permission(request) and not lacks_second_factor(request)

    def admin_view(self, view, cacheable=False):
        show = super().admin_view(view, cacheable)

        @wraps(show)
        def remembering(request, *args, **kwargs):
            in_hand.tell(request)
            if request.method == "POST" and not request.user.is_authenticated:
                messages.warning(request, _("You are signed out, so nothing was saved. “Back” shows what you typed."))
            return in_hand.remember(request, show(request, *args, **kwargs))

        return remembering

    def get_urls(self):
        """Lead to a page of a row only whom the admin shows the row: Django's own view asks nobody."""
        view = path("r/<path:content_type_id>/<path:object_id>/", self.admin_view(self.on_site), name="view_on_site")
        return [view if getattr(url, "name", "") == view.name else url for url in super().get_urls()]

    def on_site(self, request, content_type_id, object_id):
        kind = get_object_or_404(ContentType, pk=content_type_id)
        model_admin = self._registry.get(kind.model_class())
        row = model_admin and model_admin.get_object(request, object_id)
        if row is None or not model_admin.has_view_or_change_permission(request, row):
            raise Http404
        return shortcut(request, content_type_id, object_id)

    def autocomplete_view(self, request):
        """Answer for the conference of the page that asks."""
        request.conference_parameter = in_hand.OF_CONFERENCE
        return Suggestions.as_view(admin_site=self)(request)

    def index(self, request, extra_context=None):
        if in_hand.conferences(request) or rights.is_everywhere(request.user):
            return super().index(request, extra_context)
        context = {**self.each_context(request), "title": _("You have no role here"), **(extra_context or {})}
        return TemplateResponse(request, "admin/no_role.html", context)

    def each_context(self, request):
        context = super().each_context(request)
        if not context["has_permission"]:
            return context
        return {**context, "conference": in_hand.of(request), "conferences": in_hand.conferences(request)}

    def get_app_list(self, request, app_label=None):
        """Begin with what organisers come for, in the order of their work; what is not named here follows."""
        apps = super().get_app_list(request, app_label)
        for app in apps:
            for model in app["models"]:
                self._lead_to_conference(request, model)
            app["models"].sort(key=lambda model: _place(MODELS, model["object_name"]))
        return sorted(apps, key=lambda app: _place(APPS, app["app_label"]))

    def _lead_to_conference(self, request, model):
        """Let the links of one model lead to the conference in hand."""
        model_admin, conference = self._registry[model["model"]], in_hand.of(request)
        if conference is None or not isinstance(model_admin, in_hand.OfOneConferenceMixin):
            return
        if model.get("admin_url"):
            model["admin_url"] = model_admin.list_of(conference)
        if model.get("add_url"):
            model["add_url"] += "?" + urlencode({in_hand.NAME: conference.pk})

    @method_decorator(secure_admin_login)
    def login(self, request, extra_context=None):
        """Send strangers to the login, and organisers on; those whose second factor is missing to show it."""
        target = get_next_redirect_url(request) or reverse("admin:index")
        if self.has_permission(request):
            return redirect(target)
        if page := page_to_show_second_factor(request):
            return redirect(f"{page}?{urlencode({'next': target})}")
        messages.warning(request, _("Please set up a second factor first. Until then the administration is closed."))
        return redirect("mfa_index")

    def i18n_javascript(self, request, extra_context=None):
        return ScriptsCatalogue.as_view()(request)

    def password_change(self, request, extra_context=None):
        return redirect("account_change_password")

    def password_change_done(self, request, extra_context=None):
        return redirect("admin:index")
