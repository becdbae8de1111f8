"""Where one person of a list ends and the next begins: „Eva Horn, Stadt Jena / Müller, Anna und Can Yıl“."""

import re

from programme.imports.text import functions, names

NAME_WORD = re.compile(
    r"(?:[^\W\d_]\.[-‐‑]?){1,3}|[^\W\d_][^\W\d_'’ʼ´`‘.\u0300-\u036f\u064b-\u065f‐‑-]*(?:[-‐‑'’ʼ´`‘][^\W\d_]+)*\.?",
    re.UNICODE,
)
SEPARATOR = re.compile(
    r"(?P<bracket>[()\[\]])|\s*(?P<mark>[,;/|\t+])(?:\s+(?:und|sowie|&|and)(?=\s))?\s*"
    r"|\s+(?P<word>im\sGespräch\smit|in\sconversation\swith|und|u\.(?!\s?[av]\.)|sowie|gegen|vs\.?|versus|&|and|with|mit)\s+"
)


def split_people(text):
    """Return (separator, part) of all parts of a list of people; of „Müller, Anna“ the two names are one part."""
    return list(_in_order(list(_split(text))))


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
        and "." not in text  # „N.N., Eva Horn“
        and NAME_WORD.fullmatch(text) is not None
        and text[0].isupper()
        and not names.is_first_name(text)
        and not functions.is_function(text)
    )


def _are_first_names(text):
    words = text.split()
    return 1 <= len(words) <= 3 and names.is_first_name(words[0]) and all(map(NAME_WORD.fullmatch, words))
