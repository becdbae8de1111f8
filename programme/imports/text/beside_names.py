"""What stands behind a name in brackets or as its last words: affiliations, states, what only organisers read."""

from programme.imports.draft import NAME_LENGTH
from programme.imports.text import functions, notes, organisations
from programme.imports.text.degrees import PRONOUNS

BEFORE_STATUS = frozenset(["noch", "nicht", "not", "yet", "ist", "wird", "hat", "haben", "fest", "schon", "bereits"])


def without_status(text):
    """„M. Behr – angefragt“ → ("M. Behr", "requested")."""
    words = text.split()
    for count in (1, 2, 3, 4):
        if len(words) <= count:
            break
        if status := notes.person_status(" ".join(words[-count:])):
            rest = words[:-count]
            concerned = " ".join(words[-count - 1 : -count]).casefold()
            is_open = " ".join(rest).count("(") > " ".join(rest).count(")")  # „(evtl. krank)“
            if concerned in BEFORE_STATUS or is_open:
                continue
            return " ".join(rest).rstrip(" –—-,:").strip(), status
    return text, None


def take_brackets(text, person):
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
    for bracket in reversed(found):
        content = _without_states(bracket, person)
        if content is None:
            continue
        if not content or len(content) > NAME_LENGTH:
            return None
        if not _take_aside(content, person):
            person.affiliations.append(content)
            person.is_sure = person.is_sure or organisations.has_organisation_word(content)
    return text


def _without_states(bracket, person):
    """Return a bracket without what it says of the person's state; None: it says nothing else."""
    content, status = (bracket, None) if notes.person_status(bracket) else without_status(bracket)
    is_whole = notes.person_status(content)
    if status or is_whole:
        person.status, person.is_sure = status or is_whole, True
        person.concerns_all = notes.concerns_all(content)
    if is_whole:
        return None
    first, _comma, rest = content.partition(", ")
    if rest and (status := notes.person_status(first)):  # „(angefragt, Antwort bis 15.2.)“
        person.status, person.is_sure = status, True
        if organisations.is_organisation(rest):
            return rest
        person.noted = rest
        return None
    return content


def _take_aside(content, person):
    """Take what is no affiliation: „N.N.“, „wenn gesund“, „sie/ihr“, „Moderation“; False: it may be one."""
    if notes.is_nobody(content):  # „Vertretung der Stadt (N.N.)“
        person.is_nobody = True
    elif PRONOUNS.fullmatch(content) or notes.is_presence(content):
        person.aside = content
    elif role := notes.role(content):
        person.role = role
    elif content[0].islower() and " " in content and functions.read_function(content) is None:
        person.noted = content  # „wenn gesund“, „oder Vertretung“
        return True
    else:
        return False
    person.is_sure = True
    return True
