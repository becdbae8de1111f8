"""The history of a row in the admin, and the page from which an earlier text is used again."""

from django.contrib import messages
from django.contrib.admin.utils import flatten_fieldsets, unquote
from django.contrib.admin.views.main import PAGE_VAR
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db import IntegrityError
from django.http import Http404
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from womconf import in_hand, transactions
from womconf.diffs import compare
from womconf.history.earlier import as_typed, find
from womconf.history.moments import event_model, moments_of, said_fields
from womconf.history.words import entries, is_text
from womconf.quotes import in_quotes
from womconf.refusals import Busy

MOMENTS_ON_A_PAGE = 20


class HistoryMixin:
    """The history of rows whose events the database keeps; of others Django's own log remains.

    Whoever may see a row may see its history. `history_of` names what belongs to it (womconf.history.moments.Related).
    """

    history_of = ()

    def hidden_in_history(self, request):
        """Return the names of fields whose values somebody may not see."""
        return set()

    def get_urls(self):
        if event_model(self.model) is None or not any(map(is_text, said_fields(self.model))):
            return super().get_urls()
        view = self.admin_site.admin_view(self.use_again)
        name = f"{self.opts.app_label}_{self.opts.model_name}_use_again"
        return [path("<path:object_id>/history/<int:event>/<slug:field>/", view, name=name), *super().get_urls()]

    def history_view(self, request, object_id, extra_context=None):
        row = self.get_object(request, unquote(object_id))
        if not self.has_view_or_change_permission(request, row):
            raise PermissionDenied
        if event_model(self.model) is None:
            return super().history_view(request, object_id, extra_context)
        if row is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        conference = self._work_in_conference_of(request, row)
        with timezone.override(conference and conference.zone):
            moments = moments_of(row, [each for each in self.history_of if self._may_see(request, each)])
            paginator = Paginator(moments, MOMENTS_ON_A_PAGE)
            page = paginator.get_page(request.GET.get(PAGE_VAR))
            context = {
                "title": _("History of “%s”") % in_quotes(row),
                "moments": entries(
                    page.object_list,
                    hidden=self.hidden_in_history(request),
                    languages=conference.languages if conference else [],
                ),
                "page": page,
                "page_range": paginator.get_elided_page_range(page.number),
                "page_var": PAGE_VAR,
                "usable": self._usable_texts(request, row),
                "use_again": f"admin:{self.opts.app_label}_{self.opts.model_name}_use_again",
                "media": self.media,
            }
            return self._page(request, row, "admin/object_history.html", {**context, **(extra_context or {})})

    @method_decorator(require_http_methods(["GET", "HEAD", "POST"]))
    def use_again(self, request, object_id, event, field):
        """Show an earlier text beside that of now, and store it where the button is pressed."""
        row = self.get_object(request, unquote(object_id))
        if not self.has_change_permission(request, row):
            raise PermissionDenied
        if row is None:
            raise Http404
        language = request.GET.get("language", "")
        earlier = find(row, event, field, language)
        if earlier is None:
            raise Http404
        conference = self._work_in_conference_of(request, row)
        with timezone.override(conference and conference.zone):
            if field not in self._usable_texts(request, row):
                raise PermissionDenied
            if request.method == "POST":
                refusals = self._store(request, object_id, earlier)
                if not refusals:
                    return redirect(self._history_page(row))
                for refusal in refusals:
                    messages.error(request, refusal)
                row.refresh_from_db()
                earlier = find(row, event, field, language)
            context = {
                "title": _("Use an earlier text again"),
                "earlier": earlier,
                "parts": compare(earlier.now, earlier.text),
                "back": self._history_page(row),
                "media": self.media,
            }
            return self._page(request, row, "admin/use_again.html", context)

    def earlier_text_is_stored(self, request, object_id):
        """Do what comes after a save of a row."""

    def _store(self, request, object_id, earlier):
        """Store a text as the form of the row would. Return why not, in sentences."""
        try:
            refusals = transactions.transition(Busy)(self._save_as_typed)(request, object_id, earlier)
        except IntegrityError:
            return [_("Somebody else was quicker. Nothing was saved; please look at it again.")]
        except Busy as refusal:
            return [str(refusal)]
        finally:
            request.locks = False
        if not refusals:
            messages.success(request, _("The earlier text is stored: %s.") % earlier.label)
            self.earlier_text_is_stored(request, object_id)
        return refusals

    def _save_as_typed(self, request, object_id, earlier):
        request.locks = True
        row = self.get_object(request, unquote(object_id))
        if row is None:
            raise Http404
        of_page = self._form_of_page(request, row)
        typed = as_typed(of_page(instance=row), earlier, now=request.POST.get("now", "").replace("\r\n", "\n"))
        form = of_page(typed, instance=row)
        if form.is_overtaken:
            return [_("This text was changed since the page was shown. Nothing was saved; please look at it again.")]
        if not form.is_valid():
            return [str(error) for errors in form.errors.values() for error in errors]
        self.save_model(request, form.save(commit=False), form, change=True)
        self.log_change(request, row, self.construct_change_message(request, form, []))
        return []

    def _form_of_page(self, request, row):
        fields = flatten_fieldsets(self.get_fieldsets(request, row))
        return self.get_form(request, row, change=True, fields=fields)

    def _usable_texts(self, request, row):
        """Return the names of the fields that somebody may change on the page of a row, and see."""
        if not self.has_change_permission(request, row):
            return set()
        return set(self._form_of_page(request, row).base_fields) - self.hidden_in_history(request)

    def _may_see(self, request, related):
        label = related.model._meta.app_label
        return not related.right or any(
            request.user.has_perm(f"{label}.{word}_{related.right}") for word in ("view", "change")
        )

    def _work_in_conference_of(self, request, row):
        """Let the page be about the conference of a row. Return it, None where there is none at all."""
        if hasattr(self, "conference_of"):
            in_hand.take(request, self.conference_of(request, str(row.pk)))
        return in_hand.of(request)

    def _history_page(self, row):
        return reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_history", args=[row.pk])

    def _page(self, request, row, template, context):
        whole = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "object": row,
            "module_name": str(capfirst(self.opts.verbose_name_plural)),
            **context,
        }
        return TemplateResponse(request, template, whole).render()
