"""Addresses from before there was one spelling of each. For the migrations that convert them, and for nothing else."""

import re
import unicodedata

from django.core.exceptions import ValidationError

from womconf.addresses import ADDRESS, DOMAIN, canonical_domain

# What the rules of 2003 turn into other letters, and those of 2008 leave: a mail to `faß.de` went to `fass.de`.
SENT_ASTRAY = frozenset("ßς")


def converted(address):
    """Return the canonical form of a stored address, or "" where it has none.

    What a form refuses today is forgiven here where e-mail has arrived so far: invisible characters in a domain,
    letters of another width, a domain that only the rules of 2003 knew.
    """
    local, _at, domain = address.strip().rpartition("@")
    found = f"{local.lower()}@{converted_domain(domain)}"
    return found if re.fullmatch(ADDRESS, found) else ""


def converted_domain(domain):
    """Return the canonical form of a stored domain, or "" where it has none."""
    for attempt in (domain, _without_invisible(domain)):
        try:
            found = canonical_domain(attempt)
        except ValidationError:
            continue
        if re.fullmatch(DOMAIN, found):
            return found
    found = _by_rules_of_2003(domain)
    return found if re.fullmatch(DOMAIN, found) and not SENT_ASTRAY & set(domain) else ""


def reached(address):
    """Return the address that e-mail for a stored address really went to: by the rules of 2003. "" where to none."""
    local, _at, domain = address.strip().rpartition("@")
    found = f"{local.lower()}@{_by_rules_of_2003(domain)}"
    return found if re.fullmatch(ADDRESS, found) else ""


def went_astray(address):
    """Whether e-mail for a stored address went to somebody else."""
    return reached(address) not in {"", converted(address)}


def _by_rules_of_2003(domain):
    try:
        return domain.encode("idna").decode().lower()
    except UnicodeError:
        return ""


def _without_invisible(text):
    return "".join(c for c in unicodedata.normalize("NFKC", text) if unicodedata.category(c) not in {"Cc", "Cf"})
