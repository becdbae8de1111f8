"""Step 1, second part: lines that were set for the eye, brought into the form in which all others are written.

„0900-0930“ is a time, „--- Samstag ---“ a heading; „11.00 -“ goes on in the line below; a mail or a PDF breaks its
lines where the page ends, and its words with a hyphen. `raw` stays what was written.
"""

import re
from dataclasses import replace
from itertools import pairwise

from programme.imports.text.codes import without_gap
from programme.imports.text.lines import BOLD_LEVEL, Kind

DECORATED = re.compile(r"([-=*~_#–—+•:])\1{1,9}\s*(?=\w)(?P<text>.{1,120}?)\s*\1{2,10}$")

CLOCK = r"(?:[01]\d|2[0-4])[0-5]\d"
MILITARY = re.compile(rf"(?P<first>{CLOCK})(?:(?P<dash>\s?(?:[-–—]|to|bis)\s?)(?P<last>{CLOCK}))?(?=[\s:]|$)")

HALF_TIME = re.compile(r"\d{1,2}(?:[.:]\d\d)?(?:\sUhr)?\s?[-–—](?=\s|$)")
OTHER_HALF = re.compile(r"\d{1,2}(?:[.:]\d\d)?(?:\s?(?:Uhr|h|[ap]\.?m\.?))?$")

# A page of a mail is 60 to 80 letters wide; shorter lines end where their writer ended them.
NARROWEST, WIDEST = 60, 82
MIN_FULL_LINES = 3
HYPHEN = re.compile(r"(?<=[a-zäöüß])[-‐]$")
NEW_THOUGHT = re.compile(r"[-*+•‣·–—]\s|\d{1,2}[.:)]|[\w/ :*-]{2,30}:\s|\(?(?:https?:|www\.)")
RUNS_ON = re.compile(r"\b(?:und|oder|sowie|für|mit|der|die|das|and|or|the|of|for)$")
GAP = re.compile(r"\s{2,}(?=\S)")


def set_plainly(lines):
    """Return the lines as they would be written without regard to the page."""
    lines = [_without_gap(_undecorated(line)) for line in lines]
    return _unwrapped(_with_whole_times(_with_colons(lines)))


def _undecorated(line):
    match = DECORATED.fullmatch(line.raw.strip()) if line.kind in {Kind.TEXT, Kind.BOLD} else None
    return replace(line, kind=Kind.BOLD, text=match["text"], level=BOLD_LEVEL, opens=True) if match else line


def _without_gap(line):
    return replace(line, text=without_gap(line.text)) if line.kind not in {Kind.HEADER, Kind.ROW} else line


# Times of four digits


def _with_colons(lines):
    """Let „0900-0930“ be times where a text writes all of them like this; „1990-1995“ alone are years."""
    found = [match for line in lines for text in _texts_of(line) if (match := MILITARY.match(text)) and match["last"]]
    if len(found) < 2 or all("19" <= match["first"][:2] <= "20" for match in found):
        return lines
    return [
        replace(
            line,
            raw=_indented_colons(line.raw),
            text=_colons(line.text),
            cells=tuple(_colons(cell) for cell in line.cells),
        )
        if any(MILITARY.match(text) for text in _texts_of(line))
        else line
        for line in lines
    ]


def _texts_of(line):
    return (line.text, *line.cells)


def _indented_colons(raw):
    bare = raw.lstrip()
    return raw[: len(raw) - len(bare)] + _colons(bare)


def _colons(text):
    match = MILITARY.match(text)
    if not match or (not match["last"] and "19" <= match["first"][:2] <= "20"):
        return text
    times = [f"{clock[:2]}:{clock[2:]}" for clock in (match["first"], match["last"]) if clock]
    return (match["dash"] or "").join(times) + text[match.end() :]


# Times over two lines


def _with_whole_times(lines):
    """„11.00 - Werkstätten“, and below it „12.30 Uhr“: the span stands in one column, the title beside it."""
    result = []
    for line in lines:
        previous = result[-1] if result else None
        begin = HALF_TIME.match(previous.text) if previous and previous.kind is Kind.TEXT else None
        if begin and not line.opens and line.kind is Kind.TEXT and (end := OTHER_HALF.fullmatch(line.text)):
            rest = previous.text[begin.end() :].strip()
            result[-1] = replace(previous, text=f"{begin[0].strip()} {end[0]} {rest}".strip())
        else:
            result.append(line)
    return result


# Lines broken by the page


def _unwrapped(lines):
    width = _width_of_page(lines)
    result = []
    for line in lines:
        previous = result[-1][-1] if result else None
        if previous is not None and _goes_on(previous, line, width):
            result[-1].append(line)
        else:
            result.append([line])
    return [_joined(group) for group in result]


def _width_of_page(lines):
    """The width at which the lines of a text are broken, or 0: they are not."""
    lengths = [len(line.raw.expandtabs(4)) for line in lines if line.kind in {Kind.TEXT, Kind.ITEM}]
    width = max(lengths, default=0)
    if not NARROWEST <= width <= WIDEST or "\t" in "".join(line.raw for line in lines):
        return 0
    full = sum(_is_full(one, other, width) for one, other in pairwise(lines) if not other.opens)
    return width if full >= MIN_FULL_LINES else 0


def _is_full(line, following, width):
    """Whether the first word of the next line had no place any more at the end of this one."""
    return len(line.raw.expandtabs(4)) + 1 + len(following.text.split(" ", 1)[0]) > width


def _goes_on(line, following, width):
    if following.opens or line.kind not in {Kind.TEXT, Kind.ITEM} or following.kind is not Kind.TEXT or not width:
        return False
    if following.indent not in {line.indent, _column(line)} or NEW_THOUGHT.match(following.text):
        return False
    is_hyphenated = HYPHEN.search(line.text) is not None and following.text[:1].islower()
    return is_hyphenated or RUNS_ON.search(line.text) is not None or _is_full(line, following, width)


def _column(line):
    """Where the text of a line begins behind its time, bullet or number."""
    raw = line.raw.expandtabs(4)
    gaps = [match.end() for match in GAP.finditer(raw) if match.start() > line.indent]
    return gaps[0] if gaps else line.indent


def _joined(group):
    first, *others = group
    text, raw = first.text, first.raw
    for line in others:
        if HYPHEN.search(text) and line.text[:1].islower() and not line.text.startswith(("und ", "oder ", "bzw")):
            text, raw = text[:-1] + line.text, raw[:-1] + line.text
        else:
            text, raw = f"{text} {line.text}", f"{raw} {line.text}"
    return replace(first, text=text, raw=raw) if others else first
