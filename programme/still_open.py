"""People still to be found: organisers write „N.N.“ into the internal note of a session, and so does an import."""

import re

from django.db.models import Q

MARK = "N.N."
IS_SAID = Q(internal_note__iregex=r"(^|[^[:alnum:]])N\.[[:space:]]?N\.($|[^[:alnum:]])")
IN_TEXT = re.compile(r"(?<![^\W_])N\.\s?N\.(?![^\W_])", re.IGNORECASE)


def is_said(note):
    return IN_TEXT.search(note) is not None
