"""What somebody looks for, as words with all that they may stand for, and what is found."""

import re
import unicodedata
from dataclasses import dataclass, field
from os.path import commonprefix

from programme.search import statements
from programme.search.spelling import nearest, slips_allowed

MOST_WORDS = 10  # that are looked for; what is typed after them changes nothing
LONGEST_WORD = 100

# „Referent:innen“, „Lehrer/-innen“, „Kolleg*in“ → the word before the sign.
GENDER_ENDING = re.compile(r"(?<=\w)[:*_·/]-?in(nen)?\b", re.IGNORECASE)
BETWEEN_WORDS = re.compile(r"[\s/,;&+|()\[\]{}<>\"„“”«»!?\x00-\x1f\x7f]+")
# „E-Mail“, "O'Neil": between the parts of a word stands a sign, or nothing.
JOINT = "[^[:alnum:]]{0,2}"


@dataclass(frozen=True)
class Found:
    """What a search finds."""

    ranks: dict = field(default_factory=dict)  # {key of a session: how well it fits; title before people before text}
    meant: dict = field(default_factory=dict)  # {a word that stands nowhere: [words of the programme taken for it]}


@dataclass(frozen=True)
class Word:
    """Something to look for."""

    typed: str
    folded: str
    pattern: tuple  # (a part of each text that it fits, regular expression of PostgreSQL), for folded texts
    is_left_out: bool  # a word such as „der“, or a sign: not demanded beside other words


def find(conference, text):
    """Return what is Found in the public sessions of a conference: those that have each word of a text somewhere.

    A word is looked for in titles, names of people, of their organisations and of hosts, rooms, tracks, formats,
    abstracts, target groups and materials, in languages, interpretation and aids, in all their languages, however it is
    spelled. It may be the beginning of another word and, from four letters on, any part of it; its German and English
    stems count, too. A word that stands nowhere is taken for those that it differs least from. None if there is
    nothing to look for.
    """
    words = _words(text)
    if not words:
        return None
    words = [word for word in words if not word.is_left_out] or words
    ranks = statements.matches(conference, [word.pattern for word in words])
    known = {number for of in ranks.values() for number in of}
    unknown = [number for number in range(len(words)) if number not in known]
    meant = _meant(conference, [words[number] for number in unknown]) if unknown else {}
    if len(meant) < len(unknown):
        return Found()
    if unknown:
        patterns = _patterns_of_meant([meant[words[number].typed] for number in unknown])
        for session, of in statements.matches(conference, patterns).items():
            ranks.setdefault(session, {}).update({unknown[number]: weight for number, weight in of.items()})
    return Found(
        {session: sum(of.values()) for session, of in ranks.items() if len(of) == len(words)},
        {typed: list(near.values()) for typed, near in meant.items()},
    )


def _meant(conference, words):
    """Return {a word as typed: {folded: as it stands there} of each that it may be taken for}, where there is one."""
    if not all(slips_allowed(word.folded) for word in words):
        return {}
    near = statements.neighbours(conference, [word.folded for word in words])
    chosen = {words[number].typed: nearest(words[number].folded, of) for number, of in near.items()}
    return {typed: of for typed, of in chosen.items() if of}


def _patterns_of_meant(choices):
    """Return a pattern for each choice of words, with their stems."""
    words = iter(_looked_up([word for choice in choices for word in choice.values()]))
    return [("", "|".join(next(words).pattern[1] for _word in choice)) for choice in choices]


def _words(text):
    text = GENDER_ENDING.sub("", text.encode(errors="ignore").decode())  # without halves of characters
    pieces = [_without_signs_around(piece) or piece for piece in BETWEEN_WORDS.split(text) if piece]
    typed = [piece[:LONGEST_WORD] for piece in dict.fromkeys(pieces)][:MOST_WORDS]
    return _looked_up(typed) if typed else []


def _looked_up(typed):
    return [_word(word, *of) for word, of in zip(typed, statements.words(typed), strict=True)]


def _is_of_a_word(letter):
    return unicodedata.category(letter)[0] in "LNM"


def _without_signs_around(piece):
    places = [place for place, letter in enumerate(piece) if _is_of_a_word(letter)]
    return piece[places[0] : places[-1] + 1] if places else ""


def _parts(folded):
    return "".join(letter if _is_of_a_word(letter) else " " for letter in folded).split()


def _word(typed, folded, german, english, is_stop_word):
    parts = _parts(folded)
    if not parts:
        return Word(typed, folded, (folded, re.escape(folded)), is_left_out=True)
    stems = {*german, *english} - {folded} if len(parts) == 1 else set()
    patterns = [_part_of_a_word(parts), *map(_stem, sorted(stems))]
    in_all = commonprefix([parts[0], *(stem.removesuffix("i") for stem in stems)])  # noqa: RUF071 - of letters
    return Word(typed, folded, (in_all, "|".join(patterns)), is_left_out=is_stop_word)


def _part_of_a_word(parts):
    """Return the pattern of a word: the end of a longer one may be short („amt“), its middle not („rat“)."""
    joined, letters = JOINT.join(parts), "".join(parts)
    if len(letters) > 3 or not letters.isascii():
        return joined
    return rf"\m{joined}" if len(letters) < 3 else rf"\m{joined}|{joined}\M"


def _stem(stem):
    """Return the pattern of a stem; a short one has a short ending."""
    if stem.endswith("i"):  # English: "policies", "policy"
        return rf"\m{stem[:-1]}[iy]"
    return rf"\m{stem}[a-z]{{0,3}}\M" if len(stem) < 4 else rf"\m{stem}"
