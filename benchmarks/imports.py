"""Reading and writing a programme. Must: 1 MB read in 5 s, 500 sessions imported in 5 s, as a text or from Word."""

import time
from pathlib import Path

from markdown_it import MarkdownIt

from programme.imports import reading, text, writer
from programme.models import Session
from tests.programme import word_documents as docx

MEGABYTE = 1_000_000
SAMPLES = Path("tests/data/programmes")


def run(_server=None):
    _read_a_megabyte()
    _import_sessions(500)
    _read_word(500)


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


def _read_word(count):
    data = word_document(count)
    converting = _seconds(lambda: reading.decode(data))
    both = _seconds(lambda: text.read(data))
    print(f"reading a Word document of {count} sessions: {both:.2f} s ({converting:.2f} s of it the conversion)")


def word_document(count):
    """Return a document that somebody has corrected for weeks: Word has made a run of nearly every word."""
    looks = '<w:rFonts w:ascii="Arial"/><w:color w:val="000000"/><w:sz w:val="22"/><w:lang w:val="de-DE"/>'
    blocks = [docx.paragraph("Tagung", style="Titel"), docx.paragraph("3. Mai 2027")]
    for number in range(count):
        heading, _empty, *lines = _session(number).removeprefix("## ").strip().split("\n")
        blocks.append(docx.paragraph(*(docx.run(f"{word} ", looks) for word in heading.split()), style="berschrift1"))
        blocks += [docx.paragraph(*(docx.run(f"{word} ", looks) for word in line.split())) for line in lines if line]
    return docx.document(*blocks)


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
