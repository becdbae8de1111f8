"""What a conference holds now, and what the last import wrote into it."""

from collections import defaultdict

from django.db.models import prefetch_related_objects

from programme.models import (
    Appearance,
    ImportedItem,
    Organisation,
    Pool,
    Room,
    Session,
    Slot,
    Speaker,
    Track,
)
from programme.models.imported import ANSWERS


class Stored:
    """All rows of one conference, read in a number of queries that does not grow with them.

    `memory` has the imported items by kind and id of the object, `deleted` those whose object was deleted here.
    """

    def __init__(self, conference, *, is_locked=False):
        self.conference = conference
        if is_locked and conference.pk:
            # In the order of every action: sessions, their places, then rooms, then slots.
            list(
                Session.objects.filter(conference=conference)
                .order_by("pk")
                .select_for_update(no_key=True, of=("self",))
            )
            list(Pool.objects.filter(session__conference=conference).order_by("pk").select_for_update(no_key=True))
        self.is_locked = is_locked
        self.organisations = self._rows(Organisation)
        self.rooms = self._rows(Room)
        self.tracks = self._rows(Track)
        self.speakers = self._rows(Speaker)
        self.sessions = self._rows(Session)
        self.slots = self._rows(Slot)
        self.appearances = self._rows(Appearance, "session__conference")
        self._connect()
        self._read_memory()

    def _rows(self, model, path="conference"):
        if not self.conference.pk:
            return {}
        rows = model.objects.filter(**{path: self.conference}).order_by("pk")
        if self.is_locked:
            rows = rows.select_for_update(no_key=True, of=("self",))
        return {row.pk: row for row in rows}

    def _connect(self):
        """Give each row the very objects it points to, so that what is written to one is seen through the others."""
        prefetch_related_objects(list(self.sessions.values()), "pools")
        self.slots_of = defaultdict(list)
        self.appearances_of = defaultdict(list)
        self.breaks = []
        for speaker in self.speakers.values():
            speaker.organisation = self.organisations.get(speaker.organisation_id)
        for session in self.sessions.values():
            session.conference = self.conference
            session.host = self.organisations.get(session.host_id)
            session.track = self.tracks.get(session.track_id)
        for slot in self.slots.values():
            slot.conference = self.conference
            slot.room = self.rooms.get(slot.room_id)
            if slot.session_id:
                slot.session = self.sessions[slot.session_id]
                self.slots_of[slot.session_id].append(slot)
            else:
                self.breaks.append(slot)
        for appearance in self.appearances.values():
            appearance.session = self.sessions[appearance.session_id]
            appearance.speaker = self.speakers[appearance.speaker_id]
            self.appearances_of[appearance.session_id].append(appearance)

    def _read_memory(self):
        self.memory = defaultdict(dict)
        self.deleted = defaultdict(list)
        if not self.conference.pk:
            return
        rows_of = {
            "conference": {self.conference.pk: self.conference},
            "organisation": self.organisations,
            "room": self.rooms,
            "track": self.tracks,
            "speaker": self.speakers,
            "session": self.sessions,
            "slot": self.slots,
            "break": self.slots,
            "appearance": self.appearances,
        }
        for item in ImportedItem.objects.filter(conference=self.conference).exclude(kind=ANSWERS).order_by("pk"):
            if item.object_id in rows_of[item.kind]:
                self.memory[item.kind][item.object_id] = item
            else:
                self.deleted[item.kind].append(item)

    def last_values(self, kind, row):
        """Return what the last import wrote into this row, {} if none did."""
        item = self.memory[kind].get(row.pk)
        return item.values if item else {}
