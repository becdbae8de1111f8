"""docs/exports.md names every fact of the Markdown in both languages, and shows an example that can be read."""

import re
import textwrap

from django.conf import settings

from programme.imports import documents
from programme.imports.exact import facts

PAGE = (settings.BASE_DIR / "docs/exports.md").read_text()


def row(of, words, kind=None):
    kind = kind.kind if isinstance(kind, facts.Several) else kind
    values = list(zip(*kind.words.values(), strict=True)) if isinstance(kind, facts.Words) else ["", ""]
    cells = [f"{word}: {', '.join(said)}" if said else word for word, said in zip(words, values, strict=True)]
    return f"| {of} | {cells[0]} | {cells[1]} |"


def table():
    rows = [row("conference", fact.words, fact.kind) for fact in facts.CONFERENCE]
    rows += [row("session", fact.words, fact.kind) for fact in facts.SESSION]
    rows += [row("session: a person", words) for words in facts.ROLES.values()]
    rows += [row("person", fact.words, fact.kind) for fact in facts.PERSON]
    rows += [row("session: another time", words) for words in facts.SLOTS.values()]
    rows += [row("time", fact.words, fact.kind) for fact in facts.SLOT]
    return "\n".join([*rows, row("break", *facts.BREAK), row("a time without an end", facts.OPEN)])


def test_page_has_every_word():
    shown = re.search(
        r"\| of \| German \| English \|\n\| --- \| --- \| --- \|\n(.*?)\n<!-- end of facts -->", PAGE, re.DOTALL
    )
    assert shown[1] == table()


def test_example_is_read_without_a_remark():
    example = textwrap.dedent(re.search(r"\n(    ---\n    womconf: .*?)\n\nYou may edit it", PAGE, re.DOTALL)[1])
    draft, report, _source = documents.read(example.encode())
    assert report.entries == []
    assert [session.title for session in draft.sessions] == ["Das Thüringen-Paradox", "A session without a time"]
    assert [slot.title for slot in draft.breaks] == ["Kaffee"]
    [person] = draft.sessions[0].appearances
    assert (person.name, person.position, person.status) == ("M. Behr", "Leiter", "requested")
    assert draft.sessions[0].slots[1].title == "Gespräch"
