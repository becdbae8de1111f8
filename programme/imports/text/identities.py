"""Who is who: „Frau Oltmanns“ is „Sabine Oltmanns“, if the text names nobody else of that family name."""

from collections import defaultdict
from dataclasses import replace

from programme.imports.text.degrees import HONORIFIC
from programme.imports.text.names import is_first_name


def family_name(name):
    return name.split()[-1].casefold() if name.strip() else ""


def _is_short(name):
    """Whether a name has no first name: „Frau Oltmanns“, „Oltmanns“."""
    words = HONORIFIC.sub("", name, count=1).split()
    return len(words) == 1 and not (words[0] == name and is_first_name(name))


def unite_people(draft, questions, parts):
    """Let a family name alone be the one person of that name; each is asked about, since it may be somebody else."""
    full = defaultdict(dict)
    for session in draft.sessions:
        for person in session.appearances:
            if not _is_short(person.name) and " " in person.name:
                full[family_name(person.name)].setdefault(person.name.casefold(), person)
    lines = {part.line.number: part.line for part in parts}
    for session in draft.sessions:
        found = []
        for person in session.appearances:
            known = [*full[family_name(person.name)].values()] if _is_short(person.name) else []
            is_same = len(known) == 1 and person.line in lines and _is_same(person, known[0], session, questions, lines)
            named = replace(person, name=known[0].name, degree=person.degree or known[0].degree) if is_same else person
            if all((named.name, named.role) != (other.name, other.role) for other in found):
                found.append(named)
        session.appearances[:] = found


def _is_same(person, known, session, questions, lines):
    words = f"{person.name}, {known.name}"
    number = session.line
    return questions.ask("same", words, ("same", "another"), "same", lines[person.line], session_line=number) == "same"
