"""An import told to people: what was read, what changes, what to look at."""

import shlex
from collections import Counter

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from programme.imports.changes import Action
from programme.imports.writer.items import COUNTS

MARKS = {
    Action.CREATED: "+",
    Action.CHANGED: "~",
    Action.KEPT: "!",
    Action.EDITED: "!",
    Action.GONE: "?",
    Action.REMOVED: "-",
}


def counts(changes):
    """Return "3 sessions, 2 rooms" for what is created."""
    created = {}
    for change in changes.of(Action.CREATED):
        created[change.kind] = created.get(change.kind, 0) + 1
    return ", ".join(str(COUNTS[kind] % number) for kind, number in created.items())


# What a preview shows nowhere else, so that it is named: „2 Organisationen (Stadt Jena, Turnverein)“.
NAMED = ("organisation", "room", "track", "speaker")
MAX_NAMED = 12


def named_new(changes):
    """Return "2 organisations (A, B), 3 sessions" for what is created."""
    names, numbers = {}, {}
    for change in changes.of(Action.CREATED):
        names.setdefault(change.kind, []).append(change.name)
        numbers[change.kind] = numbers.get(change.kind, 0) + 1
    found = []
    for kind, number in numbers.items():
        words = str(COUNTS[kind] % number)
        is_named = kind in NAMED
        shown = ", ".join([*names[kind][:MAX_NAMED], *(["…"] if number > MAX_NAMED else [])])
        found.append(f"{words} ({shown})" if is_named else words)
    return ", ".join(found)


def changed_facts(changes):
    """Return "Time (2), Room" for the facts that an import changes."""
    facts = Counter(str(field.label) for change in changes.changed for field in change.fields)
    return ", ".join(f"{label} ({number})" if number > 1 else label for label, number in facts.items())


LEVELS = {"info": gettext_lazy("Note"), "warning": gettext_lazy("Please check"), "error": gettext_lazy("Error")}


def remark_lines(report):
    """Return one line of text for each remark about the document; what is said of several lines is said once."""
    same = {}
    for entry in report.entries:
        same.setdefault((entry.level, str(entry.message)), []).append(entry.line)
    for (level, message), lines in same.items():
        count = f"{len(lines)} × " if len(lines) > 1 else ""
        numbers = ", ".join(str(line) for line in lines if line)
        place = ngettext("line %s", "lines %s", len(lines)) % numbers + ": " if numbers else ""
        yield f"{LEVELS[level]}: {count}{place}{message}"


def sums(preview):
    """Return what the programme consists of, and what there is to do, each as "3 sessions"."""
    return [
        ngettext("%d session", "%d sessions", preview.sessions) % preview.sessions,
        ngettext("%d day", "%d days", preview.dated_days) % preview.dated_days,
        ngettext("%d person", "%d persons", preview.people) % preview.people,
        ngettext("%d break", "%d breaks", preview.breaks) % preview.breaks,
        questions(len(preview.questions), preview.open_questions),
        ngettext("%d thing to check", "%d things to check", preview.to_check) % preview.to_check,
    ]


def questions(count, still_open):
    """Return how many questions there are; what is answered stays on the page as a question with its answer."""
    words = ngettext("%d question", "%d questions", count) % count
    if count == still_open:
        return words
    if not still_open:
        return _("%s, answered") % words
    return _("%(questions)s, %(open)d of them open") % {"questions": words, "open": still_open}


def who_has_agreed(counts):
    """Return a sentence of how many people count as having agreed, requested or declined; "" where nobody is named."""
    sentences = {
        "confirmed": ngettext(
            "%d person counts as having agreed", "%d people count as having agreed", counts["confirmed"]
        ),
        "requested": ngettext("%d as requested", "%d as requested", counts["requested"]),
        "declined": ngettext("%d as having declined", "%d as having declined", counts["declined"]),
    }
    if not counts:
        return ""
    said = ", ".join(
        words % counts[status] for status, words in sentences.items() if counts[status] or status != "declined"
    )
    rule = _("Who stands in the text without a word such as “requested” counts as having agreed; nobody was asked.")
    return f"{said}. {rule}"


def has_new_people(changes):
    """Whether anybody is new in a session; of those who were there before, the answers that were given count."""
    return any(change.kind == "appearance" for change in changes.of(Action.CREATED))


def public_at_once(changes):
    """Say of a public conference how many new sessions are seen as soon as they are imported; "" without any."""
    number = sum(change.kind == "session" for change in changes.of(Action.CREATED))
    words = ngettext(
        "The conference is public: %d new session is seen at once, with the people named in it.",
        "The conference is public: %d new sessions are seen at once, with the people named in them.",
        number,
    )
    return words % number if number else ""


def beside(changes):
    """Say how many sessions of the programme the text does not have; "" where it has them all."""
    words = ngettext(
        "%d more session stands in the programme and not in the text; it stays as it is.",
        "%d more sessions stand in the programme and not in the text; they stay as they are.",
        changes.beside,
    )
    return words % changes.beside if changes.beside else ""


def homeless(count):
    """Return a sentence about lines of the text that would stand nowhere."""
    words = ngettext(
        "%d line of the text stands nowhere, because the conference has a description that stays:",
        "%d lines of the text stand nowhere, because the conference has a description that stays:",
        count,
    )
    return words % count


def programme_lines(preview):
    """Return lines of text that show the programme by day, with what becomes of each session."""
    yield ", ".join(sums(preview))
    if told := who_has_agreed(preview.statuses):
        yield told
    if told := beside(preview.changes):
        yield told
    if preview.homeless:
        yield homeless(len(preview.homeless))
    for number, words in preview.homeless:
        yield f"  {number or ''}: {words}"
    for heading, rows in preview.headed_days:
        yield ""
        yield heading or _("Without a time")
        for row in rows:
            mark = MARKS[row.action] if row.action else " "
            place = f"[{row.room}]" if row.room else ""
            places = ngettext("%d place", "%d places", row.capacity) % row.capacity if row.capacity else ""
            state = str(row.status_label) if row.status not in {"", "confirmed"} else ""
            people = ", ".join(_person(person) for person in row.people)
            head = " ".join(filter(None, [mark, row.time, place, row.title]))
            yield "  " + " · ".join(filter(None, [head, people, row.host, places, state]))
    if preview.questions:
        yield ""
    for asked in preview.questions:
        yield f"? {asked.question.text}"
        numbers = ", ".join(map(str, asked.lines))
        yield f"      {numbers}: {asked.question.quote}" if numbers else f"      {asked.question.quote}"
        held = f"{asked.source}: {asked.answer_label}" if asked.source else _("answered: %s") % asked.answer_label
        yield f"      {held}"
        values = "|".join(choice.value for choice in asked.question.choices)
        yield f"      --answer {shlex.quote(asked.question.key)}={values}"
    if preview.unused:
        yield ""
        yield _("Not used:")
    for line, words in preview.unused:
        yield f"  {line}: {words}"


def _person(person):
    notes = ", ".join(str(note) for note in (person.role, person.status) if note)
    return f"{person.name} ({notes})" if notes else person.name


def change_groups(changes, entries=None):
    """Return [(heading, [Change])] of what becomes of what is stored, or of these `entries`, by what happens to it."""
    headings = {
        Action.CHANGED: _("Changed in the text:"),
        Action.KEPT: _("Changed in the text and here; what stands here stays:"),
        Action.EDITED: _("Changed here only; what stands here stays:"),
        Action.GONE: _("No longer in the text; stays here:"),
        Action.REMOVED: _("Deleted here; not made again:"),
    }
    groups = [
        (heading, [change for change in changes.of(action) if entries is None or change in entries])
        for action, heading in headings.items()
    ]
    return [(heading, found) for heading, found in groups if found]


def change_lines(changes, entries=None):
    """Return lines of text that tell how much is new, and what becomes of each other object, or of these `entries`."""
    if created := named_new(changes):
        yield _("New: %s") % created
    for heading, found in change_groups(changes, entries):
        yield heading
        for change in found:
            yield f"  {MARKS[change.action]} {change.label}: {change.name}"
            for field in change.fields:
                old, new = field.excerpts
                yield f"      {field.label}: {old or '–'}" + (
                    "" if change.action == Action.GONE else f" → {new or '–'}"
                )
    if changes.is_empty:
        yield _("Nothing has changed.")
