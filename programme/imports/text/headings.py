"""Which headings are titles of sessions, and what else is one."""

import re
from collections import Counter

from programme.imports.text.heads import take_apart
from programme.imports.text.lines import BOLD_LEVEL
from programme.imports.text.parts import Role, first_heading
from programme.imports.text.remarks import ROLES
from programme.imports.text.times import find_times

SECTION = re.compile(
    r"(?:über\s|zur\s|ihre?\s|your\s|about\s|the\s)*(?:programm(?:e|ablauf|übersicht)?|agenda"
    r"|ablauf(?:plan)?|tagesordnung|schedule|timetable|anmeldung|registrierung|registration"
    r"|how to register|kontakt|contact|ansprechpartner\w*(?:[:*_]\w+)?|veranstalter\w*(?:[:*_]\w+)?"
    r"|organis\w+|hinweise?|teilnahme\w*|kosten|anfahrt|anreise"
    r"|impressum|venue|getting there|travel|ort|veranstaltungsort|über uns|uns|us|hintergrund"
    r"|background|zielgruppe|ziele|datenschutz|technik|technische\w*"
    r"|partner\w*(?:[:*_]\w+)?|förder\w+|sponsors?|organisers?|organizers?|inhalt|einleitung"
    r"|introduction|einladung|invitation|vormittag|nachmittag|abend|morning|afternoon|evening"
    r"|rahmenprogramm|workshops?|vorträge|talks|sessions|themen|überblick|overview|barrierefreiheit"
    r"|accessibility|kinderbetreuung|fragen|faq|die konferenz|conference)\b",
    re.IGNORECASE,
)

NAMED = frozenset({"workshop"})  # alone a section, with anything behind it a session


def is_section(text):
    """Whether a heading is about the conference as a whole: „Anmeldung und Kontakt“, „Programm“."""
    match = SECTION.match(text)
    if not match:
        return False
    if match.group().casefold() in NAMED and text[match.end() :].strip():
        return False  # „Workshop B: Feste feiern“, „Workshop ohne Zeit“
    rest = text[match.end() :].strip(" .!?&+/,:–-")
    return len(rest.split()) <= 4 and not re.match(r"\d|[A-Z]$|[IVX]+$", rest)


def settle_headings(parts, level):
    has_starts = any(part.is_start for part in parts)
    if not has_starts:
        level = _level_without_times(parts)
    first_start = next((index for index, part in enumerate(parts) if part.is_start), len(parts))
    first = first_heading(parts)
    for index, part in enumerate(parts):
        if part.role is not Role.HEADING:
            continue
        is_at_level = level is not None and part.line.level == level
        if is_at_level and not is_section(part.text) and (index > first_start or (not has_starts and index != first)):
            part.role = Role.TITLE if level != BOLD_LEVEL or _says_session(part.head) or not has_starts else Role.TEXT
        elif (part.line.level == BOLD_LEVEL and (level is None or level < BOLD_LEVEL) and index != first) or (
            level is not None and part.line.level > level and index > first_start
        ):
            part.role = Role.TEXT
        else:
            part.role = Role.SECTION


def _says_session(head):
    return bool(
        head
        and (
            head.people
            or head.has_nobody
            or head.is_requested
            or head.is_cancelled
            or head.capacity
            or head.room
            or head.track
        )
    )


def _level_without_times(parts):
    """Where no time stands anywhere: the level of headings that show what sessions have (people, formats, labels)."""
    first = first_heading(parts)
    evidence = Counter()
    for index, part in enumerate(parts):
        if part.role is Role.HEADING and index != first:
            below = parts[index + 1] if index + 1 < len(parts) else None
            has_label = (
                below is not None
                and below.label is not None
                and below.label[0] in ROLES | {"format", "capacity", "host"}
            )
            evidence[part.line.level] += bool(_says_session(part.head) or part.head.format or has_label)
    level, count = evidence.most_common(1)[0] if evidence else (None, 0)
    return level if count else None


# Titles without headings


def settle_title_labels(parts):
    """„Titel: …“ begins a session where a text writes every session as a list of labels."""
    titles = [index for index, part in enumerate(parts) if part.label and part.label[0] == "title"]
    themes = [index for index, part in enumerate(parts) if part.label and part.label[0] == "theme"]
    if not titles and len(themes) > 1:  # „Thema: …“ of each session
        titles = themes
    if len(titles) > 1:
        roles = {part.role for part in parts[titles[0] : titles[1]]}
        if Role.DAY in roles and Role.TIME not in roles:
            parts[titles[0]].label = ("conference", parts[titles[0]].label[1])
            del titles[0]
    for index in titles:
        parts[index].role, parts[index].head = Role.TITLE, take_apart(parts[index].label[1])


RECURRING = re.compile(r"(?:jeweils|immer|stets|always|each|every)\b", re.IGNORECASE)


def settle_series(parts):
    """„Jeweils 19 Uhr“, and below it days with titles: sessions, each at that time of its day."""
    if any(part.is_start for part in parts if not RECURRING.match(part.text)):
        return
    dated = [part for part in parts if part.role is Role.DAY and part.head.title and part.head.begins_with_when]
    if len(dated) < 2:
        return
    first = next(index for index, part in enumerate(parts) if part is dated[0])
    recurring = next((part for part in parts[:first] if RECURRING.search(part.text) and find_times(part.text)), None)
    for part in dated:
        part.role = Role.TITLE
        if recurring is not None:
            head = recurring.head or take_apart(recurring.text)
            part.head.times, part.head.room = find_times(recurring.text)[:1], part.head.room or head.room
    if recurring is not None:
        recurring.role = Role.TEXT
