"""Tables with a programme: what each column holds, and each row as the cells of its entries."""

import re
from collections import Counter
from dataclasses import dataclass, field, replace

from programme.imports.text import labels, notes, rooms
from programme.imports.text.dates import find_dates, leading_weekday
from programme.imports.text.heads import take_apart
from programme.imports.text.lines import Kind, Line, plain
from programme.imports.text.people import read_people
from programme.imports.text.times import find_times

CELL_BREAK = re.compile(r"<br\s{0,3}/?>", re.IGNORECASE)
HOURS = re.compile(r"(\d{1,2}(?:\s?[-–—]\s?\d{1,2})?)\s?h?")
MAX_CELL = 5_000


@dataclass(frozen=True, slots=True)
class Parallel:
    """A column of its own for a room, a track or a day, as its header says."""

    name: str
    is_room: bool = False

    @property
    def is_day(self):
        return bool(find_dates(self.name)) or leading_weekday(self.name) is not None


@dataclass(slots=True)
class Row:
    """One row: its cells by what their column holds, the cells of parallel columns, and what no column claims."""

    line: Line
    cells: dict[str, str] = field(default_factory=dict)
    parallel: list[tuple[Parallel, str]] = field(default_factory=list)
    others: list[tuple[str, str]] = field(default_factory=list)  # (header, cell)
    width: int = 0  # of the parallel columns, filled or not
    columns: dict[int, Parallel] = field(default_factory=dict)  # the parallel ones, by the index of their cells

    @property
    def only_cell(self):
        """The text of a row that fills one cell only: a day or a heading across the table. Else ""."""
        filled = [
            *self.cells.values(),
            *(cell for _name, cell in self.parallel),
            *(cell for _name, cell in self.others),
        ]
        return filled[0] if len(set(filled)) == 1 and "title" not in self.cells and not self.parallel else ""


def read_table(lines):
    """Return the rows of a table, or None: it holds no programme, but something else."""
    header = _header(lines[0])
    rows = lines[1:] if header else lines
    columns = _columns(header, lines[0].cells, rows) if header else _guessed_columns(rows)
    if "time" not in columns and not ("title" in columns and {"date", "speaker"} & {*filter(_is_name, columns)}):
        return None
    return [_row(line, columns, lines[0].cells if header else ()) for line in rows]


def _is_name(column):
    return isinstance(column, str)


def _header(line):
    """Whether the first row names the columns: marked as such, or by words such as „Zeit“ and „Titel“."""
    known = [labels.read_column(plain(cell)) for cell in line.cells]
    return line.kind is Kind.HEADER or (len([name for name in known if name]) >= 2 and "time" in known)


def _columns(header, cells, rows):
    columns = []
    for cell in cells:
        name = labels.read_column(plain(cell))
        columns.append(name if name and name not in columns else Parallel(plain(cell)))
    if "time" not in columns and isinstance(columns[0], Parallel) and _holds_times(rows):
        columns[0] = "time"
    if "title" not in columns:
        columns = _with_halls(columns, cells)
        unknown = [column for column in columns if isinstance(column, Parallel)]
        if "abstract" in columns and not unknown:
            columns[columns.index("abstract")] = "title"
        elif len(unknown) == 1 and not _is_place(unknown[0]):
            columns[columns.index(unknown[0])] = "title"
    return _with_rooms(columns)


def _with_halls(columns, cells):
    """Let „Saal“ beside „Raum 2“ be the column of one room, not the column that names the room of each row."""
    if not any(isinstance(column, Parallel) and rooms.read(column.name) for column in columns):
        return columns
    return [Parallel(plain(cell)) if column == "room" else column for column, cell in zip(columns, cells, strict=True)]


def _with_rooms(columns):
    """Let a column whose name says nothing be a room where another one is: „Atelier“ beside „Raum 102“."""
    parallel = [column for column in columns if isinstance(column, Parallel)]
    if not any(rooms.read(column.name) for column in parallel):
        return columns
    return [
        replace(column, is_room=not column.is_day and not notes.is_track(column.name)) if column in parallel else column
        for column in columns
    ]


def _is_place(column):
    return column.is_day or rooms.read(column.name) is not None or notes.is_track(column.name)


def _guessed_columns(rows):
    """Without a header: times first, then titles; the others by what most of their cells are."""
    width = max(len(line.cells) for line in rows)
    if width < 2 or not _holds_times(rows):
        return []
    columns = ["time", "title"]
    for index in range(2, width):
        kinds = Counter(
            _kind(plain(line.cells[index])) for line in rows if index < len(line.cells) and line.cells[index]
        )
        name = kinds.most_common(1)[0][0] if kinds else "abstract"
        columns.append(name if name not in columns else "abstract")
    return columns


def _holds_times(rows):
    """Whether the first cells are times: then they need no header."""
    return sum(bool(read_times(line.cells[0])) for line in rows) * 2 >= len(rows)


def _kind(cell):
    if rooms.read(cell):
        return "room"
    return "speaker" if read_people(cell) else "abstract"


def read_times(cell):
    """Return the times in a cell; in a column of times „9-10“ needs no „Uhr“."""
    cell = plain(cell)
    if hours := HOURS.fullmatch(cell):
        cell = f"{hours[1]} Uhr"
    return find_times(cell)


def _row(line, columns, header):
    row = Row(line, width=0 if "title" in columns else sum(isinstance(column, Parallel) for column in columns))
    if row.width:
        row.columns = {index: column for index, column in enumerate(columns) if isinstance(column, Parallel)}
    for index, cell in enumerate(line.cells):
        if not cell or len(cell) > MAX_CELL:
            if cell:
                row.others.append(("", cell))
            continue
        column = columns[index] if index < len(columns) else ""
        if isinstance(column, Parallel) and "title" not in columns:
            row.parallel.append((column, cell))
        elif isinstance(column, Parallel) or not column or column in row.cells:
            row.others.append((plain(header[index]) if index < len(header) else "", cell))
        else:
            row.cells[column] = cell
    return row


def head_of(cell):
    """Return (Head, further lines) of a cell with a title; `<br>` ends its lines."""
    first, *further = [part.strip() for part in CELL_BREAK.split(cell) if part.strip()] or [""]
    return take_apart(first), further
