"""Rooms as people name them, with what stands beside the name: „Raum 2“, „Saal 2, max. 20“, „Saal 2 und online“."""

import re
from dataclasses import dataclass, replace

from programme.imports.draft import SHORT_NAME_LENGTH
from programme.imports.text import notes

_HALL = (
    r"(?:[\w-]*(?:raum|saal|halle|bühne|zimmer|werkstatt|studio)|aula|foyer|atrium|auditorium|mensa|kapelle|bibliothek"
    r"|(?:main\s|lecture\s|meeting\s|seminar\s|breakout\s|zoom[\s-])?(?:room|hall|stage)|library|hs|sr|(?-i:R)\.?(?=\s?\d))"
)
_TOOL = r"(?:zoom|webex|(?:ms\s)?teams|bigbluebutton|bbb|jitsi|youtube|vimeo)"
_ONLINE = rf"(?:(?:online\s?(?:via|über|per|auf|,|/|\()?\s?)?{_TOOL}(?:[\s-]meeting)?\)?|online)"
LABEL = re.compile(r"(?:Veranstaltungs)?(?:Raum|Ort|Room|Venue|Location|Saal|Wo|Where)\s?:\s?(?=\S)", re.IGNORECASE)
ROOM = re.compile(
    r"(?:(?:im|in|in\sder|in\sthe|@)\s)?(?P<name>"
    rf"(?:(?:groß|klein|alt|neu)e[rsnm]?\s|main\s|large\s|small\s)?{_HALL}"
    r"(?:\s?[a-z]?[\d.]{1,6}[a-z]?|\s[a-z]|(?:\s(?-i:[A-ZÄÖÜ„“\"])[\w.„“\"-]{1,30}){1,3})?"
    r"|(?-i:[A-Z][\w’'-]{2,20}\s(?:[Rr]oom|[Ss]uite|[Hh]all|[Ss]tudio))"
    rf"|{_ONLINE}(?:\s\d{{1,2}})?)",
    re.IGNORECASE,
)
NAMED_ROOM = re.compile(r"[A-Z][\w’'-]{2,20}\s(?:[Rr]oom|[Ss]uite|[Hh]all|[Ss]tudio)")  # „Gallery room“
HOUSE = re.compile(r"[A-ZÄÖÜ][\w-]{2,30}(?:\s[A-ZÄÖÜ][\w-]{2,30})?")
MAX_ROOM = 60
MAX_WRITTEN = 200  # with all that stands beside the name
PREFIX = re.compile(
    r"(?P<name>(?:Raum|Room|Saal|Hall|Bühne|Stage|HS|SR|Hörsaal|Seminarraum)\s[\w.]{1,20}|Aula|Foyer)\s?(?::|\s[–—-])\s",
    re.IGNORECASE,
)
PREFIX_WITH_MORE = re.compile(r"(?P<name>[^:–—]{4,60}?)\s?(?::|\s[–—-])\s")
# Before „raum“, „saal“ and the like: what makes a room of it, and no idea („Sozialraum“, „Freiraum“).
ROOM_WORDS = re.compile(
    r"(?:(?:im|in|in\sder|in\sthe|@)\s)?(?:(?:groß|klein|alt|neu)e[rsnm]?\s|main\s|large\s|small\s)?"
    r"(?:(?:seminar|club|gruppen|konferenz|besprechungs|tagungs|schulungs|veranstaltungs|vortrags"
    r"|kurs|klassen|kamin|mehrzweck|multifunktions|plenar|plenums|fest"
    r"|rats|hör|bürger|kino|sitzungs|theater|ball|haupt|turn|stadt|sport|neben|klein|groß|dach"
    r"|garten|biblio|lese|fraktions|lehr|aufenthalts|projekt|workshop|zoom)?"
    r"-?(?:raum|saal|halle|bühne|zimmer|studio)|aula|foyer|atrium|auditorium|mensa|kapelle|(?:main\s"
    r"|lecture\s|meeting\s|seminar\s|breakout\s|zoom[\s-])?(?:room|hall|stage)"
    r"|online|hs|sr|zoom|webex|teams|bigbluebutton|bbb|jitsi)\b",
    re.IGNORECASE,
)

# Beside the name: „Saal 2, …“, „Saal 2 (…“, „Saal 2 und …“, „Saal 2 max. 20“, „Saal 2 20 Plätze“.
JOINT = re.compile(
    r"\s*[,;:·|/+&(\[]\s*|\s+(?:[–—-]|und|and|sowie|plus)\s+"
    r"|\s+(?=(?:ca\.|etwa|circa|max|höchstens|bis\szu|limited|up\sto|at\smost|begrenzt|beschränkt)(?<=\.|\w)(?!\w))|(?<=\w)\s+(?=(?:(?:für|for)\s)?\d{1,5}\s)",
    re.IGNORECASE,
)
ABOUT = re.compile(r"(?:(?:für|for|ca\.|circa|etwa)\s)+", re.IGNORECASE)
_AWAY = (
    rf"(?:hybrid\w{{0,12}}|online|digital|virtuell|virtual(?:ly)?|live-?stream(?:ing)?|video-?konferenz"
    rf"|{_TOOL}(?:[\s-]meeting)?)"
)
_HERE = r"(?:vor\sort|(?:in\s)?präsenz|on[\s-]site|in[\s-]person)"
_SMALL = r"(?:auch|zugleich|gleichzeitig|parallel|und|and|sowie|also|via|über|per|auf|mit|as|als|teilnahme|möglich)"
AWAY_BESIDE = re.compile(
    rf"(?=.*?(?<!\w){_AWAY}(?!\w))(?:(?<!\w)(?:{_AWAY}|{_HERE}|{_SMALL})(?!\w)[\s,+&/()-]*)+", re.IGNORECASE
)
AWAY_FIRST = re.compile(
    rf"{_AWAY}(?:\s(?:via|über|per|auf)\s{_TOOL})?\s*(?:[+&/]|\s(?:und|and|sowie|plus)\s)\s*(?=\S)"
    r"|hybrid\w{0,12}\s?[:,(–—-]\s*(?=\S)",
    re.IGNORECASE,
)
AWAY_ALONE = re.compile(rf"{_ONLINE}(?:\s\d{{1,2}})?|{_AWAY}", re.IGNORECASE)
HERE_BESIDE = re.compile(_HERE, re.IGNORECASE)
HERE_FIRST = re.compile(rf"{_HERE}\s*(?:[:,(–—-]\s*|\s)(?=\S)", re.IGNORECASE)
TOOL = re.compile(rf"(?<!\w)(?:{_TOOL}|live-?stream(?:ing)?)(?!\w)", re.IGNORECASE)


# „20 Plätze vor Ort“, „30 online“, „Zoom (50 Plätze)“, „online unbegrenzt“.
_NUMBER = rf"(?:{notes.AT_MOST}\s)?(?P<number>\d{{1,5}})(?:\s{notes.PEOPLE})?"
_AFTER = _NUMBER.replace("<number>", "<number_after>")
PLACES_HERE = re.compile(
    rf"{_NUMBER}\s{_HERE}|{_HERE}\s?:?\s?{_AFTER}|(?P<compound>\d{{1,5}})\spräsenz-?plätze", re.IGNORECASE
)
PLACES_AWAY = re.compile(
    rf"{_NUMBER}\s(?:(?:via|über|per)\s)?{_AWAY}|{_AWAY}\s?:?\s?(?:{_AFTER}|unbegrenzt|ohne\s(?:grenze|begrenzung|limit)|unlimited)"
    r"|(?P<compound>\d{1,5})\sonline-?plätze",
    re.IGNORECASE,
)
PLACES_ALONE = re.compile(_NUMBER, re.IGNORECASE)


OPEN = re.compile(
    r"(?P<label>(?:veranstaltungs|tagungs)?(?:raum|ort|saal|room|venue)\s?:?\s)?(?P<words>(?:(?:steht|ist|wird|is)\s)?"
    r"(?:noch\s|still\s)?(?:nicht\s)?(?:offen|open|unklar|folgt|unbekannt|fest|bekannt(?:\s?(?:zu\s)?gegeben)?|zu\sklären"
    r"|t\.?\s?b\.?\s?[acd]\.?|to\sbe\s(?:announced|confirmed)|n\.?\s?n\.?|\?+))",
    re.IGNORECASE,
)
EITHER = re.compile(r"\s(?:oder|or|bzw\.)\s")


@dataclass(frozen=True, slots=True)
class NamedRoom:
    """A room with what stands beside its name: how many places there are, and that people can also join online.

    `name`: empty where places stand alone. `beside`: the words that say the rest. `online_capacity`: the places online,
    where the words give them a number of their own; `capacity` are those on site then.
    """

    name: str = ""
    capacity: int | None = None
    is_hybrid: bool = False
    beside: str = ""
    online_capacity: int | None = None

    @property
    def notes(self):
        """Return what of it only organisers read: how people join, where the words say so („Zoom“)."""
        tools = dict.fromkeys(TOOL.findall(self.beside)) if self.is_hybrid else {}
        return [f"online: {', '.join(tools)}"] if tools else []


NO_ROOM = NamedRoom()


def read(text):
    """Return the NamedRoom of „Raum 2“, „(Raum: Aula)“, „Saal 2, max. 20“, „online“; None: it is something else."""
    if len(text) > MAX_WRITTEN:
        return None
    text = _bare(text)
    if undecided(text):
        return None
    if label := LABEL.match(text):
        return read_labelled(text[label.end() :])
    if not any(pattern.match(text) for pattern in (ROOM, AWAY_FIRST, HERE_FIRST)):  # nothing else begins like a room
        return None
    found = _apart(text)
    match = ROOM.fullmatch(found.name) if len(found.name) <= MAX_ROOM else None
    return replace(found, name=match["name"]) if match else None


def read_with_house(text):
    """Return the NamedRoom of „Lichthaus, Saal“, „Alte Post, Raum 2“; None: it is something else."""
    house, _comma, hall = text.rpartition(", ")
    found = read(hall) if HOUSE.fullmatch(house) and is_certain(hall) else None
    return found and replace(found, name=f"{house}, {found.name}")


def read_labelled(text):
    """Return the NamedRoom of what stands behind „Raum:“, or in a column of rooms; None: this is no name of a room."""
    if len(text) > MAX_WRITTEN or undecided(text, is_labelled=True):
        return None
    found = _apart(_bare(text))
    match = ROOM.fullmatch(found.name) if len(found.name) <= MAX_ROOM else None
    if match:
        return replace(found, name=match["name"])
    return found if len(found.name) <= SHORT_NAME_LENGTH and (found.name or found.capacity) else None


def read_places(text):
    """Return a NamedRoom without a name of „20 Plätze“, „20 Plätze vor Ort, 30 online“; else None."""
    if len(text) > MAX_WRITTEN or not any(map(str.isdigit, text)):
        return None
    if capacity := notes.capacity(notes.FROM.sub("", notes.bare(text), count=1)):
        return NamedRoom("", capacity)
    found = _apart(_bare(text))
    return found if not found.name and found.is_hybrid and found.capacity else None


def undecided(text, *, is_labelled=False):
    """Return the words of „Raum noch offen“, „Saal 2 oder Saal 3“, or ""; behind a label „noch offen“ is enough."""
    text = _bare(text) if len(text) <= MAX_WRITTEN else ""
    match = OPEN.fullmatch(text)
    if match and (match["label"] or is_labelled):
        return match["words"]
    names = EITHER.split(text)
    is_either = len(names) > 1 and all(ROOM.fullmatch(name) and is_plain(name) for name in names)
    return text if is_either else ""


def read_first(text):
    """Return (NamedRoom, end) of „Raum 2: Neue Wege“, „Saal 2 (20 Plätze) – Neue Wege“, or None."""
    if match := PREFIX.match(text):
        return NamedRoom(match["name"]), match.end()
    match = PREFIX_WITH_MORE.match(text)
    found = read(match["name"]) if match else None
    return (found, match.end()) if found and found.beside and is_plain(found.name) else None


def together(one, other):
    """Return the NamedRoom of „Raum 2“ and „online“, which are one session in both; None: they are two rooms."""
    here, away = (other, one) if AWAY_ALONE.fullmatch(one.name) else (one, other)
    if AWAY_ALONE.fullmatch(here.name) or not AWAY_ALONE.fullmatch(away.name):
        return None
    capacity = away.capacity if here.capacity is None else here.capacity
    return NamedRoom(here.name, capacity, is_hybrid=True, beside=f"{here.beside} {away.beside} {away.name}")


def is_plain(room):
    if NAMED_ROOM.fullmatch(room):
        return True
    if any(character.isdigit() for character in room) or room[:4] in {"Raum", "Room", "Saal", "Aula"}:
        return True
    return " " in room and ROOM_WORDS.match(room) is not None and room[0].isupper()  # „Seminarraum Möwe“


def is_certain(text):
    """Whether nobody would read the name of a room otherwise: „Raum: …“, „Saal 2“, „Clubraum“, but not „Sozialraum“."""
    text = text.strip(" \t,;–—-()[]")
    return bool(LABEL.match(text) or ROOM_WORDS.match(text)) or any(map(str.isdigit, text))


# What stands beside a name


def _bare(text):
    """Return a text without the marks around it, and without a bracket around the whole."""
    text = text.strip(" \t,;–—-")
    while text[:1] in {"(", "["} and text[-1:] in {")", "]"} and not re.search(r"[)\]].*[(\[]", text[1:-1]):
        text = text[1:-1].strip(" \t,;–—-")
    return text if text.count("(") == text.count(")") else text.strip("()")


def _apart(text):
    """Take places, „und online“ and „online und“ off the name, which need not be that of a room."""
    if capacity := _places(text):
        return NamedRoom("", capacity, beside=text)
    written, capacity, online, is_hybrid = text, None, None, False
    while not PLACES_HERE.fullmatch(text) and (last := _last_beside(text, is_hybrid=is_hybrid)):
        text, found = last
        capacity, online = found.capacity or capacity, found.online_capacity or online
        is_hybrid = is_hybrid or found.is_hybrid
    first = AWAY_FIRST.match(text)
    if first and not AWAY_ALONE.fullmatch(text) and not AWAY_ALONE.fullmatch(_bare(text[first.end() :])):
        text, is_hybrid = _bare(text[first.end() :]), True
    last = _places_by_mode(text, is_hybrid=is_hybrid)
    if last and (capacity or last.capacity) and (is_hybrid or last.is_hybrid):
        return NamedRoom("", capacity or last.capacity, True, written, online or last.online_capacity)
    if is_hybrid and (first := HERE_FIRST.match(text)):
        text = _bare(text[first.end() :])
    if text.count("(") != text.count(")"):  # „Saal 2 (Empore, 20 Plätze)“
        return NamedRoom(written)
    beside = written.replace(text, " ", 1) if text != written else ""
    return NamedRoom(text, capacity, is_hybrid, beside, online)


def _last_beside(text, *, is_hybrid):
    """Return (text before, NamedRoom without a name) of the last thing beside a name, or None."""
    if AWAY_ALONE.fullmatch(text):
        return None
    for joint in JOINT.finditer(text):
        before, piece = text[: joint.start()], text[joint.end() :].strip(" \t,;–—-()[]")
        if not before or not piece:
            continue
        if capacity := _places(notes.FROM.sub("", piece, count=1) if joint[0].strip() else piece):
            return before, NamedRoom("", capacity)
        found = _beside(piece, is_hybrid=is_hybrid)
        if found is None or (found.is_hybrid and AWAY_ALONE.fullmatch(_bare(before))):
            continue
        if joint[0].strip() or not piece[0].isdigit():  # the 2 of „Saal 2 (hybrid)“ is that of the room
            return before, found
    return None


def _beside(piece, *, is_hybrid):
    """Return what a piece says of the ways to take part, as a NamedRoom without a name; None: it is something else."""
    if found := _places_by_mode(piece, is_hybrid=is_hybrid):
        return found
    if AWAY_BESIDE.fullmatch(piece):
        return NamedRoom("", is_hybrid=True)
    return NO_ROOM if is_hybrid and HERE_BESIDE.fullmatch(piece) else None


def _places_by_mode(piece, *, is_hybrid):
    """Return the places here or online of „20 vor Ort“, „Zoom (50 Plätze)“; beside others online also of „(20)“."""
    words = " ".join(re.sub(r"[()\[\]]", " ", piece).split())
    if found := PLACES_AWAY.fullmatch(words):
        return NamedRoom("", is_hybrid=True, online_capacity=_number(found))
    found = PLACES_HERE.fullmatch(words) or (PLACES_ALONE.fullmatch(words) if is_hybrid else None)
    return NamedRoom("", _number(found)) if found else None


def _number(match):
    return next((int(number) for number in match.groupdict().values() if number), None)


def _places(text):
    return notes.capacity(ABOUT.sub("", notes.bare(text), count=1))
