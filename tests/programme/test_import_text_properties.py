"""What holds for every text of the world: it ends with a report, in time linear to its length, and loses nothing."""

import re
import time
from datetime import date

import pytest
from django.conf import settings
from hypothesis import example, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from programme.imports import text

FRAGMENTS = [
    "# Konferenz",
    "## 9:30 – 11:00 Uhr: Titel",
    "10-12 Uhr",
    "**Fett (M. Behr – angefragt)**",
    "Dienstag 15.09.2020",
    "Di., 12.10.2027, 17:00 – 18:30 Uhr: Titel",
    "ab 14 Uhr",
    "25:00 Uhr",
    "15 – 9 Uhr",
    "Mittagspause",
    "(Stadt Erfurt)",
    "| Zeit | Raum 1 | Raum 2 |",
    "| --- | --- | --- |",
    "| 9:00 | A | B |",
    "- Punkt",
    "Moderation: Anna Vogel, Stadt",
    "N.N.",
    "max. 20 Personen",
    "~~Titel~~",
    "Im Anschluss (15:00-15:20 Uhr) Gespräch",
    "31.02.2027",
    "28.03.2027",
    "02:30 Uhr Nacht",
    "Tag 2",
    "Freitag",
    "Raum: Aula",
    "mit Prof. Dr. A. B. C. Meier und",
    "",
    "Ein Satz, der nichts sagt.",
    "– entfällt",
    "((([[[",
]


def draft_words(draft):
    """All words that a draft holds, wherever."""
    parts = [draft.title, draft.theme, draft.description]
    for session in draft.sessions:
        parts += [session.title, session.abstract, session.format, session.host, session.track, session.language]
        parts += [slot.room for slot in session.slots]
        for appearance in session.appearances:
            parts += [appearance.degree, appearance.name, appearance.affiliation]
    parts += [f"{slot.title} {slot.room}" for slot in draft.breaks]
    return set(re.findall(r"\w+", " ".join(parts).casefold()))


@given(st.text())
@example("# A\n\n9 Uhr\n\n")
@example("|" * 50)
@hypothesis_settings(max_examples=300, deadline=None)
def test_any_text_ends_with_a_report(content):
    draft, report = text.read(content.encode("utf-8", "surrogatepass"))
    assert (draft is None) == report.has_errors


@given(st.binary())
@hypothesis_settings(max_examples=200, deadline=None)
def test_any_bytes_end_with_a_report(data):
    draft, report = text.read(data)
    assert (draft is None) == report.has_errors


@given(st.lists(st.sampled_from(FRAGMENTS), max_size=30), st.sampled_from(["\n", "\n\n", " "]))
@hypothesis_settings(max_examples=300, deadline=None)
def test_any_mixture_of_habits_ends_with_a_report(fragments, separator):
    draft, report = text.read(separator.join(fragments).encode())
    assert (draft is None) == report.has_errors


SAMPLES = sorted((settings.BASE_DIR / "tests/data/programmes").iterdir())
STRANGE = "Xylokarpe"  # no rule knows it, so that no rule can take it for a fact
PLACES = {
    "behind a line": lambda line: f"{line} {STRANGE}",
    "before a line": lambda line: f"{STRANGE} {line}",
    "as a line": lambda line: f"{line}\n{STRANGE}",
    "as a paragraph": lambda line: f"{line}\n\n{STRANGE} steht hier.\n",
    "in a bracket": lambda line: f"{line} ({STRANGE})",
}


@pytest.mark.parametrize("place", PLACES.values(), ids=PLACES)
@pytest.mark.parametrize("file", SAMPLES, ids=lambda file: file.name)
def test_no_word_is_lost_wherever_it_stands(file, place):
    lines = file.read_text().splitlines()
    lost = []
    for index, line in enumerate(lines):
        changed = [*lines[:index], place(line), *lines[index + 1 :]]
        draft, report = text.read("\n".join(changed).encode(), today=date(2027, 1, 10))
        said = " ".join(str(entry.message) for entry in report.entries)
        if draft is None or (STRANGE.casefold() not in draft_words(draft) and STRANGE not in said):
            lost.append(index + 1)
    assert lost == []


LONG = {
    "digits": "1234567890" * 10,
    "dashes": "- – — " * 20,
    "brackets": "([" * 50,
    "stars": "*_~" * 40,
    "bars": "| a " * 30,
    "spaces": " " * 100 + "x",
    "times": "10:00 – 11:00 Uhr " * 8,
    "dates": "15.09.2027, " * 10,
    "names": "Dr. Anna Müller (Stadt), " * 5,
    "commas": "a," * 60,
}


@pytest.mark.parametrize("pattern", LONG.values(), ids=LONG)
@pytest.mark.parametrize("joint", ["\n", ""], ids=["lines", "one line"])
def test_time_grows_with_the_length_only(pattern, joint):
    def seconds(size):
        content = joint.join([pattern] * (size // (len(pattern) + len(joint)) + 1))[:size].encode()[:size]
        start = time.process_time()
        text.read(b"# Titel\n\n3. Mai 2027\n\n9 Uhr\nBeginn\n\n" + content)
        return time.process_time() - start

    seconds(1000)
    small, large = max(seconds(60_000), 0.01), seconds(240_000)
    assert large / small < 9
