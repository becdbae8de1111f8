"""The mail to somebody whose calendar has declined what they still have a place in."""

from django.utils.translation import pgettext_lazy

from programme.models.mail_texts import WITH_NAME
from registration.emails.letters import letter_to, message_to
from registration.models import Registration
from womconf.mail.actions import note, writes


def ask_who_declined(registration, told):
    """Ask whether somebody gives a place back, once for each invitation that they were `told` by. Say if it is new."""
    key = f"declined:{registration.attendee_id}:{told.uid}:{told.sequence}"
    return note([message_to("declined", registration.attendee, key=key, registration=registration.pk)]) == 1


@writes("declined", pgettext_lazy("kind of e-mail", "question to whoever declined in their calendar"), WITH_NAME)
def write_declined(attendee, registration):
    """Write it as long as they have the place, and it is still to come."""
    theirs = Registration.objects.confirmed().filter(pk=registration, attendee=attendee)
    registration = theirs.select_related("session__conference").first()
    if registration is None or registration.session.is_cancelled or registration.session.has_begun():
        return None
    return letter_to("declined", attendee, attended=[registration])
