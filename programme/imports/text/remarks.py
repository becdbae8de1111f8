"""Remarks beside a title, and what they say of the session: „(Dr. A. Müller, Raum 3, max. 20 Personen – angefragt)“."""

import re
from dataclasses import replace

from programme.imports.draft import LABEL_LENGTH, NOBODY, SHORT_NAME_LENGTH, TARGET_GROUP_LENGTH
from programme.imports.text import aids, labels, languages, materials, modes, notes, organisations, practical, rooms
from programme.imports.text.dates import find_dates, leading_day_number, leading_weekday
from programme.imports.text.doubts import Doubt
from programme.imports.text.head import Head, merge
from programme.imports.text.lines import plain
from programme.imports.text.marks import MAX_REMARK, separators_of
from programme.imports.text.people import read_people
from programme.imports.text.times import find_times

MAX_LEADING = 160
ROLES = frozenset({"speaker", "moderation", "panel", "interpreter"})
MARKS = " \t:;,|–—-·•/"
JOINT = re.compile(r"(?:,|/|und|and|sowie|&|\+)\s*(?=\d)")
SENTENCE_END = re.compile(r"(?<=\w\w[.!;])\s+")


def take_remark(text, head, *, only_when=False, is_bracket=False):
    """Read a whole line or bracket beside a title into the head; False: it is something else, nothing was changed."""
    text = text.strip()
    if not 0 < len(text) <= MAX_REMARK:
        return False
    if take_note(text, head, only_when=only_when):
        return True
    if only_when:
        return False
    if (
        head.add_help(aids.read_note(text, is_alone=True))
        or take_people(text, head, must_be_sure=not is_bracket)
        or take_labelled(text, head)
        or _take_several(text, head, is_bracket=is_bracket)
        or _take_sentences(text, head)
        or (is_bracket and _take_organisation_first(text, head))
    ):
        return True
    if (
        is_bracket
        and " " in text
        and not head.host
        and organisations.is_organisation(text)
        and organisations.has_organisation_word(text, acronyms=False)
    ):
        head.add_host(text)
        return True
    return False


def _take_organisation_first(text, head):
    """„(Dezernat III, Frau Wolters)“."""
    organisation, _comma, name = text.partition(", ")
    people = read_people(name) if organisations.is_organisation(organisation) else None
    if people is None or not people.is_sure or people.doubts or len(people.appearances) != 1:
        return False
    [person] = people.appearances
    told = ", ".join(filter(None, [person.affiliation, organisation]))
    head.add_people(replace(people, appearances=(replace(person, affiliation=told),)))
    return True


def _take_several(text, head, *, is_bracket):
    """Read „Dr. A. Müller, Raum 3, max. 20 Personen“: remarks of different kinds, and the people among them."""
    cuts = [cut for cut in separators_of(text) if cut[2] != "."]
    if not cuts:
        return False
    parts, start = [], 0
    for begin, end, _mark in cuts:
        parts.append(text[start:begin])
        start = end
    parts.append(text[start:])
    trial, people, has_note = Head(), [], False
    for part in parts:
        if (
            (take_note(part, trial) and not (people and notes.person_status(part)))
            or take_labelled(part, trial)
            or trial.add_help(aids.read_note(part, is_alone=True))
        ):
            has_note = True
        else:
            people.append(part)
    if not has_note:
        return False
    trial.is_requested = trial.is_requested and not any(map(notes.person_status, people))
    if people and not take_people(", ".join(people), trial, must_be_sure=not is_bracket):
        return False
    merge(head, trial)
    return True


def _take_sentences(text, head):
    """„Limited to 20 people. Room: Studio 2“: sentences of which each one is a remark."""
    sentences = SENTENCE_END.split(text)
    trial = Head()
    if len(sentences) < 2 or not all(_is_note(sentence.rstrip("."), trial) for sentence in sentences):
        return False
    merge(head, trial)
    return True


def _is_note(text, head):
    return take_note(text, head) or take_labelled(text, head)


def take_note(text, head, *, only_when=False, is_comma=False):
    """Read a remark that is no person: a time, a day, a status, a room, places, a language, a format."""
    text = text.strip()
    if not text or len(text) > MAX_REMARK:
        return False
    if _take_whole_when(text, head) or _take_room(text, head, is_comma=is_comma):
        return True
    if only_when:
        return False
    if notes.is_cancelled(text):
        head.is_cancelled = True
    elif notes.is_requested(text) or notes.is_only_asked(text):
        head.is_requested = True
    elif notes.names_nobody(text):
        head.open_people.append(NOBODY)
    elif _take_places(text, head) or _take_practical(text, head):
        return True
    elif not head.language and (language := languages.language(text)):
        head.language = language
    elif not head.format and not is_comma and (name := notes.session_format(text)):
        head.format, head.is_online = name, modes.is_online(name)
    elif not head.track and notes.is_track(text):
        head.track = text
    else:
        return not is_comma and head.add_help(aids.read_note(text))
    return True


def _take_room(text, head, *, is_comma):
    """„Raum 2“, „Raum Heide + online“; behind a comma only what nobody would read otherwise."""
    if not head.open_room and (words := rooms.undecided(text)):
        head.open_room = words
        return True
    found = rooms.read(text)
    if found and head.room:  # „…, Raum 2, online“
        found = rooms.together(rooms.NamedRoom(head.room), found)
    if found is None and modes.is_hybrid(text):
        head.is_hybrid = True
        head.doubts += [Doubt("place", text, "place")] if is_comma else []  # „Lesen lernen, hybrid“ may be the title
        return True
    is_online = found is not None and is_comma and rooms.AWAY_ALONE.fullmatch(found.name) is not None
    if not found or (is_comma and not is_online and not rooms.is_plain(found.name)):
        return False
    head.add_room(found, written=text)
    if is_online:  # „Lesen lernen, online“, which may be a part of the title
        head.doubts.append(Doubt("place", found.name, "place"))
    return True


def _take_places(text, head):
    """„max. 20“, „20 Plätze vor Ort, 30 online“; of „8-12 Personen“ the most, and the description keeps the least."""
    found = rooms.read_places(text) if head.capacity is None else None
    if found:
        head.add_room(found)
        head.remarks += [text] if practical.is_practical(text) else []
    return found is not None


def _take_practical(text, head):
    """„Kosten 5 Euro“, „90 Min.“."""
    if practical.is_practical(text):
        head.remarks.append(text)
    elif head.duration is None and (duration := practical.duration(text)):
        head.duration = duration
    else:
        return False
    return True


def _take_whole_when(text, head):
    """Read a remark that consists of days and times only."""
    if not any(character.isdigit() for character in text) and not leading_weekday(text):
        return False
    trial, rest = Head(), text
    while rest:
        end = take_when(rest, trial)
        if end is None:
            return False
        rest = skip_marks(rest[end:], trial)
    if head.dates and trial.dates:
        return False
    merge(head, trial)
    return True


def take_people(text, head, *, must_be_sure=True, role="speaker", is_labelled=False):
    """Read people; `must_be_sure`: not two capital words alone, unless „mit“ stands before them."""
    maybe = notes.MAYBE.match(text)  # „vielleicht mit Eva Horn“
    text = text[maybe.end() :] if maybe else text
    introduced = None if is_labelled else labels.read_introduction(text)
    if introduced:
        role, text = introduced
        must_be_sure = False
    people = read_people(text, role=role, is_labelled=is_labelled)
    if not people or (must_be_sure and not (people.is_sure or maybe)):
        return False
    if maybe:
        asked = tuple(replace(person, status="requested") for person in people.appearances)
        people = replace(people, appearances=asked, doubts=())
    head.add_people(people)
    return True


def take_labelled(text, head):
    """Read „Moderation: Anna Vogel“ within a bracket."""
    label = labels.read_label(text)
    if label is not None:
        return take_label(*label, head)
    introduced = labels.read_introduction(text)  # „Moderation Anna Vogel“
    is_chair = introduced is not None and introduced[0] == "moderation"
    return is_chair and take_people(text, head)


def take_label(name, value, head):
    """Read what stands after a label into the head; False: it is not what the label promises."""
    if name == "materials" and "://" in value:  # an address has signs that are marks elsewhere
        return _take_value(name, value, head)
    value, rest = labels.split_labels(plain(value).strip())
    if not rest:
        return bool(value) and _take_value(name, value, head)
    trial = Head()
    is_taken = bool(value) and _take_value(name, value, trial) and take_labelled(rest, trial)
    if is_taken:
        merge(head, trial)
    return is_taken


def _take_value(name, value, head):
    if name in ROLES:
        return _take_role(name, value, head)
    if name in TAKEN:
        return TAKEN[name](value, head)
    if name not in VALUES or getattr(head, name) or not (found := VALUES[name](value)):
        return False
    setattr(head, name, found)
    return True


def _take_status(value, head):
    head.is_cancelled = head.is_cancelled or notes.is_cancelled(value)
    head.is_requested = head.is_requested or notes.is_requested(value)
    return notes.is_cancelled(value) or notes.person_status(value) is not None


def _take_language(value, head):
    code, found = aids.read_language(value) or (languages.language(value), None)
    if head.language or not code:
        return False
    head.language = code
    head.add_help(found)
    return True


def _take_room_of_label(value, head):
    if not head.open_room and (words := rooms.undecided(value, is_labelled=True)):
        head.open_room = words
        return True
    found = None if head.room else rooms.read_labelled(value)
    if found:
        head.add_room(found)
    return found is not None


def _take_capacity(value, head):
    number = notes.labelled_capacity(value)
    found = rooms.NamedRoom("", number) if number else rooms.read_places(value)
    if found and head.capacity is None:
        head.add_room(found)
        return True
    return False


def _take_format(value, head):
    """„Format: Webinar“, „Format: hybrid“ also say how people take part."""
    if head.format or len(value) > LABEL_LENGTH:
        return False
    head.format = value
    head.is_hybrid = head.is_hybrid or modes.is_hybrid(value)
    head.is_online = head.is_online or modes.is_online(value) or rooms.AWAY_ALONE.fullmatch(value) is not None
    return True


def _take_materials(value, head):
    head.materials, head.materials_url = found = materials.read(value) or ("", "")
    return any(found)


def _up_to(length):
    return lambda value: value if len(value) <= length else ""


# How the value of a label is read; nothing comes back where it is not understood.
TAKEN = {
    "time": _take_whole_when,
    "date": _take_whole_when,
    "status": _take_status,
    "help": lambda value, head: head.add_help(aids.read(value)),
    "language": _take_language,
    "room": _take_room_of_label,
    "capacity": _take_capacity,
    "format": _take_format,
    "materials": _take_materials,
}
VALUES = {
    "host": _up_to(organisations.MAX_ORGANISATION),
    "track": _up_to(SHORT_NAME_LENGTH),
    "target_group": _up_to(TARGET_GROUP_LENGTH),
}


def _take_role(name, value, head):
    if notes.is_requested(value):  # „Leitung: angefragt“
        head.is_requested = True
        return True
    if take_people(value, head, must_be_sure=False, role=name, is_labelled=True):
        return True
    if name == "speaker" and not head.host and organisations.is_organisation(value):
        head.host = value
        return True
    return False


# Days and times


def take_when(text, head):
    """Take a day or times at the beginning of the text into the head; return where they end, or None."""
    beginning = text[:MAX_LEADING]
    dates = find_dates(beginning) if text[:1].isalnum() else []
    if dates and dates[0].begin == 0 and head.dates is None:
        head.dates, end = dates[0], dates[0].end
        if dates[0].weekday is not None:
            head.weekday = None
    elif (found := leading_weekday(beginning)) and not head.has_day:
        head.weekday, end = found
    elif (found := leading_day_number(beginning)) and head.day_number is None:
        head.day_number, end = found
    else:
        times = find_times(beginning)
        if not times or times[0].begin != 0 or not _stands_free(text, times[0]):
            return None
        head.times.append(times[0])
        end = times[0].end
    head.when.append(text[:end].strip())
    return end


def _stands_free(text, times):
    """Whether times without „Uhr“ are no number of something: „10:00 Titel“, not „10.30er“."""
    return text[times.end : times.end + 1] in {"", " ", "\t", ":", ",", ")", "]", "|", "-", "–", "—", ";", "/"}


def skip_marks(rest, head):
    """Return what follows a day or time, without the marks between, and without „und“ before a second time."""
    if not rest.strip(MARKS + ").]"):
        return ""
    if not rest.lstrip().startswith("("):
        rest = rest.lstrip(MARKS + ")]")
    rest = rest.lstrip()
    if head.times and (match := JOINT.match(rest)):
        times = find_times(rest[match.end() : MAX_LEADING])
        return rest[match.end() :] if times and times[0].begin == 0 else rest
    return rest
