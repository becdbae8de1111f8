"""Sessions side by side below one time, and agendas within a session."""

from bisect import bisect_left, bisect_right
from collections import Counter

from programme.imports.text import pauses
from programme.imports.text.codes import BARE, LETTER, ROOM, code_of, follow_each_other, session_code
from programme.imports.text.heads import take_apart
from programme.imports.text.items import GROUP_TITLE, gather_items, says_session
from programme.imports.text.lines import Kind
from programme.imports.text.notes import ADDRESS, TALKS
from programme.imports.text.pairing import contains
from programme.imports.text.parts import MAX_PLAIN_TITLE, Role


def gather_groups(parts, questions):
    """Find what is side by side: titles below a time that stands alone, „Workshop 1“, „Workshop 2“ below one."""
    _gather_below_times(parts)
    _gather_siblings(parts, questions)
    gather_items(parts, questions)
    possible = [index for index in range(len(parts)) if _can_be_member(parts[index])]
    if not possible:
        return
    ends = _ends_of_scopes(parts)
    for index, part in enumerate(parts):
        if part.role is not Role.TITLE or (part.head and part.head.below):
            continue
        members = possible[bisect_right(possible, index) : bisect_left(possible, min(ends[index], index + MAX_SCOPE))]
        own = _member_word(part.text) or (_member_word(part.head.title) if part.head else None)
        if own and own != BARE and not _takes_only_text(part):
            _make_members(parts, _of_one_list(parts, members, own, itself=part))
        elif members and (part.times or _has_time_above(parts, index)):
            word, _count = Counter(_member_word(parts[found].text) for found in members).most_common(1)[0]
            chosen = _of_one_list(parts, members, word)
            if is_no_group(part):
                _let_follow(parts, part, [found for found in chosen if session_code(parts[found].text)])
            elif _is_group(part, parts, chosen) and _are_side_by_side(parts, part, chosen, questions):
                part.role = Role.GROUP
                _make_members(parts, chosen)


def _of_one_list(parts, members, word, *, itself=None):
    """Return the members with this word before their number; „Forum 1“ and „AG 1“ below one time are one list.

    Where a number comes twice with its word, one of them is a list within the other.
    """
    codes = [code_of(parts[found].text) for found in members]
    named = [code for code in [session_code(itself.text) if itself else None, *codes] if code]
    is_one = len(set(named)) == len(named) and any(code.word == word and _is_of_session(code) for code in named)
    return [
        found
        for found, code in zip(members, codes, strict=True)
        if code.word == word or (is_one and _is_of_session(code))
    ]


def is_no_group(part):
    """Whether a title is something for all: „Grußwort (Senatorin N.N.)“, „Vortrag: Wohnen“, „Impuls mit Eva Horn“."""
    head = part.head or take_apart(part.line.text)
    if GROUP_TITLE.search(head.title):
        return False
    is_talk = head.format in TALKS and (head.format not in head.title or head.title.startswith(head.format))
    return is_talk or ADDRESS.fullmatch(head.title) is not None


def _let_follow(parts, part, members):
    """Make sessions of what stands below something for all: at which time, the text does not say."""
    head = part.head or take_apart(part.line.text)
    _make_members(parts, members)
    for found in members:
        parts[found].role, parts[found].head.below = Role.TITLE, head.title


def _is_group(part, parts, members):
    """Whether there are several of them, or one below a title that announces them: „Workshops“, below it „WS 1“."""
    head = part.head or take_apart(part.line.text)
    is_announced = GROUP_TITLE.search(head.title) is not None and session_code(parts[members[0]].text) is not None
    return len(members) >= 2 or is_announced


def _gather_below_times(parts):
    """A time that stands alone is that of every title below it, until the next time, day or section.

    Below the heading of a time („## 10–12 Uhr“) these are the headings below it, below a plain line those of one level.
    """
    level, is_heading = None, False
    for index, part in enumerate(parts):
        if part.role is Role.TIME and not part.label:
            is_heading = part.line.kind is Kind.HEADING
            following = parts[index + 1] if index + 1 < len(parts) else None
            if is_heading:
                level = part.line.level
            elif following is not None and following.role is Role.TITLE and following.line.is_title_like:
                level = following.line.level
            else:
                level = None
        elif part.role in {Role.DAY, Role.TABLE} or part.times:
            level = None
        elif level is None or not part.line.is_title_like:
            continue
        elif part.role is Role.TITLE and (is_heading or part.line.level == level):
            if index + 1 < len(parts) and parts[index + 1].role is Role.LATE_TIME:
                level = None
            elif parts[index - 1].role is not Role.TIME and not pauses.is_break(part.text):
                part.role = Role.MEMBER
        elif part.role is not Role.TEXT and part.line.level <= level:
            level = None


def _gather_siblings(parts, questions):
    """„10–12 Uhr“, and below it lines or list items, each a title with its people: they stand side by side."""
    for index, part in enumerate(parts[:-2]):
        first = parts[index + 1]
        if part.role is not Role.TIME or part.label or first.role is not Role.TITLE or first.line.is_title_like:
            continue
        siblings = []
        for found in parts[index + 2 :]:
            if found.role is not Role.TEXT or not _is_beside(found.line, first.line):
                break
            siblings.append(found)
        if siblings and is_no_group(first) and all(session_code(found.text) for found in siblings):
            _let_follow(siblings, first, range(len(siblings)))
            continue
        heads = [take_apart(found.line.text) for found in (first, *siblings)]
        signs = [says_session(found, head) for found, head in zip((first, *siblings), heads, strict=True)]
        if not siblings or not any(signs if first.line.kind is Kind.ITEM else signs[1:]):
            continue
        if not all(signs):
            words = "; ".join(found.text for found in (first, *siblings))
            number = first.line.number
            if (
                questions.ask("split", words, ("sessions", "text"), "sessions", first.line, session_line=number)
                == "text"
            ):
                continue
        for found, head in zip(siblings, heads[1:], strict=True):
            found.role, found.head = Role.MEMBER, head


def _is_beside(line, first):
    """Whether a line is in the same list, or in the same paragraph, as the first title."""
    if line.kind is not first.kind or line.indent != first.indent:
        return False
    return line.kind is Kind.ITEM or not line.opens


def _takes_only_text(part):
    return part.line.kind is Kind.TEXT and not part.times and part.label is not None


def _has_time_above(parts, index):
    return (index > 0 and parts[index - 1].role is Role.TIME) or (
        index + 1 < len(parts) and parts[index + 1].role is Role.LATE_TIME
    )


MAX_SCOPE = 300


def _ends_of_scopes(parts):
    """For each index, where the next time, day, section or title with a time stands after it."""
    ends = [len(parts)] * len(parts)
    end = len(parts)
    for index in range(len(parts) - 1, -1, -1):
        ends[index] = end
        part = parts[index]
        has_time = part.times or (index + 1 < len(parts) and parts[index + 1].role is Role.LATE_TIME)
        if part.role in {Role.TIME, Role.DAY, Role.SECTION, Role.TABLE} or (part.role is Role.TITLE and has_time):
            end = index
    return ends


def _can_be_member(part):
    if part.role not in {Role.TEXT, Role.TITLE, Role.ROOM, Role.TRACK} or not _member_word(part.text):
        return False
    return part.line.kind is not Kind.TEXT or len(part.text) <= 2 * MAX_PLAIN_TITLE


def _is_of_session(code):
    return code.is_known and code.word not in {ROOM, LETTER}


def _member_word(text):
    code = code_of(text)
    return code.word if code else None


def _are_side_by_side(parts, part, members, questions):
    """Whether titles with codes are sessions: „Forum 1“ is one, „S1“ where they are counted; else ask."""
    codes = [code_of(parts[found].text) for found in members]
    if all(code.is_known for code in codes):
        return True
    if not follow_each_other(codes):
        return False
    if GROUP_TITLE.search(part.text):
        return True
    words = "; ".join(parts[found].text for found in members)
    number = part.line.number
    return questions.ask("split", words, ("sessions", "text"), "sessions", part.line, session_line=number) == "sessions"


def _make_members(parts, members):
    for found in members:
        part = parts[found]
        if part.role in {Role.ROOM, Role.TRACK} and not _has_title_inside(part):
            continue
        part.role = Role.MEMBER
        part.head = part.head or take_apart(part.line.text)


def _has_title_inside(part):
    head = take_apart(part.line.text)
    return bool(head.title and (head.room or head.track))


# Agendas within a session


def keep_agendas_inside(parts):
    """Times in the text of a session that has a heading are its own agenda, if they lie within its time.

    Where only one heading has a time, it is the frame of the day, and the lines below are the sessions.
    """
    titled = [
        index
        for index, part in enumerate(parts)
        if part.role is Role.TITLE and part.line.is_title_like and _times_of(parts, index)
    ]
    if len(titled) == 1:
        _make_frame(parts, titled[0])
        return
    current = None
    for index, part in enumerate(parts):
        if part.role in {Role.DAY, Role.SECTION, Role.TABLE, Role.GROUP}:
            current = None
        elif part.role is Role.TITLE and part.line.is_title_like:
            current = _times_of(parts, index)
        elif part.role is Role.TITLE and current and part.times and not part.label and contains(current, part.times):
            part.role = Role.TEXT


def _times_of(parts, index):
    """The times of a title: its own, or those above or below that were given to it."""
    if parts[index].times:
        return parts[index].times
    if index and parts[index - 1].role is Role.TIME:
        return parts[index - 1].times
    for below in parts[index + 1 : index + 5]:
        if below.role is Role.LATE_TIME:
            return below.times
    return []


def _make_frame(parts, index):
    frame = _times_of(parts, index)
    inside = [part for part in parts[index + 1 :] if part.role is Role.TITLE and part.times]
    if len(inside) >= 2 and all(contains(frame, part.times) for part in inside):
        parts[index].role = Role.SECTION
        for part in parts[max(0, index - 1) : index + 5]:
            if part.role in {Role.TIME, Role.LATE_TIME}:
                part.role = Role.STRAY_TIME
