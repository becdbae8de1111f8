"""Thanks for coming, the day after: with materials and recordings, and the way to say how it was."""

from django.utils.translation import pgettext_lazy

from programme.models.mail_texts import WITH_NAME
from registration.emails.letters import framed, message_to
from registration.emails.personal_links import personal_link, reminders_link
from registration.models import Attendee
from registration.paper import presence
from registration.thanking import KIND, still_due
from womconf.mail.actions import note, writes
from womconf.mail.models import Message


def thank(day, sessions):
    """Note a mail to each of these people: `sessions` is {key of a person: keys of their sessions of a day}."""
    people = Attendee.objects.in_bulk(sessions)
    return note(
        [
            message_to(
                KIND,
                people[pk],
                key=f"{KIND}:{pk}:{day.isoformat()}",
                priority=Message.Priority.BULK,
                sessions=theirs,
            )
            for pk, theirs in sessions.items()
            if pk in people
        ]
    )


@writes(KIND, pgettext_lazy("kind of e-mail", "thanks the next day"), WITH_NAME)
def write_thanks(attendee, sessions):
    """Write it as long as there is something to thank for."""
    found = still_due(attendee, sessions)
    if not found:
        return None
    person = Attendee.objects.select_related("conference").get(pk=attendee)
    links = {"link": personal_link(person), "unsubscribe": reminders_link(person)}
    context = {"thanked": found, "has_certificate": presence.of(person) is not None}
    return framed(KIND, person, context, to=person.email, links=links, attachments=(), said=())
