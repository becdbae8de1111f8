"""Several sessions in one line: „15–16 Uhr A) Anträge (Eva Horn) B) Ehrenamt (Can Yıl)“, „WS 1: … WS 2: …“."""

import re
from dataclasses import replace

from programme.imports.text.codes import code_of, without_gap
from programme.imports.text.heads import take_apart
from programme.imports.text.items import GROUP_TITLE
from programme.imports.text.lines import plain
from programme.imports.text.parts import Part, Role
from programme.imports.text.remarks import Head

MARK = re.compile(
    r"(?:^|(?<=[\s;,|:)]))(?P<word>(?:[Ww][Ss]\.?|Workshop|Forum|Fachforum|AG\.?|Panel|Session|Track"
    r"|Tisch)\s)?(?P<mark>[A-H]|[a-h]|\d{1,2})(?P<end>[).:]|)\s+(?=\S)"
)
BAR = re.compile(r"(?:^|[/;|:])\s*$")
MAX_LINE = 1_000
JOINTS = " \t,;|/–—-·"


def marks_of(text):
    """Return the marks of an enumeration in the text, in their order from A, a or 1; [] where it is none."""
    if len(text) > MAX_LINE:
        return []
    found = []
    for match in MARK.finditer(text):
        is_behind_bar = not found or BAR.search(text, max(0, match.start() - 5), match.start())
        if not match["end"] and not (match["word"] and is_behind_bar):
            continue  # „WS 1 Lesen / WS 2 Schreiben“
        if not found:
            if match["mark"] in {"A", "a", "1"}:
                found.append(match)
        elif (match["word"], match["end"]) == (found[0]["word"], found[0]["end"]) and _follows(match, found[-1]):
            found.append(match)
    return found if len(found) >= 2 else []


def without_marks(text):
    """Return the text without the marks of its enumeration, which stand in no title."""
    for match in reversed(marks_of(text)):
        if not match["word"]:
            text = f"{text[: match.start()]} {text[match.end() :]}"
    return text


def entries_of(text):
    """Return the entries of a cell: several where it enumerates them beyond doubt, else itself."""
    if len(lines := _lines_with_codes(text)) > 1:
        return lines
    marks = marks_of(text)
    if (
        not marks
        or text[: marks[0].start()].strip(JOINTS)
        or not marks[0]["end"]
        or (marks[0]["end"] == "." and not marks[0]["word"])
    ):
        return [text]
    return _segments(text, marks)


CELL_BREAK = re.compile(r"<br\s{0,3}/?>", re.IGNORECASE)
ITEM = re.compile(r"[-*+•]\s+")


def _lines_with_codes(text):
    """Return the lines of a cell that begin with codes, each with what stands below it; [] where they do not."""
    entries = []
    for line in CELL_BREAK.split(text):
        bare = without_gap(ITEM.sub("", line.strip(), count=1))
        code = code_of(plain(bare))
        if code and code.is_known:
            entries.append(bare)
        elif entries:
            entries[-1] += f"<br>{line}"
        elif bare and not GROUP_TITLE.search(bare):
            return []
    return entries


def _segments(text, marks):
    ends = [mark.start() for mark in marks[1:]] + [len(text)]
    begins = [mark.start() if mark["word"] else mark.end() for mark in marks]
    return [text[begin:end].strip(JOINTS) for begin, end in zip(begins, ends, strict=True)]


def _follows(match, previous):
    one, other = previous["mark"], match["mark"]
    if one.isdigit() and other.isdigit():
        return int(other) == int(one) + 1
    return not one.isdigit() and not other.isdigit() and ord(other) == ord(one) + 1


def split_enumerations(parts, questions):
    """Make a part of each session in a line that enumerates several; numbers with a dot are asked about."""
    result = []
    for part in parts:
        result += (_split(part, questions) if part.role in {Role.TITLE, Role.MEMBER} else None) or [part]
    parts[:] = result


# „9-10 Uhr: Eins; 10-11 Uhr: Zwei“
NEXT_TIME = re.compile(r"\s?[;|]\s+(?=(?:um\s|ab\s)?\d{1,2}(?:[.:]\d\d)?\s?(?:[-–—]|bis|Uhr|:|h))")


def _split_at_times(part):
    """Return a part for each session of a line that gives a time and a title again and again, or None."""
    texts = NEXT_TIME.split(part.line.text) if part.role is Role.TITLE and part.times else []
    if len(texts) < 2:
        return None
    heads = [take_apart(text) for text in texts]
    if not all(head.times and head.begins_with_when and head.title for head in heads):
        return None
    lines = [replace(part.line, text=text) for text in texts]
    return [Part(line, plain(line.text), Role.TITLE, head) for line, head in zip(lines, heads, strict=True)]


def _split(part, questions):
    if parts := _split_at_times(part):
        return parts
    text = plain(part.line.text)
    marks = marks_of(text)
    before = text[: marks[0].start()].strip(JOINTS) if marks else ""
    if not marks or len(before) > MAX_LINE // 10:
        return None
    if not marks[0]["end"] or (marks[0]["end"] == "." and not marks[0]["word"]):
        number = part.line.number
        answer = questions.ask("split", text, ("sessions", "text"), "sessions", part.line, session_line=number)
        if answer == "text":
            return None
    heads = [(written, take_apart(written)) for written in _segments(text, marks)]
    if not all(head.title for _text, head in heads):
        return None
    lines = [replace(part.line, text=written) for written, _head in heads]
    members = [Part(line, line.text, Role.MEMBER, head) for line, (_text, head) in zip(lines, heads, strict=True)]
    if part.role is Role.MEMBER:
        return members
    frame = take_apart(before) if before else Head()
    if frame.times:
        role = Role.GROUP if frame.title else Role.TIME
        members.insert(0, Part(replace(part.line, text=before), before, role, frame))
    if not frame.times or not frame.title:
        members[bool(frame.times)].role = Role.TITLE
    return members
