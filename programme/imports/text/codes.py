"""Codes before titles: „Workshop 1: …“, „AG B – …“, „W3 …“, „a) …“. Sessions side by side are told by them."""

import re
from dataclasses import dataclass
from itertools import pairwise

from programme.imports.text import notes
from programme.imports.text.lists import words_in

ROOMS = r"Raum|Room|Saal|HS|SR|Hörsaal|Seminarraum"
# As they are written in haste, too: „ws 2“, „Ws. 2“, „AG. 1“.
SHORT_FORMS = {"ws": "workshop", "wsh": "workshop", "ag": "arbeitsgruppe", "arbeitsgr": "arbeitsgruppe"}
SHORT_FORMS |= {"ak": "arbeitskreis", "kw": "kurzworkshop"}
SESSIONS = (
    r"(?i:workshop|ws\.?|wsh\.?|forum|ag\.?|ak\.?|arbeitsgr\.|arbeitsgruppe|arbeitskreis|panel)|Fachforum|Themenforum"
    r"|Session|Track|Themeninsel|Thementisch|Tisch|Gruppe|Breakout|Werkstatt|Praxiswerkstatt|Lab|Stream"
    r"|Parallel\s?session|Seminar|Kurzworkshop|KW|Kurs|Atelier|Angebot|Impulsforum"
)
KNOWN = rf"{SESSIONS}|{ROOMS}"
# What follows one another, and is nowhere side by side.
IN_TURN = words_in("in_turn")
MARK = r"(?:\d{1,2}[a-z]?|[A-Z]|[IVX]{1,4})"
END = r"\s?(?::(?!\d\d)|\.(?=\s)|\)|[–—|-](?=\s)|\(|$)"
CODE = re.compile(
    rf"(?P<known>{KNOWN})(?:\s?(?=\d)|\s)(?P<mark>{MARK})(?:{END}|\s+(?!Uhr\b)(?=[^\W\d_]))"
    rf"|(?P<word>[A-ZÄÖÜ][\w-]{{1,20}})\s(?P<mark_of_word>\d{{1,2}}[a-z]?|[A-Z])\s?(?:[|)]|:(?!\d\d)|[–—-](?=\s))"
    r"|(?P<short>[A-Z]{1,2})(?P<mark_of_short>\d{1,2})(?:\s?[:.|)–—-])?\s+(?=\S)"
    r"|(?P<letter>[A-Ha-h])\)\s+(?=\S)|(?P<bare>[A-H])\s+(?=[A-ZÄÖÜ„\"])"
)
FORMATS = {"workshop": "Workshop", "kurzworkshop": "Workshop"}
ROOM, LETTER = "room", ")"
BARE = "letter"  # „A Vereinsrecht“, which counts only beside „B …“
ROOM_CODE = re.compile(ROOMS)
WITH_GAP = re.compile(
    rf"((?:{KNOWN})\s?{MARK}|[A-Z]{{1,2}}\d{{1,2}}[a-z]?)(?:\s{{2,}}|\s?\t\s*|\s?\|\s*(?P<bar>(?=\S)))(?=[^\W\d_„“\"])"
)


@dataclass(frozen=True, slots=True)
class Code:
    """`word`: what all codes of one list begin with; `mark`: the number or letter; `is_known`: it names sessions."""

    word: str
    mark: str
    is_known: bool


def code_of(text):
    """Return the Code at the beginning of a title, or None."""
    state = notes.state_first(text)
    match = CODE.match(text, state[1] if state else 0)
    if not match:
        return None
    if match["known"] and ROOM_CODE.fullmatch(match["known"]):
        return Code(ROOM, match["mark"], is_known=True)
    if match["known"]:
        word = match["known"].casefold().rstrip(".")
        return Code(SHORT_FORMS.get(word, word), match["mark"], is_known=True)
    if match["letter"]:
        return Code(LETTER, match["letter"], is_known=True)
    if match["bare"]:
        return Code(BARE, match["bare"], is_known=False)
    word, mark = match["word"] or match["short"], match["mark_of_word"] or match["mark_of_short"]
    return None if word.casefold() in IN_TURN else Code(word.casefold(), mark, is_known=False)


def session_code(text):
    """Return the Code of a title that begins like nothing but a session: „WS 2: …“, but not „Raum 2: …“; else None."""
    code = code_of(text)
    return code if code and code.is_known and code.word not in {ROOM, LETTER} else None


def format_of(title):
    """Return the format that a code stands for: „WS 2: Lesen lernen“ is a workshop; else ""."""
    code = session_code(title)
    return FORMATS.get(code.word, "") if code else ""


def follow_each_other(codes):
    """Whether their marks go up one by one: 1, 2, 3 or A, B, C."""
    marks = [code.mark for code in codes]
    values = [int(mark) if mark.isdigit() else ord(mark) if len(mark) == 1 else None for mark in marks]
    return None not in values and all(other == one + 1 for one, other in pairwise(values))


def without_gap(text):
    """„W1   Übergang“, „Forum 1 | Übergang“: the code belongs to the title and is no field of its own."""
    state = notes.state_first(text)
    match = WITH_GAP.match(text, state[1] if state else 0)
    if not match:
        return text
    joint = ": " if match["bar"] is not None else " "
    return f"{text[: match.start()]}{match[1]}{joint}{text[match.end() :].lstrip()}"
