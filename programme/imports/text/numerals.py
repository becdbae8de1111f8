"""Numbers in words: the hour of „halb zehn“ and „neun Uhr“, the day of „am neunzehnten Februar“."""

UNITS = ["ein", "zwei", "drei", "vier", "fünf", "sechs", "sieben", "acht", "neun"]
TEENS = ["dreizehn", "vierzehn", "fünfzehn", "sechzehn", "siebzehn", "achtzehn", "neunzehn"]
TWENTIES = ["zwanzig", *(f"{unit}undzwanzig" for unit in UNITS)]
ENGLISH = ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"]


def _numbered(words):
    return {word: number for number, word in enumerate(words, start=1)}


HOURS = _numbered([*UNITS, "zehn", "elf", "zwölf", *TEENS, *TWENTIES[:5]]) | _numbered(ENGLISH) | {"eins": 1}
# Without the letter at the end: „ersten“, „erster“.
DAYS_OF_MONTH = _numbered(
    [
        *[
            "erste",
            "zweite",
            "dritte",
            "vierte",
            "fünfte",
            "sechste",
            "siebte",
            "achte",
            "neunte",
            "zehnte",
            "elfte",
            "zwölfte",
        ],
        *(f"{teen}te" for teen in TEENS),
        *(f"{word}ste" for word in [*TWENTIES, "dreißig", "einunddreißig"]),
    ]
)


def day_of_month(word):
    """Return 19 for „neunzehnten“ and „neunzehnter“, None for any other word."""
    return DAYS_OF_MONTH.get(word.casefold().rstrip("nr"))


def pattern(words):
    """Return a pattern of one of the words, the longest first."""
    return "|".join(sorted(words, key=len, reverse=True))
