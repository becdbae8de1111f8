"""Views of lists that organisers keep under a name."""

from urllib.parse import urlencode

from django import forms
from django.apps import apps
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, QueryDict
from django.shortcuts import redirect
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from programme import actions, roles
from programme.admin.banner import is_key
from programme.admin.desk import theirs_or_404
from programme.models import SavedView
from womconf import rights
from womconf.in_hand import OfOneConferenceMixin

NOT_KEPT = ("p", "e", "all")  # the page of a list, and what Django's own addresses say of errors


class SavedViewForm(forms.ModelForm):
    class Meta:
        model = SavedView
        fields = ["name", "query"]

    def clean_query(self):
        return self.cleaned_data["query"].replace("\x00", "")


def list_or_404(request, label):
    """Return the ModelAdmin of a list of one conference's rows that an organiser may see."""
    try:
        model_admin = admin.site.get_model_admin(apps.get_model(label))
    except (LookupError, ValueError, admin.exceptions.NotRegistered):
        raise Http404 from None
    if not isinstance(model_admin, OfOneConferenceMixin) or not model_admin.has_view_permission(request):
        raise Http404
    return model_admin


def both_or_404(request, object_id):
    """Return the conference and the list that a form is about; first the conference, as rights are those in it."""
    conference = theirs_or_404(request, object_id)
    model_admin = list_or_404(request, request.POST.get("model", ""))
    if not request.user.has_perm(right_of(model_admin), conference) or not may_keep(request.user, conference):
        raise PermissionDenied
    return conference, model_admin


def may_keep(user, conference):
    """Whether somebody arranges lists for all who work there; who only looks does not."""
    return rights.is_everywhere(user) or user.has_perm(roles.KEEP_VIEWS, conference)


def address_of(model_admin, view):
    """Return the address of a list as a view has kept it."""
    kept = QueryDict(view.query, mutable=True)
    for name in (*NOT_KEPT, model_admin.conference_parameter):
        kept.pop(name, None)
    return model_admin.list_of(view.conference, **dict(kept.lists()))


@require_POST
def save_view(request, object_id):
    """Keep a list as its address says, under a name; one of the same name is written over."""
    conference, model_admin = both_or_404(request, object_id)
    form = SavedViewForm(request.POST)
    if not form.is_valid():
        said = " ".join(error for errors in form.errors.values() for error in errors)
        messages.error(request, _("The view was not saved: %s") % said)
        query = QueryDict(request.POST.get("query", "")[: SavedView.MOST_LETTERS])
        return redirect(model_admin.list_of(conference) + "&" + urlencode(list(query.lists()), doseq=True))
    view = actions.save_view(conference, model_admin.opts.label_lower, by=request.user, **form.cleaned_data)
    messages.success(request, _("The view is saved."))
    return redirect(address_of(model_admin, view))


@require_POST
def delete_view(request, object_id):
    conference, model_admin = both_or_404(request, object_id)
    if is_key(view := request.POST.get("view", "")):
        actions.delete_view(conference, model_admin.opts.label_lower, view)
    return redirect(model_admin.list_of(conference))


def right_of(model_admin):
    return f"{model_admin.opts.app_label}.view_{model_admin.opts.model_name}"


def urls(site):
    return [
        path("<path:object_id>/save-view/", site.admin_view(save_view), name="programme_save_view"),
        path("<path:object_id>/delete-view/", site.admin_view(delete_view), name="programme_delete_view"),
    ]
