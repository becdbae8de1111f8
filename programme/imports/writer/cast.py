"""Who and what a programme names: its organisations, rooms, tracks and people."""

import re
from itertools import chain

from django.conf import settings
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from programme.fields import translations
from programme.imports.writer.fields import Field, Reference, Translated
from programme.imports.writer.items import Item
from programme.imports.writer.names import Names, People, fold
from programme.models import Organisation, Room, Speaker, Track
from womconf.quotes import in_quotes_lazy

ONLINE_ROOM = re.compile(r"online|virtu|zoom|webex|teams|big ?blue|\bbbb\b|jitsi|stream|https?:", re.IGNORECASE)
HYBRID_ROOM = re.compile(r"hybrid", re.IGNORECASE)


class Cast:
    """All names of a draft, put beside those of the conference. Rows that nothing refers to are not written."""

    def __init__(self, draft, stored, silence, report):
        self.stored = stored
        self.silence = silence
        self.language = draft.language
        self.items = {"organisation": [], "room": [], "track": [], "speaker": []}
        self._profiles = _collect_profiles(draft, report)
        self._organisation_fields = [Field(Organisation, "name")]
        self._room_fields = [Translated(Room, "name", draft)]
        self._track_fields = [Translated(Track, "name", draft)]
        self.organisations = Names(stored.organisations.values(), self._names_of("organisation"), self._organisation)
        self.rooms = Names(stored.rooms.values(), self._names_of("room"), self._room)
        self.tracks = Names(stored.tracks.values(), self._names_of("track"), self._track)
        self.people = People(stored.speakers.values(), self._names_of("speaker"), self._person)
        self._person_fields = [
            Field(Speaker, "name"),
            Field(Speaker, "degree"),
            Field(Speaker, "position"),
            Reference(Speaker, "organisation", self.organisations),
        ]
        self.people.add_all([name for name, _profile in self._profiles.values()], stored.memory["speaker"])

    def _names_of(self, kind):
        def names_of(row):
            """Return what a row is called, first by the last text."""
            last = self.stored.last_values(kind, row)
            known = [value for field, value in last.items() if field.split(".")[0] == "name"]
            return known + ([row.name] if isinstance(row.name, str) else list(translations(row.name).values()))

        return names_of

    def _item(self, kind, row, name, fields, wanted, **more):
        memory = self.stored.memory[kind].get(row.pk)
        item = Item(kind, row, name=name, fields=fields, wanted=wanted, silence=self.silence, memory=memory, **more)
        self.items[kind].append(item)
        return item

    def _organisation(self, name, row):
        row = row or Organisation(conference=self.stored.conference)
        return self._item("organisation", row, name, self._organisation_fields, {"name": name}, is_part=True)

    def _room(self, name, row):
        row = row or Room(conference=self.stored.conference, kind=_kind_of_room(name))
        return self._item("room", row, name, self._room_fields, {f"name.{self.language}": name}, is_part=True)

    def _track(self, name, row):
        row = row or Track(conference=self.stored.conference)
        return self._item("track", row, name, self._track_fields, {f"name.{self.language}": name}, is_part=True)

    def _person(self, name, row):
        if row is None:
            row = Speaker(conference=self.stored.conference)
            if self.language in dict(settings.LANGUAGES):
                row.language = self.language
        _name, profile = self._profiles[fold(name)]
        organisation = self.organisations.add(profile["affiliation"])
        wanted = {
            "name": name,
            "degree": profile["degree"],
            "position": profile["position"],
            "organisation": organisation,
        }
        return self._item("speaker", row, name, self._person_fields, wanted, is_part=True)


def _collect_profiles(draft, report):
    """Bring together what the text says of a person in several places; the same name is the same person."""
    profiles = {}
    for appearance in chain.from_iterable(session.appearances for session in draft.sessions):
        name, profile = profiles.setdefault(
            fold(appearance.name), (appearance.name.strip(), {"degree": "", "position": "", "affiliation": ""})
        )
        for part, known in profile.items():
            said = getattr(appearance, part).strip()
            if known and said and fold(said) != fold(known):
                message = _("{name} stands here with “{said}”, elsewhere with “{known}”: one person, with “{known}”.")
                report.warning(
                    "person_twice",
                    format_lazy(message, name=name, said=in_quotes_lazy(said), known=in_quotes_lazy(known)),
                    appearance.line,
                )
            profile[part] = known or said
    return profiles


def _kind_of_room(name):
    if HYBRID_ROOM.search(name):
        return Room.Kind.HYBRID
    return Room.Kind.ONLINE if ONLINE_ROOM.search(name) else Room.Kind.ON_SITE
