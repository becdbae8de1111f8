"""What the head of a session or day says, gathered from one line."""

from dataclasses import dataclass, field

from programme.imports.draft import DraftAppearance
from programme.imports.text import organisations, rooms
from programme.imports.text.dates import Dates
from programme.imports.text.doubts import Doubt
from programme.imports.text.practical import Duration
from programme.imports.text.times import Times

# What a head says once, and what adds up.
FACTS = ("room", "track", "host", "format", "language", "target_group", "materials", "materials_url")
FACTS += ("capacity", "online_capacity", "duration", "open_room")
HELP = ("interpreted_into", "aids")


@dataclass(slots=True)
class Head:
    """What one line says about a session or a day. `when`: the days and times as they were written.

    `remarks`: text that belongs to the session but not into its title (addresses of links, struck words).
    """

    title: str = ""
    dates: Dates | None = None
    weekday: int | None = None
    day_number: int | None = None
    times: list[Times] = field(default_factory=list)
    when: list[str] = field(default_factory=list)
    rough: str = ""  # „vormittags“: when it is, without a time
    follows: str = ""  # „Danach“: it begins when what is above it ends
    below: str = ""  # „Grußwort“: it stands below this, which has a time, and is no group of sessions
    is_beside: bool = False  # „parallel“: it takes place at the same time
    room: str = ""
    open_room: str = ""  # „noch offen“, „Saal 2 oder Saal 3“
    track: str = ""
    host: str = ""
    format: str = ""
    language: str = ""
    interpreted_into: tuple[str, ...] = ()
    aids: tuple[str, ...] = ()
    target_group: str = ""
    materials: str = ""
    materials_url: str = ""
    capacity: int | None = None
    online_capacity: int | None = None
    duration: Duration | None = None
    people: list[DraftAppearance] = field(default_factory=list)
    is_hybrid: bool = False
    is_online: bool = False  # as the title or the format says, which holds where no room is named
    open_people: list[DraftAppearance] = field(default_factory=list)
    is_cancelled: bool = False
    is_requested: bool = False
    is_break: bool = False
    columns: tuple[str, ...] = ()  # what the fields of the line are, in their order
    begins_with_when: bool = False
    after_when: str = ""  # the mark behind the day or time at the front
    remarks: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)  # for organisers only
    beside_room: str = ""
    doubts: list[Doubt] = field(default_factory=list)
    doubted: set[str] = field(default_factory=set)  # the names that were asked about

    @property
    def has_day(self):
        return self.dates is not None or self.weekday is not None or self.day_number is not None

    @property
    def named_room(self):
        return rooms.NamedRoom(self.room, self.capacity, self.is_hybrid, self.beside_room, self.online_capacity)

    @property
    def has_nobody(self):
        return bool(self.open_people)

    def add_people(self, people):
        self.people += people.appearances
        self.open_people += people.open_people
        self.remarks += people.remarks
        self.notes += people.notes
        self.doubts += people.doubts + people.duties

    def add_state(self, state):
        self.is_cancelled = self.is_cancelled or state == "cancelled"
        self.is_requested = self.is_requested or state == "requested"

    def add_help(self, found):
        """Take up an aids.Help, or another head's; True: there is one."""
        if found:
            for name in HELP:
                setattr(self, name, tuple(dict.fromkeys([*getattr(self, name), *getattr(found, name)])))
        return bool(found)

    def add_host(self, name):
        self.host = name
        if not organisations.is_certain_organisation(name):
            self.doubts.append(Doubt("host", name, "title" if organisations.is_rather_a_subject(name) else "host"))

    def add_room(self, found, *, written=""):
        """Take up a NamedRoom; it is asked about where its words, as they are written, may mean something else."""
        self.room = found.name or self.room
        self.capacity = found.capacity if self.capacity is None else self.capacity
        self.online_capacity = self.online_capacity or found.online_capacity
        self.is_hybrid = self.is_hybrid or found.is_hybrid
        self.notes += found.notes
        self.beside_room += f" {found.beside}"
        if written and not rooms.is_certain(written):
            self.doubts.append(Doubt("place", found.name, "place"))


def merge(head, other):
    """Add what another head says to a head, without overwriting."""
    head.add_help(other)
    for name in ("dates", "weekday", "day_number", *FACTS):
        if getattr(head, name) in {None, ""}:
            setattr(head, name, getattr(other, name))
    for name in ("is_hybrid", "is_online", "is_cancelled", "is_requested"):
        setattr(head, name, getattr(head, name) or getattr(other, name))
    head.times += other.times
    head.when += other.when
    head.people += other.people
    head.open_people += other.open_people
    head.remarks += other.remarks
    head.notes += other.notes
    head.beside_room += f" {other.beside_room}"
    head.doubts += other.doubts
