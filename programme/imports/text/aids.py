"""How people can follow a session: „Dolmetschung: Englisch, Arabisch“, „mit Gebärdensprache“, „(Untertitel)“.

A new habit of writing is a new word in these tables. A sentence about them is text, and so is a title about them.
"""

import re
from dataclasses import dataclass

from programme.imports.text import languages

_IN = r"(?:er(?:[:*_/·]?-?in(?:nen)?)?)"
_INTERPRETED = rf"dolmetsch(?:ung|en|{_IN})"
AIDS = {
    "captions": (
        rf"(?:live-?\s?)?untertitel(?:n|ung)?|schrift-?{_INTERPRETED}|schriftmittlung"
        r"|(?:(?:live|closed|real-time)\s)?caption(?:s|ing)|subtitles"
    ),
    "sign_language": (
        rf"(?:(?:deutsche[rn]?|österreichische[rn]?)\s)?gebärden(?:sprache|sprach-?{_INTERPRETED})"
        rf"|(?:dgs|ögs)(?:-{_INTERPRETED})?"
        r"|(?:(?:german|british|american)\s)?sign[\s-]language(?:\sinterpret(?:ation|ing|ers?))?"
    ),
    "easy_language": r"leichte[rn]?\ssprache|easy[\s-](?:language|read)|easy[\s-]to[\s-]read",
}
PATTERNS = {aid: re.compile(pattern, re.IGNORECASE) for aid, pattern in AIDS.items()}
INTRODUCTION = re.compile(
    r"(?:(?:auch|inkl\.|inklusive|including)\s)?(?:(?:mit|with|in|es\sgibt|inkl\.|inklusive|including)\s)",
    re.IGNORECASE,
)
# Nobody means a subject by these: they are services.
SERVICE = re.compile(rf"\w+-?{_INTERPRETED}|live-?\s?untertitel\w*|live\scaptions", re.IGNORECASE)
INTERPRETATION = re.compile(
    r"(?:(?:mit|with|wird)\s)?(?:(?:simultan|live|konsekutiv|flüster)-?\s?)?"
    r"(?:(?:ver)?dolmetschung|gedolmetscht|übersetzung|(?:simultaneous\s)?(?:interpretation|translation)|interpreted)"
    r"(?:\s?:\s?|\s(?:(?:ins?|nach|auf|into|to)\s)?)(?P<into>\S.*)",
    re.IGNORECASE,
)
BETWEEN = re.compile(r"\s*(?:[,;/&+↔]|\s[–-]\s|\b(?:und|and|sowie|as\swell\sas)\b)\s*", re.IGNORECASE)
INTO = re.compile(r"(?:mit|with|ins?|into|nach|auf|auch)\s", re.IGNORECASE)
ENDINGS = re.compile(r"(?<=sch)e[nrs]?$", re.IGNORECASE)  # „ins Englische“
SOME_LANGUAGE = re.compile(r"\w+isch(?:e[nrs]?)?", re.IGNORECASE)  # „Kurdisch“, which the program does not know
MAX_LENGTH = 120


@dataclass(frozen=True, slots=True)
class Help:
    """`interpreted_into`: codes of languages; `aids`: their names. Each in the order of the text."""

    interpreted_into: tuple[str, ...] = ()
    aids: tuple[str, ...] = ()

    def __bool__(self):
        return bool(self.interpreted_into or self.aids)


def read(text):
    """„Englisch, Arabisch und Gebärdensprache“ → Help; None: not all of it is a language or an aid."""
    found = _parts(text)
    if not found or not all(found):
        return None
    return Help(
        tuple(dict.fromkeys(value for kind, value in found if kind == "language")),
        tuple(dict.fromkeys(value for kind, value in found if kind == "aid")),
    )


def speaks_of_help(text):
    """Whether any part of an enumeration is a language or an aid, so that none of it is a person."""
    return any(_parts(text)) or SOME_LANGUAGE.fullmatch(text.strip(" .")) is not None


def read_note(text, *, is_alone=False):
    """„mit Gebärdensprache und Untertiteln“, „Dolmetschung ins Englische“ → Help, or None.

    `is_alone`: it stands in a bracket or on a line of its own, where „Leichte Sprache“ needs no word before it. Behind
    a title it may be what the session is about.
    """
    text = text.strip(" \t,.;:!–—-*()[]")
    if len(text) > MAX_LENGTH:
        return None
    if match := INTERPRETATION.fullmatch(text):
        return read(match["into"])
    introduction = INTRODUCTION.match(text)
    rest = text[introduction.end() :] if introduction else text
    found = read(rest) if is_alone or introduction or SERVICE.fullmatch(rest) else None
    return found if found and not found.interpreted_into else None


def read_language(text):
    """„Deutsch mit Dolmetschung ins Englische“, „Englisch (mit Untertiteln)“ → (code, Help); None: something else."""
    language, _space, rest = text.partition(" ")
    code, found = languages.language(language), read_note(rest, is_alone=True)
    return (code, found) if code and found else None


def _parts(text):
    """Return ("language", code) or ("aid", name) for each part of an enumeration; None for one that is neither."""
    parts = [part.strip(" \t.()") for part in BETWEEN.split(text[: MAX_LENGTH * 2]) if part.strip(" \t.()")]
    return [_part(part) for part in parts]


def _part(words):
    while match := INTO.match(words):
        words = words[match.end() :]
    for aid, pattern in PATTERNS.items():
        if pattern.fullmatch(words):
            return "aid", aid
    if match := INTERPRETATION.fullmatch(words):
        return _part(match["into"])
    code = languages.language(words) or languages.language(ENDINGS.sub("", words))
    return ("language", code) if code else None
