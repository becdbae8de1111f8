"""An organiser's own document, Markdown or plain text, as a draft of a programme.

In three steps: `lines` sees the layout, `dates`, `times`, `people`, `notes` and `labels` recognise what stands in a
line, `outline` puts it together. A new habit of writing is usually a new word in one of the recognisers.
"""

from datetime import date

from programme.imports import reading
from programme.imports.text.lines import split_lines
from programme.imports.text.outline import Outline


def read(data, *, today=None):
    """Return (DraftProgramme or None, Report) for the bytes of a text; never raises.

    `today` (a date) completes days without a year. None with an error in the report: nothing could be used.
    """
    text, report = reading.decode(data)
    if text is None:
        return None, report
    outline = Outline(report, today=today or date.today())  # noqa: DTZ011 – a day on the organiser's wall
    for line in split_lines(text):
        outline.take(line)
    draft = outline.finish(text)
    report.sort()
    return draft, report
