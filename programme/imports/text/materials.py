"""Materials of a session: „Materialien: Folien und Übungen, https://…“: words, and one address of the web."""

import re

from django.core.exceptions import ValidationError

from programme.imports.draft import ADDRESS_LENGTH, MATERIALS_LENGTH
from programme.imports.text.lines import plain
from programme.meeting_links import find_addresses
from programme.validators import validate_single_line, validate_web_address

EMPTY = re.compile(r"[<(\[]\s*[>)\]]")
REST = re.compile(r"[^\s<>]*")  # „.“ or „)“ behind an address
AROUND = " \t<,;:–—-"


def read(text):
    """Return (words, address) of what stands behind a label, Markdown or plain; None: no field has room for it."""
    found = addresses(text)
    words = without_addresses(plain(text)) if found else plain(text)
    words = " ".join(words.split())
    if len(found) > 1 or len(words) > MATERIALS_LENGTH or "://" in words or not (words or found):
        return None
    address = found[0] if found else ""
    return (words, address) if not address or _is_possible(address) else None


def addresses(text):
    """Return the addresses of the web in a text, links of Markdown included, each once."""
    return list(dict.fromkeys(address for _begin, _end, address in find_addresses(text) if _is_of_web(address)))


def without_addresses(text):
    """Return the words of a plain text without its addresses of the web, and without the marks around these."""
    for begin, end, address in reversed(find_addresses(text)):
        if _is_of_web(address):
            text = f"{text[:begin]} {text[REST.match(text, end).end() :]}"
    return EMPTY.sub(" ", text).strip(AROUND + "([.")


def _is_of_web(address):
    return address.casefold().startswith(("http://", "https://"))


def _is_possible(address):
    if len(address) > ADDRESS_LENGTH:
        return False
    try:
        validate_web_address(address)
        validate_single_line(address)
    except ValidationError:
        return False
    return True
