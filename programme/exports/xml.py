"""Text for XML files."""

import re

# What no XML 1.0 file can hold, not even escaped (section 2.2, Char).
IMPOSSIBLE = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def possible(text):
    """Return a text without the characters that would break the whole file; no reader would see them anyway."""
    return IMPOSSIBLE.sub("", text)
