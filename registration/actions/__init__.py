"""What may happen to registrations and to the people who have them. Every door leads here.

Lock order: pools in the order of their ids, all those of a session together, then attendee, then registrations.
What decides is read after the lock is held, never before. A freed place goes to the waiting list in the transaction
that frees it, and every action first takes back what was held too long in the sessions that it locks: no rule depends
on a job that runs by the clock.
"""

from registration.actions.answers import answer, note_needs
from registration.actions.certificates import issue_certificate
from registration.actions.cloning import clone_questions, copy_questions
from registration.actions.declining import ask_who_declined
from registration.actions.feedback import close_feedback, give_feedback, may_give_feedback, with_feedback
from registration.actions.free_places import give_place, take_free_place
from registration.actions.joining import forget_openings, join, way_of_attendee
from registration.actions.mailings import send_mailing, stop_mailing
from registration.actions.papers import (
    delete_ordered,
    file_of,
    forget_ordered,
    make_ordered,
    note_export,
    order_file,
)
from registration.actions.people import (
    ask_for_address,
    ask_for_links,
    change_address,
    correct,
    erase,
    forget_everybody,
    forget_needs_of_the_past,
    forget_unconfirmed,
    merge,
    revoke_feed,
    send_everything,
    send_links,
)
from registration.actions.places import (
    cancel,
    cancel_all,
    confirm,
    expire_overdue,
    promote,
    promote_around,
    switch,
    withdraw_session,
)
from registration.actions.presence import (
    add_walk_in,
    forget_helper_links,
    mark_present,
    revoke_helper_link,
    unmark_present,
)
from registration.actions.registering import add, register, register_with_colleague
from registration.actions.thanking import thank
from registration.actions.twins import tell_apart
from registration.actions.watch import last_broken_rules, report_broken_rules

__all__ = [
    "add",
    "add_walk_in",
    "answer",
    "ask_for_address",
    "ask_for_links",
    "ask_who_declined",
    "cancel",
    "cancel_all",
    "change_address",
    "clone_questions",
    "close_feedback",
    "confirm",
    "copy_questions",
    "correct",
    "delete_ordered",
    "erase",
    "expire_overdue",
    "file_of",
    "forget_everybody",
    "forget_helper_links",
    "forget_needs_of_the_past",
    "forget_openings",
    "forget_ordered",
    "forget_unconfirmed",
    "give_feedback",
    "give_place",
    "issue_certificate",
    "join",
    "last_broken_rules",
    "make_ordered",
    "mark_present",
    "may_give_feedback",
    "merge",
    "note_export",
    "note_needs",
    "order_file",
    "promote",
    "promote_around",
    "register",
    "register_with_colleague",
    "report_broken_rules",
    "revoke_feed",
    "revoke_helper_link",
    "send_everything",
    "send_links",
    "send_mailing",
    "stop_mailing",
    "switch",
    "take_free_place",
    "tell_apart",
    "thank",
    "unmark_present",
    "way_of_attendee",
    "with_feedback",
    "withdraw_session",
]
