"""The admin's import page: a document or a pasted text, the coming programme with its questions, then the import."""

import hashlib
import json

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
from programme.imports import documents, reading, reports, writer
from programme.imports.preview import Preview
from programme.models import Conference

ANSWER = "answer:"  # the radio buttons of a question begin so; its key follows
DOCUMENTS = ".docx,.docm,.html,.htm,.md,.txt,text/plain,text/html,text/markdown"


class ImportForm(forms.Form):
    """A document or a text. In the second step the text is carried along, with what was seen in the preview."""

    conference = forms.ModelChoiceField(
        label=_("Conference"),
        queryset=Conference.objects.latest_first(),
        required=False,
        empty_label=_("the one that the text names, or a new one"),
    )
    document = forms.FileField(
        label=_("Document (Word .docx, HTML, Markdown or plain text)"),
        required=False,
        widget=forms.FileInput(attrs={"accept": DOCUMENTS}),
        help_text=_("Word: at most 20 MB, pictures are not read. The document is read and not kept."),
    )
    content = forms.CharField(
        label=_("or paste the text"),
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 20, "spellcheck": "false"}),
        help_text=_("HTML, such as the source of a page, can be pasted, too."),
    )
    told = forms.CharField(required=False, widget=forms.HiddenInput)  # of the document itself, as JSON
    expected = forms.CharField(required=False, widget=forms.HiddenInput)
    previewed = forms.CharField(required=False, widget=forms.HiddenInput)

    def clean_document(self):
        document = self.cleaned_data["document"]
        if document and document.size > reading.MAX_FILE_BYTES:
            limit = reading.MAX_FILE_BYTES // 1_000_000
            raise forms.ValidationError(_("This file is too large. A programme has at most %d MB.") % limit)
        return document

    def clean_told(self):
        try:
            return json.loads(self.cleaned_data["told"] or "[]")
        except (ValueError, RecursionError):  # not what this page wrote
            return []

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
    answers = _answers(request.POST)
    told = None if form.cleaned_data["document"] else form.cleaned_data["told"]
    draft, report, content = documents.read(form.cleaned_data["bytes"], answers=answers, told=told)
    if draft is None:
        return _page(request, form, report=report)
    conference = form.cleaned_data["conference"]
    slug = conference.slug if conference else ""
    digest = _digest(conference, content, report, answers)
    if "apply" in request.POST and form.cleaned_data["previewed"] != digest:
        messages.warning(
            request,
            _("Nothing has been imported yet: you have changed something since the preview. This is the new one."),
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
    preview = Preview(draft, report, changes, source=content, answers=answers)
    # The text of a document is carried along, so that what was previewed is what is imported.
    initial = {"conference": conference, "content": content, "expected": changes.fingerprint, "previewed": digest}
    initial["told"] = json.dumps(documents.told_of(report))
    return _page(request, ImportForm(initial=initial), report=report, preview=preview, answers=answers)


def _answers(posted):
    return {name.removeprefix(ANSWER): value for name, value in posted.items() if name.startswith(ANSWER)}


def _digest(conference, content, report, answers):
    """Return what tells one text with its answers from another, for one conference.

    A question without an answer counts as answered by its guess, which the page shows as chosen.
    """
    held = {question.key: question.guess for question in report.questions} | answers
    facts = json.dumps([conference and conference.pk, content, sorted(held.items())])
    return hashlib.sha256(facts.encode("utf-8", "surrogatepass")).hexdigest()


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


def _page(request, form, *, report=None, preview=None, answers=None):
    changes = preview.changes if preview else None
    shown = preview.all_answers if preview else {}
    context = {
        **admin.site.each_context(request),
        "title": _("Import a programme"),
        "form": form,
        "report": report,
        "changes": changes,
        "preview": preview,
        "remarks": [*reports.remark_lines(report)] if report and preview is None else [],
        "sums": reports.sums(preview) if preview else [],
        "lines": [*reports.change_lines(changes, preview.others)] if preview else [],
        "answer": ANSWER,
        "further_answers": [(key, value) for key, value in (answers or {}).items() if key not in shown],
        "question": question(changes.in_the_way, request.user) if changes and changes.in_the_way else "",
        "can_apply": bool(changes) and not changes.report.has_errors,
        "is_edit": bool(changes) and not changes.is_new_conference,
    }
    return TemplateResponse(request, "admin/programme/import.html", context)
