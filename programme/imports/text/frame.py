"""The line below the title with the day, place and mode of it all: „4.–5. Oktober 2027, Volkshochschule und online“."""

import re
from dataclasses import dataclass, replace

from programme.imports.text.dates import find_dates
from programme.imports.text.heads import take_apart
from programme.imports.text.lines import Kind, plain
from programme.imports.text.parts import MAX_DAY_LINE, ROUGH_WORDS, Role, first_heading
from programme.imports.text.times import find_times

MAX_VENUE = 200
DISTANCE = 4  # lines below the title
MODES = {
    "hybrid": re.compile(r"(?:in\s)?hybrid(?:er?\s(?:form(?:at)?|veranstaltung|event))?", re.IGNORECASE),
    "online": re.compile(
        r"(?:nur\s|rein\s|only\s)?(?:online|digital|virtuell|virtual(?:ly)?)(?:-?veranstaltung|-?konferenz|\sevent)?"
        r"(?:\s(?:via|über|per|auf|mit)\s(?:zoom|webex|(?:ms\s)?teams|bigbluebutton|bbb|jitsi))?",
        re.IGNORECASE,
    ),
    "on_site": re.compile(r"(?:in\s)?präsenz(?:veranstaltung)?|vor\sort|on[\s-]site|in[\s-]person", re.IGNORECASE),
}
TOOLS = re.compile(
    r"(?:(?:online\s)?(?:via|über|per|auf)\s)?(?:zoom|webex|(?:ms\s)?teams|bigbluebutton|bbb|jitsi)", re.IGNORECASE
)
LABEL = re.compile(r"(?:(?:veranstaltungs|tagungs)?ort|wo|where|venue|location|place)\s?:\s?", re.IGNORECASE)
CUT = re.compile(r"\s*(?:[,;|/+&]|\s[–—-]\s|\s(?:und|and|sowie)\s|[()])\s*", re.IGNORECASE)
PLACE = re.compile(
    r"(?:^|[\s,(])(?:[\w-]*(?:haus|häuser|hof|zentrum|saal|halle|schule|universität|bibliothek"
    r"|museum|theater|kirche|akademie|amt|straße|str\.|platz|park|markt"
    r"|verein|gebäude|raum|forum|schloss|bahnhof|kolleg|werk|fabrik|garten)"
    r"|vhs|uni|universit\w*|university|campus|cent(?:er|re)|hall|school|college|library|church"
    r"|hotel|house|street|square|building|room|aula|foyer|audimax|burg|club|caf[eé]"
    r"|online|hybrid|zoom)(?:$|[\s,.)])",
    re.IGNORECASE,
)
PREPOSITION = re.compile(r"(?:im|in\sder|in|at(?:\sthe)?|in\sthe|rund\sum\sd(?:ie|en|as)|@)\s(?=[A-ZÄÖÜ])")


@dataclass(frozen=True, slots=True)
class Place:
    """Where it all takes place. `is_certain`: its words are those of places, or a label says so."""

    venue: str
    mode: str
    is_certain: bool


def read_place(text):
    """Return the Place of a text without its day and times; None: it is too long for one, or a sentence."""
    text = plain(text).strip(" ,;:|–—-·")
    text = text[:-1] if re.search(r"[a-zäöüß]{4}\.$", text) and not text.endswith("str.") else text
    label = LABEL.match(text)
    if label:
        text = text[label.end() :]
    if not text or len(text) > MAX_VENUE or text.endswith((":", "?", "!")) or re.search(r"\w{3}(?<!str)\.\s", text):
        return None
    modes, kept, joint, position = set(), "", "", 0
    for cut in [*CUT.finditer(text), None]:
        word = text[position : cut.start() if cut else len(text)].strip()
        mode = next((name for name, pattern in MODES.items() if pattern.fullmatch(word)), None)
        if mode:
            modes.add(mode)
        elif word:
            modes.update({"online"} if TOOLS.fullmatch(word) else {"on_site"})
            kept = f"{kept}{joint}{word}" if kept else word
        joint = text[cut.start() : cut.end()] if cut else ""
        position = cut.end() if cut else position
    venue = PREPOSITION.sub("", kept, count=1) if PREPOSITION.match(kept) else kept
    is_certain = bool(label or not venue or PLACE.search(text) or PREPOSITION.match(kept))
    mode = ("hybrid" if "hybrid" in modes or len(modes) > 1 else next(iter(modes), "")) if is_certain else ""
    return Place(_balanced(venue.strip(" ,;()")), mode, is_certain)


def place_behind(text):
    """Return the Place that stands behind the day in a title, to be asked about; None: it is something else."""
    place = read_place(text) if PLACE.search(text) else None
    return replace(place, is_certain=False) if place and place.venue else None


def unlabelled_place(text):
    """Return the Place of a line above all sessions that looks like an address, to be asked about; else None."""
    if "," not in text or len(text) > MAX_DAY_LINE or text.endswith((".", ":")) or not PLACE.search(text):
        return None
    if find_times(text) or find_dates(text):
        return None
    place = read_place(text)
    return replace(place, is_certain=False) if place and place.venue else None


def _balanced(text):
    return text + ")" if text.count("(") > text.count(")") else text


def words_beside(part):
    """Return what a line says beside its day and its times."""
    rest = part.text
    for found in sorted(part.head.when, key=len, reverse=True):
        rest = rest.replace(found, " ", 1)
    rest = re.sub(r"^[\s,;|·–—-]+|(?<=,)\s*,", "", " ".join(rest.split())).strip(" ,;|·–—-")
    return rest[1:-1] if rest[:1] == "(" and rest[-1:] == ")" and rest.count("(") == 1 else rest


def place_of(part):
    """Return the Place that a line names beside its day, or None."""
    words = words_beside(part)
    return None if ROUGH_WORDS.fullmatch(words) else read_place(words)


def settle_frame(parts):
    """Find the line below the title with the day and the place of it all, which is no session."""
    first = first_heading(parts)
    if first is None:
        first = next((index for index, part in enumerate(parts) if part.role is Role.TEXT), len(parts))
    has_day = False
    for index in range(first + 1, min(len(parts), first + 1 + DISTANCE)):
        part = parts[index]
        if part.label or part.line.kind in {Kind.ITEM, Kind.HEADER, Kind.ROW} or len(part.text) > MAX_DAY_LINE:
            continue
        head = part.head or (
            take_apart(part.line.text) if part.role is Role.TEXT and re.search(r"\d", part.text) else None
        )
        if head is None or head.dates is None or not _stands_at_an_end(part, head) or _is_session(head):
            if part.is_start:
                return
            continue
        if head.times and has_day:
            return  # „14 Uhr, Saal 2“ below a day of its own is the time of a session
        has_day = has_day or part.role is Role.DAY
        if part.role is Role.DAY and _is_one_of_several_days(parts, part):
            continue
        part.head, old = head, part.head
        if (
            head.times
            and _is_only_time(parts, part)
            and parts[index - 1].line.kind is Kind.HEADING
            and index - 1 > first
        ):
            part.head = old  # the only session, with its title above
            return
        place = place_of(part)
        if place is not None and (place.is_certain or part.role is Role.DAY):
            part.role = Role.FRAME
            _set_times_aside(parts, part)
            return
        part.head = old
        if part.is_start:
            return


def _is_session(head):
    """Whether a line with a day and a time says more than a frame does: a title behind a colon, a person, a state."""
    return bool(head.times) and (head.after_when == ":" or bool(head.people) or head.is_cancelled or head.is_requested)


def _is_one_of_several_days(parts, part):
    """Whether a heading names the first of several days that the programme has, and not the day of it all."""
    return part.line.is_title_like and any(
        other is not part
        and other.role is Role.DAY
        and (other.line.kind, other.line.level) == (part.line.kind, part.line.level)
        for other in parts
    )


def _stands_at_an_end(part, head):
    return head.begins_with_when or any(part.text.endswith(found) for found in head.when)


def _set_times_aside(parts, part):
    """Where other times follow, those of the frame begin no session."""
    if part.head.times and not _is_only_time(parts, part):
        part.head.times = []


def _is_only_time(parts, part):
    return not any(other.is_start or other.role is Role.TIME for other in parts if other is not part)
