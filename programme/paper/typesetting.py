"""One function from a template and its data to a PDF that screen readers can read (PDF/UA-1)."""

import json
import re
from functools import lru_cache
from pathlib import Path

from django.conf import settings

from programme.exceptions import PaperTooLarge
from programme.paper import process

HERE = Path(__file__).parent
# What no PDF/UA may hold, and what turns the direction of the words after it. Isolates keep words to themselves.
NEVER = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u202a-\u202e\ufeff\ufffe\uffff\ud800-\udfff]")
LONG_WORD = re.compile(r"\S{41,}")
BREAK_AFTER = 20
TARGETS = {"address", "link"}  # names of data that are where a link leads: never changed, so that it leads there
WEB_ADDRESS = re.compile(r"[<(\[]?https?://")
BREAKS_ITSELF = re.compile("[/?&-]")  # where typst breaks a web address
MAIL_ADDRESS = re.compile(r"[^@]+@[^@]+")
ONE_LINE = 80  # characters that any page holds in a line
NO_LETTER = re.compile(r'the text `"(.+?)"` could not be displayed', re.DOTALL)
DISALLOWED = re.compile(r'disallowed codepoint `"\\u\{([0-9a-f]+)\}"`')
IN_ITS_PLACE = "?"
MOST_TRIES = 5

# What was found out in this process of the program, so that the next document is right at once.
_letters_without_font = set()


def pdf(template, data, *, language, title):
    """Return the PDF of a template (a path) in one language; `data` are plain values for JSON, never its source.

    No text of people is ever read as code: it reaches the template as JSON. A letter that no font has becomes a
    question mark, as PDF/UA does not allow a box in its place.
    """
    data = {**data, "title": title, "language": language, "is_rtl": is_rtl(language)}
    source = _source(template)
    for _attempt in range(MOST_TRIES):
        try:
            return process.compiled(source, json.dumps(_printable(data)))
        except process.Refused as refusal:
            if not _learns(str(refusal)):
                raise
    raise PaperTooLarge


def is_rtl(language):
    """Whether a language is written from right to left."""
    return language.split("-")[0] in settings.LANGUAGES_BIDI


@lru_cache(maxsize=32)
def _source(template):
    return f"{(HERE / 'paper.typ').read_text()}\n{Path(template).read_text()}"


def _learns(diagnostic):
    """Note the letters that no font has; say whether there are any, whoever may have noted them meanwhile."""
    letters = {letter for found in NO_LETTER.findall(diagnostic) for letter in found if not letter.isascii()}
    letters |= {chr(int(code, 16)) for code in DISALLOWED.findall(diagnostic)}
    _letters_without_font.update(letters)
    return bool(letters)


def _printable(value, *, is_target=False):
    match value:
        case dict():
            return {name: _printable(part, is_target=name in TARGETS) for name, part in value.items()}
        case list() | tuple():
            return [_printable(part) for part in value]
        case bool() | int() | None:
            return value
    text = NEVER.sub("", str(value))
    if _letters_without_font:
        text = "".join(IN_ITS_PLACE if letter in _letters_without_font else letter for letter in text)
    return text if is_target else LONG_WORD.sub(_with_breaks, text)


def _with_breaks(match):
    """Let a word that no line holds be broken: a name of 300 letters stays on its page.

    Not an address that has its place: whoever copies it from the paper gets what it is.
    """
    word = match[0]
    if word.startswith("<svg") or _has_place(word):
        return word
    return "\u200b".join(word[place : place + BREAK_AFTER] for place in range(0, len(word), BREAK_AFTER))


def _has_place(word):
    """Whether a word is an address that typst breaks by itself, or that is not too long for a line."""
    if WEB_ADDRESS.match(word):
        return not any(map(LONG_WORD.fullmatch, BREAKS_ITSELF.split(word)))
    return len(word) <= ONE_LINE and MAIL_ADDRESS.fullmatch(word) is not None
