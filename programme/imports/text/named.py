"""People in the head of an entry: before the title, behind it, in a bracket that stays there."""

import re

from programme.imports.text import notes
from programme.imports.text.degrees import DEGREE
from programme.imports.text.doubts import Doubt
from programme.imports.text.marks import MAX_REMARK, SEPARATOR
from programme.imports.text.names import may_be_family_name, names_somebody
from programme.imports.text.people import read_people
from programme.imports.text.remarks import Head, take_note, take_people

PIECE = re.compile(r",\s|[()]")
GAP = re.compile(r"\s?(?::|\s[–—-])?\s(?=\S)")
COLON = re.compile(r":\s")
QUOTED = re.compile(r"([„“”\"»«‚'])([^„“”\"»«]+)([“”\"«»‘'])$")


def take_named_last(text, head, separators, mark):
    """Take people off the end, after one of the last dashes or commas; the longest that is only people."""
    for begin, end, found in [cut for cut in separators if cut[2] != "."][-4:]:
        if found != mark or begin <= 0 or len(text) - end > MAX_REMARK:
            continue
        if take_people(text[end:], head) or _take_first_names(text[begin:], text[end:], head):
            return text[:begin]
    return None


def _take_first_names(written, text, head, *, is_certain=False):
    """„Nachbarschaft – Yasmin Amiri“: somebody by the first name alone, which „Bibel – Anna Seghers“ has, too: ask."""
    people = read_people(text)
    if head.people or not people or not people.appearances:
        return False
    is_mixed = 0 < len(people.doubts) < len(people.appearances)  # beside somebody known, so they are asked about
    if people.doubts and not (is_certain or is_mixed):
        return False
    head.add_people(people)
    if is_certain or is_mixed:
        return True
    is_alone = len(people.appearances) == 1
    for person in people.appearances:
        words = ", ".join(filter(None, [person.name, person.details]))
        head.doubts.append(
            Doubt("person", words, "person", person=person, written=written.rstrip() if is_alone else "")
        )
    return True


def take_people_before(text, head):
    """Read „Dr. Anna Müller (Stadt Erfurt): Neue Wege“ where no people stand behind the title."""
    if head.people:
        return text
    for match in [*COLON.finditer(text), *SEPARATOR.finditer(text)][:6]:
        if match.re is SEPARATOR and not match["mark"]:
            continue
        before, after = text[: match.start()], text[match.end() :].strip()
        if not before or not after or len(before) > MAX_REMARK:
            continue
        name, before = notes.format_prefix(before) or ("", before)  # „Keynote: Ayşe Demirtaş (Lüttich): Straßen“
        if take_people(before, head, must_be_sure=not QUOTED.fullmatch(after)) or (
            before.endswith(")") and _take_first_names(text[: match.end()], before, head, is_certain=True)
        ):  # „Jana Horák (Brünn): Ladenschilder“
            head.format = head.format or name
            return after
    return text


def take_people_at_the_end(text, head):
    """„Podium mit Eva Horn (angefragt), Can Yıl“: all of them at once, where nobody would read it otherwise."""
    for match in [*WITH.finditer(text), *BY.finditer(text)]:
        rest = text[match.end() :]
        pieces = [piece for piece in PIECE.split(rest) if not notes.person_status(piece) and not notes.is_nobody(piece)]
        people = read_people(rest)
        if people and len(pieces) == 1 and len(people.appearances) < 2:
            continue
        is_asked = people and len(people.doubts) < len(people.appearances) and rest.endswith(")")
        is_likely = is_asked and all(doubt.guess == "person" for doubt in people.doubts)
        if people and (not people.doubts or is_likely) and not any(take_note(piece, Head()) for piece in pieces):
            return take_people_with(text, head)
    return text


def take_address(text, head):
    """„Grußworte: Eva Horn (Stadt Jena), Can Yıl“, „Schlusswort Eva Horn“: who opens or closes, and nothing else."""
    match = notes.ADDRESS.match(text)
    joint = GAP.match(text, match.end()) if match else None
    rest = text[joint.end() :] if joint else ""
    people = read_people(rest) if rest and not head.people else None
    if people is None or people.doubts:
        return text
    head.add_people(people)
    return text[: match.end()]


WITH = re.compile(r"\s(?:[Mm]it|[Ww]ith)\s(?=[A-ZÄÖÜ])")
BY = re.compile(r"\s(?:von|durch|by)\s(?=(?:die\s)?[A-ZÄÖÜ])")


def take_people_with(text, head):
    """„Podium mit Lena Graf und Jon Öz“, „Vortrag von Eva Horn“: people at the end of a title."""
    for match in [*WITH.finditer(text), *BY.finditer(text)][:4]:
        before = text[: match.start()].strip(" ,–-")
        title, last = _without_format(before)  # „„Neue Wege“ – Vortrag von Eva Horn“
        name = last or notes.session_format(before) or notes.format_inside(before)
        if match.re is BY and not (last or notes.session_format(before) or notes.ADDRESS.fullmatch(before)):
            continue  # „Die Bilder von Anna Müller“
        people = read_people(text[match.end() :], role=notes.role_in(name))
        if not people or (
            len(people.doubts) == len(people.appearances) and any(doubt.guess != "person" for doubt in people.doubts)
        ):
            continue
        head.add_people(people)
        head.format = head.format or last
        return title
    return text


def _without_format(text):
    """Return (title, format) of „Neue Wege – Vortrag“, (text, "") of any other."""
    cuts = [match for match in SEPARATOR.finditer(text) if match["mark"] or match["comma"]]
    name = notes.session_format(text[cuts[-1].end() :]) if cuts else None
    return (text[: cuts[-1].start()], name) if name else (text, "")


BRACKET = re.compile(r"\(([^()]{3,200})\)")


def doubt_brackets(head):
    """A bracket that stays in the title, and may well name somebody all the same, is asked about."""
    for match in BRACKET.finditer(head.title):
        people = read_people(match[1])
        if people and people.is_sure and not people.doubts and DEGREE.match(match[1]):
            head.add_people(people)  # „Vortrag (Prof. Dr. Jutta Ahlers) „Familie 2030““
            head.title = " ".join(head.title.replace(match[0], " ").split())
            continue
        is_last = match.end() == len(head.title)
        if names_somebody(match[1]) or (is_last and match.start() and may_be_family_name(match[1])):
            head.doubts.append(Doubt("person", match[1], "title", in_title=True))
