"""A draft as lines of text, so that a whole one can be read beside its document."""

from programme.imports.draft import DraftSlot


def as_lines(draft, report):
    """Return every fact of a draft and every remark and question of its report, one on a line."""
    lines = [f"{draft.title} | {draft.theme} | {_days(draft)} | {draft.time_zone} | {draft.language}"]
    if draft.venue or draft.mode:
        lines.append(f"  at {draft.venue} ({draft.mode})")
    lines += [f"  {line}".rstrip() for line in draft.description.splitlines()]
    entries = [*draft.sessions, *draft.breaks]
    for entry in sorted(entries, key=lambda entry: entry.line):
        lines += [f"break {_when(entry)}"] if isinstance(entry, DraftSlot) else _session(entry)
    lines += [f"line {entry.line}: {entry.code}" for entry in report.entries]
    lines += [f"line {question.line}: {question.key}? {question.guess}" for question in report.questions]
    lines += [f"line {line}: unused {words}" for line, words in report.unused]
    return lines


def _days(draft):
    return " – ".join(str(day) for day in dict.fromkeys([draft.starts_on, draft.ends_on]))


def _session(session):
    facts = {
        "format": session.format,
        "language": session.language,
        "host": session.host,
        "track": session.track,
        "places": session.capacity,
        "places online": session.online_capacity,
        "cancelled": session.is_cancelled,
        "requested": session.is_requested,
        "hybrid": session.is_hybrid,
    }
    lines = [f"session {session.title}"]
    lines += [f"  {slot.kind} {_when(slot)}" for slot in session.slots]
    for person in session.appearances:
        words = [
            person.role,
            person.status,
            person.degree,
            person.name,
            person.details and f"({person.details})",
        ]
        lines.append("  " + " ".join(word for word in words if word))
    lines += [f"  {name}" if value is True else f"  {name}: {value}" for name, value in facts.items() if value]
    lines += [f"  note: {line}" for line in session.note.splitlines()]
    return lines + [f"  > {line}".rstrip() for line in session.abstract.splitlines()]


def _when(slot):
    end = f" – {slot.ends_at:%H:%M}" if slot.ends_at else " –"
    words = [f"{slot.starts_at:%d.%m.%Y %H:%M}{end}", slot.room and f"[{slot.room}]", slot.title]
    return " ".join(word for word in words if word)
