"""iCalendar (RFC 5545): sessions in, bytes out."""

from datetime import timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from icalendar import Calendar, Event

from programme.models import Session, Slot

STATUS = {
    Session.Status.REQUESTED: "TENTATIVE",
    Session.Status.CONFIRMED: "CONFIRMED",
    Session.Status.CANCELLED: "CANCELLED",
}


def calendar(sessions, *, conference, language=None):
    """Return the bytes of a calendar (METHOD:PUBLISH, RFC 5546, 3.2.1) with one event for each slot of the sessions.

    The UID of a slot never changes; SEQUENCE and DTSTAMP are the session's revision and its time, raised by the
    database whenever something changes that a calendar shows. Equal sessions give equal bytes. A slot with an open end
    has no DTEND. `sessions` have their slots, appearances and host fetched (SessionQuerySet.with_programme).
    """
    with translation.override(language or translation.get_language()):
        result = Calendar.new(method="PUBLISH", uid=f"{conference.slug}@{_host()}", name=str(conference.title))
        slots = [(slot, session) for session in sessions for slot in session.slots.all()]
        for slot, session in slots:
            result.add_component(_event(slot, session, conference))
        if slots:
            moments = [slot.starts_at.astimezone(conference.zone).date() for slot, _session in slots]
            result.add_missing_timezones(
                first_date=min(moments) - timedelta(days=366), last_date=max(moments) + timedelta(days=366)
            )
        return result.to_ical()


def _event(slot, session, conference):
    end = slot.ends_at.astimezone(conference.zone) if slot.ends_at else None
    event = Event.new(
        uid=f"{session.code}-{slot.pk}@{_host()}",
        stamp=session.changed_at,
        sequence=session.revision,
        summary=_summary(slot, session),
        description=_description(session, conference),
        start=slot.starts_at.astimezone(conference.zone),
        end=end,
        url=f"{settings.BASE_URL}{session.get_absolute_url()}",
        status=STATUS[session.status],
    )
    if slot.room:
        event.add("LOCATION", str(slot.room))
    return event


def _summary(slot, session):
    title = str(session.title)
    if slot.kind == Slot.Kind.FOLLOW_UP:
        title = f"{slot.title or _('Follow-up')}: {title}"
    if session.is_cancelled:
        return f"{pgettext('session', 'cancelled')}: {title}"
    if session.is_requested:
        return f"{title} ({pgettext('session', 'requested')})"
    return title


def _description(session, conference):
    """Plain facts, no abstract: calendars show it on small screens."""
    lines = [f"{conference.title}"]
    people = [
        f"{appearance.speaker.full_name} ({appearance.get_status_display()})"
        if appearance.is_requested
        else appearance.speaker.full_name
        for appearance in session.appearances.all()
    ]
    if people:
        lines.append(", ".join(people))
    if session.host:
        lines.append(session.host.name)
    return "\n".join(lines)


def _host():
    return urlsplit(settings.BASE_URL).hostname
