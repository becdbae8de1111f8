import os
import sys
from functools import partial
from pathlib import Path
from typing import NamedTuple

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import translation
from django.utils.translation import gettext as _

from programme import published
from programme.exports import frab, ical, markdown, sheets
from programme.models import Conference


class Format(NamedTuple):
    """`make` returns the bytes of what is Published, in the active language."""

    make: callable
    is_binary: bool = False


FORMATS = {
    "md": Format(partial(markdown.programme, is_internal=True)),
    "csv": Format(sheets.as_csv),
    "xlsx": Format(sheets.as_xlsx, is_binary=True),
    "xml": Format(frab.xml_file),
    "json": Format(frab.json_file),
    "ics": Format(lambda found: ical.calendar(found.sessions, conference=found.conference)),
}


class Command(BaseCommand):
    help = (
        "Write the programme of a conference, public or not, as it is or will be public: without drafts, people who "
        "declined, addresses and registrations. Markdown (md) can be imported again, and has the numbers of places."
    )

    def add_arguments(self, parser):
        parser.add_argument("--format", choices=FORMATS, required=True, help="of the file")
        parser.add_argument("--conference", default="", metavar="SLUG", help="the conference; else the only one")
        parser.add_argument("-o", "--output", type=Path, metavar="FILE", help="where to (default: standard output)")
        languages = [code for code, _name in settings.LANGUAGES]
        parser.add_argument("--language", choices=languages, help="of the words (default: that of the conference)")

    def handle(self, *, conference, output, language, **options):
        form = FORMATS[options["format"]]
        with translation.override(language or settings.LANGUAGE_CODE):
            found = self._conference(conference)
        with translation.override(language or found.interface_language):
            if form.is_binary and output is None and sys.stdout.isatty():
                raise CommandError(_("This format is not for the screen. Please say with -o FILE where to write it."))
            self._write(form.make(published.read_for_organisers(found)), output)

    def _conference(self, slug):
        if not slug:
            found = Conference.objects.all().only_one()
            if found is None:
                known = ", ".join(Conference.objects.values_list("slug", flat=True)) or "–"
                raise CommandError(_("Please say with --conference which one: %s") % known)
            return found
        found = Conference.objects.filter(slug=slug).first() or Conference.objects.formerly(slug).first()
        if found is None:
            raise CommandError(_("There is no conference at the address %s.") % slug)
        return found

    def _write(self, content, output):
        if output is None:
            self._print(content)
            return
        try:
            output.write_bytes(content)
        except OSError as error:
            facts = {"file": output, "reason": error.strerror}
            raise CommandError(_("%(file)s cannot be written: %(reason)s") % facts) from error

    def _print(self, content):
        """Write bytes to the standard output; whoever reads it may stop at any time, as `head` does."""
        sys.stdout.flush()
        try:
            sys.stdout.buffer.write(content)
            sys.stdout.buffer.flush()
        except BrokenPipeError:
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # or Python fails once more at its end
