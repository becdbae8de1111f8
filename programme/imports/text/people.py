"""People: „Prof. Dr. Anna Müller (Stadt Erfurt) / M. Behr – angefragt“.

`read_people` answers for a whole text: these are people, with degrees, affiliations and statuses; or None: something
else. German writes every noun with a capital, so two capital words alone are weak evidence; `is_sure` tells it apart.
"""

import re
from dataclasses import dataclass, field

from programme.imports.draft import LABEL_LENGTH, NAME_LENGTH, DraftAppearance
from programme.imports.text import names, notes, organisations
from programme.imports.text.degrees import DEGREE, DEGREE_BEHIND, FUNCTION, HONORIFIC, OFFICE, REPRESENTATIVE
from programme.imports.text.doubts import Doubt

MAX_PEOPLE_TEXT = 1000
MAX_WORDS_OF_AFFILIATION = 14

PARTICLES = frozenset(
    "von van de der den zu zur zum vom del della di da dos du la le al el bin ibn abu ter ten y e af geb. geborene née".split()
)
NAME_WORD = re.compile(
    r"(?:[^\W\d_]\.[-‐‑]?){1,3}|[^\W\d_][^\W\d_'’ʼ´`‘.\u0300-\u036f\u064b-\u065f‐‑-]*(?:[-‐‑'’ʼ´`‘][^\W\d_]+)*\.?",
    re.UNICODE,
)
INITIAL = re.compile(r"(?:[^\W\d_]\.-?){1,3}$|[^\W\d_]{1,2}\.$")
ELISION = re.compile(r"[dl]['’ʼ´`‘](?=[^\W\d_])")  # d’Artagnan
NICKNAME = re.compile(r"[„“\"'‚‘»«][^\W\d_]+[“”\"'‘’«»]")  # Hans „Hansi“ Müller
SUFFIXES = frozenset("jun. jun jr. jr sen. sen sr. sr ii iii d.j. d.ä.".split())
BORN = re.compile(r"(?:geb(?:\.|orene)|née|verh\.)\s", re.IGNORECASE)
PRONOUNS = re.compile(
    r"(?:sie|er|dey|xier|they|she|he|ihr|ihm|ihn|them|her|him|deren|seine?|ihre|keine\spronomen|no\spronouns)"
    r"(?:\s?/\s?(?:sie|er|dey|xier|they|she|he|ihr|ihm|ihn|them|theirs?|hers?|him|his|deren|seine?|ihre))*",
    re.IGNORECASE,
)
CHINESE = re.compile(r"[\u3400-\u9fff]{2,4}|[\uac00-\ud7af]{2,4}")
AND_OTHERS = re.compile(
    r"(?:,|\s|\bund|&|and)*\s(?:u\.\s?a\.|u\.\s?v\.\s?m\.|et al\.|and others|und weitere|und andere)\s*$", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class People:
    """Who was named. `has_nobody`: also somebody not known yet („N.N.“). `is_sure`: nobody would read it otherwise.

    `doubts`: those among them who are people by nothing but their capitals. `remarks`: what has no field („sie/ihr“).
    """

    appearances: tuple[DraftAppearance, ...] = ()
    has_nobody: bool = False
    is_sure: bool = False
    doubts: tuple[Doubt, ...] = ()
    remarks: tuple[str, ...] = ()


@dataclass(slots=True)
class _Person:
    name: str
    degrees: list[str] = field(default_factory=list)
    affiliations: list[str] = field(default_factory=list)
    status: str | None = None
    is_sure: bool = False
    is_nobody: bool = False
    concerns_all: bool = False
    role: str | None = None
    pronouns: str = ""
    has_office: bool = False

    @property
    def is_known(self):
        """Whether anything but capital letters says that this is a person."""
        words = self.name.split()
        if self.is_nobody or self.degrees or self.role or self.pronouns or REPRESENTATIVE.match(self.name):
            return True
        if (
            self.has_office
            or any(map(organisations.has_organisation_word, self.affiliations))
            or any(map(FUNCTION.match, self.affiliations))
        ):
            return True
        if HONORIFIC.match(self.name) or any(INITIAL.match(word) or word == "geb." for word in words):
            return True
        if len(words) < 2 or any(names.is_no_name(word) or word.casefold() in names.NOT_IN_NAMES for word in words):
            return False
        return any(map(names.is_first_name, words))

    @property
    def guess(self):
        """What the words are rather, where nothing is known of them."""
        words = self.name.split()
        if names.is_first_name(words[0]):
            return "person"
        return "title" if any(names.is_no_name(word) or names.is_noun(word.casefold()) for word in words) else "person"

    def appearance(self, role):
        return DraftAppearance(
            name=self.name,
            degree=", ".join(filter(None, [" ".join(self.degrees[:1]), *self.degrees[1:]])),
            affiliation=", ".join(self.affiliations),
            role=self.role or role,
            status=self.status or "confirmed",
        )


def read_people(text, *, role="speaker", is_labelled=False):
    """Return the people of whom the text consists, or None where anything else stands in it.

    `is_labelled`: the text said before that people follow („Referent:in:“), so that a single name is enough.
    """
    text = AND_OTHERS.sub(
        "", text.strip().rstrip(".;,") if not _ends_with_abbreviation(text) else text.strip().rstrip(";,")
    )
    if not text or len(text) > MAX_PEOPLE_TEXT:
        return None
    persons = _persons(text, is_labelled)
    if not persons:
        return None
    status = next((person.status for person in reversed(persons) if person.concerns_all), None)
    if status:
        for person in persons:
            person.status = status
    appearances = tuple(person.appearance(role) for person in persons if not person.is_nobody)
    if any(_is_too_long(appearance) for appearance in appearances):
        return None
    return People(
        appearances,
        has_nobody=any(person.is_nobody for person in persons),
        is_sure=any(person.is_sure for person in persons),
        doubts=() if is_labelled else tuple(_doubts(persons, appearances)),
        remarks=tuple(f"{person.name}: {person.pronouns}" for person in persons if person.pronouns),
    )


def _doubts(persons, appearances):
    named = [person for person in persons if not person.is_nobody]
    for index, (person, appearance) in enumerate(zip(named, appearances, strict=True)):
        if not person.is_known:
            words = ", ".join([person.name, *person.affiliations])
            yield Doubt("person", words, person.guess, person=appearance, follows=index > 0)


FULL_NAME = re.compile(r"(?<![\w-])(?P<first>[^\W\d_][\w’'´-]+)\s+(?:[^\W\d_]\.\s+)?[^\W\d_][\w’'´-]+")


def names_somebody(text):
    """Whether a known first name stands before a word with a capital anywhere in the text."""
    return any(
        match["first"][0].isupper() and match[0].split()[-1][0].isupper() and names.is_first_name(match["first"])
        for match in FULL_NAME.finditer(text)
    )


def _ends_with_abbreviation(text):
    return (
        re.search(r"(?:\b[A-ZÄÖÜ]|\be\.\s?V|M\.\s?Sc|Ph\.\s?D|\bu\.\s?a|\bjun|\bsen|\b[js]r)\.$", text.strip())
        is not None
    )


def _is_too_long(appearance):
    return (
        len(appearance.name) > NAME_LENGTH
        or len(appearance.affiliation) > NAME_LENGTH
        or len(appearance.degree) > LABEL_LENGTH
    )


def _persons(text, is_labelled):
    persons = []
    for separator, part in _in_order(list(_split(text))):
        person = _person(part, is_labelled)
        if person and not (persons and separator == "," and _is_rather_organisation(part)):
            persons.append(person)
        elif not persons or not _add_to(persons[-1], separator, part, is_labelled):
            return None
    return persons


def _is_rather_organisation(part):
    """„Anna Müller, Diakonie Erfurt“: behind a comma, two capital words with one of an organisation are none."""
    return organisations.has_organisation_word(part.split("(", 1)[0]) and not REPRESENTATIVE.match(part)


SEPARATOR = re.compile(
    r"(?P<bracket>[()\[\]])|\s*(?P<mark>[,;/|\t+])(?:\s+(?:und|sowie|&|and)(?=\s))?\s*|\s+(?P<word>und|sowie|&|and|with|mit)\s+"
)


def _split(text):
    """Yield (separator, part) at the marks and words between people that stand outside of brackets."""
    start, depth, separator = 0, 0, ""
    for match in SEPARATOR.finditer(text):
        if match["bracket"]:
            depth += 1 if match["bracket"] in "([" else -1
        elif depth <= 0:
            yield separator, text[start : match.start()].strip()
            separator, start = match["mark"] or match["word"], match.end()
    yield separator, text[start:].strip()


def _in_order(parts):
    """Yield the parts; of „Müller, Anna“ the two names as one person."""
    index = 0
    while index < len(parts):
        separator, part = parts[index]
        following = parts[index + 1] if index + 1 < len(parts) else ("", "")
        if following[0] == "," and _is_family_name(part) and _are_first_names(following[1]):
            part = f"{following[1]} {part}"
            index += 1
        yield separator, part
        index += 1


def _is_family_name(text):
    return (
        " " not in text
        and NAME_WORD.fullmatch(text) is not None
        and text[0].isupper()
        and not names.is_first_name(text)
    )


def _are_first_names(text):
    words = text.split()
    return 1 <= len(words) <= 3 and names.is_first_name(words[0]) and all(map(NAME_WORD.fullmatch, words))


def _add_to(person, separator, part, is_labelled):
    """Add what is no person to the one before it: a degree, a status, an affiliation. False: it is neither."""
    if not part:
        return separator in {",", ";"}
    if status := notes.person_status(part):
        person.status, person.is_sure = status, True
        person.concerns_all = person.concerns_all or notes.concerns_all(part)
        return True
    if person.is_nobody:
        return False
    if separator == "," and (BORN.match(part) or part.casefold() in SUFFIXES):
        person.name = f"{person.name} {part}"
        return True
    if separator == "," and DEGREE_BEHIND.fullmatch(part):
        person.degrees.append(part)
        person.is_sure = True
        return True
    part, status = _without_status(part)
    if status:
        person.status = status
    if person.affiliations and separator not in {",", ";", "\t", "|"}:
        joint = "/" if separator == "/" else f" {separator} "
        person.affiliations[-1] += f" / {part}" if joint == "/" else f"{joint}{part}"
        return True
    if separator == ";" or not (_is_affiliation(part) or (is_labelled and len(part) <= NAME_LENGTH)):
        return False
    person.affiliations.append(part)
    person.is_sure = person.is_sure or organisations.has_organisation_word(part) or FUNCTION.match(part) is not None
    return True


def _is_affiliation(text):
    """Whether this may stand behind a name: „Stadt Erfurt“, „Leiterin des Amtes für Migration“, no sentence."""
    return (
        len(text) <= NAME_LENGTH
        and not text[0].islower()
        and ":" not in text
        and not text.endswith(("?", "!"))
        and len(text.split()) <= MAX_WORDS_OF_AFFILIATION
    )


def _without_status(text):
    """„M. Behr – angefragt“ → ("M. Behr", "requested")."""
    words = text.split()
    for count in (1, 2, 3):
        if len(words) <= count:
            break
        if status := notes.person_status(" ".join(words[-count:])):
            rest = words[:-count]
            concerned = " ".join(words[-count - 1 : -count]).casefold()
            if concerned in {"noch", "ist", "wird"}:
                continue
            return " ".join(rest).rstrip(" –—-,:").strip(), status
    return text, None


def _person(text, is_labelled):
    """Return one person, or None."""
    if notes.is_nobody(text):
        return _Person("", is_nobody=True, is_sure=True) if is_labelled or text.upper().startswith("N") else None
    if BORN.match(text) or text.casefold() in SUFFIXES:
        return None
    person = _Person("")
    text = _take_brackets(text, person)
    if text is None:
        return None
    text, status = _without_status(text)
    if status:
        person.status, person.is_sure = status, True
    if notes.is_nobody(text) and text.upper().startswith("N"):
        return _Person("", is_nobody=True, is_sure=True)
    if REPRESENTATIVE.match(text):
        person.name, person.is_sure = text, True
        return person
    text = _take_prefixes(text, person)
    words = text.split()
    if len(words) > 2 and DEGREE_BEHIND.fullmatch(words[-1]):
        person.degrees.append(words.pop())
        person.is_sure = True
    if not _is_name(words, person, is_labelled):
        return None
    person.name = " ".join(words)
    person.is_sure = person.is_sure or any(INITIAL.match(word) for word in words[:-1])
    return person


def _take_brackets(text, person):
    """Read the brackets behind a name: an affiliation or a status. None: the text is no name with brackets."""
    found = []
    while text.endswith((")", "]")):
        begin = max(text.rfind("("), text.rfind("["))
        if begin <= 0:
            return None
        # the bracket may hold another one: „(Amt (FB 3))“
        while text[begin:].count(")") > text[begin:].count("(") and text.rfind("(", 0, begin) > 0:
            begin = text.rfind("(", 0, begin)
        found.append(text[begin + 1 : -1].strip())
        text = text[:begin].strip()
    if "(" in text or ")" in text:
        return None
    for content in reversed(found):
        content, status = (content, None) if notes.person_status(content) else _without_status(content)
        status = status or notes.person_status(content)
        if status:
            person.status, person.is_sure = status, True
            person.concerns_all = notes.concerns_all(content)
            if notes.person_status(content):
                continue
        if not content or len(content) > NAME_LENGTH:
            return None
        if PRONOUNS.fullmatch(content):
            person.pronouns, person.is_sure = content, True
            continue
        if role := notes.role(content):
            person.role, person.is_sure = role, True
            continue
        person.affiliations.append(content)
        person.is_sure = person.is_sure or organisations.has_organisation_word(content)
    return text


def _take_prefixes(text, person):
    """Take degrees, offices and „Frau“ off the front of a name."""
    degrees = []
    for _step in range(8):
        if match := DEGREE.match(text):
            degrees.append(match[0].strip(" ,"))
        elif match := OFFICE.match(text):
            person.affiliations.insert(0, match[1])
            person.has_office = True
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


def _is_name(words, person, is_labelled):
    if not 1 <= len(words) <= 7:
        return False
    if CHINESE.fullmatch(words[0]) and len(words) == 1:
        return True
    has_title = bool(person.degrees or person.has_office)
    if len(words) == 1 and not (has_title or is_labelled or names.is_first_name(words[0])):
        return False
    if len(words) > 2 and words[-1].casefold() in SUFFIXES:
        words = words[:-1]
    honorific = HONORIFIC.fullmatch(words[0] + " ") is not None
    is_known = honorific or (len(words) > 1 and _has_first_name(words))
    for index, word in enumerate(words):
        bare = word.casefold()
        if (bare in PARTICLES and index < len(words) - 1) or (0 < index < len(words) - 1 and NICKNAME.fullmatch(word)):
            continue
        if not NAME_WORD.fullmatch(word) or (word[0].islower() and not ELISION.match(word)):
            return False
        if not is_known and not INITIAL.match(word) and not names.may_be_in_name(bare, is_first=index == 0):
            return False
    if len(words) == 1 and (INITIAL.match(words[0]) or words[0].isupper()):
        return False
    has_organisation = organisations.has_organisation_word(" ".join(words), acronyms=not is_known)
    return not has_organisation or bool(person.degrees) or honorific


def _has_first_name(words):
    """„Anna Müller“, „MÜLLER Anna“."""
    return names.is_first_name(words[0]) or (words[0].isupper() and names.is_first_name(words[-1]))
