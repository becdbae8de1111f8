"""What the mails to people who register are made of: the noted facts, and the Letter that the worker makes of them."""

from dataclasses import replace
from functools import partial
from itertools import groupby
from operator import attrgetter
from uuid import uuid4

from django.conf import settings
from django.db.models import Q

from programme import timetable
from programme.exports import ical, invitations
from programme.models import Session
from programme.models.mail_texts import values
from registration.emails.personal_links import join_link, personal_link
from registration.models import Attendee, Registration
from registration.telling import ATTENDEES
from womconf.mail.actions import Letter
from womconf.mail.models import Message
from womconf.mail.rendering import placeholder, without_placeholders


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
    **context,
):
    """Return the Letter to a person, or None where they have no address.

    `tells`: the registrations of which they know all that is true now, once this letter is written; `said`: what else
    it says (telling.Said).

    `link` makes the link in it (None: there is none) and `to` the address (None: the noted one), both of the person as
    they are read here.
    """
    attendee = Attendee.objects.select_related("conference").get(pk=attendee)
    conference = attendee.conference
    # Read before what the texts are made of: were it read later, somebody could be taken to know what they do not.
    said = ATTENDEES.numbered(attendee.pk, [*said, *(ATTENDEES.said_of(attendee, tells) if tells else ())])
    address = to(attendee) if to else ""
    if to and not address:
        return None
    links = {"link": link(attendee)} if link else {}
    attachments = _invitations(attendee, said, links)
    about = {"session": context["session"].title} if "session" in context else {}
    return Letter(
        f"registration/{name}",
        to=address,
        context={
            "attendee": attendee,
            "has_calendar": bool(attachments),
            "conference": conference,
            "attended": with_slots(attended),
            "waiting": with_slots_and_number(waiting),
            "stop_hours": settings.WAITING_LIST_STOP_HOURS,
            **context,
        },
        zone=conference.zone,
        values=values(conference, name=attendee.name, **about),
        links=links,
        attachments=attachments,
        reply_to=conference.contact_email,
        sender=str(conference.title),
        on_written=partial(_note, said=said) if said else None,
    )


def _note(message, said):
    ATTENDEES.note(message.attendee_id, said, message=message)


def having_place(registrations):
    return [registration for registration in registrations if registration.status in Registration.HAVING_PLACE]


def waiting(registrations):
    return [registration for registration in registrations if registration.status == Registration.Status.WAITING]


def with_slots(registrations):
    """Return [(title, the slots that these registrations are for)] of each session in the order of time."""
    pool_ids = {registration.pool_id for registration in registrations}
    attended = []
    for session in sessions_of(registrations):
        mine = [pool for pool in [*session.own_pools, *session.pools.all()] if pool.pk in pool_ids]
        attended.append((mine[0].title, session.slots_of(pool_ids)))
    return attended


def with_slots_and_number(registrations):
    """Return [(title, the slots that they wait for, number)] of those who wait, in the order of time."""
    if not registrations:
        return []
    waiting = Registration.objects.filter(pk__in=[registration.pk for registration in registrations])
    return [
        (registration.pool.title, registration.session.slots_of({registration.pool_id}), registration.number)
        for registration in waiting.in_order_of_time().with_session().with_number()
    ]


def sessions_of(registrations):
    if not registrations:
        return []
    sessions = Session.objects.filter(pk__in=[registration.session_id for registration in registrations])
    return timetable.in_order_of_time(sessions.with_programme())


def _invitations(attendee, said, links):
    """Return the calendar entries of a letter to a person.

    The ways into online sessions are added to the `links` of the letter, and placeholders for them stand in the
    entries, whose lines are broken when it is sent.
    """
    marks = {}  # that nobody can have typed into a title, and what takes their place
    pool_ids = set(attendee.registrations.confirmed().values_list("pool", flat=True))

    def way_in(slot):
        if slot not in slot.session.online_slots_of(pool_ids):
            return None
        marks[mark := uuid4().hex] = placeholder(len(links))
        links[f"join-{slot.uid}"] = join_link(attendee, slot.session)
        return mark

    return tuple(
        replace(entry, content=_with(marks, without_placeholders(entry.content.replace(ical.FOLD, ""))))
        for entry in invitations.attachments(said, attendee, way_in=way_in)
    )


def _with(placeholders, text):
    for mark, its_placeholder in placeholders.items():
        text = text.replace(mark, its_placeholder)
    return text
