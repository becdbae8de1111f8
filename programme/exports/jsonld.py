"""Events in the words of schema.org, as search engines read them in a page: rows in, the content of a script out.

https://schema.org/Event. A page of a conference has its essential facts alone, whatever the number of its sessions;
each session has its own on its own page.
"""

import json

from django.conf import settings
from django.urls import reverse

from programme.markdown import plain
from programme.models import Pool, Room, Slot

CONTEXT = "https://schema.org"
LONGEST_DESCRIPTION = 5000
MOST_ROOMS = 5  # that are named
ESCAPED = {ord(character): f"\\u{ord(character):04x}" for character in "<>&\u2028\u2029"}
ON_SITE, ONLINE, MIXED = (f"{CONTEXT}/{name}EventAttendanceMode" for name in ("Offline", "Online", "Mixed"))
AVAILABILITY = {Pool.Word.FREE: "InStock", Pool.Word.FEW: "LimitedAvailability", Pool.Word.WAITING_LIST: "SoldOut"}


def in_page(event):
    """Return an event as it may stand in a script element: no text in it can end the element (HTML, 4.12.1.3)."""
    return json.dumps(event, ensure_ascii=False, separators=(",", ":")).translate(ESCAPED)


def conference(published):
    """Return what is essential of a conference, in the active language."""
    of = published.conference
    slots = {slot.room_id: slot for session in published.sessions for slot in session.fetched("slots")}.values()
    modes = {mode for slot in slots for mode in _modes(slot, of)}
    modes = modes or ({ON_SITE} if of.venue else {ONLINE})
    url = _absolute(reverse("programme:programme", args=[of.slug]))
    event = {
        "@context": CONTEXT,
        "@type": "Event",
        "@id": url,
        "url": url,
        "name": str(of.title),
        "startDate": of.starts_on.isoformat(),
        "endDate": of.ends_on.isoformat(),
        "eventStatus": f"{CONTEXT}/EventScheduled",
        "eventAttendanceMode": _mode(modes),
        "location": _locations(modes, str(of.venue) or _rooms(slots), str(of.venue), url),
        "inLanguage": of.languages,
        "isAccessibleForFree": True,
    }
    if description := plain(str(of.description), 300) or str(of.theme):
        event["description"] = description
    if of.host_name:
        event["organizer"] = {"@type": "Organization", "name": of.host_name}
    return event


def session(session, now):
    """Return a session with all that is known of it, in the active language; None while it has no time.

    `now`: whether people may register decides on its offer.
    """
    slots = list(session.fetched("slots"))
    meetings = [slot for slot in slots if slot.kind == Slot.Kind.MAIN]
    if not meetings:
        return None
    of = session.conference
    url = _absolute(session.get_absolute_url())
    modes = {mode for slot in meetings for mode in _modes(slot, of)}
    status = "EventCancelled" if session.is_cancelled else "EventScheduled"
    title = str(session.title)
    if session.is_requested:  # there is no such status
        title = f"{title} ({session.get_status_display()})"
    event = {
        "@context": CONTEXT,
        "@type": "Event",
        "@id": url,
        "url": url,
        "name": title,
        **_times(meetings[0], meetings[-1], of.zone),
        "eventStatus": f"{CONTEXT}/{status}",
        "eventAttendanceMode": _mode(modes),
        "location": _locations(modes, *_place(meetings, of), url),
        "isAccessibleForFree": True,
        "superEvent": _super_event(of),
    }
    if description := plain(str(session.abstract), LONGEST_DESCRIPTION):
        event["description"] = description
    if session.language:
        event["inLanguage"] = session.language
    if organizer := _organizer(session):
        event["organizer"] = organizer
    if performers := _performers(session):
        event["performer"] = performers
    if len(slots) > 1:
        event["subEvent"] = [_meeting(slot, session, status, url) for slot in slots]
    if session.takes_registrations(now) and not session.is_restricted:
        event["offers"] = _offer(session)
    return event


def _absolute(path):
    return f"{settings.BASE_URL}{path}"


def _times(first, last, zone):
    times = {"startDate": first.starts_at.astimezone(zone).isoformat(timespec="minutes")}
    if last.ends_at is not None:
        times["endDate"] = last.ends_at.astimezone(zone).isoformat(timespec="minutes")
    return times


def _modes(slot, conference):
    """Return in which ways a slot can be attended; without a room, in the house if the conference has one."""
    if slot.room is None:
        return {ON_SITE} if conference.venue else {ONLINE}
    kinds = {Room.Kind.ON_SITE: {ON_SITE}, Room.Kind.ONLINE: {ONLINE}, Room.Kind.HYBRID: {ON_SITE, ONLINE}}
    return kinds[slot.room.kind]


def _mode(modes):
    return MIXED if len(modes) > 1 else next(iter(modes))


def _place(meetings, conference):
    """Return (name, address) of the house and the rooms in it."""
    venue = str(conference.venue)
    return ", ".join(name for name in (_rooms(meetings), venue) if name), venue


def _rooms(slots):
    """Return the names of the first rooms in which one can be, with commas."""
    rooms = [slot.room for slot in slots if slot.room and slot.room.kind != Room.Kind.ONLINE]
    return ", ".join([*dict.fromkeys(str(room.name) for room in rooms)][:MOST_ROOMS])


def _locations(modes, name, address, url):
    """Return where to be: in a house, online, or both. How to get in online is sent to those who have registered."""
    places = []
    if ON_SITE in modes:
        places.append({"@type": "Place", "name": name, "address": address or name})
    if ONLINE in modes:
        places.append({"@type": "VirtualLocation", "url": url})
    return places if len(places) > 1 else places[0]


def _super_event(conference):
    return {
        "@type": "Event",
        "@id": _absolute(reverse("programme:programme", args=[conference.slug])),
        "name": str(conference.title),
        "startDate": conference.starts_on.isoformat(),
        "endDate": conference.ends_on.isoformat(),
    }


def _organizer(session):
    if session.host:
        website = {"url": session.host.website} if session.host.website else {}
        return {"@type": "Organization", "name": session.host.name, **website}
    if session.conference.host_name:
        return {"@type": "Organization", "name": session.conference.host_name}
    return None


def _performers(session):
    """Return those who have agreed to take part, each once."""
    speakers = {
        appearance.speaker.pk: appearance.speaker
        for appearance in session.fetched("appearances")
        if not appearance.is_requested
    }
    return [
        {"@type": "Person", "name": speaker.full_name, "url": _absolute(speaker.get_absolute_url())}
        for speaker in speakers.values()
    ]


def _meeting(slot, session, status, url):
    modes = _modes(slot, session.conference)
    return {
        "@type": "Event",
        "name": f"{slot.label}: {session.title}" if slot.kind == Slot.Kind.FOLLOW_UP else str(session.title),
        **_times(slot, slot, session.conference.zone),
        "eventStatus": f"{CONTEXT}/{status}",
        "eventAttendanceMode": _mode(modes),
        "location": _locations(modes, *_place([slot], session.conference), url),
    }


def _offer(session):
    opens = [session.registration_opens_at, session.conference.registration_opens_at, session.conference.published_at]
    words = {pool.word for pool in session.own_pools}
    # Of a hybrid session there are places as long as there are some of one kind.
    word = next(word for word in (Pool.Word.FREE, Pool.Word.FEW, Pool.Word.WAITING_LIST) if word in words)
    form = reverse("registration:register", args=[session.conference.slug])
    return {
        "@type": "Offer",
        "url": _absolute(f"{form}?session={session.code}"),
        "price": 0,
        "priceCurrency": "EUR",
        "availability": f"{CONTEXT}/{AVAILABILITY[word]}",
        "validFrom": max(moment for moment in opens if moment)
        .astimezone(session.conference.zone)
        .isoformat(timespec="seconds"),
    }
