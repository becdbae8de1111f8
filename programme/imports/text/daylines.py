"""Lines within the text of a session that begin with a day: „18. September Nachtreffen“ moves no session by itself."""

import re

from programme.imports.draft import SHORT_NAME_LENGTH
from programme.imports.text import rooms
from programme.imports.text.frame import read_place
from programme.imports.text.lines import Kind
from programme.imports.text.parts import Role, first_start

STARTS = frozenset({Role.TIME, Role.TITLE, Role.TABLE, Role.GROUP, Role.HEADING, Role.TRACK, Role.ROOM, Role.DAY})
DEADLINES = (
    "anmeld",
    "frist",
    "bis zum",
    "bis spätestens",
    "rückmeld",
    "einsend",
    "deadline",
    "register",
    "registration",
    "stand",
)


REMARK = re.compile(r"(?:\s*[(\[][^()\[\]]{1,120}[)\]])+\s*")


def _is_day_with_remark(part):
    """„Freitag, 19.02.2027 (nur online, Zoom)“, „…, nur online“: only how it takes place stands beside the day."""
    if REMARK.fullmatch(part.head.title):
        return True
    place = read_place(part.head.title)
    return place is not None and place.is_certain and place.mode in {"online", "hybrid"}


def take_room_of_day(head):
    """Let what stands beside a day be the room of that day: „Freitag, 5. März, Aula“, „… (nur online, Zoom)“."""
    found = rooms.read(head.title)
    place = read_place(head.title.strip(" ()[]–—-,")) if head.title and not found else None
    if place and place.is_certain and place.mode == "online":
        found = rooms.NamedRoom(place.venue or "online")
    if found and not head.room and len(found.name) <= SHORT_NAME_LENGTH:
        head.add_room(found)
        head.title = ""


def settle_day_lines(parts, questions):
    """Decide of each line with a day and other words whether a new day begins there; ask where it may be either."""
    first = first_start(parts)
    declared = _declared(parts[:first])
    for index in range(first + 1, len(parts)):
        part = parts[index]
        if part.role is not Role.DAY or part.label or part.line.is_title_like or not part.head.title:
            continue
        following = parts[index + 1] if index + 1 < len(parts) else None
        if not _is_day(part, following, declared, questions):
            part.role, part.head = Role.TEXT, None


def _is_day(part, following, declared, questions):
    if any(word in REMARK.sub(" ", part.text).casefold() for word in DEADLINES):
        return False
    is_inside = declared is None or _is_within(part.head.dates, declared)
    is_followed = following is not None and following.role in STARTS and following.line.opens
    if not is_followed and (part.line.kind is Kind.ITEM or not part.line.opens):
        return False
    names_day = part.head.weekday is not None or part.head.day_number is not None or _has_weekday(part.head.dates)
    if is_followed and is_inside and (names_day or declared is not None) and part.line.kind is not Kind.ITEM:
        return True
    if is_inside and part.line.opens and part.line.kind is not Kind.ITEM and _is_day_with_remark(part):
        return True
    guess = "day" if is_followed and is_inside and part.line.kind is not Kind.ITEM else "text"
    return questions.ask("day", part.text, ("day", "text"), guess, part.line) == "day"


def _declared(parts):
    """The (first, last) day that a line above all sessions names as a range, or None."""
    for part in parts:
        if part.head and part.head.dates and part.head.dates.is_range:
            dates = part.head.dates
            if dates.first.month and dates.last.month:
                return (dates.first.month, dates.first.day), (dates.last.month, dates.last.day)
    return None


def _is_within(dates, declared):
    return dates is None or declared[0] <= (dates.first.month, dates.first.day) <= declared[1]


def _has_weekday(dates):
    return dates is not None and dates.weekday is not None
