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
    "halb zehn: Titel",
    "gegen 14 Uhr Titel",
    "11-12 Titel",
    "am neunzehnten Februar",
    "Danach: Titel (Eva Horn)",
    "parallel: Titel, Raum 3",
    "ganztägig: Titel",
    "Saal 2, 20 Plätze vor Ort, 30 online",
    "Titel, 90 Min., Kosten 5 Euro",
    "Raum noch offen",
    "Titel – verschoben auf 19.2.",
    "9-10 Uhr: Eins; 10-11 Uhr: Zwei",
]


def draft_words(draft):
    """All words that a draft holds, wherever."""
    parts = [draft.title, draft.theme, draft.venue, draft.description]
    for session in draft.sessions:
        parts += [
            session.title,
            session.abstract,
            session.note,
            session.format,
            session.host,
            session.track,
            session.language,
        ]
        parts += [slot.room for slot in session.slots]
        for appearance in session.appearances:
            parts += [appearance.degree, appearance.name, appearance.details]
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


@pytest.mark.parametrize("file", SAMPLES, ids=lambda file: file.name)
@pytest.mark.parametrize("place", PLACES)
def test_no_word_is_lost_wherever_it_stands(file, place):
    lines = file.read_text().splitlines()
    assert [index for index in range(len(lines)) if is_lost(lines, index, place)] == []


def is_lost(lines, index, place):
    """Whether a word that is added to one line is neither in the draft nor in a remark."""
    changed = [*lines[:index], PLACES[place](lines[index]), *lines[index + 1 :]]
    draft, report = text.read("\n".join(changed).encode(), today=date(2027, 1, 10))
    said = " ".join(str(entry.message) for entry in report.entries)
    return draft is None or (STRANGE.casefold() not in draft_words(draft) and STRANGE not in said)


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
    "times in words": "halb zehn bis elf Uhr " * 6,
    "hours": "11-12 Titel " * 10,
    "places": "20 Plätze vor Ort, 30 online, " * 5,
    "costs": "Kosten 5 Euro pro Person, " * 5,
    "times and titles": "9-10 Uhr: A; " * 9,
    "workshops": "WS 1 Lesen / WS 2 Schreiben / " * 4,
    "after": "Danach: " * 15,
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


# Forms of programmes: what holds for each, with every separator, state and number of people

TITLES = [
    "Lesen lernen",
    "Stadt für alle",
    "Data protection",
    "Wie weiter?",
    "Anträge schreiben, aber richtig",
    "Klima",
    "Klima (Teil 2)",
    "Wege (und Umwege) in die Arbeit",
    "Ehrenamt: Was trägt?",
    "Recht: Fragen (und Antworten)",
]
KNOWN = ["Eva Horn", "Dr. Ali Noori", "Rosa Stein (Stadt Jena)", "M. Behr", "Can Yıl", "Anna-Lena Groß"]
UNKNOWN = ["Xiang Qu", "Erste Hilfe", "Oyelaran Adebayo", "Best Practice", "Alte Meister"]
ROOMS = ["Raum 7", "Aula", "Saal 2", "online"]
STATES = ["", "angefragt", "entfällt", "fällt aus", "abgesagt", "Cancelled", "tbc", "ENTFÄLLT"]
FIELDS = [" | ", "; ", "\t", "   ", "  ", "\t\t"]
TIMES = ["9–10 Uhr", "9.30 bis 11 Uhr", "9am-noon", "14 Uhr", "13:00–14:00"]
FORMS = {
    "bracket": "{time} {title} ({people}), {room}",
    "heading": "## {time}: {title} ({people})\n\nRaum: {room}",
    "time above": "{time}\n\n## {title}\n\n({people})\n\nRaum: {room}",
    "bold": "**{time} {title} ({people})**\n\n{room}",
    "list": "- {time}: {title} ({people}), {room}",
    "labels": "{time} {title}\n\nReferent:innen: {people}\n\nOrt: {room}",
    "label in the line": "{time} {title}; Referent: {people}; {room}",
    "fields": "{time}{field}{title}{field}{room}{field}{people}",
    "fields below": "{time}\n\n## {title}{field}{room}{field}{people}",
    "table": "| Zeit | Titel | Raum | Wer |\n| --- | --- | --- | --- |\n| {time} | {title} | {room} | {people} |",
    "sentence": "{time} {title}\n\nmit {people}; Raum: {room}",
    "tab behind the time": "{time}\t{title}\n\n\t{people}\n\nRaum: {room}",
    "labels in a list": "{time} Runde\n\n- {title}\n  - Leitung: {people}\n  - Raum: {room}",
    "table of rooms": "| Zeit | Raum 3 | {room} |\n| --- | --- | --- |\n| {time} | Töpfern | {title}<br>{people} |",
    "table across": "| Zeit | {room} | R3 |\n| --- | --- | --- |\n| {time} | {title}<br>{people} | "
    "{title}<br>{people} |",
    "day above": "## Montag, 3. Mai 2027\n\n{time} {title} ({people}), {room}\n\n## Di., 4. Mai\n\n8–9 Uhr Yoga",
    "day in the row": "Di., 4. Mai 2027, {time}: {title} ({people}), {room}\n\nMi., 5. Mai 2027, 8–9 Uhr: Ausklang",
    "label with labels": "{time} {title}\n\nReferent:innen: {people}. Raum: {room}",
}
STATE_FORMS = [
    "{title}",
    "{title} – {state}",
    "{title} ({state})",
    "{title} {state}",
    "{state}: {title}",
    "({state}) {title}",
]
EXAMPLES, EXAMPLES_SOAKED = 600, 5000
STATE_WORD = re.compile(r"angefragt|entfällt|fällt aus|abgesagt|cancelled|\btbc\b", re.IGNORECASE)
LABEL = re.compile(r"\|\s|referent|moderation\s?:|raum\s?:|ort\s?:|\bspeaker\s?:", re.IGNORECASE)


@st.composite
def programmes(draw, names):
    """Return (text, the words that must be found somewhere, the people) of a programme in one form."""
    people = draw(st.lists(st.sampled_from(names), min_size=1, max_size=3, unique=True))
    joint = draw(st.sampled_from([", ", " und ", " / "]))
    title, state, room = draw(st.sampled_from(TITLES)), draw(st.sampled_from(STATES)), draw(st.sampled_from(ROOMS))
    form = draw(st.sampled_from(list(FORMS.values())))
    shape = draw(st.sampled_from(STATE_FORMS)) if state else "{title}"
    row = form.format(
        time=draw(st.sampled_from(TIMES)),
        title=shape.format(title=title, state=state),
        room=room,
        people=joint.join(people),
        field=draw(st.sampled_from(FIELDS)),
    )
    after = draw(st.sampled_from(["", "\n\nEin Text steht hier.", "\n\n16–17 Uhr Ausklang"]))
    return f"# Konferenz\n\n3. Mai 2027\n\n{row}{after}\n", f"{title} {room} {' '.join(people)}", people


def given_examples(strategy, number, check):
    hypothesis_settings(max_examples=number, deadline=None)(given(strategy)(check))()


def everything_said(draft, report):
    said = [str(entry.message) for entry in report.entries] + [words for _line, words in report.unused]
    said += [f"{question.text} {question.quote}" for question in report.questions]
    return draft_words(draft) | set(re.findall(r"\w+", " ".join([draft.venue, draft.mode, *said]).casefold()))


def test_every_word_of_a_form_is_found_somewhere_and_titles_hold_titles_only():
    given_examples(programmes(KNOWN), EXAMPLES, every_word_is_found)


@pytest.mark.soak
def test_every_word_of_a_form_is_found_somewhere_for_long():
    given_examples(programmes(KNOWN), EXAMPLES_SOAKED, every_word_is_found)


def every_word_is_found(programme):
    content, words, people = programme
    draft, report = text.read(content.encode(), today=date(2027, 1, 10))
    assert set(re.findall(r"\w+", words.casefold())) <= everything_said(draft, report)
    for session in draft.sessions:
        assert not STATE_WORD.search(session.title)
        assert not LABEL.search(session.title)
    assert max(len(session.appearances) for session in draft.sessions) == len(people)


def test_whoever_is_unsure_is_asked_about():
    given_examples(programmes(KNOWN[:3] + UNKNOWN), EXAMPLES, whoever_is_unsure_is_asked_about)


@pytest.mark.soak
def test_whoever_is_unsure_is_asked_about_for_long():
    given_examples(programmes(KNOWN[:3] + UNKNOWN), EXAMPLES_SOAKED, whoever_is_unsure_is_asked_about)


def whoever_is_unsure_is_asked_about(programme):
    content, words, people = programme
    draft, report = text.read(content.encode(), today=date(2027, 1, 10))
    assert set(re.findall(r"\w+", words.casefold())) <= everything_said(draft, report)
    asked = " ".join(str(question.text) for question in report.questions)
    labelled = any(
        label in content for label in ("Referent", "| Wer |", "Leitung:")
    )  # the text says that these are people
    for name in set(people) & set(UNKNOWN):
        found = [person for session in draft.sessions for person in session.appearances if person.name == name]
        assert name in asked or (labelled and found) or _is_kept_as_organisation(name, draft)


def _is_kept_as_organisation(name, draft):
    """Behind a comma, after a person, words are where that person comes from."""
    return any(name in person.affiliation for session in draft.sessions for person in session.appearances)
