"""The answers of the interface: what is Published in, bytes out."""

import json
from dataclasses import dataclass, field

from programme.exports.api import kinds
from programme.exports.api.shown import Shown, address
from programme.letters import fold

PAGE_SIZE = 100
LONGEST_PAGE_NUMBER = 6  # digits


class NoSuchPage(Exception):
    """Somebody asks for a page behind the last one; `pages` says how many there are."""

    def __init__(self, pages):
        super().__init__(pages)
        self.pages = pages


@dataclass
class Group:
    """A room, track or organisation, and the codes of what belongs to it, in order of time or of names."""

    row: object
    sessions: list = field(default_factory=list)
    speakers: list = field(default_factory=list)


def in_bytes(value):
    """Return JSON; half of a character, which no honest text has, becomes a question mark."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")


@dataclass(frozen=True)
class Page:
    """One page of a list, and where the next one is."""

    content: bytes
    next: str | None


def page(here, number, rows, write):
    """Return a Page of a list; `here` is the address of its first page, `write` makes a field's value of a row."""
    pages = max(1, -(-len(rows) // PAGE_SIZE))
    if number > pages:
        raise NoSuchPage(pages)
    following = f"{here}?page={number + 1}" if number < pages else None
    previous = None if number == 1 else here if number == 2 else f"{here}?page={number - 1}"
    results = [write(row) for row in rows[(number - 1) * PAGE_SIZE : number * PAGE_SIZE]]
    content = {"count": len(rows), "page": number, "pages": pages, "next": following, "previous": previous}
    return Page(in_bytes({**content, "results": results}), following)


def start():
    return in_bytes({"version": 1, "conferences": address("conferences"), "description": address("openapi")})


def conferences(rows, now, number):
    return page(address("conferences"), number, rows, lambda row: kinds.CONFERENCE.write(row, Shown(row, now)))


def conference(published, now):
    return in_bytes(kinds.CONFERENCE.write(published.conference, Shown(published.conference, now)))


def session(published, now, code):
    return in_bytes(kinds.SESSION.write(published.session_or_404(code), Shown(published.conference, now)))


def speaker(published, now, code):
    return in_bytes(kinds.SPEAKER.write(published.person_or_404(code), Shown(published.conference, now)))


def listed(name, published, now, number):
    """Return a Page of one of the lists of a conference (kinds.LISTS)."""
    kind, rows = LISTS[name]
    shown = Shown(published.conference, now)
    here = address(name, published.conference.slug)
    return page(here, number, rows(published), lambda row: kind.write(row, shown))


def _groups(published, of):
    """Return a Group for each row that `of` finds in a session, in their order."""
    groups = {}
    for session in published.in_order_of_time:
        for row in of(session):
            groups.setdefault(row.pk, Group(row)).sessions.append(session.code)
    return groups


def _rooms(published):
    def of(session):
        return {slot.room_id: slot.room for slot in session.fetched("slots") if slot.room}.values()

    groups = _groups(published, of)
    for slot in published.breaks:
        if slot.room:
            groups.setdefault(slot.room_id, Group(slot.room))
    return sorted(groups.values(), key=lambda group: (group.row.position, group.row.pk))


def _tracks(published):
    groups = _groups(published, lambda session: [session.track] if session.track else [])
    return sorted(groups.values(), key=lambda group: (group.row.position, group.row.pk))


def _organisations(published):
    groups = _groups(published, lambda session: [session.host] if session.host else [])
    for person in published.people:
        if organisation := person.speaker.organisation:
            groups.setdefault(organisation.pk, Group(organisation)).speakers.append(person.speaker.code)
    return sorted(groups.values(), key=lambda group: (fold(group.row.name), group.row.name))


LISTS = {
    "sessions": (kinds.SESSION, lambda published: published.in_order_of_time),
    "breaks": (kinds.SLOT, lambda published: published.breaks),
    "speakers": (kinds.SPEAKER, lambda published: published.people),
    "rooms": (kinds.LISTED_ROOM, _rooms),
    "tracks": (kinds.LISTED_TRACK, _tracks),
    "organisations": (kinds.LISTED_ORGANISATION, _organisations),
}
