from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from womconf.mail.incoming.mailboxes import Away
from womconf.mail.incoming.reading import is_read, read_mailbox
from womconf.mail.models import Mailbox


class Command(BaseCommand):
    help = "Read what is new in the mailbox of MAILBOX_URL, as the worker does every ten minutes, and say what it was."

    def handle(self, **options):
        if settings.MAILBOX is None:
            raise CommandError(_("No mailbox is read: MAILBOX_URL is empty."))
        if not is_read():
            raise CommandError(_("This database is a copy, or was restored: it reads no mailbox."))
        try:
            found = read_mailbox()
        except Away as error:
            raise CommandError(str(Mailbox.Problem(error.args[0]).label)) from error
        for what, count in sorted(found.items()):
            self.stdout.write(f"{what.label}: {count}")
        if not found:
            self.stdout.write(_("Nothing new."))
