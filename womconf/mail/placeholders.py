"""Words in braces that organisers may write into their texts of mails, such as {name}: a closed list for each kind."""

import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

BRACES = re.compile(r"\{([^{}]*)\}")


def check(text, names):
    """Raise ValidationError where a text has braces with anything else in them than one of these names."""
    unknown = list(dict.fromkeys(name for name in BRACES.findall(text) if name not in names))
    if unknown:
        known = ", ".join(f"{{{name}}}" for name in names)
        words = _("There is no placeholder %(unknown)s. These are there: %(known)s.")
        raise ValidationError(words, params={"unknown": f"{{{unknown[0]}}}", "known": known})
    if re.search(r"[{}]", BRACES.sub("", text)):
        raise ValidationError(_("Braces { } stand only around a placeholder, such as {conference}."))


def fill(text, values):
    """Return a text with the values of its placeholders. What stands in a value is never taken for a placeholder."""
    return BRACES.sub(lambda match: str(values.get(match[1], "")), text)
