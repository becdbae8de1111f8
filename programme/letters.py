"""One folding of letters, for sorting, for searching and for "is it the same name": what looks alike is alike.

Marks go (Ș, Ş and S; é in one character or in two), letters that have none get their neighbours (Ø o, Æ ae, ß ss), all
apostrophes are one, and so are all dashes; capitals and small letters are the same. `fold` in Python and the function
`womconf_folded` in the database say the same of every text (tests/programme/test_letters.py), whatever collations a
database has.
"""

import re
import unicodedata

from django.db.models import CharField, Func, Lookup, TextField

APOSTROPHES = "’‘‛´`ʼʻʹ′＇"
DASHES = "‐‑‒–—―−﹣－"
MARKS = "\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f"
SEVERAL = {"æ": "ae", "œ": "oe", "ß": "ss", "þ": "th", "ĳ": "ij"}
SINGLE = {"ø": "o", "đ": "d", "ð": "d", "ł": "l", "ħ": "h", "ŧ": "t", "ı": "i", "ŋ": "n", "ς": "σ"}


def _small_letters():
    """Return {capital: small letter} of those that no decomposition takes apart."""
    letters = map(chr, range(0x250, 0x2DE0))
    latin = map(chr, range(0x250))
    return {
        letter: letter.lower()
        for letter in [*latin, *letters]
        if len(letter.lower()) == 1 and letter.lower() != letter and unicodedata.normalize("NFKD", letter) == letter
    }


_EARLY = {ord(sign): "'" for sign in APOSTROPHES} | {ord(sign): "-" for sign in DASHES}
_SMALL = {ord(capital): small for capital, small in _small_letters().items()} | {ord("ẞ"): "ß"}
_LATE = {ord(letter): plain for letter, plain in SINGLE.items()}
_MARKS = re.compile(f"[{MARKS}]")


def fold(text):
    """Return the letters of a text without what does not count when people look for it."""
    text = unicodedata.normalize("NFKD", text.translate(_EARLY))
    text = _MARKS.sub("", text).translate(_SMALL).translate(_LATE)
    for letter, several in SEVERAL.items():
        text = text.replace(letter, several)
    return text


def _translate(expression, pairs):
    old, new = "".join(map(chr, pairs)), "".join(pairs.values())
    return f"translate({expression}, {_quoted(old)}, {_quoted(new)})"


def _quoted(text):
    return "'" + text.replace("'", "''") + "'"


def _statement():
    marks = "".join(f"\\u{ord(sign):04x}" if sign != "-" else "-" for sign in MARKS)
    plain = f"regexp_replace(normalize({_translate('$1', _EARLY)}, NFKD), '[{marks}]', '', 'g')"
    folded = _translate(_translate(plain, _SMALL), _LATE)
    for letter, several in SEVERAL.items():
        folded = f"replace({folded}, {_quoted(letter)}, {_quoted(several)})"
    # What has become ASCII, as most German names have, needs none of the many letters, which cost the most. Not STRICT,
    # or PostgreSQL would call the function for each row instead of putting its expression into the statement.
    return f"""
        CREATE OR REPLACE FUNCTION womconf_folded(text) RETURNS text
        LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $body$
            SELECT CASE WHEN octet_length({plain}) = char_length({plain}) THEN lower({plain} COLLATE "C")
                        ELSE {folded} END
        $body$
    """


FUNCTION = _statement()


class Folded(Func):
    """The same in the database."""

    function = "womconf_folded"
    arity = 1
    output_field = TextField()


class FoldedField(TextField):
    """What Folded gave, stored: a search through very many rows folds what is sought, and none of the rows."""


@CharField.register_lookup
@TextField.register_lookup
class Says(Lookup):
    """Whether a text says something, however it is spelled: `name__says="oneil"` finds no O’Neil, "o'neil" does."""

    lookup_name = "says"
    prepare_rhs = False

    def as_sql(self, compiler, connection):
        column, params = self.process_lhs(compiler, connection)
        sought = f"%{connection.ops.prep_for_like_query(self.rhs)}%"
        return f"{self._folded(column)} LIKE womconf_folded(%s)", [*params, sought]

    def _folded(self, column):
        return f"womconf_folded({column}::text)"


@FoldedField.register_lookup
class SaysFolded(Says):
    def _folded(self, column):
        return column
