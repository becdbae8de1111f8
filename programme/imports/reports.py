"""An import told to people: what was read, what changes, what to look at."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from programme.imports.changes import Action
from programme.imports.writer.items import COUNTS

MARKS = {Action.CREATED: "+", Action.CHANGED: "~", Action.KEPT: "!", Action.GONE: "?", Action.REMOVED: "-"}


def counts(changes):
    """Return "3 sessions, 2 rooms" for what is created."""
    created = {}
    for change in changes.of(Action.CREATED):
        created[change.kind] = created.get(change.kind, 0) + 1
    return ", ".join(str(COUNTS[kind] % number) for kind, number in created.items())


def remark_lines(report):
    """Return one line of text for each remark about the document."""
    words = {"info": _("Note"), "warning": _("Please check"), "error": _("Error")}
    for entry in report.entries:
        place = _("line %d") % entry.line + ": " if entry.line else ""
        yield f"{words[entry.level]}: {place}{entry.message}"


def change_lines(changes):
    """Return lines of text that tell what becomes of each object."""
    if created := counts(changes):
        yield _("New: %s") % created
    for change in changes.created:
        yield f"  {MARKS[change.action]} {change.label}: {change.name}"
    headings = {
        Action.CHANGED: _("Changed in the text:"),
        Action.KEPT: _("Changed in the text and here; what stands here stays:"),
        Action.GONE: _("No longer in the text; stays here:"),
        Action.REMOVED: _("Deleted here; not made again:"),
    }
    for action, heading in headings.items():
        found = changes.of(action)
        if found:
            yield heading
        for change in found:
            yield f"  {MARKS[action]} {change.label}: {change.name}"
            for field in change.fields:
                old, new = field.excerpts
                yield f"      {field.label}: {old or '–'} → {new or '–'}"
    if changes.is_empty:
        yield _("Nothing has changed.")


def summary(report):
    number = len(report.warnings)
    return ngettext("%d thing to check", "%d things to check", number) % number if number else ""
