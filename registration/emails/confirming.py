"""The mail that asks whether a form was theirs, and the personal link sent again."""

from django.utils import timezone
from django.utils.translation import pgettext_lazy

from programme.models.mail_texts import ABOUT_CONFERENCE
from registration.emails.letters import (
    in_turn_or_first_come,
    letter_to,
    message_to,
    with_slots,
    with_slots_and_number,
)
from registration.emails.limits import note_within_limits
from registration.models import Registration, Submission
from womconf.mail.actions import writes
from womconf.mail.models import Message


def ask_to_confirm(attendee, key):
    """Ask whether the form with this key was theirs."""
    key = str(key)
    message = message_to("confirm", attendee, key=f"confirm:{key}", priority=Message.Priority.CONFIRMATION, form=key)
    note_within_limits(message, attendee)


@writes("confirm", pgettext_lazy("kind of e-mail", "question whether a form was theirs"), ABOUT_CONFERENCE)
def write_confirm(attendee, form=None):
    """Nothing that was typed into the form stands in this mail, not even the name.

    It lists the sessions of this form. Where the limits have put several mails into one, it lists those of each open
    form. Where a form asks for nothing that the person does not have, it is the personal link instead; and nothing is
    written where all forms are confirmed by now. A person with a confirmed address is named, for the form may come from
    somebody else who shares the mailbox.
    """
    forms = Submission.objects.unconfirmed().filter(attendee=attendee)
    told = (forms.filter(key=form) if form else forms).by_name()
    if not told:
        return None
    unconfirmed = list(Registration.objects.filter(attendee=attendee).unconfirmed())
    asked = [[row for row in unconfirmed if row.is_asked_for_by(those)] for those in told]
    if not any(asked):
        return letter_to("link", attendee, is_after_form=True)
    waiting = [in_turn_or_first_come(rows) for rows in asked]
    held = [row.held_until for rows in asked for row in rows if row.held_until]
    return letter_to(
        "confirm",
        attendee,
        has_several_names=len(set(forms.exclude(name="").values_list("name", flat=True))) > 1,
        forms=[
            {
                "sent_at": those[0].sent_at,
                "attended": with_slots([row for row in rows if row.status != Registration.Status.WAITING]),
                "waiting": with_slots_and_number(in_turn),
                "first_come": with_slots_and_number(first_come),
            }
            for those, rows, (in_turn, first_come) in zip(told, asked, waiting, strict=True)
            if rows
        ],
        held_until=min(held, default=None),
        held_number=len(held),
    )


def forget_submission(submission):
    """Delete what was sent for a form."""
    Message.objects.filter(key=f"confirm:{submission.key}").delete()


def send_link(attendee):
    """Send the personal link again, to whoever asks for it by the address."""
    message = message_to("link", attendee, key=f"attendee-link:{attendee.pk}:{timezone.now().isoformat()}")
    note_within_limits(message, attendee)


@writes("link", pgettext_lazy("kind of e-mail", "personal link"), ABOUT_CONFERENCE)
def write_link(attendee):
    return letter_to("link", attendee)
