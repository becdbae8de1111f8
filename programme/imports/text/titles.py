"""The title of the conference, wherever a text has it."""

from itertools import pairwise

from django.utils.translation import gettext_lazy as _

from programme.imports.draft import NAME_LENGTH
from programme.imports.text.dates import find_dates
from programme.imports.text.days import may_be_deadline
from programme.imports.text.headings import is_section
from programme.imports.text.heads import take_apart, unquoted
from programme.imports.text.letters import SUBJECTS
from programme.imports.text.lines import Kind, plain
from programme.imports.text.parts import Role

MAX_FIRST_LINE = 150
ANSWER_MARKS = ("AW:", "WG:", "Re:", "RE:", "Fwd:", "FW:", "Fw:")
PROGRAMME_WORDS = ("Programm:", "Programme:", "Agenda:", "Einladung:", "Invitation:")


def find_title(parts):
    """Return (part, text): the first heading, a label, a line with the day of it all, the subject of the mail, or a
    short first line; else None.
    """
    part = _first_heading(parts) or _labelled(parts) or _dated_line(parts) or _subject(parts) or _first_line(parts)
    if part is None:
        return None
    text = part.text
    if part.role is Role.MAIL:
        text = _without_answers(text.split(":", 1)[1])
    elif part.role is Role.LABEL:
        text = part.label[1]
    elif part.line.kind is Kind.ITEM:
        text = plain(part.line.raw)
    for prefix in PROGRAMME_WORDS:
        text = text.removeprefix(prefix).strip()
    return part, text


def _first_heading(parts):
    for part in parts:
        if part.is_start:
            return None
        if part.role is Role.SECTION and not is_section(part.text):
            return part
    return None


def _labelled(parts):
    return next((part for part in parts if part.label and part.label[0] == "conference"), None)


def _dated_line(parts):
    """„Netzwerktag Vielfalt, Mittwoch, 6. Oktober 2027“, a line of its own above all sessions."""
    for part, following in pairwise(parts):
        if part.is_start:
            return None
        is_alone = part.role is Role.TEXT and part.line.opens and following.line.opens
        if not is_alone or len(part.text) > MAX_FIRST_LINE or may_be_deadline(part.text):
            continue
        head = take_apart(part.text)
        if head.has_day and not head.begins_with_when and not head.times and ends_with_when(part.text, head):
            return part
    return None


def _subject(parts):
    return next(
        (part for part in parts if part.role is Role.MAIL and part.text.casefold().startswith(tuple(SUBJECTS))), None
    )


def _first_line(parts):
    """The first line that is no salutation, if it is short and no sentence."""
    for part, following in pairwise(parts):
        is_numbered = part.line.kind is Kind.ITEM and following.line.kind is not Kind.ITEM  # „3. Fachtag“
        if part.role is Role.TEXT and (part.line.kind is Kind.TEXT or is_numbered):
            is_short = 0 < len(part.text) <= MAX_FIRST_LINE and not part.text.endswith((".", ",", ";", ":"))
            return part if is_short else None
        if part.role not in {Role.LETTER, Role.TEXT}:
            return None
    return None


def _without_answers(subject):
    subject = subject.strip()
    while subject.startswith(ANSWER_MARKS):
        subject = subject.split(":", 1)[1].strip()
    return subject


def without_when(text, head):
    """Return a title without the day and times at its end: „Fachtag am 3. Mai 2027“ → „Fachtag“."""
    for found in reversed(head.when):
        text = text.rstrip(" ,;–—-|()").removesuffix(found).rstrip(" ,;–—-|(")
    return text


def apart_from_place(text):
    """Return (title, what stands behind the day) of a title with its one day in the middle, or None."""
    dates = find_dates(text)
    if len(dates) != 1:
        return None
    before, after = text[: dates[0].begin].rstrip(" ,;–—-|·("), text[dates[0].end :].strip(" ,;–—-|·)")
    return (before, after) if before and after else None


def ends_with_when(text, head):
    return text.rstrip(" .)").endswith(head.when[-1].rstrip(" .)"))


THEME_BEFORE = ("unter dem motto", "unter dem thema", "under the motto", "under the theme")


def theme_of(text, *, is_before_sessions):
    """Return the theme of „Unter dem Motto: …“, or above all sessions of a line in quotation marks; else ""."""
    before = next((words for words in THEME_BEFORE if text.casefold().startswith(words)), None)
    if before and len(text) <= NAME_LENGTH:
        return unquoted(text[len(before) :].strip(" :"))
    return unquoted(text) if is_before_sessions and is_quoted(text) else ""


def is_quoted(text):
    """Whether a line is a title in quotation marks."""
    return unquoted(text) != text and len(text) <= NAME_LENGTH


def title_of(head, written, line, report):
    """Return the title of a session in a head; where nothing is left of it, the line as it was written."""
    if not head.title:
        report.warning("no_session_title", _("No title was found for this session."), line.number)
    return head.title or plain(written)
