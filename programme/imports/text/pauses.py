"""Breaks and the end of a programme: „Mittagspause“, „Ankommen und Kaffee“, „Ende der Veranstaltung“."""

import re

from programme.imports.text.notes import bare

_BREAK = (
    r"(?:\w{0,20}|kurze\s|kleine\s|große\s|gemeinsame[sr]?\s|bewegte\s|offene[sr]?\s|coffee\s|lunch\s"
    r"|tea\s|short\s|comfort\s|networking\s)"
    r"(?:-?pause|\bbreak|-?imbiss|-?buffet)"
)
_AROUND = (
    r"kaffee|tee|mittags?|mittagszeit|brunch|frühstück|breakfast|refreshments|verpflegung|stärkung"
    r"|essen|imbiss|lunch|snacks?|(?:mittag|abend)essen|dinner|catering|gebäck|kuchen|getränke"
    r"|drinks|coffee|tea|ankommen|ankunft|arrival|"
    r"einlass|registrierung|anmeldung|registration|check-?in|doors\sopen|einwahl|techni[kc]-?check"
    r"|öffnung\sdes\s(?:online-)?raum\w*"
)
BREAK = re.compile(
    rf"(?:{_BREAK})(?:$|\s?[(:,–—/-]|\s(?:mit|und|bei|zum|zur|im|in|with|and|for|&|\d))"
    rf"|(?:networking\s|gemeinsames?\s|business\s)?(?:{_BREAK}|{_AROUND})(?:\s?(?:,|/|&|\+|und|and"
    rf"|mit|with|bei)\s?(?:der\s)?(?:{_BREAK}|{_AROUND}))*$",
    re.IGNORECASE,
)
END = re.compile(
    r"(?:voraussichtliches\s)?(?:Ende|Veranstaltungsende|Schluss|Abreise|End|Close|Programmende)"
    r"(?:\s(?:der|des|of)\s(?:(?:the|ersten|zweiten|dritten|first|second)\s)?(?:\w+))?",
    re.IGNORECASE,
)


def is_break(title):
    """„Kaffeepause“, „Mittagspause – Zeit für Gespräche“, „Ankommen und Kaffee“: nobody registers for it."""
    return len(title) <= 200 and BREAK.match(title) is not None


def is_end(title):
    """„Ende der Veranstaltung“: it says when what is before it ends."""
    return END.fullmatch(bare(title)) is not None
