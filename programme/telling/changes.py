"""What somebody does not know, and what they are told."""

from dataclasses import asdict, dataclass, replace
from datetime import datetime
from enum import StrEnum
from hashlib import sha256

from django.db.models import Model

from programme.models import Facts, Part, Session, Slot

IN_CALENDARS = {Part.ATTENDING, Part.SPEAKING}


@dataclass(frozen=True)
class Said:
    """What a mail, or an organiser, says of one slot to one person; `facts` None: that they have no part in it.

    `before` is what they were told the last time, `sequence` the SEQUENCE of the calendar entry (Audience.numbered).
    """

    uid: str
    slot_id: int | None = None
    session_id: int | None = None
    revision: int = 0
    facts: Facts | None = None
    before: Facts | None = None
    sequence: int = 0

    @property
    def method(self):
        """Return the method of the calendar entry (RFC 5546, 1.4) that a mail brings; "" where it brings none."""
        if self.facts and self.facts.part in IN_CALENDARS:
            return "REQUEST"
        if self.before is None:
            return ""
        # Whoever is told once more that they have no part in it may not have got the mail that said so.
        is_told_again = self.facts is None and self.before.part == Part.NONE
        return "CANCEL" if self.before.part in IN_CALENDARS or is_told_again else ""

    @classmethod
    def of(cls, slot, part):
        """Return what is true of a slot with its session and room, in the active language."""
        return cls(slot.uid, slot.pk, slot.session_id, slot.revision, Facts.of(slot, part))


class Kind(StrEnum):
    """What a change is to the person, the gravest first."""

    CANCELLED = "cancelled"  # the session
    GONE = "gone"  # this time of it, or their part in it
    NEW = "new"
    DAY = "day"
    TIME = "time"
    END = "end"
    ROOM = "room"
    TITLE = "title"
    PART = "part"
    STATUS = "status"  # of the session


COMPARED = [
    (Kind.TIME, "starts_at"),
    (Kind.END, "ends_at"),
    (Kind.ROOM, "room"),
    (Kind.TITLE, "title"),
    (Kind.PART, "part"),
    (Kind.STATUS, "status"),
]


@dataclass(frozen=True)
class Change:
    """What one person does not know of one slot.

    `before`: what they were told (None: nothing that they can have got); `now`: what is true (None: they have no part
    in it). `slot` and `session` are None where they are deleted. `leaves_at`: when the mail leaves that will tell them,
    None: there is none. `is_again`: new to somebody who was told that it is off.
    """

    person: Model
    uid: str
    slot: Slot | None
    session: Session | None
    before: Facts | None
    now: Facts | None
    leaves_at: datetime | None
    is_again: bool = False

    @property
    def is_on_the_way(self):
        return self.leaves_at is not None

    @property
    def is_new(self):
        return self.before is None and self.now is not None

    @property
    def facts(self):
        return self.now or self.before

    @property
    def title(self):
        return self.facts.title

    def at(self, place):
        """Return it as it is said to somebody who attends the slot elsewhere than in its room; "": who does not.

        A change that is one of the room only is said as it is.
        """
        if not place or (self.before and self.kind == Kind.ROOM):
            return self
        before, now = (facts and replace(facts, room=place) for facts in (self.before, self.now))
        return replace(self, before=before, now=now)

    @property
    def said(self):
        """Return what the person knows once they are told; of a time that is gone a slot is given if nobody told it."""
        slot, facts = self.slot, self.now
        if slot and facts is None:
            facts = replace(self.before, part=Part.NONE)
        revision = slot.revision if slot else 0
        return Said(self.uid, slot and slot.pk, self.session and self.session.pk, revision, facts)

    @property
    def differences(self):
        """Return (name, what was told, what is true) of each fact that differs: alike for people of any language.

        Of what is new, or not theirs any more, all facts do but the title and the status.
        """
        was, is_now = (asdict(facts) if facts else {} for facts in (self.before, self.now))
        names = was.keys() & is_now.keys() or (was or is_now).keys() - {"title", "status"}
        found = [(name, was.get(name), is_now.get(name)) for name in sorted(names)]
        return [(name, before, now) for name, before, now in found if before != now]

    @property
    def kind(self):
        if self.now is None:
            return Kind.CANCELLED if self.session and self.session.is_cancelled else Kind.GONE
        if self.before is None:
            return Kind.NEW
        zone = self.session.conference.zone
        begins = [facts.starts_at.astimezone(zone) for facts in (self.before, self.now)]
        if begins[0].date() != begins[1].date():
            return Kind.DAY
        return next(kind for kind, name in COMPARED if getattr(self.before, name) != getattr(self.now, name))


def first_beginning(changes, *, after):
    """Return the first start, old or new, that lies `after` a moment, of what Changes are about; None without one."""
    starts = [facts.starts_at for change in changes for facts in (change.before, change.now) if facts]
    return min((start for start in starts if start > after), default=None)


def digest(changes):
    """Return a short text that is another one as soon as these Changes are others."""
    facts = sorted((type(change.person).__name__, change.person.pk, change.uid, repr(change.now)) for change in changes)
    return sha256(repr(facts).encode()).hexdigest()[:16]
