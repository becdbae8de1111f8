"""The coming programme, as an import would leave it: by day and time, each row with what is to be said about it."""

from bisect import bisect_right
from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import groupby

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from programme.imports.changes import Action, Coming, FieldChange
from programme.imports.draft import Question, ReportEntry
from programme.imports.preview_rows import break_row, session_row
from programme.imports.writer.names import fold
from programme.meeting_links import without_meeting_links
from programme.models import Room

MAX_QUOTE = 300
OF_NEXT = frozenset(
    {"group", "heading", "place_of_day", "text_of_day"}
)  # they quote a line above the sessions that they concern


@dataclass(frozen=True, slots=True)
class Asked:
    """A question with the answer that holds, and all lines that it is about. `is_assumed`: nobody has answered yet.

    An answer of an earlier import counts as one.
    """

    question: Question
    answer: str
    is_assumed: bool
    lines: tuple[int, ...]

    @property
    def quote(self):
        return _words(self.question.quote)

    @property
    def source(self):
        """Return whence the answer comes that is chosen, in a few words."""
        if self.is_assumed:
            return _("presumed")
        is_as_before = self.question.known and self.answer == self.question.guess
        return (
            {"answered": _("as last time"), "stored": _("as in the programme")}[self.question.known]
            if is_as_before
            else ""
        )

    @property
    def options(self):
        return [(choice, choice.value == self.answer) for choice in self.question.choices]

    @property
    def answer_label(self):
        return next((choice.label for choice in self.question.choices if choice.value == self.answer), self.answer)


@dataclass(frozen=True, slots=True)
class Remark:
    """Something to look at, with the line of the text as it was written."""

    entry: ReportEntry
    quote: str
    others: tuple[tuple[int, str], ...] = ()  # (line, quote) of all, where the same is to be said of several

    @property
    def count(self):
        return len(self.others) or 1


def _frame(draft):
    """Return what holds for the whole conference: its theme, its days, and where it takes place.

    Of a conference that is there the place says by itself how it takes place.
    """
    days = [draft.starts_on, draft.ends_on] if draft.ends_on != draft.starts_on else [draft.starts_on]
    when = " – ".join(date_format(day, "DATE_FORMAT") for day in days if day)
    where = ", ".join(filter(None, [draft.venue, str(dict(Room.Kind.choices).get(draft.mode, ""))]))
    return [words for words in (draft.theme, when, where) if words]


def count_statuses(sessions):
    """Return how many people of these DraftSessions count as confirmed, requested or declined: {status: number}."""
    by_person = defaultdict(set)
    for session in sessions:
        for person in session.appearances:
            by_person[fold(person.name)].add(person.status)
    order = ("requested", "confirmed", "declined", "withdrawn")  # of somebody who has several
    return Counter(next(status for status in order if status in found) for found in by_person.values())


class Preview:
    """What an organiser looks at before an import.

    `frame`: what holds for all of it. `days`: [(day or None, [Row])] by time, without a time last. `general`: remarks
    that belong to no row; `repeated`: those that are said of several lines. `source`: the text, whose lines are quoted.
    `homeless`, `described`: [(number or None, words)] of the lines that would stand nowhere, and of those that stand in
    the description of the conference. `statuses`: how many people count as what.
    """

    def __init__(self, draft, report, changes, *, source, answers=None):
        self.source = source.split("\n")
        self.changes = changes
        self.frame = _frame(changes.conference or draft)
        self.unused = report.unused
        self.questions = _asked(report.questions, answers or {})
        sessions = changes.sessions or [Coming(session, session, session.status) for session in draft.sessions]
        breaks = changes.breaks or [Coming(slot, slot) for slot in draft.breaks]
        self.rows = [*map(session_row, sessions), *map(break_row, breaks)]
        self.rows.sort(key=lambda row: row.line or 0)
        self._starts = [row.line or 0 for row in self.rows]
        self.general = []
        self.general_questions = []
        self._named_days = draft.days
        self._tell_changes()
        self._place_questions()
        self._place_remarks([*report.entries, *changes.report.entries])
        self.days = self._by_day()
        self.statuses = count_statuses(coming.is_now for coming in sessions)
        self.people = sum(self.statuses.values())
        self.homeless = [self._found(words) for words in changes.homeless]
        here = fold((changes.conference or draft).description)
        lines = [words.strip() for words in draft.description.splitlines()]
        self.described = [self._found(words) for words in lines if words and fold(words) in here]

    @property
    def sessions(self):
        return sum(not row.is_break for row in self.rows)

    @property
    def breaks(self):
        return sum(row.is_break for row in self.rows)

    @property
    def headed_days(self):
        """Return [(heading, [Row])] of all days, also of those that the text names and that have no session."""
        words = defaultdict(list)
        for named in self._named_days:
            words[named.day] += [named.words] if named.words else []
        rows = {day: [] for day in words} | dict(self.days)
        last = date.max
        return [
            (" · ".join([date_format(day, "l, j. F Y"), *dict.fromkeys(words[day])]) if day else "", rows[day])
            for day in sorted(rows, key=lambda day: day or last)
        ]

    @property
    def dated_days(self):
        return sum(day is not None for day, _rows in self.days)

    @property
    def open_questions(self):
        return sum(asked.is_assumed for asked in self.questions)

    @property
    def to_check(self):
        found = [remark for row in self.rows for remark in row.remarks] + self.general + self.repeated
        return sum(remark.count for remark in found if remark.entry.level != "info") + len(self.homeless)

    @property
    def all_answers(self):
        """Return {key: value} of the answers that this preview shows."""
        return {asked.question.key: asked.answer for asked in self.questions}

    def quote(self, line):
        if not line or line > len(self.source):
            return ""
        return _words(self.source[line - 1])

    def _found(self, words):
        """Return (number, words) of a line that stands in the text as it was written, (None, words) of any other."""
        return self._first_lines.get(words), _words(words)

    @cached_property
    def _first_lines(self):
        return {line.strip(): number for number, line in reversed([*enumerate(self.source, 1)])}

    def _row_of(self, line):
        """Return the row that a line is about: it stands there, or it is the last one that began before it."""
        if not line or not self.rows:
            return None
        if line in self._rows_by_line:
            return self._rows_by_line[line][0]
        position = bisect_right(self._starts, line)
        return self.rows[position - 1] if position else None

    def _row_after(self, line):
        """Return the first row that begins below a line, which is about what follows."""
        position = bisect_right(self._starts, line)
        return self.rows[position] if position < len(self.rows) else None

    @cached_property
    def _rows_by_line(self):
        by_line = defaultdict(list)
        for row in self.rows:
            for line in row.lines:
                by_line[line].append(row)
        return by_line

    # What becomes of it

    def _tell_changes(self):
        """Put each change to its row; `others` are those that belong to none, such as what the text no longer has."""
        self.others = []
        rows = defaultdict(list)
        for row in self.rows:
            rows["break" if row.is_break else "session", row.line, row.said].append(row)
        for change in self.changes.entries:
            own = rows[change.kind, change.line, change.name]
            stays = change.action == Action.GONE  # the whole of it, or a fact that the text leaves out
            is_kept = change.action in {Action.KEPT, Action.EDITED}
            if stays and not change.fields:
                self.others.append(change)
            elif own:
                action = Action.KEPT if is_kept else change.action
                own[0].action = own[0].action if stays else own[0].action or action if is_kept else action
                own[0].fields += _fields_of(change)
                del own[: len(own) > 1]
            elif change.kind in {"slot", "appearance"} and (row := self._row_of(change.line)):
                if not change.is_part:
                    action = Action.KEPT if is_kept else Action.CHANGED
                    row.action = row.action or (None if stays else action)
                    row.fields += _fields_of(change) or [(change.action, FieldChange(change.label, "", change.name))]
            elif change.action != Action.CREATED:
                self.others.append(change)

    # Questions and remarks

    def _place_questions(self):
        for asked in self.questions:
            question = asked.question
            at_title = self._rows_by_line.get(question.session_line, ())
            row = at_title[0] if at_title else self._row_of(question.line)
            row = self._row_after(question.line) if question.code in OF_NEXT else row
            (row.questions if row else self.general_questions).append(asked)

    def _place_remarks(self, entries):
        same = defaultdict(list)
        for entry in entries:
            same[entry.level, entry.code, str(entry.message)].append(entry)
        self.repeated = []
        for first, *others in same.values():
            if others:
                lines = tuple((entry.line, self.quote(entry.line)) for entry in (first, *others))
                self.repeated.append(Remark(first, "", lines))
                continue
            is_of_next = first.code in OF_NEXT
            remark = Remark(first, "" if is_of_next else self.quote(first.line))
            row = self._row_after(first.line) if is_of_next else self._row_of(first.line)
            (row.remarks if row else self.general).append(remark)

    def _by_day(self):
        days = defaultdict(list)
        for row in self.rows:
            days[row.day].append(row)
        for rows in days.values():
            rows.sort(key=lambda row: (row.starts_at is None, row.starts_at or 0, row.line or 0))
        return sorted(days.items(), key=lambda item: (item[0] is None, item[0] or date.min))


def _words(line):
    """Return a line as it reads, without the marks of its layout, which a Word document never had.

    A cell over several columns, which stands in each of them, is said once.
    """
    from programme.imports.text.lines import plain  # with it comes the reader of texts (documents.read)

    if line.lstrip().startswith("|"):
        cells = (cell.strip() for cell in line.strip().strip("|").split("|"))
        line = " | ".join(cell for cell, _same in groupby(cells) if cell)
    words = plain(without_meeting_links(line.strip().lstrip("#").strip()))
    return words[:MAX_QUOTE] + ("…" if len(words) > MAX_QUOTE else "")


def _fields_of(change):
    action = Action.KEPT if change.action == Action.EDITED else change.action
    return [(action, one) for one in change.fields]


def _asked(questions, answers):
    lines = defaultdict(list)
    for question in questions:
        if question.line and question.line not in lines[question.key]:
            lines[question.key].append(question.line)
    first = {}
    for question in questions:
        first.setdefault(question.key, question)
    result = []
    for key, question in first.items():
        answer = answers.get(key)
        is_known = answer in {choice.value for choice in question.choices}
        held = answer if is_known else question.guess
        result.append(Asked(question, held, not (is_known or question.known), tuple(lines[key])))
    return result
