"""Slides and materials on the page of a session: what speakers handed in, and what organisers add."""

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404
from django.template.defaultfilters import filesizeformat
from django.urls import path, reverse
from django.utils.decorators import method_decorator
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from programme import actions
from programme.file_forms import HandedField, name_of
from programme.models import SessionFile
from programme.views import attached
from womconf.admin_saving import FOLDED


class WayToFile(forms.Widget):
    """What a file is, as the link by which it is downloaded."""

    def __init__(self, file):
        super().__init__()
        self.stored = file

    def render(self, name, value, attrs=None, renderer=None):
        address = reverse("admin:programme_session_file", args=[self.stored.session_id, self.stored.digest])
        words = self.stored.get_kind_display(), filesizeformat(self.stored.size)
        return format_html('<a href="{}">{}, {}</a>', address, *words)


class SessionFileForm(forms.ModelForm):
    """A file that is there keeps its bytes; a new row takes a file."""

    file = HandedField(label=_("File"))

    class Meta:
        model = SessionFile
        fields = ["name", "is_shown"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            way = WayToFile(self.instance)
            self.fields["file"] = forms.Field(label=_("File"), required=False, disabled=True, widget=way)
        else:
            self.fields["name"].required = False

    def clean(self):
        data = super().clean()
        if data.get("file") and not data.get("name") and "name" not in self.errors:
            data["name"] = name_of(self.files[self.add_prefix("file")].name)
        return data


class SessionFileFormSet(forms.BaseInlineFormSet):
    keeps_gone = False  # a file that is gone cannot be made anew


class SessionFileInline(admin.StackedInline):
    model = SessionFile
    form = SessionFileForm
    formset = SessionFileFormSet
    fields = [("file", "sender"), ("name", "is_shown")]
    readonly_fields = ["sender"]
    classes = [FOLDED]
    extra = 0
    view_on_site = False  # what is not shown yet is not there

    def get_queryset(self, request):
        """Those to decide about stand first."""
        return super().get_queryset(request).select_related("speaker").order_by("is_shown", "pk")

    @admin.display(description=_("handed in by"))
    def sender(self, file):
        return file.speaker or _("organisers")

    def has_view_permission(self, request, obj=None):
        """Leave files to those who may change the session: nobody else sees what is not shown yet."""
        return request.user.has_perm("programme.change_session", obj)

    has_add_permission = has_change_permission = has_delete_permission = has_view_permission


class FilesMixin:
    """The part of SessionAdmin that stores, sends and deletes files, by the same actions as everybody."""

    def get_inlines(self, request, obj):
        """Ask of a new session nothing of files."""
        inlines = super().get_inlines(request, obj)
        return inlines if obj else [inline for inline in inlines if inline is not SessionFileInline]

    def get_urls(self):
        view = self.admin_site.admin_view(self.file)
        address = "<path:object_id>/files/<slug:digest>/"
        return [path(address, view, name="programme_session_file"), *super().get_urls()]

    @method_decorator(require_safe)
    def file(self, request, object_id, digest):
        """Send a file that need not be shown yet."""
        session = self.get_object(request, object_id)
        if not self.has_change_permission(request, session):
            raise PermissionDenied
        return attached(get_object_or_404(SessionFile, session=session, digest=digest))

    def save_formset(self, request, form, formset, change):
        if formset.model is not SessionFile:
            return super().save_formset(request, form, formset, change)
        formset.save(commit=False)
        for file in formset.deleted_objects:
            actions.remove_file(file, by=request.user)
        for file, changed in formset.changed_objects:
            actions.change_file(file, by=request.user, **{name: getattr(file, name) for name in changed})
        for row in formset.extra_forms:
            if row.has_changed() and row.instance in formset.new_objects:
                data = row.cleaned_data
                facts = {"name": data["name"], "is_shown": data["is_shown"]}
                actions.add_file(form.instance, data["file"], by=request.user, **facts)
        return None
