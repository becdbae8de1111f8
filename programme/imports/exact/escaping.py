r"""What would come back as something else is written with signs before it, and read without them.

A line that looks like a heading, or a first line that looks like a fact, has a backslash before it, as in Markdown.
A character that the reading of files changes (programme.imports.reading) stands as a reference of HTML, "&#xAD;".
"""

import re
import unicodedata

from programme.imports.draft import Report
from programme.imports.reading import INVISIBLE, LINE_ENDS, MAX_MARKS, SOFT_HYPHEN, normalise

REFERENCE = re.compile(r"&#x([0-9A-F]{1,6});")
CHANGED = re.compile(f"{INVISIBLE.pattern}|{LINE_ENDS.pattern}|{SOFT_HYPHEN}")
# Only in such a run there can be more marks on one letter than the reader leaves there.
RUN = re.compile(f"[^\x00-\u02ff\u2000-\u206f]{{{MAX_MARKS}}}")
LIKE_HEADING = re.compile(r"\\*#{1,3}(?:\s|$)")
LIKE_FACT = re.compile(r"\\*- ")


def escaped(text):
    """Return the text so that it comes back as it is, whatever its characters."""
    text = REFERENCE.sub(r"&#x26;#x\1;", text)
    if _survives(text):
        return text
    text = "".join(_reference(sign) if _is_changed(sign) else sign for sign in text)
    return text if _survives(text) else "".join(sign if sign.isascii() else _reference(sign) for sign in text)


def unescaped(text):
    return REFERENCE.sub(_character, text) if "&#x" in text else text


def escaped_line(text):
    """Return a value that stands on one line."""
    return escaped(text).replace("\n", _reference("\n"))


def escaped_lines(text):
    """Return the lines of a text of paragraphs, none of which looks like a heading, and the first one like no fact."""
    lines = [f"\\{line}" if LIKE_HEADING.match(line) else line for line in escaped(text).split("\n")]
    if LIKE_FACT.match(lines[0]):
        lines[0] = f"\\{lines[0]}"
    return lines


def unescaped_line(line, *, is_first):
    """Return a line of such a text as it was."""
    if line.startswith("\\") and (LIKE_HEADING.match(line) or (is_first and LIKE_FACT.match(line))):
        line = line[1:]
    return unescaped(line)


def _survives(text):
    if text.isascii():
        return CHANGED.search(text) is None
    if CHANGED.search(text) or not unicodedata.is_normalized("NFC", text):
        return False
    return RUN.search(text) is None or normalise(f"x{text}", Report()) == f"x{text}"


def _is_changed(sign):
    is_mark = unicodedata.combining(sign) > 0
    return is_mark or CHANGED.match(sign) is not None or not unicodedata.is_normalized("NFC", sign)


def _reference(sign):
    return f"&#x{ord(sign):X};"


def _character(match):
    number = int(match[1], 16)
    # No character: beyond Unicode, one half of a pair, or the one that PostgreSQL does not store.
    return match[0] if number > 0x10FFFF or 0xD800 <= number < 0xE000 or not number else chr(number)
