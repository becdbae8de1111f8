"""Materials of a session: „Materialien: Folien und Übungen, https://…“: words, and one address of the web."""

import re

from django.core.exceptions import ValidationError

from programme.imports.draft import ADDRESS_LENGTH, MATERIALS_LENGTH
from programme.imports.text.lines import ESCAPE, plain
from programme.validators import validate_single_line, validate_web_address

ADDRESS = re.compile(r"https?://[^\s<>\"„“”]+", re.IGNORECASE)
LINK = re.compile(r"\]\(<?(https?://[^\s<>]+?)>?\)", re.IGNORECASE)
EMPTY = re.compile(r"[<(\[]\s*[>)\]]")
BEHIND = ".,;:!?"
AROUND = " \t<,;:–—-"


def read(text):
    """Return (words, address) of what stands behind a label, Markdown or plain; None: no field has room for it."""
    found = addresses(text)
    words = plain(text)
    if found:
        words = EMPTY.sub(" ", ADDRESS.sub(" ", plain(ESCAPE.sub(r"\1", text)))).strip(AROUND + "([.")
    words = " ".join(words.split())
    if len(found) > 1 or len(words) > MATERIALS_LENGTH or "://" in words or not (words or found):
        return None
    address = found[0] if found else ""
    return (words, address) if not address or _is_possible(address) else None


def addresses(text):
    """Return the addresses of the web in a text, links of Markdown included, each once."""
    text = ESCAPE.sub(r"\1", text)
    rest = LINK.sub(" ", text)
    found = [*LINK.findall(text), *(match[0].rstrip(BEHIND) for match in ADDRESS.finditer(rest))]
    return list(dict.fromkeys(map(_without_bracket, found)))


def _without_bracket(address):
    """„(Folien: https://…/x)“: a bracket at the end belongs to an address that has one before it."""
    while address.endswith(")") and address.count(")") > address.count("("):
        address = address[:-1].rstrip(BEHIND)
    return address


def _is_possible(address):
    if len(address) > ADDRESS_LENGTH:
        return False
    try:
        validate_web_address(address)
        validate_single_line(address)
    except ValidationError:
        return False
    return True
