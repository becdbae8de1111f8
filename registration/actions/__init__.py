"""What may happen to registrations and to the people who have them. Every door leads here.

Lock order: Seats rows in the order of their ids, all those of a session together, then attendee, then registrations.
What decides is read after the lock is held, never before. A freed seat goes to the waiting list in the transaction that
frees it, and every action first takes back what was held too long in the sessions that it locks: no rule depends on a
job that runs by the clock.
"""

from registration.actions.people import ask_for_links, erase, forget_unconfirmed, rename, send_links
from registration.actions.places import cancel, cancel_all, confirm, expire_overdue, promote, register, withdraw_session
from registration.actions.watch import report_broken_rules

__all__ = [
    "ask_for_links",
    "cancel",
    "cancel_all",
    "confirm",
    "erase",
    "expire_overdue",
    "forget_unconfirmed",
    "promote",
    "register",
    "rename",
    "report_broken_rules",
    "send_links",
    "withdraw_session",
]
