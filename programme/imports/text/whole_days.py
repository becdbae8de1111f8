"""„ganztägig: Büchertisch“: a session that lasts from the first start of its day to the last end, if that is meant."""

import re

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from programme.imports.draft import DraftSlot
from womconf.quotes import in_quotes_lazy

WORDS = re.compile(r"ganztags|ganztägig|(?:den\s)?ganzen\stag|all\sday", re.IGNORECASE)
BESIDE = re.compile(
    rf"\s?(?:,|\s[–—-]|(?P<bracket>\())\s?(?P<rough>{WORDS.pattern})(?(bracket)\))(?=\s?(?:[,(–—|]|$))", re.IGNORECASE
)


def take_words(text):
    """Return (words, the text without them) of „Büchertisch, ganztägig“, or None."""
    match = BESIDE.search(text)
    return (match["rough"], text[: match.start()] + text[match.end() :]) if match else None


def give_whole_days(sessions, draft, questions):
    """Ask of each whether it lasts from the first start of its day to the last end, else without a time."""
    for session in sessions:
        if session.whole_day is None:
            continue
        words, line = session.whole_day
        span = _span_of(session, draft)
        values = ("whole", "later")
        if (
            span
            and questions.ask("whole", session.draft.title, values, "later", line, session_line=line.number) == "whole"
        ):
            session.draft.slots.append(DraftSlot("main", *span, room=session.room, line=line.number))
            session.rooms_left = [room for room in session.rooms_left if room != session.room]
            message = _("“{words}” was read as {time}.")
            times = f"{span[0]:%H:%M}–{span[1]:%H:%M}"
            questions.report.info(
                "time_in_words", format_lazy(message, words=in_quotes_lazy(words), time=times), line.number
            )
        else:
            session.note_rough_time(words, line)


def _span_of(session, draft):
    """Return (first start, last end) of all else on the day of a session, or None."""
    slots = [*draft.breaks, *(slot for other in draft.sessions for slot in other.slots)]
    days = {slot.starts_at.date() for slot in slots}
    day = session.day or (next(iter(days)) if len(days) == 1 else None)
    slots = [slot for slot in slots if slot.starts_at.date() == day]
    if not slots:
        return None
    start, end = min(slot.starts_at for slot in slots), max(slot.ends_at or slot.starts_at for slot in slots)
    return (start, end) if end > start else None
