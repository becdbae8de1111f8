"""What somebody is or does, which is no organisation: „Vorstand des Mietervereins Bremen“, „Referentin für Bildung“."""

import re

from programme.imports.text import names, organisations
from programme.imports.text.degrees import DUTY, FUNCTION, OFFICE, OFFICE_BEHIND, TRADE

# Between a function and where it is held; right behind the function a gap is enough: „Geschäftsführung Diakonie Jena“.
JOINT = re.compile(
    r"\s(?:(?:bei|in|an|von|of|at)\s(?:(?:der|dem|the)\s)?|(?P<article>des|der)\s|(?:vom|beim|im|am)\s)(?=[A-ZÄÖÜ„\"])"
)
FREE = re.compile(r"(?:[Ff]reie[r]?|selbst?ständige[r]?|freelance)\s")
HELD = re.compile(r"[^\W\d_]+(?=\s[a-zäöü])")
BRACKET = re.compile(r"\s?\(([^()]+)\)")
ARTICLE = re.compile(r"(?:die|den|der|dem|the)\s", re.IGNORECASE)
GAP = re.compile(r"\s(?=[A-ZÄÖÜ])")
SMALL_WORDS = ("am", "an", "at", "bei", "beim", "der", "des", "im", "in", "of", "the", "vom", "von")
GENITIVES = ("ses", "es", "s")
INFLECTED = re.compile(r"([A-ZÄÖÜ]\w*(?:sch|lich)e)n(?=\s)")  # „der Deutschen Umwelthilfe“
# Alone they name none: „Vorsitzende des Vereins“.
KINDS = organisations.WEAK_ORGANISATION_WORDS | {"amt", "gesellschaft", "institut", "stadt", "stiftung", "verband"}
KINDS |= {"verein", "verwaltung"}
# What people do, and what departments are called: the organiser is asked.
DUTY_ENDINGS = (
    "arbeit",
    "assistenz",
    "begleitung",
    "beratung",
    "betreuung",
    "entwicklung",
    "fürsorge",
    "management",
    "planung",
)


def read_function(words):
    """Return (function, organisation or "") of words behind a name, or None: they name no function."""
    first, _comma, rest = words.partition(", ")
    if rest and organisations.is_organisation(rest) and read_function(first) == (first, ""):
        return first, rest  # „Leiterin, Mieterverein Jena“
    match = FUNCTION.match(words) or DUTY.match(words) or OFFICE_BEHIND.match(words) or _trade_before(words)
    if match is None:
        return (words, "") if is_trade(words) else None
    if (bracket := BRACKET.fullmatch(words, match.end())) and organisations.is_organisation(bracket[1]):
        return match[0], bracket[1]
    gap = GAP.match(words, match.end())
    for joint in [*filter(None, [gap]), *JOINT.finditer(words, match.end())]:
        name = _nominative(words[joint.end() :], joint.groupdict().get("article"))
        if organisations.is_organisation(name) and name.casefold() not in KINDS:
            return words[: joint.start()], name
    return words, ""


def is_function(words):
    """Whether words behind a name are a function as a whole, and not somebody else: „Vorsitzende Eva Horn“."""
    if FUNCTION.fullmatch(words) or DUTY.match(words) or is_trade(words):
        return True
    match = FUNCTION.match(words)
    rest = words[match.end() :].split() if match else []
    return bool(rest) and not OFFICE.match(words) and not names.is_first_name(rest[0])


def function_before(text):
    """Return (function, end) of „die Vorsitzende Eva Horn“, „Vorstand Eva Horn“, or None: no known name follows."""
    article = ARTICLE.match(text)
    begin = article.end() if article else 0
    match = FUNCTION.match(text, begin) or DUTY.match(text, begin)
    rest = text[match.end() :].split() if match else []
    return (match[0], match.end() + 1) if len(rest) > 1 and names.is_first_name(rest[0]) else None


def is_trade(words):
    """„Rechtsberaterin“, „Mediator“, „freie Journalistin“."""
    word = words.rpartition(" ")[2]
    is_one = word == words or FREE.fullmatch(words.removesuffix(word)) is not None
    return is_one and TRADE.match(f"{word} X") is not None and not names.is_first_name(word)


def _trade_before(words):
    """Match a trade that goes on with what it is for, or where: „Beraterin bei der Caritas“."""
    match = HELD.match(words)
    return match if match and is_trade(match[0]) else None


def may_be_function(words):
    """Whether one word is what somebody does as well as what a department is called: „Quartiersmanagement“."""
    return " " not in words and words.casefold().endswith(DUTY_ENDINGS)


def words_beside(organisation):
    """Return the words that stand for an organisation behind a function: „des Mietervereins“, „der Deutschen“."""
    first = organisation.partition(" ")[0]
    return [*SMALL_WORDS, *(f"{first}{ending}" for ending in (*GENITIVES, "n"))]


def _nominative(name, article):
    """„des Mietervereins Bremen“ → Mieterverein Bremen."""
    if article == "der":
        return INFLECTED.sub(r"\1", name, count=1) if INFLECTED.match(name) else name
    first, space, rest = name.partition(" ")
    for ending in GENITIVES if article == "des" else ():
        base = first.removesuffix(ending)
        if base != first and organisations.has_organisation_word(base, acronyms=False):
            return f"{base}{space}{rest}"
    return name
