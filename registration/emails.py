"""One function for each mail to people who register; each is called inside the action that it tells of."""

from django.conf import settings
from django.urls import reverse
from django.utils import timezone, translation

from programme.exports import ical
from programme.models import Session
from registration.models import Registration
from womconf.limits.actions import allow
from womconf.links import PersonalLink
from womconf.mail.actions import Attachment, queue
from womconf.mail.models import Message

PURPOSE = "attendee"
# An address that nobody has confirmed may be somebody else's: it gets few mails, whoever asks for them.
UNCONFIRMED_LIMITS = [("mail-10-minutes", 1, 600), ("mail-day", 3, 86_400)]


def personal_link(attendee):
    with translation.override(attendee.language):
        return PersonalLink(PURPOSE, attendee.code, attendee.link_version, reverse("registration:me"))


def ask_to_confirm(submission):
    """Ask whether it was them. Nothing that was typed into the form stands in this mail, not even the name."""
    attendee = submission.attendee
    if not _may_write_to(attendee):
        return None
    sessions = Session.objects.filter(registrations__submission=submission).order_by("pk")
    return _queue(
        "confirm",
        attendee,
        key=f"confirm:{submission.pk}",
        kind="confirm",
        priority=Message.Priority.CONFIRMATION,
        sessions=list(sessions),
        hold_minutes=settings.SEAT_HOLD_MINUTES,
    )


def tell_registered(attendee, registrations):
    """Say what somebody has now: confirmed sessions with their calendar entries, and places on waiting lists."""
    seated = [r for r in registrations if r.status == Registration.Status.CONFIRMED]
    waiting = [r for r in registrations if r.status == Registration.Status.WAITING]
    return _queue(
        "registered",
        attendee,
        key="registered:" + ",".join(str(r.pk) for r in registrations),
        kind="registered",
        sessions=_sessions(seated),
        waiting=[(r.session, r.place()) for r in waiting],
        attachments=_calendar(attendee, seated),
    )


def tell_moved_up(registration):
    return _queue(
        "moved-up",
        registration.attendee,
        key=f"moved-up:{registration.pk}",
        kind="moved-up",
        sessions=_sessions([registration]),
        session=registration.session,
        attachments=_calendar(registration.attendee, [registration]),
    )


def tell_cancelled(attendee, registrations):
    if attendee.email_confirmed_at is None:
        return None
    return _queue(
        "cancelled",
        attendee,
        key="cancelled:" + ",".join(str(r.pk) for r in registrations),
        kind="cancelled",
        sessions=_sessions(registrations),
    )


def tell_session_cancelled(registration):
    if registration.attendee.email_confirmed_at is None:
        return None
    return _queue(
        "session-cancelled",
        registration.attendee,
        key=f"session-cancelled:{registration.pk}",
        kind="session-cancelled",
        session=registration.session,
    )


def send_link(attendee):
    """Send the personal link again, to whoever asks for it by the address."""
    if not _may_write_to(attendee, always=True):
        return None
    return _queue("link", attendee, key=f"link:{attendee.pk}:{timezone.now().isoformat()}", kind="link")


def _queue(name, attendee, *, key, kind, attachments=(), priority=Message.Priority.NORMAL, **context):
    conference = attendee.conference
    with timezone.override(conference.zone):
        return queue(
            f"registration/{name}",
            to=attendee.email,
            language=attendee.language,
            context={"attendee": attendee, "conference": conference, **context},
            kind=kind,
            key=key,
            links={"link": personal_link(attendee)},
            attachments=attachments,
            reply_to=conference.contact_email,
            priority=priority,
        )


def _may_write_to(attendee, *, always=False):
    if attendee.email_confirmed_at and not always:
        return True
    return all(allow(name, attendee.email.lower(), limit=n, seconds=s) for name, n, s in UNCONFIRMED_LIMITS)


def _sessions(registrations):
    return list(Session.objects.filter(pk__in=[r.session_id for r in registrations]).with_programme())


def _calendar(attendee, registrations):
    if not registrations:
        return []
    content = ical.calendar(_sessions(registrations), conference=attendee.conference, language=attendee.language)
    name = f"{attendee.conference.slug}.ics"
    return [Attachment(name, content.decode(), "text/calendar; method=PUBLISH; charset=utf-8")]
