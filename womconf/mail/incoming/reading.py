"""Reading the mailbox: what is new is looked at once, each mail in a transaction of its own.

What a mail says is stored before it is marked as read. A worker that is killed in between has noted how far it came
(IMAP), or looks at the mail once more (Maildir); either way nothing is noted twice, since each act is the same however
often it is done.
"""

import logging
from collections import Counter

from django.conf import settings
from django.db import OperationalError, transaction
from django.db.models import TextChoices
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from womconf.failpoints import failpoint
from womconf.mail import bounces, tags
from womconf.mail.incoming import mails
from womconf.mail.incoming.mailboxes import Away
from womconf.mail.models import Home, Mailbox
from womconf.mail.signals import calendar_declined
from womconf.refusals import Busy

logger = logging.getLogger(__name__)

MOST_AT_ONCE = 500  # mails of one round; the next round goes on


class Found(TextChoices):
    """What a mail is to us."""

    REPORT = "report", _("reports on e-mails of ours")
    ANSWER = "answer", _("answers of calendars")
    AUTOMATIC = "automatic", _("automatic answers to e-mails of ours")
    OTHER = "other", _("left unread, for people")
    UNREADABLE = "unreadable", _("not to be read as e-mails")


DONE = {Found.REPORT, Found.ANSWER, Found.AUTOMATIC}  # nobody needs to read them


def read_mailbox():
    """Look at what is new in the mailbox. Return how many mails of each Found there were. Raise Away.

    Nothing is read where no mailbox is named, and in a copy of the database: what it took, the real one would miss.
    """
    if not is_read():
        return Counter()
    mailbox, _is_created = Mailbox.objects.get_or_create(pk=1)
    found = Counter()
    try:
        with settings.MAILBOX.open() as folder:
            last = mailbox.last_number if mailbox.folder == folder.name else 0
            for key in folder.new(last)[:MOST_AT_ONCE]:
                content = folder.content(key)
                what = _take(folder.name, key, content) if content is not None else None
                if what:
                    failpoint("before it is marked as read")
                    folder.put_away(key, is_read=what in DONE)
                    found[what] += 1
    except Away as error:
        _note_away(*error.args)
        raise
    _note_read()
    return found


def is_read():
    """Whether a mailbox is read by whoever works on this database."""
    return settings.MAILBOX is not None and Home.objects.is_here() is True


@transaction.atomic
def _take(name, key, content):
    """Act on one mail, and note that it was looked at. Return what it is, None where another worker was quicker."""
    if name:
        mailbox = Mailbox.objects.select_for_update().get(pk=1)
        if mailbox.folder == name and key <= mailbox.last_number:
            return None
        Mailbox.objects.filter(pk=1).update(folder=name, last_number=key)
    try:
        with transaction.atomic():
            return _act(mails.read(content))
    except (OperationalError, Busy):  # nothing to do with this mail: it is looked at again
        raise
    except mails.Unreadable as error:
        logger.warning("a mail that came in cannot be read: %s", type(error.__cause__).__name__)
    except Exception:
        logger.exception("a mail that came in was passed over, so that it holds up no other")
    return Found.UNREADABLE


def _act(mail):
    if mail.report is not None:
        return Found.REPORT if bounces.note(mail.report, mail.tags) else Found.OTHER
    if mail.declines is not None:
        return _answer(mail)
    return Found.AUTOMATIC if mail.is_automatic and mail.tags else Found.OTHER


def _answer(mail):
    """Pass on what a calendar declines, if it answers an invitation of ours."""
    persons = [tag for tag in mail.tags if tag.kind in {tags.ATTENDEE, tags.SPEAKER} and tag.is_true()]
    for tag in persons:
        for decline in mail.declines:
            calendar_declined.send(None, kind=tag.kind, pk=tag.pk, uid=decline.uid, address=decline.address)
    return Found.ANSWER if persons else Found.OTHER


def _note_away(problem):
    now = timezone.now()
    if Mailbox.objects.filter(pk=1, away_since=None).update(away_since=now, problem=problem):
        logger.warning("the mailbox cannot be read: %s", problem)
    else:
        Mailbox.objects.filter(pk=1).update(problem=problem)


def _note_read():
    if Mailbox.objects.filter(pk=1, away_since__isnull=False).exists():
        logger.info("the mailbox can be read again")
    Mailbox.objects.filter(pk=1).update(read_at=timezone.now(), away_since=None, problem="")
