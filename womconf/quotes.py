"""Quotation marks of the reader's language, and those within them: “On ‘Home’”, „Über ‚Heimat‘“."""

from django.utils.functional import lazy
from django.utils.translation import gettext

# What may close each opening mark, in the languages that people paste from; a straight mark closes itself.
CLOSING = {
    "„": '“”"',
    "“": '”"',
    "”": "”",
    '"': '"',
    "«": "»",
    "»": "«",
    "‚": "‘’",
    "‘": "’",
    "‹": "›",
    "›": "‹",
}
ALWAYS_OPEN = "„‚"
SPACED = "«‹"  # French has a space within its marks
BEFORE_OPENING = "([{/–—-"
NARROW_SPACES = " \u00a0\u202f"
DEEPEST = 8  # more levels than people write; bounds the time that a text of nothing but marks takes


def quoted(text):
    """Return a text in quotation marks."""
    return gettext("“%s”") % in_quotes(text)


def in_quotes(text):
    """Return a text as it stands where a sentence puts it in quotation marks: its own marks are the inner ones.

    They take turns from level to level. Apostrophes and inches stay; so does a text without any marks.
    """
    text = str(text)
    outer, inner = gettext("“%s”").split("%s"), gettext("‘%s’").split("%s")
    characters = list(text)
    for index, character in enumerate(text):
        if character in outer[:1]:  # never closed: it must not look like the mark that our sentence opened
            characters[index] = inner[0]
    for begin, end, level in _quotations(text):
        characters[begin], characters[end] = outer if level % 2 else inner
        if text[begin] in SPACED:
            _drop_spaces_within(characters, begin, end)
    return "".join(characters)


in_quotes_lazy = lazy(in_quotes, str)


def _quotations(text):
    """Yield (begin, end, level) of each quotation in a text, by position; the outermost have level 0."""
    around = []  # the ends of the quotations in which the next one stands
    for begin, end in sorted(_pairs(text)):
        while around and around[-1] < begin:
            around.pop()
        yield begin, end, len(around)
        around.append(end)


def _pairs(text):
    """Return (begin, end) of each quotation in a text."""
    pairs, opened = [], []
    for index, character in enumerate(text):
        before, after = text[index - 1 : index] if index else "", text[index + 1 : index + 2]
        if opened[-1:] == [index - 1]:
            before = ""
        if character in CLOSING and _opens(character, before, after):
            opened = [*opened[-DEEPEST:], index]
            continue
        closes = [begin for begin in opened if character in CLOSING[text[begin]] and begin < index - 1]
        if closes and not (character in "’‘" and after.isalnum()):  # that is an apostrophe
            pairs.append((closes[-1], index))
            del opened[opened.index(closes[-1]) :]
    return pairs


def _opens(character, before, after):
    if character in ALWAYS_OPEN:
        return True
    if before and not before.isspace() and before not in BEFORE_OPENING:
        return False
    return bool(after) and (not after.isspace() or character in SPACED)


def _drop_spaces_within(characters, begin, end):
    for index in (begin + 1, end - 1):
        if begin < index < end and characters[index] in NARROW_SPACES:
            characters[index] = ""
