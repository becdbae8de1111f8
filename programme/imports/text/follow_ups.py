"""A line with a time that is the follow-up of the session above it: „15.00–15.20 persönliches Gespräch, 4 Plätze“."""

import re
from dataclasses import replace

from programme.imports.draft import NAME_LENGTH, DraftSlot
from programme.imports.text import notes, rooms
from programme.imports.text.head import Head
from programme.imports.text.heads import take_apart
from programme.imports.text.identities import family_name
from programme.imports.text.marks import separators_of
from programme.imports.text.parts import FOLLOW_UP, MAX_PLAIN_TITLE, NEXT, PROSE, VERB, Role
from programme.imports.text.sessions import SHORT_TALK
from programme.imports.text.times import TimeProblem, place

WORDS = re.compile(
    r"(?:zeit\sfür\s)?(?:pers(?:\.|önl\.|önliche[srn]?)\s|einzelgespräch|(?:nach)?gespräche?\s(?:mit|am)|rückfragen|nachfragen|fragen\s(?:an|zu)"
    r"|(?:offener\s)?austausch\smit|sprechstunde\smit|signierstunde|autogramm|personal\s(?:talk|conversation)"
    r"|questions\s(?:to|for)|meet\s)",
    re.IGNORECASE,
)
EMPTY = re.compile(r"[(\[]\s*[)\]]")
SENTENCE = re.compile(r"[.!?]\s|\b(?:wir|sie|besteht|bieten|laden|bitten|lädt|bittet|we|you)\b")


def take(session, part):
    """Add the time of a line to the session above as its follow-up, if it is one; False: it begins a session."""
    placed = _placed(session, part)
    if placed is None:
        return False
    answer = session.questions.ask(
        "follow", part.text, ("follow_up", "sessions"), "follow_up", part.line, session_line=session.draft.line
    )
    if answer != "follow_up":
        return False
    _append(session, part.head, part.line, placed, _title(part.text, part.head))
    part.role = Role.LATE_TIME
    return True


def take_announced(session, part):
    """Take „Anschließend 12:00-12:20 Uhr persönlicher Austausch“ as a follow-up; False: it is something else."""
    text = part.text.removesuffix(".")
    follows = NEXT.match(text) if len(text) <= MAX_PLAIN_TITLE else None
    head = take_apart(text[follows.end() :]) if follows else None
    if head is None or len(head.times) != 1 or not head.times[0].is_explicit or head.has_day or head.is_break:
        return False
    rest = text[follows.end() :]
    title = _title(rest, head)
    main = next((slot for slot in session.draft.slots if slot.kind == "main"), None)
    if main is None or not title or PROSE.match(title) or VERB.search(rest) or SENTENCE.search(rest):
        return False
    try:
        placed = place(head.times[0], main.starts_at.date(), session.days.zone)
    except TimeProblem:
        return False
    if placed[0] < (main.ends_at or main.starts_at) or placed[0] == main.starts_at:
        return False
    session.days.tell_words(head.times[0], part.line)
    _append(session, head, part.line, placed, title)
    return True


def _append(session, head, line, placed, title):
    known = {family_name(person.name) for person in session.draft.appearances}
    people = [person for person in head.people if family_name(person.name) not in known]
    names = {person.name for person in people}
    doubts = [doubt for doubt in head.doubts if doubt.person is None or doubt.person.name in names]
    is_requested = head.is_requested and bool(people)
    said = Head(people=people, open_people=head.open_people, doubts=doubts, is_requested=is_requested)
    session.add(said, line)
    room = head.room or session.draft.slots[-1].room
    slot = DraftSlot("follow_up", *placed, room=room, title=title[:NAME_LENGTH], capacity=head.capacity)
    session.draft.slots.append(replace(slot, line=line.number, is_open=head.times[0].is_open))


def _placed(session, part):
    """Return (start, end) where a short part begins as soon as the session ends, and says that it belongs to it."""
    head, last = part.head, session.draft.slots[-1] if session.draft.slots else None
    if last is None or last.ends_at is None or not head or len(head.times) != 1 or part.line.is_title_like:
        return None
    if head.has_day or not head.begins_with_when or head.is_break or head.is_cancelled:
        return None
    try:
        starts_at, ends_at = place(head.times[0], last.starts_at.date(), session.days.zone)
    except TimeProblem:
        return None
    if starts_at != last.ends_at or ends_at is None or ends_at - starts_at > SHORT_TALK:
        return None
    known = {family_name(person.name) for person in session.draft.appearances}
    is_named = any(family_name(person.name) in known for person in head.people)
    says_so = WORDS.match(head.title) or FOLLOW_UP.search(head.title)
    is_inside = not part.line.opens and (says_so or head.title[:1].islower())
    return (starts_at, ends_at) if is_inside or (says_so and is_named) else None


def _title(text, head):
    """Return what a line says beside its time, its places and its room."""
    rest = text
    for written in head.when:
        rest = rest.replace(written, " ", 1)
    rest = EMPTY.sub(" ", rest)
    rest, begin = rest.strip(" ,:–—-()"), 0
    kept, glue = "", ""
    for start, end, _mark in [*separators_of(rest), (len(rest), len(rest), "")]:
        piece = rest[begin:start].strip()
        if piece and not (notes.capacity(piece) or rooms.read(piece) or notes.person_status(piece)):
            kept, glue = f"{kept}{glue}{piece}", rest[start:end]
        begin = end
    return kept
