"""One session in the making: what its title, the lines below it and its text say of it."""

import re
from dataclasses import replace
from datetime import timedelta

from django.utils.text import Truncator, format_lazy
from django.utils.translation import gettext_lazy as _

from programme.imports.draft import TITLE_LENGTH, DraftSession, DraftSlot
from programme.imports.text import (
    aids,
    labels,
    languages,
    materials,
    notes,
    organisations,
    practical,
    rooms,
    unsettled,
    whole_days,
)
from programme.imports.text.ends import Endless
from programme.imports.text.head import HELP, Head, merge
from programme.imports.text.parts import FOLLOW_UP, Role
from programme.imports.text.people import read_people
from programme.imports.text.prose import Prose
from programme.imports.text.remarks import take_label, take_remark
from programme.imports.text.times import TimeProblem, find_times, place
from womconf.quotes import in_quotes_lazy

MAX_REMARK_LINE = 300
END = re.compile(r"\(?(?:voraussichtliches\s)?(?:Ende|Schluss|End)\s?:?\s", re.IGNORECASE)
MAX_SENTENCES = 3_000
SHORT_TALK = timedelta(minutes=30)
SENTENCES = re.compile(
    r"[;.]\s+(?=[A-ZÄÖÜ])(?<!\b\w\.\s)(?<!\b\w\w\.\s)(?<!Prof\.\s)|;\s+|[,.]\s+(?=moder)", re.IGNORECASE
)


class OpenSession:
    """A session to which lines are added until the next one begins.

    `room`: its own, or the `usual` one of all sessions below a heading or in a column; `is_usual_of_day`: this stands
    beside their day only. `notes`: for organisers only.
    `is_below_title`: only people, places and the like have come since the title, so a name alone is one of its people.
    """

    def __init__(self, title, line, *, days, questions, room="", usual=rooms.NO_ROOM, track=""):
        self.draft = DraftSession(title=Truncator(title).chars(TITLE_LENGTH), track=track, line=line.number)
        self.abstract = Prose()
        self.notes = []
        self.understood = usual.beside  # words that the draft holds as a fact
        self.own_room, self.usual, self.is_usual_of_day = room, usual, False
        self.named_rooms = []
        self.rooms_left = []  # those that no slot has
        self.open_rooms = []  # „noch offen“
        self.room = room or usual.name
        self.day = days.day
        self.days = days
        self.questions = questions
        self.report = questions.report
        self.is_below_title = True
        self.duration = None
        self.endless = []
        self.is_offered_again = None  # not yet asked
        self.is_online = False  # as its words say, which holds where no room is named
        self.whole_day = None  # (words, line) of „ganztägig“
        if len(title) > TITLE_LENGTH:
            message = _("This title is very long; all of it stands in the abstract.")
            self.report.warning("long_title", message, line.number)
            self.abstract.add(title)

    def finish(self):
        self._end_after_duration()
        if self.room == self.usual.name:
            self.draft.is_hybrid = self.draft.is_hybrid or self.usual.is_hybrid
            self.draft.capacity = self.usual.capacity if self.draft.capacity is None else self.draft.capacity
            self.draft.online_capacity = self.draft.online_capacity or self.usual.online_capacity
            self.notes += self.usual.notes
            if self.usual.name and self.is_usual_of_day:
                of_day = [replace(slot, is_room_of_day=slot.room == self.room) for slot in self.draft.slots]
                self.draft.slots[:] = of_day
        used = {slot.room for slot in self.draft.slots}
        named = self.named_rooms or ([] if used else [self.room])
        self.rooms_left = [room for room in dict.fromkeys(named) if room not in {"", *used}]
        self.draft.abstract = str(self.abstract)
        self.draft.note = "\n".join(dict.fromkeys(self.notes))

    # Facts

    def add(self, head, line):
        """Take up what a head or a remark says."""
        draft = self.draft
        self.questions.settle(head, line, draft.line)
        self._add_people(head, line)
        unsettled.take_open_people(draft, head, line, self.report)
        draft.is_cancelled = draft.is_cancelled or head.is_cancelled
        draft.is_requested = draft.is_requested or head.is_requested
        if head.is_requested and len(draft.appearances) == 1 and draft.appearances[0].status == "confirmed":
            draft.appearances[0] = replace(draft.appearances[0], status="requested")
        draft.is_hybrid = draft.is_hybrid or head.is_hybrid
        self.is_online = self.is_online or head.is_online
        self.notes += head.notes
        self.understood += head.beside_room
        if head.room:
            self._add_room(head)
        if head.open_room:
            self.open_rooms.append(head.open_room)
        if head.track:
            draft.track = head.track
        for name in HELP:
            setattr(draft, name, tuple(dict.fromkeys([*getattr(draft, name), *getattr(head, name)])))
        for name in (
            "host",
            "format",
            "language",
            "target_group",
            "materials",
            "materials_url",
            "capacity",
            "online_capacity",
        ):
            value, known = getattr(head, name), getattr(draft, name)
            if value and not known:
                setattr(draft, name, value)
            elif value and value != known and name != "format":
                self.abstract.add(f"<{value}>" if name == "materials_url" else str(value))
        self._add_remarks(head, line)

    def _add_remarks(self, head, line):
        for remark in head.remarks:
            self.abstract.add(remark)
            if practical.says_moved(remark):
                message = _("“{text}” was not followed: the session has the time and the room that stand beside it.")
                self.report.warning("moved_in_text", format_lazy(message, text=in_quotes_lazy(remark)), line.number)
            elif practical.is_practical(remark):
                message = _("“{text}” stands in the description.")
                self.report.info("practical", format_lazy(message, text=in_quotes_lazy(remark)), line.number)
        if head.duration and self.duration is None:
            self.duration = head.duration, line
        elif head.duration:
            self.abstract.add(head.duration.words)

    def _add_room(self, head):
        """Let this be the room of all slots without one; „online“ beside „Raum 2“ is no other room."""
        known, self.own_room = self.own_room, head.room
        self.named_rooms.append(head.room)
        both = rooms.together(rooms.NamedRoom(known), rooms.NamedRoom(head.room)) if known and not head.times else None
        if both:
            self.draft.is_hybrid = True
            self.own_room = both.name
            self.named_rooms = [both.name]
            self.notes += both.notes
        self.room = self.own_room
        names = {"", self.usual.name, head.room, known if both else ""}
        self.draft.slots[:] = [
            replace(slot, room=self.room if slot.room in names else slot.room) for slot in self.draft.slots
        ]

    def _add_people(self, head, line):
        known = {(person.name, person.role) for person in self.draft.appearances}
        for person in head.people:
            if (person.name, person.role) in known:
                shown = " ".join(filter(None, [person.degree, person.name, person.details]))
                self.report.info("named_twice", format_lazy(_("{name} is named twice here."), name=shown), line.number)
            else:
                known.add((person.name, person.role))
                self.draft.appearances.append(replace(person, line=line.number))

    def add_slots(self, spans, line, written):
        """Add a slot for each of the times; what has no place on a day is noted as it was written."""
        for times in spans:
            placed = self.days.placed(times, line, written)
            if placed and times.ends is None and any(slot.starts_at == placed[0] for slot in self.draft.slots):
                continue  # „Beginn: 9 Uhr“ says it once more
            if placed is None:
                found = ((found.starts, found.ends, written[found.begin : found.end]) for found in find_times(written))
                words = (words for starts, ends, words in found if (starts, ends) == (times.starts, times.ends))
                self.note_when(next(words, written[:MAX_REMARK_LINE]))
                continue
            kind = "main" if not self.draft.slots or self._is_turn(placed, line, written) else "follow_up"
            if kind == "follow_up":
                message = _("This session has several times; the later ones are follow-ups.")
                self.report.info("several_times", message, line.number)
            if times.ends is None and not times.is_open:
                self.endless.append(Endless(self.draft.slots, len(self.draft.slots), line))
            slot = DraftSlot(kind, *placed, room=self.room, line=line.number, is_open=times.is_open)
            self.draft.slots.append(slot)

    def _end_after_duration(self):
        """Let a length be the end where only a start is written; else its words stay in the description."""
        waiting = [found for found in self.endless if found.slot.ends_at is None]
        if self.duration is None:
            return
        duration, line = self.duration
        if not waiting:
            self.abstract.add(duration.words)
            return
        for found in waiting:
            end = found.slot.starts_at + timedelta(minutes=duration.minutes)
            found.slots[found.index] = replace(found.slot, ends_at=end)
            message = _("“{words}” was read as how long it lasts, until {time}.")
            words = {"words": in_quotes_lazy(duration.words), "time": f"{end:%H:%M}"}
            self.report.info("duration", format_lazy(message, **words), line.number)

    def _is_turn(self, placed, line, written):
        """Whether the session is offered once more at this time, or goes on then; asked about once for each session."""
        if self.is_offered_again is None:
            last = self.draft.slots[-1]
            length = placed[1] - placed[0] if placed[1] else None
            is_adjacent = placed[0] == last.ends_at and length is not None and length <= SHORT_TALK
            is_other_day = placed[0].date() != last.starts_at.date()
            goes_on = FOLLOW_UP.search(written) or is_adjacent or is_other_day
            values = ("sessions", "follow_up")
            guess = values[bool(goes_on)]
            title, number = self.draft.title, self.draft.line
            self.is_offered_again = (
                self.questions.ask("turns", title, values, guess, line, session_line=number) == "sessions"
            )
            if self.is_offered_again:
                message = _("This session stands at several times; it was read as one session for each.")
                self.report.info("turns", message, number)
        return self.is_offered_again

    def note_when(self, words):
        """Note on which day and when it is, in words, until an organiser gives the session its time."""
        self.notes.append(f"{self.day:%d.%m.%Y}, {words}" if self.day else words)

    def take_rough_time(self, head, line):
        """Note „vormittags“; „ganztägig“ waits until all times of its day are known."""
        if head.rough and whole_days.WORDS.fullmatch(head.rough):
            self.whole_day = head.rough, line
        elif head.rough:
            self.note_rough_time(head.rough, line)
        elif head.below:
            unsettled.warn_of_time(head.below, line, self.report)

    def note_rough_time(self, words, line):
        self.note_when(words)
        message = _(
            "“{words}” is no time: the session comes without one; the day and these words stand in its internal note. "
            "Write from when to when it lasts."
        )
        self.report.warning("rough_time", format_lazy(message, words=in_quotes_lazy(words)), line.number)

    # Lines below the title

    def take_label(self, part):
        name, value = part.label
        if name == "abstract":
            self.is_below_title = False
            self.abstract.add(value)
            return
        if name == "materials":
            value = " ".join([materials.without_addresses(value), *materials.addresses(part.line.raw)])
        head = Head()
        if take_label(name, value, head):
            self.add(head, part.line)
            return
        message = _("What follows this label was not understood; it stands in the abstract.")
        self.report.warning("label", message, part.line.number)
        self.abstract.add_line(part.line)

    def take_text(self, part, following):
        """Take a line as a remark, if it is one, else as a part of the abstract."""
        if self._is_remark(part, following):
            return
        self.is_below_title = False
        self.abstract.add_line(part.line)
        self._look_into(part)

    def _is_remark(self, part, following):
        """Read a line that says who, where, how many, in which language; False: it is text."""
        text = part.text
        if self._take_end(text, part.line):
            return True
        if not 0 < len(text) <= MAX_REMARK_LINE or not (self.is_below_title or part.line.opens):
            return False
        in_bracket = text.startswith("(") and text.endswith(")")
        inner = text[1:-1].strip() if in_bracket else text
        is_alone = part.line.opens and (following is None or following.line.opens or following.role is not Role.TEXT)
        if self.is_below_title:
            return self.take_remark_below_title(inner, part.line, in_bracket=in_bracket, is_alone=is_alone)
        head = Head()
        is_strong = notes.is_cancelled(inner) or notes.capacity(inner) or aids.read_note(inner)
        if is_alone and is_strong and take_remark(inner, head):
            self.add(head, part.line)
            return True
        return False

    def _take_end(self, text, line):
        """„Ende ca. 21 Uhr“ is the end of a session that has none; False: it is something else."""
        match = END.match(text)
        times = find_times(text[match.end() :]) if match else []
        if len(times) != 1 or text[match.end() + times[0].end :].strip(" ).") or not self.draft.slots:
            return False
        slot = self.draft.slots[0]
        try:
            end, _none = place(times[0], slot.starts_at.date(), self.days.zone)
        except TimeProblem:
            return False
        if slot.ends_at is None and end > slot.starts_at:
            self.days.tell_words(times[0], line)
            self.draft.slots[0] = replace(slot, ends_at=end)
        return self.draft.slots[0].ends_at == end

    def take_remark_below_title(self, text, line, *, in_bracket=False, is_alone=True):
        """Read a remark that stands directly below the title, where less proof is needed; False: it is none."""
        head = Head()
        is_panel = notes.role_in(self.draft.format) == "panel" and labels.read_label(text) is None
        if not (
            self._take_introduced(text, head)
            or self._take_sentences(text, head)
            or take_remark(text, head, is_bracket=in_bracket)
            or self._take_names(text, head)
            or ((in_bracket or is_alone or organisations.is_certain_organisation(text)) and self._take_host(text, head))
        ):
            return False
        if is_panel:  # who is named below „Podium: …“ discusses
            head.people = [replace(p, role="panel") if p.role == "speaker" else p for p in head.people]
        self.add(head, line)
        return True

    def _take_sentences(self, text, head):
        """„Podium mit Lena Graf, Jon Öz und Mai Lê; Moderation: Kurt Roß“: each part names people or is a remark."""
        parts = [part for part in SENTENCES.split(text.rstrip(".")) if part.strip()]
        trial = Head()
        if len(parts) < 2:
            return False
        if not all(self._take_introduced(part, trial) or take_remark(part, trial) for part in parts):
            trial = Head()
            if not self._take_introduced(parts[0], trial):
                return False
            trial.remarks.append(text[text.index(parts[0]) + len(parts[0]) :].lstrip(" .;,"))
        merge(head, trial)
        return True

    def _take_introduced(self, text, head):
        """„mit Anna Müller“, „Lesung mit Anna Müller“, „Es diskutieren Lena Graf und Jon Öz“."""
        first, _space, rest = text.partition(" ")
        name = notes.session_format(first)
        introduction = labels.read_introduction(rest if name else text)
        if introduction is None and name and first.endswith(":"):  # „Keynote: Prof. Dr. Eva Horn“
            introduction = ("speaker", rest)
        if introduction is None:
            return False
        role = notes.role_in(name) if name and introduction[0] == "speaker" else introduction[0]
        people = read_people(introduction[1], role=role)
        if people is None and name:
            people = read_people(introduction[1], role=role, is_labelled=True)
        if people is None:
            return False
        head.format = head.format or name or ""
        head.add_people(people)
        return True

    def _take_names(self, text, head):
        people = read_people(text)
        if people is None or not (people.is_sure or (not self.draft.appearances and not self.abstract.lines)):
            return False
        head.add_people(people)
        return True

    def _take_host(self, text, head):
        if self.draft.host or not organisations.is_organisation(text):
            return False
        head.add_host(text)
        return True

    # Sentences

    def _look_into(self, part):
        """Take from a sentence what it says beyond doubt; the sentence stays as it is."""
        text = part.text[:MAX_SENTENCES]
        capacity = notes.capacity_in_prose(text)
        if not self.draft.language:
            self.draft.language = languages.language_in_prose(text) or ""
        if FOLLOW_UP.search(text) and self._look_for_follow_up(part.line, text):
            self.draft.slots[-1] = replace(self.draft.slots[-1], capacity=capacity)
        elif FOLLOW_UP.match(text) and capacity:
            message = _("These places are those of what comes after the session, not its own: “{text}”.")
            self.report.warning("places_after", format_lazy(message, text=in_quotes_lazy(text)), part.line.number)
        elif self.draft.capacity is None:
            self.draft.capacity = capacity

    def _look_for_follow_up(self, line, text):
        """„Im Anschluss (15:00-15:20 Uhr) besteht die Möglichkeit …“: a slot of the same session; False: none."""
        main = next((slot for slot in self.draft.slots if slot.kind == "main"), None)
        if main is None or any(slot.kind == "follow_up" for slot in self.draft.slots):
            return False
        for times in find_times(text):
            try:
                starts_at, ends_at = place(times, main.starts_at.date(), self.days.zone)
            except TimeProblem:
                continue
            if times.is_explicit and starts_at >= (main.ends_at or main.starts_at) and starts_at > main.starts_at:
                self.draft.slots.append(DraftSlot("follow_up", starts_at, ends_at, room=main.room, line=line.number))
                return True
        return False
