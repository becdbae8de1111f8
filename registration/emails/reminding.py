"""Reminders of what somebody has a place in: of the next day, and of an online session that begins soon."""

from django.utils import timezone, translation
from django.utils.translation import pgettext_lazy

from programme import reminder_texts
from programme.exports import invitations
from programme.models import Part
from programme.models.mail_texts import WITH_NAME
from programme.telling import Occasion, still_due
from registration.emails.letters import WaysIn, framed
from registration.emails.personal_links import personal_link, reminders_link
from registration.models import Attendee
from registration.telling import ATTENDEES
from womconf.mail.actions import writes


@writes("evening", pgettext_lazy("kind of e-mail", "reminder of the next day"), WITH_NAME)
def write_evening(attendee, starts):
    return _write(Occasion.EVENING, attendee, starts)


@writes("soon", pgettext_lazy("kind of e-mail", "reminder of an online session"), WITH_NAME)
def write_soon(attendee, starts):
    return _write(Occasion.SOON, attendee, starts)


def _write(occasion, attendee, starts):
    """Write it as long as there is something to be reminded of; what they do not know of that day goes along."""
    slots = still_due(ATTENDEES, occasion, attendee, [int(slot) for slot in starts])
    if not slots:
        return None
    person = Attendee.objects.select_related("conference").get(pk=attendee)
    conference = person.conference
    changes = reminder_texts.of_these_days(ATTENDEES.left_to_say(person), slots)
    new = ATTENDEES.numbered(attendee, [change.said for change in changes])
    links = {"link": personal_link(person), "unsubscribe": reminders_link(person)}
    ways_in = WaysIn(person, links)
    with translation.override(person.language), timezone.override(conference.zone):
        for slot in slots:
            slot.place = slot.session.place_instead(slot, ways_in.pool_ids)
        known = ATTENDEES.numbered(attendee, reminder_texts.as_known(slots, changes, Part.ATTENDING))
        context = reminder_texts.context(slots, changes, occasion, way_in=ways_in, minutes=conference.join_minutes)
        attachments = invitations.attachments(new, person, way_in=ways_in, pool_ids=ways_in.pool_ids)
    said = [*new, *known]
    return framed("reminder", person, context, to=person.email, links=links, attachments=attachments, said=said)
