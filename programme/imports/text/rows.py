"""The rows of a table with a programme, as sessions and breaks."""

from dataclasses import replace
from itertools import groupby

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from programme.imports.draft import SHORT_NAME_LENGTH
from programme.imports.text import aids, modes, notes, pauses, rooms
from programme.imports.text.enumerations import entries_of
from programme.imports.text.heads import take_apart
from programme.imports.text.labels import read_label
from programme.imports.text.lines import Kind, plain
from programme.imports.text.parts import ROUGH_WORDS, Role
from programme.imports.text.remarks import ROLES, Head, take_label, take_labelled, take_remark
from programme.imports.text.tables import CELL_BREAK, head_of, read_table, read_times

EMPTY = " –—-"


def with_tables(parts):
    """Yield (part, the next one, None) for each part, and (None, None, lines) for each table as a whole."""
    index = 0
    while index < len(parts):
        end = index
        while end < len(parts) and parts[end].role is Role.TABLE and (end == index or parts[end].line.kind is Kind.ROW):
            end += 1
        if end > index:
            yield None, None, [part.line for part in parts[index:end]]
            index = end
            continue
        yield parts[index], parts[index + 1] if index + 1 < len(parts) else None, None
        index += 1


def _span_of(entry):
    """What cells side by side have in common that are one: their words, but not where each column is a day."""
    column, cell = entry
    return (column if column is None or column.is_day else None), cell


class Rows:
    """Goes through the rows of one table and gives each entry to the assembler."""

    def __init__(self, assembler):
        self.assembler = assembler
        self.draft = assembler.draft
        self.days = assembler.days
        self.description = assembler.description
        self.times = []  # of the last row that had any; they hold for rows without
        self.rough = ""  # „nachmittags“ in their place

    def take(self, lines):
        rows = read_table(lines)
        if rows is None:
            self._keep_as_table(lines)
            return
        self.assembler.close()
        for row in rows:
            self._take_row(row)
        self.assembler.close()

    def _keep_as_table(self, lines):
        """A table about something else is text."""
        for line in lines:
            self.assembler.text.add(line.raw.strip(), opens=line is lines[0])
            if line.kind is Kind.HEADER and "|" in line.raw:
                self.assembler.text.add("| --- " * len(line.cells) + "|", opens=False)

    def _take_row(self, row):
        if row.only_cell and self._take_banner(row):
            self.times, self.rough = [], ""
            return
        cells = row.cells
        if (cell := cells.pop("date", "")) and not self._take_day(cell, row.line):
            row.others.append(("", cell))
        if cell := cells.pop("time", ""):
            self._take_times(cell, cells.pop("end", ""), row)
        entries = [(None, cells.pop("title"))] if "title" in cells else row.parallel
        entries = [(column, cell) for column, cell in entries if plain(cell).strip(EMPTY)]
        entries = self._joined(entries, row)
        entries = [(column, entry) for column, cell in entries for entry in entries_of(cell)]
        if len(entries) == 1 and row.parallel and pauses.is_break(plain(entries[0][1])):
            entries = [(None, entries[0][1])]  # in the first column of rooms, and meant for all
        made = [(column, self._take_entry(column, cell, row)) for column, cell in entries]
        self._give_access_links(row, [(column, session.draft) for column, session in made if session])
        if not entries:
            for cell in [*cells.values(), *(cell for _header, cell in row.others)]:
                self.description.add(cell)

    def _take_banner(self, row):
        """A row with one cell is a day or a heading; False: it has a time and is an entry."""
        head = take_apart(row.only_cell)
        if head.times:
            return False
        self.days.set_day_of(head, row.line)
        if head.title:
            self.description.add(plain(row.only_cell))
        return True

    def _take_day(self, cell, line):
        head = take_apart(cell)
        return head.has_day and not head.title and not head.times and self.days.set_day_of(head, line)

    def _take_times(self, cell, end, row):
        if end:
            cell = f"{plain(cell)} – {plain(end)}"
        self.times, self.rough = read_times(cell), plain(cell) if ROUGH_WORDS.fullmatch(plain(cell)) else ""
        if self.rough:
            return
        head = take_apart(cell)
        self.days.set_day_of(head, row.line)
        if not self.times or (head.title and head.times):
            row.others.append(("", head.title or cell))

    def _joined(self, entries, row):
        """Make one entry of equal cells side by side, which is how a cell over several columns comes out.

        Over all columns it is in none of their rooms; over some, in the first of them.
        """
        joined = []
        for (_column, cell), group in groupby(entries, key=_span_of):
            columns = [column for column, _cell in group]
            if len(columns) > 1:
                self._tell_joined(cell, columns, row)
            joined.append((None if 1 < len(columns) == row.width else columns[0], cell))
        return joined

    def _tell_joined(self, cell, columns, row):
        if pauses.is_break(plain(CELL_BREAK.split(cell)[0])):
            return
        message = _("This stands across the columns {names}; it was read as one session, in the first of them.")
        if len(columns) == row.width:
            message = _("This stands across all columns ({names}); it was read as one session, without a room.")
        names = ", ".join(column.name for column in columns)
        self.assembler.report.info("across", format_lazy(message, names=names), row.line.number)

    def _take_entry(self, column, cell, row):
        head, further = head_of(cell)
        usual = self._take_column(column, head, row.line) if column is not None else None
        if row.cells.get("format", "").strip(EMPTY):
            head.format = ""  # its column says it better than a word of the title
        head.rough = head.rough or self.rough
        self.assembler.close()
        written = plain(cell)
        self.assembler.open(head, replace(row.line, text=written), written, times=self.times)
        session = self.assembler.session
        if session is None:  # it was a break
            for name, text in [*row.cells.items(), *row.others]:
                self._take_cell_of_break(name, text)
            return None
        if usual:
            session.usual, session.is_usual_of_day, session.understood = usual, False, usual.beside
        for text in further:
            if not session.take_remark_below_title(plain(text), row.line):
                session.abstract.add(text)
        for name, text in row.cells.items():
            self._take_cell(session, name, text, row.line)
        for header, text in row.others:
            session.abstract.add(f"{header}: {text}" if header else text)
        return session

    def _give_access_links(self, row, made):
        """Give a link to the session of its cell; in a cell of the whole row only if the row is one session."""
        meeting_links = self.assembler.meeting_links
        for cell, group in groupby(meeting_links.of_row(row.line.number), key=lambda link: link.cell):
            links, column = list(group), row.columns.get(cell)
            own = [session for found, session in made if column is None or found is None or found is column]
            own = own * len(links) if len(own) == 1 else own
            for index, link in enumerate(links):
                is_given = link.address in {session.access_link for _column, session in made}  # in merged cells
                meeting_links.give(link, own[index] if len(own) == len(links) else None, is_given=is_given)

    def _take_column(self, column, head, line):
        """Take up what a column says of all in it; return its NamedRoom, or None."""
        if column.is_day:
            self.days.set_day_of(take_apart(column.name), line)
        elif found := rooms.read(column.name) or (column.is_room and rooms.read_labelled(column.name)):
            head.room = head.room or found.name
            return found
        else:
            head.track = head.track or column.name[:SHORT_NAME_LENGTH]
        return None

    def _take_cell(self, session, name, cell, line):
        text = "; ".join(part.strip() for part in CELL_BREAK.split(cell))
        if not plain(text).strip(EMPTY):
            return
        head = Head()
        if self._is_taken(name, text, head):
            if notes.role_in(session.draft.format) == "panel":  # who is named beside „Podium: …“ discusses
                head.people = [replace(one, role="panel") if one.role == "speaker" else one for one in head.people]
            session.add(head, line)
            return
        session.abstract.add(text)
        if name != "abstract":
            message = _("This cell was not understood; it stands in the abstract.")
            self.assembler.report.warning("cell", message, line.number)

    def _is_taken(self, name, text, head):
        """Whether a cell says what its column promises; one of remarks may say who chairs, or how many can come."""
        if name == "abstract":
            label, words = read_label(text), plain(text)
            is_strong = notes.capacity(words) or notes.is_cancelled(words) or aids.read_note(words, is_alone=True)
            is_strong = is_strong or notes.is_only_asked(words) or modes.is_hybrid(words)
            is_said = label is not None and label[0] in ROLES | {"capacity", "help", "language", "room"}
            return bool((is_said and take_labelled(text, head)) or (is_strong and take_remark(words, head)))
        if take_labelled(text, head) or take_label(name, text, head):
            return True
        return name in ROLES | {"room", "status"} and take_remark(plain(text), head, is_bracket=True)

    def _take_cell_of_break(self, name, cell):
        text = plain(cell)
        last = self.draft.breaks[-1] if self.draft.breaks else None
        if name == "room" and last and not last.room and (room := rooms.read_labelled(text)):
            self.draft.breaks[-1] = replace(last, room=room.name)
        elif text.strip(EMPTY):
            self.description.add(cell)
