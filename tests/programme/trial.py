"""Measure the reader against programmes that it was not written for: `python -m tests.programme.trial [NAME]`.

A point is one fact of one entry: its title, time, room, host, state, each of its people with role and state. A wrong
point is asked about, or a remark names its line, or it is wrong in silence, which is the worst. With a name, the wrong
points of that document are listed.
"""

import os
import re
import sys
from dataclasses import dataclass, field
from datetime import date
from difflib import SequenceMatcher
from itertools import pairwise
from pathlib import Path

FOLDER = Path(__file__).parents[1] / "data/trials"
TODAY = date(2027, 1, 10)
ROLES = {"mod": "moderation", "panel": "panel", "int": "interpreter", "": "speaker"}
STATES = {"": "confirmed", "?": "requested", "x": "declined"}
PERSON = re.compile(r"(?:(?P<role>mod|panel|int)?(?P<state>[?x])?:)?(?P<name>[^()]+?)(?: \((?P<from>.+)\))?$")
ENTRY = re.compile(r"(?P<start>\S{5})-(?P<end>\S*) (?P<kind>break )?(?P<title>.+?)(?: \[(?P<room>[^\]]+)\])?$")


@dataclass
class Entry:
    """One session or break with its facts: {(kind, which): value}."""

    title: str
    start: str  # day and time
    facts: dict = field(default_factory=dict)
    line: int = 0
    last_line: int = 0


@dataclass
class Result:
    """What was right, and what was wrong in which way: (entry, fact, right value, value read)."""

    right: int = 0
    asked: list = field(default_factory=list)
    remarked: list = field(default_factory=list)
    silent: list = field(default_factory=list)
    questions: int = 0

    @property
    def points(self):
        return self.right + len(self.asked) + len(self.remarked) + len(self.silent)


def names():
    return sorted(path.name.removesuffix(".right") for path in FOLDER.glob("*.right"))


def source(name):
    from tests.programme.trial_documents import DOCUMENTS

    return DOCUMENTS[name]() if name in DOCUMENTS else (FOLDER / name).read_bytes()


def expected(name):
    """Return (facts of the conference, entries) from the file beside a document."""
    head, day, entries = {}, "", []
    for line in (FOLDER / f"{name}.right").read_text().splitlines():
        if line.startswith("= "):
            head = dict(zip(("title", "starts_on", "ends_on", "venue"), line[2:].split(" | "), strict=True))
        elif line.startswith("@ "):
            day = line[2:]
        else:
            entries.append(_expected_entry(day, *line.split(" · ")))
    return head, entries


def _expected_entry(day, first, *rest):
    found = ENTRY.match(first)
    when = "" if found["start"] == "--:--" else f"{day} {found['start']}"  # „--:---“ has no time
    entry = Entry(found["title"], when)
    entry.facts = {
        ("kind", ""): "break" if found["kind"] else "session",
        ("title", ""): found["title"],
        ("time", ""): when and f"{when}-{found['end']}",
        ("room", ""): found["room"] or "",
        ("host", ""): "",
        ("state", ""): "",
    }
    for part in rest:
        key, _, value = part.partition("=")
        if part in {"cancelled", "requested"}:
            entry.facts["state", ""] = part
        elif key in {"host", "cap", "lang"}:
            entry.facts[key, ""] = value
        else:
            person = PERSON.match(part)
            role, state = ROLES[person["role"] or ""], STATES[person["state"] or ""]
            entry.facts["person", person["name"]] = f"{role} {state}"
            if person["from"]:
                entry.facts["from", person["name"]] = person["from"]
    return entry


def read(draft):
    """Return (facts of the conference, entries) of a draft."""
    head = {
        "title": draft.title,
        "starts_on": str(draft.starts_on),
        "ends_on": str(draft.ends_on),
        "venue": draft.venue,
    }
    entries = [_session(session) for session in draft.sessions] + [_break(slot) for slot in draft.breaks]
    entries.sort(key=lambda entry: entry.line)
    for entry, following in pairwise(entries):
        entry.last_line = max(entry.line, following.line - 1)
    if entries:
        entries[-1].last_line = 10_000
    return head, entries


def _time(slot):
    end = f"{slot.ends_at:%H:%M}" if slot.ends_at else ""
    return f"{slot.starts_at:%Y-%m-%d %H:%M}-{end}"


def _break(slot):
    facts = {
        ("kind", ""): "break",
        ("title", ""): slot.title,
        ("time", ""): _time(slot),
        ("room", ""): slot.room,
        ("host", ""): "",
        ("state", ""): "",
    }
    return Entry(slot.title, f"{slot.starts_at:%Y-%m-%d %H:%M}", facts, slot.line)


def _session(session):
    [slot, *more] = session.slots or [None]
    state = "cancelled" if session.is_cancelled else "requested" if session.is_requested else ""
    facts = {
        ("kind", ""): "session",
        ("title", ""): session.title,
        ("time", ""): _time(slot) if slot else "",
        ("room", ""): slot.room if slot else "",
        ("host", ""): session.host,
        ("state", ""): state,
    }
    facts |= {("slot", _time(other)): other.title for other in more}
    if session.capacity:
        facts["cap", ""] = str(session.capacity)
    if session.language:
        facts["lang", ""] = session.language
    for person in session.appearances:
        name = f"{person.degree} {person.name}".strip()
        facts["person", name] = f"{person.role} {person.status}"
        facts["from", name] = person.details
    start = f"{slot.starts_at:%Y-%m-%d %H:%M}" if slot else ""
    return Entry(session.title, start, facts, session.line)


def _likeness(one, other):
    same = SequenceMatcher(None, one.title, other.title).ratio()
    return same + (one.start == other.start) * 0.5


def _pairs(right, found):
    """Pair the entries that are most alike; None stands where there is no other."""
    scores = sorted(
        ((_likeness(one, other), i, j) for i, one in enumerate(right) for j, other in enumerate(found)), reverse=True
    )
    left, open_, pairs = set(range(len(right))), set(range(len(found))), []
    for score, i, j in scores:
        if score >= 0.6 and i in left and j in open_:
            left.remove(i)
            open_.remove(j)
            pairs.append((right[i], found[j]))
    return pairs + [(right[i], None) for i in sorted(left)] + [(None, found[j]) for j in sorted(open_)]


def _differences(one, other):
    """Yield (fact, right value, value read) of a pair. Origins that nobody wrote down do not count."""
    facts, seen = one.facts if one else {}, other.facts if other else {}
    if not one:
        yield ("entry", ""), None, other.title
        return
    for key, value in facts.items():
        yield key, value, seen.get(key)
    for key, value in seen.items():
        if key not in facts and key[0] != "from":
            yield key, None, value


def measure(name, answers=None):
    from programme.imports import text
    from programme.imports.draft import DraftProgramme

    draft, report = text.read(source(name), today=TODAY, answers=answers)
    result = Result(questions=len({question.key for question in report.questions}))
    right_head, right = expected(name)
    head, found = read(draft or DraftProgramme())  # without a draft there is an error, and no point is right
    for key, value in right_head.items():
        _count(result, report, (None, None), ((key, ""), value, head[key]))
    for one, other in _pairs(right, found):
        for fact, value, got in _differences(one, other):
            _count(result, report, (one, other), (fact, value, got))
    return result


def _count(result, report, pair, difference):
    right, entry = pair
    fact, value, got = difference
    if value == got:
        result.right += 1
        return
    wrong = ((right or entry).title if (right or entry) else "conference", fact, value, got)
    kind, which = fact
    words = which or (value if kind not in {"time", "state", "kind"} else "") or ""
    is_missing = right is not None and entry is None
    if is_missing:  # a remark that quotes the line tells of the whole of it
        words = right.title
    lines = range(entry.line, entry.last_line + 1) if entry else ()
    if any(
        (is_missing or _concerns(q.code, kind)) and _is_about(q, q.quote, entry, lines, words) for q in report.questions
    ):
        result.asked.append(wrong)
    elif any(
        (is_missing or _concerns(e.code, kind)) and _is_about(e, str(e.message), entry, lines, words)
        for e in report.entries
    ):
        result.remarked.append(wrong)
    else:
        result.silent.append(wrong)


def _concerns(code, kind):
    """Whether a question or remark can be about such a fact: one about an end says nothing of a person."""
    return (code.startswith(("end", "open")) or code in {"order", "turns"}) == (kind == "time")


def _is_about(said, words_said, entry, lines, words):
    if entry is None:
        return bool(words) and words in words_said
    return said.line in lines or getattr(said, "session_line", None) == entry.line or (words and words in words_said)


def main(chosen):
    total = Result()
    print(f"{'document':26}{'points':>7}{'right':>7}{'silent':>8}{'asked':>7}{'remarked':>10}{'questions':>11}")
    for name in chosen or names():
        result = measure(name)
        _print_row(name, result)
        if chosen:
            for way in ("silent", "asked", "remarked"):
                for title, fact, value, got in getattr(result, way):
                    print(f"  {way:9}{title[:50]} · {' '.join(fact).strip()}: {value!r}, read {got!r}")
        for way in ("right", "asked", "remarked", "silent", "questions"):
            setattr(total, way, getattr(total, way) + getattr(result, way))
    if not chosen:
        _print_row("all", total)


def _print_row(name, result):
    counts = result.points, result.right, len(result.silent), len(result.asked), len(result.remarked), result.questions
    widths = 7, 7, 8, 7, 10, 11
    print(f"{name:26}" + "".join(f"{count:>{width}}" for count, width in zip(counts, widths, strict=True)))


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    import django

    django.setup()
    main(sys.argv[1:])
