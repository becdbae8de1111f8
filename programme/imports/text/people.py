"""People: „Prof. Dr. Anna Müller (Stadt Erfurt) / M. Behr – angefragt“.

`read_people` answers for a whole text: these are people, with degrees, affiliations and statuses; or None: something
else. German writes every noun with a capital, so two capital words alone are weak evidence; `is_sure` tells it apart.
"""

import re
from dataclasses import dataclass, field

from programme.imports.draft import LABEL_LENGTH, NAME_LENGTH, DraftAppearance
from programme.imports.text import notes

MAX_PEOPLE_TEXT = 1000
MAX_WORDS_OF_AFFILIATION = 14

DEGREE = re.compile(
    r"(?:(?:apl\.|Jun\.-|Junior)?\s?Prof(?:\.(?:in)?|essor(?:in)?)|Dr\.?(?:in)?(?:\s?-?(?:med|phil|jur|rer|nat|pol|soc|theol|Ing|paed|oec"
    r"|iur|habil|h|c|mult|dent|vet|psych)\.)*|PD|Priv\.-Doz\.|Dipl\.?\s?-\s?[A-ZÄÖÜ][\w/.-]{1,25}\.?(?:\s\((?:FH|Univ\.|BA|DH)\))?|Mag\.|Mgr\.|Ing\.|M\.?\s?A\.|B\.?\s?A\."
    r"|M\.?\s?Sc\.|B\.?\s?Sc\.|M\.?Ed\.?|B\.?Ed\.?|LL\.?\s?M\.|LL\.?\s?B\.|MBA|MPH|PhD|Ph\.\s?D\.|Dres\.|em\.|h\.\s?c\.|mult\.)"
    r"(?![\w])(?:,?\s+|(?<=\.)|$)"
)
# Reads "M.A.", "MBA" behind a name; "Dr." never stands there.
DEGREE_BEHIND = re.compile(
    r"(?:M\.?\s?A\.?|B\.?\s?A\.?|M\.?\s?Sc\.?|B\.?\s?Sc\.?|M\.?\s?Ed\.?|LL\.?\s?M\.?|LL\.?\s?B\.?|MBA|MPA|MPH|PhD|Ph\.\s?D\.|OStR|MdB|MdL|MdEP)"
)
HONORIFIC = re.compile(r"(?:Herrn?|Frau|Fr\.|Hr\.|Mr\.?|Mrs\.?|Ms\.?|Mx\.?)\s+", re.IGNORECASE)
OFFICE = re.compile(
    r"((?:OB|RAin|RA|Oberbürgermeister(?:in)?|Bürgermeister(?:in)?|Landr(?:at|ätin)|Minister(?:in)?|Ministerpräsident(?:in)?"
    r"|Staatssekretär(?:in)?|Staatsminister(?:in)?|Senator(?:in)?|Präsident(?:in)?|Beigeordnete[r]?|Dezernent(?:in)?|Pfarrer(?:in)?|Rechtsanw(?:alt|ältin)|Richter(?:in)?"
    r"|Mayor|Deputy Mayor|Minister|Councillor|Cllr|Rev\.|Sir|Dame|MdB|MdL))\s+(?=[A-ZÄÖÜ])"
)
FUNCTION = re.compile(
    r"(?:stellv\w*\.?\s)?(?:Vorsitzende[r]?|(?:\w+)?[Ll]eiter(?:in)?|Geschäftsführer(?:in)?|\w*[Bb]eauftragte[r]?|Sprecher(?:in)?|Direktor(?:in)?"
    r"|Referent(?:in)?|Professor(?:in)?|Koordinator(?:in)?|Autor(?:in)?|Journalist(?:in)?|Gründer(?:in)?|Head|Director|Chair|Manager|Founder"
    r"|Author|Coordinator|Lecturer|Researcher)\b"
)
REPRESENTATIVE = re.compile(
    r"(?:ein\w*\s)?Vertret(?:er|ung|erin|er\Win|er\Winnen)\s(?:des|der|von|vom)\s|Representatives?\sof\s"
)
PARTICLES = frozenset(
    "von van de der den zu zur zum vom del della di da dos du la le al el bin ibn abu ter ten y e af".split()
)
NAME_WORD = re.compile(
    r"(?:[^\W\d_]\.-?){1,3}|[^\W\d_][^\W\d_'’ʼ.\u0300-\u036f\u064b-\u065f-]*(?:[-'’ʼ][^\W\d_]+)*\.?", re.UNICODE
)
INITIAL = re.compile(r"(?:[^\W\d_]\.-?){1,3}$|[^\W\d_]{1,2}\.$")
ELISION = re.compile(r"[dl]['’ʼ](?=[^\W\d_])")  # d’Artagnan
AND_OTHERS = re.compile(
    r"(?:,|\s|\bund|&|and)*\s(?:u\.\s?a\.|u\.\s?v\.\s?m\.|et al\.|and others|und weitere|und andere)\s*$", re.IGNORECASE
)

# Capital words that stand in brackets and titles and are in no name.
NOT_IN_NAMES = frozenset(
    """
    abschluss ablauf alle anfang anmeldung arbeit arbeitsgruppe auftakt ausblick austausch begrüßung beispiel beratung bereich
    bericht beteiligung bildung block chancen closing day demokratie deutschland dialog digital digitale diskussion diversity
    einblick einblicke einführung einfache einstieg ende englisch erfahrungen eröffnung europa fachtag familie film forum frage
    fragen frauen freie freier für gäste gemeinsam gemeinsame gender globale grundlagen gruppe grußwort grußworte hauptvortrag
    hybrid ideen impuls input integration interaktive interkulturelle interkultureller introduction jugend keynote kinder
    kommunale konferenz kultur kunst leichte leipzig lokale markt material medien mehr mensch menschen methoden migration mit
    mittag moderation module modul musik nachmittag neue neues offen offene offener online open opening panel plenum podium
    politik praxis präsentation programm programme projekt projekte publikum raum recht runde runder schluss schulung session
    sessions social soziale sozialer special sprache team teams teil teilhabe teilnehmende thema themen theorie thüringen tisch
    tour training uhr update video vielfalt vormittag vorstellung vortrag was web webinar webtalk welcome wege welt wie wiederholung
    willkommen workshop workshops world zeit ziele zoom zukunft zusammenfassung
    """.split()
)
ENDINGS_OF_NOUNS = (
    "heit",
    "keit",
    "schaft",
    "tion",
    "tät",
    "ismus",
    "ment",
    "ierung",
    "kultur",
    "politik",
    "arbeit",
    "phase",
)
ENDINGS_OF_ADJECTIVES = (
    "ische",
    "ischer",
    "isches",
    "ischen",
    "liche",
    "licher",
    "liches",
    "lichen",
    "turelle",
    "ionelle",
    "ierte",
)


@dataclass(frozen=True, slots=True)
class People:
    """Who was named. `has_nobody`: also somebody not known yet („N.N.“). `is_sure`: nobody would read it otherwise."""

    appearances: tuple[DraftAppearance, ...] = ()
    has_nobody: bool = False
    is_sure: bool = False


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
    )


def _ends_with_abbreviation(text):
    return re.search(r"(?:\b[A-ZÄÖÜ]|\be\.\s?V|M\.\s?Sc|Ph\.\s?D|\bu\.\s?a)\.$", text.strip()) is not None


def _is_too_long(appearance):
    return (
        len(appearance.name) > NAME_LENGTH
        or len(appearance.affiliation) > NAME_LENGTH
        or len(appearance.degree) > LABEL_LENGTH
    )


def _persons(text, is_labelled):
    persons = []
    for separator, part in _split(text):
        person = _person(part, is_labelled)
        if person and not (persons and separator == "," and _is_rather_organisation(part)):
            persons.append(person)
        elif not persons or not _add_to(persons[-1], separator, part, is_labelled):
            return None
    return persons


def _is_rather_organisation(part):
    """„Anna Müller, Diakonie Erfurt“: behind a comma, two capital words with one of an organisation are none."""
    return notes.has_organisation_word(part.split("(", 1)[0]) and not REPRESENTATIVE.match(part)


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
    person.is_sure = person.is_sure or notes.has_organisation_word(part) or FUNCTION.match(part) is not None
    return True


def _is_affiliation(text):
    """Whether this may stand behind a name: „Stadt Erfurt“, „Leiterin des Amtes für Migration“, no sentence."""
    return (
        len(text) <= NAME_LENGTH
        and not text[0].islower()
        and not text.endswith(("?", "!", ":"))
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
        if role := notes.role(content):
            person.role, person.is_sure = role, True
            continue
        person.affiliations.append(content)
        person.is_sure = person.is_sure or notes.has_organisation_word(content)
    return text


def _take_prefixes(text, person):
    """Take degrees, offices and „Frau“ off the front of a name."""
    degrees = []
    for _step in range(8):
        if match := DEGREE.match(text):
            degrees.append(match[0].strip(" ,"))
        elif match := OFFICE.match(text):
            person.affiliations.insert(0, match[1])
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
    if not 1 <= len(words) <= 6:
        return False
    if len(words) == 1 and not (person.degrees or is_labelled):
        return False
    honorific = HONORIFIC.fullmatch(words[0] + " ") is not None
    for index, word in enumerate(words):
        bare = word.casefold()
        if bare in PARTICLES and index < len(words) - 1:
            continue
        if not NAME_WORD.fullmatch(word) or (word[0].islower() and not ELISION.match(word)):
            return False
        if not honorific and not INITIAL.match(word) and not _may_be_in_name(bare, is_first=index == 0):
            return False
    if INITIAL.match(words[-1]) and len(words) == 1:
        return False
    if len(words) == 1 and words[0].isupper():
        return False
    return not (notes.has_organisation_word(" ".join(words)) and not (person.degrees or honorific))


def _may_be_in_name(bare, *, is_first):
    if bare in NOT_IN_NAMES or bare in notes.ORGANISATION_WORDS:
        return False
    if len(bare) > 6 and bare.endswith(ENDINGS_OF_NOUNS):
        return False
    return not (is_first and len(bare) > 6 and bare.endswith(ENDINGS_OF_ADJECTIVES))
