"""Fields between bars, semicolons, tabs or wide gaps: „Lesen lernen | Raum 7 | Rosa Stein“.

Each field is recognised as a whole, with a kind that is sure or not; then one of them is chosen as the title.
"""

import re
from collections import Counter, defaultdict
from dataclasses import dataclass, field, replace

from programme.imports.text import notes, organisations
from programme.imports.text.doubts import Doubt
from programme.imports.text.lines import plain
from programme.imports.text.names import is_first_name, names_somebody
from programme.imports.text.people import read_people
from programme.imports.text.remarks import Head, merge, take_labelled, take_note

MAX_FIELDS = 8
MAX_LENGTH = 400
MAX_SHORT = 60
SEPARATOR = re.compile(r"(?P<bracket>[()\[\]])|\s*(?P<mark>\||\t+|;(?=\s)|\s{2,}(?=\S))\s*")
SURE_MARKS = frozenset("|\t")


@dataclass(slots=True)
class _Field:
    """`kind`: "note", "people", "host" or "text"; `head`: what the field says, to be added if it is not the title."""

    text: str
    kind: str
    head: Head = field(default_factory=Head)

    @property
    def column(self):
        if self.head.doubts:
            return "text"
        return "place" if self.head.room else self.kind


def take_fields(text, head):
    """Read all fields but the title into the head; return the title's, or None where the line has no fields."""
    texts, marks = _split(text)
    if not 2 <= len(texts) <= MAX_FIELDS or len(text) > MAX_LENGTH:
        return None
    fields = [_field(plain(found)) for found in texts]
    if not marks & SURE_MARKS and all(found.kind == "text" for found in fields):
        return None  # „Demokratie; Vielfalt und Macht“ is a title
    title = _title(fields)
    if title is None:
        return None
    head.begins_with_when = fields[0].kind == "note" and bool(fields[0].head.times or fields[0].head.has_day)
    head.columns = tuple(found.column for found in fields)
    for position, found in enumerate(fields):
        if found is title:
            continue
        if found.kind == "text":
            _add_text(found.text, head, position)
        elif found.kind == "host" and head.host:
            head.remarks.append(found.text)
        else:
            found.head.doubts = [replace(doubt, position=position) for doubt in found.head.doubts]
            merge(head, found.head)
    return title.text


def _split(text):
    texts, marks, start, depth = [], set(), 0, 0
    for match in SEPARATOR.finditer(text):
        if match["bracket"]:
            depth += 1 if match["bracket"] in "([" else -1
        elif depth <= 0 and not text[start : match.start()].rstrip().endswith(("–", "-", ",")):
            texts.append(text[start : match.start()])
            marks.add(match["mark"].strip(" ")[:1])
            start = match.end()
    texts.append(text[start:])
    return [found.strip() for found in texts if found.strip(" –—-")], marks


def _field(text):
    head = Head()
    if take_note(text, head) or take_labelled(text, head):
        return _Field(text, "note", head)
    people = read_people(text)
    if people and not any(organisations.is_certain_organisation(doubt.words) for doubt in people.doubts):
        head.add_people(people)
        return _Field(text, "people", head)
    if organisations.is_organisation(text) and not names_somebody(text):
        head.add_host(text)
        return _Field(text, "host", head)
    return _Field(text, "text")


def _title(fields):
    """The first field that is no note, unless it names people and a later one is a title for sure."""
    possible = [found for found in fields if found.kind != "note"]
    if not possible:
        return next((found for found in fields if found.head.format), None)
    texts = [found for found in possible if found.kind == "text"]
    return texts[0] if possible[0].kind == "people" and texts else possible[0]


def _add_text(text, head, position):
    """What is no title and nothing known: asked about if it is short, else a part of the description."""
    if text[0].isupper() and len(text) <= MAX_SHORT and not notes.is_cancelled(text):
        head.doubts.append(Doubt("field", text, "text", position=position))
    else:
        head.remarks.append(text)


GUESSES = {"place": "place", "people": "host", "host": "host"}


def guess_by_columns(parts):
    """Let a field that says nothing be rather what the other rows have at its place.

    Among people it is an organisation, among rooms no person.
    """
    columns = defaultdict(Counter)
    heads = [part.head for part in parts if part.head and part.head.columns]
    for head in heads:
        for position, kind in enumerate(head.columns):
            columns[len(head.columns), head.begins_with_when, position][kind] += 1
    for head in heads:
        for index, doubt in enumerate(head.doubts):
            kind = columns[len(head.columns), head.begins_with_when, doubt.position].most_common(1)[0][0]
            is_unknown = doubt.code == "person" and not is_first_name(doubt.words.split()[0])
            is_open = doubt.code == "field" or (is_unknown and kind == "place")
            if is_open and doubt.position and kind in GUESSES:
                head.doubts[index] = replace(doubt, guess=GUESSES[kind])
