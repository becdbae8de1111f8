"""The head of an entry taken apart: „Di., 12.10.2027, 17–18:30 Uhr: Neue Wege (Dr. A. Müller – angefragt), Raum 2“.

Days, times, rooms and people are taken off both ends of the text until only the title is left. What is not understood
stays in the title, so nothing is lost here.
"""

import re
from dataclasses import replace

from programme.imports.text import codes, languages, modes, notes, organisations, pauses, practical, rooms
from programme.imports.text.dates import find_dates
from programme.imports.text.doubts import Doubt
from programme.imports.text.fields import take_fields
from programme.imports.text.labels import read_label
from programme.imports.text.lines import addresses, plain
from programme.imports.text.marks import MAX_REMARK, closing_of, opening_of, separators_of
from programme.imports.text.named import (
    QUOTED,
    doubt_brackets,
    take_address,
    take_named_last,
    take_people_at_the_end,
    take_people_before,
    take_people_with,
)
from programme.imports.text.names import names_somebody
from programme.imports.text.remarks import (
    MARKS,
    MAX_LEADING,
    ROLES,
    Head,
    skip_marks,
    take_labelled,
    take_note,
    take_remark,
    take_when,
)
from programme.imports.text.times import find_times

MAX_HEAD = 400
STRUCK = re.compile(r"~~(.{1,500}?)~~")
PART_OF_DAY = re.compile(
    r"(?:am\s(?:frühen\s|späten\s)?)?(?:(?P<early>vormittags?|morgens?)|(?:nachmittags?|abends?))\s?[,:]?\s*(?=\(?\w)",
    re.IGNORECASE,
)
LETTER = re.compile(r"[A-Ha-h]\)\s+(?=\S)")  # of an enumeration
TIME_BEFORE_PLACE = re.compile(
    r"(?P<title>[A-ZÄÖÜ„“\"][^.!?]{2,100}?)\s(?P<when>(?:(?:ab|um|von|gegen)\s)?\d{1,2}(?:[.:]\d\d)?[^,;.!?()]{0,20}?\sUhr)"
    r"\s(?:im|in\sder|in|am|auf\sdem|auf\sder|vor\sdem|vor\sder|bei\sder|beim)\s(?P<place>[A-ZÄÖÜ][\w .&/’-]{1,60})"
)
BETWEEN = frozenset(",;|")


def take_apart(text):
    """Return the Head of a text of one line (Markdown or plain)."""
    head = Head(remarks=[f"<{address}>" for address in addresses(text)])
    text = _without_brackets(plain(take_fields(text, head) or text))
    text = _take_struck(text, head)
    text = _take_leading(text, head)
    if pauses.is_break(text) or pauses.is_break(_without_when(text)):
        head.is_break = True
        head.title = _tidy(_take_trailing(text, head, only_when=True))
        return head
    if found := notes.state_with_reason(text):
        head.add_state(found[0])
        head.remarks.append(found[2])
        text = text[: found[1]]
    if len(text) <= MAX_HEAD:
        text = take_people_at_the_end(take_address(text, head), head)
        text = _take_time_between(_take_trailing(text, head), head)
        text = take_people_before(text, head)
        text = take_people_with(text, head)
    while state := notes.state_inside(text):
        head.add_state(state[0])
        text = text[: state[1]] + text[state[2] :]
    head.title = _tidy(notes.without_only_asked(text))
    doubt_brackets(head)
    if head.times and head.capacity is None and (capacity := notes.capacity(head.title)):
        head.capacity, head.title = capacity, ""
    is_place = head.after_when in {",", "·"} or (not head.begins_with_when and rooms.is_certain(head.title))
    if head.times and is_place and not head.room and (found := rooms.read(head.title)):
        head.add_room(found)
        head.title = ""
    _take_format(head)
    is_panel = head.format.casefold().startswith(("podium", "panel"))
    if is_panel or any(one.role == "panel" for one in head.people):  # some of them may have a label, or none
        head.people = [replace(one, role="panel") if one.role == "speaker" else one for one in head.people]
    _share_status(head)
    return head


def _without_brackets(text):
    """„(14 Uhr, Saal 2)“: a bracket around a whole line with a time says nothing."""
    is_whole = text[:1] == "(" and len(text) <= MAX_LEADING and closing_of(text, 0) == len(text) - 1
    return text[1:-1].strip() if is_whole and find_times(text) else text


def _take_struck(text, head):
    """`~~Title~~` is a cancelled session; struck words beside others are kept as a remark."""
    if "~~" not in text:
        return text
    rest = STRUCK.sub(" ", text)
    bare = Head()
    if not _tidy(_take_trailing(_take_leading(rest.strip(), bare), bare)):
        head.is_cancelled = True
        return " ".join(text.replace("~~", " ").split())
    head.remarks += [match[0] for match in STRUCK.finditer(text)]
    return " ".join(rest.split())


# From the front


def _without_part_of_day(text):
    """„Vormittag (9-12 Uhr): Lesen“: the time says it better, if it lies in that part of the day."""
    match = PART_OF_DAY.match(text)
    times = find_times(text[match.end() : MAX_LEADING]) if match else []
    is_time = bool(times) and times[0].begin <= 1 and times[0].is_explicit
    return text[match.end() :] if is_time and (times[0].starts >= 12 * 60) is not bool(match["early"]) else text


def _take_leading(text, head):
    text = _without_part_of_day(text)
    for _step in range(10):
        rest = _take_one_leading(text, head)
        if rest is None:
            break
        text = rest
    return text


def _take_one_leading(text, head):
    """Take one day, time, room, track or state off the front; None: there is none."""
    if text[:1] in {"(", "["} and not notes.state_first(text) and (rest := _take_bracket_first(text, head)) is not None:
        return rest
    end = take_when(text, head)
    if end is not None:
        head.begins_with_when = True
        rest = text[end:].strip()
        head.after_when = rest[:1] if rest[:1] in MARKS else ""
        return skip_marks(rest, head)
    if head.times and (found := practical.duration_first(text)):
        head.duration = found[0]
        return text[found[1] :].lstrip()
    if state := notes.state_first(text):
        head.add_state(state[0])
        return text[state[1] :].lstrip()
    if not head.room and (first := rooms.read_first(text)):
        head.add_room(first[0])
        return text[first[1] :].lstrip()
    match = LETTER.match(text) or (None if head.track else notes.TRACK_PREFIX.match(text))
    if match and match.re is not LETTER:
        head.track = match["name"]
    return text[match.end() :].lstrip() if match else None


def _take_bracket_first(text, head):
    """„(10–12 Uhr) Titel“."""
    end = closing_of(text, 0)
    if end is None or end > MAX_LEADING:
        return None
    if not take_note(text[1:end], head, only_when=not practical.is_practical(text[1:end])):
        return None
    head.begins_with_when = bool(head.times or head.has_day)
    return text[end + 1 :].lstrip(MARKS)


# From the back


def _take_trailing(text, head, *, only_when=False):
    kept = ""
    for _step in range(14):
        text = text.rstrip(" \t,;–—|·")
        rest = _take_one_trailing(text, head, only_when=only_when)
        if rest is None:
            # A bracket that belongs to the title: look at what stands before it, as long as it is brackets.
            opening = opening_of(text)
            if opening is None or not text[:opening].rstrip().endswith((")", "]")):
                break
            kept = f"{text[opening:]} {kept}".strip()
            rest = text[:opening]
        text = rest
    return f"{text.rstrip()} {kept}".strip()


def _take_one_trailing(text, head, *, only_when):
    """Take one remark off the end: a time, a bracket, a part after a dash or comma. None: there is none."""
    separators = separators_of(text)
    rest = _take_when_last(text, head)
    if rest is None and not only_when:
        rest = _take_room_in_bracket(text, head) or _take_room_and_online(text, head, separators)
    if rest is not None:
        return rest
    rest = (
        None
        if only_when
        else _take_last_sentence(text, head, separators)
        or _take_label_with_more(text, head, separators)
        or take_named_last(text, head, separators, "–")
    )
    if rest is not None:
        return rest
    if (opening := opening_of(text)) is not None and len(text) - opening <= MAX_REMARK:
        return _take_last_bracket(text, opening, head, separators, only_when=only_when)
    cuts = [found for found in separators if found[2] != "."]
    if cuts:
        begin, end, mark = cuts[-1]
        tail = text[end:]
        is_comma = mark == "," and not text[:begin].endswith((")", "]"))
        if take_note(tail, head, only_when=only_when, is_comma=is_comma) or (
            not only_when and take_labelled(tail, head)
        ):
            return text[:begin]
        rest = None if only_when else take_named_last(text, head, separators, ",")
    if rest is None and not only_when and (state := notes.state_last(text)):
        head.add_state(state[0])
        return text[: state[1]]
    return rest


def _take_last_bracket(text, opening, head, separators, *, only_when):
    inside = text[opening + 1 : -1]
    if not only_when and notes.person_status(inside):  # „…, Eva Horn und Can Öz (angefragt)“
        rest = take_named_last(text, head, separators, ",")
        if rest is not None:
            return rest
    if take_remark(inside, head, only_when=only_when, is_bracket=True):
        return text[:opening]
    return None if only_when else take_named_last(text, head, separators, ",")  # „…, Eva Horn (Mieterverein)“


def _take_room_in_bracket(text, head):
    """„… – Ltg. Eva Horn (Saal 2)“: a room behind a name is that of the session, and no organisation.

    With the house before it, „(Lichthaus, Saal)“, the organiser is asked.
    """
    opening = None if head.room else opening_of(text)
    inside = text[opening + 1 : -1] if opening else ""
    if not inside:
        return None
    if rooms.is_certain(inside) and (found := rooms.read(inside)):
        head.add_room(found)
    elif (found := rooms.read_with_house(inside)) and not _is_known(found.name.rpartition(", ")[0]):
        head.add_room(found)
        head.doubts.append(Doubt("place", found.name, "place"))
    else:
        return None
    return text[:opening]


def _is_known(words):
    """Whether words before a room say something else than a house: „Englisch, Saal 2“, „Stadt Jena, Saal 2“."""
    found = notes.session_format(words) or languages.language(words) or organisations.is_organisation(words)
    return bool(found) or names_somebody(words)


def _take_room_and_online(text, head, separators):
    """„…, Saal 2, online“, „…, 20 Plätze vor Ort, 30 online“: what belongs together although a comma parts it."""
    for begin, end, _mark in separators[-3:]:
        found = (None if head.room else rooms.read(text[end:])) or rooms.read_places(text[end:])
        if found and found.is_hybrid and (not found.name or rooms.is_plain(found.name)):
            head.add_room(found)
            return text[:begin]
    return None


def _take_last_sentence(text, head, separators):
    """Take a remark that stands as a sentence of its own: „… Stadt Jena. Raum 1“."""
    if separators and separators[-1][2] == ".":
        begin, end, _mark = separators[-1]
        if take_note(text[end:], head, is_comma=True) or take_labelled(text[end:], head):
            return text[:begin]
    return None


def _take_label_with_more(text, head, separators):
    """„…, Leitung: Eva Horn, Vorstand“: a label before the last mark, with all that follows it."""
    for begin, end, _mark in separators[-3:-1]:
        if (label := read_label(text[end:])) and label[0] in ROLES and take_labelled(text[end:], head):
            return text[:begin]
    return None


def _take_when_last(text, head):
    """Take times or a day off the end, without any mark before: „Neue Wege am 3. Mai 2027“."""
    offset = max(0, len(text) - MAX_LEADING)
    times = [] if head.times else find_times(text[offset:])
    dates = [] if head.dates else find_dates(text[offset:])
    for found in [*times[-1:], *dates[-1:]]:
        before = text[: found.begin + offset]
        if practical.NOT_ITS_TIME.search(before) or _may_be_title(found, before):
            continue
        if found.end + offset == len(text) and getattr(found, "is_explicit", True):
            if times and found is times[-1]:
                head.times.append(found)
            else:
                head.dates = found
            head.when.append(text[found.begin + offset :])
            return text[: found.begin + offset]
    return None


def _may_be_title(found, before):
    """Whether a time in words may be a part of the title, with no mark between: „Film: Zwölf Uhr mittags“."""
    words = getattr(found, "told", "")
    return (
        bool(words) and not any(map(str.isdigit, words)) and before.rstrip()[-1:] not in {"", ",", "–", "|", "(", ";"}
    )


def _take_time_between(text, head):
    """„Rundgang, 11-12 Uhr, Foyer“: what stands behind the time is the room, or goes on with the title."""
    for times in [] if head.times or text.endswith(".") else find_times(text[:MAX_LEADING]):
        before, after = text[: times.begin].rstrip(), text[times.end :].lstrip()
        if not (times.is_explicit and before[-1:] in BETWEEN and after[:1] in BETWEEN):
            continue
        head.times.append(times)
        head.when.append(text[times.begin : times.end])
        before, after = before.rstrip(",;| "), after.lstrip(",;| ")
        found = None if head.room else rooms.read(after)
        if found:
            head.add_room(found, written=after)
        return before if found else f"{before}, {after}"
    return _take_time_before_place(text, head)


def _take_time_before_place(text, head):
    """„Filmabend ab 18 Uhr im Kino am Markt“: no mark parts the title from the time, nor the time from the place."""
    match = None if head.times or text.endswith((".", "!", "?")) else TIME_BEFORE_PLACE.match(text)
    times = find_times(match["when"]) if match else []
    is_time = len(times) == 1 and times[0].is_explicit and (times[0].begin, times[0].end) == (0, len(match["when"]))
    if not is_time or practical.NOT_ITS_TIME.search(f"{match['title']} ") or head.room:
        return text
    head.times.append(times[0])
    head.when.append(match["when"])
    found = rooms.read(match["place"]) or rooms.NamedRoom(match["place"])
    head.add_room(found)
    head.doubts.append(Doubt("place", found.name, "place"))
    return match["title"]


# Title


def _take_format(head):
    head.is_online = head.is_online or modes.is_online(head.title)
    head.is_hybrid = head.is_hybrid or modes.is_hybrid_title(head.title)
    if prefix := notes.format_prefix(head.title):
        name, title = prefix
        if not head.format:
            head.format, head.title = name, _tidy(title)
            head.is_online = head.is_online or modes.is_online(name)
    elif not head.format:
        head.format = notes.format_inside(head.title) or codes.format_of(head.title)


def _share_status(head):
    """„Titel (M. Behr) – angefragt“: what the session waits for is its one speaker."""
    if head.is_requested and len(head.people) == 1 and head.people[0].status == "confirmed":
        head.people = [replace(head.people[0], status="requested")]


def _tidy(text):
    """Return the title without the marks around it and without quotation marks around the whole."""
    text = " ".join(text.split()).strip(" ,;|–—-·•").removesuffix(":").strip()
    return unquoted(text)


def unquoted(text):
    """„Neue Wege“ → Neue Wege; quotation marks within the text stay."""
    match = QUOTED.fullmatch(text)
    return match[2].strip() if match else text


def _without_when(text):
    """The text without a bracket or a time at its end, to see a break in „Mittagessen (12–13 Uhr)“, „Kaffee 15 Uhr“."""
    opening = opening_of(text)
    times = find_times(text[-MAX_LEADING:]) if opening is None and len(text) <= MAX_LEADING else []
    if times and times[-1].is_explicit and times[-1].end == len(text):
        return _tidy(text[: times[-1].begin])
    return text[:opening].strip() if opening else text
