"""Change pages of the admin: a save writes what was changed on the page, or says in words why not."""

from django.contrib import admin, messages
from django.contrib.admin import ActionLocation
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.utils import flatten_fieldsets, unquote
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError
from django.forms import BaseFormSet
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from womconf import transactions
from womconf.admin_lists import CarefulListMixin
from womconf.admin_quotes import QuotesNamesMixin
from womconf.history.pages import HistoryMixin
from womconf.refusals import Busy, Refusal
from womconf.shown import remembering, remembering_rows, typed_text

ACTION = f"{ActionLocation.CHANGE_FORM.value}-action"
SAVE_BUTTONS = {"_save", "_continue", "_addanother"}
GONE = 410
FOLDED = "collapse"  # the class of a fieldset, as Django calls it; one with an error is open all the same
ASKS = "asks"  # the code of an error that is only a question, with a box to tick


class SaveFirst(Refusal):
    message = gettext_lazy("Nothing was done: you have changed something on this page. Please save it first.")


class RefusedMixin:
    """A form that was right, and was refused all the same when it was to be saved."""

    refusal = ""

    def full_clean(self):
        super().full_clean()
        if self.is_bound:
            self.add_error(None, ValidationError(self.refusal))


def lock_rows(queryset):
    """Lock these rows until the transaction ends, in the order of their keys. Return the keys."""
    rows = queryset.order_by("pk").select_for_update(no_key=True, of=("self",))
    return list(rows.values_list("pk", flat=True))


class SavingAdmin(HistoryMixin, CarefulListMixin, QuotesNamesMixin, admin.ModelAdmin):
    """The base of every page of the admin that can be saved.

    A save locks what the page shows, compares it with what the page had shown (womconf.shown) and writes only what was
    changed there: all of it or nothing. Whatever is refused, the page comes back with what was typed, and says why.
    """

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        show = super().changeform_view
        if request.method != "POST":
            return show(request, object_id, form_url, extra_context)
        request.locks = not is_action(request)
        try:
            return transactions.transition(Busy)(show)(request, object_id, form_url, extra_context)
        except SaveFirst as refusal:
            request.refusal = refusal
            request.POST = request.POST.copy()
            del request.POST[ACTION]
        except Refusal as refusal:
            request.refusal = refusal
        except IntegrityError:
            # The form was right a moment ago: somebody else took the name, or deleted what was chosen, in between.
            request.refusal = Refusal(_("Somebody else was quicker. Nothing was saved; please look at it again."))
        request.locks = False
        return show(request, object_id, form_url, extra_context)

    def get_object(self, request, object_id, from_field=None):
        if getattr(request, "locks", False) and object_id.isdecimal():
            self.lock(request, object_id)
        return super().get_object(request, object_id, from_field)

    def lock(self, request, object_id):
        """Lock the row of a page and those of its inlines. What other actions lock first, a page locks first, too."""
        lock_rows(self.model._base_manager.filter(pk=object_id))
        self.lock_inlines(request, object_id)

    def lock_inlines(self, request, object_id):
        for inline in self.get_inline_instances(request):
            formset = inline.get_formset(request)
            lock_rows(inline.model._base_manager.filter(**{formset.fk.name: object_id}))

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = remembering(super().get_form(request, obj, change=change, **kwargs))
        if refusal := getattr(request, "refusal", None):
            return type(form)(form.__name__, (RefusedMixin, form), {"refusal": str(refusal)})
        return form

    def get_formsets_with_inlines(self, request, obj=None):
        for formset, inline in super().get_formsets_with_inlines(request, obj):
            is_view_only = not inline.has_change_permission(request, obj)
            yield remembering_rows(formset, is_view_only=is_view_only), inline

    def render_change_form(self, request, context, *args, **kwargs):
        """Name the page after what is stored, not what was typed; call nothing an error that only came too late."""
        if context.get("errors") and context.get("original"):
            context["original"] = self.model._base_manager.get(pk=context["original"].pk)
            context["subtitle"] = str(context["original"])
        context["adminform"].fieldsets = _with_changes_in_view(context["adminform"])
        forms = [context["adminform"].form, *(inline.formset for inline in context["inline_admin_formsets"])]
        if context.get("errors") and all(map(_only_asks, forms)):
            context["is_asked"] = True
            context["errors"] = None
        if getattr(request, "refusal", None) or any(form.is_overtaken for form in forms):
            context["is_refused"] = True
            context["errors"] = None
        return super().render_change_form(request, context, *args, **kwargs)

    def save_model(self, request, obj, form, change):
        if change:
            obj.save(update_fields=form.changed_columns)
        else:
            super().save_model(request, obj, form, change)

    def response_action(self, request, queryset, action_location=ActionLocation.CHANGE_LIST):
        """Run no action on a page with changes that are not saved: they would be lost.

        Nor on rows of a list of which none is left: say so, as to somebody who goes back to a question and answers it
        once more.
        """
        if action_location == ActionLocation.CHANGE_FORM and self._is_edited(request):
            raise SaveFirst
        chosen = [key for key in request.POST.getlist(ACTION_CHECKBOX_NAME) if key.isdecimal()]
        if action_location == ActionLocation.CHANGE_LIST and chosen and not queryset.filter(pk__in=chosen).exists():
            messages.info(request, _("What you had chosen is deleted already."))
            return redirect(request.get_full_path())
        return super().response_action(request, queryset, action_location=action_location)

    def _is_edited(self, request):
        """Whether something was changed on the page that was sent; what was shown there came with it."""
        if not any(name.startswith("initial-") or name.endswith("-TOTAL_FORMS") for name in request.POST):
            return False  # a page that asks for a word more, and carries no form
        obj = self.get_object(request, unquote(request.resolver_match.kwargs["object_id"]))
        return any(form.has_changed() for form in self._forms(request, obj))

    def _forms(self, request, obj):
        """Return the form of a page that was sent, and those of its rows."""
        change = obj is not None
        fields = flatten_fieldsets(self.get_fieldsets(request, obj))
        form = self.get_form(request, obj, change=change, fields=fields)(request.POST, request.FILES, instance=obj)
        formsets, _inlines = self._create_formsets(request, form.instance, change=change)
        return [form, *(row for formset in formsets for row in formset.forms)]

    def _get_obj_does_not_exist_redirect(self, request, opts, object_id):
        """Show once more what somebody typed on the page of something that is deleted by now."""
        if request.method != "POST":
            return super()._get_obj_does_not_exist_redirect(request, opts, object_id)
        if not self.has_change_permission(request):
            raise PermissionDenied
        context = {
            **self.admin_site.each_context(request),
            "title": _("This is deleted by now"),
            "opts": opts,
            "typed": [pair for form in self._forms(request, None) for pair in typed_text(form)],
        }
        return TemplateResponse(request, "admin/gone.html", context, status=GONE)


def _with_changes_in_view(adminform):
    """Return the fieldsets of a page that came back: none is folded in which something was changed, by whomever."""
    form = adminform.form
    if not form.is_bound:
        return adminform.fieldsets
    changed = {*form.changed_data, *(bound.name for bound in form.overtaken)}
    return [
        (name, {**options, "classes": [word for word in options.get("classes", []) if word != FOLDED]})
        if changed.intersection(flatten_fieldsets([(name, options)]))
        else (name, options)
        for name, options in adminform.fieldsets
    ]


def _only_asks(form):
    """Whether nothing is wrong with what was typed in a form or formset, apart from a question that is open."""
    if isinstance(form, BaseFormSet):
        found = [*form.non_form_errors().as_data(), *(error for errors in form.errors for error in _all(errors))]
    else:
        found = _all(form.errors)
    return all(error.code == ASKS for error in found)


def _all(errors):
    return [error for of_field in errors.as_data().values() for error in of_field]


def is_action(request):
    """Whether a page was sent to run an action on it, not to be saved."""
    return ACTION in request.POST and not SAVE_BUTTONS.intersection(request.POST)
