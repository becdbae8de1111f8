"""frab's schedule, as XML and as JSON, for apps, video teams and other programs: what is Published in, bytes out.

Follows the schemas of the c3voc (https://c3voc.de/wiki/schedule). What the format cannot say is left out rather than
told wrongly, as pretalx and frab themselves do it: cancelled sessions, those without a time, breaks, and people who
have not agreed yet. docs/exports.md tells organisers so.
"""

import hashlib
import json
from collections import defaultdict
from datetime import UTC, datetime, timedelta
from uuid import uuid5
from xml.sax.saxutils import escape, quoteattr

from django.conf import settings
from django.urls import reverse
from django.utils.translation import pgettext

from programme.exports.naming import NAMESPACE, title_of
from programme.exports.xml import possible
from programme.models import Room
from programme.timetable import MORNING

DAY = timedelta(days=1)
MOST_EMPTY_DAYS = 366  # of a longer conference only those are named on which something happens
GRID = "00:05"  # the step in which apps draw the timetable
MOST_NUMBER = 2**31 - 1  # that every program can read
NOT_SAID = "00:00"  # the length of what has an open end


def json_file(published):
    """Return the bytes of schedule.json, in the active language."""
    schedule = _schedule(published)
    content = {"$schema": "https://c3voc.de/schedule/schema.json", "generator": {"name": "womconf"}}
    written = json.dumps({**content, "schedule": schedule}, ensure_ascii=False)
    return written.replace("<", r"\u003c").encode()  # harmless even to whoever takes it for HTML


def xml_file(published):
    """Return the bytes of schedule.xml, in the active language."""
    schedule = _schedule(published)
    conference = schedule["conference"]
    address = schedule["base_url"] + reverse("programme:schedule-xml", args=[published.conference.slug])
    guids = {room["name"]: room["guid"] for room in conference["rooms"]}
    parts = [
        '<?xml version="1.0" encoding="utf-8"?>\n<schedule>',
        f'<generator name="womconf" system={quoteattr(settings.BASE_URL)}/>',
        *_elements({"url": address, "version": schedule["version"]}),
        "<conference>",
        *_elements({name: conference[name] for name in ("title", "acronym", "start", "end")}),
        *_elements({"days": str(conference["daysCount"]), "timeslot_duration": conference["timeslot_duration"]}),
        *_elements({"base_url": schedule["base_url"], "url": conference["url"]}),
        *_elements({"time_zone_name": published.conference.time_zone}),
        *(f"<track name={quoteattr(track['name'])}/>" for track in conference["tracks"]),
        "</conference>",
    ]
    for day in conference["days"]:
        parts.append(
            f'\n<day index="{day["index"]}" date="{day["date"]}" start="{day["day_start"]}" end="{day["day_end"]}">'
        )
        for name, events in day["rooms"].items():
            guid = f' guid="{guids[name]}"' if name in guids else ""
            parts.append(f"\n<room name={quoteattr(name)}{guid}>")
            for event in events:
                parts += _event_element(event)
            parts.append("</room>")
        parts.append("</day>")
    parts.append("</schedule>\n")
    return possible("".join(parts)).encode()


def _elements(texts):
    return (f"<{name}>{escape(text)}</{name}>" if text else f"<{name}/>" for name, text in texts.items())


def _event_element(event):
    yield f'\n<event guid="{event["guid"]}" id="{event["id"]}">'
    names = ("date", "start", "room", "title", "subtitle", "track", "type", "language", "abstract", "slug", "url")
    yield from _elements({name: event[name] for name in names})
    yield f"<duration>{_in_days(event['duration'])}</duration>"
    yield "<recording><license/><optout>true</optout></recording><persons>"
    for person in event["persons"]:
        yield f'<person guid="{person["guid"]}">{escape(person["name"])}</person>'
    yield "</persons><links/><attachments>"
    for file in event["attachments"]:
        yield f"<attachment href={quoteattr(file['url'])}>{escape(file['title'])}</attachment>"
    yield "</attachments></event>"


def _in_days(duration):
    """Return a length as XML has it: more than 99 hours are days, hours and minutes; 100 days are too many for it."""
    hours, minutes = duration.split(":")
    days, rest = divmod(int(hours), 24)
    if len(hours) < 3:
        return duration
    return f"{days}:{rest:02}:{minutes}" if days < 100 else NOT_SAID


def _schedule(published):
    """Return what both files say, as JSON has it. Its version changes with what it says, and with nothing else."""
    conference = published.conference
    days = _days(published)
    content = {
        "acronym": acronym(conference),
        "title": str(conference.title),
        "start": conference.starts_on.isoformat(),
        "end": conference.ends_on.isoformat(),
        "daysCount": len(days),
        "timeslot_duration": GRID,
        "url": settings.BASE_URL + reverse("programme:programme", args=[conference.slug]),
        "tracks": [{"name": name} for name in _tracks(published)],
        "rooms": _rooms(published),
        "days": days,
    }
    if _is_known(conference.time_zone):
        content["time_zone_name"] = conference.time_zone
    version = hashlib.blake2b(json.dumps(content).encode(), digest_size=6).hexdigest()
    return {"version": version, "base_url": settings.BASE_URL, "conference": content}


def acronym(conference):
    """Return the conference's address as the schemas want it: no hyphens, four characters at least."""
    name = conference.slug.lower().replace("-", "_")
    return name if len(name) >= 4 else f"conf_{name}"


def _is_known(zone):
    """Whether the schema of the JSON file takes the name of a time zone: Europe/Berlin, but not CET or Etc/GMT+1."""
    area, _slash, place = zone.partition("/")
    return zone == "UTC" or (area.istitle() and area.isalpha() and place[:2].isalpha() and place[:2].istitle())


def _tracks(published):
    tracks = {session.track for session in published.sessions if session.track}
    return dict.fromkeys(str(track.name) for track in sorted(tracks, key=lambda track: (track.position, track.pk)))


def _rooms(published):
    """Return the rooms that are in use, each name once. How many places they have is nobody else's business."""
    rooms = {slot.room for session in published.sessions for slot in session.fetched("slots") if slot.room}
    found = {}
    for room in sorted(rooms, key=lambda room: (room.position, room.pk)):
        guid = str(uuid5(NAMESPACE, f"room/{published.conference.calendar_uid}/{room.pk}"))
        entry = found.setdefault(str(room.name), {"name": str(room.name), "guid": guid})
        if room.kind == Room.Kind.ONLINE:
            entry["type"] = "online"
    return list(found.values())


def _days(published):
    conference = published.conference
    events = defaultdict(list)
    for place, slot, event in _events(published):
        events[_day_of(slot, conference)].append((place, slot, event))
    dates = set(events)
    if (conference.ends_on - conference.starts_on).days < MOST_EMPTY_DAYS:
        dates |= {conference.starts_on + DAY * n for n in range((conference.ends_on - conference.starts_on).days + 1)}
    dates = sorted(dates or {conference.starts_on})
    return [
        {
            "index": index,
            "date": date.isoformat(),
            "day_start": _morning(date, events[date], conference.zone).isoformat(),
            "day_end": datetime.combine(date + DAY, MORNING, conference.zone).isoformat(),
            "rooms": _by_room(events[date]),
        }
        for index, date in enumerate(dates, start=1)
    ]


def _day_of(slot, conference):
    """Return the day to which a slot belongs: until six in the morning the evening before, if there was one."""
    local = slot.starts_at.astimezone(conference.zone)
    if local.time() >= MORNING or local.date() == conference.starts_on:
        return local.date()
    return local.date() - DAY


def _morning(date, events, zone):
    """Return when a day begins: at six, and earlier only if something takes place earlier."""
    starts = [slot.starts_at.astimezone(zone) for _place, slot, _event in events]
    return min([datetime.combine(date, MORNING, zone), *starts], key=lambda moment: moment.astimezone(UTC))


def _by_room(events):
    rooms = {}
    for (_position, name), _slot, event in sorted(events, key=lambda each: (each[0][0], each[1].starts_at, each[1].pk)):
        rooms.setdefault(name, []).append(event)
    return rooms


def _events(published):
    """Yield (place, slot, event) of each slot of each session that takes place; place is (order, name)."""
    conference = published.conference
    named = {
        uuid5(NAMESPACE, f"session/{slot.uid}"): (slot, session)
        for session in published.sessions
        if not session.is_cancelled
        for slot in session.fetched("slots")
    }
    numbers = _numbers(named)
    persons = {}
    for guid, (slot, session) in named.items():
        place = _place(slot, conference)
        start = slot.starts_at.astimezone(conference.zone)
        event = {
            "guid": str(guid),
            "id": numbers[guid],
            "date": start.isoformat(timespec="seconds"),
            "start": f"{start:%H:%M}",
            "duration": NOT_SAID,
            "room": place[1],
            "slug": f"{acronym(conference)}-{slot.uid}",
            "url": settings.BASE_URL + session.get_absolute_url(),
            "title": title_of(slot, session),
            "subtitle": None,
            "track": str(session.track.name) if session.track else None,
            "type": str(session.format) or "other",
            "language": session.language or None,
            "abstract": str(session.abstract),
            "description": None,
            "do_not_record": True,  # nobody has been asked whether they may be recorded
            "persons": _persons(session, persons),
            "links": [],
            "attachments": [{"title": file.name, "url": file.web_address} for file in session.shown_files],
        }
        if slot.ends_at is not None:
            minutes = int((slot.ends_at - slot.starts_at).total_seconds()) // 60
            event["duration"] = f"{minutes // 60:02}:{minutes % 60:02}"
            event["end"] = slot.ends_at.astimezone(conference.zone).isoformat(timespec="seconds")
        yield place, slot, event


def _numbers(guids):
    """Return a number for each guid, made from it; no two are equal. Older programs know a session by its number."""
    numbers, taken = {}, set()
    for guid in sorted(guids):
        made_from = guid
        while (number := 1 + made_from.int % MOST_NUMBER) in taken:
            made_from = uuid5(NAMESPACE, str(made_from))
        taken.add(number)
        numbers[guid] = number
    return numbers


def _place(slot, conference):
    """Return (order, name) of where a slot takes place: the format knows nothing without a room."""
    if slot.room:
        return (0, slot.room.position, slot.room.pk), str(slot.room.name)
    return (1, 0, 0), str(conference.venue) or pgettext("place", "online")


def _persons(session, known):
    """Return those who have agreed to take part; `known` are entries by speaker, made once for all their sessions."""
    persons = {}
    for appearance in session.fetched("appearances"):
        speaker = appearance.speaker
        if not appearance.is_requested:
            persons[speaker.pk] = known.get(speaker.pk) or known.setdefault(speaker.pk, _person(speaker))
    return list(persons.values())


def _person(speaker):
    person = {
        "guid": str(uuid5(NAMESPACE, f"speaker/{speaker.code}")),
        "name": speaker.full_name,
        "url": settings.BASE_URL + speaker.get_absolute_url(),
        "biography": str(speaker.biography) or None,
    }
    if picture := getattr(speaker, "picture", None):
        path = reverse("programme:speaker-picture", args=[speaker.conference.slug, speaker.code, picture.digest])
        person["avatar"] = settings.BASE_URL + path
    return person
