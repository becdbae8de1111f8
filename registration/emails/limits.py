"""How many mails may leave to one address because somebody typed it."""

from datetime import timedelta

from django.utils import timezone

from womconf.limits.actions import Limit, allow_all
from womconf.mail.actions import note
from womconf.mail.models import Message

# Mails to one address of one conference that anybody can have sent by typing it: (name, how many, in how many
# seconds), the shortest time first. An address that nobody has confirmed may be a stranger's.
LIMITS_UNCONFIRMED = [("mail-10-minutes", 1, 600), ("mail-day", 3, 86_400)]
LIMITS_CONFIRMED = [("mail-10-minutes", 3, 600), ("mail-day", 20, 86_400)]
# What was held back leaves so long after the next window has begun: whoever asked in the last moment of the one before
# has committed by then, and the mail tells of it too.
AFTER_THE_TURN = timedelta(seconds=30)


def may_write_to(attendee):
    """Count one more mail that somebody asks for on their own page, and say whether it may leave now."""
    return allow_all(_limits(attendee))


def may_write_to_new_address(attendee, address):
    return allow_all(_limits_of(LIMITS_UNCONFIRMED, attendee.conference_id, address))


def note_within_limits(message, attendee):
    """Have a mail sent that anybody can ask for by typing an address. What is too much now leaves later, all in one.

    The worker writes it from what is true then, so that it tells of everything that was asked meanwhile.
    """
    limits, at = _limits(attendee), timezone.now()
    if allow_all(limits, at):
        note([message])
        return
    message.facts.pop("form", None)
    for limit in limits:
        at = limit.next_window(at)
        message.key, message.not_before = f"{message.kind}:{attendee.pk}:{at.isoformat()}", at + AFTER_THE_TURN
        if Message.objects.filter(key=message.key).exists():
            return
        if allow_all(limits, at):
            break
    note([message])


def _limits(attendee):
    limits = LIMITS_CONFIRMED if attendee.email_confirmed_at else LIMITS_UNCONFIRMED
    return _limits_of(limits, attendee.conference.pk, attendee.email)


def _limits_of(limits, conference, address):
    return [Limit(name, f"{conference} {address}", n, seconds) for name, n, seconds in limits]
