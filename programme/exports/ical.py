"""iCalendar (RFC 5545): sessions in, bytes out."""

from datetime import UTC, timedelta
from types import MappingProxyType
from urllib.parse import urlsplit

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext
from icalendar import Calendar, Conference, Event, Timezone, vCalAddress, vText

from programme.exports.naming import title_of
from programme.models import Session

STATUS = {
    Session.Status.DRAFT: "TENTATIVE",
    Session.Status.REQUESTED: "TENTATIVE",
    Session.Status.CONFIRMED: "CONFIRMED",
    Session.Status.CANCELLED: "CANCELLED",
}
ASK_AGAIN_AFTER = timedelta(hours=1)
# A VTIMEZONE names the changes of the clock around the sessions, not those until 2038.
ZONE_MARGIN = timedelta(days=366)
FOLD = "\r\n "  # where a line goes on (RFC 5545, 3.1)
END = b"END:VCALENDAR\r\n"


def calendar(sessions, *, conference, language=None, pool_ids=None, is_feed=False, way_in=None):
    """Return the bytes of a calendar with one event for each slot of the sessions.

    UIDs are those of the slots, which never change; SEQUENCE and DTSTAMP are a slot's revision and its time, raised by
    the database whenever something changes that its event shows. So equal sessions give equal bytes. `language` is that
    of the texts (default: the active one). `sessions` have their slots, appearances and host fetched
    (SessionQuerySet.with_programme). `pool_ids`: only the slots are given that somebody with places in these
    attends (default: all). `is_feed`: whether somebody may subscribe to it; only then it has a name, since
    a file with one opens as a calendar of its own ([MS-OXCICAL] 2.1.3.1.1.12).
    `way_in` makes, of a session, the address by which the person whose calendar it is gets into it online.
    """
    with translation.override(language or translation.get_language()):
        result = Calendar.new(
            prodid="-//womconf//womconf//EN",
            uid=f"{conference.calendar_uid}@{_host()}",
            refresh_interval=ASK_AGAIN_AFTER if is_feed else None,
        )
        for name in ("NAME", "X-WR-CALNAME") if is_feed else ():  # RFC 7986, 5.1, and what came before it
            result.add(name, vText(str(conference.title)))
        events, days = [], [conference.starts_on, conference.ends_on]
        for session in sessions:
            attended = session.fetched("slots") if pool_ids is None else session.slots_of(pool_ids)
            days += [slot.starts_at.date() for slot in attended]
            if pool_ids is None:
                events.append(_public_events(session, conference))
            else:
                events.append(_events(session, conference, attended, _ways_in(session, pool_ids, way_in), pool_ids))
        result.add_component(zone_around(days, conference))
        return b"".join([result.to_ical().removesuffix(END), *events, END])


def _public_events(session, conference):
    """Return the events of all slots, written once as long as the rows of the session are the same."""
    made = {} if session.made is None else session.made
    key = "events", translation.get_language()
    events = made.get(key)
    if events is None:
        events = made[key] = _events(session, conference, session.fetched("slots"))
    return events


def _ways_in(session, pool_ids, way_in):
    """Return {slot: address} of the slots that somebody attends online; nobody gets into a cancelled session."""
    if way_in is None or session.is_cancelled:
        return {}
    slots = session.online_slots_of(pool_ids)
    return dict.fromkeys(slots, way_in(session)) if slots else {}


def _events(session, conference, attended, ways_in=MappingProxyType({}), pool_ids=None):
    """Return the events of the attended slots, in bytes."""
    people, events = session.fetched("appearances"), []
    for slot in attended:
        event = event_of(slot, session, conference, people, pool_ids=pool_ids)
        if slot in ways_in:
            add_way_in(event, ways_in[slot])
        events.append(event.to_ical())
    return b"".join(events)


def event_of(slot, session, conference, appearances=(), *, pool_ids=None, has_agreed=False):
    """Return the Event of a slot, which names the people of these appearances.

    `pool_ids`: it is for somebody who has places there, and says where they attend it. `has_agreed`: it is for somebody
    who speaks there. To them it is certain: they are not told that others agree, or that a draft becomes public.
    """
    start, end = times_of(slot, conference.zone)
    is_public = session.was_announced and conference.is_public
    return Event.new(
        uid=uid_of(slot.uid),
        stamp=slot.changed_at,
        sequence=slot.revision,
        summary=title_of(slot, session, says_requested=pool_ids is None and not has_agreed),
        description=_description(session, conference, appearances, is_theirs=pool_ids is not None),
        start=start,
        end=end,
        location=(pool_ids and session.place_instead(slot, pool_ids)) or slot.room_in_house(conference) or None,
        url=f"{settings.BASE_URL}{session.get_absolute_url()}" if is_public else None,
        status=STATUS[Session.Status.CONFIRMED if has_agreed and not session.is_cancelled else session.status],
    )


def zone_around(days, conference):
    """Return the VTIMEZONE of a conference, with the changes of its clock around these days."""
    first, last = min(days) - ZONE_MARGIN, max(days) + ZONE_MARGIN
    return Timezone.from_tzid(conference.time_zone, first_date=first, last_date=last)


def add_way_in(event, address):
    """Name the address twice: in the property for it (RFC 7986, 5.11), and in the text, which every program shows."""
    words = gettext("Access to the online session")
    event.conferences = [Conference(address, feature="VIDEO", label=words)]
    event["description"] = vText("\n".join(filter(None, [event.get("description", ""), f"{words}: {address}"])))


def organizer_of(conference, address):
    """Return the conference as ORGANIZER, whose answers go to an address."""
    organizer = vCalAddress(f"mailto:{address}")
    organizer.params["CN"] = vText(conference.host_name or str(conference.title))
    return organizer


def times_of(slot, zone):
    """Return start and end (None: open) in the conference's zone.

    In the hour that the clock shows twice, a local time means its first turn (RFC 5545, 3.3.5), so a slot that touches
    the second one is given in UTC.
    """
    moments = [slot.starts_at.astimezone(zone), slot.ends_at.astimezone(zone) if slot.ends_at else None]
    if any(moment.fold for moment in moments if moment):
        return [moment.astimezone(UTC) if moment else None for moment in moments]
    return moments


def _description(session, conference, appearances, *, is_theirs):
    """Plain facts, no abstract: calendars show it on small screens."""
    people = [
        f"{appearance.speaker.full_name} ({appearance.in_words})"
        if appearance.is_requested
        else appearance.speaker.full_name
        for appearance in appearances
    ]
    host = session.host.name if session.host else ""
    mode = str(session.mode_in_words) if session.is_hybrid and not is_theirs else ""
    lines = [str(conference.title), ", ".join(people), host, mode, *session.ways_to_follow]
    if is_theirs and session.is_requested:
        lines.append(_not_settled(session))
    return "\n".join(line for line in lines if line)


def _not_settled(session):
    if session.is_said_of_people:
        return gettext("Some of the people in it have been asked and have not agreed yet.")
    return gettext("Not everything about this session is settled yet.")


def uid_of(slot_uid):
    return f"{slot_uid}@{_host()}"


def slot_uid_of(uid):
    """Return the uid of the slot that a UID of a calendar entry names, "" where it is none of ours."""
    slot_uid, at, host = uid.rpartition("@")
    return slot_uid if at and host.lower() == _host() else ""


def _host():
    return urlsplit(settings.BASE_URL).hostname
