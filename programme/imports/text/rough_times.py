"""Lines that begin with a part of the day: „nachmittags Stadtspaziergang mit Kemal Arslan“, „am Abend: Konzert“.

Between sessions such a line is one of its own, without a time yet. „Nachmittags treffen wir uns im Café.“ is a sentence
about the session above it. What may be either stays text, and the preview says so.
"""

import re

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from programme.imports.text import pauses, practical, whole_days
from programme.imports.text.headings import is_section
from programme.imports.text.heads import take_apart
from programme.imports.text.lines import Kind, plain
from programme.imports.text.parts import LONG_LINE, MAX_PLAIN_TITLE, PROSE, ROUGH, VERB, Role, first_start
from programme.imports.text.times import find_times
from womconf.quotes import in_quotes_lazy

BARE = re.compile(
    r"(?P<rough>(?:vor|nach)mittags|mittags|morgens|abends|am\s(?:frühen\s|späten\s)?(?:(?:vor|nach)?mittag|morgen|abend)"
    rf"|in\sthe\s(?:morning|afternoon|evening)|{whole_days.WORDS.pattern}),?\s+(?=\S)",
    re.IGNORECASE,
)
GOES_ON = re.compile(r"(?:der|des|davor|danach|vor|nach|before|after|of)\b")  # „am Abend der Begegnung“
# From when to when each part of the day lasts, in minutes; the longer words first.
PARTS = {
    "vormittag": (6 * 60, 12 * 60),
    "nachmittag": (12 * 60, 18 * 60),
    "mittag": (11 * 60, 14 * 60),
    "morgen": (5 * 60, 11 * 60),
    "morning": (5 * 60, 12 * 60),
    "afternoon": (12 * 60, 18 * 60),
    "abend": (17 * 60, 24 * 60),
    "evening": (17 * 60, 24 * 60),
}
START = re.compile(r",?\s(?:Start|Beginn|Treff|start)$")
DAYS = frozenset({Role.DAY, Role.FRAME})
LONG_SESSION = 4 * 60  # whose text has parts of the day
MAYBE = _("“{text}” may be a session of its own, and stays text. If it is one, write a time before it.")


def settle_rough_times(parts, report):
    """Let such lines begin sessions where they look like titles between sessions; tell of those that may be some."""
    first = first_start(parts)
    day = next((index for index, part in enumerate(parts) if part.role in DAYS), first)
    for index in range(min(day, first) + 1, len(parts)):
        part = parts[index]
        found = _found(part) if part.role in {Role.TEXT, Role.HEADING} else None
        if found is None:
            continue
        rough, written = found
        head = take_apart(written) if _is_title(plain(written)) else None
        is_possible = head and head.title and not head.has_day and _agree(head.times, rough)
        if is_possible and _stands_between(parts, index, rough) and (index > first or _is_first(parts, index)):
            head.rough = "" if head.times else rough  # „nachmittags Führung, Start 14 Uhr“
            head.title = START.sub("", head.title)
            part.role, part.head = Role.TITLE, head
        elif part.role is Role.TEXT:
            message = format_lazy(MAYBE, text=in_quotes_lazy(part.text))
            report.warning("may_be_session", message, part.line.number)


def _found(part):
    """Return (words for the time, the rest) of a line that is no sentence, or None."""
    text = part.text
    match = ROUGH.match(part.line.text) or ROUGH.match(text) or BARE.match(text)
    rest = plain(match.string[match.end() :]) if match else ""
    if not rest or len(text) > MAX_PLAIN_TITLE or is_section(text) or GOES_ON.match(rest):
        return None
    is_sentence = PROSE.match(rest) or VERB.search(rest) or (rest[0].islower() and text.endswith((".", "!", "?")))
    found = [times for times in find_times(rest) if not practical.NOT_ITS_TIME.search(rest[: times.begin])]
    is_told = any(not _agree([times], match["rough"]) for times in found)  # as a line with a time that stays text
    if is_sentence or is_told or practical.is_practical(rest):
        return None
    return match["rough"], match.string[match.end() :]


def _agree(times, rough):
    """Whether there is no time, or one in that part of the day."""
    begin, end = _span_of(rough)
    return not times or (len(times) == 1 and begin <= times[0].starts < end)


def _span_of(rough):
    return next((span for word, span in PARTS.items() if word in rough.casefold()), (0, 0))


def _is_title(text):
    is_sentence = text[0].islower() or text.endswith((".", ",", ";", ":", "!"))
    return not (is_sentence or pauses.is_break(text) or BARE.search(text))  # „Workshops, abends Konzert“ is two


def _is_first(parts, index):
    """Whether no text stands between the day and a line above all sessions with times."""
    previous = parts[index - 1]
    return previous.role in DAYS or bool(previous.is_start and previous.head and previous.head.rough)


def _stands_between(parts, index, rough):
    """Whether a line begins something new, and is no part of a long session above it."""
    part, previous = parts[index], parts[index - 1]
    if part.line.kind is Kind.ITEM:
        beside = [found for found in parts[index - 1 : index + 2] if found is not part and found.line.kind is Kind.ITEM]
        begins = previous.role in DAYS or any(found.is_start for found in beside)
    else:
        is_short = previous.role is not Role.TEXT or len(previous.text) < LONG_LINE or _found(previous) is not None
        begins = part.line.opens or part.line.is_title_like or is_short
    return begins and (part.line.is_title_like or not _lasts_so_long(parts, index, rough))


def _lasts_so_long(parts, index, rough):
    """Whether the session above is a long one that takes place in this part of the day, too: „10–17 Uhr Fest“."""
    begin, end = _span_of(rough)
    for part in reversed(parts[:index]):
        if part.role in {Role.DAY, Role.SECTION, Role.TABLE} or (part.is_start and part.head and part.head.rough):
            return False
        if part.times:
            times = part.times[0]
            last = times.ends or (24 * 60 if times.is_open else times.starts)
            return last - times.starts >= LONG_SESSION and times.starts < end and last > begin
    return False
