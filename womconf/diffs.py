"""What is different between two texts, word by word."""

import re
from difflib import SequenceMatcher
from typing import NamedTuple

WORDS, LINES = re.compile(r"\S+\s*|\s+"), re.compile(r".*\n?")
MOST_WORDS = 2000  # of longer texts whole lines are compared: that stays quick, whatever they say


class Part(NamedTuple):
    """A piece of text that stands in both ("same"), only in the first ("removed") or only in the second ("added")."""

    kind: str
    text: str


def compare(before, after):
    """Return the Parts of which two texts consist, in their order."""
    pieces = WORDS if max(len(WORDS.findall(text)) for text in (before, after)) <= MOST_WORDS else LINES
    old, new = ([piece for piece in pieces.findall(text) if piece] for text in (before, after))
    parts = []
    for kind, a, b, c, d in SequenceMatcher(None, old, new).get_opcodes():
        if kind == "equal":
            parts.append(Part("same", "".join(old[a:b])))
            continue
        parts += [Part("removed", "".join(old[a:b]))] if a < b else []
        parts += [Part("added", "".join(new[c:d]))] if c < d else []
    return parts
