"""Step 1: the text as a list of lines, each with its part in the layout: heading, bold line, list item, table row …

Markdown and plain text are one thing here. A line keeps what was written (`raw`), for the abstract, beside what it says
(`text`, without the marks of the layout), for the recognisers.
"""

import html
import re
from dataclasses import dataclass, replace
from enum import StrEnum

from programme.meeting_links import ESCAPE

BOLD_LEVEL = 7  # below every heading of Markdown


class Kind(StrEnum):
    HEADING = "heading"
    BOLD = "bold"  # a whole line in bold, which many write instead of a heading
    ITEM = "item"
    HEADER = "header"  # the first row of a table
    ROW = "row"
    RULE = "rule"
    TEXT = "text"


@dataclass(frozen=True, slots=True)
class Line:
    """One line that is not empty. `number` counts from 1; `level` is that of a heading.

    `opens`: it begins a paragraph; `indent`: the white space before it; `cells`: of a row.
    """

    number: int
    raw: str
    kind: Kind
    text: str
    level: int = 0
    opens: bool = True
    indent: int = 0
    cells: tuple[str, ...] = ()

    @property
    def is_title_like(self):
        return self.kind in {Kind.HEADING, Kind.BOLD}


UNDERLINE = re.compile(r"(=+|-+)\s*$")
RULE = re.compile(r"([-*_=–—~+#])(?:\s?\1){2,}\s*$|\+[-=+]{3,}$|--\s*$")
BULLET = re.compile(r"(?:[-*+•‣·○●▪◦–—]|\d{1,2}[.)])\s+(?=\S)")
# "1. Mai", "8. und 9. Mai", "2. OG" are no items of a list; neither is "10.", "10) ".
NUMBER_OF_DATE = re.compile(
    r"\d{1,2}\.\s+(?:OG|UG|Obergeschoss|Untergeschoss|Stock|Stockwerk|Etage)\b|\d{1,2}\.\s+(?:(?:und|bis|[-–—/&])\s+(?:\w{2,10}\.?,?\s+(?:den\s+)?)?\d{1,2}\.\s*)?(?:jan|feb"
    r"|mär|mrz|apr|mai|jun|jul|aug|sep|okt|nov|dez)",
    re.IGNORECASE,
)
DELIMITER_CELL = re.compile(r"\s*:?-+:?\s*$")
MAX_HEADING = 2_000
MAX_CELLS = 40


def split_lines(text):
    """Return the lines of the text that are not empty."""
    lines = []
    opens = True
    for number, raw in enumerate(text.split("\n"), start=1):
        stripped = raw.strip()
        if not stripped:
            opens = True
            continue
        if not opens and _is_underline(stripped, lines[-1]):
            level = 1 if stripped[0] == "=" else 2
            lines[-1] = replace(lines[-1], kind=Kind.HEADING, level=level, text=_bold(lines[-1].text) or lines[-1].text)
            opens = True
            continue
        lines.append(_line(number, raw, stripped, opens))
        opens = lines[-1].is_title_like or lines[-1].kind is Kind.RULE
    return _with_tables(lines)


def _is_underline(stripped, previous):
    """Whether this underlines the line before it: only a paragraph of one short line is a heading."""
    return (
        previous.opens
        and previous.kind in {Kind.TEXT, Kind.BOLD}
        and len(stripped) >= 3
        and len(previous.raw) <= MAX_HEADING
        and "|" not in previous.raw
        and UNDERLINE.match(stripped) is not None
    )


def _line(number, raw, stripped, opens):
    indent = len(raw.expandtabs(4)) - len(raw.expandtabs(4).lstrip())
    raw = raw.rstrip()
    if RULE.match(stripped):
        return Line(number, raw, Kind.RULE, "", opens=opens)
    if len(stripped) <= MAX_HEADING:
        if level := _heading_level(stripped):
            text = stripped[level:].rstrip("#").strip()
            return Line(number, raw, Kind.HEADING, _bold(text) or text, level=level, opens=opens)
        if text := _bold(stripped):
            return Line(number, raw, Kind.BOLD, text, level=BOLD_LEVEL, opens=opens, indent=indent)
    if (bullet := BULLET.match(stripped)) and not NUMBER_OF_DATE.match(stripped):
        return Line(number, raw, Kind.ITEM, stripped[bullet.end() :], opens=opens, indent=indent)
    return Line(number, raw, Kind.TEXT, stripped, opens=opens, indent=indent)


def _heading_level(stripped):
    """1 to 6, or 0: no heading. Many forget the space after the signs; "#word" alone is a hashtag."""
    level = len(stripped) - len(stripped.lstrip("#"))
    text = stripped[level:]
    if not 1 <= level <= 6 or not text.strip():
        return 0
    return level if text[0].isspace() or level > 1 else 0


def _bold(stripped):
    """Return what a line in bold says, with a bracket or a remark after it; None if the line goes on otherwise."""
    mark = stripped[:2]
    if mark not in {"**", "__"}:
        return None
    end = stripped.find(mark, 2)
    text, rest = stripped[2:end].strip(), stripped[end + 2 :].lstrip("*_").strip()
    if end < 3 or not text:
        return None
    if not rest or rest == ":":
        return text
    return f"{text} {rest}" if rest[0] in "-–—([" else None


# Tables


def _with_tables(lines):
    """Find tables: rows between bars under a header with its delimiters, bars without header, columns of tabs."""
    result = []
    in_table = False
    for index, line in enumerate(lines):
        following = lines[index + 1] if index + 1 < len(lines) else None
        if in_table and _continues_table(line, result[-1]):
            if not _is_delimiter(line):
                result.append(replace(line, kind=Kind.ROW, cells=split_row(line.raw)))
            continue
        if following and _is_header(line, following):
            in_table = True
            result.append(replace(line, kind=Kind.HEADER, cells=split_row(line.raw)))
        elif _is_bare_row(line):
            in_table = True
            result.append(replace(line, kind=Kind.ROW, cells=split_row(line.raw)))
        else:
            in_table = False
            result.append(line)
    return result


def _is_header(line, following):
    if following.number != line.number + 1:
        return False
    if line.raw.count("|") > MAX_CELLS or line.raw.count("\t") > MAX_CELLS:
        return False
    if "|" in line.raw:
        is_named = _is_word_of_time(line.raw) and following.raw.count("|") == line.raw.count("|") > 1
        return _is_delimiter(following) or is_named
    return "\t" in line.raw.strip() and "\t" in following.raw.strip() and _is_word_of_time(line.raw)


def _is_word_of_time(raw):
    return re.split(r"[\t|]", raw.strip(" |"), maxsplit=1)[0].strip().casefold() in {
        "zeit",
        "uhrzeit",
        "time",
        "wann",
        "beginn",
        "when",
        "tag",
        "datum",
    }


def _continues_table(line, previous):
    separator = "|" if "|" in previous.raw else "\t"
    return (
        line.number - previous.number <= 2
        and 0 < line.raw.strip().count(separator) <= MAX_CELLS
        and (not line.opens or separator == "|")
    )


def _is_bare_row(line):
    stripped = line.raw.strip()
    return 3 <= stripped.count("|") <= MAX_CELLS and stripped.startswith("|") and stripped.endswith("|")


def _is_delimiter(line):
    return (
        "|" in line.raw
        and line.raw.count("|") <= MAX_CELLS
        and all(DELIMITER_CELL.match(cell) for cell in line.raw.strip().strip("|").split("|"))
    )


def split_row(raw):
    """Return the cells of a row; `\\|` is a bar in the text."""
    stripped = raw.strip()
    if "|" not in stripped:
        return tuple(cell.strip() for cell in stripped.split("\t"))
    stripped = stripped.replace("\\|", "\0").removeprefix("|").removesuffix("|")
    return tuple(cell.strip().replace("\0", "|") for cell in stripped.split("|"))


# Inline marks

LINK = re.compile(r"!?\[([^\[\]]{0,300})\]\((<?[^()\s<>]{1,500}>?)(?:\s[^()]{0,100})?\)")
STRONG_INSIDE_WORDS = re.compile(r"\*\*([^\W\d_]{1,50})\*\*(?=[^\W\d_])|(?<=[^\W\d_])\*\*([^\W\d_]{1,50})\*\*")
# Marks in pairs around whole words: those of Trans* und inter*, 5* Hotel, Kolleg*innen, __init__, d`Angelo are letters.
STARS = re.compile(r"(?<![\w\\*])(\*{1,3})(?=[^\s*])(.{1,300}?)(?<![\s\\])\1(?![\w*])")
UNDERSCORES = re.compile(r"(?<![\w\\])(_{1,3})(?=[^\s_])(?!_?[a-z0-9]+__)(.{1,300}?)(?<![\s\\])\1(?!\w)")
BACKTICKS = re.compile(r"(?<![\w`])(`{1,3})(?=[^`])(.{1,300}?)\1(?![\w`])")
ENTITY = re.compile(r"&([A-Za-z]{2,6});")
# Only these: an entity must not bring back the invisible characters that were taken out.
ENTITIES = {
    name: html.unescape(f"&{name};")
    for name in [
        "amp",
        "nbsp",
        "quot",
        "lt",
        "gt",
        "auml",
        "ouml",
        "uuml",
        "Auml",
        "Ouml",
        "Uuml",
        "szlig",
        "ndash",
        "mdash",
        "bdquo",
        "ldquo",
        "rdquo",
        "hellip",
        "euro",
    ]
}
BREAK = re.compile(r"<br\s{0,3}/?>", re.IGNORECASE)
SPACES = re.compile(r"[^\S\t]+")


def plain(text):
    """Return the words without Markdown's marks; links keep their text (see `addresses`). `~~` stays."""
    text = LINK.sub(r"\1", text)
    text = BREAK.sub(" ", text)
    text = STRONG_INSIDE_WORDS.sub(lambda match: match[1] or match[2], text)
    for marks in [BACKTICKS, STARS, UNDERSCORES, STARS]:
        text = marks.sub(r"\2", text)
    text = ESCAPE.sub(r"\1", text)
    text = ENTITY.sub(lambda match: ENTITIES.get(match[1], match[0]), text)
    return SPACES.sub(" ", text).strip()


def addresses(text):
    """Return the addresses of the links in the text."""
    return [match[2].strip("<>") for match in LINK.finditer(text)] if "](" in text else []
