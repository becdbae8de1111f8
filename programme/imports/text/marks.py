"""Marks between what a line says: dashes, bars, commas, and the brackets in which none of them counts."""

import re

from programme.imports.text import notes

MAX_REMARK = 300
# What may stand behind a bracket without any mark: „(Eva Horn, Mieterverein) Raum 2, ca. 20 TN“.
GAP_BEFORE = (
    r"(?:im\s|in\s)?(?:Raum|Room|Saal|Hall|HS|SR|Hörsaal|Seminarraum|Aula|Foyer|online)\b"
    r"|(?:max|ca)\.?\s?\d|(?:max(?:imal)?\.?|höchstens|bis\szu|up\sto|etwa|ca\.)\s"
    rf"|\d{{1,4}}\s?{notes.PEOPLE}(?!\w)|Moderation|Leitung|Ltg\.|Mod\."
)
BEHIND_QUOTE = r"(?<=[\w?!.][\"”“«])\s+(?=[A-ZÄÖÜ])"  # „Vortrag „Wenn Babys schreien“ Prof. Dr. Anke Lindner“
SEPARATOR = re.compile(
    r"(?P<bracket>[()\[\]])|\s*(?P<mark>\t+|\||\s//|[–—](?=\s)|(?<=\s)-{1,2}(?=\s)|(?<=\s)/(?=\s)"
    r"|·)\s*|(?P<comma>[,;])\s+"
    rf"|(?P<quoted>{BEHIND_QUOTE})"
    rf"|(?P<gap>(?<=[)\]])\s+(?={GAP_BEFORE}))"
    r"|(?P<stop>(?<=[\w)])(?<!\b\w)(?<!\b\w\w)(?<!\b\w\w\w)(?<!\bmind)\.\s+(?=[A-ZÄÖÜm\d])"
    r"|(?<=[?!])\s+(?=[A-ZÄÖÜ])|(?<=\w)\.\s+(?=(?:[CK]o-)?(?:Moder|Mod\.|Referent|Chair|Speaker|Raum|Room)))"
)


def separators_of(text):
    """Return (begin, end, mark) of all dashes, bars, slashes and commas that stand outside of brackets."""
    depth, found = 0, []
    for match in SEPARATOR.finditer(text):
        if match["bracket"]:
            depth += 1 if match["bracket"] in "([" else -1
        elif depth <= 0:
            found.append(
                (match.start(), match.end(), "," if match["comma"] or match["gap"] else "." if match["stop"] else "–")
            )
    return found


def opening_of(text):
    """Return where the bracket opens that closes at the end of the text, or None."""
    if not text.endswith((")", "]")):
        return None
    depth = 0
    for match in reversed(list(re.finditer(r"[()\[\]]", text))):
        depth += 1 if match[0] in ")]" else -1
        if depth == 0:
            return match.start() if match.start() > 0 else None
    return None


def closing_of(text, begin):
    depth = 0
    for match in re.finditer(r"[()\[\]]", text[begin : begin + MAX_REMARK]):
        depth += 1 if match[0] in "([" else -1
        if depth == 0:
            return begin + match.start()
    return None
