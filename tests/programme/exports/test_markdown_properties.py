"""What the export writes comes back as it was, whatever it says: import(export(x)) = x."""

import re
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from programme.exports import markdown
from programme.imports import documents
from programme.imports.draft import DraftAppearance, DraftProgramme, DraftSession, DraftSlot
from programme.imports.exact import escaping, facts
from programme.validators import BIDI_CONTROLS, LINE_BREAKS

EXAMPLES, EXAMPLES_SOAKED = 150, 3000

# What looks like something else to the reader, in each place
LOOKS_LIKE = [
    "10:00 Uhr",
    "10:00–11:00: Titel",
    "# Titel",
    "### 09:00–10:00: Titel",
    "\\# Titel",
    "\\\\## Titel",
    "####",
    "- Raum: Aula",
    "- Rauum: Aula",
    "\\- Raum: Aula",
    "Referent:in: Eva Horn",
    "Moderation",
    "---",
    "womconf: 1",
    "&#xA;",
    "&#x26;#xA;",
    "&amp;&nbsp;&#173;",
    "2027-05-04",
    "Dienstag, 2027-05-04",
    "<h1>x</h1> | a | *b* _c_ `d`",
    "--> <p>",
    "Anna\u00adMaria",
    "عنوان طويل شَّ",
    "🙂 é e\u0301 \u212b ﬁ",
    "weiche\u200bStelle\ufeff",
    "x" + "\u0301" * 40,
    "각",
    "Q" * 300,
]
at = datetime.fromisoformat
signs = st.characters(exclude_categories=["Cc", "Cs"], exclude_characters=sorted(BIDI_CONTROLS | LINE_BREAKS))
lines = st.one_of(st.sampled_from(LOOKS_LIKE), st.text(signs, max_size=30)).map(str.strip)
titles = lines.filter(bool)
texts = st.lists(
    st.one_of(lines, st.sampled_from(["", "  - Raum: Aula", "\t# x", "a\rb", "a\u2028b"])), max_size=5
).map(lambda found: "\n".join(found).strip())

moments = (
    st.datetimes(at("2027-05-03"), at("2027-05-06")).map(lambda moment: moment.replace(second=0, microsecond=0))
    | st.datetimes(at("1970-01-02"), at("2100-01-01"))
).map(lambda moment: moment.replace(fold=0))
ends = st.none() | st.timedeltas(timedelta(minutes=1), timedelta(days=3))


@st.composite
def slots(draw, kind, title=lines):
    starts_at, length = draw(moments), draw(ends)
    return DraftSlot(kind, starts_at, starts_at + length if length else None, draw(lines), draw(title))


people = st.builds(
    DraftAppearance,
    name=titles,
    degree=lines,
    position=lines,
    affiliation=lines,
    role=st.sampled_from(list(facts.ROLES)),
    status=st.sampled_from(["confirmed", "requested", "declined"]),
)


@st.composite
def sessions(draw):
    session = DraftSession(
        title=draw(titles),
        abstract=draw(texts),
        format=draw(lines),
        language=draw(st.sampled_from(["", "de", "ar"])),
        interpreted_into=tuple(sorted(draw(st.sets(st.sampled_from(["ar", "en", "uk"]))))),
        aids=tuple(sorted(draw(st.sets(st.sampled_from(["captions", "easy_language", "sign_language"]))))),
        target_group=draw(lines),
        materials=draw(lines),
        materials_url=draw(st.sampled_from(["", "https://example.org/folien?a=1&b=ä#c"])),
        host=draw(lines),
        track=draw(lines),
        capacity=draw(st.none() | st.integers(0, 10**6)),
        slots=draw(st.lists(slots("main"), max_size=3)) + draw(st.lists(slots("follow_up"), max_size=2)),
        appearances=draw(st.lists(people, max_size=3)),
    )
    session.said_status = draw(st.sampled_from(["", "requested", "cancelled"]))
    return session


days = st.dates(date(1970, 1, 1), date(2100, 1, 1))
drafts = st.builds(
    DraftProgramme,
    title=titles,
    theme=lines,
    description=texts,
    venue=lines,
    starts_on=days,
    ends_on=days,
    time_zone=st.sampled_from(["Europe/Berlin", "Asia/Kathmandu"]),
    language=st.sampled_from(["de", "en", "ar"]),
    has_other_languages=st.just(True),
    sessions=st.lists(sessions(), max_size=4),
    breaks=st.lists(slots("break"), max_size=2),
)


def without_lines(draft):
    """Return all that a draft says, but not where; entries in the order of the text."""
    said = [
        replace(
            session,
            line=None,
            slots=[replace(slot, line=None) for slot in session.slots],
            appearances=[replace(person, line=None) for person in session.appearances],
        )
        for session in draft.sessions
    ]
    breaks = [replace(slot, line=None) for slot in draft.breaks]
    return replace(draft, sessions=sorted(said, key=repr), breaks=sorted(breaks, key=repr))


def comes_back(draft, language):
    written = markdown.text_of(draft, language, is_internal=True)
    read, report, _source = documents.read(written.encode())
    assert report.entries == []
    assert without_lines(read) == without_lines(draft)
    assert markdown.text_of(read, language, is_internal=True) == written


def given_examples(number, check):
    settings(max_examples=number, deadline=None)(given(drafts, st.sampled_from(["de", "en", "ar"]))(check))()


def test_what_is_exported_comes_back():
    given_examples(EXAMPLES, comes_back)


@pytest.mark.soak
def test_what_is_exported_comes_back_for_long():
    given_examples(EXAMPLES_SOAKED, comes_back)


@pytest.mark.parametrize("words", LOOKS_LIKE)
def test_what_looks_like_something_else_comes_back_from_every_place(words):
    person = DraftAppearance(words, degree=words, position=words, affiliation=words)
    slot = DraftSlot("main", at("2027-05-04 09:00"), None, room=words, title=words)
    session = DraftSession(words, abstract=f"{words}\n\n{words}\n{words}", format=words, host=words, track=words)
    session.slots = [slot, replace(slot, kind="follow_up")]
    session.appearances = [person]
    untimed = replace(session, slots=[])
    draft = DraftProgramme(words, words, words, words, starts_on=date(2027, 5, 4), ends_on=date(2027, 5, 4))
    draft.has_other_languages = True
    draft.sessions, draft.breaks = [session, untimed], [replace(slot, kind="break")]
    for language in ("de", "en"):
        comes_back(draft, language)


@given(st.text(max_size=50))
@example("&#x110000; &#xD800; &#x0;")
@settings(max_examples=300, deadline=None)
def test_characters_of_every_kind_survive_the_reading_of_a_file(text):
    text = re.sub("[\0\ud800-\udfff]", "", text)  # which PostgreSQL does not store
    assert escaping.unescaped(escaping.escaped(text)) == text
    assert "".join(escaping.LINE_ENDS.split(escaping.escaped(text))) == escaping.escaped(text)


FRAGMENTS = [
    facts.MARK,
    "# Titel",
    "## 2027-05-04",
    "## 2027-13-45",
    "## Zeit folgt",
    "### 09:00–10:00: Titel",
    "### 25:00–10:00: Titel",
    "### 10:00–09:00: Titel",
    "### 10:00",
    "###",
    "- Raum: Aula",
    "- Plätze: viele",
    "- Plätze: " + "9" * 5000,
    "- Sprache: xx",
    "- Zeitzone: Mars/Base",
    "- Erster Tag: gestern",
    "- Anschluss: 2027-05-04 10:00–10:20",
    "- Anschluss: 9999-12-31 10:00–0001-01-01 10:20",
    "  - Raum: Aula",
    "- Referent:in: Eva Horn",
    "- Referent:in:",
    "  - Status: vielleicht",
    "- Art: Pause",
    "- Art: Fest",
    "- Rauum: Aula",
    "",
    "Ein Satz, der nichts sagt.",
]


@given(st.lists(st.sampled_from(FRAGMENTS), max_size=30), st.sampled_from(["\n", "\n\n", "\r\n"]))
@settings(max_examples=300, deadline=None)
def test_whatever_an_organiser_makes_of_the_file_ends_with_a_report_and_loses_nothing(fragments, separator):
    draft, report, _source = documents.read(separator.join([facts.MARK, *fragments]).encode())
    said = [draft.title, draft.description, *(f"{entry.message}" for entry in report.entries)]
    for session in draft.sessions:
        said += [session.title, session.abstract]
    unread = ["- Plätze: viele", "- Sprache: xx", "- Zeitzone: Mars/Base", "- Art: Fest", "- Rauum: Aula"]
    unread += ["- Erster Tag: gestern", "Ein Satz, der nichts sagt."]
    for fragment in unread:
        if fragment in fragments:
            assert any(fragment in text for text in said) or report.unused, fragment
