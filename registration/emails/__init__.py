"""One function for each mail to people who register; each is called inside the action that it tells of.

It notes the facts; the worker writes the mail from them (`write_…`), and from what is true at that moment. A
registration is told of once in each of these mails, so that the key names the occasion.
"""

from registration.emails.addresses import ask_new_address, readdress, tell_address_changed
from registration.emails.confirming import ask_to_confirm, forget_submission, send_link
from registration.emails.declining import ask_who_declined
from registration.emails.letters import about
from registration.emails.limits import may_write_to, may_write_to_new_address
from registration.emails.mailings import message_of, messages_of, send_mailing
from registration.emails.organisers import tell_broken_rules
from registration.emails.personal_links import (
    ADDRESS_PURPOSE,
    FEED_PURPOSE,
    PURPOSE,
    address_link,
    checkin_address,
    feed_link,
    helper_link,
    join_link,
    personal_link,
    reminders_link,
)
from registration.emails.places import tell_cancelled, tell_everything, tell_given, tell_moved_up, tell_registered
from registration.emails.reminding import write_evening, write_soon
from registration.emails.sessions import tell_session_cancelled
from registration.emails.thanking import thank, write_thanks

__all__ = [
    "ADDRESS_PURPOSE",
    "FEED_PURPOSE",
    "PURPOSE",
    "about",
    "address_link",
    "ask_new_address",
    "ask_to_confirm",
    "ask_who_declined",
    "checkin_address",
    "feed_link",
    "forget_submission",
    "helper_link",
    "join_link",
    "may_write_to",
    "may_write_to_new_address",
    "message_of",
    "messages_of",
    "personal_link",
    "readdress",
    "reminders_link",
    "send_link",
    "send_mailing",
    "tell_address_changed",
    "tell_broken_rules",
    "tell_cancelled",
    "tell_everything",
    "tell_given",
    "tell_moved_up",
    "tell_registered",
    "tell_session_cancelled",
    "thank",
    "write_evening",
    "write_soon",
    "write_thanks",
]
