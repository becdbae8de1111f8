"""“Paper and files”: the page of a conference with all that organisers print or take out, in groups.

What names people comes by a button (POST), because that is noted: who, when, what. What names nobody is a link.
"""

from functools import partial

from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from programme.admin.desk import theirs_or_404
from programme.exceptions import ProgrammeError
from programme.exports import speakers, tables
from programme.paper import booklet, room_signs
from programme.published import read_for_organisers
from programme.roles import SEE_FIGURES
from registration import actions, funder
from registration import tables as of_registration
from registration.exceptions import NothingToPrint
from registration.models import OrderedFile
from registration.models.papers import Kind
from registration.needs import reads_needs
from registration.paper import badges, presence, signing
from registration.paper.names import file_name
from womconf.privacy import private

PEOPLE, PROGRAMME, SPEAKERS = "registration.view_registration", "programme.view_session", "programme.view_speaker"
PDF = "application/pdf"
WHAT = {
    Kind.LIST: PEOPLE,
    Kind.LISTS: PEOPLE,
    Kind.BADGES: PEOPLE,
    Kind.CERTIFICATES: PEOPLE,
    Kind.REGISTRATIONS: PEOPLE,
    Kind.ANSWERS: PEOPLE,
    Kind.SPEAKERS: SPEAKERS,
}
TABLES = {
    Kind.REGISTRATIONS: of_registration.registrations,
    Kind.ANSWERS: of_registration.answers,
    Kind.SPEAKERS: speakers.speakers,
}
WITHOUT_NAMES = {
    "answers-as-sums": of_registration.answers_as_sums,
    "needs": of_registration.needs_as_sums,
    "figures-of-sessions": lambda conference: funder.table_of_sessions(funder.figures(conference)),
    "figures-of-organisations": lambda conference: funder.table_of_organisations(funder.figures(conference)),
}


class PaperForm(forms.Form):
    """The choices of a button; each has a good answer of its own."""

    language = forms.ChoiceField(required=False, choices=lambda: settings.LANGUAGES)
    empty_lines = forms.IntegerField(required=False, min_value=0, max_value=signing.MOST_EMPTY_LINES)
    session = forms.SlugField(required=False, max_length=40)
    ending = forms.ChoiceField(required=False, choices=[("xlsx", "XLSX"), ("csv", "CSV")])


class ProgrammeForm(forms.Form):
    """The choices of papers that name nobody who registered."""

    day = forms.DateField(required=False)
    size = forms.ChoiceField(required=False, choices=[(size, size.upper()) for size in booklet.SIZES])
    language = forms.ChoiceField(required=False, choices=lambda: [*settings.CONTENT_LANGUAGES, *settings.LANGUAGES])


def _sees_figures(request, conference):
    return any(request.user.has_perm(right, conference) for right in (PEOPLE, SEE_FIGURES))


# The page, and what names people


@private
@require_http_methods(["GET", "HEAD", "POST"])
def paper(request, object_id):
    """Show what there is to print and to take out; answer a button with a file, or order one."""
    conference = theirs_or_404(request, object_id)
    if not any(request.user.has_perm(right, conference) for right in (PEOPLE, PROGRAMME)):
        raise PermissionDenied
    with timezone.override(conference.zone):
        if request.method != "POST":
            return _page(request, conference).render()
        if "file" in request.POST:
            return _ordered(request, conference)
        try:
            return _file(request, conference)
        except ProgrammeError as refusal:
            messages.error(request, str(refusal))
    return redirect("paper:page", conference.pk)


def _file(request, conference):
    """Answer the button that was pressed, and note it. Raises ProgrammeError."""
    what = request.POST.get("what", "")
    if what not in WHAT:
        raise Http404
    if not request.user.has_perm(WHAT[what], conference):
        raise PermissionDenied
    form = PaperForm(request.POST)
    if not form.is_valid():
        raise Http404
    chosen = form.cleaned_data
    language = chosen["language"] or conference.interface_language
    note = partial(actions.note_export, conference, what, by=request.user)
    if what in TABLES:
        ending = chosen["ending"] or "xlsx"
        note(about=ending.upper())
        return _table([TABLES[what](conference)], conference, what, ending)
    if what == Kind.LIST:
        found = _signing(conference, chosen["session"])
        note(about=found.title)
        lines = signing.EMPTY_LINES if chosen["empty_lines"] is None else chosen["empty_lines"]
        content = signing.signing_list(found, language=language, empty_lines=lines)
        return _download(content, PDF, signing.file_name(found))
    if what == Kind.BADGES:
        session = _session(conference, chosen["session"])
        people = badges.wearers(conference, session)
        if 0 < (count := people.count()) <= badges.MOST_AT_ONCE:
            note(about=str(session or ""))
            content = badges.badges(conference, people, language=language)
            return _download(content, PDF, file_name(conference, what, "pdf"))
        if not count:
            raise NothingToPrint
    actions.order_file(conference, what, by=request.user, language=language)
    messages.success(request, _("The file is being made. It stands at the end of this page as soon as it is finished."))
    return redirect("paper:page", conference.pk)


def _session(conference, code):
    return get_object_or_404(conference.sessions.announced(), code=code) if code else None


def _signing(conference, key):
    found = next((it for it in signing.signings(conference) if it.key == key), None)
    if found is None:
        raise Http404
    return found


def _ordered(request, conference):
    """Send a finished file, and note it."""
    if not request.user.has_perm(PEOPLE, conference):
        raise PermissionDenied
    files = conference.ordered_files.filter(finished_at__isnull=False, failed_at=None)
    ordered = get_object_or_404(files, code=request.POST["file"][:20])
    try:
        content = actions.file_of(ordered).open("rb")
    except OSError as error:
        raise Http404 from error
    actions.note_export(conference, ordered.kind, by=request.user, about=_("fetched"))
    return FileResponse(content, as_attachment=True, filename=file_name(conference, ordered.kind, "zip"))


def _download(content, content_type, name):
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(content, content_type=content_type, headers=headers)


def _table(found, conference, name, ending):
    name = file_name(conference, name, ending)
    if ending == "csv":
        return _download(tables.as_csv(found[0]), tables.CSV, name)
    return _download(tables.as_xlsx(found, title=str(conference.title)), tables.XLSX, name)


def _page(request, conference):
    published = read_for_organisers(conference)
    may_see_people = request.user.has_perm(PEOPLE, conference)
    ordered = conference.ordered_files.select_related("ordered_by")
    context = {
        **admin.site.each_context(request),
        "title": _("Paper and files"),
        "may_see_people": may_see_people,
        "may_see_speakers": request.user.has_perm(SPEAKERS, conference),
        "may_see_programme": request.user.has_perm(PROGRAMME, conference),
        "may_see_figures": _sees_figures(request, conference),
        "reads_needs": reads_needs(request.user, conference),
        "languages": settings.LANGUAGES,
        "language": conference.interface_language,
        "content_languages": conference.languages,
        "days": room_signs.days(published),
        "signings": signing.signings(conference) if may_see_people else [],
        "empty_lines": signing.EMPTY_LINES,
        "most_empty_lines": signing.MOST_EMPTY_LINES,
        "badges": badges.wearers(conference).count() if may_see_people else 0,
        "certified": presence.certified(conference) if may_see_people else 0,
        "ordered": ordered if may_see_people else OrderedFile.objects.none(),
        "is_under_way": may_see_people and ordered.under_way().exists(),
    }
    return TemplateResponse(request, "admin/registration/paper.html", context)


# What names nobody who registered


@private
@require_safe
def without_names(request, object_id, name):
    """Show or send figures, and papers about the programme."""
    conference = theirs_or_404(request, object_id)
    what, _dot, ending = name.partition(".")
    with timezone.override(conference.zone):
        if name == "figures":
            return _figures(request, conference).render()
        if name in {"room-signs.pdf", "booklet.pdf"}:
            try:
                return _of_programme(request, conference, what)
            except ProgrammeError as refusal:
                messages.error(request, str(refusal))
                return redirect("paper:page", conference.pk)
        if what == "figures" and ending == "xlsx":
            _allow(_sees_figures(request, conference))
            found = funder.figures(conference)
            both = [funder.table_of_sessions(found), funder.table_of_organisations(found)]
            return _table(both, conference, what, ending)
        if what in WITHOUT_NAMES and ending in {"csv", "xlsx"}:
            _allow(reads_needs(request.user, conference) if what == "needs" else _sees_figures(request, conference))
            return _table([WITHOUT_NAMES[what](conference)], conference, what, ending)
    raise Http404


def _allow(may):
    if not may:
        raise PermissionDenied


def _of_programme(request, conference, what):
    _allow(request.user.has_perm(PROGRAMME, conference))
    form = ProgrammeForm(request.GET)
    published = read_for_organisers(conference)
    days = room_signs.days(published)
    if not form.is_valid():
        raise Http404
    chosen = form.cleaned_data
    language = chosen["language"] or conference.interface_language
    if what == "booklet":
        content = booklet.booklet(published, language=language, size=chosen["size"] or "a5")
        return _download(content, PDF, file_name(conference, what, "pdf", language))
    day = chosen["day"] or (days[0] if days else conference.starts_on)
    content = room_signs.signs(published, day, language=language)
    return _download(content, PDF, file_name(conference, what, "pdf", day.isoformat()))


def _figures(request, conference):
    _allow(_sees_figures(request, conference))
    context = {
        **admin.site.each_context(request),
        "title": _("Figures for the funder"),
        "figures": funder.figures(conference),
        "titles": funder.titles(),
    }
    return TemplateResponse(request, "admin/registration/funder.html", context)
