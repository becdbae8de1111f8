"""The end of an import: the days of the conference, remarks on the whole, and nothing lost."""

import re
from collections import Counter
from dataclasses import replace
from datetime import timedelta

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from programme.imports.draft import TEXT_LENGTH
from programme.imports.exact.facts import in_words
from programme.imports.text import notes, unsettled
from programme.imports.text.days import PROBLEMS, may_be_deadline
from programme.imports.text.names import names_somebody
from programme.imports.text.parts import Role
from programme.imports.text.times import find_times
from programme.imports.text.words import Ledger
from womconf.quotes import in_quotes_lazy


def with_turns(sessions):
    """Return the sessions, and one more for each further time at which one of them is offered."""
    result = []
    for session in sessions:
        turns = [slot for slot in session.slots if slot.kind == "main"]
        result.append(session)
        for slot in turns[1:]:
            result.append(replace(session, slots=[slot], appearances=list(session.appearances)))
        session.slots = [slot for slot in session.slots if slot not in turns[1:]]
    return result


def days_of(draft, calendar, report):
    """Return the first and the last day of the conference, from all that its text says."""
    days = {slot.starts_at.date() for session in draft.sessions for slot in session.slots if slot.kind == "main"}
    days |= {day for day in (calendar.starts_on, calendar.ends_on) if day}
    if not days:
        report.warning("no_days", _("The text names no day; please set the days of the conference by hand."))
        return None, None
    return min(days), max(days)


ROOM_IN_NOTE = _("“{room}” stands in the internal note of the session, which has no time yet, or another room.")
OPEN_ROOM = _("The room is not decided; “{room}” stands in the internal note of the session.")


def note_when_and_where(sessions, draft, report):
    """Let the note of a session say the rooms that no slot has, and without a slot its day where there are several."""
    for session in sessions:
        own, lines = session.draft, list(dict.fromkeys(session.notes))
        if not own.slots and session.day and not session.notes and draft.starts_on != draft.ends_on:
            lines.append(f"{session.day:%d.%m.%Y}")
        found = [(room, "room_in_note", ROOM_IN_NOTE) for room in session.rooms_left]
        found += [(words, "room_open", OPEN_ROOM) for words in session.open_rooms]
        for room, code, message in found:
            lines.append(f"{in_words(('Raum', 'Room'), draft.language)}: {room}")
            report.info(code, format_lazy(message, room=in_quotes_lazy(room)), own.line)
        own.note = "\n".join(filter(None, lines))


def check(draft, report):
    """Say what looks wrong in the programme as a whole."""
    if not draft.title:
        report.warning("no_title", _("The text has no title."))
    titles = Counter(session.title.casefold() for session in draft.sessions)
    explained = {
        entry.line for entry in report.entries if entry.code in {*PROBLEMS, "no_date", "rough_time", "below_session"}
    }
    alone = _("This is the heading of several sessions, and none of them stands below it. Write each with its title.")
    turned = {entry.line for entry in report.entries if entry.code == "turns"}
    for session in draft.sessions:
        if session.line not in turned and titles[session.title.casefold()] > 1:
            report.warning("same_title", _("Several sessions have this title. All of them are kept."), session.line)
        if ONLY_A_GROUP.fullmatch(session.title):
            report.warning("group_alone", alone, session.line)
        if not session.slots and session.line not in explained:
            report.warning("no_time", _("No time was found for this session."), session.line)


def keep_everything(draft, report, parts, *, understood):
    """Put every line of which a word is missing into the text where it stood: nothing is lost.

    `understood`: words that the draft holds as a fact.
    """
    ledger = Ledger(draft, report, understood)
    for session, part in _with_sessions(draft, parts):
        if part.role is Role.END or not ledger.lacks(part.line):
            continue
        text = part.line.raw.strip()
        if session is not None and part.role not in {Role.DAY, Role.SECTION}:
            session.abstract = "\n\n".join(filter(None, [session.abstract, text]))
        else:
            draft.description = "\n\n".join(filter(None, [draft.description, text]))
        report.warning("kept", _("Not all of this line was understood; it stays in the text."), part.line.number)


def settle_states(draft, report, parts):
    """Settle what the lines of a session say of its state, wherever they say it."""
    unsettled.keep_states(report, _with_sessions(draft, parts))
    unsettled.note_open_people(draft)
    unsettled.tell_only_asked(report, _with_sessions(draft, parts))


DEGREES = re.compile(r"(?<!\w)(?:Prof\.|Dr\.(?:\smed\.)?)\s[^\W\d_]")
ONLY_A_GROUP = re.compile(
    r"(?:parallele?\s)?(?:workshops|fachforen|foren|arbeitsgruppen|ags|breakout sessions|parallel sessions)\b"
    r"(?:\s(?:runde|phase|block|teil)?\s?(?:\d|[IVX]{1,3}))?(?:\s?\(.*\))?"
    r"|(?:ws|workshops?|ags?|foren|forum)\s\d{1,2}\s?(?:[-–]|bis|to)\s?\d{1,2}(?:\s?\(.*\))?",
    re.IGNORECASE,
)
MAX_LINE_OF_NAMES = 160


def check_texts(draft, report, parts):
    """Say what stays in a text and may be more than that."""
    check_names(draft, report, parts)
    check_times(draft, report, parts)
    check_places(draft, report, parts)


def check_names(draft, report, parts):
    """Say where a title or a short line of the text names somebody, so that nobody is lost unseen."""
    asked = {question.session_line for question in report.questions if question.code == "person"}
    for session in draft.sessions:
        named = any(person.name in session.title for person in session.appearances)
        is_named = names_somebody(session.title) or DEGREES.search(session.title)
        if session.line not in asked and not named and is_named:
            message = _("A name stands in the title. Is it somebody who takes part?")
            report.info("name_in_title", message, session.line)
    for session, part in _with_sessions(draft, parts):
        for text in _left_as_text(session, part) if session is not None else ():
            if text.endswith((".", "!", "?")) or len(text) > MAX_LINE_OF_NAMES or not names_somebody(text):
                continue
            if not any(person.name in text for person in session.appearances):
                message = _("A name stands in this line, which was read as text: “{text}”.")
                report.warning("names_in_text", format_lazy(message, text=in_quotes_lazy(text)), part.line.number)


def _left_as_text(session, part):
    """Return what of a line stands in the text of its session: the whole line, or the rest of the title's."""
    if part.role in {Role.TITLE, Role.MEMBER}:
        return [line for line in session.abstract.splitlines() if line and line in part.text and line != part.text]
    return [part.text] if part.role in {Role.TEXT, Role.LABEL} and part.text in session.abstract else []


def check_times(draft, report, parts):
    """Say where a short line with a time stays in a text that does not last until then: it may be a session."""
    assumed = {entry.line for entry in report.entries if entry.code == "end_assumed"}
    for session in draft.sessions:
        if any(times.is_explicit for times in find_times(session.title)):
            report.warning("time_in_title", _("A time stands in the title."), session.line)
    for session, part in _with_sessions(draft, parts):
        text = part.text
        if session is None or part.role is not Role.TEXT or len(text) > MAX_LINE_OF_NAMES or may_be_deadline(text):
            continue
        if text.endswith((".", "!", "?")) or not any(
            line in session.abstract for line in (text, part.line.raw.strip())
        ):
            continue
        found = [times for times in find_times(text) if times.is_explicit and times.is_possible]
        known = [slot for slot in session.slots if slot.ends_at and slot.line not in assumed]
        if found and not any(_lies_within(times, slot) for times in found for slot in known):
            message = _("A time stands in this line, which was read as text.")
            report.warning("time_in_text", message, part.line.number)


def check_places(draft, report, parts):
    """Say where a number of people stays in a title or a text of a session without places of its own."""
    message = _("A number of people stands in this line, and the session has no limit.")
    for session, part in _with_sessions(draft, parts):
        if session is None or session.capacity is not None or any(slot.capacity for slot in session.slots):
            continue
        is_here = part.text in session.abstract or part.line.number == session.line
        if is_here and len(part.text) <= MAX_LINE_OF_NAMES and notes.NUMBER_OF_PEOPLE.search(part.text):
            report.info("places_in_text", message, part.line.number)


def _lies_within(times, slot):
    starts = slot.starts_at.hour * 60 + slot.starts_at.minute
    return starts <= times.starts < starts + (slot.ends_at - slot.starts_at) // timedelta(minutes=1)


def _with_sessions(draft, parts):
    """Yield (session or None, part) for each part: the session in whose lines it stands."""
    owners = sorted((session.line, index) for index, session in enumerate(draft.sessions))
    position = -1
    for part in parts:
        while position + 1 < len(owners) and owners[position + 1][0] <= part.line.number:
            position += 1
        yield draft.sessions[owners[position][1]] if position >= 0 else None, part


def check_lengths(draft, report):
    """Refuse what no database field takes and no reader reads."""
    texts = [(session.abstract, session.line) for session in draft.sessions] + [(draft.description, None)]
    for text, line in texts:
        if len(text) > TEXT_LENGTH:
            message = _("The text that stands here is longer than {limit} characters. Is a heading missing?")
            report.error("long_text", format_lazy(message, limit=TEXT_LENGTH), line)
