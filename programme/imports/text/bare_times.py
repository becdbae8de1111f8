"""Times without „Uhr“ before a title: „11-12 Lesen lernen“, „9.20 Lesen lernen“, „9h Lesen lernen“.

Numbers before words are rarely times: „11-12 Personen“, „9.20 Euro“. So they count within a day only, before a word
with a capital that is counted in no numbers, and the organiser is asked.
"""

import re

from programme.imports.text.dates import find_dates
from programme.imports.text.heads import take_apart
from programme.imports.text.lines import Kind, plain
from programme.imports.text.parts import MAX_PLAIN_TITLE, PROSE, Role
from programme.imports.text.times import find_times

_CLOCK = r"(?:[01]?\d|2[0-4])(?:[.:][0-5][05])?"
_EXACT = r"(?:[01]?\d|2[0-4])[.:][0-5]\d"  # „13.30 - 13.38“: two of them are times, whatever the minute
BARE = re.compile(
    rf"(?P<hours>{_EXACT}\s?(?:[-–—]|bis)\s?{_EXACT}|{_CLOCK}\s?(?:[-–—]|bis)\s?{_CLOCK}|(?:0?[7-9]|1\d|2[0-3])(?:\.[0-5][05]|\s?h))"
    r"(?P<rest>\s?[:|]\s?|\s+[–—-]\s+|\s+)(?=[A-ZÄÖÜ„“»\"*_])"
)
COUNTED = re.compile(
    r"(?:\w*(?:Personen|Pers|Teilnehm\w*|Menschen|Leute|Plätze|Sitze|Gäste|Jahren?|Jährige\w*|Klässler\w*|Klassen?|Uhr|Std"
    r"|Stunden?|Min|Minuten?|Tagen?|Wochen?|Monaten?|Seiten?|Euro|Cent|Prozent|Punkten?|Mal|Meter|Kilometer|Grad"
    r"|Mitglieder\w*|Schüler\w*|Ehrenamtliche\w*|Freiwillige\w*)|TN|EUR|[Kk]m|[Mm]|[A-Z])\b"
)
STARTS = frozenset({Role.TEXT, Role.HEADING})


def settle_bare_times(parts, questions):
    """Let lines with such times begin sessions, if the organiser does not say otherwise."""
    dated = next((index for index, part in enumerate(parts) if find_dates(part.text)), len(parts))
    for part in parts[dated + 1 :]:
        written = _with_unit(part) if part.role in STARTS else None
        head = take_apart(written) if written else None
        if head is None or not head.times or not head.title or head.title[0].islower() or PROSE.match(head.title):
            continue
        if questions.ask("hours", "", ("session", "text"), "session", part.line) == "session":
            part.role, part.head = Role.TITLE, head


def _with_unit(part):
    """Return the line with its unit behind its hours, or None: it does not begin with hours."""
    line = part.line
    text = line.text if BARE.match(line.text) else plain(line.text)
    match = BARE.match(text)
    if not match or len(text) > MAX_PLAIN_TITLE or COUNTED.match(text, match.end()):
        return None
    if line.kind is Kind.TEXT and text.endswith((".", ",", ";")):
        return None
    written = f"{match['hours'].rstrip('h ')} Uhr{match['rest']}{text[match.end() :]}"
    times = find_times(written)
    is_span = times and times[0].begin == 0 and (times[0].ends is None or times[0].starts < times[0].ends)
    return written if is_span and times[0].is_possible else None
