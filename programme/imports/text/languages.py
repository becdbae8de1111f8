"""Languages of sessions: „auf Englisch“, “in English”, „EN“. A new one is a new word in these tables."""

import re

LANGUAGES = {
    "deutsch": "de", "german": "de", "englisch": "en", "english": "en", "arabisch": "ar", "arabic": "ar",
    "ukrainisch": "uk", "ukrainian": "uk", "französisch": "fr", "french": "fr", "türkisch": "tr", "turkish": "tr",
    "persisch": "fa", "farsi": "fa", "dari": "fa", "persian": "fa", "russisch": "ru", "russian": "ru",
    "spanisch": "es", "spanish": "es", "polnisch": "pl", "polish": "pl", "rumänisch": "ro", "romanian": "ro",
}  # fmt: skip
LANGUAGE_CODES = {"EN": "en", "DE": "de", "ENG": "en", "engl.": "en", "dt.": "de", "engl": "en"}
_LANGUAGE = "|".join(LANGUAGES)
LANGUAGE = re.compile(
    rf"(?:(?:findet\s|takes\splace\s|held\s)?(?:auf|in"
    rf"|in\sder\ssprache)\s)?(?P<name>{_LANGUAGE})(?:e[rn]?\sSprache)?(?:sprachig)?(?:\sstatt)?",
    re.IGNORECASE,
)
LANGUAGE_IN_PROSE = re.compile(
    rf"\b(?:(?:findet|held|given|takes\splace|gehalten|wird)\s(?:\w+\s)?(?:auf|in)\s(?P<name>{_LANGUAGE})\b"
    rf"|in\s(?P<adjective>{_LANGUAGE})er\sSprache)",
    re.IGNORECASE,
)


def language(text):
    """„auf Englisch“, “in English”, „in englischer Sprache“, „EN“ → "en"."""
    text = text.strip(" \t,;:!–—-*()[]")
    if text in LANGUAGE_CODES:
        return LANGUAGE_CODES[text]
    match = LANGUAGE.fullmatch(text.rstrip("."))
    return LANGUAGES[match["name"].casefold()] if match else None


def language_in_prose(text):
    match = LANGUAGE_IN_PROSE.search(text)
    return LANGUAGES[(match["name"] or match["adjective"]).casefold()] if match else None
