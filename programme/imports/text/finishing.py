"""The end of an import: the days of the conference, remarks on the whole, and nothing lost."""

from collections import Counter

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from programme.imports.draft import TEXT_LENGTH
from programme.imports.text.days import PROBLEMS
from programme.imports.text.parts import Role
from programme.imports.text.words import Ledger


def days_of(draft, calendar, report):
    """Return the first and the last day of the conference, from all that its text says."""
    days = {slot.starts_at.date() for session in draft.sessions for slot in session.slots if slot.kind == "main"}
    days |= {day for day in (calendar.starts_on, calendar.ends_on) if day}
    if not days:
        report.warning("no_days", _("The text names no day; please set the days of the conference by hand."))
        return None, None
    return min(days), max(days)


def check(draft, report):
    """Say what looks wrong in the programme as a whole."""
    if not draft.title:
        report.warning("no_title", _("The text has no title."))
    titles = Counter(session.title.casefold() for session in draft.sessions)
    explained = {entry.line for entry in report.entries if entry.code in {*PROBLEMS, "no_date"}}
    for session in draft.sessions:
        if titles[session.title.casefold()] > 1:
            report.warning("same_title", _("Several sessions have this title. All of them are kept."), session.line)
        if not session.slots and session.line not in explained:
            report.warning("no_time", _("No time was found for this session."), session.line)


def keep_everything(draft, report, parts):
    """Put every line of which a word is missing into the text where it stood: nothing is lost."""
    ledger = Ledger(draft, report)
    owners = sorted((session.line, index) for index, session in enumerate(draft.sessions))
    position = -1
    for part in parts:
        while position + 1 < len(owners) and owners[position + 1][0] <= part.line.number:
            position += 1
        if part.role is Role.END or not ledger.lacks(part.line):
            continue
        text = part.line.raw.strip()
        if position >= 0 and part.role not in {Role.DAY, Role.SECTION}:
            session = draft.sessions[owners[position][1]]
            session.abstract = "\n\n".join(filter(None, [session.abstract, text]))
        else:
            draft.description = "\n\n".join(filter(None, [draft.description, text]))
        report.warning("kept", _("Not all of this line was understood; it stays in the text."), part.line.number)


def check_lengths(draft, report):
    """Refuse what no database field takes and no reader reads."""
    texts = [(session.abstract, session.line) for session in draft.sessions] + [(draft.description, None)]
    for text, line in texts:
        if len(text) > TEXT_LENGTH:
            message = _("The text that stands here is longer than {limit} characters. Is a heading missing?")
            report.error("long_text", format_lazy(message, limit=TEXT_LENGTH), line)
