"""The admin's import page: a document or a pasted text, a preview with its warnings, then the import itself."""

import hashlib

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.models import CHANGE, LogEntry
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from programme.actions.moving import MEANT, question
from programme.exceptions import Busy, ImportIsOutdated, PeopleInTheWay, ProgrammeError
from programme.imports import reading, reports, text, writer
from programme.models import Conference


class ImportForm(forms.Form):
    """A document or a text. In the second step the text is carried along, with what was seen in the preview."""

    conference = forms.ModelChoiceField(
        label=_("Conference"),
        queryset=Conference.objects.latest_first(),
        required=False,
        empty_label=_("the one that the text names, or a new one"),
    )
    document = forms.FileField(label=_("Document (.md, .txt)"), required=False)
    content = forms.CharField(
        label=_("or paste the text"),
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 20, "cols": 100, "spellcheck": "false"}),
    )
    expected = forms.CharField(required=False, widget=forms.HiddenInput)
    previewed = forms.CharField(required=False, widget=forms.HiddenInput)

    def clean_document(self):
        document = self.cleaned_data["document"]
        if document and document.size > reading.MAX_BYTES:
            limit = reading.MAX_BYTES // 1_000_000
            raise forms.ValidationError(_("This file is too large. A programme has at most %d MB.") % limit)
        return document

    def clean(self):
        """Take the document, else the pasted text, as the bytes to read."""
        data = super().clean()
        document = data.get("document")
        data["bytes"] = document.read() if document else data.get("content", "").encode("utf-8", "surrogatepass")
        if not self.errors and not data["bytes"].strip():
            raise forms.ValidationError(_("Please choose a document or paste a text."))
        return data


@require_http_methods(["GET", "HEAD", "POST"])
def import_programme(request):
    if not (request.user.has_perm("programme.add_session") and request.user.has_perm("programme.change_session")):
        raise PermissionDenied
    form = ImportForm(request.POST or None, request.FILES or None)
    if request.method != "POST" or not form.is_valid():
        return _page(request, form)
    draft, report = text.read(form.cleaned_data["bytes"])
    if draft is None:
        return _page(request, form, report=report)
    slug = form.cleaned_data["conference"].slug if form.cleaned_data["conference"] else ""
    if "apply" in request.POST and form.cleaned_data["previewed"] != _digest(form):
        messages.info(
            request, _("You have changed something since the preview. This is the new one; look at it first.")
        )
    elif "apply" in request.POST:
        try:
            expected, is_meant = form.cleaned_data["expected"], MEANT in request.POST
            changes = writer.apply(draft, slug=slug, by=request.user, expected=expected, move_meant=is_meant)
        except (Busy, ImportIsOutdated, PeopleInTheWay) as refusal:
            messages.warning(request, str(refusal))
        except ProgrammeError as refusal:
            form.add_error(None, str(refusal))
            return _page(request, form, report=report)
        else:
            return _done(request, changes)
    changes = writer.plan(draft, slug=slug)
    return _page(request, _second_step(form, changes), report=report, changes=changes)


def _second_step(form, changes):
    """Carry the text of a document along, so that what was previewed is what is imported."""
    content, _report = reading.decode(form.cleaned_data["bytes"])
    initial = {"conference": form.cleaned_data["conference"], "content": content, "expected": changes.fingerprint}
    return ImportForm(initial=initial | {"previewed": _digest(form)})


def _digest(form):
    """Return what tells one text for one conference from another, however a browser sends its line breaks."""
    content, _report = reading.decode(form.cleaned_data["bytes"])
    conference = form.cleaned_data["conference"]
    return hashlib.sha256(f"{conference and conference.pk}\n{content}".encode()).hexdigest()


def _done(request, changes):
    conference = Conference.objects.get(slug=changes.slug)
    told = f"Import: {reports.counts(changes) or '–'}"
    LogEntry.objects.log_actions(request.user.pk, [conference], CHANGE, change_message=told, single_object=True)
    created = reports.counts(changes)
    if changes.is_empty:
        messages.info(request, _("Nothing has changed."))
    else:
        messages.success(request, _("Imported: %s") % (created or changes.title))
    return redirect(reverse("admin:programme_session_changelist") + f"?conference__id__exact={conference.pk}")


def _page(request, form, *, report=None, changes=None):
    context = {
        **admin.site.each_context(request),
        "title": _("Import a programme"),
        "form": form,
        "report": report,
        "changes": changes,
        "remarks": [*reports.remark_lines(report)] if report else [],
        "writer_remarks": [*reports.remark_lines(changes.report)] if changes else [],
        "lines": [*reports.change_lines(changes)] if changes else [],
        "question": question(changes.in_the_way, request.user) if changes and changes.in_the_way else "",
        "can_apply": bool(changes) and not changes.report.has_errors,
    }
    return TemplateResponse(request, "admin/programme/import.html", context)
