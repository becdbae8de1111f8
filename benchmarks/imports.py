"""Reading and writing a programme. Must: 1 MB read in 5 s, 500 sessions imported in 5 s."""

import time
from pathlib import Path

from markdown_it import MarkdownIt

from programme.imports import text, writer
from programme.models import Session

MEGABYTE = 1_000_000
SAMPLES = Path("tests/data/programmes")


def run(_server=None):
    _read_a_megabyte()
    _import_sessions(500)


def _read_a_megabyte():
    """Prose and sessions, as an organiser's document has them, and nothing but times and titles."""
    prose = "Wir sprechen mit Dr. Anna Muster (Stadt Jena) am 3. Mai um 9:30 Uhr über Wege in die Arbeit, Raum 5.\n"
    session = _session(1) + prose * 40
    for name, unit in [("sessions with long texts", session), ("prose alone", prose)]:
        content = ("# Tagung\n\n3. Mai 2027\n\n## 9 Uhr: Beginn\n\n" + unit * (MEGABYTE // len(unit))).encode()
        seconds = _seconds(lambda content=content: text.read(content))
        ceiling = _seconds(lambda content=content: MarkdownIt("commonmark").parse(content.decode()))
        print(f"reading {len(content) / MEGABYTE:.2f} MB, {name}: {seconds:.2f} s")
        print(f"    a Markdown parser on the same: {ceiling:.2f} s, ratio {seconds / ceiling:.1f}")


def _import_sessions(count):
    content = ("# Tagung\n\n3. Mai 2027\n\n" + "".join(_session(number) for number in range(count))).encode()
    draft, _report = text.read(content)
    reading = _seconds(lambda: text.read(content))
    writing = _seconds(lambda: writer.apply(draft, slug="bench"))
    again = _seconds(lambda: writer.apply(text.read(content)[0], slug="bench"))
    assert Session.objects.filter(conference__slug="bench").count() == count
    print(f"importing {count} sessions: {reading + writing:.2f} s ({reading:.2f} s reading, {writing:.2f} s writing)")
    print(f"    the same again, changing nothing: {again:.2f} s")


def _session(number):
    day, hour = 3 + number // 200, 8 + number // 25 % 8
    return (
        f"## {day:02}.05.2027, {hour}:00 – {hour}:45 Uhr: Beitrag {number}\n\n"
        f"Referentin: Dr. Anna Beispiel{number}, Stadt Jena\nRaum: Raum {number % 25}\n\n"
        "Ein kurzer Text über das Thema, in zwei Sätzen. Fragen sind willkommen.\n\n"
    )


def _seconds(act):
    start = time.perf_counter()
    act()
    return time.perf_counter() - start
