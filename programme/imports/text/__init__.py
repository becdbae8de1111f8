"""An organiser's own document, Markdown or plain text, as a draft of a programme.

In four steps, each a module:

1. `lines`: the text as lines with their part in the layout (heading, bold line, list item, table row); `layout` takes
   out what was done for the eye (lines broken by the page, „--- Samstag ---“). Before all that, `access_links` takes
   out the links of video conferences, which no public text may hold.
2. `heads` takes a line apart with the recognisers: `times`, `dates`, `people`, `notes` (statuses, places, rooms …),
   `aids`, `materials` and `labels`; `fields` and `tables` do so for rows. What is recognised by a weak sign leaves a
   `Doubt`, and `doubts` asks the organiser. A new habit of writing is usually a new word in one of them, or in a file
   of `lists`.
3. `outline`: the part that each line plays in the whole: which headings are titles, which time belongs to which title.
4. `assembling`: the draft, with every warning; `words` makes sure that no word of the text was lost.
"""

from datetime import date

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from programme.imports import reading
from programme.imports.text.access_links import MeetingLinks
from programme.imports.text.assembling import Assembler
from programme.imports.text.doubts import Questions
from programme.imports.text.layout import set_plainly
from programme.imports.text.lines import split_lines
from programme.imports.text.outline import arrange

# 2,000 sessions with a dozen lines each have 24,000.
MAX_LINES = 30_000
MAX_SESSIONS = 5_000


def read(data, *, today=None, answers=None, earlier=None):
    """Return (DraftProgramme or None, Report) for the bytes of a text; never raises.

    `today` (a date) completes days without a year. `answers`: values by the keys of questions that an earlier reading
    has asked; what is in no question is ignored. `earlier`: see Questions.
    None with an error in the report: nothing could be used.
    """
    text, report = reading.decode(data)
    if text is None:
        return None, report
    questions = Questions(report, answers, earlier)
    meeting_links = MeetingLinks(questions)
    lines = set_plainly(meeting_links.without_emptied(split_lines(meeting_links.take_out(text))))
    if len(lines) > MAX_LINES:
        message = _("This text has {count} lines. A programme has at most {limit}.")
        report.error("too_many_lines", format_lazy(message, count=len(lines), limit=MAX_LINES))
        return None, report
    parts = arrange(lines, questions)
    if (count := sum(part.is_start for part in parts)) > MAX_SESSIONS:
        message = _("This text has {count} times and titles. A programme has at most {limit}.")
        report.error("too_many_sessions", format_lazy(message, count=count, limit=MAX_SESSIONS))
        return None, report
    today = today or date.today()  # noqa: DTZ011 – a day on the organiser's wall
    draft = Assembler(questions, meeting_links, today=today).assemble(parts)
    report.sort()
    return draft, report
