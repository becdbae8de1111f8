"""Mails about another e-mail address of somebody, and those that wait while it changes."""

from operator import attrgetter

from django.utils.translation import pgettext_lazy

from programme.models.mail_texts import ABOUT_CONFERENCE, WITH_NAME
from registration.emails.letters import about, letter_to, message_to
from registration.emails.personal_links import address_link
from womconf.mail.actions import note, write_anew, writes
from womconf.mail.models import Message


def ask_new_address(attendee):
    """Ask at the address that somebody wishes to be written to."""
    message = message_to("new-address", attendee, key=f"new-address:{attendee.pk}:{attendee.address_version}")
    message.to = attendee.new_email
    note([message])


@writes("new-address", pgettext_lazy("kind of e-mail", "question at a new address"), ABOUT_CONFERENCE)
def write_new_address(attendee):
    return letter_to("new-address", attendee, link=address_link, to=attrgetter("new_email"))


def tell_address_changed(attendee):
    """Tell the old address, which is not told the new one: it may not be theirs any more."""
    if attendee.email:
        note([message_to("address-changed", attendee, key=f"address-changed:{attendee.pk}:{attendee.address_version}")])


@writes("address-changed", pgettext_lazy("kind of e-mail", "note to the old address"), WITH_NAME)
def write_address_changed(attendee):
    return letter_to("address-changed", attendee, link=None, to=None)


def readdress(attendee):
    """Write mails that wait for somebody again, with their new address and a link that works."""
    write_anew(Message.objects.filter(about(attendee)).exclude(kind="address-changed"))
