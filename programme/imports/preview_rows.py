"""The rows of a preview: each session and break of a text, as it will stand in the programme."""

from dataclasses import dataclass, field, replace
from datetime import date, datetime

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from programme import still_open
from programme.imports.changes import Action, FieldChange
from programme.meeting_links import without_meeting_links
from programme.models import Appearance, Room, Session
from programme.models.facts import Fact, ways_to_follow


@dataclass(slots=True)
class Person:
    name: str
    role: str
    status: str  # in words; empty: confirmed


@dataclass(slots=True)
class Row:
    """One session or break. `day`, `time`: empty while the time follows. `said`: its title in the text."""

    title: str
    said: str
    line: int | None
    lines: set[int]
    day: date | None = None
    starts_at: datetime | None = None
    time: str = ""
    further_times: list[str] = field(default_factory=list)
    room: str = ""
    track: str = ""
    format: str = ""
    people: list[Person] = field(default_factory=list)
    host: str = ""
    abstract: str = ""
    capacity: int | None = None
    online_capacity: int | None = None
    mode: str = ""  # on site and online, where that does not follow from the room
    help: list[str] = field(default_factory=list)  # into which languages it is interpreted, with which aids; for whom
    status: str = ""
    status_label: str = ""
    is_break: bool = False
    action: Action | None = None
    fields: list[tuple[Action, FieldChange]] = field(default_factory=list)
    questions: list = field(default_factory=list)  # preview.Asked
    remarks: list = field(default_factory=list)  # preview.Remark

    @property
    def facts(self):
        """Return what else is known of it, in words."""
        places = ngettext("%d place", "%d places", self.capacity) % self.capacity if self.capacity else ""
        online = self.online_capacity
        online = ngettext("%d place online", "%d places online", online) % online if online else ""
        return [fact for fact in (self.room, self.mode, self.track, self.format, places, online, *self.help) if fact]


def session_row(coming):
    said, session = coming.said, coming.is_now
    main = next((slot for slot in session.slots if slot.kind == "main"), None)
    others = [slot for slot in session.slots if slot is not main]
    parts = [part.line for part in (*said.slots, *said.appearances)]
    row = Row(
        title=session.title,
        said=said.title,
        line=said.line,
        lines={line for line in [said.line, *parts] if line},
        further_times=[_further_time(slot, main) for slot in others],
        track=session.track,
        format=session.format,
        people=[*map(_person, session.appearances), *map(_open_person, session.open_people)],
        host=session.host,
        capacity=session.capacity,
        online_capacity=session.online_capacity,
        mode=str(Room.Kind.HYBRID.label) if session.is_hybrid else "",
        abstract=without_meeting_links(session.abstract),
        help=[*ways_to_follow(session.interpreted_into, session.aids), *_further_facts(session)],
        status=str(coming.status),
        status_label=Session.Status(coming.status).label,
    )
    return _timed(row, main)


def _further_time(slot, main):
    places = ngettext("%d place", "%d places", slot.capacity) % slot.capacity if slot.capacity else ""
    words = ", ".join(filter(None, [slot.title, slot.room, places]))
    return " ".join(filter(None, [_time(slot, main), words]))


def _further_facts(session):
    materials = " ".join(filter(None, [session.materials, session.materials_url]))
    link = _("is stored, public nowhere") if session.access_link else ""
    facts = [
        Fact(_("Access link"), link),
        Fact(_("Target group"), session.target_group),
        Fact(_("Materials"), materials),
        Fact(capfirst(Session._meta.get_field("internal_note").verbose_name), (session.note or "").replace("\n", "; ")),
    ]
    return [str(fact) for fact in facts if fact.words]


def break_row(coming):
    said, slot = coming.said, coming.is_now
    title = said.title or _("break")
    return _timed(Row(slot.title or title, title, said.line, {said.line} - {None}, is_break=True), slot)


def _timed(row, slot):
    if slot is not None:
        row.day, row.starts_at, row.time, row.room = slot.starts_at.date(), slot.starts_at, _time(slot), slot.room
    return row


def _time(slot, main=None):
    end = f"{slot.ends_at:%H:%M}" if slot.ends_at else _("open end")
    day = f"{slot.starts_at:%d.%m.} " if main and slot.starts_at.date() != main.starts_at.date() else ""
    return f"{day}{slot.starts_at:%H:%M}–{end}" if slot.ends_at else f"{day}{slot.starts_at:%H:%M}, {end}"


def _open_person(appearance):
    """Show somebody whose name is not known yet, with what is known."""
    person = _person(replace(appearance, name=still_open.MARK))
    asked = [appearance.status] if appearance.status == Appearance.Status.REQUESTED else []
    words = [_("still open"), *(Appearance.Status(status).label for status in asked)]
    return Person(person.name, person.role, ", ".join(map(str, words)))


def _person(appearance):
    name = " ".join(filter(None, [appearance.degree, appearance.name]))
    status = Appearance.Status(appearance.status)
    role = Appearance.Role(appearance.role)
    return Person(
        f"{name}, {appearance.details}" if appearance.details else name,
        "" if role == Appearance.Role.SPEAKER else role.label,
        "" if status == Appearance.Status.CONFIRMED else status.label,
    )
