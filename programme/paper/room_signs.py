"""The signs beside the doors: for each room and day one page with what takes place in it."""

from pathlib import Path

from django.utils.translation import gettext as _

from programme.models import Slot
from programme.paper.typesetting import pdf
from programme.paper.wording import about, long_date, on_paper, people, status, text, times
from programme.timetable import days_of

TEMPLATE = Path(__file__).with_name("room_signs.typ")


def days(published):
    """Return the days on which something takes place in a room, in order."""
    zone = published.conference.zone
    return sorted({day for slot, _session in _in_rooms(published) for day in days_of(slot, zone)})


def signs(published, day, *, language):
    """Return the PDF of the signs of one day. Sessions that are cancelled stand on no door."""
    conference = published.conference
    with on_paper(conference, language):
        rooms = {}
        for slot, session in sorted(_in_rooms(published), key=lambda pair: (pair[0].starts_at, pair[0].pk)):
            if day in days_of(slot, conference.zone):
                rooms.setdefault(slot.room, []).append(_entry(slot, session))
        in_order = sorted(rooms, key=lambda room: (room.position, room.pk))
        title = _("Room signs, %(day)s") % {"day": long_date(day)}
        data = {
            **about(conference),
            "day": long_date(day),
            "nothing": _("Nothing takes place in a room on this day."),
            "rooms": [{"name": text(room.name), "entries": rooms[room]} for room in in_order],
        }
        return pdf(TEMPLATE, data, language=language, title=title)


def _in_rooms(published):
    for session in published.sessions:
        for slot in session.fetched("slots"):
            if slot.room and not slot.room.is_online and not session.is_cancelled:
                yield slot, session
    for slot in published.breaks:
        if slot.room and not slot.room.is_online:
            yield slot, None


def _entry(slot, session):
    if session is None:
        return {
            "times": times(slot),
            "title": text(slot.title) or _("Break"),
            "people": [],
            "status": "",
            "is_break": True,
        }
    title = text(session.title)
    if slot.kind == Slot.Kind.FOLLOW_UP:
        title = f"{slot.label}: {title}"
    return {
        "times": times(slot),
        "title": title,
        "people": people(session),
        "host": session.host.name if session.host else "",
        "status": status(session),
        "is_break": False,
    }
