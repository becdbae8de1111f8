"""The admin's import page: a document or a pasted text, the coming programme with its questions, then the import.

Every step answers with a redirect to the address of the text, so that reloading, going back and a second tab show it.
"""

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.models import CHANGE, LogEntry
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from programme.actions.moving import MEANT, harm, question
from programme.admin.banner import say_what_is_untold
from programme.exceptions import ProgrammeError
from programme.imports import documents, earlier, reading, reports, steps, writer
from programme.imports.preview import Preview, count_statuses
from programme.models import Conference, ImportText
from womconf import in_hand, rights
from womconf.quotes import quoted

ANSWER = "answer:"  # the radio buttons of a question begin so; its key follows
MAX_SOURCE = ImportText._meta.get_field("source").max_length
WRITES = ["programme.add_session", "programme.change_session"]
DOCUMENTS = ".docx,.docm,.html,.htm,.md,.txt,text/plain,text/html,text/markdown"
# How to write, for those who begin with an empty field; the import reads it without a question.
EXAMPLE = _(
    "Volunteering Day\n\nThursday, 14 January 2027, Town Hall\n\n"
    "9–10 am: The law of associations (Eva Horn, University of Jena), Room 2, 20 places\n10–10:30 am: Coffee break\n"
    "10:30 am–12 noon: Taxes, in brief\nwith Ben Cole\nonline"
)


class ImportForm(forms.Form):
    """A document or a text. In the preview the text can be edited; what was seen there comes with it."""

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
        help_text=_(
            "Word: at most 20 MB, pictures are not read. The document is not kept; its text is until it is imported, "
            "for two days at most."
        ),
    )
    content = forms.CharField(
        label=_("or paste the text"),
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 20, "spellcheck": "false"}),
        help_text=_("HTML, such as the source of a page, can be pasted, too."),
    )
    expected = forms.CharField(required=False, widget=forms.HiddenInput)
    previewed = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, request, **kwargs):
        """Offer a new conference only to those who may make one; others import into the one in hand.

        From the page of a conference the text is most likely meant for it, whatever it calls the conference; from that
        of an example it is not.
        """
        super().__init__(*args, **kwargs)
        field, conference = self.fields["conference"], in_hand.of(request)
        if conference and in_hand.asked_for(request) and not conference.is_example:
            field.initial = conference
        if not rights.is_everywhere(request.user):
            field.queryset = field.queryset.filter(pk=conference.pk)
            field.required, field.empty_label, field.initial = True, None, conference

    def clean_document(self):
        document = self.cleaned_data["document"]
        if document and document.size > reading.MAX_FILE_BYTES:
            limit = reading.MAX_FILE_BYTES // 1_000_000
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
def import_programme(request, code=""):
    """Show the empty form or, at the address of a text, what becomes of it; take what is sent there."""
    text = ImportText.objects.filter(by=request.user, code=code).select_related("conference").defer("words").first()
    if request.method != "POST" and text and text.conference:
        in_hand.take(request, text.conference)
    if not all(map(request.user.has_perm, WRITES)):
        raise PermissionDenied
    if request.method == "POST":
        return _take(request, text, code)
    if text and text.imported_at:
        return _page(request, ImportForm(request=request), imported=text)
    if text and (text.conference or rights.is_everywhere(request.user)):
        return _preview(request, text)
    return _page(request, ImportForm(request=request), is_lost=bool(code), status=404 if code else 200)


def _take(request, text, code):
    """Keep what was sent, and import it if the page showed what comes of it; then lead to a page that shows it."""
    form = ImportForm(request.POST, request.FILES, request=request)
    answers = _answers(request.POST)
    if not form.is_valid():
        return _page(request, form, answers=answers)
    conference, document = form.cleaned_data["conference"], form.cleaned_data["document"]
    former = None if document else text
    draft, report, content = earlier.read(
        form.cleaned_data["bytes"],
        slug=conference.slug if conference else "",
        answers=answers,
        told=former and former.told,
    )
    if not content:  # nothing that could be kept
        return _page(request, form, report=report, answers=answers)
    shown = form.cleaned_data["previewed"]
    digest = steps.digest(conference=conference, content=content, report=report, answers=answers)
    if "apply" in request.POST and draft:
        if shown != digest:
            words = _(
                "Nothing has been imported yet: you have changed something since the preview. This is the new one."
            )
            messages.warning(request, words)
        elif done := _import(request, (draft, report, answers), form, code):
            return done
    source = document.name if document else former.source if former else ""
    try:
        text = steps.keep(
            by=request.user,
            code=code,
            shown=shown,
            conference=conference,
            source=source.replace("\0", "")[-MAX_SOURCE:],
            content=content,
            answers=answers,
            told=documents.told_of(report),
            digest=digest,
        )
    except ProgrammeError as refusal:
        form.add_error(None, str(refusal))
        return _page(request, form, report=report, answers=answers)
    return redirect("admin:programme_import_text", text.code)


def _import(request, read, form, code):
    """Import it and return where to go on; None where it is refused, which the next page then says."""
    sent = form.cleaned_data
    draft, report, answers = read
    try:
        done = steps.apply(
            draft,
            report=report,
            answers=answers,
            by=request.user,
            code=code,
            digest=sent["previewed"],
            slug=sent["conference"].slug if sent["conference"] else "",
            expected=sent["expected"],
            move_meant=MEANT in request.POST,
        )
    except ProgrammeError as refusal:
        messages.warning(request, str(refusal))
        return None
    if done is None:
        return redirect("admin:programme_import_text", code)
    changes, conference = done
    created = reports.counts(changes)
    logged = f"Import: {created or '–'}"
    LogEntry.objects.log_actions(request.user.pk, [conference], CHANGE, change_message=logged, single_object=True)
    if changes.homeless:  # the text is gone now
        words = "; ".join(quoted(line) for line in changes.homeless)
        messages.warning(request, f"{reports.homeless(len(changes.homeless))} {words}")
    if changes.is_empty:
        messages.info(request, _("Nothing has changed."))
    else:
        changed = reports.changed_facts(changes)
        told = "; ".join(filter(None, [created, changed and _("changed: %s") % changed]))
        messages.success(request, _("Imported: %s") % (told or changes.title))
        if reports.has_new_people(changes):
            messages.info(request, reports.who_has_agreed(count_statuses(coming.is_now for coming in changes.sessions)))
        say_what_is_untold(request, conference)
    return redirect(reverse("admin:index", query={"conference": conference.pk}))  # what is to do next stands there


def _sessions_of(conference):
    return reverse("admin:programme_session_changelist", query={"conference__id__exact": conference.pk})


def _answers(posted):
    """Return the values by the keys of their questions; no question of ours has a NUL in its key."""
    named = {name.removeprefix(ANSWER): value for name, value in posted.items() if name.startswith(ANSWER)}
    return {key: value for key, value in named.items() if "\0" not in key + value}


def _preview(request, text):
    slug = text.conference.slug if text.conference else ""
    draft, report, content = earlier.read(
        text.content.encode("utf-8", "surrogatepass"), slug=slug, answers=text.answers, told=text.told
    )
    initial = {"conference": text.conference, "content": text.content, "previewed": text.digest}
    if draft is None:
        return _page(
            request, ImportForm(initial=initial, request=request), report=report, text=text, answers=text.answers
        )
    changes = writer.plan(draft, slug=slug)
    preview = Preview(draft, report, changes, source=content, answers=text.answers)
    form = ImportForm(initial=initial | {"expected": changes.fingerprint}, request=request)
    return _page(request, form, report=report, preview=preview, text=text, answers=text.answers)


def _page(
    request, form, *, report=None, preview=None, answers=None, text=None, imported=None, is_lost=False, status=200
):
    changes = preview.changes if preview else None
    shown = preview.all_answers if preview else {}
    has_new_people = bool(changes) and reports.has_new_people(changes)
    is_public = text is not None and text.conference is not None and text.conference.is_public
    context = {
        **admin.site.each_context(request),
        "title": _("Import a programme"),
        "example": EXAMPLE,
        "form": form,
        "text": text,
        "imported": imported,
        "is_lost": is_lost,
        "open_texts": ImportText.objects.still_looked_at().filter(by=request.user).exclude(pk=text and text.pk),
        "sessions_of_it": _sessions_of(imported.conference) if imported and imported.conference else "",
        "report": report,
        "changes": changes,
        "preview": preview,
        "remarks": [*reports.remark_lines(report)] if report and preview is None else [],
        "sums": reports.sums(preview) if preview else [],
        "who_has_agreed": reports.who_has_agreed(preview.statuses) if preview and has_new_people else "",
        "public_at_once": reports.public_at_once(changes) if changes and is_public else "",
        "beside": reports.beside(changes) if changes else "",
        "homeless": reports.homeless(len(preview.homeless)) if preview and preview.homeless else "",
        "new": reports.named_new(changes) if preview else "",
        "change_groups": reports.change_groups(changes, preview.others) if preview else [],
        "answer": ANSWER,
        "further_answers": [(key, value) for key, value in (answers or {}).items() if key not in shown],
        "question": question(harm(changes.in_the_way, request.user)) if changes and changes.in_the_way else "",
        "can_apply": bool(changes) and not changes.report.has_errors,
        "is_edit": bool(changes) and not changes.is_new_conference,
    }
    return TemplateResponse(request, "admin/programme/import.html", context, status=status)
