"""Badges and certificates of single people, from their list or their page."""

import io
import zipfile

from django.contrib import admin, messages
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from programme.admin.base import EVERYWHERE
from programme.paper import together
from registration import actions
from registration.exceptions import RegistrationError
from registration.models.papers import Kind
from registration.paper.badges import MOST_AT_ONCE, badges
from registration.paper.certificates import certificate_pdf
from registration.paper.certificates import file_name as name_of_certificate
from registration.paper.names import file_name

MOST_CERTIFICATES = 50


class PaperMixin:
    """Prints what was chosen; more of it is on the page “Paper and files”."""

    @admin.action(description=gettext_lazy("Name badges (PDF)"), permissions=["view"], location=EVERYWHERE)
    def print_badges(self, request, queryset):
        people = self._few(request, queryset, MOST_AT_ONCE)
        if people is None:
            return None
        conference = people[0].conference
        self._note(request, people, Kind.BADGES)
        content = badges(conference, people, language=conference.interface_language)
        return _file(content, file_name(conference, Kind.BADGES, "pdf"))

    @admin.action(
        description=gettext_lazy("Certificates of attendance (PDF)"), permissions=["view"], location=EVERYWHERE
    )
    def print_certificates(self, request, queryset):
        people = self._few(request, queryset, MOST_CERTIFICATES)
        if people is None:
            return None
        files, refused = _certificates(people)
        if refused:
            words = _("Not present in anything that is over: %s.") % ", ".join(refused)
            messages.warning(request, words)
        if not files:
            return None
        self._note(request, people, Kind.CERTIFICATES)
        if len(files) == 1:
            return _file(*files.values(), name_of_certificate(people[0]) if len(people) == 1 else next(iter(files)))
        return _file(_zipped(files), file_name(people[0].conference, Kind.CERTIFICATES, "zip"), "application/zip")

    def _few(self, request, queryset, most):
        """Return the chosen people by name, None where these are too many, and the page says so."""
        people = list(queryset.select_related("conference").order_by("folded_name", "pk")[: most + 1])
        if len(people) > most:
            messages.error(
                request, _("Please choose at most %d people. For all of them, see “Paper and files”.") % most
            )
            return None
        return people or None

    def _note(self, request, people, kind):
        about = ngettext("%d person", "%d people", len(people)) % len(people)
        actions.note_export(people[0].conference, kind, by=request.user, about=about)


def _certificates(people):
    """Return {name of the file: PDF} of who was present, and the names of the others."""
    files, refused = {}, []
    with together():
        for number, person in enumerate(people, start=1):
            try:
                certificate, found = actions.issue_certificate(person)
            except RegistrationError:
                refused.append(person.name)
            else:
                files[name_of_certificate(person, number)] = certificate_pdf(certificate, found)
    return files, refused


def _file(content, name, content_type="application/pdf"):
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(content, content_type=content_type, headers=headers)


def _zipped(files):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return stream.getvalue()
