from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from programme import actions
from programme.actions import moving
from programme.exceptions import PeopleInTheWay, ProgrammeError
from programme.imports import earlier, reading, reports, writer
from programme.imports.preview import Preview
from programme.models import Conference


class Command(BaseCommand):
    help = (
        "Import a programme from a text (Markdown or plain), a Word document (.docx) or HTML: what is new or has "
        "changed, and nothing else."
    )

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path, help="the document")
        parser.add_argument("--conference", default="", metavar="SLUG", help="the conference; else found by its title")
        parser.add_argument("--dry-run", action="store_true", help="only say what would happen")
        parser.add_argument("--publish", action="store_true", help="make the conference public")
        parser.add_argument(
            "--move-all-the-same",
            action="store_true",
            help="give sessions new times although people who registered would have two at once",
        )
        parser.add_argument(
            "--answer",
            action="append",
            default=[],
            metavar="KEY=VALUE",
            dest="answers",
            help="the answer to a question that the report asks (several times for several)",
        )
        parser.add_argument("--language", default=settings.LANGUAGE_CODE, help="of the report (default: %(default)s)")

    def handle(self, *, file, language, **options):
        with translation.override(language):
            self._import(self._read(file), **options)

    def _read(self, file):
        try:
            with file.open("rb") as document:
                return document.read(reading.MAX_FILE_BYTES + 1)
        except OSError as error:
            facts = {"file": file, "reason": error.strerror}
            raise CommandError(_("%(file)s cannot be read: %(reason)s") % facts) from error

    def _answers(self, written):
        """Return {key: value}; a key may hold any sign, a value holds no "="."""
        answers = {}
        for answer in written:
            key, equals, value = answer.rpartition("=")
            if not equals or not key:
                raise CommandError(_("An answer is written as KEY=VALUE: %s") % answer)
            answers[key] = value
        return answers

    def _import(self, data, *, conference, dry_run, publish, move_all_the_same, answers, **options):
        answers = self._answers(answers)
        draft, report, source = earlier.read(data, slug=conference, answers=answers)
        self._refuse_unknown(answers, report)
        self._say(reports.remark_lines(report))
        if draft is None:
            raise CommandError(_("Nothing in this file can be imported."))
        if dry_run:
            changes = writer.plan(draft, slug=conference)
        else:
            changes = self._apply(draft, conference, publish, move_all_the_same, (report, answers))
        self._say(reports.remark_lines(changes.report))
        if changes.report.has_errors:
            raise CommandError(_("Nothing in this file can be imported."))
        self.stdout.write(f"{changes.title} ({changes.slug})")
        self._say(reports.programme_lines(Preview(draft, report, changes, source=source, answers=answers)))
        self.stdout.write("")
        self._say(reports.change_lines(changes))
        if changes.in_the_way:
            self.stdout.write(moving.sentence(changes.in_the_way))

    def _refuse_unknown(self, answers, report):
        """Refuse an answer that nobody asked for, or that the question does not offer: nothing would come of it."""
        values = {question.key: [choice.value for choice in question.choices] for question in report.questions}
        for key, value in answers.items():
            if value not in values.get(key, ()):
                known = ", ".join(values.get(key, ())) or "–"
                facts = {"key": key, "value": value, "known": known}
                raise CommandError(_("There is no question %(key)s=%(value)s. Possible values: %(known)s") % facts)

    @transaction.atomic
    def _apply(self, draft, slug, publish, move_meant, asked):
        try:
            changes = writer.apply(draft, slug=slug, move_meant=move_meant)
        except PeopleInTheWay as refusal:
            raise CommandError(f"{refusal} (--move-all-the-same)") from refusal
        except ProgrammeError as refusal:
            raise CommandError(str(refusal)) from refusal
        conference = Conference.objects.get(slug=changes.slug)
        earlier.remember(conference, *asked)
        if publish:
            actions.publish_conference(conference)
        return changes

    def _say(self, lines):
        for line in lines:
            self.stdout.write(line)
