"""Lines within the text of a session that begin with a day: „18. September Nachtreffen“ moves no session by itself."""

import re

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from programme.imports.draft import SHORT_NAME_LENGTH, DraftDay
from programme.imports.text import rooms
from programme.imports.text.frame import PLACE, read_place, words_beside
from programme.imports.text.lines import Kind
from programme.imports.text.parts import HOW, ROUGH_WORDS, Role, first_start
from womconf.quotes import in_quotes_lazy

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

BESIDE_DAY = frozenset({",", "–", "—", "-", "|", "·", "("})  # the mark between a day and its place
REMARK = re.compile(r"(?:\s*[(\[][^()\[\]]{1,120}[)\]])+\s*")


def _is_day_with_remark(part):
    """„Freitag, 19.02.2027 (nur online, Zoom)“, „…, nur online“: only how it takes place stands beside the day."""
    if REMARK.fullmatch(part.head.title):
        return True
    place = read_place(part.head.title)
    return place is not None and place.is_certain and place.mode in {"online", "hybrid"}


def note_day(draft, day, part, *, is_text):
    """Remember the words beside a day, with which the preview shows it. `is_text`: the description has the line."""
    if day:
        words = words_beside(part)
        draft.days.append(DraftDay(day, words, words if is_text else "", part.line.raw.strip() if is_text else ""))


def take_words_of_day(head, line, questions):
    """Let what stands beside a day hold for all of it: „Freitag, 5. März, Aula“, „… (nur online, Zoom)“.

    „Bürgerhaus Nord“ is where that day takes place. „nachmittags“ is nothing more than the times below it say.
    """
    if ROUGH_WORDS.fullmatch(head.title):
        head.title = ""
        return
    found = rooms.read(head.title) or _house(head, line, questions)
    place = read_place(head.title.strip(" ()[]–—-,")) if head.title and not found else None
    if place and place.is_certain and place.mode == "online":
        found = rooms.NamedRoom(place.venue or "online")
    if found and not head.room and len(found.name) <= SHORT_NAME_LENGTH:
        head.add_room(found)
        head.title = ""


def _house(head, line, questions):
    """Return the NamedRoom of a house beside a day; one whose words may be a subject is asked about."""
    words = _words_apart(head)
    place = read_place(words) if PLACE.search(words) else None
    if not place or place.mode != "on_site" or head.room or len(place.venue) > SHORT_NAME_LENGTH:
        return None
    is_house = rooms.HOUSE.fullmatch(place.venue) or PLACE.match(place.venue)
    if not is_house:
        answer = questions.ask("place_of_day", place.venue, ("place", "text"), "text", line)
        return rooms.NamedRoom(place.venue) if answer == "place" else None
    message = _("“{words}” was read as the place of this day; it is the room of all its sessions that name none.")
    questions.report.info("place_of_day", format_lazy(message, words=in_quotes_lazy(place.venue)), line.number)
    return rooms.NamedRoom(place.venue)


def settle_day_lines(parts, questions):
    """Decide of each line with a day and other words whether a new day begins there; ask where it may be either."""
    first = first_start(parts)
    declared = _declared(parts[:first])
    for index in range(first + 1, len(parts)):
        part = parts[index]
        if part.role is not Role.DAY or part.label or part.line.is_title_like or not part.head.title:
            continue
        if not _is_day(part, parts[index + 1 :], declared, questions):
            part.role, part.head = Role.TEXT, None


def _is_day(part, below, declared, questions):
    if any(word in REMARK.sub(" ", part.text).casefold() for word in DEADLINES):
        return False
    is_item, opens = part.line.kind is Kind.ITEM, part.line.opens
    is_inside = declared is None or _is_within(part.head.dates, declared)
    following = below[0] if below else None
    is_near = following is not None and following.role in STARTS
    is_followed = is_near and (following.line.opens or (opens and not is_item))
    is_clear = (
        _has_weekday_that_agrees(part.head.dates) and not is_item
    )  # with its weekday, which nobody writes by chance
    says_no_more = is_clear and _says_where_or_when(part.head)
    if says_no_more and (opens or is_near):
        return True
    if not is_followed and (is_item or not opens) and not is_clear:
        return False
    names_day = part.head.weekday is not None or part.head.day_number is not None or _has_weekday(part.head.dates)
    if is_followed and is_inside and (names_day or declared is not None) and not is_item:
        return True
    if is_inside and opens and not is_item and _is_day_with_remark(part):
        return True
    is_likely = is_followed or (is_near and is_clear) or (says_no_more and _has_sessions(below))
    guess = "day" if is_likely and is_inside and not is_item else "text"
    return questions.ask("day", part.text, ("day", "text"), guess, part.line) == "day"


def _has_sessions(below):
    """Whether anything begins below a line, before the next day does."""
    return next((part.role for part in below if part.is_start or part.role is Role.DAY), Role.DAY) is not Role.DAY


def _says_where_or_when(head):
    """Whether nothing but a part of the day, a place or „online“ stands behind the day."""
    words = _words_apart(head)
    place = read_place(words) if words else None
    is_place = place is not None and place.is_certain and (rooms.HOUSE.fullmatch(place.venue) or PLACE.match(words))
    return bool(ROUGH_WORDS.fullmatch(head.title) or is_place or HOW.fullmatch(head.title))


def _words_apart(head):
    """Return the words that a mark or a bracket parts from the day, "" where they run on."""
    words = head.title.strip()
    if words[:1] == "(" and words[-1:] == ")":
        return words[1:-1].strip()
    return words if head.after_when in BESIDE_DAY else ""


def _has_weekday_that_agrees(dates):
    if not _has_weekday(dates):
        return False
    day = dates.first.in_year(dates.first.year) if dates.first.year else None
    return day is None or day.weekday() == dates.weekday


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
