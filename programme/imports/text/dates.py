"""Days, as people write them: „Dienstag, 15. September 2020“, „15.–17.09.2027“, „am ersten Mai“, “3 May”, „Tag 2“.

`find_dates` looks anywhere in a text. A day may lack its year, a weekday its date: `Calendar` completes them.
"""

import re
from dataclasses import dataclass
from datetime import date, timedelta

from programme.imports.text import numerals
from programme.years import is_ours

MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "januar january jan jänner",
            "februar february feb feber",
            "märz march mär mrz mar maerz",
            "april apr",
            "mai may",
            "juni june jun",
            "juli july jul",
            "august aug",
            "september sept sep",
            "oktober october okt oct",
            "november nov",
            "dezember december dez dec",
        ),
        start=1,
    )
    for name in names.split()
}
WEEKDAYS = {
    name: number
    for number, names in enumerate(
        (
            "montag monday mon mo",
            "dienstag tuesday tues tue di",
            "mittwoch wednesday wed mi",
            "donnerstag thursday thurs thur thu do",
            "freitag friday fri fr",
            "samstag saturday sonnabend sat sa",
            "sonntag sunday sun so",
        )
    )
    for name in names.split()
}
LONG_WEEKDAYS = {name for name in WEEKDAYS if name.endswith(("tag", "day", "woch", "abend"))}

_MONTH = "|".join(sorted(MONTHS, key=len, reverse=True))
_WEEKDAY = "|".join(sorted(WEEKDAYS, key=len, reverse=True))
_TO = r"\s?(?:[-–—‐‑−/+&]|bis(?:\szum)?|und|and|to|until|till)\s?(?:den\s|the\s)?"
_ORDINAL = r"(?:\.|st|nd|rd|th)?"

ISO = re.compile(r"(?<![\d-])(?P<year>\d{4})-(?P<month>\d{2})-(?P<day>\d{2})(?![\d-])")
NUMERIC = re.compile(
    r"(?<![\d.,/])(?P<day>\d{1,2})\.\s?(?P<month>\d{1,2})\.(?:\s?(?P<year>\d{4})(?!\d)"
    r"|(?P<short>\d{2})(?![\d:.,h]))?(?!\d)"
)
SLASHED = re.compile(r"(?<![\d/.])(?P<day>\d{1,2})/(?P<month>\d{1,2})/(?P<year>\d{4})(?![\d/])")
DAY_FIRST = re.compile(
    rf"(?<![\d.,:])(?P<day>\d{{1,2}}){_ORDINAL}\s?(?:of\s)?(?P<name>{_MONTH})\b\.?(?:,?\s?(?P<year>\d{{4}})(?!\d))?",
    re.IGNORECASE,
)
IN_WORDS = re.compile(
    rf"(?<!\w)(?P<word>{numerals.pattern(numerals.DAYS_OF_MONTH)})[nr]?\s(?P<name>{_MONTH})\b\.?(?:\s(?P<year>\d{{4}})(?!\d))?",
    re.IGNORECASE,
)
MONTH_FIRST = re.compile(
    rf"\b(?P<name>{_MONTH})\b\.?\s(?:the\s)?(?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?![\d:.]|\s?(?:Uhr|[ap]\.?m\b))"
    rf"(?:\s?(?:-|–|to|and|&)\s?(?P<last>\d{{1,2}})(?:st|nd|rd|th)?(?![\d:.]))?(?:,?\s(?P<year>\d{{4}})(?!\d))?",
    re.IGNORECASE,
)
PATTERNS = (ISO, NUMERIC, SLASHED, DAY_FIRST, IN_WORDS, MONTH_FIRST)
EARLIER_DAY = re.compile(
    rf"(?<![\d.,:/])(?P<day>\d{{1,2}})(?:(?:\.|st|nd|rd|th)?(?:,\s|{_TO})|(?:\.|st|nd|rd"
    rf"|th)?,?{_TO}(?:{_WEEKDAY})\b\.?,?\s(?:den\s|the\s)?)$",
    re.IGNORECASE,
)
BETWEEN = re.compile(rf",?{_TO}(?:(?:{_WEEKDAY})\b\.?,?\s(?:den\s|dem\s|the\s)?)?$", re.IGNORECASE)
WEEKDAY_BEFORE = re.compile(
    rf"(?:(?<!\w)(?P<first>{_WEEKDAY})\b\.?{_TO})?(?<!\w)(?P<weekday>{_WEEKDAY})\b\.?,?\s?(?:dem\s|den\s|the\s)?\(?$",
    re.IGNORECASE,
)
WEEKDAY_AFTER = re.compile(rf",?\s?\((?P<weekday>{_WEEKDAY})\b\.?\)", re.IGNORECASE)
PREPOSITION_BEFORE = re.compile(r"(?<!\w)(?:am|vom|ab|on|from|den|the|dem)\s$", re.IGNORECASE)
LEADING_WEEKDAY = re.compile(rf"(?:am\s|on\s)?(?P<weekday>{_WEEKDAY})(?!\w)(?P<dot>\.?)", re.IGNORECASE)
_COUNTED = {
    word: number
    for number, words in enumerate(("eins one", "zwei two", "drei three", "vier four", "fünf five"), 1)
    for word in words.split()
}
_NUMBER_WORDS = {
    word: number
    for number, words in enumerate(
        ("erster first", "zweiter second", "dritter third", "vierter fourth", "fünfter fifth"), 1
    )
    for word in words.split()
}
DAY_NUMBER = re.compile(
    rf"(?:(?:Tag|Day|Konferenztag)\s(?:(?P<number>\d)(?!\d)|(?P<counted>{'|'.join(_COUNTED)})(?!\w))|(?P<ordinal>\d)(?:\.|st|nd|rd|th)\s(?:Tag"
    rf"|Day|Konferenztag)(?!\w)"
    rf"|(?P<word>{'|'.join(_NUMBER_WORDS)})\s(?:Tag|Day|Konferenztag|Veranstaltungstag|Tagungstag)(?!\w))",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Day:
    """A day of a month; the year is None where it was not written."""

    day: int
    month: int
    year: int | None = None

    def in_year(self, year):
        """Return the date, or None: there is no such day, or no conference takes place in that year."""
        year = self.year or year
        try:
            return date(year, self.month, self.day) if is_ours(year) else None
        except ValueError:
            return None


@dataclass(frozen=True, slots=True)
class Dates:
    """One day or several in a row, with the weekday that stands before the first, and where in the text it stands."""

    first: Day
    last: Day
    begin: int
    end: int
    weekday: int | None = None

    @property
    def is_range(self):
        return self.first != self.last


def find_dates(text):
    """Return all dates and ranges of dates in the text, in its order."""
    found = []
    for begin, end, first, last in _singles(text):
        previous = found[-1] if found else None
        if previous and not previous.is_range and BETWEEN.fullmatch(text, previous.end, begin):
            year, month = last.year, first.month
            found[-1] = Dates(_complete(previous.first, year, month), last, previous.begin, end, previous.weekday)
            continue
        found.append(_with_surroundings(text, (begin, end), (first, last), previous.end if previous else 0))
    return found


def _singles(text):
    matches = [match for pattern in PATTERNS for match in pattern.finditer(text)]
    matches.sort(key=lambda match: (match.start(), -match.end()))
    position = 0
    for match in matches:
        if match.start() < position or (day := _day(match)) is None:
            continue
        position = match.end()
        last = day
        if match.re is MONTH_FIRST and match["last"]:
            last = Day(int(match["last"]), day.month, day.year)
        yield match.start(), match.end(), day, last


def _day(match):
    groups = match.groupdict()
    name = groups.get("name")
    if name and name.islower():
        return None  # “may 10 people” is no day of May
    day = numerals.day_of_month(groups["word"]) if match.re is IN_WORDS else int(groups["day"])
    month = MONTHS[name.casefold()] if name else int(groups["month"])
    if match.re is SLASHED and day <= 12 < month:
        day, month = month, day  # 09/15/2027
    year = int(groups["year"]) if groups.get("year") else None
    if groups.get("short"):
        year = 2000 + int(groups["short"])
    if not (1 <= day <= 31 and 1 <= month <= 12):
        return None
    return Day(day, month, year)


def _with_surroundings(text, place, days, limit):
    """Extend a date to the left („15./“, „Di., den“, „am“) and to the right („(Dienstag)“)."""
    (begin, end), (first, last) = place, days
    for _step in range(6):  # „15., 16. und 17. September“
        earlier = EARLIER_DAY.search(text, max(limit, begin - 32), begin)
        if not earlier or not 1 <= int(earlier["day"]) <= 31 or earlier["day"] == str(first.day):
            break
        if int(earlier["day"]) > first.day:
            break
        begin, first = earlier.start(), Day(int(earlier["day"]), first.month, first.year)
    weekday = None
    if before := WEEKDAY_BEFORE.search(text, max(limit, begin - 40), begin):
        begin, weekday = before.start(), WEEKDAYS[(before["first"] or before["weekday"]).casefold()]
        if text[begin : before.end()].rstrip().endswith("("):
            end += text[end : end + 1] == ")"
    elif after := WEEKDAY_AFTER.match(text, end):
        end, weekday = after.end(), WEEKDAYS[after["weekday"].casefold()]
    if before := PREPOSITION_BEFORE.search(text, max(limit, begin - 5), begin):
        begin = before.start()
    return Dates(first, last, begin, end, weekday)


def _complete(day, year, month):
    return Day(day.day, day.month or month, day.year or year)


def leading_weekday(text):
    """Return (number, end) of a weekday with which the text begins, alone or before a mark or a number; else None.

    A short one counts only with its dot or comma, or before a number: „So.“ is Sunday, „So viel Neues“ is not.
    """
    match = LEADING_WEEKDAY.match(text)
    if not match or match["weekday"].islower():
        return None
    name, rest = match["weekday"].casefold(), text[match.end() :].lstrip()
    if rest and not (rest[0].isdigit() or rest[0] in ",:-–—|("):
        return None
    if name not in LONG_WEEKDAYS and not match["dot"] and not (rest and (rest[0].isdigit() or rest[0] in ",:")):
        return None
    return WEEKDAYS[name], match.end()


def leading_day_number(text):
    """Return (number, end) of „Tag 2“, „2. Tag“, „Zweiter Tag“, “Day 2” at the beginning of the text; else None."""
    match = DAY_NUMBER.match(text)
    if not match:
        return None
    word = (match["word"] or match["counted"] or "").casefold()
    number = int(match["number"] or match["ordinal"] or _NUMBER_WORDS.get(word) or _COUNTED[word])
    return (number, match.end()) if number else None


@dataclass(slots=True)
class Calendar:
    """What is known about the days of the conference, to complete what a text leaves out."""

    today: date
    starts_on: date | None = None
    ends_on: date | None = None
    year: int | None = None  # the first that the text names

    def resolve(self, dates):
        """Return (first, last) as dates; None for a day that does not exist (31 February).

        A missing year is that of the conference, else the one in which the weekday fits, else the next to come.
        """
        year = self._year(dates)
        first, last = dates.first.in_year(year), dates.last.in_year(year)
        if first and last and last < first and dates.last.year is None:
            last = dates.last.in_year(year + 1)
        return first, last

    def _year(self, dates):
        if self.starts_on or self.year:
            return self.starts_on.year if self.starts_on else self.year
        years = [self.today.year, self.today.year + 1, self.today.year - 1]
        candidates = [day for year in years if (day := dates.first.in_year(year))]
        if dates.weekday is not None:
            candidates = [day for day in candidates if day.weekday() == dates.weekday] or candidates
        coming = [day for day in candidates if day >= self.today]
        return (coming or candidates or [self.today])[0].year

    def widen(self, first, last):
        """Take up the days of a range; the conference begins with its first and ends with its last day."""
        self.starts_on = min(filter(None, (self.starts_on, first)))
        self.ends_on = max(filter(None, (self.ends_on, last)))

    def on_weekday(self, weekday):
        """Return the day of the conference that falls on this weekday, or None."""
        if not self.starts_on:
            return None
        day = self.starts_on + timedelta(days=(weekday - self.starts_on.weekday()) % 7)
        return day if day <= self.ends_on else None

    def numbered(self, number):
        """Return the first, second … day of the conference, or None."""
        if not self.starts_on:
            return None
        day = self.starts_on + timedelta(days=number - 1)
        return day if day <= self.ends_on else None
