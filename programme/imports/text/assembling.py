"""Step 4: the draft. Goes through the parts once, with the day, the place and the session that hold at each of them.

Whatever no rule claims is text: of the session that is open, or of the conference while none is.
"""

import zoneinfo
from dataclasses import replace

from django.utils.text import Truncator, format_lazy
from django.utils.translation import gettext_lazy as _

from programme.imports.draft import NAME_LENGTH, SHORT_NAME_LENGTH, DraftProgramme
from programme.imports.text import follow_ups, modes, pauses, rooms, successors, titles
from programme.imports.text.breaks import Breaks
from programme.imports.text.daylines import note_day, take_words_of_day
from programme.imports.text.days import Days
from programme.imports.text.ends import assume_ends
from programme.imports.text.finishing import (
    check,
    check_lengths,
    check_texts,
    days_of,
    keep_everything,
    note_when_and_where,
    settle_states,
    with_turns,
)
from programme.imports.text.frame import place_behind, place_of, read_place, unlabelled_place
from programme.imports.text.headings import is_section
from programme.imports.text.heads import take_apart, unquoted
from programme.imports.text.identities import unite_people
from programme.imports.text.lines import Kind, plain
from programme.imports.text.online_rooms import settle_online_rooms
from programme.imports.text.parts import Role, first_start
from programme.imports.text.prose import Prose
from programme.imports.text.rows import Rows, with_tables
from programme.imports.text.sessions import OpenSession
from programme.imports.text.times import find_times
from programme.imports.text.whole_days import give_whole_days
from programme.imports.text.words import language_of
from womconf.quotes import in_quotes_lazy

HEADING = _("“{text}” was read as a heading over sessions and is not shown.")


class Assembler:
    """Makes a draft of the parts of a text; what there is to say goes into the report."""

    def __init__(self, questions, meeting_links, *, today):
        self.questions, self.meeting_links = questions, meeting_links
        self.report = report = questions.report
        self.draft = DraftProgramme()
        self.days = Days(report, today=today, time_zone=self.draft.time_zone)
        self.description = Prose()
        self.title_part = None
        self.track, self.room = "", rooms.NO_ROOM  # of all sessions below a heading that names one
        self.chairs = []  # labels below such a heading: who chairs all sessions below it
        self.level_of_place = 0  # of that heading
        self.waiting = []  # parts with times for the title to come
        self.group_times = []  # of the sessions side by side
        self.has_place = False  # a label above the sessions names it
        self.room_of_day = None  # „Freitag, 5. März, Aula“: it holds until the next day
        self.session = None  # the one that is open
        self.sessions = []
        self.breaks = Breaks(self.draft, self.sessions, self.days, questions)

    def assemble(self, parts):
        """Return the draft, or None with an error in the report."""
        self.days.learn(parts)
        self.has_place = any(part.label and part.label[0] == "room" for part in parts[: first_start(parts)])
        self._take_conference_title(parts)
        for part, following, table in with_tables(parts):
            if table:
                Rows(self).take(table)
            else:
                if part.line.kind is Kind.HEADING and part.line.level <= self.level_of_place:
                    self.track, self.room = "", rooms.NO_ROOM
                getattr(self, f"_take_{part.role}")(part, following)
        self.close()
        return self._finished(parts)

    # The conference

    def _take_conference_title(self, parts):
        found = titles.find_title(parts)
        if found is None:
            return
        self.title_part, text = found
        head = take_apart(text)
        if head.has_day and head.title:
            self.days.set_day_of(head, self.title_part.line, declares=True)
            if head.begins_with_when:
                text = text if head.people else head.title
            elif titles.ends_with_when(text, head):
                text = titles.without_when(text, head)
        else:
            self.days.learn_from_title(text, self.title_part.line)
            found = titles.apart_from_place(text)  # „Fachtag – Samstag, 12. Juni 2027, Rathaus“
            text = found[0] if found and self._take_place(place_behind(found[1]), self.title_part) else text
        if self.title_part.role is Role.MAIL:
            self.report.info("title_of_mail", _("The title is the subject of the mail."), self.title_part.line.number)
        elif self.title_part.role is Role.TEXT:
            self.title_part.role = Role.SECTION
        text = unquoted(text.strip())
        self.draft.title = Truncator(text).chars(NAME_LENGTH)
        if len(text) > NAME_LENGTH:
            self.description.add(text)

    def _take_section(self, part, following):
        self.close()
        self.track, self.room = "", rooms.NO_ROOM
        self.chairs = []
        head = part.head
        if part is self.title_part:
            if head and (head.times or head.room or head.people or head.capacity or head.language or head.remarks):
                self.description.add_line(part.line)
            return
        if head and head.has_day and not head.begins_with_when:
            self.days.set_day_of(head, part.line)
        if head and head.room:  # „Panel 1: Schrift im Raum (HS 3)“
            self.room, self.level_of_place = head.named_room, part.line.level
        if following is not None and following.label and following.label[0] == "moderation" and head and head.room:
            self.chairs = [following]
            following.role = Role.GROUP_TIME
            self._leave_out("heading", HEADING, part.text, part.line)
            return
        if following is not None and following.role in {Role.TEXT, Role.LABEL, Role.STRAY_TIME}:
            self.description.add_line(part.line)
        elif self._is_before_sessions and not self.draft.theme and titles.is_quoted(part.text):
            self.draft.theme = unquoted(part.text)
        elif self._is_before_sessions and not is_section(part.text):
            self.description.add_line(part.line)
        else:
            self._leave_out("heading", HEADING, part.text, part.line)

    @property
    def _is_before_sessions(self):
        return not self.sessions and not self.draft.breaks

    def _take_day(self, part, following):
        self.close()
        self.chairs = []
        head = part.head
        declares = not self.sessions and head.dates is not None and head.dates.is_range
        is_known = self.days.set_day_of(head, part.line, declares=declares)
        take_words_of_day(head, part.line, self.questions)
        if head.room or head.is_hybrid or self.room_of_day:
            self.room = head.named_room
            self.room_of_day = self.room if head.room or head.is_hybrid else None
        is_text = bool(head.title or head.people or head.remarks or not is_known)
        note_day(self.draft, self.days.day, part, is_text=is_text)
        if is_text:
            self.description.add_line(part.line)
            if self.sessions:
                message = _("The words beside the day stand in the description of the conference.")
                self.report.info("text_of_day", message, part.line.number)

    def _take_frame(self, part, following):
        """The day and the place of it all; what of the line is neither stays in the description."""
        head = part.head
        self.days.set_day_of(head, part.line, declares=head.dates.is_range)
        is_text = not self._take_place(place_of(part), part)
        note_day(self.draft, self.days.day, part, is_text=is_text)
        if is_text:
            self.description.add_line(part.line)
        written = [found for found in head.when if find_times(found)]
        if written and not head.times:
            self.description.add(", ".join(written))

    def _take_place(self, place, part):
        """Set venue and mode, unless the organiser says that this is no place."""
        if place is None or (place.venue and self.draft.venue) or (place.mode and self.draft.mode):
            return False
        if not place.is_certain:
            guess = "text" if self.has_place else "place"
            if self.questions.ask("venue", place.venue, ("place", "text"), guess, part.line) == "text":
                return False
        self.draft.venue, self.draft.mode = place.venue or self.draft.venue, place.mode or self.draft.mode
        return True

    def _take_track(self, part, following):
        self.close()
        self.track, self.room = part.text[:SHORT_NAME_LENGTH], rooms.NO_ROOM
        self.level_of_place = part.line.level

    def _take_room(self, part, following):
        self.close()
        self.room = rooms.read(part.text)
        self.level_of_place = part.line.level

    def _take_mail(self, part, following):
        message = _("Left out, because it belongs to the letter around the programme: “{text}”.")
        self._leave_out("letter", message, part.line.raw.strip(), part.line)

    def _leave_out(self, code, message, words, line):
        """Say that the programme does not show these words."""
        self.report.info(code, format_lazy(message, text=in_quotes_lazy(words)), line.number)
        self.report.unused.append((line.number, words))

    def _take_letter(self, part, following):
        self.close()
        self._take_mail(part, following)

    def _take_end(self, part, following):
        self.close()

    # Times

    def _take_time(self, part, following):
        self.close(keep_waiting=True)
        self.waiting.append(part)

    def _take_late_time(self, part, following):
        if self.session is None:
            self._take_stray_time(part, following)
            return
        if part.head.has_day:
            self.days.set_day_of(part.head, part.line)
        self.session.add(part.head, part.line)
        self.session.add_slots(part.times, part.line, part.text)

    def _take_stray_time(self, part, following):
        if self.session is None and part.head.has_day:
            dates = part.head.dates
            self.days.set_day_of(part.head, part.line, declares=dates is not None and dates.is_range)
        if self.session is not None or not self._is_before_sessions:
            message = _("This time belongs to no title. It stays in the text.")
            self.report.warning("time_alone", message, part.line.number)
        self.text.add_line(part.line)

    # Sessions

    def _take_title(self, part, following):
        if self.session is not None and follow_ups.take(self.session, part):
            return
        self.close(keep_waiting=True)
        self.open(part.head or take_apart(part.line.text), part.line, part.text)

    def _take_member(self, part, following):
        self.close()
        self.open(part.head or take_apart(part.line.text), part.line, part.text, times=self.group_times)

    def _take_group(self, part, following):
        self.close(keep_waiting=True)
        head = part.head or take_apart(part.line.text)
        if head.has_day:
            self.days.set_day_of(head, part.line)
        waiting, self.waiting = self.waiting, []
        self.group_times = [times for found in waiting for times in found.times] + head.times
        if following is not None and following.role is Role.LATE_TIME:
            self.group_times += following.times
            following.role = Role.GROUP_TIME
        message = _("“{text}” was read as the group of the sessions below it.")
        self._leave_out("group", message, part.text, part.line)

    def _take_group_time(self, part, following):
        """Nothing is left to do: its group took the time."""

    def open(self, head, line, written, *, times=()):
        """Open a session with the times that wait for it, its own, or those of its group; or note a break."""
        waiting, self.waiting = self.waiting, []
        for found in waiting:
            self.days.set_day_of(found.head, found.line)
        is_dated = self.days.set_day_of(head, line)
        spans = [(span, found.line, found.text) for found in waiting for span in found.times]
        spans += [(span, line, written) for span in head.times]
        if spans:
            self.group_times = [span for span, _line, _written in spans]
        spans = spans or [(span, line, written) for span in times or successors.times_of(head, self)]
        if not spans and self.breaks.add_next(head, line):
            return
        room = next((found.head.room for found in waiting if found.head.room), "")
        room_of_break = head.room if self.room_of_day else head.room or room or self.room.name
        if spans and head.is_break and self.breaks.add(head.title, room_of_break, spans, line):
            return
        if spans and pauses.is_end(head.title) and self._end_last(*spans[0], head.title):
            return
        self.questions.settle(head, line, line.number)
        title = titles.title_of(head, written, line, self.report)
        own = {"days": self.days, "questions": self.questions, "room": head.room or room}
        self.session = OpenSession(title, line, usual=self.room, track=self.track, **own)
        self.session.is_usual_of_day = self.room is self.room_of_day
        self.sessions.append(self.session)
        if not is_dated:
            self.session.notes.append(" ".join(head.when))
        self.session.take_rough_time(head, line)
        for span, source, text in spans:
            self.session.add_slots([span], source, text)
        for found in waiting:
            self.session.add(found.head, found.line)
        self.session.add(head, line)
        for found in self.chairs:
            self.session.take_label(found)

    def _end_last(self, times, line, written, title):
        """„16 Uhr: Ende“ is the end of what came last, where that has none."""
        placed = self.days.placed(times, line, written)
        if placed is None:
            return False
        message = _("“{text}” was read as the end of the programme.")
        written = plain(written)
        self._leave_out("end", message, written if title in written else f"{written} {title}", line)
        slots = self.sessions[-1].draft.slots if self.sessions else []
        if slots and slots[-1].ends_at is None and slots[-1].starts_at < placed[0]:
            slots[-1] = replace(slots[-1], ends_at=placed[0])
        return True

    def close(self, *, keep_waiting=False):
        """Close the session that is open; a time that still waits has no title."""
        if self.session is not None:
            self.session.finish()
        self.session = None
        if not keep_waiting:
            waiting, self.waiting = self.waiting, []
            for part in waiting:
                self._take_stray_time(part, None)

    # Text

    @property
    def text(self):
        return self.session.abstract if self.session is not None else self.description

    def _take_label(self, part, following):
        if self.session is not None:
            self.session.take_label(part)
            return
        name, value = part.label
        if part is self.title_part:
            return
        if name == "theme" and not self.draft.theme and len(value) <= NAME_LENGTH:
            self.draft.theme = unquoted(value)
        elif name == "zone" and value in zoneinfo.available_timezones():
            self.draft.time_zone = value
            self.days.set_zone(value)
        elif not (name == "room" and self._is_before_sessions and self._take_place(read_place(part.text), part)):
            self._take_text_of_conference(part)

    def _take_text(self, part, following):
        if self.session is None:
            self._take_text_of_conference(part)
        elif self.breaks.take_line(part, following):
            self.close()
        elif successors.is_asked_about(part) or not follow_ups.take_announced(self.session, part):
            self.session.take_text(part, following)

    def _take_text_of_conference(self, part):
        theme = titles.theme_of(part.text, is_before_sessions=self._is_before_sessions)
        if theme and not self.draft.theme:
            self.draft.theme = theme
            return
        if self._is_before_sessions and not self.has_place and self._take_place(unlabelled_place(part.text), part):
            return
        if "@" in part.text:
            message = _("This text would be public and holds an e-mail address.")
            self.report.warning("address", message, part.line.number)
        self.description.add_line(part.line)

    # The end

    def _finished(self, parts):
        draft = self.draft
        if not self.sessions and not self._make_single_session(parts):
            message = _("No session was found: no title with a time, and no heading that is one.")
            self.report.error("no_sessions", message)
            return None
        draft.sessions = [session.draft for session in self.sessions]
        draft.language = language_of("\n".join(part.line.raw for part in parts))
        modes.give_rooms(self.sessions, draft, self.report)
        self.meeting_links.settle(draft, parts)
        endless = [found for session in self.sessions for found in session.endless]
        assume_ends(draft, [*endless, *self.breaks.endless], self.questions)
        self.questions.drop_known()
        settle_online_rooms(draft)
        draft.sessions = with_turns(draft.sessions)
        draft.starts_on, draft.ends_on = days_of(draft, self.days.calendar, self.report)
        give_whole_days(self.sessions, draft, self.questions)
        note_when_and_where(self.sessions, draft, self.report)
        draft.description = str(self.description)
        check(draft, self.report)
        unite_people(draft, self.questions, parts)
        settle_states(draft, self.report, parts)
        check_texts(draft, self.report, parts)
        keep_everything(draft, self.report, parts, understood=" ".join(one.understood for one in self.sessions))
        check_lengths(draft, self.report)
        return None if self.report.has_errors else draft

    def _make_single_session(self, parts):
        """A text about one event, whose title is that of the conference: that is its session."""
        part = next((part for part in parts if part.times), None)
        if not self.draft.title or part is None:
            return False
        session = OpenSession(self.draft.title, self.title_part.line, days=self.days, questions=self.questions)
        session.abstract, self.description = self.description, Prose()
        self.days.set_day_of(part.head, part.line)
        session.add(replace(part.head, title=""), part.line)
        session.add_slots(part.times, part.line, part.text)
        session.finish()
        self.sessions.append(session)
        return bool(session.draft.slots)
