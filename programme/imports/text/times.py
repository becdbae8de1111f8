"""Times of day, as people write them: „9:30 – 11:00 Uhr“, „9.30 bis 11 Uhr“, „ab 14 Uhr“, „halb zehn“, “9 am”.

`find_times` looks anywhere in a text; whether a time there begins a session is for the outline to say.
"""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from programme.imports.text import numerals


@dataclass(frozen=True, slots=True)
class Times:
    """A span of the day in minutes from midnight. `ends` None: only a start was written.

    `is_open`: the text says that the end is open. `is_possible` is false for „25:00 Uhr“.
    `begin` and `end` are where it stands in the text; `is_explicit`: nobody would read it as something else.
    `told`: the words, where they leave open when exactly, or need a second look: „gegen 14 Uhr“, „halb drei“.
    """

    starts: int
    ends: int | None
    begin: int
    end: int
    is_open: bool = False
    is_possible: bool = True
    is_explicit: bool = False
    zone: str = ""
    told: str = ""


_ABOUT = r"(?:gegen|ca\.|circa|etwa|ungefähr|voraussichtlich|vorauss\.|around|about|approx\.)"
DASH = rf"(?:[-–—‐‑−]{{1,2}}(?:\s?{_ABOUT})?|bis(?:\s{_ABOUT})?|to|until|till|und|and)"
_NAMED = numerals.pattern(numerals.HOURS)
# In the order of the writing: hour, minutes, unit. "h" as in „10h“, „10h30“; the second zone of digits is seconds.
CLOCK = r"""
    (?:
        (?P<word{n}>(?:12\s)?(?:noon|midday|midnight)|Mittag|Mitternacht)(?!\w)
        |
        (?:
            (?P<turn{n}>halb|dreiviertel|viertel(?:\s(?:nach|vor))?|half\spast|quarter\s(?:past|to))\s
            (?P<turned{n}>NAMED|\d{{1,2}}(?!\d|[.:]\d))
            |
            (?P<named{n}>NAMED)(?=\s(?:Uhr|o.clock)(?!\w)|\s?(?:bis|to|und|[-–])\s?(?:NAMED)\sUhr)
        )
        (?:\s(?:Uhr|o.clock))?(?!\w)
        (?:\s(?P<part_of_words{n}>morgens|vormittags|mittags|nachmittags|abends|nachts)(?!\w))?
        |
        (?P<hour{n}>\d{{1,2}})
        (?:\s?(?P<separator{n}>[:.h])\s?(?P<minute{n}>\d{{2}})(?::\d{{2}})?(?!\d))?
        (?:\s?(?P<unit{n}>Uhr|h|[ap]\.?\s?m\.?|noon|midnight)(?!\w))?
        (?:(?<=Uhr)\s(?P<late_minute{n}>[0-5]\d)(?![\d:.]|\s?(?:Uhr|Pers|Teiln|Plät|Min)))?
        (?:\s(?P<part{n}>morgens|vormittags|mittags|nachmittags|abends|nachts)(?!\w))?
    )
""".replace("NAMED", _NAMED)
WORDS = {"noon": 12 * 60, "midday": 12 * 60, "mittag": 12 * 60, "midnight": 24 * 60, "mitternacht": 24 * 60}
ZONES = r"MEZ|MESZ|CES?T|UTC|GMT|BST|WES?T|EES?T|[EP][SD]T|ET|PT"
TIMES = re.compile(
    rf"""
    (?<![\w.,:/–+-])(?<!\d\s[-–—])
    (?P<before>(?:von|zwischen|from|between|um|at|ab|starting\sat|Beginn:?|{_ABOUT})\s(?:{_ABOUT}\s)?)?
    {CLOCK.format(n=1)}
    (?:
        \s{{0,3}}(?P<dash>{DASH})\s{{0,3}}
        (?:
            {CLOCK.format(n=2)}
            | (?P<open>open[\s-]end(?:ed)?|Ende\soffen|offen(?:es\sEnde)?|open)(?!\w)
        )
    )?
    (?:\s?,?\s?(?P<open_after>open[\s-]end|Ende\soffen)(?!\w))?
    (?:\s\(?ca\.\))?
    (?:\s?(?P<quarter>[cs]\.\s?t\.))?
    (?:\s\(?(?P<zone>{ZONES})\b\)?)?
    (?![\w%€$]|[.,:/]\d|[-–]\d|(?<=\d)\.\s?(?:Jan|Feb|Mär|Apr|Mai|Jun|Jul|Aug|Sep|Okt|Nov|Dez))
    """,
    re.VERBOSE | re.IGNORECASE,
)
OPEN_BEFORE = {"ab", "from", "starting at"}
ABOUT = re.compile(rf"(?<!\w){_ABOUT}", re.IGNORECASE)
TURNS = {"halb": -30, "dreiviertel": -15, "viertel": -45, "viertel nach": 15, "viertel vor": -15}
TURNS |= {"half past": 30, "quarter past": 15, "quarter to": -15}
FIRST_HOUR = 7  # „drei Uhr“ is in the afternoon; nobody confers before
QUARTERS = {0, 15, 30, 45}
COLON = re.compile(r"\s?:\s")


def find_times(text):
    """Return all times in the text, in its order."""
    found = []
    position = 0
    while match := TIMES.search(text, position):
        times = _read(match)
        position = times.end if times else match.end("dash") if match["dash"] in {"und", "and"} else match.end()
        if times:
            found.append(times)
    return found


def _read(match):
    """Return the times in what looks like times, or None: it is a number, a ratio, a date."""
    before = (match["before"] or "").strip().casefold()
    is_spoken = _is_spoken(match, 1) or _is_spoken(match, 2)
    is_span = match["hour2"] is not None or match["word2"] is not None or _is_spoken(match, 2)
    if match["word1"] and not is_span and not before and not _stands_as_time(match):
        return None  # „Mittag“ alone is a meal
    if match["dash"] in {"und", "and"} and before not in {"zwischen", "between"}:
        # „14 Uhr und 16 Uhr“ are two times; it is a span only after „zwischen“.
        first = TIMES.fullmatch(match.string, match.start(), match.start("dash") - 1)
        return _read(first) if first else None
    unit_1, unit_2 = _unit(match, 1), _unit(match, 2)
    if not (unit_1 or unit_2 or _looks_like_times(match)):
        return None
    if unit_1 == "h" and not is_span and not match["minute1"] and not before:
        return None  # „2 h“ is a duration
    starts = _minutes(match, 1, unit_1 or (unit_2 if unit_2 in {"am", "pm"} else ""))
    ends = _minutes(match, 2, unit_2) if is_span else None
    if ends is not None and not unit_1 and unit_2 == "pm" and starts > ends:
        starts -= 12 * 60  # 11 – 1 pm
    if (match["quarter"] or "").startswith("c"):
        starts += 15
    is_possible = (
        0 <= starts < 24 * 60 + bool(match["word1"])
        and (ends is None or 0 <= ends <= 24 * 60)
        and _has_possible_minutes(match)
    )
    if not is_possible and not (unit_1 or unit_2) and not (20 <= int(match["hour1"] or 0) < 30 and match["minute1"]):
        return None  # „50:50“ is a ratio
    return Times(
        starts=starts,
        ends=ends,
        begin=match.start(),
        end=match.end(),
        is_open=bool(match["open"] or match["open_after"]) or (not is_span and before in OPEN_BEFORE),
        is_possible=is_possible,
        is_explicit=bool(unit_1 or unit_2) or (is_span and match["minute1"] is not None),
        zone=match["zone"] or "",
        told=match[0].strip() if is_spoken or ABOUT.search(match[0]) else "",
    )


def _stands_as_time(match):
    """Whether a word for a time has its number, or begins the text and a mark follows: “12 noon”, “Noon: lunch”."""
    if match["word1"][0] == "1":
        return True
    return match.start() == 0 and match.string[match.end() : match.end() + 2].strip()[:1] in {":", ",", "–", "|"}


def _is_spoken(match, n):
    return (match[f"turned{n}"] or match[f"named{n}"]) is not None


def _unit(match, n):
    if match[f"word{n}"] or _is_spoken(match, n):
        return "word"
    unit = (match[f"unit{n}"] or "").casefold().replace(".", "").replace(" ", "")
    return unit or ("h" if match[f"separator{n}"] in {"h", "H"} else "")


def _minutes(match, n, unit):
    if word := match[f"word{n}"]:
        return WORDS[word.casefold().removeprefix("12").strip()]
    if _is_spoken(match, n):
        return _spoken_minutes(match, n)
    hour = int(match[f"hour{n}"])
    minute = int(match[f"minute{n}"] or match[f"late_minute{n}"] or 0)
    if unit in {"pm", "noon"} and hour < 12:
        hour += 12
    if unit == "am" and hour == 12:
        hour = 0
    part = (match[f"part{n}"] or "").casefold()
    if (part in {"nachmittags", "abends"} and hour < 12) or (hour == 12 and (part == "nachts" or unit == "midnight")):
        hour += 12
    return hour * 60 + minute


def _spoken_minutes(match, n):
    """„halb drei“ → 14:30, „Viertel nach neun“ → 9:15, „acht Uhr abends“ → 20:00."""
    word = (match[f"turned{n}"] or match[f"named{n}"]).casefold()
    turn = " ".join((match[f"turn{n}"] or "").casefold().split())
    minutes = (int(word) if word.isdecimal() else numerals.HOURS[word]) * 60 + TURNS.get(turn, 0)
    part = (match[f"part_of_words{n}"] or "").casefold()
    is_late = part in {"nachmittags", "abends"} or (not part and minutes < FIRST_HOUR * 60)
    return minutes + 12 * 60 if is_late and minutes < 12 * 60 else minutes


def _has_possible_minutes(match):
    return all(int(match[name] or 0) < 60 for name in ("minute1", "minute2"))


def _looks_like_times(match):
    """Whether numbers without a unit are times: „9:30“, „09.30 – 10.15“, „9 – 10:30“, but not „3.5“ or „1 – 2“."""
    texts = [match[f"minute{n}"] for n in (1, 2)]
    if match["hour2"] is None:
        if texts[0] is None:
            return False
        is_certain = len(match["hour1"]) == 2 or COLON.match(match.string, match.end()) is not None  # „9.00: Titel“
        return ":" in match[0] or (int(texts[0]) in QUARTERS and "." in match[0] and is_certain)
    if texts == [None, None]:
        return False
    return all(text is None or (":" in match[0] or int(text) % 5 == 0) for text in texts)


class TimeProblem(Exception):
    """A time that cannot be placed on a day; `code` says why."""

    def __init__(self, code):
        super().__init__(code)
        self.code = code


EVENING, MORNING = 18 * 60, 6 * 60


def place(times, day: date, zone):
    """Return (start, end) of the times on a day, local and naive; the end is None where it is open or unknown.

    A span that ends before it starts crosses midnight if it starts in the evening and ends before the morning.
    Raises TimeProblem for times that do not exist: 25:00, a span that runs backwards, the hour left out in spring.
    """
    if not times.is_possible:
        raise TimeProblem("impossible_time")
    starts_at = _at(day, times.starts)
    ends_at = None
    if times.ends is not None:
        if times.ends > times.starts:
            ends_at = _at(day, times.ends)
        elif times.starts >= EVENING and times.ends <= MORNING:
            ends_at = _at(day, times.ends + 24 * 60)
        else:
            raise TimeProblem("end_before_start")
    if not all(_exists(moment, zone) for moment in (starts_at, ends_at) if moment):
        raise TimeProblem("missing_hour")
    return starts_at, ends_at


def _at(day, minutes):
    try:
        return datetime.combine(day, time.min) + timedelta(minutes=minutes)
    except OverflowError:
        raise TimeProblem("impossible_time") from None


def _exists(moment, zone):
    """Whether clocks show this moment: they skip an hour when summer time begins."""
    local = moment.replace(tzinfo=zone)
    return local.astimezone(UTC).astimezone(zone).replace(tzinfo=None) == moment
