"""Mails that came back: what is noted, what it says of an address, and what organisers read.

A report marks an address, and nothing else: it deletes nobody, cancels nothing and writes to nobody, for a stranger may
have made it up (docs/decisions/0025).
"""

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from womconf.mail import tags
from womconf.mail.models import Message

# By the beginning of the enhanced status code (RFC 3463, and its registry); the longest that fits counts.
SENTENCES = {
    "5.1.": _("There is no such address."),
    "5.1.2": _("There is no such mail server: is the part after the @ right?"),
    "5.1.10": _("There is no such address."),
    "5.1.8": _("Their mail server does not accept our sender address."),
    "5.2.": _("The mailbox takes no e-mails."),
    "5.2.1": _("The mailbox is closed."),
    "5.2.2": _("The mailbox is full."),
    "5.2.3": _("The e-mail was too large for the mailbox."),
    "5.3.4": _("The e-mail was too large for the mailbox."),
    "5.4.": _("Their mail server cannot be found."),
    "5.7.": _("Their mail server does not let our e-mails in. Please tell those who run your mail server."),
    "5.": _("Their mail server refuses e-mails to this address."),
    "4.": _("Their mail server could not be reached for days, or put the e-mail off until it was given up."),
}


def sentence(code):
    """Return what a status code means, for an organiser."""
    return next(SENTENCES[code[:length]] for length in range(len(code), 0, -1) if code[:length] in SENTENCES)


def note(report, claimed):
    """Note that a mail of ours did not arrive, as a mails.Report says. Return whether the report is about one of ours.

    `claimed` are the tags of the addresses that the report was sent to. By a true one the mail is known. Without it the
    Message-ID counts, which only those know who have seen the mail; then it must be about that mail's address, too.
    """
    message, failures = _by_tag(claimed), report.failures
    if message is None:
        message = Message.objects.filter(message_id__in=report.message_ids).first()
        if message is None:
            return False
        failures = [failure for failure in failures if failure.address == message.to]
    if failures:
        note_failure(message, failures[0].code)
    return True


def note_failure(message, code):
    """Note that a mail has not arrived, and why. What is known already stays as it is."""
    Message.objects.filter(pk=message.pk, bounced_at=None).update(bounced_at=timezone.now(), bounce_code=code)


def end(address):
    """Let an address count as one that works: an organiser knows it. The next report marks it again."""
    return Message.objects.bounced().filter(to=address).update(is_bounce_over=True)


def among(addresses):
    """Return those of some addresses that do not work."""
    bounced = Message.objects.bounced().filter(to__in=[address for address in addresses if address])
    return set(bounced.values_list("to", flat=True))


def last_of(address):
    """Return the last Message to an address that does not work, None where it works as far as we know."""
    return Message.objects.bounced().filter(~Q(to=""), to=address).order_by("bounced_at", "pk").last()


def _by_tag(claimed):
    for tag in claimed:
        if tag.kind == tags.MESSAGE:
            message = Message.objects.filter(pk=tag.pk).first()
            if message and tag.is_true(message.message_id):
                return message
    return None
