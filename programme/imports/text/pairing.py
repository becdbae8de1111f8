"""Which time belongs to which title: the one above, the one below, or none."""

from collections import Counter

from programme.imports.text.heads import take_apart
from programme.imports.text.parts import MAX_DAY_LINE, MAX_PLAIN_TITLE, Role, first_heading


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


def pair_times(parts, level):
    """Give each time that stands alone to the title below or above it."""
    stands_above = _times_stand_above(parts, level)
    first = first_heading(parts) if _has_other_starts(parts) else None
    for index in range(len(parts) - 1, -1, -1):  # from below: of two times above one title the lower is settled first
        part = parts[index]
        if part.role is Role.TIME and not part.label and stands_above:
            _pair_with_below(parts, index, level)
    for index, part in enumerate(parts):
        if part.role is not Role.TIME or _is_paired(parts, index):
            continue
        if part.label:
            _pair_labelled(parts, index, level, first)
        elif not (_pair_with_above(parts, index, level) or _pair_with_below(parts, index, level)):
            _pair_plain(parts, index)


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


def _pair_plain(parts, index):
    """Where no heading is beside a time: the title is the short line above in its paragraph, or the line below."""
    part = parts[index]
    above = parts[index - 1] if index else None
    below = parts[index + 1] if index + 1 < len(parts) else None
    can_be_above = (
        above is not None
        and above.role is Role.TEXT
        and above.line.opens
        and len(above.text) <= MAX_PLAIN_TITLE
        and not above.text.endswith((".", ",", ";", ":"))
    )
    can_be_below = below is not None and below.role in {Role.TEXT, Role.HEADING}
    if can_be_above and (not part.line.opens or not can_be_below or _looks_like_prose(below)):
        above.role, part.role = Role.TITLE, Role.LATE_TIME
        above.head = take_apart(above.line.text)
    elif can_be_below:
        below.role = Role.TITLE
    elif below is not None and below.role is Role.TIME and not below.label and not contains(part.times, below.times):
        pass  # two times above one title
    else:
        part.role = Role.STRAY_TIME


def _looks_like_prose(part):
    return len(part.text) > MAX_PLAIN_TITLE or part.text.endswith(".")
