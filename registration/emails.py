"""One function for each mail to people who register; each is called inside the action that it tells of.

A registration is told of once in each of these mails, so that its key names the occasion.
"""

from itertools import groupby

from django.conf import settings
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone, translation

from programme import timetable
from programme.exports import ical
from programme.models import Session
from registration.models import Registration
from womconf.limits.actions import allow
from womconf.links import PersonalLink
from womconf.mail.actions import Attachment, queue
from womconf.mail.models import Message

PURPOSE = "attendee"
MAX_ROWS_NAMED = 20
KINDS_BY_REGISTRATION = ["registered", "moved-up", "cancelled", "session-cancelled"]  # see _key
# Mails that anybody can have sent by typing an address: (name, how many, in how many seconds).
# An address that nobody has confirmed may be a stranger's.
LIMITS_UNCONFIRMED = [("mail-10-minutes", 1, 600), ("mail-day", 3, 86_400)]
LIMITS_CONFIRMED = [("mail-10-minutes", 3, 600), ("mail-day", 20, 86_400)]


def personal_link(attendee):
    with translation.override(attendee.language):
        return PersonalLink(PURPOSE, attendee.code, attendee.link_version, reverse("registration:me"))


def ask_to_confirm(submission):
    """Ask whether it was them. Nothing that was typed into the form stands in this mail, not even the name.

    Whoever has confirmed all of it before gets their link instead.
    """
    attendee = submission.attendee
    if not _may_write_to(attendee):
        return None
    unconfirmed = list(attendee.registrations.live().unconfirmed())
    seated, waiting = _seated(unconfirmed), _waiting(unconfirmed)
    name = "confirm" if seated or waiting else "link"
    return _queue(
        name,
        attendee,
        key=f"confirm:{submission.pk}",
        kind=name,
        priority=Message.Priority.CONFIRMATION,
        attended=seated,
        waiting=waiting,
        hold_minutes=settings.SEAT_HOLD_MINUTES,
    )


def tell_registered(attendee, registrations):
    """Say what somebody has now: confirmed sessions with their calendar entries, and places on waiting lists."""
    seated = _seated(registrations)
    return _queue(
        "registered",
        attendee,
        key=_key("registered", registrations),
        kind="registered",
        attended=seated,
        waiting=_waiting(registrations),
        attachments=_calendar(attendee, seated),
    )


def by_person(registrations):
    """Return the registrations as lists, one for each person."""
    in_order = sorted(registrations, key=lambda registration: (registration.attendee_id, registration.position))
    return [list(theirs) for _person, theirs in groupby(in_order, key=lambda registration: registration.attendee_id)]


def tell_moved_up(registrations):
    """Tell everybody who has a seat now, each in one mail."""
    for moved_up in by_person(registrations):
        attendee = moved_up[0].attendee
        _queue(
            "moved-up",
            attendee,
            key=_key("moved-up", moved_up),
            kind="moved-up",
            attended=moved_up,
            attachments=_calendar(attendee, moved_up),
        )


def tell_cancelled(attendee, registrations):
    if attendee.email_confirmed_at is None:
        return None
    return _queue(
        "cancelled",
        attendee,
        key=_key("cancelled", registrations),
        kind="cancelled",
        attended=registrations,
    )


def tell_session_cancelled(registrations):
    """Tell somebody, who may have a follow-up of it too, with entries that take the session out of their calendar."""
    attendee, session = registrations[0].attendee, registrations[0].session
    if attendee.email_confirmed_at is None:
        return None
    return _queue(
        "session-cancelled",
        attendee,
        key=_key("session-cancelled", registrations),
        kind="session-cancelled",
        session=session,
        attended=registrations,
        attachments=_calendar(attendee, registrations),
    )


def send_link(attendee):
    """Send the personal link again, to whoever asks for it by the address."""
    if not _may_write_to(attendee):
        return None
    return _queue("link", attendee, key=f"attendee-link:{attendee.pk}:{timezone.now().isoformat()}", kind="link")


def tell_broken_rules(organiser, found):
    """Tell an organiser, at most once a day, which rules are broken: {rule: ids of rows}."""
    return queue(
        "registration/broken-rules",
        to=organiser.email,
        language=settings.LANGUAGE_CODE,
        context={"found": [(name, list(map(str, rows[:MAX_ROWS_NAMED]))) for name, rows in found.items()]},
        kind="broken-rules",
        key=f"broken-rules:{organiser.pk}:{timezone.now():%Y-%m-%d}",
        priority=Message.Priority.CONFIRMATION,
    )


def forget_submission(submission):
    """Delete what was sent for a form."""
    Message.objects.filter(key=f"confirm:{submission.pk}").delete()


def about(attendee):
    """Return the condition on Message for all mails to one person of one conference."""
    keys = [f"confirm:{pk}" for pk in attendee.submissions.values_list("pk", flat=True)]
    registrations = list(attendee.registrations.values_list("pk", flat=True))
    keys += [f"{kind}:{pk}" for kind in KINDS_BY_REGISTRATION for pk in registrations]
    return Q(key__in=keys) | Q(key__startswith=f"attendee-link:{attendee.pk}:")


def forget_attendee(attendee):
    """Delete everything that was or will be sent to somebody."""
    Message.objects.filter(about(attendee)).delete()


def _queue(
    name, attendee, *, key, kind, attended=(), waiting=(), attachments=(), priority=Message.Priority.NORMAL, **context
):
    """Write to somebody in their language, whoever's act it is that they are told of."""
    conference = attendee.conference
    with timezone.override(conference.zone), translation.override(attendee.language):
        return queue(
            f"registration/{name}",
            to=attendee.email,
            language=attendee.language,
            context={
                "attendee": attendee,
                "conference": conference,
                "attended": _with_slots(attended),
                "waiting": _with_slots_and_place(waiting),
                **context,
            },
            kind=kind,
            key=key,
            links={"link": personal_link(attendee)},
            attachments=attachments,
            reply_to=conference.contact_email,
            priority=priority,
        )


def _may_write_to(attendee):
    limits = LIMITS_CONFIRMED if attendee.email_confirmed_at else LIMITS_UNCONFIRMED
    return all(allow(name, attendee.email.lower(), limit=n, seconds=s) for name, n, s in limits)


def _key(kind, registrations):
    return f"{kind}:{min(registration.pk for registration in registrations)}"


def _seated(registrations):
    return [registration for registration in registrations if registration.status in Registration.SEATED]


def _waiting(registrations):
    return [registration for registration in registrations if registration.status == Registration.Status.WAITING]


def _with_slots(registrations):
    """Return [(title, the slots that these registrations are for)] of each session in the order of time."""
    pools = {registration.seats_id for registration in registrations}
    attended = []
    for session in _sessions(registrations):
        mine = [pool for pool in [*session.own_pools, *session.pools.all()] if pool.pk in pools]
        attended.append((mine[0].title, session.slots_of(pools)))
    return attended


def _with_slots_and_place(registrations):
    """Return [(title, the slots that they wait for, place)] of those who wait, in the order of time."""
    if not registrations:
        return []
    waiting = Registration.objects.filter(pk__in=[registration.pk for registration in registrations])
    return [
        (registration.seats.title, registration.session.slots_of({registration.seats_id}), registration.place)
        for registration in waiting.in_order_of_time().with_session().with_place()
    ]


def _sessions(registrations):
    if not registrations:
        return []
    sessions = Session.objects.filter(pk__in=[registration.session_id for registration in registrations])
    return timetable.in_order_of_time(sessions.with_programme())


def _calendar(attendee, registrations):
    if not registrations:
        return []
    content = ical.calendar(
        _sessions(registrations),
        conference=attendee.conference,
        language=attendee.language,
        pools={registration.seats_id for registration in registrations},
    )
    name = f"{attendee.conference.slug}.ics"
    return [Attachment(name, content.decode(), "text/calendar; method=PUBLISH; charset=utf-8")]
