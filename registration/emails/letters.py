"""What the mails to people who register are made of: the noted facts, and the Letter that the worker makes of them."""

from functools import partial
from itertools import groupby
from operator import attrgetter
from uuid import uuid4

from django.conf import settings
from django.db.models import Q

from programme import timetable
from programme.exports import ical
from programme.models import Session
from registration.emails.personal_links import join_link, personal_link
from registration.models import Attendee, Registration
from registration.telling import remember
from womconf.mail.actions import Attachment, Letter
from womconf.mail.models import Message
from womconf.mail.rendering import placeholder, without_placeholders


def about(attendee):
    """Return the condition on Message for all mails to one person of one conference."""
    return Q(attendee=attendee)


def by_person(registrations):
    """Return the registrations as lists, one for each person."""
    in_order = sorted(registrations, key=lambda registration: (registration.attendee_id, registration.position))
    return [list(theirs) for _person, theirs in groupby(in_order, key=lambda registration: registration.attendee_id)]


def settled_of(registrations):
    """Return those to write about: of a form that nobody has confirmed, only the mail that asks for it may be sent."""
    asked = [registration.pk for registration in registrations]
    settled = set(Registration.objects.settled().filter(pk__in=asked).values_list("pk", flat=True))
    return [registration for registration in registrations if registration.pk in settled]


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
    has_calendar=False,
    tells=(),
    link=personal_link,
    to=attrgetter("email"),
    **context,
):
    """Return the Letter to a person, or None where they have no address.

    `tells`: the registrations of which they know all that is true now, once this letter is written.

    `link` makes the link in it (None: there is none) and `to` the address (None: the noted one), both of the person as
    they are read here.
    """
    attendee = Attendee.objects.select_related("conference").get(pk=attendee)
    conference = attendee.conference
    address = to(attendee) if to else ""
    if to and not address:
        return None
    links = {"link": link(attendee)} if link else {}
    return Letter(
        f"registration/{name}",
        to=address,
        context={
            "attendee": attendee,
            "conference": conference,
            "attended": with_slots(attended),
            "waiting": with_slots_and_number(waiting),
            "stop_hours": settings.WAITING_LIST_STOP_HOURS,
            **context,
        },
        zone=conference.zone,
        links=links,
        attachments=_calendar(attendee, attended, links) if has_calendar else (),
        reply_to=conference.contact_email,
        sender=str(conference.title),
        on_written=partial(remember, registrations=[registration.pk for registration in tells]) if tells else None,
    )


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


def _calendar(attendee, registrations, links):
    """Name no speaker in it: a copy in somebody's mailbox stays when the speaker is deleted. It leads to the page.

    The ways into online sessions are added to the `links` of the letter, and placeholders for them stand in the file,
    whose lines are broken when it is sent.
    """
    if not registrations:
        return ()

    marks = {}  # that nobody can have typed into a title, and what takes their place

    def way_in(session):
        marks[mark := uuid4().hex] = placeholder(len(links))
        links[f"join-{session.code}"] = join_link(attendee, session)
        return mark

    content = ical.calendar(
        sessions_of(registrations),
        conference=attendee.conference,
        language=attendee.language,
        pool_ids={registration.pool_id for registration in registrations},
        names_people=False,
        organizer=attendee.conference.contact_email,
        way_in=way_in,
    )
    text = without_placeholders(content.decode().replace(ical.FOLD, ""))
    for mark, its_placeholder in marks.items():
        text = text.replace(mark, its_placeholder)
    method = "method=PUBLISH; " if attendee.conference.contact_email else ""
    name = f"{attendee.conference.slug}.ics"
    return (Attachment(name, text, f"text/calendar; {method}charset=utf-8"),)
