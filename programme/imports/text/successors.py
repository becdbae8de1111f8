"""Lines below a session that may be one of their own, or belong to it; so the organiser is asked.

„Im Anschluss:“, „Danach:“ or „parallel:“ begin with the time that the session above them says; „Filmabend ab 18 Uhr im
Kino am Markt“ has its time behind its title.
"""

import re
from datetime import timedelta

from programme.imports.text import pauses, practical
from programme.imports.text.days import may_be_deadline
from programme.imports.text.follow_ups import WORDS as OF_FOLLOW_UPS
from programme.imports.text.heads import take_apart
from programme.imports.text.lines import plain
from programme.imports.text.parts import CONTACT, FOLLOW_UP, MAX_PLAIN_TITLE, PROSE, VERB, Role, first_start
from programme.imports.text.times import Times, find_times

_MARK = (
    r"(?P<when>,?\s\(?(?:(?:um|ab|gegen|ca\.|von)\s)?\d(?:[\d.:\s–-]|bis\s)*(?:Uhr|h)?\)?)?"
    r"\s?(?::(?!\d\d)|[–—]|-(?=\s))\s*(?=\S)"
)
AFTER = re.compile(
    r"(?:(?:direkt|gleich|unmittelbar)\s)?(?:im\s(?:direkten\s|unmittelbaren\s)?anschluss(?:\sdaran)?|anschließend|anschl\."
    rf"|danach|darauf|dann|afterwards|followed\sby|then){_MARK}",
    re.IGNORECASE,
)
BESIDE = re.compile(
    rf"(?:(?:zeit)?gleich(?:zeitig)?|parallel(?:\s(?:dazu|hierzu))?|in\sparallel|at\sthe\ssame\stime){_MARK}",
    re.IGNORECASE,
)
POSSIBLE = frozenset({Role.TEXT, Role.HEADING})


def settle_successors(parts, questions):
    """Let such lines begin sessions, if the organiser does not say otherwise; without a sign they stay text."""
    above, previous = None, None
    for part in parts[first_start(parts) :]:
        above = part.times[0] if part.is_start and part.times else above
        found = (_head_of(part) or _later(part, above, previous)) if part.role in POSSIBLE else None
        previous = part
        if found is None:
            continue
        head, is_likely = found
        guess = "session" if is_likely else "text"
        if questions.ask("next", plain(head.title), ("session", "text"), guess, part.line) == "session":
            part.role, part.head = Role.TITLE, head


def is_asked_about(part):
    """Whether a line was asked about as the successor of the session above it."""
    return _head_of(part) is not None


def _later(part, above, previous):
    """Return (Head, whether it is likely) of a line with its time behind its title, after the session above; or None.

    A time within that session is a part of it.
    """
    text = part.text
    if (
        part.role is not Role.TEXT
        or part.line.opens
        or len(text) > MAX_PLAIN_TITLE
        or text.endswith((".", ";", ",", "!"))
    ):
        return None
    if not above or not text[0].isupper() or not find_times(text) or may_be_deadline(text) or CONTACT.search(text):
        return None
    head = take_apart(part.line.text)
    if len(head.times) != 1 or not head.times[0].is_explicit or head.begins_with_when or head.has_day:
        return None
    if head.times[0].starts < (above.ends or above.starts + 1):
        return None
    title = head.title
    is_break = head.is_break and pauses.is_sure(title)
    is_other = is_break or pauses.is_end(title) or OF_FOLLOW_UPS.match(title) or FOLLOW_UP.match(text)
    if not title or is_other or PROSE.search(title) or VERB.search(text) or practical.is_practical(text):
        return None
    return head, previous.is_start or bool(find_times(previous.text))  # below a text it rather is a part of that


def _head_of(part):
    """Return (Head, whether it shows what a session has), or None: the line is something else."""
    text = part.line.text if AFTER.match(part.line.text) or BESIDE.match(part.line.text) else part.text
    match = AFTER.match(text) or BESIDE.match(text)
    if not match or len(text) > MAX_PLAIN_TITLE or text.endswith((".", ";", ",")):
        return None
    written = (match["when"] or "").strip(" ,()")
    head = take_apart(f"{written}: {text[match.end() :]}" if written else text[match.end() :])
    if not head.title or head.title[0].islower() or PROSE.match(head.title):
        return None
    if head.is_break or pauses.is_break(head.title) or pauses.is_end(head.title) or OF_FOLLOW_UPS.match(head.title):
        return None
    head.follows, head.is_beside = match[0].rstrip(" :–—-"), match.re is BESIDE
    return head, bool(head.times or head.people or head.has_nobody or head.room or head.host or head.capacity)


def times_of(head, assembler):
    """Return the times that a session has by what stands above it; none, and a rough time, where that is not known."""
    if not head.follows:
        return []
    slots = [slot for session in assembler.sessions[-1:] for slot in session.draft.slots[:1]]
    if head.is_beside and slots:
        return [_times(head, slots[0].starts_at, slots[0].ends_at)]
    if not head.is_beside and (end := assembler.breaks.end_of_last):
        return [_times(head, end, None)]
    head.rough = head.follows
    return []


def _times(head, starts_at, ends_at):
    """Return moments of one day as Times."""
    midnight = starts_at.replace(hour=0, minute=0)
    starts, ends = ((moment - midnight) // timedelta(minutes=1) if moment else None for moment in (starts_at, ends_at))
    return Times(starts, ends, 0, 0, told=head.follows)
