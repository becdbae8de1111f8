"""Breaks and the end of a programme: „Mittagspause“, „Ankommen und Kaffee“, „Ende der Veranstaltung“."""

import re

from programme.imports.text.notes import bare

_BREAK = (
    r"(?:\w{0,20}|kurze\s|kleine\s|große\s|gemeinsame[sr]?\s|bewegte\s|offene[sr]?\s|coffee\s|lunch\s"
    r"|tea\s|short\s|comfort\s|networking\s)"
    r"(?:-?pause|\bbreak|-?imbiss|-?buffet)"
)
_AROUND = (
    r"kaffee|tee|eintreffen|anreise|abendbrot|abendbuffet|mittagsbuffet|stehcaf[ée]|stehimbiss|brezeln|biscuits"
    r"|badges|suppe|(?:drinks\s|evening\s)reception|sektempfang|mittags?|mittagszeit|brunch|frühstück|breakfast|refreshments|verpflegung|stärkung"
    r"|essen|imbiss|lunch|snacks?|(?:mittag|abend)essen|dinner|catering|gebäck|kuchen|getränke"
    r"|drinks|coffee|tea|ankommen|ankunft|arrival|"
    r"einlass|registrierung|anmeldung|registration|check-?in|doors\sopen|einwahl|techni[kc]-?check"
    r"|zimmer\s?(?:beziehen|bezug)|öffnung\sdes\s(?:online-)?raum\w*"
)
_MEAL = (
    r"(?:mittag|kaffee|imbiss|getränke|(?:mittag|abend)essen|frühstück|abendbrot|(?:mittags|abend)buffet"
    r"|breakfast|lunch|dinner)"
)
_AND = r"\s?(?:,|/|&|\+|u\.|und|and|mit|with|bei)\s?(?:der\s)?"
_BESIDE = r"(?:begegnung|empfang|abreise)"  # breaks only beside another word of them
_PLACE = r"(?:\s(?:im|in|vom|am|auf)\s[\w\s-]{2,40})?"
BREAK = re.compile(
    rf"(?:{_BREAK})(?:$|\s?[(:,–—/-]|\s(?:mit|und|bei|zum|zur|im|in|with|and|for|&|\d))"
    rf"|(?:zeit\sfür\s|networking\s|gemeinsames?\s|business\s)?"
    rf"(?:(?:{_BREAK}|{_AROUND}|{_BESIDE})(?:{_AND}(?:{_BREAK}|{_AROUND}|{_BESIDE}))+{_PLACE}|{_MEAL}{_PLACE}|{_BREAK}|{_AROUND})$",
    re.IGNORECASE,
)
# What people do in a break besides; with anything else, such as „Technik-Check“ or a tour, it may be a session.
_COMPANY = (
    r"(?:(?:zeit\s)?(?:für|zum|zur|for)\s)?(?:(?:individuelle[nrs]?|persönliche[nrs]?|gute[nrs]?|informelle[nrs]?|offene[nrs]?)\s)?"
    r"(?:gesprächen?|austausch|begegnung(?:en)?|vernetzung|vernetzen|kennenlernen|networking|empfang|abreise|erholung"
    r"|bewegung|musik|conversations?|talks?|zeit|time)"
)
SURE = re.compile(
    rf"(?:(?:zeit\sfür|gemeinsames?|business)\s)?(?:{_BREAK}|{_AROUND}|{_MEAL}|{_COMPANY}){_PLACE}", re.IGNORECASE
)
BESIDE = re.compile(r"\s?[,/&+:(]\s?|\s[–—-]\s|\s(?:u\.|und|and|mit|with|bei)\s(?:der\s)?", re.IGNORECASE)
CHECK = re.compile(r"techni[kc]", re.IGNORECASE)
END = re.compile(
    r"(?:voraussichtliches\s)?(?:Ende|Veranstaltungsende|Schluss|Abreise|End|Close|Programmende)"
    r"(?:\s(?:der|des|of)\s(?:(?:the|ersten|zweiten|dritten|first|second)\s)?(?:\w+))?",
    re.IGNORECASE,
)


def is_break(title):
    """„Kaffeepause“, „Mittagspause – Zeit für Gespräche“, „Ankommen und Kaffee“: nobody registers for it."""
    return len(title) <= 200 and BREAK.match(title) is not None


def is_sure(title):
    """Whether a break is nothing but that: „Kaffee und Kuchen“, but not „Ankommen und Technik-Check“."""
    pieces = [piece.strip(" )") for piece in BESIDE.split(title)]
    has_check = len(pieces) > 1 and CHECK.search(title) is not None  # alone it is what people do before it begins
    return not has_check and all(SURE.fullmatch(piece) or piece.isdigit() for piece in pieces if piece)


def is_end(title):
    """„Ende der Veranstaltung“: it says when what is before it ends."""
    return END.fullmatch(bare(title)) is not None
