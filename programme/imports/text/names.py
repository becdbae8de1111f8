"""First names, and words that stand in no name: how strong a sign two capital words are that somebody is named.

German writes every noun with a capital, so „Erste Hilfe“ looks like „Eva Horn“. A known first name tells them apart.
The lists need not be complete: whoever is not known here is asked about, not lost. A new name is a new word.
"""

import re
import unicodedata

from programme.imports.text import organisations
from programme.imports.text.lists import words_in

FIRST_NAMES = words_in("first_names")

# Words that people write with a capital beside another noun, and that are in no name.
IN_NO_NAME = words_in("in_no_name")

# Capital words that stand in brackets and titles and are in no name.
NOT_IN_NAMES = words_in("not_in_names")
ENDINGS_OF_NOUNS = (
    "heit",
    "keit",
    "schaft",
    "tion",
    "tät",
    "ismus",
    "ment",
    "ierung",
    "kultur",
    "politik",
    "arbeit",
    "phase",
)
ENDINGS_OF_ADJECTIVES = (
    "ische",
    "ischer",
    "isches",
    "ischen",
    "liche",
    "licher",
    "liches",
    "lichen",
    "turelle",
    "ionelle",
    "ierte",
)


def folded(word):
    """Return a word as the lists have it; of „Anna-Lena“ the first half."""
    word = unicodedata.normalize("NFC", word).casefold().strip(".,")
    return re.split(r"[-‐‑]", word)[0]


def is_first_name(word):
    return folded(word) in FIRST_NAMES


def is_no_name(word):
    """Whether a word is one of those that stand beside nouns and in no name: „Erste“, “Best”."""
    return folded(word) in IN_NO_NAME


def may_be_in_name(bare, *, is_first):
    return not (bare in NOT_IN_NAMES or bare in organisations.ORGANISATION_WORDS or is_noun(bare, is_first=is_first))


def is_noun(bare, *, is_first=True):
    """Whether a word has the ending of a noun, or of the adjective before one."""
    return len(bare) > 6 and (bare.endswith(ENDINGS_OF_NOUNS) or (is_first and bare.endswith(ENDINGS_OF_ADJECTIVES)))


FULL_NAME = re.compile(r"(?<![\w-])(?=(?P<name>(?P<first>[^\W\d_][\w’'´-]+)\s+(?:[^\W\d_]\.\s+)?[^\W\d_][\w’'´-]+))")


def names_somebody(text):
    """Whether a known first name stands before a word with a capital anywhere in the text."""
    return any(
        match["first"][0].isupper() and match["name"].split()[-1][0].isupper() and is_first_name(match["first"])
        for match in FULL_NAME.finditer(text)
    )


FAMILY_NAME = re.compile(r"[^\W\d_][^\W\d_’'´]{2,24}(?:-[^\W\d_]{2,25})?")


def may_be_family_name(text):
    """Whether one word alone may name somebody: „Behr“, but not „Wiederholung“, „NABU“ or „online“."""
    bare = text.casefold()
    is_word = FAMILY_NAME.fullmatch(text) and text[0].isupper() and not text.isupper()
    return bool(is_word) and may_be_in_name(bare, is_first=True) and not is_no_name(text)
