"""Which time belongs to which title: the one above, the one below, or none."""

from collections import Counter

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from programme.imports.text import labels
from programme.imports.text.head import Head
from programme.imports.text.heads import take_apart
from programme.imports.text.parts import MAX_DAY_LINE, MAX_PLAIN_TITLE, Role, first_heading
from programme.imports.text.remarks import take_remark
from womconf.quotes import in_quotes_lazy


def contains(outer, inner):
    """Whether the outer span is the frame of the inner one: „9–16 Uhr“ above „9:30“."""
    if not outer or not inner or outer[0].ends is None:
        return False
    return outer[0].starts <= inner[0].starts and (inner[0].ends or inner[0].starts) <= outer[0].ends


def title_level(parts):
    """Return the level of the headings that are titles of sessions: those with a time, or beside one. None: no such."""
    levels = Counter()
    for index, part in enumerate(parts):
        if part.role is Role.TITLE and part.line.is_title_like:
            levels[part.line.level] += 1
        elif part.role is Role.TIME and not part.label:
            neighbours = {_beside(parts, index, -1), _beside(parts, index, 1)} - {None}
            levels.update({parts[found].line.level for found in neighbours})
    if not levels:
        others = any(part.is_start and not part.label for part in parts)
        for index, part in enumerate(parts):
            heading = _heading_above(parts, index) if part.role is Role.TIME else None
            if heading is not None and not (others and heading == first_heading(parts)):
                levels[parts[heading].line.level] += 1
    if not levels:
        return None
    return max(levels, key=lambda level: (levels[level], level))


def _beside(parts, index, step):
    """The index of a heading directly above (-1) or below (1) a part; None: there is something else."""
    neighbour = index + step
    if 0 <= neighbour < len(parts) and parts[neighbour].role is Role.HEADING:
        return neighbour
    return None


def _heading_above(parts, index):
    for above in range(index - 1, max(-1, index - 200), -1):
        if parts[above].role is Role.HEADING:
            return above
        if parts[above].role in {Role.TITLE, Role.DAY} and not parts[above].label:
            return None
    return None


def pair_times(parts, level, report):
    """Give each time that stands alone to the title below or above it."""
    stands_above = _times_stand_above(parts, level)
    first = first_heading(parts) if _has_other_starts(parts) else None
    for index in range(len(parts) - 1, -1, -1):  # from below: of two times above one title the lower is settled first
        part = parts[index]
        if part.role is Role.TIME and not part.label and stands_above:
            _pair_with_below(parts, index, level)
    plain = []
    for index, part in enumerate(parts):
        if part.role is not Role.TIME or _is_paired(parts, index):
            continue
        if part.label:
            _pair_labelled(parts, index, level, first)
        elif not (_pair_with_above(parts, index, level) or _pair_with_below(parts, index, level)):
            plain.append(index)
    is_below = _times_stand_below(parts, plain)
    for index in plain:
        _pair_plain(parts, index, report, is_below=is_below)


def _times_stand_above(parts, level):
    """Whether times stand above their titles: the order that leaves fewer times and titles alone."""
    events = [
        "T" if part.role is Role.TIME else "H"
        for part in parts
        if (part.role is Role.TIME and not part.label) or (part.role is Role.HEADING and part.line.level == level)
    ]
    sequence = "".join(events)
    return sequence.count("TH") >= sequence.count("HT")


MAX_TIMES_ABOVE = 6  # of one title
MAX_REMARKS = 4  # lines between a title and the time below it, with who speaks


def _is_paired(parts, index):
    """Whether a time above a title was given to it."""
    below = index + 1
    while (
        below < min(len(parts), index + MAX_TIMES_ABOVE) and parts[below].role is Role.TIME and not parts[below].label
    ):
        below += 1
    return not parts[index].label and below < len(parts) and parts[below].role is Role.TITLE and not parts[below].times


def _pair_with_below(parts, index, level):
    below = index + 1
    if below < len(parts) and parts[below].role is Role.TIME and _is_paired(parts, below):
        return not contains(parts[index].times, parts[below].times)
    found = _beside(parts, index, 1)
    if found is None or (level is not None and parts[found].line.level != level):
        return False
    parts[found].role = Role.TITLE
    return True


def _pair_with_above(parts, index, level):
    above = index - 1
    if above >= 0 and parts[above].role is Role.LATE_TIME:
        parts[index].role = Role.LATE_TIME
        return True
    for _step in range(3):  # a line with people or a label may stand between title and time
        if above < 0 or not (parts[above].role is Role.LABEL or _is_short(parts[above])):
            break
        above -= 1
    if above < 0 or parts[above].role is not Role.HEADING:
        return False
    is_beside = _beside(parts, index, 1) is not None
    is_elsewhere = above < index - 1 or is_beside or above == first_heading(parts)
    if level is not None and parts[above].line.level != level and is_elsewhere:
        return False  # with nothing between, a heading of another level is a habit that changed on the way
    if above < index - 1 and is_beside:
        return False
    parts[above].role, parts[index].role = Role.TITLE, Role.LATE_TIME
    return True


def _is_short(part):
    return part.role is Role.TEXT and len(part.text) <= MAX_DAY_LINE and not part.text.endswith(".")


def _pair_labelled(parts, index, level, first):
    """„Zeit: 10–12 Uhr“ belongs to the session it stands in, or to the title directly below; else to the conference."""
    part = parts[index]
    below = parts[index + 1] if index + 1 < len(parts) else None
    if part.line.opens and below is not None and below.role is Role.TITLE and below.label and not below.times:
        return
    for above in range(index - 1, max(-1, index - 200), -1):
        found = parts[above]
        if found.role in {Role.TITLE, Role.LATE_TIME}:
            part.role = Role.LATE_TIME
            return
        if found.role is Role.HEADING:
            is_title = found.line.level == level or (level is None and above != first)
            part.role = Role.LATE_TIME if is_title else Role.STRAY_TIME
            found.role = Role.TITLE if is_title else found.role
            return
        if found.role is Role.DAY and not found.label:
            break
    part.role = Role.STRAY_TIME


def _has_other_starts(parts):
    return any(part.role in {Role.TITLE, Role.TABLE} or (part.role is Role.TIME and not part.label) for part in parts)


def _pair_plain(parts, index, report, *, is_below):
    """Where no heading is beside a time: its title is the short line above, or the line below.

    `is_below`: where both may be one, the habit of this text is to write the time below.
    """
    part = parts[index]
    above, below = _title_above(parts, index), _title_below(parts, index)
    if above is not None and (below is None or is_below or not part.line.opens or _looks_like_prose(below)):
        if not above.line.opens:
            message = _("“{text}” was read as the title of the time below it.")
            report.info("title_above", format_lazy(message, text=in_quotes_lazy(above.text)), above.line.number)
        above.role, part.role = Role.TITLE, Role.LATE_TIME
        above.head = take_apart(above.line.text)
    elif below is not None:
        below.role = Role.TITLE
    elif not _is_time_above(parts, index):  # two times above one title
        part.role = Role.STRAY_TIME


def _title_above(parts, index):
    """Return the short line above that may be the title of a time, in its paragraph or in one of its own; else None."""
    above, is_beside = index - 1, not parts[index].line.opens
    while is_beside and above > 0 and index - above < MAX_REMARKS and _is_remark(parts[above]):
        is_beside, above = not parts[above].line.opens, above - 1
    found = parts[above] if above >= 0 else None
    if found is None or found.role is not Role.TEXT or (above < index - 1 and not is_beside) or _is_remark(found):
        return None
    if len(found.text) > MAX_PLAIN_TITLE or found.text.endswith((".", ",", ";", ":")):
        return None
    if found.line.opens:
        return found
    return found if is_beside and not found.text[0].islower() and _title_below(parts, index) is None else None


def _title_below(parts, index):
    """Return the line below that may be the title of a time; None: there is none, or it says who speaks, or where."""
    below = parts[index + 1] if index + 1 < len(parts) else None
    return below if below is not None and below.role in {Role.TEXT, Role.HEADING} and not _is_remark(below) else None


def _is_time_above(parts, index):
    """Whether another time stands below this one, so that both wait for the same title."""
    below = parts[index + 1] if index + 1 < len(parts) else None
    is_time = below is not None and below.role is Role.TIME and not below.label
    return is_time and not contains(parts[index].times, below.times)


def _is_remark(part):
    """Whether a line says who speaks, where, or how many there can be, and is no title."""
    if part.role is Role.LABEL:
        return True
    if part.role is not Role.TEXT or len(part.text) > MAX_PLAIN_TITLE:
        return False
    return labels.read_introduction(part.text) is not None or take_remark(part.text, Head())


def _times_stand_below(parts, indexes):
    """Whether more of these times have a title only above than only below: then that is where all have theirs."""
    signs = [(_title_above(parts, index), _title_below(parts, index)) for index in indexes]
    only_above = sum(above is not None and below is None for above, below in signs)
    return only_above > sum(above is None and below is not None for above, below in signs)


def _looks_like_prose(part):
    return len(part.text) > MAX_PLAIN_TITLE or part.text.endswith(".")
