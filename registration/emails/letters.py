"""What the mails to people who register are made of: the noted facts, and the Letter that the worker makes of them."""

from functools import partial
from itertools import groupby
from operator import attrgetter

from django.conf import settings
from django.db.models import Q

from programme import timetable
from programme.exports import invitations
from programme.models import Session
from programme.models.mail_texts import values
from registration.emails.personal_links import join_link, personal_link
from registration.models import Attendee, Registration
from registration.telling import ATTENDEES
from womconf.mail.actions import Letter
from womconf.mail.models import Message
from womconf.mail.rendering import placeholder


def about(attendee):
    """Return the condition on Message for all mails to one person of one conference."""
    return Q(attendee=attendee)


def by_person(registrations):
    """Return the registrations as lists, one for each person."""
    in_order = sorted(registrations, key=lambda registration: (registration.attendee_id, registration.position))
    return [list(theirs) for _person, theirs in groupby(in_order, key=lambda registration: registration.attendee_id)]


def is_confirmed(registrations):
    attendee = registrations[0].attendee
    return bool(attendee.email and attendee.email_confirmed_at)


def about_registrations(kind, registrations):
    """Return the unsaved Message that tells one person of some registrations."""
    pks = sorted(registration.pk for registration in registrations)
    return message_to(kind, registrations[0].attendee, key=f"{kind}:{pks[0]}", registrations=pks)


def message_to(kind, attendee, *, key, priority=Message.Priority.NORMAL, **facts):
    return Message(
        kind=kind,
        to=attendee.email,
        language=attendee.language,
        conference_id=attendee.conference_id,
        attendee=attendee,
        key=key,
        priority=priority,
        facts=facts,
    )


def letter_to(
    name,
    attendee,
    *,
    attended=(),
    waiting=(),
    tells=(),
    said=(),
    link=personal_link,
    to=attrgetter("email"),
    has_ways_in=False,
    **context,
):
    """Return the Letter to a person, or None where they have no address.

    `tells`: the registrations of which they know all that is true now, once this letter is written; `said`: what else
    it says (telling.Said).

    `link` makes the link in it (None: there is none) and `to` the address (None: the noted one), both of the person as
    they are read here. `has_ways_in`: whether its text has their ways into online sessions, too, and says what of a
    session is not certain yet.
    """
    attendee = Attendee.objects.select_related("conference").get(pk=attendee)
    # Read before what the texts are made of: were it read later, somebody could be taken to know what they do not.
    said = ATTENDEES.numbered(attendee.pk, [*said, *(ATTENDEES.said_of(attendee, tells) if tells else ())])
    address = to(attendee) if to else ""
    if to and not address:
        return None
    links = {"link": link(attendee)} if link else {}
    pool_ids = {registration.pool_id for registration in attended}
    ways_in, attended = WaysIn(attendee, links), with_slots(attended)
    for slot in [slot for _title, slots in attended for slot in slots]:
        slot.place = slot.session.place_instead(slot, ways_in.pool_ids | pool_ids)
        slot.way_in = ways_in(slot) if has_ways_in else None
    context |= {
        "attended": attended,
        "waiting": with_slots_and_number(waiting),
        "moves_up": bool(in_turn_or_first_come(waiting)[0]),
        "attends": has_ways_in,
        "stop_hours": settings.WAITING_LIST_STOP_HOURS,
    }
    attachments = invitations.attachments(said, attendee, way_in=ways_in, pool_ids=ways_in.pool_ids)
    return framed(name, attendee, context, to=address, links=links, attachments=attachments, said=said)


def framed(name, attendee, context, *, to, links, attachments, said):
    """Return the Letter to a person (as read) with what all of them have; they know what is `said`, once it is written.

    Whoever makes a letter of their own, and not by letter_to, ends here, so that none lacks a part of the frame.
    """
    conference = attendee.conference
    about = {"session": context["session"].title} if "session" in context else {}
    return Letter(
        f"registration/{name}",
        to=to,
        context={"attendee": attendee, "conference": conference, "has_calendar": bool(attachments), **context},
        zone=conference.zone,
        values=values(conference, name=attendee.name, **about),
        links=links,
        attachments=attachments,
        reply_to=conference.contact_email,
        sender=str(conference.title),
        on_written=partial(_note_told, said=said) if said else None,
    )


def _note_told(message, said):
    ATTENDEES.note(message.attendee_id, said, message=message)


def having_place(registrations):
    return [registration for registration in registrations if registration.status in Registration.HAVING_PLACE]


def waiting(registrations):
    return [registration for registration in registrations if registration.status == Registration.Status.WAITING]


def in_turn_or_first_come(registrations):
    """Return those who wait in two lists: where the list still moves up, and where it begins too soon for that."""
    parted = [], []
    for registration in waiting(registrations):
        parted[registration.session.waiting_list_is_over].append(registration)
    return parted


def with_slots(registrations):
    """Return [(title, the slots that these registrations are for)] of each session in the order of time."""
    pool_ids = {registration.pool_id for registration in registrations}
    attended = []
    for session in sessions_of(registrations):
        slots = session.slots_of(pool_ids)
        for slot in slots:
            slot.place = session.place_instead(slot, pool_ids)
        mine = [pool for pool in [*session.own_pools, *session.pools.all()] if pool.pk in pool_ids]
        attended.append((mine[0].title, slots))
    return attended


def with_slots_and_number(registrations):
    """Return [(title, the slots that they wait for, number, collides)] of those who wait, in the order of time."""
    if not registrations:
        return []
    waiting = Registration.objects.filter(pk__in=[registration.pk for registration in registrations])
    found = []
    for row in waiting.in_order_of_time().with_session().with_number().with_collision():
        for slot in row.attended_slots:
            slot.place = row.session.place_instead(slot, {row.pool_id})
        found.append((row.pool.title, row.attended_slots, row.number, row.collides))
    return found


def sessions_of(registrations):
    if not registrations:
        return []
    sessions = Session.objects.filter(pk__in=[registration.session_id for registration in registrations])
    return timetable.in_order_of_time(sessions.with_programme())


class WaysIn:
    """The ways of one person into what they attend online. Each is added to the `links` of a letter when it is used."""

    def __init__(self, attendee, links):
        self.attendee, self.links = attendee, links
        self.pool_ids = set(attendee.registrations.confirmed().values_list("pool", flat=True))
        self.placeholders = {}

    def __call__(self, slot):
        """Return the placeholder for the way into a slot, or None."""
        if slot.uid not in self.placeholders and slot in slot.session.online_slots_of(self.pool_ids):
            self.placeholders[slot.uid] = placeholder(len(self.links))
            self.links[f"join-{slot.uid}"] = join_link(self.attendee, slot.session)
        return self.placeholders.get(slot.uid)
