"""The programme as a booklet: cover, contents, days with their sessions, people, rooms, imprint."""

from pathlib import Path

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from programme import timetable
from programme.paper.typesetting import pdf
from programme.paper.wording import (
    about,
    date_range,
    long_date,
    on_paper,
    people,
    prose,
    status,
    text,
    times,
    zone_name,
)

TEMPLATE = Path(__file__).with_name("booklet.typ")
SIZES = {"a5": "a5", "a4": "a4"}


def booklet(published, *, language, size="a5"):
    """Return the PDF of a programme in one of the languages of its conference."""
    conference = published.conference
    with on_paper(conference, language):
        days = timetable.days(published.sessions, published.breaks, conference.zone)
        data = {
            **about(conference),
            "size": SIZES[size],
            "theme": text(conference.theme),
            "venue": text(conference.venue),
            "dates": date_range(conference),
            "zone": _("All times: %(zone)s.") % {"zone": zone_name(conference)},
            "address": f"{settings.BASE_URL}/{conference.slug}/",
            "description": prose(conference.description),
            "days": [_day(day) for day in days],
            "without_time": [_session(session) for session in timetable.without_time(published.sessions)],
            "people": [_person(person) for person in published.people],
            "rooms": [_room(room) for room in _rooms(published)],
            "imprint": prose(conference.imprint),
            "contact": prose(conference.contact),
            "words": {
                "contents": _("Contents"),
                "without_time": _("Time follows"),
                "people": _("People"),
                "rooms": _("Rooms"),
                "imprint": _("Imprint"),
                "contact": _("Contact"),
            },
        }
        return pdf(TEMPLATE, data, language=language, title=text(conference.title))


def _day(day):
    return {
        "title": long_date(day.date),
        "entries": [
            _break(entry.slot) if entry.session is None else _session(entry.session, entry)
            for moment in day.moments
            for entry in moment.entries
        ],
    }


def _break(slot):
    return {"is_break": True, "times": times(slot), "title": text(slot.title) or _("Break"), "room": _room_of(slot)}


def _session(session, entry=None):
    """Return what the booklet says of a session; where it meets once more, only its title."""
    is_first = entry is None or entry.is_first
    facts = [{"label": str(fact.label), "words": text(fact.words)} for fact in session.facts_in_words]
    follow_ups = [
        f"{slot.label}: {long_date(timezone.localtime(slot.starts_at))}, {times(slot)}" for slot in session.follow_ups
    ]
    return {
        "is_break": False,
        "is_first": is_first,
        "code": session.code,
        "times": times(entry.slot) if entry else "",
        "room": _room_of(entry.slot) if entry else "",
        "title": text(session.title),
        "status": status(session),
        "format": text(session.format),
        "host": session.host.name if session.host else "",
        "people": people(session) if is_first else [],
        "facts": facts if is_first else [],
        "follow_ups": follow_ups if is_first else [],
        "abstract": prose(session.abstract),
    }


def _room_of(slot):
    return text(slot.room.name) if slot.room else ""


def _rooms(published):
    """Return the rooms in which something takes place, as organisers have ordered them."""
    slots = [slot for session in published.sessions for slot in session.fetched("slots")] + published.breaks
    return sorted({slot.room for slot in slots if slot.room}, key=lambda room: (room.position, room.pk))


def _room(room):
    return {
        "name": text(room.name),
        "kind": str(room.kind_beside_name),
        "directions": prose(room.public_directions),
        "access": prose(room.access),
    }


def _person(person):
    speaker = person.speaker
    beside = [speaker.position, speaker.organisation.name if speaker.organisation else ""]
    return {
        "name": speaker.full_name,
        "beside": ", ".join(filter(None, beside)),
        "biography": prose(speaker.biography),
        "sessions": list(dict.fromkeys(text(appearance.session.title) for appearance in person.appearances)),
    }
