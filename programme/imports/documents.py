"""A document of any kind as a draft of a programme: turned into text once, then read by the reader of texts."""

from programme.imports import reading, text


def read(data, *, answers=None):
    """Return (DraftProgramme or None, Report, text); the lines of the report are those of this text. Never raises."""
    source, said = reading.decode(data)
    if source is None:
        return None, said, ""
    draft, report = text.read(source.encode("utf-8", "surrogatepass"), answers=answers)
    report.entries = [*said.entries, *report.entries]
    report.sort()
    return draft, report, source
