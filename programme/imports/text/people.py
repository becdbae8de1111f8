"""People: „Prof. Dr. Anna Müller (Stadt Erfurt) / M. Behr – angefragt“.

`read_people` answers for a whole text: these are people, with degrees, affiliations and statuses; or None: something
else. German writes every noun with a capital, so two capital words alone are weak evidence; `is_sure` tells it apart.
"""

import re
from dataclasses import dataclass

from programme import still_open
from programme.imports.draft import LABEL_LENGTH, NAME_LENGTH, DraftAppearance
from programme.imports.text import functions, names, notes, organisations, rooms
from programme.imports.text.beside_names import take_brackets, without_status
from programme.imports.text.degrees import (
    BORN,
    DEGREE,
    DEGREE_BEHIND,
    FUNCTION,
    HONORIFIC,
    OFFICE,
    REPRESENTATIVE,
    SUFFIXES,
    TRADE,
)
from programme.imports.text.doubts import Doubt
from programme.imports.text.person import INITIAL, Person
from programme.imports.text.separating import split_people
from programme.imports.text.shapes import is_name

DASH = re.compile(r"\s([–—-])\s")
BRACKET = re.compile(r"\s\(([^()]+)\)$")
BETWEEN_FACTS = frozenset([",", ";", "\t", "|", ""])
MAX_PEOPLE_TEXT = 1000
MAX_WORDS_OF_AFFILIATION = 14

BEFORE_NOBODY = re.compile(r"(?P<words>[A-ZÄÖÜ][^\d()]{2,80}?),?\sN\.\s?N\.?")
UNNAMED = re.compile(
    r"(?:jmd\.|jemand|somebody|someone|eine?|an?|one|zwei|two|drei|three|\d{1,2})\s[^\W\d_]{3,}", re.IGNORECASE
)
CHAIRING = re.compile(r"(?:[CK]o-)?(?:Mod\.:?|Moderation:?|Moderator(?:[:*_/·]?in)?:?)\s+(?=[A-ZÄÖÜ])")
AND_OTHERS = re.compile(
    r"(?:,|\s|\bund|&|and)*\s(?:u\.\s?a\.|u\.\s?v\.\s?m\.|et al\.|and others|und weitere|und andere)\s*$", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class People:
    """Who was named. `open_people`: those not known yet („N.N.“). `is_sure`: nobody would read it otherwise.

    `doubts`: those among them who are people by nothing but their capitals; `duties`: words behind a name that may be
    what somebody does. `remarks`: what has no field („sie/ihr“); `notes`: for organisers only („wenn gesund“).
    """

    appearances: tuple[DraftAppearance, ...] = ()
    open_people: tuple[DraftAppearance, ...] = ()
    is_sure: bool = False
    doubts: tuple[Doubt, ...] = ()
    duties: tuple[Doubt, ...] = ()
    remarks: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


def read_people(text, *, role="speaker", is_labelled=False):
    """Return the people of whom the text consists, or None where anything else stands in it.

    `is_labelled`: the text said before that people follow („Referent:in:“), so that a single name is enough.
    """
    text = AND_OTHERS.sub(
        "", text.strip().rstrip(".;,") if not _ends_with_abbreviation(text) else text.strip().rstrip(";,")
    )
    if not text or len(text) > MAX_PEOPLE_TEXT:
        return None
    before, colon, rest = text.partition(":")
    asked = notes.person_status(before) if colon else None  # „angefragt: Eva Horn, Can Yıl“
    persons = _persons(rest.strip() if asked else text, is_labelled)
    if not persons:
        return None
    status = asked or next((person.status for person in reversed(persons) if person.concerns_all), None)
    if status:
        for person in persons:
            person.status = status
    for person in persons:
        if person.is_nobody and person.noted:  # „TBA (county council)“
            person.affiliations, person.noted = [*person.affiliations, person.noted], ""
    appearances = tuple(person.appearance(role) for person in persons if not person.is_nobody)
    open_people = tuple(person.appearance(role) for person in persons if person.is_nobody)
    if any(map(_is_too_long, (*appearances, *open_people))):
        return None
    return People(
        appearances,
        open_people=open_people,
        is_sure=asked is not None or any(person.is_sure for person in persons),
        doubts=tuple(_doubts(persons, appearances, is_labelled=is_labelled)),
        duties=tuple(_duties(appearances)),
        remarks=tuple(f"{person.name}: {person.aside}" for person in persons if person.aside),
        notes=tuple(f"{person.name or still_open.MARK}: {person.noted}" for person in persons if person.noted),
    )


def _doubts(persons, appearances, *, is_labelled):
    """Yield a doubt for each who is a person by capitals alone; behind a label only behind one known."""
    named = [person for person in persons if not person.is_nobody]
    for index, (person, appearance) in enumerate(zip(named, appearances, strict=True)):
        is_behind_known = index > 0 and named[index - 1].is_known and not named[index - 1].affiliations
        if not person.is_known and (not is_labelled or (is_behind_known and len(person.name.split()) > 1)):
            words = ", ".join([person.name, *person.affiliations])
            # „Eva Horn, Hebamme, Geburtshaus Auental“
            is_after_function = index > 0 and appearances[index - 1].position and not appearances[index - 1].affiliation
            is_after_function = is_after_function and not names.is_first_name(person.name.split()[0])
            guess = "affiliation" if is_after_function else person.guess
            yield Doubt("person", words, guess, person=appearance, follows=index > 0)


def _duties(appearances):
    """Yield a doubt for each of whom only one word is known that may be a function: „Eva Horn, Quartiersmanagement“."""
    for appearance in appearances:
        if functions.may_be_function(appearance.affiliation):
            yield Doubt("duty", appearance.affiliation, "function", person=appearance)


def _ends_with_abbreviation(text):
    return (
        re.search(r"(?:\b[A-ZÄÖÜ]|\be\.\s?V|M\.\s?Sc|Ph\.\s?D|\bu\.\s?a|\bjun|\bsen|\b[js]r)\.$", text.strip())
        is not None
    )


def _is_too_long(appearance):
    return (
        len(appearance.name) > NAME_LENGTH
        or max(len(appearance.affiliation), len(appearance.position)) > NAME_LENGTH
        or len(appearance.degree) > LABEL_LENGTH
    )


def _persons(text, is_labelled):
    persons = []
    for separator, part in split_people(text):
        person = _person(part, is_labelled) or (_unnamed(part) if persons and separator not in BETWEEN_FACTS else None)
        is_named = person is None or not person.is_nobody
        is_rather_organisation = separator == "," and is_named and _is_rather_organisation(part)
        is_beside = persons and (is_rather_organisation or FUNCTION.fullmatch(part))
        if person and not is_beside:
            persons.append(person)
        elif not persons or not _add_to(persons[-1], separator, part, is_labelled):
            return None
    return persons


def _unnamed(part):
    """„and a young person tbc“, „und zwei Jugendliche“: people of whom the text says only what they are."""
    words, _status = without_status(part)
    if not UNNAMED.match(words) or len(words.split()) > MAX_WORDS_OF_AFFILIATION:
        return None
    return Person("", is_nobody=True, affiliations=[words])


def _is_rather_organisation(part):
    """„Anna Müller, Diakonie Erfurt“: behind a comma, two capital words with one of an organisation are none."""
    words = part.split("(", 1)[0].strip()
    if functions.is_function(words) or functions.may_be_function(words):
        return True  # „Sören Matthiesen, Mediator“
    name, _space, last = words.rpartition(" ")
    if " " in name and DEGREE_BEHIND.fullmatch(last):
        words = name  # „Owen Price MP“
    return organisations.has_organisation_word(words) and not REPRESENTATIVE.match(part)


def _add_to(person, separator, part, is_labelled):
    """Add what is no person to the one before it: a degree, a status, an affiliation. False: it is neither."""
    if not part:
        return separator in {",", ";"}
    if _add_status(person, part):
        return True
    if person.is_nobody and not (_is_affiliation(part) and part[0].isupper()):
        return False
    return (separator == "," and _add_behind_name(person, part)) or _add_affiliation(
        person, separator, part, is_labelled
    )


def _add_status(person, part):
    status = notes.person_status(part)
    if status:
        person.status, person.is_sure = status, True
        person.concerns_all = person.concerns_all or notes.concerns_all(part)
    return status is not None


def _add_behind_name(person, part):
    """„…, geb. Schmidt“, „…, jun.“, “…, MBA”."""
    if BORN.match(part) or part.casefold() in SUFFIXES:
        person.name = f"{person.name} {part}"
    elif DEGREE_BEHIND.fullmatch(part):
        person.degrees.append(part)
        person.is_sure = True
    elif (role := notes.role(part)) and not functions.is_function(part):  # „Eva Horn, Moderation“
        person.role, person.is_sure = role, True
    else:
        return False
    return True


def _add_affiliation(person, separator, part, is_labelled):
    part, status = without_status(part)
    bracket = BRACKET.search(part)
    if bracket and (asked := notes.person_status(bracket[1])):  # „Grundschule am Markt (evtl. krank)“
        part, status = part[: bracket.start()], asked
    if status:
        person.status = status
    if person.affiliations and separator not in BETWEEN_FACTS:
        if names.names_somebody(part):
            return False
        person.affiliations[-1] += f" {separator} {part}"
        return True
    if separator == ";" or not (_is_affiliation(part) or (is_labelled and len(part) <= NAME_LENGTH)):
        return False
    is_sure = organisations.has_organisation_word(part) or FUNCTION.match(part) is not None
    is_sure = is_sure or (functions.is_function(part) and person.is_known)
    person.affiliations.append(part)
    person.is_sure = person.is_sure or is_sure
    return True


def _is_affiliation(text):
    """Whether this may stand behind a name: „Stadt Erfurt“, „Leiterin des Amtes für Migration“, no sentence."""
    return (
        len(text) <= NAME_LENGTH
        and (not text[0].islower() or functions.read_function(text) is not None)
        and (":" not in text or functions.is_function(text))
        and not text.endswith(("?", "!"))
        and not _says_more(text)
        and len(text.split()) <= MAX_WORDS_OF_AFFILIATION
    )


def _says_more(text):
    """Whether a room, places or another person stand in it: „Stadt Jena (IHK) – Saal 2“, „Can Öz (IHK) – Raum 3“."""
    *before, last = DASH.split(text)
    room = rooms.read(last)
    if (room and (rooms.is_plain(room.name) or before)) or notes.capacity(last):
        return True
    return any(names.names_somebody(piece) for piece in before[:1] if "(" in piece)


def _person(text, is_labelled):
    """Return one person, or None."""
    if notes.names_nobody(text) or (is_labelled and notes.is_nobody(text)):
        return Person("", is_nobody=True, is_sure=True)
    if _is_no_start(text):
        return None
    person = Person("")
    if chairing := CHAIRING.match(text):  # „Eva Horn, Mod. Can Öz“
        person.role, person.is_sure, text = "moderation", True, text[chairing.end() :]
    if not text.endswith((")", "]")):
        text = _take_status(text, person)  # „Jonas Brandt (Mieterverein) – zugesagt“
    text = take_brackets(text, person)
    if text is None:
        return None
    text = _take_status(text, person)  # „Jonas Brandt – zugesagt (Mieterverein)“
    text = _take_function(text, person)  # „Eva Horn – Vorstand“
    if REPRESENTATIVE.match(text):
        person.name, person.is_sure = text, True
        return person
    return _with_name(text, person, is_labelled)


def _take_status(text, person):
    text, status = without_status(text)
    if status:
        person.status, person.is_sure = status, True
    return text


def _take_function(text, person):
    name, dash, words = DASH.split(text, maxsplit=1) if DASH.search(text) else (text, "", "")
    if not dash or not functions.is_function(words):
        return text
    person.affiliations.append(words)
    is_sure = names.is_first_name(name.split()[0]) or FUNCTION.match(words) is not None
    person.is_sure = person.is_sure or is_sure
    return name


def _is_no_start(text):
    """Whether a text belongs behind a name, or says only that nobody is known."""
    return notes.is_nobody(text) or BORN.match(text) is not None or text.casefold() in SUFFIXES


def _with_name(text, person, is_labelled):
    text = _take_prefixes(text, person)
    if person.is_nobody:
        person.affiliations.insert(0, text)
        return person
    if notes.names_nobody(text):  # „Senatorin N.N.“
        person.is_nobody = person.is_sure = True
        return person
    if (open_one := BEFORE_NOBODY.fullmatch(text)) and not rooms.undecided(text, is_labelled=True):
        person.is_nobody = person.is_sure = True  # „Bezirksstadtrat N.N.“
        person.affiliations.append(open_one["words"])
        return person
    words = text.split()
    if len(words) > 2 and DEGREE_BEHIND.fullmatch(words[-1]):
        person.degrees.append(words.pop())
        person.is_sure = True
    has_sign = bool(person.degrees or person.offices or is_labelled)
    if not is_name(words, has_sign=has_sign, has_degree=bool(person.degrees)):
        return None
    person.name = " ".join(words)
    person.is_sure = person.is_sure or any(INITIAL.match(word) for word in words[:-1])
    return person


def _take_prefixes(text, person):
    """Take degrees, offices and „Frau“ off the front of a name."""
    degrees = []
    for _step in range(8):
        if match := DEGREE.match(text):
            degrees.append(match[0].strip(" ,"))
        elif match := OFFICE.match(text) or _trade_before(text):
            person.affiliations.insert(0, match[1])
            person.offices.append(match[1])
        elif found := functions.function_before(text):
            person.affiliations.insert(0, found[0])
            person.is_sure = True
            text = text[found[1] :]
            continue
        elif match := HONORIFIC.match(text):
            if len(text[match.end() :].split()) < 2 and not degrees:
                person.is_sure = True
                return text  # „Frau Müller“ has no other first name
        else:
            break
        person.is_sure = True
        text = text[match.end() :]
    if degrees:
        person.degrees.insert(0, " ".join(degrees))
    return text


def _trade_before(text):
    """„Mediatorin Anke Schröder“: a trade, if a known first name and one more word follow."""
    match = TRADE.match(text)
    words = text[match.end() :].split() if match else []
    return match if len(words) > 1 and names.is_first_name(words[0]) and not names.is_first_name(match[1]) else None
