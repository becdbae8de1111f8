"""Calendar entries that a mail brings to one person (iTIP, RFC 5546): an invitation to a slot, a change of it, its end.

Each is a calendar of its own with one event: only so do Outlook, Apple, Google and Thunderbird take it for what it is
(RFC 6047, 2.4). They name no speaker: the copy in somebody's mailbox stays when the speaker is deleted.
"""

from dataclasses import replace
from uuid import uuid4

from django.conf import settings
from django.utils import timezone
from icalendar import Calendar, Event, vCalAddress, vText

from programme.exports import ical
from programme.models import Part, Slot, Speaker
from womconf.mail import tags
from womconf.mail.actions import Attachment
from womconf.mail.rendering import without_placeholders


def attachments(said, person, *, way_in=None, pool_ids=None):
    """Return an Attachment for each Said (numbered) that concerns the calendar of a person, in their language.

    `way_in` returns, of a slot, the placeholder for the address by which the person gets into it online, or None. Lines
    are broken when the mail is sent and the addresses are known. `pool_ids`: the places of somebody who registered.
    Without an address for answers nobody can be the ORGANIZER, whom invitations need (RFC 5546, 3.2.2): then what they
    attend is attached as plain events.
    """
    conference = person.conference
    methods = {"REQUEST", "CANCEL"} if _address_for_answers(person) else {"REQUEST"}
    entries = [each for each in said if each.method in methods]
    slots = Slot.objects.select_related("room", "session__host").in_bulk(
        [each.slot_id for each in entries if each.facts]
    )
    made, marks = [], {}  # marks that nobody can have typed into a title, and the placeholders that take their place
    for each in entries:
        if each.method == "CANCEL":
            event = _end_of(each, conference)
        elif each.slot_id in slots:
            slot = slots[each.slot_id]
            has_agreed = each.facts.part == Part.SPEAKING
            event = ical.event_of(slot, slot.session, conference, pool_ids=pool_ids, has_agreed=has_agreed)
            if way_in and (address := way_in(slot)):
                marks[mark := uuid4().hex] = address
                ical.add_way_in(event, mark)
        else:
            continue  # deleted a moment ago
        made.append(_attachment(event, each, person, len(made)))
    return tuple(replace(entry, content=_with_placeholders(entry.content, marks)) for entry in made)


def _with_placeholders(content, marks):
    content = without_placeholders(content.replace(ical.FOLD, ""))
    for mark, placeholder in marks.items():
        content = content.replace(mark, placeholder)
    return content


def _end_of(said, conference):
    start, end = ical.times_of(said.before, conference.zone)
    return Event.new(
        uid=ical.uid_of(said.uid), summary=said.before.title, start=start, end=end, location=said.before.room or None
    )


def _attachment(event, said, person, number):
    conference = person.conference
    event.sequence = said.sequence
    event.stamp = timezone.now()
    if said.method == "CANCEL":
        event["status"] = "CANCELLED"
    mimetype, method = "text/calendar; charset=utf-8", None
    if address := _address_for_answers(person):
        mimetype, method = f"text/calendar; method={said.method}; charset=utf-8", said.method
        event.add("organizer", ical.organizer_of(conference, address))
        event.add("attendee", _attendee(person))
    result = Calendar.new(prodid="-//womconf//womconf//EN", method=method)
    result.add_component(ical.zone_around([event.start.date()], conference))
    result.add_component(event)
    name = f"{conference.slug}-{number + 1}.ics" if number else f"{conference.slug}.ics"
    return Attachment(name, result.to_ical().decode(), mimetype)


def _address_for_answers(person):
    """Return where the calendar of a person sends its answers: to the mailbox that is read, else to the organisers.

    It is the same for as long as they are there: programs take no change of an entry from another ORGANIZER.
    """
    kind = tags.SPEAKER if isinstance(person, Speaker) else tags.ATTENDEE
    return tags.tagged(kind, person.pk) or person.conference.contact_email


def _attendee(person):
    """Name the person as somebody who takes part already: the place is theirs, whatever their calendar answers.

    It is asked to answer only where answers are read: Outlook sends none without.
    """
    attendee = vCalAddress(f"mailto:{person.email}")
    attendee.params.update(
        {
            "CN": vText(person.name),
            "CUTYPE": "INDIVIDUAL",
            "ROLE": "REQ-PARTICIPANT",
            "PARTSTAT": "ACCEPTED",
            "RSVP": "TRUE" if settings.MAILBOX_ADDRESS else "FALSE",
        }
    )
    return attendee
