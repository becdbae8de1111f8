"""Step 3: putting lines together: which are titles, to which session a time, a name or a paragraph belongs.

The reader walks once from top to bottom and remembers where it is: the day, a time that waits for its title, the
session that is open. Whatever no rule claims is part of the abstract that is open, or of the description above all.
"""

import re
import zoneinfo
from collections import Counter
from dataclasses import replace

from django.utils.text import Truncator, format_lazy
from django.utils.translation import gettext_lazy as _

from programme.imports.draft import (
    LABEL_LENGTH,
    NAME_LENGTH,
    SHORT_NAME_LENGTH,
    TITLE_LENGTH,
    DraftProgramme,
    DraftSession,
    DraftSlot,
)
from programme.imports.text import notes
from programme.imports.text.dates import Calendar, find_dates, leading_day_number, leading_weekday
from programme.imports.text.labels import read_column, read_introduction, read_label
from programme.imports.text.lines import Kind, plain
from programme.imports.text.people import read_people
from programme.imports.text.times import TimeProblem, find_times, place

MAX_TITLE_LINE = 400
MAX_DAY_LINE = 120
# A line of this many characters and more is prose: nothing but a follow-up is looked for in it.
MAX_STRUCTURE = 600
FOLLOW_UP = re.compile(
    r"\b(?:im anschluss|anschließend|danach|nach dem|afterwards|following|after the)\b", re.IGNORECASE
)
LEFT_OVER = re.compile(r"^[\s,;:.|/()\[\]–—-]+|[\s,;:|/(\[–—-]+$")
SUBJECT = re.compile(r"^(?:Betreff|Subject|Titel|Title)\s?:\s*", re.IGNORECASE)
FORMAT_WITH = re.compile(r"(?P<format>[\w-]+)\s+(?P<rest>(?:mit|with|von|by)\s.+)")
EMPTY_BRACKETS = re.compile(r"\(\s*\)|\[\s*\]")
CONNECTING = re.compile(r"(?:am|um|von|on|at|from|den|dem|the|jeweils|uhrzeit|zeit|datum|wann|und)", re.IGNORECASE)
STRUCK = re.compile(r"~~(.+?)~~")
TRAILING_BRACKET = re.compile(r"\s*[(\[]([^()\[\]]{1,300})[)\]]\s*$")
TRAILING_REMARK = re.compile(r"\s+[–—-]+\s+([^–—()]{1,120})$")
QUOTES = "„“”\"'«»‚‘"
GERMAN = frozenset(
    [
        "der",
        "die",
        "das",
        "und",
        "für",
        "mit",
        "von",
        "im",
        "ist",
        "uhr",
        "wir",
        "ein",
        "eine",
        "zu",
        "zur",
        "zum",
        "nicht",
        "auf",
    ]
)
ENGLISH = frozenset(
    ["the", "and", "for", "with", "of", "in", "is", "we", "a", "to", "from", "on", "this", "are", "how"]
)
PROBLEMS = {
    "impossible_time": _("This time does not exist: “{text}”. It stays in the text."),
    "end_before_start": _("The end lies before the start: “{text}”. It stays in the text."),
    "missing_hour": _("Clocks skip this hour when summer time begins: “{text}”. It stays in the text."),
}


class Outline:
    """Takes the lines of a text one by one; `finish` returns the draft, or None where there was no session."""

    def __init__(self, report, *, today):
        self.report = report
        self.programme = DraftProgramme()
        self.calendar = Calendar(today)
        self.zone = zoneinfo.ZoneInfo(self.programme.time_zone)
        self.day = None
        self.session = None
        self.is_below_title = False  # no prose has come since the title
        self.paragraphs = []  # of the open abstract, or of the description while no session is open
        self.waiting = None  # (times, line): they stood alone and wait for the title below
        self.block = None  # (times, level) of a heading that is a time: it holds for all headings below it
        self.level = None  # of the headings that are titles of sessions
        self.track = self.room = self.room_of_title = ""
        self.columns = None
        self.row_times = None

    # Line by line

    def take(self, line):
        if line.kind is Kind.RULE:
            return
        if line.kind in {Kind.HEADER, Kind.ROW}:
            self._take_row(line)
            return
        self.columns = self.row_times = None
        text = plain(line.text)
        if len(text) > MAX_STRUCTURE or not self._take_structure(line, text):
            self._take_prose(line, text)

    def _take_structure(self, line, text):
        """Try what a line may be besides prose; whether it was claimed."""
        if self._take_label(line, text):
            return True
        dates, times, rest = self._moments(line, text)
        if (dates or times) and not rest:
            return self._take_moments_alone(line, dates, times)
        if dates and not times and self._announces_day(line, text, dates):
            return self._take_day(line, dates, rest)
        if times and self._may_hold_time(line, text, times, rest):
            if dates:
                self._set_days(line, dates)
            return self._open_timed(line, rest, times[0])
        return self._take_title(line, text, dates) or self._take_note(line, text)

    def _announces_day(self, line, text, dates):
        """Whether a line with a day and more is about what follows: above all sessions, or short and begins with it."""
        if len(text) > MAX_DAY_LINE or text[-1:] in ".!?,":
            return False
        if not self.programme.sessions:
            return True
        begins = getattr(dates[0], "begin", 0) <= 3
        return begins and (line.opens or line.is_title_like)

    def _take_day(self, line, dates, rest):
        """A day with a title or a place beside it: „Netzwerktreffen am 3. Mai 2027“, „12. Mai 2027, Rathaus“."""
        is_title = line.is_title_like and not self.session and not self.programme.title
        if not is_title:
            self._close()
        self._set_days(line, dates)
        if is_title:
            self._set_title(line, rest)
        elif not self.programme.sessions:
            self.paragraphs.append(line)
        else:
            self.programme.description = "\n\n".join(filter(None, [self.programme.description, line.raw.strip()]))
        return True

    def _moments(self, line, text):
        """Return (dates, times, what else the line says); weekdays and „Tag 2“ are taken as days, too."""
        dates = find_dates(text)
        spans = [(found.begin, found.end) for found in dates]
        if not dates and (number := leading_day_number(text)):
            day = self.calendar.numbered(number[0])
            if day:
                self.day = day
                spans, dates = [(0, number[1])], [day]
        if not dates and (weekday := leading_weekday(text)):
            spans.append((0, weekday[1]))
            dates = [self._weekday(line, weekday[0])]
        times = [found for found in find_times(text) if not any(b < found.end and found.begin < e for b, e in spans)]
        spans += [(found.begin, found.end) for found in times[:1]]
        rest = text
        for begin, end in sorted(spans, reverse=True):
            rest = f"{rest[:begin]} {rest[end:]}"
        rest = " ".join(EMPTY_BRACKETS.sub(" ", rest).split())
        if (dates or times) and CONNECTING.fullmatch(LEFT_OVER.sub("", rest)):
            rest = ""
        return dates, times, LEFT_OVER.sub("", rest) if (dates or times) else rest

    def _weekday(self, line, number):
        day = self.calendar.on_weekday(number)
        if day is None and self.calendar.starts_on:
            self.report.warning("unknown_weekday", _("No day of the conference is this weekday."), line.number)
        return day

    def _take_moments_alone(self, line, dates, times):
        """A line with nothing but a day or a time: it holds for what follows, or for the title just above."""
        if dates:
            self._set_days(line, dates)
        for found in times[:1]:
            if self.session and not self.session.slots and self.is_below_title:
                self._add_slot(line, found)
            else:
                self._leave_waiting()
                self.waiting = found, line
                self.block = (found, line.level) if line.kind is Kind.HEADING else None
        if dates and not times:
            self._close()
        return True

    def _leave_waiting(self):
        """A time that no title followed is text."""
        if self.waiting:
            _times, line = self.waiting
            self.waiting = None
            self.report.warning(
                "time_without_title", _("No title follows this time. It stays in the text."), line.number
            )
            self.paragraphs.append(line)

    def _may_hold_time(self, line, text, times, rest):
        """Whether a line with a time is the title of something, and no sentence that mentions a time."""
        if len(rest) > MAX_TITLE_LINE or (FOLLOW_UP.search(text) and self.session):
            return False
        is_leading = times[0].begin <= len(text) - len(rest.lstrip()) and text.find(rest[:20]) >= times[0].begin
        if line.is_title_like:
            return True
        return (
            (line.opens or line.kind is Kind.ITEM or self.waiting is None)
            and is_leading
            and (times[0].is_explicit or times[0].is_open)
        )

    # Days

    def _set_days(self, line, dates):
        for found in dates:
            if found is None:
                continue
            if not hasattr(found, "first"):
                self.day = found
                continue
            first, last = self.calendar.resolve(found)
            if first is None or last is None:
                self.report.warning("impossible_date", _("This day does not exist. It stays in the text."), line.number)
                self.paragraphs.append(line)
                continue
            if found.weekday is not None and first.weekday() != found.weekday:
                self.report.warning("weekday", _("The weekday does not fit the date; the date holds."), line.number)
            self.calendar.widen(first, last)
            self.day = first

    # Titles

    def _set_title(self, line, text):
        text = text.strip()
        if len(text) > TITLE_LENGTH:
            self.paragraphs.append(line)
            text = Truncator(text).chars(TITLE_LENGTH)
        self.programme.title = text

    def _take_title(self, line, text, dates):
        """A heading, or a line that a time waits for."""
        if self.waiting and len(text) <= MAX_TITLE_LINE and not self._is_remark(text):
            times, _line = self.waiting
            self.waiting = None
            return self._open_timed(line, text, times)
        if self._is_first_line(line, text):
            self._set_title(line, SUBJECT.sub("", text))
            return True
        if not line.is_title_like:
            return False
        if not self.session and not self.programme.sessions and not self.programme.title:
            self._set_title(line, text)
            if dates:
                self._set_days(line, dates)
            return True
        if notes.is_track(text):
            self._close()
            self.track = text[:SHORT_NAME_LENGTH]
            return True
        if self.level is None and not self.programme.theme and text[:1] in QUOTES:
            self.programme.theme = text.strip(QUOTES)[:TITLE_LENGTH]
            return True
        if self.block and line.kind is Kind.HEADING and line.level > self.block[1]:
            return self._open_timed(line, text, self.block[0])
        if line.kind is Kind.HEADING and (self.level is None or line.level <= self.level) and self.programme.title:
            if self.level is not None and line.level < self.level:
                self._close()
                self.track = text[:SHORT_NAME_LENGTH] if len(text) <= SHORT_NAME_LENGTH else ""
                return len(text) <= SHORT_NAME_LENGTH
            if self.level is not None:
                self._open(line, text)
                return True
        return False

    def _is_first_line(self, line, text):
        """Whether this is the title of a text without headings: its first line, short and no sentence."""
        is_first = not (self.programme.title or self.programme.sessions or self.paragraphs or self.session)
        return is_first and line.kind is Kind.TEXT and len(text) <= MAX_DAY_LINE and text[-1:] not in ".!?,:"

    def _is_remark(self, text):
        return notes.person_status(text) is not None or notes.capacity(text) is not None

    def _open_timed(self, line, text, times):
        """Begin what takes place at a time: a break, the end, or a session."""
        if notes.is_end(text):
            self._end_last(line, times)
            return True
        if notes.is_break(text):
            self._close()
            self._add_break(line, text, times)
            return True
        if not text.strip(QUOTES + " "):
            return False
        self._open(line, text)
        self._add_slot(line, times)
        return True

    def _open(self, line, text):
        self._close()
        if line.kind in {Kind.HEADING, Kind.BOLD}:
            self.level = line.level
        self.session = DraftSession(title="", track=self.track, line=line.number)
        self.is_below_title = True
        self.room_of_title = ""
        self.programme.sessions.append(self.session)
        self._read_title(line, text)

    def _read_title(self, line, text):
        """Take remarks and names off the end of a title, and a format off its front."""
        session = self.session
        if STRUCK.search(text):
            session.is_cancelled = True
            text = STRUCK.sub(r"\1", text)
        is_changed = True
        while is_changed:
            is_changed = False
            for pattern in (TRAILING_BRACKET, TRAILING_REMARK):
                match = pattern.search(text)
                if (
                    match
                    and match.start() > 0
                    and self._apply_remark(line, match[1], in_bracket=pattern is TRAILING_BRACKET)
                ):
                    text = text[: match.start()].rstrip(" ,;–—-")
                    is_changed = True
        if prefix := notes.ROOM_PREFIX.match(text):
            self.room_of_title, text = prefix["name"], text[prefix.end() :]
        if track := notes.TRACK_PREFIX.match(text):
            session.track, text = track["name"][:SHORT_NAME_LENGTH], text[track.end() :]
        if found := notes.format_prefix(text):
            session.format, text = found
        elif not session.format:
            session.format = notes.format_inside(text)
        text = text.strip()
        if text[:1] in QUOTES and text[-1:] in QUOTES and not any(quote in text[1:-1] for quote in QUOTES):
            text = text[1:-1].strip()
        if len(text) > TITLE_LENGTH:
            self.report.warning(
                "long_title", _("This title is very long; all of it stands in the abstract."), line.number
            )
            self.paragraphs.append(line)
            text = Truncator(text).chars(TITLE_LENGTH)
        session.title = text or plain(line.text)[:TITLE_LENGTH]

    # Remarks

    def _take_note(self, line, text):
        """What stands right below a title: people, a host, a status, places, a language, a room."""
        if not self.session or not self.is_below_title or len(text) > MAX_TITLE_LINE:
            return False
        if introduction := read_introduction(text):
            role, value = introduction
            if self._add_people(value, role, line, is_labelled=False):
                return True
        if (found := FORMAT_WITH.fullmatch(text)) and (name := notes.session_format(found["format"])):
            role, value = read_introduction(found["rest"])
            if self._add_people(value, role, line, is_labelled=True):
                self.session.format = name
                return True
        in_bracket = text[:1] == "(" and text[-1:] == ")"
        if self._apply_remark(line, text[1:-1] if in_bracket else text, in_bracket=in_bracket):
            return True
        parts = [part.strip() for part in text.split(",")]
        if len(parts) > 1 and all(self._is_fact(part) for part in parts):
            for part in parts:
                self._apply_remark(line, part, in_bracket=False)
            return True
        return False

    def _is_fact(self, text):
        """Whether a short remark is certain to be one: places, a language, a room, a format."""
        readers = (notes.capacity, notes.language, notes.room, notes.session_format)
        return any(reader(text) is not None for reader in readers)

    def _apply_remark(self, line, text, *, in_bracket):
        """Apply one remark to the session; whether it was understood."""
        session = self.session
        if notes.is_cancelled(text):
            session.is_cancelled = True
        elif notes.is_requested(text) or notes.is_nobody(text):
            session.is_requested = True
        elif notes.person_status(text) == "confirmed":
            return False
        elif (capacity := notes.capacity(text)) is not None:
            session.capacity = capacity
        elif (language := notes.language(text)) is not None:
            session.language = language
        elif (room := notes.room(text)) is not None:
            self._set_room(room)
        elif (name := notes.session_format(text)) is not None:
            session.format = name
        elif introduction := read_introduction(text):
            return self._add_people(introduction[1], introduction[0], line, is_labelled=in_bracket)
        else:
            return self._add_people(text, "speaker", line, is_labelled=False, weak=in_bracket) or (
                in_bracket and self._set_host(text)
            )
        return True

    def _add_people(self, text, role, line, *, is_labelled, weak=False):
        people = read_people(text, role=role, is_labelled=is_labelled)
        if people is None or not (people.is_sure or is_labelled or weak):
            return False
        known = {(found.name, found.role) for found in self.session.appearances}
        for found in people.appearances:
            if (found.name, found.role) not in known:
                self.session.appearances.append(replace(found, line=line.number))
        if people.has_nobody and not people.appearances:
            self.session.is_requested = True
            self.report.info("nobody", _("Nobody is named here yet; the session counts as requested."), line.number)
        return True

    def _set_host(self, text):
        if self.session.host or len(text) > NAME_LENGTH or not notes.is_organisation(text):
            return False
        self.session.host = text.strip()
        return True

    def _set_room(self, room):
        if self.session.slots:
            self.session.slots = [replace(slot, room=slot.room or room) for slot in self.session.slots]
        else:
            self.room_of_title = room

    # Labels

    def _take_label(self, line, text):
        found = read_label(text)
        if not found or not found[1]:
            return False
        field, value = found
        if field == "theme" and not self.programme.sessions:
            self.programme.theme = value.strip(QUOTES + " ")[:TITLE_LENGTH]
            return True
        if field == "conference" and not self.programme.sessions and not self.programme.title:
            self._set_title(line, value)
            return True
        if field == "zone" and value in zoneinfo.available_timezones():
            self.programme.time_zone, self.zone = value, zoneinfo.ZoneInfo(value)
            return True
        if field in {"date", "time"}:
            dates, times, rest = self._moments(line, value)
            return bool(dates or times) and not rest and self._take_moments_alone(line, dates, times)
        return self.session is not None and self._apply_label(line, field, value)

    def _apply_label(self, line, field, value):
        session = self.session
        if field in {"speaker", "moderation", "panel", "interpreter"}:
            return self._add_people(value, field, line, is_labelled=True)
        if field == "host" and len(value) <= NAME_LENGTH:
            session.host = value
        elif field == "room" and len(value) <= SHORT_NAME_LENGTH:
            self._set_room(value)
        elif field == "format" and len(value) <= LABEL_LENGTH:
            session.format = value
        elif field == "track" and len(value) <= SHORT_NAME_LENGTH:
            session.track = value
        elif field == "language" and notes.language(value):
            session.language = notes.language(value)
        elif field == "capacity" and notes.labelled_capacity(value) is not None:
            session.capacity = notes.labelled_capacity(value)
        elif field == "status":
            return self._apply_remark(line, value, in_bracket=False)
        else:
            return False
        return True

    # Slots

    def _add_slot(self, line, times):
        placed = self._placed(line, times)
        if placed is None:
            return
        room = self.room_of_title or self.room
        self.session.slots.append(DraftSlot("main", *placed, room=room[:SHORT_NAME_LENGTH], line=line.number))
        if times.ends is None and not times.is_open:
            self.report.info("no_end", _("No end is given; it counts as open."), line.number)

    def _add_break(self, line, text, times):
        if (placed := self._placed(line, times)) is not None:
            title = Truncator(text).chars(TITLE_LENGTH)
            known = {(*placed, title)} & {(slot.starts_at, slot.ends_at, slot.title) for slot in self.programme.breaks}
            if not known:
                self.programme.breaks.append(DraftSlot("break", *placed, title=title, line=line.number))

    def _placed(self, line, times):
        """Return (start, end) on the day that holds, or None with a warning; then the time stays in the text."""
        day = self.day or self.calendar.starts_on
        written = plain(line.text)[times.begin : times.end] or plain(line.text)
        if day is None:
            self.report.warning("no_date", _("A time without a day: no date stands above it."), line.number)
            self.paragraphs.append(line)
            return None
        try:
            return place(times, day, self.zone)
        except TimeProblem as problem:
            message = format_lazy(PROBLEMS[problem.code], text=Truncator(written).chars(80))
            self.report.warning(problem.code, message, line.number)
            self.paragraphs.append(line)
            return None

    def _end_last(self, line, times):
        """„Ende: 17 Uhr“ ends what has no end yet."""
        session = next((found for found in reversed(self.programme.sessions) if found.slots), None)
        placed = self._placed(line, times)
        if session and placed and session.slots[-1].ends_at is None and placed[0] > session.slots[-1].starts_at:
            session.slots[-1] = replace(session.slots[-1], ends_at=placed[0])
        else:
            self.report.info("end", _("The end of the programme was read and changes nothing."), line.number)

    # Prose

    def _take_prose(self, line, text):
        self._leave_waiting()
        self.paragraphs.append(line)
        self.is_below_title = False
        if self.session is None:
            return
        if self.session.slots and FOLLOW_UP.search(text[:MAX_STRUCTURE]):
            self._look_for_follow_up(line, text[:MAX_STRUCTURE])
        if self.session.capacity is None:
            self.session.capacity = notes.capacity_in_prose(text[:MAX_STRUCTURE])
        if not self.session.language:
            self.session.language = notes.language_in_prose(text[:MAX_STRUCTURE]) or ""

    def _look_for_follow_up(self, line, text):
        """„Im Anschluss (15:00-15:20 Uhr) …“: a slot of the session, directly after it."""
        main = self.session.slots[0]
        if any(slot.kind == "follow_up" for slot in self.session.slots):
            return
        for times in find_times(text):
            try:
                starts_at, ends_at = place(times, main.starts_at.date(), self.zone)
            except TimeProblem:
                continue
            if ends_at and starts_at >= (main.ends_at or main.starts_at):
                self.session.slots.append(DraftSlot("follow_up", starts_at, ends_at, room=main.room, line=line.number))
                return

    def _close(self):
        """Put the paragraphs where they belong, and begin anew."""
        self._leave_waiting()
        text = _markdown(self.paragraphs)
        if self.session is not None:
            self.session.abstract = "\n\n".join(filter(None, [self.session.abstract, text]))
        else:
            self.programme.description = "\n\n".join(filter(None, [self.programme.description, text]))
        self.paragraphs = []
        self.session = None

    # Tables

    def _take_row(self, line):
        cells = [plain(cell) for cell in line.cells]
        if line.kind is Kind.HEADER:
            self._close()
            self.columns = [read_column(cell) or ("parallel", cell) for cell in cells]
            if not {"time", "title"} & {column for column in self.columns if isinstance(column, str)}:
                self.columns = None
                self.paragraphs.append(line)
            return
        columns = self.columns or self._guess_columns(cells)
        if columns is None:
            self.paragraphs.append(line)
            return
        self._close()
        self._read_row(line, list(zip(columns, cells, strict=False)), cells[len(columns) :])

    def _guess_columns(self, cells):
        """A table without header: a time, a title, then people."""
        if len(cells) >= 2 and find_times(cells[0]):
            return ["time", "title", "speaker", "room"][: len(cells)]
        return None

    def _read_row(self, line, row, further):
        for column, cell in row:
            if column in {"time", "date"} and cell:
                dates, times, rest = self._moments(line, cell)
                self._set_days(line, dates)
                self.row_times = times[0] if times else self.row_times
                if rest or (cell and not dates and not times):
                    self.paragraphs.append(replace(line, raw=cell))
        title = next((cell for column, cell in row if column == "title" and cell), "")
        parallel = [(column[1], cell) for column, cell in row if isinstance(column, tuple) and cell]
        if title:
            self._open_row(line, title)
            for column, cell in row:
                if self.session and cell and isinstance(column, str) and column not in {"time", "date", "title", "end"}:
                    self._read_cell(line, column, cell)
            for _name, cell in parallel:
                self.paragraphs.append(replace(line, raw=cell))
        else:
            for name, cell in parallel:
                self._open_row(line, cell)
                if self.session and notes.room(name):
                    self._set_room(name[:SHORT_NAME_LENGTH])
                elif self.session and len(parallel) > 1:
                    self.session.track = name[:SHORT_NAME_LENGTH]
            if not parallel:
                self.paragraphs += [replace(line, raw=cell) for _column, cell in row if cell]
        self.paragraphs += [replace(line, raw=cell) for cell in further if cell]

    def _open_row(self, line, text):
        if self.row_times is None:
            self._open(line, text)
        else:
            self._open_timed(replace(line, text=text), text, self.row_times)

    def _read_cell(self, line, column, cell):
        if column == "abstract":
            self.paragraphs.append(replace(line, raw=cell))
        elif column == "speaker" and self._set_host(cell):
            return
        elif not self._apply_label(line, column, cell) and not self._apply_remark(line, cell, in_bracket=False):
            self.report.warning("cell", _("This cell was not understood; it stands in the abstract."), line.number)
            self.paragraphs.append(replace(line, raw=cell))

    # The end

    def finish(self, text):
        """Close what is open and return the draft; None with an error where there is nothing to attend."""
        self._close()
        programme = self.programme
        if not programme.sessions:
            self.report.error(
                "no_sessions", _("No session was found: no title with a time, and no heading that is one.")
            )
            return None
        days = sorted(slot.starts_at.date() for s in programme.sessions for slot in s.slots if slot.kind == "main")
        known = [day for day in (self.calendar.starts_on, self.calendar.ends_on, *days) if day]
        programme.starts_on, programme.ends_on = (min(known), max(known)) if known else (None, None)
        if not known:
            self.report.warning("no_date", _("The text names no day; please set the days of the conference by hand."))
        if not programme.title:
            self.report.warning("no_title", _("The text has no title."))
        programme.language = _language(text)
        titles = Counter(session.title.casefold() for session in programme.sessions)
        for session in programme.sessions:
            if titles[session.title.casefold()] > 1:
                message = _("Several sessions have this title. All of them are kept.")
                self.report.warning("same_title", message, session.line)
        return programme


def _markdown(lines):
    """Return lines as they were written, with an empty line where a paragraph began."""
    parts = []
    for line in lines:
        if parts and (line.opens or line.is_title_like):
            parts.append("")
        parts.append(line.raw.strip() if line.kind is not Kind.ITEM else line.raw.rstrip())
    return "\n".join(parts).strip()


def _language(text):
    """The language of the text, by its small words."""
    words = Counter(re.findall(r"[a-zäöüß]+", text[:50_000].lower()))
    german, english = (sum(words[word] for word in known) for known in (GERMAN, ENGLISH))
    return "en" if english > german else "de"
