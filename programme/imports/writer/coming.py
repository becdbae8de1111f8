"""The sessions, breaks and facts of a text as they will stand in the programme after the import.

What organisers have changed here stays (decision 0004), and so does what a text leaves out. A preview that showed the
text's words would show people, titles and times that the programme will not have.
"""

from collections import defaultdict
from datetime import date

from django.utils.timezone import localtime

from programme import still_open
from programme.fields import translations
from programme.imports.changes import Coming
from programme.imports.draft import NOBODY, DraftAppearance, DraftProgramme, DraftSession, DraftSlot
from programme.models import Appearance, Room


class Comings:
    """Knows the rows of a plan: the stored ones, to which their items have given the new values, and the new ones."""

    def __init__(self, draft, stored, timetable):
        self.language = draft.language
        self.zone = stored.conference.zone
        self.fields = timetable.fields
        self.items = {id(item.row): item for items in timetable.items.values() for item in items}
        self.slots, self.appearances = defaultdict(list), defaultdict(list)
        for row in [*stored.slots.values(), *_new_rows(timetable.items["slot"])]:
            self.slots[id(row.session)].append(row)
        for row in [*stored.appearances.values(), *_new_rows(timetable.items["appearance"])]:
            self.appearances[id(row.session)].append(row)
        self.sessions = [self._session(said, item) for said, item in timetable.planned]
        self.breaks = [
            Coming(said, self._slot(item.row, said.line) if item else said) for said, item in timetable.planned_breaks
        ]

    def _session(self, said, item):
        if item is None:  # deleted here, and not made again
            return Coming(said, said, said.status)
        row = item.row
        note = row.internal_note.replace("\r\n", "\n")
        slots = sorted(self.slots[id(row)], key=lambda slot: (slot.kind != slot.Kind.MAIN, slot.starts_at))
        people = [one for one in self.appearances[id(row)] if id(one) in self.items or one.status in Appearance.SHOWN]
        session = DraftSession(
            title=self._text(row.title),
            abstract=self._text(row.abstract),
            format=self._text(row.format),
            language=row.language,
            interpreted_into=tuple(row.interpreted_into),
            aids=tuple(row.aids),
            target_group=self._text(row.target_group),
            materials=self._text(row.materials),
            materials_url=row.materials_url,
            access_link=said.access_link,
            is_hybrid=item.now("mode") == Room.Kind.HYBRID,
            note=note,
            host=row.host.name if row.host else "",
            track=self._text(row.track.name) if row.track else "",
            capacity=item.now("capacity"),
            online_capacity=item.now("online_capacity"),
            slots=[self._slot(slot, said.line) for slot in slots],
            appearances=[self._person(one) for one in sorted(people, key=lambda one: one.position)],
            open_people=(said.open_people or [NOBODY]) if still_open.is_said(note) else [],
            line=said.line,
        )
        return Coming(said, session, item.now("status") or row.status)

    def _text(self, words):
        """Return words in the language of the text, or as they are shown where it has none."""
        return translations(words).get(self.language) or str(words)

    def _slot(self, row, line):
        item = self.items.get(id(row))
        moments = [
            localtime(moment, self.zone).replace(tzinfo=None) if moment else None
            for moment in (row.starts_at, row.ends_at)
        ]
        places = next(field for field in self.fields["slot"] if field.name == "places")
        return DraftSlot(
            row.kind,
            *moments,
            room=self._text(row.room.name) if row.room else "",
            title=self._text(row.title),
            capacity=item.now("places") if item else places.read(row),
            line=item.line if item else line,
        )

    def _person(self, appearance):
        item, speaker = self.items.get(id(appearance)), appearance.speaker
        return DraftAppearance(
            speaker.name,
            degree=speaker.degree,
            position=speaker.position,
            affiliation=speaker.organisation.name if speaker.organisation else "",
            role=appearance.role,
            status=(item and item.now("status")) or appearance.status,
            line=item.line if item else None,
        )


def _new_rows(items):
    return [item.row for item in items if item.is_new]


def conference(draft, item):
    """Return the facts of the conference after the import, as those of a programme without sessions."""
    if item.is_new:
        return draft
    texts = {name: item.now(f"{name}.{draft.language}") for name in ("title", "theme", "description", "venue")}
    days = [date.fromisoformat(day) for day in (item.now("days")).split("/")]
    return DraftProgramme(**texts, starts_on=days[0], ends_on=days[-1])
