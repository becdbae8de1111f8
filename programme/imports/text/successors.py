"""Lines that begin with „Im Anschluss:“, „Danach:“ or „parallel:“: sessions whose time the one above them says.

They may belong to the session above as well, so the organiser is asked.
"""

import re
from datetime import timedelta

from programme.imports.text import pauses
from programme.imports.text.follow_ups import WORDS as OF_FOLLOW_UPS
from programme.imports.text.heads import take_apart
from programme.imports.text.lines import plain
from programme.imports.text.parts import MAX_PLAIN_TITLE, PROSE, Role, first_start
from programme.imports.text.times import Times

_MARK = r"(?P<when>,?\s\(?(?:(?:um|ab|gegen|ca\.|von)\s)?\d[\d.:\s–-]*(?:Uhr|h)?\)?)?\s?(?::|[–—]|-(?=\s))\s*(?=\S)"
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
    for part in parts[first_start(parts) + 1 :]:
        found = _head_of(part) if part.role in POSSIBLE else None
        if found is None:
            continue
        head, is_likely = found
        guess = "session" if is_likely else "text"
        if questions.ask("next", plain(head.title), ("session", "text"), guess, part.line) == "session":
            part.role, part.head = Role.TITLE, head


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
