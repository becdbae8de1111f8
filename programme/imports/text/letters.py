"""The letter around a programme: header lines of a mail, salutation, regards, signature. And the end below a rule."""

import re

from programme.imports.text.parts import Part, Role, last_start

MAIL_HEADER = re.compile(
    r"(?P<name>von|an|cc|bcc|gesendet|datum|betreff|from|to|sent|date|subject|reply-to|antwort an"
    r"|anhang|attachments?|anlage)\s?:",
    re.IGNORECASE,
)
SUBJECTS = {"betreff", "subject"}
SALUTATION = re.compile(
    r"(?:sehr geehrte|liebe[rs]?\s|hallo\b|guten (?:tag|morgen)|dear\s|hi\b|hello\b|moin\b|verehrte|geschätzte|werte)",
    re.IGNORECASE,
)
REGARDS = re.compile(
    r"(?:(?:mit\s)?(?:viele[n]?|herzliche[n]?|beste[n]?|liebe[n]?|freundliche[n]?"
    r"|sonnige[n]?)\s(?:dank\sund\s)?(?:\w+\s)?grü(?:ß|ss)en?|mfg|vg|lg"
    r"|(?:best|kind|warm)\s(?:regards|wishes)|yours\s(?:sincerely|faithfully)|many thanks|sincerely"
    r"|all the best|cheers)\b",
    re.IGNORECASE,
)
MAX_SALUTATION = 100


def set_letter_aside(parts):
    """Mark what belongs to the letter around a programme: it names private people and is no part of the programme."""
    headers = 0
    while headers < min(len(parts), 12) and MAIL_HEADER.match(parts[headers].text):
        headers += 1
    names = {MAIL_HEADER.match(part.text)["name"].casefold() for part in parts[:headers]}
    if names <= SUBJECTS or (len(names) >= 2 and names & (SUBJECTS | {"von", "from"})):
        for part in parts[:headers]:
            part.role = Role.MAIL
    first = next((index for index, part in enumerate(parts) if part.is_start), len(parts))
    for part in parts[:first]:
        if (
            part.role is Role.TEXT
            and len(part.text) <= MAX_SALUTATION
            and SALUTATION.match(part.text)
            and part.text[-1] in ",!:"
        ):
            part.role = Role.LETTER
    for index in range(last_start(parts) + 1, len(parts)):
        part = parts[index]
        is_signature = part.role is Role.END and part.line.raw.strip() == "--"
        is_regards = part.role is Role.TEXT and len(part.text) <= MAX_SALUTATION and REGARDS.match(part.text)
        if is_signature or is_regards:
            for rest in parts[index:]:
                rest.role = Role.LETTER
            break


def set_end(parts, rules):
    """Mark the first rule below the last session: what follows it is about the whole conference."""
    last = last_start(parts)
    if last < 0:
        return
    rule = next((rule for rule in rules if rule.number > parts[last].line.number), None)
    if rule:
        place = next((index for index in range(last, len(parts)) if parts[index].line.number > rule.number), len(parts))
        parts.insert(place, Part(rule, "", Role.END))
