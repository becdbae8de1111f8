"""The sessions of a draft with their slots and people, and its breaks, put beside those of the conference."""

from collections import defaultdict

from django.core.exceptions import ValidationError
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from programme import local_time
from programme.fields import translations
from programme.imports.changes import Action, Change
from programme.imports.writer import fields
from programme.imports.writer.access_links import AccessLinks, is_for_nobody
from programme.imports.writer.items import LABELS, Item, read
from programme.imports.writer.pairing import recognise
from programme.imports.writer.recognition import (
    APPEARANCE_RULES,
    BREAK_RULES,
    RENAMED,
    SESSION_RULES,
    SLOT_RULES,
    start,
)
from programme.models import Appearance, Pool, Room, Session, Slot
from programme.models.imported import pseudonym
from womconf.quotes import in_quotes_lazy

LINK_FOR_NOBODY = _(
    "Nobody gets the access link: this session takes place on site only. Please choose a room that is online, or give "
    "places online of their own."
)
HYBRID = _(
    "This session is on site and online: people choose when they register. The places of the text are those on site; "
    "online there is no limit. You can set one on the page of the session, at “Places online”."
)
HYBRID_WITH_PLACES = _(
    "This session is on site and online: people choose when they register. Both get the places that the text says."
)
ONE_NUMBER = _(
    "The text gives places on site and places online. The room is both at once, so that one number holds for all: the "
    "first. Give the session places online of their own on its page, or enter the room as one on site."
)
CAPACITY = Pool._meta.get_field("capacity")
TEXTS = ("title", "abstract", "format", "target_group", "materials")  # of a session, in the language of the text


class Timetable:
    """What happens, when, where and by whom.

    `items`: by kind. `planned`, `planned_breaks`: (session or break of the text, its item, or None if it was deleted
    here). `placed`: each slot and break of the text with (kind, line, name) of what it belongs to. `remarks`: what is
    no longer in the text, or was deleted here; `still_in_text`: the memory of the latter.
    """

    def __init__(self, draft, stored, cast, silence, report):
        self.stored = stored
        self.cast = cast
        self.silence = silence
        self.report = report
        self.language = draft.language
        self.zone = stored.conference.zone
        self.items = {"session": [], "slot": [], "break": [], "appearance": []}
        self.remarks = []
        self.still_in_text = []
        self.placed = []
        self.planned, self.planned_breaks = [], []
        self._choose_fields(draft)
        self._deleted_parts = self._group_deleted_parts()
        self._plan_sessions(draft.sessions)
        self._plan_breaks(draft.breaks)

    def _choose_fields(self, draft):
        self.room_field = fields.Reference(Slot, "room", self.cast.rooms)
        self.access_links = AccessLinks(draft.sessions)
        self.fields = {
            "session": [
                *(fields.Translated(Session, name, draft) for name in TEXTS),
                fields.Choice(Session, "language"),
                fields.Choices(Session, "interpreted_into"),
                fields.Choices(Session, "aids"),
                fields.Field(Session, "materials_url"),
                fields.Reference(Session, "host", self.cast.organisations),
                fields.Reference(Session, "track", self.cast.tracks),
                fields.Capacity(Pool),
                fields.Mode(Pool),
                fields.OnlineCapacity(Pool),
                fields.PlainText(Session, "internal_note"),
                self.access_links,
                fields.ByAction(Session, "status"),
            ],
            "slot": [
                fields.Fixed("session", lambda slot: slot.session.code),
                fields.Choice(Slot, "kind"),
                fields.Translated(Slot, "title", draft),
                fields.Period(Slot, self.zone),
                self.room_field,
                fields.FollowUpPlaces(Pool),
            ],
            "break": [fields.Translated(Slot, "title", draft), fields.Period(Slot, self.zone), self.room_field],
            "appearance": [
                fields.Fixed("session", lambda appearance: appearance.session.code),
                fields.Reference(Appearance, "speaker", self.cast.people),
                fields.Choice(Appearance, "role"),
                fields.Field(Appearance, "position"),
                fields.ByAction(Appearance, "status"),
            ],
        }

    def _group_deleted_parts(self):
        """Return {(kind, code of the session): [(item, its values)]} of slots and appearances deleted here."""
        groups = defaultdict(list)
        for kind in ("slot", "appearance"):
            for item in self.stored.deleted[kind]:
                groups[kind, item.values.get("session")].append((item, [item.values]))
        return groups

    def _sides(self, kind, row):
        return row, [self.stored.last_values(kind, row), read(row, self.fields[kind])]

    def _add(self, kind, row, **more):
        memory = self.stored.memory[kind].get(row.pk)
        item = Item(kind, row, fields=self.fields[kind], silence=self.silence, memory=memory, **more)
        item.need()
        self.items[kind].append(item)
        return item

    # Sessions

    def _plan_sessions(self, drafts):
        slots = [[self._wanted_slot(slot) for slot in draft.slots] for draft in drafts]
        looks = [self._look(draft, wanted) for draft, wanted in zip(drafts, slots, strict=True)]
        rows = [self._looks_of_row(row) for row in self.stored.sessions.values()]
        deleted = [(item, [item.values]) for item in self.stored.deleted["session"]]
        pairs = recognise(looks, rows, deleted, SESSION_RULES)
        for index, draft in enumerate(drafts):
            if index in pairs.deleted:
                self._say_deleted("session", pairs.deleted[index], draft.title, draft.line)
                self.planned.append((draft, None))
                continue
            row = pairs.stored.get(index)
            if pairs.rule.get(index) == RENAMED:
                self._warn_renamed(row, draft)
            self.planned.append((draft, self._plan_session(draft, slots[index], row)))
        live = [row for row in self.stored.sessions.values() if not row.is_cancelled]
        self._say_gone("session", live, pairs, str)

    def _look(self, draft, slots):
        """Return by what a session of the text is recognised."""
        main = next((slot for slot in slots if slot["kind"] == Slot.Kind.MAIN), {})
        people = [self.cast.people.add(appearance.name) for appearance in draft.appearances]
        return {f"title.{self.language}": draft.title, "people": people} | _place(main)

    def _looks_of_row(self, row):
        """Return by what a session is recognised: as the last import wrote it, and as it stands here."""
        titles = {f"title.{language}": text for language, text in translations(row.title).items()}
        people = [self.cast.people.key_of(appearance.speaker) for appearance in self.stored.appearances_of[row.pk]]
        slots = [slot for slot in self.stored.slots_of[row.pk] if slot.kind == Slot.Kind.MAIN]
        main = min(slots, key=lambda slot: slot.starts_at, default=None)
        if main is None:
            return row, [self.stored.last_values("session", row), titles]
        last, now = self._sides("slot", main)[1]
        return row, [
            self.stored.last_values("session", row) | {"people": people} | _place(last),
            titles | {"people": people} | _place(now),
        ]

    def _plan_session(self, draft, slots, row):
        item = self._add(
            "session",
            row or Session(conference=self.stored.conference),
            name=draft.title,
            line=draft.line,
            wanted={
                **{f"{name}.{self.language}": fields.clean(getattr(draft, name)) for name in TEXTS},
                "language": draft.language,
                "interpreted_into": sorted(draft.interpreted_into),
                "aids": sorted(draft.aids),
                "materials_url": draft.materials_url,
                "host": self.cast.organisations.add(draft.host),
                "track": self.cast.tracks.add(draft.track),
                "capacity": self._possible_capacity(draft, draft.capacity),
                "status": draft.status,
                **self.access_links.wanted(draft),
                **self._wanted_mode(draft, slots),
                **({} if draft.note is None else {"internal_note": fields.clean(draft.note)}),
            },
        )
        if "mode" in item.outcome.write:
            limit = HYBRID if draft.online_capacity is None else HYBRID_WITH_PLACES
            self.report.info("hybrid", limit, draft.line)
        if draft.access_link and not draft.is_hybrid and is_for_nobody(row, slots, self.cast.rooms):
            self.report.warning("link_for_nobody", LINK_FOR_NOBODY, draft.line)
        self._plan_slots(item, slots)
        self._plan_appearances(item, draft.appearances)
        if item.is_new:
            times = [fields.show_period(slot["period"], self.zone) for slot in slots[:1]]
            people = [appearance.name for appearance in draft.appearances] or [draft.host]
            item.detail = " · ".join(filter(None, [*times, ", ".join(people)]))
        return item

    def _wanted_mode(self, draft, slots):
        """Want places online of their own for a session that is also online, unless its room is already both."""
        kinds = [self.cast.rooms.items[slot["room"]].row.kind for slot in slots if slot["room"]]
        if not draft.is_hybrid:
            return {}
        if Room.Kind.HYBRID in kinds:
            if draft.online_capacity is not None:
                self.report.warning("online_places", ONE_NUMBER, draft.line)
            return {}
        wanted = {"mode": Room.Kind.HYBRID}
        if draft.online_capacity is not None:
            wanted["online_capacity"] = self._possible_capacity(draft, draft.online_capacity)
        return wanted

    def _possible_capacity(self, draft, number):
        try:
            return CAPACITY.clean(number, None)
        except ValidationError:
            message = format_lazy(
                _("“{title}” cannot have {number} places."), title=in_quotes_lazy(draft.title), number=number
            )
            self.report.warning("capacity", message, draft.line)
            return None

    def _warn_renamed(self, row, draft):
        message = _(
            "“{new}” stands in the place of “{old}”: taken as its new title, and those who registered stay. "
            "If it is another session, cancel the old one in the admin first."
        )
        self.report.warning(
            "renamed", format_lazy(message, new=in_quotes_lazy(draft.title), old=in_quotes_lazy(str(row))), draft.line
        )

    # Slots, also of breaks

    def _wanted_slot(self, slot):
        ends_at = slot.ends_at
        if ends_at is not None and ends_at <= slot.starts_at:
            message = _("The end does not lie after the start; it was left open.")
            self.report.warning("end_before_start", message, slot.line)
            ends_at = None
        for moment in filter(None, [slot.starts_at, ends_at]):
            self._warn_clock_change(moment, slot.line)
        return {
            "kind": slot.kind,
            f"title.{self.language}": fields.clean(slot.title),
            "period": fields.period(*local_time.period_to_utc(slot.starts_at, ends_at, self.zone)),
            "room": self.cast.rooms.add(slot.room),
            **({"places": slot.capacity} if slot.capacity and slot.kind == Slot.Kind.FOLLOW_UP else {}),
            "line": slot.line,
            "is_room_of_day": slot.is_room_of_day,
            "says_end": self.silence.says_end(slot),
        }

    def _warn_clock_change(self, moment, line):
        if local_time.is_skipped(moment, self.zone):
            message = _("{time} does not exist: the clocks are put forward in that night. One hour later was taken.")
        elif local_time.is_repeated(moment, self.zone):
            message = _("{time} comes twice: the clocks are put back in that night. The first one was taken.")
        else:
            return
        self.report.warning("clock_change", format_lazy(message, time=f"{moment:%d.%m.%Y %H:%M}"), line)

    def _plan_slots(self, session, slots):
        rows = self.stored.slots_of[session.row.pk] if session.row.pk else []
        pairs = recognise(
            slots,
            [self._sides("slot", row) for row in rows],
            self._deleted_parts["slot", session.row.code],
            SLOT_RULES,
        )
        for index, wanted in enumerate(slots):
            if index in pairs.deleted:
                self._say_deleted("slot", pairs.deleted[index], self._slot_name(session, wanted), wanted["line"])
                continue
            row = pairs.stored.get(index)
            item = self._add(
                "slot",
                row or Slot(conference=self.stored.conference, session=session.row),
                name=self._slot_name(session, wanted),
                line=wanted["line"],
                wanted={"session": session.row.code} | _facts_of(wanted, row),
                is_part=session.is_new,
            )
            self.placed.append((item, ("session", session.line, session.name)))
        self._say_gone("slot", rows, pairs, lambda row: self._slot_name(session, read(row, self.fields["slot"])))

    def _slot_name(self, session, values):
        return f"{session.name}, {fields.show_period(values['period'], self.zone)}"

    def _plan_breaks(self, drafts):
        wanted = [self._wanted_slot(slot) for slot in drafts]
        rows = self.stored.breaks
        deleted = [(item, [item.values]) for item in self.stored.deleted["break"]]
        pairs = recognise(wanted, [self._sides("break", row) for row in rows], deleted, BREAK_RULES)
        for index, (draft, values) in enumerate(zip(drafts, wanted, strict=True)):
            if index in pairs.deleted:
                self._say_deleted("break", pairs.deleted[index], draft.title, draft.line)
                self.planned_breaks.append((draft, None))
                continue
            row = pairs.stored.get(index)
            facts = {name: value for name, value in _facts_of(values, row).items() if name != "kind"}
            item = self._add(
                "break",
                row or Slot(conference=self.stored.conference, kind=Slot.Kind.BREAK),
                name=draft.title or str(LABELS["break"]),
                line=draft.line,
                wanted=facts,
            )
            self.planned_breaks.append((draft, item))
            self.placed.append((item, ("break", draft.line, draft.title)))
        self._say_gone("break", rows, pairs, lambda row: str(row.title))

    # People

    def _plan_appearances(self, session, drafts):
        rows = self.stored.appearances_of[session.row.pk] if session.row.pk else []
        by_part = {}
        for draft in drafts:
            by_part.setdefault((self.cast.people.add(draft.name), draft.role), draft)
        wanted = [
            {
                "session": session.row.code,
                "speaker": speaker,
                "role": role,
                "position": position,
                "status": draft.status,
            }
            for position, ((speaker, role), draft) in enumerate(by_part.items())
        ]
        pairs = recognise(
            [values | {"pseudonym": pseudonym(values["speaker"])} for values in wanted],
            [self._sides("appearance", row) for row in rows],
            self._deleted_parts["appearance", session.row.code],
            APPEARANCE_RULES,
        )
        self._keep_positions_in_order(wanted, [pairs.stored.get(index) for index in range(len(wanted))])
        for index, (draft, values) in enumerate(zip(by_part.values(), wanted, strict=True)):
            name = f"{draft.name} – {session.name}"
            if index in pairs.deleted:
                self._say_deleted("appearance", pairs.deleted[index], name, draft.line)
                continue
            row = pairs.stored.get(index) or Appearance(session=session.row)
            item = self._add("appearance", row, name=name, line=draft.line, wanted=values, is_part=session.is_new)
            self._tell_answer(item)
        named = [row for row in rows if row.status in Appearance.SHOWN]
        self._say_gone("appearance", named, pairs, str)

    def _keep_positions_in_order(self, wanted, rows):
        """Let people keep their positions where these have the order of the text: the numbers alone say nothing."""
        if all(rows) and rows == sorted(rows, key=lambda row: (row.position, row.pk)):
            for values, row in zip(wanted, rows, strict=True):
                values["position"] = row.position

    def _tell_answer(self, item):
        """Say that somebody has answered whom the text still calls requested: no conflict, the answer stays."""
        if item.is_new or item.wanted["status"] != Appearance.Status.REQUESTED or not item.memory:
            return
        if item.memory.values.get("status") == Appearance.Status.REQUESTED != item.before["status"]:
            message = format_lazy(
                _("{name} is still “requested” in the text; here the answer is “{answer}”, which stays."),
                name=item.row.speaker.name,
                answer=in_quotes_lazy(item.row.get_status_display()),
            )
            self.report.info("answered", message, item.line)
            item.outcome.edited.pop("status", None)

    # What only one side has

    def _say_deleted(self, kind, memory, name, line):
        self.still_in_text.append(memory)
        self._remark(Action.REMOVED, kind, name, line)

    def _say_gone(self, kind, rows, pairs, name_of):
        recognised = {row.pk for row in pairs.stored.values()}
        for row in rows:
            if row.pk in self.stored.memory[kind] and row.pk not in recognised:
                pools = row.pools.all() if kind == "session" else ()
                taken = ", ".join(str(pool) for pool in pools if pool.taken)
                self._remark(Action.GONE, kind, name_of(row), detail=taken)

    def _remark(self, action, kind, name, line=None, detail=""):
        self.remarks.append(Change(action, kind, LABELS[kind], name, line, detail=detail))


def _place(slot_values):
    return {name: slot_values[name] for name in ("period", "room") if name in slot_values}


def _facts_of(wanted, row):
    """Return what a slot of the text says; no time that is the start of the row, and no end; no room of its day for
    that of the row.
    """
    aside = {"line", "says_end", "is_room_of_day"}
    if row and row.room_id and wanted["is_room_of_day"]:
        aside.add("room")
    if row and not wanted["says_end"] and start(wanted) == fields.period(row.starts_at, None).removesuffix("/"):
        aside.add("period")
    return {name: value for name, value in wanted.items() if name not in aside}
