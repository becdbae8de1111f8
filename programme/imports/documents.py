"""A document of any kind as a draft of a programme: turned into text once, then read by the reader of texts."""

from programme.imports import exact, reading
from programme.imports.draft import ReportEntry

MAX_TOLD = 50
MAX_MESSAGE = 500


def read(data, *, answers=None, told=None, earlier=None):
    """Return (DraftProgramme or None, Report, text); the lines of the report are those of this text. Never raises.

    `told`: what an earlier reading said of the document from which this text was made, see `told_of`. `earlier`: how
    its questions were answered before, see programme.imports.earlier.
    """
    source, said = reading.decode(data)
    if source is None:
        return None, said, ""
    if exact.is_exact(source):
        draft, report = exact.read(source)
    else:
        from programme.imports import text  # takes 2 MB, which a process that reads none can save

        draft, report = text.read(source.encode("utf-8", "surrogatepass"), answers=answers, earlier=earlier)
    report.about_document = [*said.entries, *_entries(told)]
    report.entries = [*report.about_document, *report.entries]
    report.sort()
    return draft, report, source


def told_of(report):
    """Return what was said of the document itself (pictures, macros, tracked changes), as plain values to carry along.

    The text that is carried through the steps of an import no longer shows it.
    """
    return [[entry.level, entry.code, str(entry.message)] for entry in report.about_document if entry.line is None]


def _entries(told):
    """Return the entries of what was carried along; whatever else comes back in its place says nothing."""
    for entry in told[:MAX_TOLD] if isinstance(told, list) else []:
        match entry:
            case ["info" | "warning" as level, str(code), str(message)]:
                yield ReportEntry(level, code, message[:MAX_MESSAGE])
