"""Organisations: „Stadt Jena“, „Amt für Migration“, „IQ Netzwerk“. A new one is a new word in one of these lists."""

import re

from programme.imports.text.degrees import DUTY, FUNCTION
from programme.imports.text.languages import LANGUAGE_CODES
from programme.imports.text.lists import words_in

ORGANISATION_WORDS = words_in("organisations")
ORGANISATION_ENDINGS = (
    "amt",
    "akademie",
    "behörde",
    "beirat",
    "büro",
    "dienst",
    "dienste",
    "gesellschaft",
    "hochschule",
    "initiative",
    "institut",
    "kammer",
    "kommission",
    "kreis",
    "ministerium",
    "netzwerk",
    "projekt",
    "rat",
    "schule",
    "stelle",
    "stiftung",
    "universität",
    "verband",
    "verein",
    "verwaltung",
    "werk",
    "zentrum",
    "zentrale",
    "kolleg",
    "bund",
    "hilfe",
    "agentur",
    "rathaus",
    "geburtshaus",
    "frauenhaus",
    "krankenhaus",
    "generationenhaus",
    "kirche",
)
# They stand in titles, too: „(Zukunft Ehrenamt)“, „(Gute Praxis)“, „(Neue Projekte)“.
WEAK_ORGANISATION_WORDS = frozenset(
    [
        "land",
        "praxis",
        "projekt",
        "rat",
        "region",
        "gruppe",
        "radio",
        "kreis",
        "kolleg",
        "partei",
        "regierung",
        "kirche",
        "polizei",
        "kommune",
        "gemeinde",
        "netzwerk",
        "initiative",
        "theater",
        "school",
        "office",
        "city",
        "zentrale",
        "ehrenamt",
        "hauptamt",
        "erste-hilfe",
        "hilfe",
        "werk",
        "network",
        "bund",
    ]
)
WEAK_ORGANISATION_ENDINGS = (
    "ehrenamt",
    "hilfe",
    "werk",
    "dienst",
    "dienste",
    "kreis",
    "projekt",
    "rat",
    "stelle",
    "schule",
    "kirche",
    "bund",
)
SMALL_WORDS = frozenset(
    [
        "für",
        "der",
        "die",
        "das",
        "des",
        "dem",
        "den",
        "und",
        "in",
        "im",
        "am",
        "an",
        "an",
        "of",
        "for",
        "the",
        "and",
        "von",
        "vom",
        "zu",
        "zur",
        "zum",
        "bei",
        "e.v.",
        "ggmbh",
        "gmbh",
        "mit",
    ]
)
ARTICLES = frozenset(
    ["der", "die", "das", "ein", "eine", "the", "a", "an", "wir", "wie", "was", "warum", "unser", "unsere"]
)
WORD = re.compile(r"[^\s,;/|()]+")
MAX_ORGANISATION = 120


def has_organisation_word(text, *, acronyms=True):
    """Whether a word in it is that of an organisation: „Stadt“, „Landratsamt“, „e.V.“, or an acronym („IQ“)."""
    for word in WORD.findall(text[: 2 * MAX_ORGANISATION]):
        bare = word.strip("„“”\"'.:").casefold()
        if bare in ORGANISATION_WORDS or word.casefold() in ORGANISATION_WORDS:
            return True
        base = bare.removesuffix("s")
        if base in ORGANISATION_WORDS or (
            len(bare) > 5 and (bare.endswith(ORGANISATION_ENDINGS) or base.endswith(ORGANISATION_ENDINGS))
        ):
            return True
        letters = word.strip("„“”\"'.:")
        if (
            acronyms
            and 2 <= len(letters) <= 6
            and letters.isupper()
            and letters.isalpha()
            and letters not in LANGUAGE_CODES
        ):
            return True
    return False


def is_certain_organisation(text):
    """Whether a word of it is found in the names of organisations only: „Stadt“, „Landratsamt“, „e.V.“."""
    for word in WORD.findall(text):
        bare = word.strip("„“”\"'.:").casefold()
        base = bare.removesuffix("s")
        if bare in WEAK_ORGANISATION_WORDS or base in WEAK_ORGANISATION_WORDS:
            continue
        if {bare, base, word.casefold()} & ORGANISATION_WORDS:
            return True
        if len(bare) > 5 and base.endswith(ORGANISATION_ENDINGS) and not base.endswith(WEAK_ORGANISATION_ENDINGS):
            return True
    return False


SUBJECTS = ("amt", "hilfe", "praxis", "projekt", "projekte", "land", "region")


def is_rather_a_subject(text):
    """Whether a weak word of organisations ends a text that is rather about something: „Zukunft Ehrenamt“."""
    return text.casefold().endswith(SUBJECTS)


def is_organisation(text):
    """Whether this is the name of an organisation as a whole, not a sentence that names one."""
    words = WORD.findall(text)
    if not words or len(text) > MAX_ORGANISATION or text.rstrip().endswith((":", "?", "!", ",")) or ": " in text:
        return False
    if words[0].casefold() in ARTICLES or FUNCTION.match(text) or DUTY.match(text) or not has_organisation_word(text):
        return False
    return all(not word[0].islower() or word.casefold() in SMALL_WORDS for word in words)
