"""iCalendar (RFC 5545): sessions in, bytes out."""

from datetime import UTC, timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.utils import translation
from icalendar import Calendar, Event, Timezone, vCalAddress, vText

from programme.exports.naming import named_slots, title_of
from programme.models import Session

STATUS = {
    Session.Status.REQUESTED: "TENTATIVE",
    Session.Status.CONFIRMED: "CONFIRMED",
    Session.Status.CANCELLED: "CANCELLED",
}
ASK_AGAIN_AFTER = timedelta(hours=1)
# A VTIMEZONE names the changes of the clock around the sessions, not those until 2038.
ZONE_MARGIN = timedelta(days=366)


def calendar(sessions, *, conference, language=None, pool_ids=None, names_people=True, is_feed=False, organizer=""):
    """Return the bytes of a calendar with one event for each slot of the sessions.

    UIDs never change; SEQUENCE and DTSTAMP are the session's revision and its time, raised by the database whenever
    something changes that a calendar shows. So equal sessions give equal bytes. `language` is that of the texts
    (default: the active one). `sessions` have their slots, appearances and host fetched
    (SessionQuerySet.with_programme). `pool_ids`: only the slots are given that somebody with places in these
    attends (default: all). `names_people`: whether the speakers are named. `is_feed`: whether somebody may subscribe to
    it; only then it has a name, since a file with one opens as a calendar of its own ([MS-OXCICAL] 2.1.3.1.1.12).
    `organizer`: the address of whoever sends it; only then it has METHOD:PUBLISH, which asks for one (RFC 5546, 3.2.1).
    """
    with translation.override(language or translation.get_language()):
        result = Calendar.new(
            prodid="-//womconf//womconf//EN",
            method="PUBLISH" if organizer else None,
            uid=f"{conference.calendar_uid}@{_host()}",
            refresh_interval=ASK_AGAIN_AFTER if is_feed else None,
        )
        for name in ("NAME", "X-WR-CALNAME") if is_feed else ():  # RFC 7986, 5.1, and what came before it
            result.add(name, vText(str(conference.title)))
        days = []
        for session in sessions:
            attended = session.fetched("slots") if pool_ids is None else session.slots_of(pool_ids)
            for name, slot in named_slots(session):
                if slot not in attended:
                    continue
                event = _event(f"{name}@{_host()}", slot, session, conference, names_people)
                if organizer:
                    event.add("organizer", _organizer(organizer, conference))
                result.add_component(event)
                days.append(slot.starts_at.date())
        if days:
            result.add_missing_timezones(first_date=min(days) - ZONE_MARGIN, last_date=max(days) + ZONE_MARGIN)
        else:  # a calendar is not empty (RFC 5545, 3.4)
            first, last = conference.starts_on - ZONE_MARGIN, conference.ends_on + ZONE_MARGIN
            result.add_component(Timezone.from_tzid(conference.time_zone, first_date=first, last_date=last))
        return result.to_ical()


def _event(uid, slot, session, conference, names_people):
    start, end = _times(slot, conference.zone)
    return Event.new(
        uid=uid,
        stamp=session.changed_at,
        sequence=session.revision,
        summary=title_of(slot, session),
        description=_description(session, conference, session.fetched("appearances") if names_people else ()),
        start=start,
        end=end,
        location=_location(slot, conference),
        url=f"{settings.BASE_URL}{session.get_absolute_url()}",
        status=STATUS[session.status],
    )


def _location(slot, conference):
    """Return the room, and the house in which it is; None where the place is open."""
    parts = [str(slot.room)] if slot.room else []
    if conference.venue and not (slot.room and slot.room.kind == slot.room.Kind.ONLINE):
        parts.append(str(conference.venue))
    return ", ".join(parts) or None


def _organizer(address, conference):
    organizer = vCalAddress(f"mailto:{address}")
    organizer.params["CN"] = vText(conference.host_name or str(conference.title))
    return organizer


def _times(slot, zone):
    """Return start and end (None: open) in the conference's zone.

    In the hour that the clock shows twice, a local time means its first turn (RFC 5545, 3.3.5), so a slot that touches
    the second one is given in UTC.
    """
    moments = [slot.starts_at.astimezone(zone), slot.ends_at.astimezone(zone) if slot.ends_at else None]
    if any(moment.fold for moment in moments if moment):
        return [moment.astimezone(UTC) if moment else None for moment in moments]
    return moments


def _description(session, conference, appearances):
    """Plain facts, no abstract: calendars show it on small screens."""
    people = [
        f"{appearance.speaker.full_name} ({appearance.in_words})"
        if appearance.is_requested
        else appearance.speaker.full_name
        for appearance in appearances
    ]
    host = session.host.name if session.host else ""
    lines = [str(conference.title), ", ".join(people), host, *session.ways_to_follow]
    return "\n".join(line for line in lines if line)


def _host():
    return urlsplit(settings.BASE_URL).hostname
