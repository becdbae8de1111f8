"""List items below a title with its time: „Runde 1“, and below it „- Klima“ with „Leitung: …“ and „Raum: …“ of its own.

They are sessions side by side, an agenda, or points of the description. Rooms of their own tell it, or a title that
names a group („Thementische“); else the organiser is asked.
"""

import re

from programme.imports.text import pauses
from programme.imports.text.heads import take_apart
from programme.imports.text.lines import Kind, plain
from programme.imports.text.parts import MAX_PLAIN_TITLE, Role
from programme.imports.text.people import read_people
from programme.imports.text.remarks import ROLES, Head, take_remark

MAX_ITEMS = 40
OF_SESSIONS = ROLES | {"host", "room", "capacity", "help", "target_group", "materials"}
GROUP_TITLE = re.compile(
    r"parallel|workshop|foren\b|fachforen|thementische|arbeitsgruppen|kleingruppen|gesprächsgruppen"
    r"|sessions\b|breakout|tischgespräche"
    r"|(?:arbeits|workshop|themen)?(?:runde|phase|block|schiene)\b(?:\s\S{1,3})?$|arbeitsphase"
    r"|werkstätten|ateliers|angebote\b|seminare\b|kurse\b|slot\b|zur\swahl",
    re.IGNORECASE,
)


def says_session(part, head):
    """Whether a line is a title with its people, organisation or room, and not only these."""
    if not head.title or len(part.text) > MAX_PLAIN_TITLE:
        return False
    if not head.columns and (take_remark(part.text, Head()) or read_people(part.text)):
        return False
    return bool(head.people or head.open_people or head.host or head.room or head.is_requested or head.is_cancelled)


def gather_items(parts, questions):
    """Make sessions of the items below a title with a time, each of which names its own people or room."""
    for index, part in enumerate(parts):
        if part.role is not Role.TITLE or not part.times or pauses.is_break(part.text):
            continue
        items = _items_below(parts, index)
        if len(items) < 2 or not _is_group(part, items, questions):
            continue
        part.role = Role.GROUP
        for item, head, _labels in items:
            item.role, item.head = Role.MEMBER, head


def _items_below(parts, index):
    """Return [(part, head, labels below it)] of the items of one list, where each of them says that it is a session."""
    items = []
    for found in parts[index + 1 : index + 1 + MAX_ITEMS * len(OF_SESSIONS)]:
        if found.line.kind is not Kind.ITEM or found.times:
            break
        if found.role is Role.TEXT and (not items or found.line.indent <= items[0][0].line.indent):
            items.append((found, take_apart(found.line.text), []))
        elif items and found.line.indent > items[0][0].line.indent:
            if found.role is Role.LABEL and found.label[0] in OF_SESSIONS:
                items[-1][2].append(found.label)
        else:
            return []
    return items if all((labels and head.title) or says_session(part, head) for part, head, labels in items) else []


def _is_group(part, items, questions):
    if GROUP_TITLE.search(part.head.title) or len(_rooms(items)) > 1:
        return True
    words = "; ".join(plain(item.line.text) for item, _head, _labels in items)
    number = part.line.number
    return questions.ask("split", words, ("sessions", "text"), "text", part.line, session_line=number) == "sessions"


def _rooms(items):
    rooms = {head.room for _part, head, _labels in items if head.room}
    return rooms | {value for _part, _head, labels in items for name, value in labels if name == "room"}
