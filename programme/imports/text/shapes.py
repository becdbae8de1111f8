"""The shape of a name: which words in which order may be one, wherever they stand."""

import re

from programme.imports.text import names, notes, organisations
from programme.imports.text.degrees import DUTY, HONORIFIC, SUFFIXES
from programme.imports.text.person import INITIAL
from programme.imports.text.separating import NAME_WORD

PARTICLES = frozenset(
    [
        "von",
        "van",
        "de",
        "der",
        "den",
        "zu",
        "zur",
        "zum",
        "vom",
        "del",
        "della",
        "di",
        "da",
        "dos",
        "du",
        "la",
        "le",
        "al",
        "el",
        "bin",
        "ibn",
        "abu",
        "ter",
        "ten",
        "y",
        "e",
        "af",
        "geb.",
        "geborene",
        "née",
    ]
)
ELISION = re.compile(r"[dl]['’ʼ´`‘](?=[^\W\d_])")  # d’Artagnan
NICKNAME = re.compile(r"[„“\"'‚‘»«][^\W\d_]+[“”\"'‘’«»]")  # Hans „Hansi“ Müller
MAX_ABBREVIATION = 6  # „geb.“, „Chris.“
CHINESE = re.compile(r"[\u3400-\u9fff]{2,4}|[\uac00-\ud7af]{2,4}")


def is_name(words, *, has_sign, has_degree):
    """Whether words may be a name. `has_sign`: something beside them says so, such as a degree (`has_degree`)."""
    if len(words) == 1:
        if CHINESE.fullmatch(words[0]) or not (has_sign or names.is_first_name(words[0])):
            return CHINESE.fullmatch(words[0]) is not None
        if INITIAL.match(words[0]) or words[0].isupper() or DUTY.fullmatch(words[0]):
            return False  # „Leitung: Vorstand“
    if len(words) > 2 and words[-1].casefold() in SUFFIXES:
        words = words[:-1]
    if not 1 <= len(words) <= 7 or notes.state_last(" ".join(words)):
        return False  # „Klima Cancelled“
    honorific = HONORIFIC.fullmatch(words[0] + " ") is not None
    if len(words) > 1 and len(words[0]) == 1 and not CHINESE.fullmatch(words[1]):
        return False  # „A Vereinsrecht“
    is_known = honorific or (len(words) > 1 and _has_first_name(words))
    if not all(_fits(word, index, len(words), is_known) for index, word in enumerate(words)):
        return False
    has_organisation = organisations.has_organisation_word(" ".join(words), acronyms=not is_known)
    return not has_organisation or has_degree or honorific


def _fits(word, index, count, is_known):
    """Whether a word may stand at this place of a name."""
    bare = word.casefold()
    if word.endswith(".") and len(word) > MAX_ABBREVIATION and index < count - 1:
        return False  # „Jens Petersen. Moderation Eva Horn“
    if (bare in PARTICLES and index < count - 1) or (0 < index < count - 1 and NICKNAME.fullmatch(word)):
        return True
    if not NAME_WORD.fullmatch(word) or (word[0].islower() and not ELISION.match(word)):
        return False
    return is_known or INITIAL.match(word) is not None or names.may_be_in_name(bare, is_first=index == 0)


def _has_first_name(words):
    """„Anna Müller“, „MÜLLER Anna“."""
    return names.is_first_name(words[0]) or (words[0].isupper() and names.is_first_name(words[-1]))
