"""One function for each mail to people who register; each is called inside the action that it tells of.

It notes the facts; the worker writes the mail from them (`write_…`), and from what is true at that moment. A
registration is told of once in each of these mails, so that the key names the occasion.
"""

import logging
from datetime import timedelta
from itertools import groupby
from operator import attrgetter

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone, translation

from programme import schedule_checks, timetable
from programme.exports import ical
from programme.models import Session
from registration.models import Attendee, Registration, Submission
from womconf import links
from womconf.addresses import canonical
from womconf.limits.actions import Limit, allow_all
from womconf.links import PersonalLink
from womconf.mail.actions import Attachment, Letter, note, queue, write_anew, writes
from womconf.mail.models import Message

logger = logging.getLogger(__name__)

PURPOSE, FEED_PURPOSE, ADDRESS_PURPOSE = links.ATTENDEE, "feed", links.ADDRESS
MAX_ROWS_NAMED = 20
# Mails to one address of one conference that anybody can have sent by typing it: (name, how many, in how many
# seconds), the shortest time first. An address that nobody has confirmed may be a stranger's.
LIMITS_UNCONFIRMED = [("mail-10-minutes", 1, 600), ("mail-day", 3, 86_400)]
LIMITS_CONFIRMED = [("mail-10-minutes", 3, 600), ("mail-day", 20, 86_400)]
# What was held back leaves so long after the next window has begun: whoever asked in the last moment of the one before
# has committed by then, and the mail tells of it too.
AFTER_THE_TURN = timedelta(seconds=30)


def personal_link(attendee):
    with translation.override(attendee.language):
        return PersonalLink(PURPOSE, attendee.code, attendee.link_version, reverse("registration:me"))


def feed_link(attendee):
    """Return the address of somebody's calendar, for programs that ask for it again and again."""
    return PersonalLink(FEED_PURPOSE, attendee.code, attendee.feed_version, reverse("registration:feed"))


def address_link(attendee):
    with translation.override(attendee.language):
        path = reverse("registration:address")
    return PersonalLink(ADDRESS_PURPOSE, attendee.code, attendee.address_version, path)


def ask_to_confirm(attendee, key):
    """Ask whether the form with this key was theirs."""
    key = str(key)
    message = _message("confirm", attendee, key=f"confirm:{key}", priority=Message.Priority.CONFIRMATION, form=key)
    _note_within_limits(message, attendee)


@writes("confirm")
def write_confirm(attendee, form=None):
    """Nothing that was typed into the form stands in this mail, not even the name.

    It tells of this form only; of all that are open, each apart, where the limits on mails have made one mail of
    several. Whoever has confirmed all of it before gets their link instead. Somebody whose address is confirmed is
    named: the form may be that of another person who shares the mailbox.
    """
    unconfirmed = list(Registration.objects.filter(attendee=attendee).unconfirmed())
    forms = Submission.objects.unconfirmed().filter(attendee=attendee)
    told = (forms.filter(key=form) if form else forms).by_name() or [[]]
    asked = [[row for row in unconfirmed if row.is_asked_for_by(those)] for those in told]
    if not any(asked):
        return _letter("link", attendee, is_after_form=True)
    return _letter(
        "confirm",
        attendee,
        has_several_names=len(set(forms.exclude(name="").values_list("name", flat=True))) > 1,
        forms=[
            {
                "sent_at": those[0].sent_at if those else None,
                "attended": _with_slots([row for row in rows if row.status != Registration.Status.WAITING]),
                "waiting": _with_slots_and_place(_waiting(rows)),
            }
            for those, rows in zip(told, asked, strict=True)
            if rows
        ],
        hold_minutes=settings.SEAT_HOLD_MINUTES if any(map(_seated, asked)) else None,
    )


def tell_registered(registrations):
    """Say what somebody has now: confirmed sessions with their calendar entries, and places on waiting lists."""
    note([_about("registered", theirs) for theirs in _by_person(registrations) if theirs[0].attendee.email])


@writes("registered")
def write_registered(attendee, registrations):
    live = list(Registration.objects.live().filter(pk__in=registrations))
    if live:
        return _letter("registered", attendee, attended=_seated(live), waiting=_waiting(live), has_calendar=True)
    return None


def tell_moved_up(registrations):
    """Tell everybody who has a seat now, each in one mail."""
    note([_about("moved-up", theirs) for theirs in _by_person(registrations) if theirs[0].attendee.email])


@writes("moved-up")
def write_moved_up(attendee, registrations):
    still_there = list(Registration.objects.confirmed().filter(pk__in=registrations))
    return _letter("moved-up", attendee, attended=still_there, has_calendar=True) if still_there else None


def tell_cancelled(registrations):
    """Say that it worked; whoever never confirmed is not written to."""
    note([_about("cancelled", theirs) for theirs in _by_person(registrations) if _is_confirmed(theirs)])


@writes("cancelled")
def write_cancelled(attendee, registrations):
    return _letter("cancelled", attendee, attended=list(Registration.objects.filter(pk__in=registrations)))


def tell_session_cancelled(registrations):
    """Tell everybody, each in one mail, who may have a follow-up of it too."""
    note([_about("session-cancelled", theirs) for theirs in _by_person(registrations) if _is_confirmed(theirs)])


@writes("session-cancelled")
def write_session_cancelled(attendee, registrations):
    """With entries that take the session out of their calendar."""
    cancelled = list(Registration.objects.filter(pk__in=registrations).select_related("session"))
    session = cancelled[0].session
    return _letter("session-cancelled", attendee, attended=cancelled, session=session, has_calendar=True)


def tell_session_changed(session, registrations):
    """Tell each of those who registered, once for each revision of the session. Return how many are told."""
    return note(
        [
            _message(
                "session-changed",
                registration.attendee,
                key=f"session-changed:{registration.pk}:{session.revision}",
                registration=registration.pk,
            )
            for registration in _settled(registrations)
            if _is_confirmed([registration])
        ]
    )


@writes("session-changed")
def write_session_changed(attendee, registration):
    """With an entry that corrects the calendar, and what of theirs takes place at the same time now."""
    found = Registration.objects.live().filter(pk=registration).first()
    if found is None:
        return None
    theirs = Registration.objects.confirmed().filter(attendee=attendee)
    pools = {row.seats_id for row in theirs}
    pairs = schedule_checks.overlaps(_sessions(theirs), pools)
    return _letter(
        "session-changed",
        attendee,
        attended=[found],
        has_calendar=found.status in Registration.SEATED,
        is_waiting=found.status == Registration.Status.WAITING,
        overlaps=[pair[pair[0].pk == found.session_id] for pair in pairs if found.session_id in {s.pk for s in pair}],
    )


def ask_new_address(attendee):
    """Ask at the address that somebody wishes to be written to."""
    message = _message("new-address", attendee, key=f"new-address:{attendee.pk}:{attendee.address_version}")
    message.to = attendee.new_email
    note([message])


@writes("new-address")
def write_new_address(attendee):
    return _letter("new-address", attendee, link=address_link, to=attrgetter("new_email"))


def tell_address_changed(attendee):
    """Tell the old address, which is not told the new one: it may not be theirs any more."""
    if attendee.email:
        note([_message("address-changed", attendee, key=f"address-changed:{attendee.pk}:{attendee.address_version}")])


@writes("address-changed")
def write_address_changed(attendee):
    return _letter("address-changed", attendee, link=None, to=None)


def tell_everything(attendee):
    """Say what somebody has now, after organisers or they themselves changed it, whatever was said before."""
    if attendee.email:
        key = f"everything:{attendee.pk}:{timezone.now().isoformat()}"
        note([_message("everything", attendee, key=key)])


@writes("everything")
def write_everything(attendee):
    """What nobody has confirmed is no place yet: it stands apart, and in no calendar; alone, it is asked about."""
    theirs = Registration.objects.live().filter(attendee=attendee)
    unconfirmed, sure = list(theirs.unconfirmed()), list(theirs.settled())
    if not sure:
        return write_confirm(attendee) if unconfirmed else write_link(attendee)
    return _letter(
        "registered",
        attendee,
        attended=_seated(sure),
        waiting=_waiting(sure),
        unconfirmed=[registration.seats.title for registration in unconfirmed],
        has_calendar=True,
    )


def send_link(attendee):
    """Send the personal link again, to whoever asks for it by the address."""
    message = _message("link", attendee, key=f"attendee-link:{attendee.pk}:{timezone.now().isoformat()}")
    _note_within_limits(message, attendee)


@writes("link")
def write_link(attendee):
    return _letter("link", attendee)


def tell_broken_rules(organiser, found):
    """Tell an organiser, at most once a day, which rules are broken: {rule: ids of rows}."""
    try:
        to = canonical(organiser.email)
    except ValidationError:  # of createsuperuser, or from before addresses had one spelling
        logger.warning("user %s gets no e-mail: their address is none", organiser.pk)
        return None
    return queue(
        "registration/broken-rules",
        to=to,
        language=settings.LANGUAGE_CODE,
        context={"found": [(name, list(map(str, rows[:MAX_ROWS_NAMED]))) for name, rows in found.items()]},
        kind="broken-rules",
        key=f"broken-rules:{organiser.pk}:{timezone.localdate()}",
        priority=Message.Priority.CONFIRMATION,
    )


def forget_submission(submission):
    """Delete what was sent for a form."""
    Message.objects.filter(key=f"confirm:{submission.key}").delete()


def about(attendee):
    """Return the condition on Message for all mails to one person of one conference."""
    return Q(facts__attendee=attendee.pk)


def readdress(attendee):
    """Have what waits for somebody written again, with their new address and a link that works."""
    write_anew(Message.objects.filter(about(attendee)).exclude(kind="address-changed"))


def _by_person(registrations):
    """Return the registrations as lists, one for each person."""
    in_order = sorted(registrations, key=lambda registration: (registration.attendee_id, registration.position))
    return [list(theirs) for _person, theirs in groupby(in_order, key=lambda registration: registration.attendee_id)]


def _settled(registrations):
    """Return those that the person has: of a form that nobody has confirmed, only the mail that asks is written."""
    asked = [registration.pk for registration in registrations]
    settled = set(Registration.objects.settled().filter(pk__in=asked).values_list("pk", flat=True))
    return [registration for registration in registrations if registration.pk in settled]


def _is_confirmed(registrations):
    attendee = registrations[0].attendee
    return bool(attendee.email and attendee.email_confirmed_at)


def _about(kind, registrations):
    """Return the unsaved Message that tells one person of some registrations."""
    pks = sorted(registration.pk for registration in registrations)
    return _message(kind, registrations[0].attendee, key=f"{kind}:{pks[0]}", registrations=pks)


def _message(kind, attendee, *, key, priority=Message.Priority.NORMAL, **facts):
    return Message(
        kind=kind,
        to=attendee.email,
        language=attendee.language,
        key=key,
        priority=priority,
        facts={"attendee": attendee.pk, **facts},
    )


def _letter(
    name,
    attendee,
    *,
    attended=(),
    waiting=(),
    has_calendar=False,
    link=personal_link,
    to=attrgetter("email"),
    **context,
):
    """Return the Letter to a person, or None where they have no address.

    `link` makes the link in it (None: there is none) and `to` the address (None: the noted one), both of the person as
    they are read here.
    """
    attendee = Attendee.objects.select_related("conference").get(pk=attendee)
    conference = attendee.conference
    address = to(attendee) if to else ""
    if to and not address:
        return None
    return Letter(
        f"registration/{name}",
        to=address,
        context={
            "attendee": attendee,
            "conference": conference,
            "attended": _with_slots(attended),
            "waiting": _with_slots_and_place(waiting),
            "stop_hours": settings.WAITING_LIST_STOP_HOURS,
            **context,
        },
        zone=conference.zone,
        links={"link": link(attendee)} if link else {},
        attachments=_calendar(attendee, attended) if has_calendar else (),
        reply_to=conference.contact_email,
    )


def may_write_to(attendee):
    """Count one more mail that somebody asks for on their own page, and say whether it may leave now."""
    return allow_all(_limits(attendee))


def may_write_to_new_address(attendee, address):
    return allow_all(_limits_of(LIMITS_UNCONFIRMED, attendee.conference_id, address))


def _limits(attendee):
    limits = LIMITS_CONFIRMED if attendee.email_confirmed_at else LIMITS_UNCONFIRMED
    return _limits_of(limits, attendee.conference.pk, attendee.email)


def _limits_of(limits, conference, address):
    return [Limit(name, f"{conference} {address}", n, seconds) for name, n, seconds in limits]


def _note_within_limits(message, attendee):
    """Have a mail sent that anybody can ask for by typing an address. What is too much now leaves later, all in one.

    The worker writes it from what is true then, so that it tells of everything that was asked meanwhile.
    """
    limits, at = _limits(attendee), timezone.now()
    if allow_all(limits, at):
        note([message])
        return
    message.facts.pop("form", None)
    for limit in limits:
        at = limit.next_window(at)
        message.key, message.not_before = f"{message.kind}:{attendee.pk}:{at.isoformat()}", at + AFTER_THE_TURN
        if Message.objects.filter(key=message.key).exists():
            return
        if allow_all(limits, at):
            break
    note([message])


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
    """Name no speaker in it: a copy in somebody's mailbox stays when the speaker is deleted. It leads to the page."""
    if not registrations:
        return ()
    content = ical.calendar(
        _sessions(registrations),
        conference=attendee.conference,
        language=attendee.language,
        pools={registration.seats_id for registration in registrations},
        names_people=False,
        organizer=attendee.conference.contact_email,
    )
    method = "method=PUBLISH; " if attendee.conference.contact_email else ""
    name = f"{attendee.conference.slug}.ics"
    return (Attachment(name, content.decode(), f"text/calendar; {method}charset=utf-8"),)
