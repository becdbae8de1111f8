"""A list as a form: what needs no second look is changed for many rows at once."""

from functools import cache

from django import forms
from django.contrib.admin.widgets import RelatedFieldWidgetWrapper
from django.db import IntegrityError
from django.urls import path, reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from programme.admin.owners import offer_organisers
from womconf import transactions
from womconf.admin_lists import CarefulList
from womconf.admin_saving import RefusedMixin, lock_rows
from womconf.refusals import Busy, Refusal
from womconf.shown import ShownRows, remembering

NOTE_ROWS = 2


class EditedInListMixin:
    """A list with a second page, `edit/`, where each row is a form. All rows are saved together, or none.

    `columns_in_list`: what stands there; `edited_in_list`: those columns that are fields; `row_form`: the form of a
    row; `fetched_in_list`: what that form reads of other tables, fetched for all rows at once.
    """

    columns_in_list = edited_in_list = fetched_in_list = ()
    row_form = None  # RowForm, or one made of it

    def get_urls(self):
        view = self.admin_site.admin_view(self.edit_list)
        return [path("edit/", view, name=self._name_of_editor), *super().get_urls()]

    @property
    def _name_of_editor(self):
        return f"{self.opts.app_label}_{self.opts.model_name}_edit_list"

    def edit_list(self, request):
        return _editor(type(self))(self.model, self.admin_site).changelist_view(request)

    def follow_change(self, request, obj, form):
        """Do what follows from a change that was saved in the list; a page of one row may call it, too."""

    def changelist_view(self, request, extra_context=None):
        self.named_in(request)  # before any right is asked for: it is asked in the conference of the list
        context = {"address_of_other_list": self._other_list(request), **(extra_context or {})}
        return super().changelist_view(request, context)

    def _other_list(self, request):
        """Return where the same rows can be edited; None for whoever may not."""
        if not self.has_change_permission(request):
            return None
        return reverse(f"admin:{self._name_of_editor}", query=request.GET)


@cache
def _editor(admin_class):
    """Return the ModelAdmin of the page with the fields."""
    return type(f"{admin_class.__name__}InList", (InList, admin_class), {})


class RowForm(forms.ModelForm):
    """The fields of one row, each named for those who do not see in which row and column it stands."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.widget.attrs["aria-label"] = f"{capfirst(field.label)}: {self.instance}"


class RowsOfList(ShownRows):
    """The rows of a page of a list. What somebody else has deleted since is told, and not made anew."""

    keeps_gone = False
    has_changing_rows = True

    def _sentences(self):
        count = len(self.gone)
        yield ngettext("%d of these rows is deleted by now.", "%d of these rows are deleted by now.", count) % count
        yield _("Nothing was saved yet. Please look at it, and save once more: then yours is stored.")


class InList:
    """Put in front of the ModelAdmin of a list: its page with the fields."""

    actions = None
    change_list_template = "admin/edit_list.html"

    @property
    def list_display(self):
        return self.columns_in_list

    @property
    def list_editable(self):
        return self.edited_in_list

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related(*self.fetched_in_list)

    def get_changelist(self, request, **kwargs):
        return CarefulList

    def get_list_select_related(self, request):
        return ["conference"]

    def get_autocomplete_fields(self, request):
        return ()  # they ask the database once for each row

    def list_of(self, conference, **query):
        return reverse(f"admin:{self._name_of_editor}", query={self.conference_parameter: conference.pk, **query})

    def _other_list(self, request):
        return reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_changelist", query=request.GET)

    def has_view_permission(self, request, obj=None):
        return self.has_change_permission(request, obj)

    def changelist_view(self, request, extra_context=None):
        show, context = super().changelist_view, {"title": _("Edit in the list")}
        if request.method != "POST":
            return show(request, context)
        try:
            return _with_its_rows(transactions.transition(Busy)(show)(request, context))
        except Refusal as refusal:
            request.refusal = refusal
        except IntegrityError:
            request.refusal = Refusal(_("Somebody else was quicker. Nothing was saved; please look at it again."))
        return _with_its_rows(show(request, context))

    def _get_list_editable_queryset(self, request, prefix):
        """Lock the rows that were sent, for their forms compare them with what the page had shown."""
        keys = [key for key in self._get_edited_object_pks(request, prefix) if key.isdecimal()]
        found = self.get_queryset(request).filter(pk__in=keys).select_related("conference").order_by(*self.ordering)
        if not hasattr(request, "refusal"):
            lock_rows(self.model._base_manager.filter(pk__in=found.order_by().values("pk")))
        return found

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if isinstance(field.widget, RelatedFieldWidgetWrapper):
            field.widget = field.widget.widget  # without buttons that add and change
        if db_field.name == "owner":
            rows = self.get_queryset(request).filter(owner__isnull=False)
            offer_organisers(field, rows.order_by().values("owner"))
        if isinstance(field, forms.ModelChoiceField):
            field.choices = [*field.choices]  # or the form of each row would ask for them
        if isinstance(field.widget, forms.Textarea):
            field.widget.attrs["rows"] = NOTE_ROWS
        return field

    def get_changelist_form(self, request):
        form = remembering(
            super().get_changelist_form(request, form=self.row_form or RowForm, fields=self.list_editable)
        )
        if refusal := getattr(request, "refusal", None):
            return type(form)(form.__name__, (RefusedMixin, form), {"refusal": str(refusal)})
        return form

    def get_changelist_formset(self, request, **kwargs):
        formset = super().get_changelist_formset(request, **kwargs)
        return type(formset)(formset.__name__, (RowsOfList, formset), {})

    def save_model(self, request, obj, form, change):
        obj.save(update_fields=form.changed_columns)
        self.follow_change(request, obj, form)


def _with_its_rows(response):
    """Let a page that came back show the rows that were sent: Django takes those that the list would show by now."""
    if cl := getattr(response, "context_data", {}).get("cl"):
        cl.result_list = [form.instance for form in cl.formset.forms]
    return response
