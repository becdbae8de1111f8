"""A day of the programme as a table: hours to scale, one column for each room or track, breaks across.

The same table is a list on a narrow screen: its cells stand in the order of time, then column. Days in, tables out.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import chain, groupby, pairwise

FROM_AT_ONCE = 4  # from so many columns at once on, a table is clearer than a list
OPEN_END = timedelta(minutes=30)  # how tall something stands whose end is open
OVERNIGHT = timedelta(hours=1)  # and something that goes on the next day
STEP, TALLEST = 5, 240  # minutes: what heights are rounded to, and the greatest
GAP = 15  # minutes: the height of a time at which there is nothing


@dataclass
class Cell:
    """Entries that share a place: mostly one; several where they overlap in one column; none in an empty place."""

    entries: list = field(default_factory=list)
    rows: int = 1
    columns: int = 1
    is_break: bool = False
    is_repeated: bool = False  # the rest of a break that something else stands in the midst of

    @property
    def shape(self):
        return self.rows, self.columns, self.is_break, self.is_repeated


@dataclass
class Row:
    starts_at: datetime
    minutes: int = 0  # its height
    begins: bool = False  # whether something begins here
    cells: list = field(default_factory=list)


@dataclass
class Grid:
    """`columns` are rooms, tracks, or None for what has none. `above` are breaks for which no column has room.

    `at_once`: in how many columns something takes place at the same time, breaks aside.
    """

    columns: list
    rows: list
    above: list
    at_once: int

    @property
    def is_wide(self):
        return len(self.columns) > 8


@dataclass
class _Block:
    """Entries of one column that overlap each other, and the time that they take together."""

    starts_at: datetime
    ends_at: datetime
    entries: list


def grid(day, zone):
    """Return the Grid of a Day of programme.timetable, or None where nothing begins on it."""
    entries = [entry for entry in day.entries if entry.session]
    if not entries:
        return None
    column_of = _by_room if any(entry.slot.room for entry in entries) else _by_track
    columns = sorted({column_of(entry) for entry in entries}, key=_place)
    return _table(day.entries, columns, column_of, zone)


def whole(entries, rooms, hours, zone):
    """Return the Grid of all these rooms, and of no room (None), for organisers: what is empty is there, to scale.

    `entries` are of one day, in the order of time; `hours` are moments at which a row begins in any case.
    """
    return _table(entries, [*rooms, None], _by_room, zone, hours)


def _table(entries, columns, column_of, zone, hours=()):
    of_column = defaultdict(list)
    for entry in entries:
        if entry.session:
            of_column[column_of(entry)].append(entry)
    ends = _ends(entries)
    blocks = {column: _blocks(of_column[column], ends) for column in columns}
    breaks = _blocks([entry for entry in entries if not entry.session], ends)
    all_blocks = [*breaks, *chain.from_iterable(blocks.values())]
    moments = sorted({*hours, *(moment for block in all_blocks for moment in (block.starts_at, block.ends_at))})
    places = [[None] * len(columns) for _row in moments[:-1]]
    row_of = {moment: number for number, moment in enumerate(moments)}
    for number, column in enumerate(columns):
        for block in blocks[column]:
            _put(places, block, row_of, [number])
    at_once = max(sum(cell is not None for cell in row) for row in places)
    above = [block for block in breaks if not _put_across(places, block, row_of)]
    rows = _rows(moments, places, zone, is_to_scale=bool(hours))
    return Grid(columns, rows, [entry for block in above for entry in block.entries], at_once)


def _by_room(entry):
    return entry.slot.room


def _by_track(entry):
    return entry.session.track


def _place(column):
    """Order columns as organisers did; what has no room or track stands last."""
    return (column is None, column and column.position, column and column.pk)


def _ends(entries):
    """Return {primary key of a slot: until when it stands in the table}."""
    return {entry.slot.pk: _end(entry.slot) for entry in entries}


def _end(slot):
    if slot.ends_at is None:
        return slot.starts_at + OPEN_END
    is_of_one_day = slot.ends_at - slot.starts_at < timedelta(hours=16)
    return slot.ends_at if is_of_one_day else slot.starts_at + OVERNIGHT


def _blocks(entries, ends):
    """Join what overlaps; entries are in the order of time."""
    found = []
    for entry in entries:
        starts_at, ends_at = entry.slot.starts_at, ends[entry.slot.pk]
        if found and starts_at < found[-1].ends_at:
            found[-1].entries.append(entry)
            found[-1].ends_at = max(found[-1].ends_at, ends_at)
        else:
            found.append(_Block(starts_at, ends_at, [entry]))
    return found


def _put(places, block, row_of, columns, **marks):
    """Let a block take these neighbouring columns for its time."""
    first, last = row_of[block.starts_at], row_of[block.ends_at]
    cell = Cell(block.entries, last - first, len(columns), **marks)
    for row in range(first, last):
        for column in columns:
            places[row][column] = cell


def _put_across(places, block, row_of):
    """Let a break take all columns that are free for its time; return whether there was one."""
    rows = places[row_of[block.starts_at] : row_of[block.ends_at]]
    is_free = [not any(column) for column in zip(*rows, strict=True)]
    runs = [
        [number for number, _free in run] for free, run in groupby(enumerate(is_free), key=lambda pair: pair[1]) if free
    ]
    for number, columns in enumerate(runs):
        _put(places, block, row_of, columns, is_break=True, is_repeated=number > 0)
    return bool(runs)


def _rows(moments, places, zone, *, is_to_scale):
    """Return the Rows; a cell stands where it begins, and an empty one wherever there is nothing.

    `is_to_scale`: whether a time at which there is nothing has its height, too.
    """
    rows, seen = [], set()
    for (moment, following), taken in zip(pairwise(moments), places, strict=True):
        height = _height(following - moment) if is_to_scale or any(taken) else GAP
        row = Row(moment.astimezone(zone), height)
        for cell in taken:
            if cell is None:
                row.cells.append(Cell())
            elif id(cell) not in seen:
                seen.add(id(cell))
                row.cells.append(cell)
                row.begins = row.begins or not cell.is_repeated
        rows.append(row)
    return rows


def _height(span):
    minutes = round(span / timedelta(minutes=STEP)) * STEP
    return min(max(minutes, STEP), TALLEST)
